"""The public methods of redis-py's clients and pipelines: `RedisCluster <tab> get`. The library is in PYTHONPATH."""
import redis.asyncio.client
import redis.asyncio.cluster
import redis.client
import redis.cluster

CLASSES = {
    "RedisCluster": redis.cluster.RedisCluster,
    "ClusterPipeline": redis.cluster.ClusterPipeline,
    "Redis": redis.client.Redis,
    "Pipeline": redis.client.Pipeline,
    "asyncio.RedisCluster": redis.asyncio.cluster.RedisCluster,
    "asyncio.ClusterPipeline": redis.asyncio.cluster.ClusterPipeline,
    "asyncio.Redis": redis.asyncio.client.Redis,
    "asyncio.Pipeline": redis.asyncio.client.Pipeline,
}
for name, owner in CLASSES.items():
    for method in dir(owner):
        if not method.startswith("_") and callable(getattr(owner, method)):
            print(f"{name}\t{method}")
