//! The API of redis-py and of what shares it: valkey-py, aioredis, and the retired redis-py-cluster.
//!
//! Sources: the signatures of `RedisCluster`, `Redis`, their pipelines and asyncio twins in redis-py 4.6.0, 5.3.1,
//! 6.4.0, 7.4.1 and 8.1.0, and of redis-py-cluster 2.1.3 over redis-py 3.5.3. `self` is not counted.

mod behaviour;
mod keyless;
mod many_keys;
mod merge;
mod missing;
mod objects;
mod one_key;
pub(super) mod placement;
mod refused;
mod resilience;
pub(super) mod sub_clients;
mod symbols;

pub(super) use behaviour::{DEFAULT_NODE, SPLIT_BY_CLIENT, is_split_by_batch};
pub(super) use missing::missing;
pub(super) use refused::refuses;
pub(super) use resilience::{ESSENTIALS, SWITCHES};

use super::api::{Api, Method, Methods};
use super::model::Library;
use merge::merge;

const WITH_KEYS: [Method; one_key::ONE_KEY.len() + many_keys::MANY_KEYS.len()] =
    merge(one_key::ONE_KEY, many_keys::MANY_KEYS);
const WITHOUT_KEYS: [Method; keyless::KEYLESS.len() + objects::OBJECTS.len()] =
    merge(keyless::KEYLESS, objects::OBJECTS);
static METHODS: [Method; WITH_KEYS.len() + WITHOUT_KEYS.len()] = merge(WITH_KEYS, WITHOUT_KEYS);

/// redis-py, valkey-py and aioredis.
pub(super) static API: Api = Api {
    library: Library::RedisPy,
    modules: &[
        "redis",
        "redis.client",
        "redis.cluster",
        "redis.sentinel",
        "redis.utils",
        "redis.asyncio",
        "redis.asyncio.client",
        "redis.asyncio.cluster",
        "redis.asyncio.sentinel",
        "redis.asyncio.utils",
        "valkey",
        "valkey.client",
        "valkey.cluster",
        "valkey.sentinel",
        "valkey.utils",
        "valkey.asyncio",
        "valkey.asyncio.client",
        "valkey.asyncio.cluster",
        "valkey.asyncio.sentinel",
        "valkey.asyncio.utils",
        "aioredis",
        "aioredis.client",
        "aioredis.commands",
        "aioredis.sentinel",
        "aioredis.utils",
    ],
    symbols: symbols::REDIS_PY,
    methods: Methods::of(&METHODS),
    only_on_cluster: behaviour::ONLY_ON_CLUSTER,
};

/// redis-py-cluster, whose client is a subclass of redis-py's.
pub(super) static CLUSTER_API: Api = Api {
    library: Library::RedisPyCluster,
    modules: &["rediscluster", "rediscluster.client", "rediscluster.pipeline"],
    symbols: symbols::REDIS_PY_CLUSTER,
    methods: Methods::of(&METHODS),
    only_on_cluster: &[],
};

/// The table for a module, `redis.asyncio.cluster`; submodules that export nothing of matter have one too.
pub(super) fn api_of(module: &str) -> Option<&'static Api> {
    let package = module.split('.').next()?;
    [&API, &CLUSTER_API].into_iter().find(|api| api.modules.contains(&package))
}

/// Whether a dotted path leads to an asyncio client: `asyncio.Redis` behind the package, or with the package in front,
/// which alone tells for aioredis.
pub(super) fn is_async(path: &str) -> bool {
    path.split('.').take(2).any(|part| part == "asyncio") || path.split('.').next() == Some("aioredis")
}

#[cfg(test)]
mod tests;
