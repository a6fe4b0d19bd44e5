//! Clients behind a field of what another file gives, used where nothing else says Redis.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::{concise, folder, run};

/// Where keys of several slots are found: `file:row`.
fn apart(files: &[(&str, &str)]) -> Vec<String> {
    concise(files, Some("cross-slot-command"))
        .lines()
        .map(|line| line.splitn(3, ':').take(2).collect::<Vec<_>>().join(":"))
        .collect()
}

#[test]
fn javascript_fields_of_imported_things_and_of_their_classes() {
    let store = "import { Cluster } from 'ioredis';
export class Store { constructor() { this.conn = new Cluster(nodes); } }
export const store = new Store();
";
    for user in [
        "import { store } from './store.js';\nstore.conn.mget('a', 'b');\n",
        "import { Store } from './store.js';\nnew Store().conn.mget('a', 'b');\n",
    ] {
        assert_eq!(apart(&[("store.js", store), ("user.js", user)]), ["user.js:2"], "{user}");
    }
}

#[test]
fn python_fields_of_imported_things() {
    let store = "from redis.cluster import RedisCluster
class Store:
    def __init__(self):
        self.conn = RedisCluster(host='x')
store = Store()
";
    let user = "from store import store\nstore.conn.mget('a', 'b')\n";
    assert_eq!(apart(&[("store.py", store), ("user.py", user)]), ["user.py:2"]);
}

#[test]
fn go_fields_of_other_packages_and_of_the_own_one() {
    let manifest = "module example.com/x\n\nrequire github.com/redis/go-redis/v9 v9.7.0\n";
    let store = "package store
import \"github.com/redis/go-redis/v9\"
type Store struct { Conn *redis.ClusterClient; conn *redis.ClusterClient }
";
    let inside = "package store
func (s *Store) Both(ctx context.Context) {
\ts.conn.MGet(ctx, \"a\", \"b\")
}
";
    let outside = "package api
import \"example.com/x/store\"
func Both(ctx context.Context, s *store.Store) { s.Conn.MGet(ctx, \"a\", \"b\") }
";
    let files =
        [("go.mod", manifest), ("store/store.go", store), ("store/inside.go", inside), ("api/outside.go", outside)];
    assert_eq!(apart(&files), ["api/outside.go:3", "store/inside.go:3"]);
}

#[test]
fn what_an_index_passes_on_is_followed_to_who_imports_the_index() {
    let store = "import { Cluster } from 'ioredis';
const made = new Cluster(nodes);
export const conn = made;
export class Store { held() { return made; } }
";
    let index = "export * from './store.js';\n";
    for user in [
        "import { conn } from './lib';\nconn.mget('a', 'b');\n",
        "import { Store } from './lib/index.js';\nnew Store().held().mget('a', 'b');\n",
    ] {
        let files = [("lib/store.js", store), ("lib/index.js", index), ("user.js", user)];
        assert_eq!(apart(&files), ["user.js:2"], "{user}");
    }
}

#[test]
fn a_client_that_a_method_of_a_held_thing_gives_is_found() {
    let holder = "import { Cluster, Redis } from 'ioredis';
export type Held = Redis | Cluster | undefined;
export class Holder { held: Held; client(): Held { return this.held; } }
";
    let user = "import { Holder } from './holder';
export class Cache {
  constructor(private holder: Holder) {}
  get conn() { return this.holder.client(); }
  both() { return this.conn?.mget('a', 'b'); }
}
";
    assert_eq!(apart(&[("holder.ts", holder), ("cache.ts", user)]), ["cache.ts:5"]);
}

/// `file:row` of keys that are found apart, and whether some call is not resolved.
fn apart_and_unresolved(files: &[(&str, &str)]) -> (Vec<String>, bool) {
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let said = run(folder(&bytes).path(), &["check", "--isolated"]);
    (apart(files), (said.out + &said.err).contains("not resolved"))
}

#[test]
fn clients_that_are_kept_in_a_map_by_a_key() {
    let python = "from redis.cluster import RedisCluster
_clients = {}
class Pool:
    def __init__(self):
        self._clients = {}
    def of(self, tenant):
        if tenant not in self._clients:
            self._clients[tenant] = RedisCluster(host=tenant)
        return self._clients[tenant]
    def new(self, tenant):
        return self._clients.setdefault(tenant, RedisCluster(host=tenant))
def put(tenant):
    _clients[tenant] = RedisCluster(host=tenant)
def use(tenant):
    Pool().of(tenant).mget('a', 'b')
    Pool().new(tenant).mget('a', 'b')
    _clients[tenant].mget('a', 'b')
    _clients.get('main').mget('a', 'b')
";
    let script = "import { Cluster } from 'ioredis';
class Pool {
  constructor() { this.byName = {}; this.byId = new Map(); }
  named(name) { return (this.byName[name] ??= new Cluster(nodes)); }
  numbered(id) { this.byId.set(id, new Cluster(nodes)); }
  use(id) {
    this.byName.main.mget('a', 'b');
    this.byName[id].mget('a', 'b');
    this.byId.get(id).mget('a', 'b');
  }
}
";
    let go = "package pool
import \"github.com/redis/go-redis/v9\"
type Pool struct { clients map[string]*redis.ClusterClient; any map[string]interface{} }
func (p *Pool) Use(ctx context.Context) {
\tp.clients[\"main\"].MGet(ctx, \"a\", \"b\")
}
";
    let rows = |file: &str, rows: &[u32]| rows.iter().map(|row| format!("{file}:{row}")).collect::<Vec<_>>();
    assert_eq!(apart_and_unresolved(&[("a.py", python)]), (rows("a.py", &[15, 16, 17, 18]), false));
    assert_eq!(apart_and_unresolved(&[("a.js", script)]), (rows("a.js", &[7, 8, 9]), false));
    assert_eq!(apart_and_unresolved(&[("a.go", go)]), (rows("a.go", &[5]), false));
}

#[test]
fn which_of_several_things_a_map_gives_is_not_known() {
    // Two queues of one map have keys of their own: only those of one queue share its name.
    let source = "from redis.cluster import RedisCluster
client = RedisCluster(host='x')
queues = {}
class Queue:
    def __init__(self, name):
        self.key = f'queue:{{{name}}}'
def put(name):
    queues[name] = Queue(name)
def use(one, other):
    client.mget(queues[one].key, queues[other].key)
    client.mget(queues[one].key, queues[one].key + ':done')
";
    assert_eq!(apart(&[("a.py", source)]), ["a.py:10"]);
}

#[test]
fn a_map_that_is_filled_by_key_has_any_number_of_keys() {
    let python = "from redis.cluster import RedisCluster
class Job: pass
class Runner:
    def __init__(self):
        self.redis = RedisCluster(host='x')
        self.jobs = {}
    def add(self, id):
        self.jobs[id] = Job()
    def clean(self):
        self.redis.sinter(*[f'job:{id}' for id in self.jobs])
        self.redis.sinter([f'job:{id}' for id in sorted(self.jobs)])
        pipe = self.redis.pipeline(transaction=True)
        for id in list(self.jobs.keys()):
            pipe.delete(f'job:{id}')
        pipe.execute()
";
    let script = "import { Cluster } from 'ioredis';
class Sub {}
class Hub {
  private redis = new Cluster(nodes);
  private subs = new Map<string, Sub>();
  add(id: string) { this.subs.set(id, new Sub()); }
  async clean() {
    const pipeline = this.redis.pipeline();
    for (const [id, sub] of this.subs) pipeline.del(`sub:${id}`);
    await pipeline.exec();
    await this.redis.del(...[...this.subs.keys()].map(id => `sub:${id}`));
  }
}
";
    assert_eq!(apart(&[("a.py", python)]), ["a.py:10", "a.py:11"]);
    assert!(concise(&[("a.py", python)], Some("cross-slot-transaction")).starts_with("a.py:12:"));
    assert_eq!(apart(&[("a.ts", script)]), ["a.ts:11"]);
    assert!(concise(&[("a.ts", script)], Some("cross-slot-pipeline")).starts_with("a.ts:8:"));
}

#[test]
fn what_is_kept_under_another_word_or_in_many_places_is_not_it() {
    let one = "this.byName.set('one', new Cluster(nodes));";
    let rows = |filled: &str, name: &str| {
        let script = format!(
            "import {{ Cluster }} from 'ioredis';
class Other {{ mget() {{}} }}
class Pool {{
  constructor() {{ this.byName = new Map(); }}
  fill(id) {{ {filled} }}
  use() {{ this.byName.get('{name}').mget('a', 'b'); }}
}}
"
        );
        apart(&[("a.js", &script)])
    };
    assert_eq!(rows(one, "one"), ["a.js:6"]);
    assert_eq!(rows(one, "other"), [] as [&str; 0]);
    let several = |keys: &[&str]| -> String { keys.iter().map(|key| one.replace("'one'", key)).collect() };
    assert_eq!(rows(&several(&["id + 1", "id + 2", "id + 3", "id + 4"]), "other"), ["a.js:6"]);
    assert_eq!(rows(&several(&["id + 1", "id + 2", "id + 3", "id + 4", "id + 5"]), "other"), [] as [&str; 0]);
}

#[test]
fn what_is_made_alike_for_each_key_is_known_by_how_it_is_made() {
    let keys = |made: &str| {
        let script = format!(
            "import {{ Cluster }} from 'ioredis';
const redis = new Cluster(nodes);
class Space {{
  constructor(options) {{ this.prefix = options.prefix; }}
}}
class Spaces {{
  constructor() {{ this.byName = {{}}; }}
  add(name, prefix) {{ this.byName[name] = new Space({{ prefix: {made} }}); }}
  use(name, other) {{
    redis.mget(this.byName[name].prefix + 'a', this.byName[name].prefix + 'b');
    redis.mget(this.byName[name].prefix + 'a', this.byName[other].prefix + 'a');
  }}
}}
"
        );
        apart(&[("a.js", &script)])
    };
    assert_eq!(keys("'{one}'"), [] as [&str; 0]);
    assert_eq!(keys("'one:'"), ["a.js:10"]);
    assert_eq!(keys("prefix"), ["a.js:10", "a.js:11"]);
}
