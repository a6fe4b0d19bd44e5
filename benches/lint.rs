//! What one project of each language costs, floor by floor: the shops under `fixtures/`.

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
use slotlint::config::{Configs, Discovery, KnownRules, RuleMeta};
use slotlint::eval::Evaluator;
use slotlint::eval::callers::CallIndex;
use slotlint::lint::{NamedPaths, Overlay, Request, lint};
use slotlint::project::{Options, Project};
use slotlint::rules::document::FrontMatter;
use slotlint::rules::{FileCx, RULES};
use slotlint::syntax::{language_of, lower};

const SHOPS: [&str; 3] = ["shop-js", "shop-py", "shop-go"];

fn folder(shop: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(shop)
}

fn open(shop: &str) -> Project {
    Project::open(Options::new(folder(shop), vec![folder(shop)]))
}

fn configs(root: &Path) -> Arc<Configs> {
    let group = |document: &str| FrontMatter::parse(document).unwrap().group;
    let rules = RULES.iter().map(|rule| RuleMeta { name: rule.name, group: group(rule.document) }).collect();
    let known = Arc::new(KnownRules::new(rules));
    Arc::new(Configs::new(known, Arc::from(root), &Discovery::Isolated, Vec::new()).unwrap())
}

fn lowering(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lower");
    for shop in SHOPS {
        let project = open(shop);
        let sources: Vec<_> = project
            .primary()
            .iter()
            .map(|file| (language_of(&file.path).unwrap(), fs::read_to_string(&file.path).unwrap()))
            .collect();
        group.throughput(Throughput::Bytes(sources.iter().map(|(_, text)| text.len() as u64).sum()));
        group.bench_function(BenchmarkId::from_parameter(shop), |bencher| {
            bencher.iter(|| sources.iter().for_each(|(language, text)| drop(black_box(lower(*language, text)))));
        });
    }
}

fn evaluation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("model");
    for shop in SHOPS {
        let project = open(shop);
        let calls = CallIndex::of(project.primary());
        group.bench_function(BenchmarkId::from_parameter(shop), |bencher| {
            bencher.iter(|| {
                for file in project.primary() {
                    let ev = Evaluator::new(&project, &calls);
                    black_box(Reader::new(&ev, file, Vec::new()).read().operations.len());
                }
            });
        });
    }
}

fn rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rules");
    for shop in SHOPS {
        let project = open(shop);
        let calls = CallIndex::of(project.primary());
        let configs = configs(&folder(shop));
        let ev = Evaluator::new(&project, &calls);
        let models: Vec<_> =
            project.primary().iter().map(|file| (file, Reader::new(&ev, file, Vec::new()).read())).collect();
        group.bench_function(BenchmarkId::from_parameter(shop), |bencher| {
            bencher.iter(|| {
                let mut findings = Vec::new();
                for (file, model) in &models {
                    let policy = configs.for_file(&file.path).unwrap().for_path(&file.path);
                    let cx = FileCx { project: &project, file, model, ev: &ev, policy: &policy };
                    for rule in RULES {
                        ev.begin();
                        (rule.check)(&cx, &mut findings);
                    }
                }
                black_box(findings.len())
            });
        });
    }
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lint");
    for shop in SHOPS {
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
