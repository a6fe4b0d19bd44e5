//! Conditions that tell a cluster client from a plain one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::concise;

/// How often commands that ask one node only are found in a file.
fn one_node(name: &str, text: &str) -> usize {
    concise(&[(name, text)], Some("single-node-command")).lines().count()
}

#[test]
fn a_check_for_what_only_a_cluster_client_has_tells_it_apart() {
    for (check, expected) in [
        ("'nodes' in client", 0),
        ("typeof client.nodes === 'function'", 0),
        ("typeof client.nodes !== 'undefined'", 0),
        ("client.nodes", 0),
        ("client.constructor.name === 'Cluster'", 0),
        ("'options' in client", 1),
        ("typeof client.scan === 'function'", 1),
        ("graph.nodes", 1),
        ("'nodes' in graph", 1),
        ("typeof graph.nodes === 'function'", 1),
    ] {
        let text = format!(
            "import {{ Cluster, Redis }} from 'ioredis';
export async function all(client: Redis | Cluster, graph: Graph) {{
  if ({check}) {{
    return Promise.all(client.nodes('master').map((node) => node.scan('0')));
  }}
  return client.scan('0');
}}
"
        );
        assert_eq!(one_node("a.ts", &text), expected, "{check}");
    }
    for (check, expected) in
        [("hasattr(client, 'nodes_manager')", 0), ("hasattr(client, 'get_primaries')", 0), ("hasattr(client, 'x')", 1)]
    {
        let text = format!(
            "from typing import Union
from redis import Redis, RedisCluster

def count(client: Union[Redis, RedisCluster]):
    if {check}:
        return sum(node.redis_connection.dbsize() for node in client.get_primaries())
    return client.dbsize()
"
        );
        assert_eq!(one_node("a.py", &text), expected, "{check}");
    }
}

#[test]
fn who_takes_the_nodes_or_else_the_client_takes_it_where_it_is_no_cluster() {
    for nodes in [
        "isMany(client) ? client.nodes('master') : [client]",
        "client instanceof Cluster ? client.nodes('master') : [client]",
    ] {
        let text = format!(
            "import {{ Cluster, Redis }} from 'ioredis';
export async function all(client: Redis | Cluster) {{
  const nodes = {nodes};
  for (const node of nodes) await node.scan('0');
}}
"
        );
        assert_eq!(one_node("a.ts", &text), 0, "{nodes}");
    }
}

/// Rows in which keys are found apart.
fn apart(name: &str, text: &str) -> Vec<String> {
    let out = concise(&[(name, text)], Some("cross-slot-command,cross-slot-transaction"));
    out.lines().map(|line| line.split(':').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn a_batch_that_another_method_opens_is_filled_where_there_is_no_cluster() {
    let source = "from redis.asyncio import Redis, RedisCluster
class Store:
    def __init__(self, url, cluster):
        self._is_cluster = cluster
        self._client = RedisCluster.from_url(url) if cluster else Redis.from_url(url)
    @property
    def _pipeline(self):
        return self._client.pipeline(transaction=True)
    async def put(self, pairs):
        if self._is_cluster:
            return await self.put_each(pairs)
        async with self._pipeline as pipe:
            for key, value in pairs.items():
                pipe.set(f'put:{key}', value)
            await pipe.execute()
    async def any(self, pairs):
        async with self._pipeline as pipe:
            for key, value in pairs.items():
                pipe.set(f'any:{key}', value)
            await pipe.execute()
";
    assert_eq!(apart("a.py", source), ["17"]);
}

#[test]
fn groups_made_by_slot_are_in_one_slot_each() {
    let python = |groups: &str, over: &str| {
        format!(
            "from redis.cluster import RedisCluster
client = RedisCluster(host='x')
def load(keys):
    groups = {groups}
    for {over}:
        client.mget(*some)
"
        )
    };
    assert!(apart("a.py", &python("group_by_slot(keys)", "some in groups.values()")).is_empty());
    assert!(apart("a.py", &python("{}", "slot, some in slot_map(keys).items()")).is_empty());
    assert_eq!(apart("a.py", &python("group_by_day(keys)", "some in groups.values()")), ["6"]);
    assert_eq!(apart("a.py", &python("time_slots(keys)", "some in groups.values()")), ["6"]);
    let script = |over: &str| {
        format!(
            "const {{ Cluster }} = require('ioredis');\nconst cluster = new Cluster(nodes);\nasync function load(keys) {{\n  {over}\n}}\n"
        )
    };
    assert!(apart("a.js", &script("for (const some of groupBySlot(keys)) await cluster.mget(...some);")).is_empty());
    assert_eq!(apart("a.js", &script("for (const some of groupByDay(keys)) await cluster.mget(...some);")), ["4"]);
}

#[test]
fn a_property_that_opens_a_batch_opens_another_one_each_time() {
    let python = "from redis.cluster import RedisCluster
class Store:
    def __init__(self):
        self.client = RedisCluster(host='x')
    @property
    def pipeline(self):
        return self.client.pipeline(transaction=True)
    def one(self):
        with self.pipeline as pipe:
            pipe.set('{one}:a', 1)
            pipe.set('{one}:b', 1)
    def other(self):
        with self.pipeline as pipe:
            pipe.set('{other}:a', 1)
            pipe.set('{third}:b', 1)
";
    assert_eq!(apart("a.py", python), ["13"]);
}
