//! Which library a symbol belongs to, and what it is there.

use smol_str::SmolStr;

use super::api::{Api, Symbol};
use super::model::Library;
use super::{go_redis, ioredis, redis_py};
use crate::eval::value::{External, Value};
use crate::syntax::ir::Language;

/// Libraries that talk to Redis and are not covered, and servers for tests: these must not be taken for covered clients.
const OTHER_CLIENTS: &[&str] = &[
    "@redis/client",
    "@upstash/redis",
    "@vercel/kv",
    "handy-redis",
    "node-redis",
    "redis-mock",
    "tedis",
    "fakeredis",
    "walrus",
    "github.com/gomodule/redigo",
    "github.com/garyburd/redigo",
    "github.com/redis/rueidis",
    "github.com/valkey-io/valkey-go",
    "github.com/mediocregopher/radix",
    "github.com/zeromicro/go-zero/core/stores/redis",
    MINIREDIS,
];

/// A server inside a Go program, for tests: no cluster.
const MINIREDIS: &str = "github.com/alicebob/miniredis";

/// Whether a module is that of a server inside the program, which is no cluster, in any of its versions.
pub fn is_server(module: &str) -> bool {
    module.strip_prefix(MINIREDIS).is_some_and(|version| version.is_empty() || version.starts_with('/'))
}

/// A symbol of a covered library.
pub struct Known {
    /// Its table.
    pub api: &'static Api,
    /// What it is; `None` for a module or something of no matter.
    pub symbol: Option<Symbol>,
    /// The module it was imported from.
    pub module: SmolStr,
    /// The dotted path behind the module, as in the table.
    pub path: String,
}

/// What a symbol of a module is, if the module belongs to a covered library.
pub fn known(language: Language, module: &str, path: &[SmolStr]) -> Option<Known> {
    let (api, path) = match language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            let api = &ioredis::API;
            let root = module.split("/built").next().unwrap_or(module);
            if !api.modules.contains(&root) {
                return None;
            }
            (api, path.iter().filter(|name| *name != "default").map(SmolStr::as_str).collect::<Vec<_>>().join("."))
        }
        Language::Python => {
            let api = redis_py::api_of(module)?;
            let inner = module.split_once('.').map(|(_, rest)| rest);
            let names = inner.into_iter().chain(path.iter().map(SmolStr::as_str));
            (api, names.collect::<Vec<_>>().join("."))
        }
        Language::Go => {
            let api = &go_redis::API;
            if !is_go_module(module) {
                return None;
            }
            (api, path.iter().map(SmolStr::as_str).collect::<Vec<_>>().join("."))
        }
        Language::Lua => return None,
    };
    Some(Known { api, symbol: api.symbol(&path), module: SmolStr::from(module), path })
}

/// Whether a Go import path is go-redis itself: a listed path, perhaps with a version behind it.
fn is_go_module(path: &str) -> bool {
    go_redis::API.modules.iter().any(|module| {
        path.strip_prefix(module)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("/v") || rest.starts_with(".v"))
    })
}

/// Whether a module belongs to a Redis library that slotlint does not cover.
pub fn is_other_client(language: Language, module: &str) -> bool {
    (language.is_javascript() && module == "redis")
        || OTHER_CLIENTS.iter().any(|other| module == *other || module.starts_with(&format!("{other}/")))
}

/// The symbol that a value is, if it is one.
pub fn symbol_of<'v>(value: &'v Value<'_>) -> Option<(&'v SmolStr, &'v [SmolStr])> {
    match value {
        Value::External(external) => match &**external {
            External::Symbol { module, path } => Some((module, path)),
            _ => None,
        },
        _ => None,
    }
}

/// The symbol at the root of a chain of members and calls.
pub fn root_symbol<'v>(value: &'v Value<'_>) -> Option<&'v SmolStr> {
    let mut at = value;
    for _ in 0..32 {
        let Value::External(external) = at else { return None };
        at = match &**external {
            External::Symbol { module, .. } => return Some(module),
            External::Member { of, .. } | External::Element { of, .. } => of,
            External::Call { callee, .. } | External::Handed { callee, .. } => callee,
            External::OfType { ty } => ty,
            External::Ascribed { value, .. } => value,
            External::Extends { base, .. } => base,
        };
    }
    None
}

impl Library {
    /// The names that manifests give it.
    pub fn packages(self) -> &'static [&'static str] {
        match self {
            Library::Ioredis => &["ioredis", "iovalkey"],
            Library::RedisPy => &["redis", "valkey"],
            Library::RedisPyCluster => &["redis-py-cluster"],
            Library::GoRedis => &["github.com/redis/go-redis/v9", "github.com/go-redis/redis/v8"],
        }
    }
}
