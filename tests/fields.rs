//! Clients behind a field of what another file gives, used where nothing else says Redis.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::concise;

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
