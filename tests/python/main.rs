//! What names say in Python, where a client often has no other sign.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod given;
#[path = "../program/mod.rs"]
mod program;

use program::{concise, found, found_in};

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
    let out = concise(&[("store.py", store), ("user.py", user)], Some("cross-slot-command"));
    assert!(out.starts_with("store.py:6:16: error"), "{out}");
}

#[test]
fn the_clients_of_modules_have_commands_of_several_keys() {
    let text = |call: &str| {
        format!("from redis.cluster import RedisCluster\ndef run(r: RedisCluster):\n    docs = r.json()\n    {call}\n")
    };
    let apart = ["4 cross-slot-command"];
    for call in [
        "r.json().mget(['a', 'b'], '$')",
        "docs.mget(['a', 'b'], '$')",
        "docs.mset([('a', '$', 1), ('b', '$', 2)])",
        "r.ts().madd([('a', '*', 1), ('b', '*', 2)])",
        "r.ts().createrule('a', 'b', 'avg', 60)",
        "r.cms().merge('a', 1, ['b'])",
        "r.tdigest().merge('a', 1, 'b')",
    ] {
        assert_eq!(found(&text(call)), apart, "{call}");
    }
    for call in
        ["docs.mget(['{x}a', '{x}b'], '$')", "docs.get('a')", "r.ts().madd([('{x}a', '*', 1), ('{x}b', '*', 2)])"]
    {
        assert!(found(&text(call)).is_empty(), "{call}");
    }
}

#[test]
fn what_a_library_made_once_is_the_same_wherever_it_is_looked_at_from() {
    let text = |stop: &str, write: &str| {
        format!(
            "import re, redis, stamps
prefix = b'huey.%s.' % stamps.make(NAME)
key_of = lambda key: prefix + key
fresh = lambda key: key + stamps.make()
class Store:
    def __init__(self, name):
        self.conn = redis.Redis()
        self.name = re.sub('[^a-z]', '', name)
        first = 'r.' + self.name.encode('utf8')
        self.key = lambda key: first + key
    def read(self, key):
        pipe = self.conn.pipeline()
        pipe.exists({stop})
        pipe.get({write})
        return pipe.execute()
"
        )
    };
    let apart = |stop: &str, write: &str| found(&text(stop, write)).contains(&"12 cross-slot-transaction".to_owned());
    assert!(!apart("key_of(key)", "key_of(key)"));
    assert!(!apart("self.key(key)", "self.key(key)"));
    assert!(!apart("'a' + self.name.encode('utf8')", "'a' + self.name.encode('utf8')"));
    assert!(apart("self.key('a')", "self.key('b')"));
    assert!(apart("fresh('a')", "fresh('a')"));
}

#[test]
fn what_registers_a_script_is_a_client_whatever_its_name() {
    let run = |keys: &str| {
        format!(
            "LUA = \"redis.call('SET', KEYS[1], 1) redis.call('SET', KEYS[2], 1)\"
_scripts: dict = {{}}

def script_of(connection):
    if connection not in _scripts:
        _scripts[connection] = connection.register_script(LUA)
    return _scripts[connection]

class Queue:
    # keeps what it needs of redis
    def __init__(self, connection):
        self.connection = connection

    def save(self, job):
        script_of(self.connection)(keys={keys}, args=[job])
        script = self.connection.register_script(LUA)
        script(keys={keys}, args=[job])
"
        )
    };
    let apart = run("[f'job:{job}', 'jobs']");
    assert_eq!(found(&apart), ["15 cross-slot-script", "17 cross-slot-script"]);
    assert!(found(&run("['{all}:1', '{all}:2']")).is_empty());
}

#[test]
fn a_callback_gets_its_batch_from_whichever_client_it_is() {
    let restoring = |client: &str| {
        format!(
            "import redis
from other import make

class Channel:
    def client(self):
        return make(self) if self.prefix else redis.Redis()

    def restore(self, tag):
        def transaction(pipe):
            pipe.hdel('unacked', tag)
            pipe.zrem('unacked_index', tag)

        {client}.transaction(transaction, 'unacked')
"
        )
    };
    assert!(found(&restoring("self.client()")).contains(&"13 cross-slot-transaction".to_owned()));
}

#[test]
fn a_letter_of_several_bytes_before_a_scheme_is_no_part_of_it() {
    let text = "from redis.cluster import RedisCluster\nRedisCluster.from_url('réis://127.0.0.1:7000')\n";
    assert_eq!(found(text), ["2 invalid-startup-nodes"]);
}

#[test]
fn the_delete_of_a_sub_client_takes_one_key() {
    let text = |sub: &str| {
        format!(
            "from redis.cluster import RedisCluster\ndef drop(client: RedisCluster, key, path):\n    pipe = client.pipeline()\n    pipe{sub}.delete(key, path)\n    pipe.execute()\n"
        )
    };
    assert!(found(&text(".json()")).is_empty());
    assert!(found(&text("")).contains(&"4 missing-on-cluster".to_owned()));
}

#[test]
fn what_runs_when_it_is_no_pipeline_is_not_queued() {
    let text = |check: &str| {
        format!(
            "from redis.asyncio.cluster import ClusterPipeline, RedisCluster
from redis.asyncio.client import Pipeline
async def expire(client, key):
    if {check}:
        client.expire(key, 60)
    else:
        await client.expire(key, 60)
async def save(client: RedisCluster, key):
    pipe = client.pipeline()
    pipe.set(key, 1)
    await expire(pipe, key)
    await pipe.execute()
"
        )
    };
    assert!(found(&text("isinstance(client, (Pipeline, ClusterPipeline))")).is_empty());
    assert!(found(&text("key")).contains(&"7 broken-transaction".to_owned()));
}

#[test]
fn what_a_list_got_before_it_grew_stays_in_front() {
    let sent = |steps: &str| {
        let program = format!(
            "from redis.cluster import RedisCluster
client = RedisCluster(host='a', port=1)
def f(ids):
    {steps}
    client.execute_command(*args)
"
        );
        !found(&program).is_empty()
    };
    for steps in [
        "args = []; args.append('SDIFF'); args += ['a', 'b']",
        "args = ['SDIFF']; args.append('a'); args += ['b']",
        "args = ['SDIFF']; args += ['a']; args.append('b')",
        "args = []; args.extend(['SDIFF', 'a']); args += ['b']; args.append('c')",
    ] {
        assert!(sent(steps), "{steps}");
    }
    assert!(!sent("args = []; args.append('SDIFF'); args += ['{x}a', '{x}b']"));
    assert!(!sent("args = []; args.append('GET'); args += ['a']"));
}

#[test]
fn a_script_that_is_kept_in_a_field_is_one() {
    let lock = |call: &str| {
        format!(
            "import redis

class Lock:
    def __init__(self, name, client=None):
        self.client = client
        if self.client is None:
            self.client = redis.RedisCluster(nodes)
        self._acquire = self.client.register_script(\"return redis.call('SET', KEYS[1], KEYS[2])\")

    def acquire(self, owner):
        return self._acquire({call})
"
        )
    };
    for call in ["keys=['lock', 'owner']", "keys=['lock', 'owner'], args=[1]", "['lock', 'owner']"] {
        assert_eq!(found(&lock(call)), ["11 cross-slot-script"], "{call}");
    }
    assert!(found(&lock("keys=['{lock}', '{lock}:owner']")).is_empty());
    // A script is one whatever command the field is named like.
    let named = |call: &str| {
        lock(call).replace("_acquire", "delete").replace("return self.delete(", "delete = self.delete; delete(")
    };
    assert_eq!(found(&named("keys=['lock', 'owner']")), ["11 cross-slot-script"]);
    assert!(found(&named("keys=['{lock}', '{lock}:owner']")).is_empty());
}

#[test]
fn the_section_of_info_may_be_filled_in_and_a_sentence_is_for_a_logger() {
    let info = |argument: &str| {
        format!(
            "from redis.cluster import RedisCluster\nclient = RedisCluster(host='x')\ndef ask(part):\n    client.info({argument})\n"
        )
    };
    assert_eq!(found(&info("f'{part}'")), ["4 single-node-command"]);
    assert_eq!(found(&info("f'{part}stats'")), ["4 single-node-command"]);
    assert!(found(&info("f'asked for {part}'")).is_empty());
}

#[test]
fn a_client_is_what_its_type_says_when_unknown_libraries_make_it() {
    let text = "from typing import Union
from failover import FailoverRedis
from retrying import RetryingCluster
from redis.cluster import RedisCluster

def connect(config) -> Union[FailoverRedis, RedisCluster]:
    if config.cluster:
        return RetryingCluster(config)
    return FailoverRedis(config)

clients = {'a': connect(1), 'b': connect(2)}

def client_of(name) -> Union[FailoverRedis, RedisCluster]:
    return clients[name]

client_of('a').mget('a', 'b')
";
    assert_eq!(found(text), ["16 cross-slot-command"]);
}

#[test]
fn a_prefix_is_tagged_where_the_client_is_a_cluster() {
    let keys = |test: &str| {
        format!(
            "from redis.cluster import RedisCluster
client = RedisCluster(host='x')
class Keys:
    def __init__(self, name, mode):
        self.name = name
        self.mode = mode
    def prefix(self):
        if {test}:
            return f'{{{{{{self.name}}}}}}'
        return self.name
    def both(self):
        client.mget(f'{{self.prefix()}}:a', f'{{self.prefix()}}:b')
"
        )
    };
    assert_eq!(found(&keys("self.mode.is_cluster")), [] as [&str; 0]);
    assert_eq!(found(&keys("self.mode.tagged")).len(), 1);
}
