//! What names say in Python, where a client often has no other sign.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::{folder, slotlint};

/// Rows and rules of the findings in one file.
fn found(text: &str) -> Vec<String> {
    let folder = folder(&[("a.py", text.as_bytes())]);
    let run = slotlint(folder.path(), &["check", "--output-format", "concise", "--isolated"]).output().unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    let row_and_rule = |line: &str| {
        let row = line.split(':').nth(1).unwrap();
        let rule = line.split(['[', ']']).nth(1).unwrap();
        format!("{row} {rule}")
    };
    out.lines().map(row_and_rule).collect()
}

#[test]
fn a_name_that_says_cluster_is_a_cluster_client() {
    assert!(found("def clean(redis_cluster):\n    redis_cluster.flushall()\n").is_empty());
    assert_eq!(found("def clean(redis_client):\n    redis_client.flushall()\n"), ["2 single-node-command"]);
    assert_eq!(found("def clean(redis_no_cluster):\n    redis_no_cluster.flushall()\n"), ["2 single-node-command"]);
}

#[test]
fn alternatives_that_are_chosen_together_are_compared_one_to_one() {
    let chosen = |first: &str, second: &str| {
        format!(
            "import redis
def move(r: redis.Redis, test, name):
    if test:
        a = 'test:' + name
        b = {first}
    else:
        a = 'live:' + name
        b = {second}
    r.rename(a, b)
"
        )
    };
    assert!(found(&chosen("'test:' + name", "'live:' + name")).is_empty());
    assert_eq!(found(&chosen("'test:' + name", "'else:' + name")), ["9 cross-slot-command"]);
}

#[test]
fn a_client_taken_from_a_list_of_connections_is_one_client() {
    let text = "from typing import Optional
import redis
class Store:
    def __init__(self):
        self.connections: list[Optional[redis.Redis]] = [None] * 3
    def connection(self, index) -> redis.Redis:
        return self.connections[index]
    def clear(self):
        client = self.connection(0)
        client.flushdb()
    def clear_all(self):
        for index in range(3):
            client = self.connection(index)
            client.flushdb()
";
    assert_eq!(found(text), ["10 single-node-command"]);
}

#[test]
fn a_batch_given_to_one_of_two_functions_is_followed_into_it() {
    let text = "import redis
def quick(name, client):
    client.set(f'q:{name}', 1)
def slow(name, client):
    client.set(f's:{name}', 1)
def all(r: redis.Redis, names, fast):
    put = quick if fast else slow
    pipe = r.pipeline()
    for name in names:
        put(name, client=pipe)
    pipe.execute()
";
    assert_eq!(found(text), ["8 cross-slot-transaction"]);
}

#[test]
fn what_a_scan_gives_is_in_many_slots_unless_its_pattern_holds_a_tag() {
    let deleting = |pattern: &str| {
        format!(
            "import redis
def clean(r: redis.RedisCluster):
    pipe = r.pipeline(transaction=True)
    for key in r.scan_iter({pattern}):
        pipe.delete(key)
    pipe.execute()
"
        )
    };
    assert!(found(&deleting("'{shop}:*'")).is_empty());
    assert_eq!(found(&deleting("'shop:*'")), ["3 cross-slot-transaction"]);
}

#[test]
fn callers_are_found_by_whatever_name_they_import_a_class() {
    let store = "redis = None\nclass Store:\n    def __init__(self, conn):\n        self.conn = conn\n    def both(self):\n        return self.conn.mget('a', 'b')\n";
    let user =
        "from redis.cluster import RedisCluster\nfrom store import Store as Cache\nCache(RedisCluster(url='x'))\n";
    let folder = folder(&[("store.py", store.as_bytes()), ("user.py", user.as_bytes())]);
    let words = ["check", "--output-format", "concise", "--isolated", "--select", "cross-slot-command"];
    let out = String::from_utf8(slotlint(folder.path(), &words).output().unwrap().stdout).unwrap();
    assert!(out.starts_with("store.py:6:16: error"), "{out}");
}
