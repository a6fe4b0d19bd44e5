//! What one file of each language costs, floor by floor, and a whole project: the shops under `fixtures/`.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking, and criterion's macros write no docs"
)]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use slotlint::clients::Reader;
use slotlint::config::{Configs, Discovery};
use slotlint::eval::Evaluator;
use slotlint::eval::callers::CallIndex;
use slotlint::lint::{NamedPaths, Overlay, Request, lint};
use slotlint::project::{ModuleFile, Options, Project};
use slotlint::rules::{FileCx, RULES};
use slotlint::syntax::{language_of, lower};

/// Each shop, with the file that stands for its language.
const SHOPS: [(&str, &str); 3] =
    [("shop-js", "src/sessions.ts"), ("shop-py", "shop/inventory.py"), ("shop-go", "internal/store/session.go")];

fn folder(shop: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(shop)
}

fn open(shop: &str) -> Project {
    Project::open(Options::new(folder(shop), vec![folder(shop)]))
}

fn configs(root: &Path) -> Arc<Configs> {
    let known = Arc::new(slotlint::rules::known());
    Arc::new(Configs::new(known, Arc::from(root), &Discovery::Isolated, Vec::new()).unwrap())
}

/// The file that stands for its language, in its project.
fn file_of<'p>(project: &'p Project, (shop, file): (&str, &str)) -> &'p ModuleFile {
    project.load(&folder(shop).join(file)).unwrap()
}

fn lowering(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lower");
    for (shop, file) in SHOPS {
        let path = folder(shop).join(file);
        let (language, text) = (language_of(&path).unwrap(), fs::read_to_string(&path).unwrap());
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(file), |bencher| {
            bencher.iter(|| black_box(lower(language, &text)));
        });
    }
}

fn evaluation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("model");
    for sample in SHOPS {
        let project = open(sample.0);
        let calls = CallIndex::of(project.primary());
        let file = file_of(&project, sample);
        group.bench_function(BenchmarkId::from_parameter(sample.1), |bencher| {
            bencher.iter(|| {
                let ev = Evaluator::new(&project, &calls);
                black_box(Reader::new(&ev, file, Vec::new()).read().operations.len())
            });
        });
    }
}

fn rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rules");
    for sample in SHOPS {
        let project = open(sample.0);
        let calls = CallIndex::of(project.primary());
        let file = file_of(&project, sample);
        let configs = configs(&folder(sample.0));
        let policy = configs.for_file(&file.path).unwrap().for_path(&file.path);
        let ev = Evaluator::new(&project, &calls);
        let model = Reader::new(&ev, file, Vec::new()).read();
        group.bench_function(BenchmarkId::from_parameter(sample.1), |bencher| {
            bencher.iter(|| {
                let mut findings = Vec::new();
                let cx = FileCx { project: &project, file, model: &model, ev: &ev, policy: &policy };
                for rule in RULES {
                    ev.begin();
                    (rule.check)(&cx, &mut findings);
                }
                black_box(findings.len())
            });
        });
    }
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lint");
    for (shop, _) in SHOPS {
        let (paths, overlay, configs) = ([folder(shop)], Overlay::default(), configs(&folder(shop)));
        let request = Request {
            paths: &paths,
            overlay: &overlay,
            configs: &configs,
            named_paths: NamedPaths::Always,
            threads: None,
            on_file: &|| {},
        };
        group.bench_function(BenchmarkId::from_parameter(shop), |bencher| {
            bencher.iter(|| black_box(lint(&request).unwrap().findings.len()));
        });
    }
}

criterion_group!(benches, lowering, evaluation, rules, whole);
criterion_main!(benches);
