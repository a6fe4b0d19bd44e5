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
