//! Libraries, and versions of them, that cannot work with today's clusters.

use super::model::{Construction, Library};
use super::{go_redis, library};
use crate::clients::api::Symbol;
use crate::clients::model::Mode;
use crate::eval::{Cx, Evaluator};
use crate::finding::Span;
use crate::project::{Ecosystem, ModuleFile, Project, Requirement, Version};
use crate::syntax::ir::{DefKind, FuncId, Language, Module, Stmt};

/// A library that is unfit as a whole.
#[derive(Debug)]
pub struct Retired {
    /// Its name in its registry.
    pub package: &'static str,
    /// The registry.
    pub ecosystem: Ecosystem,
    /// The modules it is imported as.
    modules: &'static [&'static str],
    /// The first version that is fit; `None` if none is.
    fit_from: Option<(u32, u32, u32)>,
    /// What happens.
    pub happens: &'static str,
    /// The way out.
    pub instead: &'static str,
}

static RETIRED: [Retired; 2] = [
    Retired {
        package: "redis-py-cluster",
        ecosystem: Ecosystem::Python,
        modules: &["rediscluster"],
        fit_from: None,
        happens: "is redis-py-cluster, retired in 2021 and held to redis-py 3.5.3: it lacks every command newer than Redis 6.0, and splits MGET, MSET and RENAME over nodes without atomicity",
        instead: "use `RedisCluster` of redis-py 4.1 or newer (`redis.cluster`); startup nodes are `ClusterNode(host, port)` there, and keys of MGET and MSET must share a slot",
    },
    Retired {
        package: "redis",
        ecosystem: Ecosystem::Npm,
        modules: &["redis"],
        fit_from: Some((4, 0, 0)),
        happens: "before 4.0 has no cluster client: on a cluster a key of another node fails with MOVED",
        instead: "use `createCluster` of redis 4 or newer, or `Cluster` of ioredis",
    },
];

/// The unfit library that a file gets by an import.
pub fn imported(project: &Project, file: &ModuleFile, specifier: &str) -> Option<&'static Retired> {
    let ecosystem = Ecosystem::of(file.ir.language)?;
    let root = if ecosystem == Ecosystem::Python { specifier.split('.').next()? } else { specifier };
    let retired = RETIRED.iter().find(|one| one.ecosystem == ecosystem && one.modules.contains(&root))?;
    let unfit = match retired.fit_from {
        None => true,
        Some(_) => is_unfit(retired, project.version_of(&file.path, retired.package)),
    };
    unfit.then_some(retired)
}

/// The unfit library that a line of a manifest asks for.
pub fn required(requirement: &Requirement) -> Option<&'static Retired> {
    let retired = RETIRED.iter().find(|one| is_for(one, requirement))?;
    is_unfit(retired, requirement.version).then_some(retired)
}

/// Whether a line of a manifest asks for a library.
pub fn is_for(retired: &Retired, requirement: &Requirement) -> bool {
    retired.ecosystem == requirement.ecosystem && requirement.name == retired.package
}

fn is_unfit(retired: &Retired, version: Option<Version>) -> bool {
    match retired.fit_from {
        None => true,
        Some((major, minor, patch)) => version.and_then(|version| version.before(major, minor, patch)) == Some(true),
    }
}

/// The major version of go-redis that an import path names, if it is one that cannot read topologies of Redis 7
/// (v8.11.5/command.go:2704; readable since v9.0.0, command.go:2806).
pub fn old_go_redis(specifier: &str) -> Option<u32> {
    go_redis::major_of(specifier).filter(|major| *major < 9)
}

/// A cluster client that the version of redis-py in use does not have.
pub struct Missing {
    /// Where it is imported or made.
    pub span: Span,
    /// The version in use.
    pub version: Version,
    /// What is missing.
    pub what: &'static str,
    /// What happens.
    pub happens: &'static str,
    /// The way out.
    pub instead: &'static str,
}

/// The cluster clients that a file imports from redis-py, or makes, and that its version does not have: `RedisCluster`
/// came with 4.1.0, its asyncio twin with 4.3.0.
pub fn missing_cluster_clients<'p>(
    ev: &Evaluator<'p>,
    file: &'p ModuleFile,
    made: &[Construction<'p>],
) -> Vec<Missing> {
    let ir = &file.ir;
    let version = || ev.project.version_of(&file.path, "redis");
    let Some(version) = (ir.language == Language::Python).then(version).flatten() else { return Vec::new() };
    if version.before(4, 3, 0) != Some(true) {
        return Vec::new();
    }
    let tried = tried_spans(ir);
    let mut found: Vec<Missing> = Vec::new();
    for (span, is_async) in imported_clusters(ev, file) {
        found.extend(missing(span, version, is_async));
    }
    if found.is_empty() {
        let clusters = made.iter().filter(|made| {
            made.client.library == Library::RedisPy
                && made.client.mode == Mode::Cluster
                && !made.client.name.starts_with("valkey")
        });
        found.extend(clusters.filter_map(|made| missing(made.site.span(), version, made.client.asynchronous)));
    }
    // An import that may fail has its way out.
    found.retain(|missing| !tried.iter().any(|tried| tried.contains(missing.span)));
    found
}

fn missing(span: Span, version: Version, is_async: bool) -> Option<Missing> {
    match is_async {
        true => Some(Missing {
            span,
            version,
            what: "asyncio `RedisCluster`",
            happens: "`ImportError: cannot import name 'RedisCluster' from 'redis.asyncio'`",
            instead: "use redis-py 4.3 or newer",
        }),
        false if version.before(4, 1, 0) == Some(true) => Some(Missing {
            span,
            version,
            what: "`RedisCluster`",
            happens: "`ImportError`",
            instead: "use redis-py 4.1 or newer",
        }),
        false => None,
    }
}

/// Where names that are cluster clients of redis-py are imported, and whether they are asyncio clients: once per
/// statement.
fn imported_clusters<'p>(ev: &Evaluator<'p>, file: &'p ModuleFile) -> Vec<(Span, bool)> {
    let ir = &file.ir;
    let mut found: Vec<(Span, bool)> = Vec::new();
    for binding in &ir.bindings {
        for def in &binding.defs {
            let DefKind::Value(value) = def.kind else { continue };
            let of_module = match ir.kind(value) {
                crate::syntax::ir::ExprKind::Member { object, .. } => {
                    matches!(ir.kind(*object), crate::syntax::ir::ExprKind::Module(name) if name.starts_with("redis"))
                }
                _ => false,
            };
            if !of_module {
                continue;
            }
            let value = ev.eval(&Cx::of(file), value);
            let Some((module, path)) = library::symbol_of(&value) else { continue };
            let Some(known) = library::known(ir.language, module, path) else { continue };
            let is_cluster = matches!(known.symbol, Some(Symbol::Client(Mode::Cluster)));
            if is_cluster && known.api.library == Library::RedisPy {
                found.push((def.span, super::redis_py::is_async(&known.path)));
            }
        }
    }
    found
}

/// The statements of `try` blocks with a handler.
fn tried_spans(ir: &Module) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Vec<&[Stmt]> = vec![&ir.function(FuncId(0)).body];
    while let Some(statements) = open.pop() {
        for statement in statements {
            match statement {
                Stmt::Try(attempt) if !attempt.handlers.is_empty() => {
                    for tried in &attempt.body {
                        if let Stmt::Define(binding, index) = tried {
                            spans.extend(ir.binding(*binding).defs.get(*index as usize).map(|def| def.span));
                        }
                    }
                }
                Stmt::Block(inner) => open.push(inner),
                Stmt::Branch(arms) => open.extend(arms.iter().map(|arm| arm.body.as_slice())),
                _ => {}
            }
        }
    }
    spans
}
