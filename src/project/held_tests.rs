use super::*;

#[test]
fn what_only_mentions_a_client_is_read_when_it_may_get_one() {
    let tree = TestTree::new(&[
        ("src/db.ts", REDIS),
        ("src/direct.ts", "import { db } from './db'\nexport const all = { redis: db }"),
        ("src/indirect.ts", "import { all } from './direct'\nconst at = REDIS_URL"),
        ("src/alone.ts", "import { log } from './log'\nlog('no redis')"),
        ("src/log.ts", "export const log = 1"),
        ("tests/conftest.py", "import redis"),
        ("tests/unit/test_a.py", "def test_a(client):\n    client.get('redis')"),
        ("tests/data.json.py", "URL = 'redis://'"),
        ("test_b.py", "URL = 'redis://'"),
        ("go/go.mod", "module example.com/m\n"),
        ("go/store/a.go", "package store\nimport \"github.com/redis/go-redis/v9\"\n"),
        ("go/store/b.go", "package store\nvar url = \"redis://\"\n"),
        ("go/other/c.go", "package other\nvar url = \"redis://\"\n"),
        ("loose/a.go", "package loose\nvar x = redis.New()\n"),
        ("loose/b.go", "package loose\nvar url = \"redis://\"\n"),
    ]);
    let read = [
        "go/store/a.go",
        "go/store/b.go",
        "loose/a.go",
        "loose/b.go",
        "src/db.ts",
        "src/direct.ts",
        "src/indirect.ts",
        "tests/conftest.py",
        "tests/data.json.py",
        "tests/unit/test_a.py",
    ];
    let project = tree.open();
    assert_eq!(tree.primary(&project), read);
    let others: Vec<String> = project.others().map(|path| tree.shown(path)).collect();
    assert_eq!(others, ["go/other/c.go", "src/alone.ts", "src/log.ts", "test_b.py"]);
    assert!(project.load(&tree.path("src/direct.ts")).is_some_and(|file| !file.ir.imports.is_empty()));
}

#[test]
fn what_only_mentions_a_client_is_read_when_one_may_be_handed_to_it() {
    let wrapper = "export class Store { constructor(conn) { this.name = 'redis' } }";
    let tree = TestTree::new(&[
        ("a/index.ts", "import { db } from './db'\nimport { Store } from './store'\nnew Store(db)"),
        ("a/db.ts", REDIS),
        ("a/store.ts", wrapper),
        ("b/index.ts", "import Redis from 'ioredis'\nimport { Store } from './store'\nnew Store(new Redis())"),
        ("b/store.ts", wrapper),
        ("c/index.ts", "import { Store } from './store'"),
        ("c/store.ts", wrapper),
        ("d/main.go", "package main\nimport (\n\t\"example.com/redis\"\n\t\"example.com/m/d/store\"\n)\n"),
        ("d/store/store.go", "package store\nvar name = \"redis\"\n"),
        ("go.mod", "module example.com/m\n"),
    ]);
    let project = tree.open();
    assert_eq!(tree.primary(&project), ["a/db.ts", "b/index.ts", "b/store.ts", "d/main.go", "d/store/store.go"]);
    assert_eq!(tree.importers(&project, &["a/db.ts"]), ["a/index.ts", "a/store.ts"]);
    assert_eq!(tree.importers(&project, &["a/store.ts"]), ["a/index.ts", "a/store.ts"]);
}

#[test]
fn who_imports_a_file_named_after_a_client_is_read_however_far_the_client_is() {
    let tree = TestTree::new(&[
        ("make.ts", REDIS),
        ("redis.ts", "import { makeClient } from './make'\nexport const cache = makeClient()"),
        ("user.ts", "import { cache } from './redis'\nexport const f = () => cache.rename('a', 'b')"),
        ("user.js", "const { cache } = require('./redis')\nexports.f = () => cache.rename('a', 'b')"),
        ("barrel/redis/index.ts", "export * from './client'"),
        ("barrel/redis/client.ts", "export { cache } from '../../redis'"),
        ("barrel/user.ts", "import { cache } from './redis'\nexport const f = () => cache.rename('a', 'b')"),
    ]);
    let read = ["barrel/redis/client.ts", "barrel/user.ts", "make.ts", "user.js", "user.ts"];
    assert_eq!(tree.primary(&tree.open()), read);
}

#[test]
fn where_only_a_part_is_walked_each_mention_is_read() {
    let tree = TestTree::new(&[(".git/HEAD", ""), ("lib/db.ts", REDIS), ("src/a.ts", "f('redis')"), ("src/b.ts", "")]);
    assert_eq!(tree.primary(&Project::open(tree.options(&["src"]))), ["src/a.ts"]);
    assert_eq!(tree.primary(&tree.open()), ["lib/db.ts"]);
}

#[test]
fn what_settings_leave_out_counts_for_who_imports_it() {
    let uses = "import { db } from './db.pb'\nexport const all = { redis: db }";
    let tree = TestTree::new(&[("src/db.pb.ts", REDIS), ("src/a.ts", uses)]);
    let options = Options { excludes: Arc::new(Generated), ..tree.options(&["."]) };
    assert_eq!(tree.primary(&Project::open(options)), ["src/a.ts"]);
}

#[test]
fn where_settings_name_clients_each_mention_is_read() {
    struct Naming;
    impl Excludes for Naming {
        fn excludes(&self, _: &Path) -> bool {
            false
        }

        fn excludes_within(&self, _: &Path) -> bool {
            false
        }

        fn names_clients(&self, path: &Path) -> bool {
            path.ends_with("named/a.ts")
        }
    }
    let tree = TestTree::new(&[("named/a.ts", "f('redis')"), ("b.ts", "f('redis')")]);
    let options = Options { excludes: Arc::new(Naming), ..tree.options(&["."]) };
    assert_eq!(tree.primary(&Project::open(options)), ["named/a.ts"]);
}
