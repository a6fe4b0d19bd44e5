import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clusterSign } from '../../src/cluster-sign';

/** `what:line` (1-based), or `quiet`. */
function seen(path: string, text: string): string {
  const sign = clusterSign(path, text);
  return sign === undefined ? 'quiet' : `${sign.what}:${sign.line === undefined ? '-' : sign.line + 1}`;
}

describe('a configuration of slotlint', () => {
  test('files of its own', () => {
    assert.equal(seen('/shop/slotlint.toml', ''), 'slotlint.toml:-');
    assert.equal(seen('/shop/api/.slotlint.toml', 'select = ["ALL"]'), '.slotlint.toml:-');
  });
  test('a table in pyproject.toml', () => {
    assert.equal(seen('pyproject.toml', '[project]\nname = "shop"\n\n[tool.slotlint]\n'), '[tool.slotlint]:4');
    assert.equal(seen('pyproject.toml', '[ tool . "slotlint" . x ]'), '[tool.slotlint]:1');
    assert.equal(seen('pyproject.toml', '[tool.ruff]\n# [tool.slotlint]\n'), 'quiet');
    assert.equal(seen('pyproject.toml', '[tool.slotlinter]\n'), 'quiet');
  });
});

describe('clients for clusters', () => {
  const signs: [string, string, string][] = [
    ['redis.ts', "import Redis from 'ioredis';\nexport const c = new Redis.Cluster([]);", 'Redis.Cluster:2'],
    ['redis.js', "const { Cluster } = require('ioredis');\nconst c = new Cluster([]);", 'new Cluster(:2'],
    ['redis.mts', "import { Cluster } from 'ioredis';", 'Cluster:1'],
    ['redis.ts', "import {\n  Cluster,\n  Redis,\n} from 'ioredis';\nlet c: Redis | Cluster;", 'Redis | Cluster:5'],
    ['redis.ts', "import { createCluster } from 'redis';\ncreateCluster({});", 'createCluster(:2'],
    ['lock.ts', 'if (redis instanceof Cluster) {', 'instanceof Cluster:1'],
    ['redis.py', 'from redis.cluster import RedisCluster', 'redis.cluster:1'],
    ['redis.py', 'import redis\n\nclient = redis.RedisCluster(host="h")', 'RedisCluster:3'],
    ['redis.py', 'from redis.asyncio.cluster import ClusterNode', 'redis.asyncio.cluster:1'],
    ['redis.py', 'from valkey import ValkeyCluster', 'ValkeyCluster:1'],
    ['redis.go', 'client := redis.NewClusterClient(&redis.ClusterOptions{})', 'redis.NewClusterClient:1'],
    ['cache.go', 'func New(c redis.UniversalClient) *Cache {', 'redis.UniversalClient:1'],
  ];
  for (const [path, text, expected] of signs) {
    test(`${path}: ${text.split('\n').at(-1)}`, () => assert.equal(seen(path, text), expected));
  }
});

describe('deployments', () => {
  const signs: [string, string, string][] = [
    ['compose.yaml', 'services:\n  cache:\n    image: bitnami/redis-cluster:7.4', 'redis-cluster:3'],
    ['docker-compose.yml', 'command: redis-server --cluster-enabled yes', '--cluster-enabled:1'],
    ['redis.conf', '# redis\nport 7000\ncluster-enabled yes', 'cluster-enabled yes:3'],
    ['.env', 'REDIS_CLUSTER_NODES=10.0.0.1:6379', 'REDIS_CLUSTER_:1'],
    ['.env.production', 'REDIS_URL=rediss://clustercfg.shop.abc.euw1.cache.amazonaws.com', 'clustercfg.:1'],
    ['deploy.yaml', '- name: REDIS_MODE\n  value: x\n- redis: y\nREDIS_MODE: "cluster"', 'REDIS_MODE: "cluster:4'],
    ['cache.tf', 'resource "aws_elasticache_replication_group" "redis" {\n  num_node_groups = 3', 'num_node_groups:2'],
    ['requirements.txt', 'redis-py-cluster==2.1.3', 'redis-py-cluster:1'],
    ['settings.py', 'nodes = os.environ["VALKEY_CLUSTER_NODES"]', 'VALKEY_CLUSTER_:1'],
  ];
  for (const [path, text, expected] of signs) {
    test(`${path}: ${text.split('\n').at(-1)}`, () => assert.equal(seen(path, text), expected));
  }
});

describe('a project with one plain server is quiet', () => {
  const quiet: [string, string][] = [
    ['redis.ts', "import Redis from 'ioredis';\nexport const redis = new Redis();\nredis.mget('a', 'b');"],
    ['redis.py', 'import redis\nclient = redis.Redis(host="h")\nclient.delete("a", "b")'],
    ['redis.go', 'client := redis.NewClient(&redis.Options{Addr: "h:6379"})'],
    ['compose.yaml', 'services:\n  cache:\n    image: redis:8'],
    ['redis.conf', 'port 6379\ncluster-enabled no'],
    ['worker.js', "const Redis = require('ioredis');\nconst cluster = require('cluster');\nif (cluster.isPrimary) cluster.fork();"],
    ['couch.ts', "import { Cluster } from 'couchbase';\nconst cluster = new Cluster('couchbase://h');"],
    ['k8s.tf', 'resource "aws_eks_cluster" "main" {\n  cluster_mode = "x"'],
    ['README.md', 'We may move to redis-cluster one day: `new Redis.Cluster([])`'],
  ];
  for (const [path, text] of quiet) {
    test(`${path}: ${text.split('\n').at(-1)}`, () => assert.equal(seen(path, text), 'quiet'));
  }
  test('comments are not signs', () => {
    assert.equal(seen('redis.ts', "import Redis from 'ioredis';\n  // new Redis.Cluster(nodes) one day\n/* Redis.Cluster\n * Redis.Cluster */"), 'quiet');
    assert.equal(seen('redis.py', 'import redis\n# no RedisCluster here'), 'quiet');
  });
});

test('line ends of all kinds', () => {
  assert.equal(seen('redis.py', 'import redis\r\n\r\nredis.RedisCluster()'), 'RedisCluster:3');
});
