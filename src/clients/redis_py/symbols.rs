//! What redis-py, valkey-py, aioredis and redis-py-cluster export, by path behind the top-level package.

use crate::clients::api::Symbol;
use crate::clients::model::{BatchKind, Mode};

const CLUSTER: Symbol = Symbol::Client(Mode::Cluster);
const TO_CLUSTER: Symbol = Symbol::Makes(Mode::Cluster);
const PLAIN: Symbol = Symbol::Client(Mode::Standalone);
const TO_PLAIN: Symbol = Symbol::Makes(Mode::Standalone);
const SENTINEL: Symbol = Symbol::Client(Mode::Sentinel);
/// Pipelines of a plain client are transactions by default, those of a cluster are not.
const BATCH: Symbol = Symbol::Batch(BatchKind::Default);
const CLUSTER_BATCH: Symbol = Symbol::Batch(BatchKind::Pipeline);

/// Of `redis` (to 8.1), its fork `valkey` (to 6.2, which keeps the old names beside its own), and `aioredis`.
#[rustfmt::skip]
pub(super) static REDIS_PY: &[(&str, Symbol)] = &[
    ("Redis", PLAIN), ("Redis.from_url", TO_PLAIN), ("Redis.from_pool", TO_PLAIN),
    ("client.Redis", PLAIN), ("client.Redis.from_url", TO_PLAIN), ("client.Redis.from_pool", TO_PLAIN),
    ("asyncio.Redis", PLAIN), ("asyncio.Redis.from_url", TO_PLAIN), ("asyncio.Redis.from_pool", TO_PLAIN),
    ("asyncio.client.Redis", PLAIN), ("asyncio.client.Redis.from_url", TO_PLAIN),
    ("asyncio.client.Redis.from_pool", TO_PLAIN),
    ("StrictRedis", PLAIN), ("StrictRedis.from_url", TO_PLAIN), ("StrictRedis.from_pool", TO_PLAIN),
    ("client.StrictRedis", PLAIN), ("client.StrictRedis.from_url", TO_PLAIN),
    ("client.StrictRedis.from_pool", TO_PLAIN),
    ("asyncio.StrictRedis", PLAIN), ("asyncio.StrictRedis.from_url", TO_PLAIN),
    ("asyncio.StrictRedis.from_pool", TO_PLAIN),
    ("asyncio.client.StrictRedis", PLAIN), ("asyncio.client.StrictRedis.from_url", TO_PLAIN),
    ("asyncio.client.StrictRedis.from_pool", TO_PLAIN),
    ("Valkey", PLAIN), ("Valkey.from_url", TO_PLAIN), ("Valkey.from_pool", TO_PLAIN),
    ("client.Valkey", PLAIN), ("client.Valkey.from_url", TO_PLAIN), ("client.Valkey.from_pool", TO_PLAIN),
    ("asyncio.Valkey", PLAIN), ("asyncio.Valkey.from_url", TO_PLAIN), ("asyncio.Valkey.from_pool", TO_PLAIN),
    ("asyncio.client.Valkey", PLAIN), ("asyncio.client.Valkey.from_url", TO_PLAIN),
    ("asyncio.client.Valkey.from_pool", TO_PLAIN),
    ("StrictValkey", PLAIN), ("StrictValkey.from_url", TO_PLAIN), ("StrictValkey.from_pool", TO_PLAIN),
    ("client.StrictValkey", PLAIN), ("client.StrictValkey.from_url", TO_PLAIN),
    ("client.StrictValkey.from_pool", TO_PLAIN),
    ("asyncio.StrictValkey", PLAIN), ("asyncio.StrictValkey.from_url", TO_PLAIN),
    ("asyncio.StrictValkey.from_pool", TO_PLAIN),
    ("asyncio.client.StrictValkey", PLAIN), ("asyncio.client.StrictValkey.from_url", TO_PLAIN),
    ("asyncio.client.StrictValkey.from_pool", TO_PLAIN),

    ("from_url", TO_PLAIN), ("utils.from_url", TO_PLAIN), ("asyncio.from_url", TO_PLAIN),
    ("asyncio.utils.from_url", TO_PLAIN),

    ("RedisCluster", CLUSTER), ("RedisCluster.from_url", TO_CLUSTER),
    ("cluster.RedisCluster", CLUSTER), ("cluster.RedisCluster.from_url", TO_CLUSTER),
    ("asyncio.RedisCluster", CLUSTER), ("asyncio.RedisCluster.from_url", TO_CLUSTER),
    ("asyncio.cluster.RedisCluster", CLUSTER), ("asyncio.cluster.RedisCluster.from_url", TO_CLUSTER),
    ("ValkeyCluster", CLUSTER), ("ValkeyCluster.from_url", TO_CLUSTER),
    ("cluster.ValkeyCluster", CLUSTER), ("cluster.ValkeyCluster.from_url", TO_CLUSTER),
    ("asyncio.ValkeyCluster", CLUSTER), ("asyncio.ValkeyCluster.from_url", TO_CLUSTER),
    ("asyncio.cluster.ValkeyCluster", CLUSTER), ("asyncio.cluster.ValkeyCluster.from_url", TO_CLUSTER),

    ("Sentinel", SENTINEL), ("sentinel.Sentinel", SENTINEL),
    ("asyncio.Sentinel", SENTINEL), ("asyncio.sentinel.Sentinel", SENTINEL),

    ("client.Pipeline", BATCH), ("asyncio.client.Pipeline", BATCH),
    ("cluster.ClusterPipeline", CLUSTER_BATCH), ("asyncio.cluster.ClusterPipeline", CLUSTER_BATCH),

    // In `client` before 4.0.
    ("client.Script", Symbol::Script), ("commands.core.Script", Symbol::Script),
    ("commands.core.AsyncScript", Symbol::Script),

    // aioredis 1.x.
    ("create_redis", TO_PLAIN), ("create_redis_pool", TO_PLAIN), ("commands.Redis", PLAIN),
    ("create_sentinel", Symbol::Makes(Mode::Sentinel)), ("create_sentinel_pool", Symbol::Makes(Mode::Sentinel)),
];

/// Of `rediscluster`: 2.x, and the `Strict` names of 1.x.
#[rustfmt::skip]
pub(super) static REDIS_PY_CLUSTER: &[(&str, Symbol)] = &[
    ("RedisCluster", CLUSTER), ("RedisCluster.from_url", TO_CLUSTER),
    ("client.RedisCluster", CLUSTER), ("client.RedisCluster.from_url", TO_CLUSTER),
    ("StrictRedisCluster", CLUSTER), ("StrictRedisCluster.from_url", TO_CLUSTER),
    ("client.StrictRedisCluster", CLUSTER), ("client.StrictRedisCluster.from_url", TO_CLUSTER),
    ("ClusterPipeline", CLUSTER_BATCH), ("pipeline.ClusterPipeline", CLUSTER_BATCH),
    ("StrictClusterPipeline", CLUSTER_BATCH), ("pipeline.StrictClusterPipeline", CLUSTER_BATCH),
];
