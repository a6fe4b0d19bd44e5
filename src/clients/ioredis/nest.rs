//! Services of NestJS modules that hand out ioredis clients.

use smol_str::SmolStr;

use crate::clients::library::symbol_of;
use crate::clients::model::Mode;
use crate::eval::value::{External, Value};

/// `@liaoliaots/nestjs-redis` 6 to 10 (`lib/redis/redis.service.ts`, `lib/cluster/cluster.service.ts`), `nestjs-redis` 1.3,
/// and their fork.
const MODULES: &[&str] = &["@liaoliaots/nestjs-redis", "@songkeys/nestjs-redis", "nestjs-redis"];

const METHODS: &[&str] = &["getClient", "getOrThrow", "getOrNil"];

/// What kind of client a method of a service gives.
pub(in crate::clients) fn given(service: &Value<'_>, method: &str) -> Option<Mode> {
    if !METHODS.contains(&method) {
        return None;
    }
    let (module, path) = symbol_of(declared(service)?)?;
    if !MODULES.contains(&module.as_str()) {
        return None;
    }
    match path.last()?.as_str() {
        "RedisService" => Some(Mode::Standalone),
        "ClusterService" => Some(Mode::Cluster),
        _ => None,
    }
}

/// What kind of client a decorator injects: `@nestjs-modules/ioredis` 1 and 2 give what the module is configured for.
pub(in crate::clients) fn injected(module: &str, path: &[SmolStr]) -> Option<Mode> {
    if module != "@nestjs-modules/ioredis" && !MODULES.contains(&module) {
        return None;
    }
    match path.last()?.as_str() {
        "InjectCluster" => Some(Mode::Cluster),
        "InjectRedis" if module == "@nestjs-modules/ioredis" => Some(Mode::Unknown),
        "InjectRedis" => Some(Mode::Standalone),
        _ => None,
    }
}

/// The symbol that a value is declared as.
fn declared<'v, 'p>(value: &'v Value<'p>) -> Option<&'v Value<'p>> {
    const MAX_DEPTH: usize = 4;
    let mut at = value;
    for _ in 0..MAX_DEPTH {
        let Value::External(external) = at else { return None };
        at = match &**external {
            External::OfType { ty } | External::Ascribed { ty, .. } => ty,
            _ => return Some(at),
        };
    }
    None
}
