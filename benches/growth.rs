//! What twice as much costs: more functions in one file, and more files. The throughput stays the same when the cost is
//! linear in the bytes that mention Redis.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking, and criterion's macros write no docs"
)]

use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use slotlint::config::{Configs, Discovery};
use slotlint::lint::{NamedPaths, Overlay, Request, lint};
use tempfile::TempDir;

/// A language: the name of a file without its number, what stands at its top, and a function, with `#` for its number.
struct Sample {
    name: &'static str,
    extension: &'static str,
    keys: &'static str,
    head: &'static str,
    function: &'static str,
}

const SAMPLES: [Sample; 3] = [
    Sample {
        name: "typescript",
        extension: "ts",
        keys: "export const name = (id: string) => `user:${id}:name`;\n",
        head: "import { Cluster } from 'ioredis';\nimport * as keys from './keys';\nconst redis = new Cluster(nodes);\n",
        function: "
export async function load#(id: string, others: string[]) {
  const [a, b] = await redis.mget(keys.name(id), `user:${id}:#`);
  if (a === null) {
    await redis.pipeline().set(keys.name(id), b).del(...others.map(keys.name)).exec();
  }
  return [a, b, '#'];
}
",
    },
    Sample {
        name: "python",
        extension: "py",
        keys: "def name(id):\n    return f'user:{id}:name'\n",
        head: "import redis\n\nimport keys\n\nclient = redis.RedisCluster('localhost')\n",
        function: "

def load_#(id, others):
    a, b = client.mget(keys.name(id), f'user:{id}:#')
    if a is None:
        with client.pipeline() as pipe:
            pipe.set(keys.name(id), b)
            pipe.delete(*[keys.name(other) for other in others])
            pipe.execute()
    return a, b, '#'
",
    },
    Sample {
        name: "go",
        extension: "go",
        keys: "package shop\n\nfunc nameKey(id string) string { return \"user:\" + id + \":name\" }\n",
        head: "package shop\n\nimport \"github.com/redis/go-redis/v9\"\n\nvar rdb = redis.NewClusterClient(&redis.ClusterOptions{})\n",
        function: "
func load#(ctx context.Context, id string, others []string) []interface{} {
	got, err := rdb.MGet(ctx, nameKey(id), \"user:\"+id+\":#\").Result()
	if err != nil {
		for _, other := range others {
			rdb.Set(ctx, nameKey(other), \"#\", 0)
		}
	}
	return got
}
",
    },
];

impl Sample {
    /// Files of so many functions each, with numbers of their own.
    fn project(&self, files: usize, functions: usize) -> (TempDir, u64) {
        let folder = tempfile::tempdir().unwrap();
        let (mut number, mut bytes) = (0, 0);
        fs::write(folder.path().join(format!("keys.{}", self.extension)), self.keys).unwrap();
        for file in 0..files {
            // In Go a second file of a package does not declare its variables again.
            let head =
                if file == 0 { self.head.to_owned() } else { self.head.replace("var rdb", &format!("var rdb{file}")) };
            let mut text = head;
            for _ in 0..functions {
                number += 1;
                write!(text, "{}", self.function.replace('#', &number.to_string())).unwrap();
            }
            bytes += text.len() as u64;
            fs::write(folder.path().join(format!("file{file}.{}", self.extension)), text).unwrap();
        }
        (folder, bytes)
    }
}

fn configs(root: &Path) -> Arc<Configs> {
    let known = Arc::new(slotlint::rules::known());
    Arc::new(Configs::new(known, Arc::from(root), &Discovery::Isolated, Vec::new()).unwrap())
}

fn measure(criterion: &mut Criterion, name: &str, shapes: impl Fn(usize) -> (usize, usize)) {
    for sample in &SAMPLES {
        let mut group = criterion.benchmark_group(format!("{name}/{}", sample.name));
        for times in [1, 2, 4, 8] {
            let (files, functions) = shapes(times);
            let (folder, bytes) = sample.project(files, functions);
            let (paths, overlay, configs) = ([folder.path().to_path_buf()], Overlay::default(), configs(folder.path()));
            let request = Request {
                paths: &paths,
                overlay: &overlay,
                configs: &configs,
                named_paths: NamedPaths::Always,
                threads: None,
                on_file: &|| {},
            };
            group.throughput(Throughput::Bytes(bytes));
            group.sample_size(20);
            group.bench_function(BenchmarkId::from_parameter(times), |bencher| {
                bencher.iter(|| black_box(lint(&request).unwrap().findings.len()));
            });
        }
    }
}

fn longer_files(criterion: &mut Criterion) {
    measure(criterion, "functions in a file", |times| (1, 50 * times));
}

fn more_files(criterion: &mut Criterion) {
    measure(criterion, "files", |times| (25 * times, 10));
}

criterion_group!(benches, longer_files, more_files);
criterion_main!(benches);
