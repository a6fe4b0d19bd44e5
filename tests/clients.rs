//! What rules about clients say of projects of several files, and of code that only looks like a plain client's.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod request;

use std::fs;

use slotlint::config::Discovery;
use slotlint::source::ColumnUnit;

const ABOUT_CLIENTS: [&str; 6] = [
    "database-selection",
    "invalid-startup-nodes",
    "misplaced-option",
    "non-cluster-client",
    "universal-client-single-address",
    "unsupported-client",
];

/// Findings of the rules about clients: `file:row rule severity`, sorted.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir(root.join(".git")).unwrap();
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let report = request::report_on(&root, &Discovery::Isolated);
    let shown = |finding: &slotlint::finding::Finding| {
        let (start, _) = report.sources.positions(&finding.place, ColumnUnit::Characters);
        let file = finding.place.path.strip_prefix(&root).unwrap().display();
        format!("{file}:{} {} {}", start.row, finding.rule, finding.severity.as_str())
    };
    let mut all: Vec<String> =
        report.findings.iter().filter(|finding| ABOUT_CLIENTS.contains(&finding.rule)).map(shown).collect();
    all.sort();
    all
}

fn js(code: &str) -> Vec<String> {
    found(&[("a.mjs", code)])
}

fn py(code: &str) -> Vec<String> {
    found(&[("a.py", code)])
}

fn go(code: &str) -> Vec<String> {
    let header = "package main\n\nimport \"github.com/redis/go-redis/v9\"\n\n";
    found(&[("main.go", &format!("{header}{code}"))])
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_plain_client_is_an_error_where_the_source_shows_a_cluster() {
    for given in [
        "'redis://shop.abc.clustercfg.euw1.cache.amazonaws.com:6379'",
        "'redis://a.example:7000,b.example:7000'",
        "[{ host: 'a', port: 1 }]",
        "{ host: process.env.HOST, cluster: true }",
        "{ host: process.env.HOST, scaleReads: 'slave' }",
    ] {
        let code = format!("import Redis from 'ioredis';\nconst r = new Redis({given});\nawait r.get('a');\n");
        assert!(js(&code).contains(&"a.mjs:2 non-cluster-client error".to_owned()), "{given}");
    }
    let code = "import redis\nr = redis.Redis(host='shop.serverless.euw1.cache.amazonaws.com')\nr.get('a')\n";
    assert_eq!(py(code), ["a.py:2 non-cluster-client error"]);
}

#[test]
fn a_cluster_client_for_the_same_address_in_another_file_makes_it_an_error() {
    let cluster =
        "import os\nfrom redis.cluster import RedisCluster\ncache = RedisCluster(host=os.environ['CACHE_HOST'])\n";
    let plain = "import os\nimport redis\nlocks = redis.Redis(host=os.environ['CACHE_HOST'])\nlocks.get('a')\n";
    let other = "import os\nimport redis\nlocks = redis.Redis(host=os.environ['LOCK_HOST'])\nlocks.get('a')\n";
    assert_eq!(found(&[("cache.py", cluster), ("locks.py", plain)]), ["locks.py:3 non-cluster-client error"]);
    assert_eq!(found(&[("cache.py", cluster), ("locks.py", other)]), ["locks.py:3 non-cluster-client warning"]);
}

#[test]
fn the_plain_arm_of_a_switch_is_silent_however_it_is_written() {
    for code in [
        "const r = process.env.REDIS_MODE === 'cluster' ? new Redis.Cluster(n) : new Redis(u);",
        "function make() { if (isCluster) return new Redis.Cluster(n); return new Redis(u); }",
        "function make(c) { switch (c.mode) { case 'cluster': return new Redis.Cluster(n); default: return new Redis(u); } }",
        "class R { plain() { return new Redis(u); } clustered() { return new Redis.Cluster(n); } }",
        "const plain = (u) => new Redis(u); const clustered = (n) => new Redis.Cluster(n);",
        "function plain() { return new Redis(u); } if (!config.cluster) plain();",
        "let r; if (nodes) { r = createClusterClient(nodes); } else { r = new Redis(u); }",
        "function makeStandaloneClient() { return new Redis(u); }",
        "for (const node of nodes) { const r = new Redis(node.port, node.host); r.get('a'); }",
    ] {
        assert_eq!(js(&format!("import Redis from 'ioredis';\n{code}\n")), NOTHING, "{code}");
    }
}

#[test]
fn a_switch_in_another_file_is_found_through_the_callers() {
    let plain = "import Redis from 'ioredis';\nexport function connect(url) { return new Redis(url); }\n";
    let switched = "import { connect } from './plain.mjs';\nimport { clustered } from './redis.mjs';\n\
                    export const r = process.env.REDIS_CLUSTER ? clustered() : connect('redis://x');\n";
    let called = "import { connect } from './plain.mjs';\nexport const redis = connect('redis://x');\n";
    assert_eq!(found(&[("plain.mjs", plain), ("a.mjs", switched)]), NOTHING);
    assert_eq!(found(&[("plain.mjs", plain), ("b.mjs", called)]), ["plain.mjs:2 non-cluster-client warning"]);
}

#[test]
fn a_switch_is_found_through_an_object_of_functions() {
    let plain = "import Redis from 'ioredis';\nexport const getPlain = () => new Redis(process.env.REDIS_URL);\n";
    let providers = "import { getPlain } from './plain.mjs';\nimport { getClustered } from './clustered.mjs';\n\
                     export const provider = () => ({ getClient: getPlain, name: 'redis' });\n\
                     export const clusterProvider = () => ({ getClient: getClustered, name: 'cluster' });\n";
    let service = |made: &str| {
        format!(
            "import {{ provider, clusterProvider }} from './redis.mjs';\nexport class Service {{\n\
             constructor(isCluster) {{ this.isCluster = isCluster; this.client = {made}; }}\n\
             plain() {{ const {{ getClient }} = provider(); return getClient(); }}\n\
             clustered() {{ const {{ getClient }} = clusterProvider(); return getClient(); }}\n}}\n"
        )
    };
    let found = |made: &str| found(&[("plain.mjs", plain), ("redis.mjs", providers), ("s.mjs", &service(made))]);
    assert_eq!(found("this.isCluster ? this.clustered() : this.plain()"), NOTHING);
    assert_eq!(found("this.plain()"), ["plain.mjs:2 non-cluster-client warning"]);
}

#[test]
fn a_client_that_a_pool_makes_by_a_callback_is_as_the_callers_of_the_function_say() {
    let code = |kind: &str| {
        format!(
            "func plain(addr string) (*redis.Client, error) {{\n\tval, err := pool.Get(addr, func() (any, error) {{\n\
             \t\treturn redis.NewClient(&redis.Options{{Addr: addr}}), nil\n\t}})\n\treturn val.(*redis.Client), err\n}}\n\n\
             func open(kind, addr string) (redis.Cmdable, error) {{\n\tswitch kind {{\n\tcase {kind}:\n\
             \t\treturn other(addr)\n\tdefault:\n\t\treturn plain(addr)\n\t}}\n}}\n"
        )
    };
    assert_eq!(go(&code("ClusterType")), NOTHING);
    assert_eq!(go(&code("MemoryType")), ["main.go:7 non-cluster-client warning"]);
}

#[test]
fn a_server_inside_the_program_is_no_cluster() {
    let code = |addr: &str| {
        let text = format!(
            "package main\n\nimport (\n\t\"github.com/alicebob/miniredis/v2\"\n\t\"github.com/redis/go-redis/v9\"\n)\n\n\
             func open(addr string) (*redis.Client, func()) {{\n\tmr, err := miniredis.Run()\n\tif err != nil {{\n\
             \t\tpanic(err)\n\t}}\n\treturn redis.NewClient(&redis.Options{{Addr: {addr}}}), mr.Close\n}}\n"
        );
        found(&[("main.go", &text)])
    };
    assert_eq!(code("mr.Addr()"), NOTHING);
    assert_eq!(code("addr"), ["main.go:13 non-cluster-client warning"]);
}

#[test]
fn a_cluster_of_something_else_is_no_switch() {
    let code = |made: &str| {
        format!(
            "func open(addr string, local bool) *redis.Client {{\n\tif local {{\n\t\t{made}\n\t\treturn nil\n\t}}\n\
             \treturn redis.NewClient(&redis.Options{{Addr: addr}})\n}}\n"
        )
    };
    assert_eq!(go(&code("NewCluster(addr)")), NOTHING);
    assert_eq!(go(&code("createClusterClient(addr)")), NOTHING);
    assert_eq!(go(&code("sharding.NewClusterSharding(addr)")), ["main.go:10 non-cluster-client warning"]);
}

#[test]
fn the_arm_for_one_address_is_advice() {
    let code = "func open(addrs []string) redis.UniversalClient {\n\tif len(addrs) > 1 {\n\
                \t\treturn redis.NewClusterClient(&redis.ClusterOptions{Addrs: addrs})\n\t}\n\
                \treturn redis.NewClient(&redis.Options{Addr: addrs[0]})\n}\n";
    assert_eq!(go(code), ["main.go:9 non-cluster-client info"]);
}

#[test]
fn the_other_arm_of_a_sentinel_switch_is_no_arm_of_a_cluster_switch() {
    let code =
        "const r = sentinels\n  ? new Redis({ sentinels, name: 'm' })\n  : new Redis(process.env.URL);\nr.get('a');\n";
    assert_eq!(js(&format!("import Redis from 'ioredis';\n{code}")), ["a.mjs:4 non-cluster-client warning"]);
}

#[test]
fn probes_and_subscribers_are_silent_and_what_also_does_more_is_not() {
    for (uses, is_silent) in [
        ("await r.ping(); r.disconnect();", true),
        ("await r.subscribe('news'); r.on('message', show);", true),
        ("await r.publish('news', 'x');", true),
        ("if (r) await r.publish('news', 'x'); if (r !== null && !!r) await closeRedis(r);", true),
        ("await r.ping(); await r.get('a');", false),
        ("await r.ping(); give(r);", false),
        ("await r.ping(); export { r };", false),
        ("await r.ping(); class A { constructor() { this.r = r; } read() { return this.r.get('a'); } }", false),
        ("", false),
    ] {
        let silent = js(&format!("import Redis from 'ioredis';\nconst r = new Redis(7000);\n{uses}\n")).is_empty();
        assert_eq!(silent, is_silent, "{uses}");
    }
}

#[test]
fn a_python_client_that_pings_where_it_is_made_is_a_probe_only_if_nobody_imports_it() {
    let made = "import redis\nclient = redis.Redis()\nclient.ping()\n";
    let used = "from store import client\nclient.get('a')\n";
    assert_eq!(found(&[("store.py", made)]), NOTHING);
    assert_eq!(found(&[("store.py", made), ("app.py", used)]), ["store.py:2 non-cluster-client warning"]);
}

#[test]
fn a_subscriber_is_told_by_its_name_when_it_is_handed_on() {
    let code = "import Redis from 'ioredis';\nconst pubClient = new Redis(7000);\nconst subClient = new Redis(7000);\nserve(pubClient, subClient);\n";
    assert_eq!(js(code), NOTHING);
    let code = "import Redis from 'ioredis';\nclass Hub {\n  sub = new Redis(7000);\n  data = new Redis(7000);\n\
                \n  start() { this.sub.subscribe('a'); return this.data.get('b'); }\n}\n";
    assert_eq!(js(code), ["a.mjs:4 non-cluster-client warning"]);
}

#[test]
fn tests_are_silent_and_samples_are_quiet() {
    let code = "import redis\nr = redis.Redis(db=3)\nr.set('a', 1)\n";
    for path in ["tests/conftest.py", "app/test_cache.py"] {
        assert_eq!(found(&[(path, code)]), NOTHING, "{path}");
    }
    assert!(found(&[("examples/a.py", code)]).contains(&"examples/a.py:2 non-cluster-client info".to_owned()));
}

#[test]
fn clients_over_one_pool_are_said_once() {
    let code = "import redis\nclass Store:\n    def __init__(self, url):\n        self.pool = redis.ConnectionPool.from_url(url)\n\
                \x20   def get(self, k):\n        return redis.Redis(connection_pool=self.pool).get(k)\n\
                \x20   def put(self, k, v):\n        return redis.Redis(connection_pool=self.pool).set(k, v)\n";
    assert_eq!(py(code), ["a.py:6 non-cluster-client warning"]);
}

#[test]
fn databases_are_found_wherever_they_are_written() {
    let plain = "non-cluster-client warning";
    for (code, row) in [
        ("r = redis.Redis('h', 6379, 2)\nr.get('a')\n", 2),
        ("r = redis.from_url('redis://h/2')\nr.get('a')\n", 2),
        ("r = redis.from_url('redis://h?db=2')\nr.get('a')\n", 2),
        ("p = redis.ConnectionPool(host='h', db=2)\nr = redis.Redis(connection_pool=p)\nr.get('a')\n", 2),
        ("p = redis.ConnectionPool.from_url('redis://h/2')\nr = redis.Redis(connection_pool=p)\nr.get('a')\n", 2),
    ] {
        let expected = format!("a.py:{row} database-selection warning");
        let all = py(&format!("import redis\n{code}"));
        assert!(all.contains(&expected) && all.iter().any(|one| one.ends_with(plain)), "{code}: {all:?}");
    }
    let code = "func f() {\n\topt, err := redis.ParseURL(\"redis://h:1/4\")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\
                \tuse(redis.NewClient(opt))\n}\n";
    assert_eq!(go(code), ["main.go:10 non-cluster-client warning", "main.go:6 database-selection warning"]);
}

#[test]
fn database_0_and_numbers_from_elsewhere_are_no_findings() {
    for code in [
        "r = RedisCluster.from_url('redis://h/0')",
        "r = RedisCluster.from_url(os.environ['URL'])",
        "r = RedisCluster.from_url(f'redis://{host}:{port}/{db}')",
        "RedisCluster(host='h').select(0)",
    ] {
        assert_eq!(py(&format!("import os\nfrom redis.cluster import RedisCluster\n{code}\n")), NOTHING, "{code}");
    }
    let code = "import redis\nr = redis.Redis(host='h', db=int(os.environ['DB']))\nr.get('a')\n";
    assert_eq!(py(code), ["a.py:2 non-cluster-client warning"]);
}

#[test]
fn options_that_are_also_at_home_or_switched_off_are_not_misplaced() {
    for options in [
        "{ tls: undefined, redisOptions: {} }",
        "{ password: p, redisOptions: { password: p } }",
        "{ keyPrefix: 'a:', enableOfflineQueue: false, redisOptions: { tls: {}, keyPrefix: 'a:' } }",
    ] {
        let code = format!("import Redis from 'ioredis';\nexport const c = new Redis.Cluster([7000], {options});\n");
        assert_eq!(js(&code), NOTHING, "{options}");
    }
}

#[test]
fn a_node_list_that_is_filled_later_is_not_empty() {
    for code in [
        "const n = [];\nfor (const h of hosts) n.push({ host: h, port: 1 });\nexport const c = new Cluster(n);",
        "const n = [];\nfill(n);\nexport const c = new Cluster(n);",
        "export const c = new Cluster(process.env.N ? parse(process.env.N) : []);",
        "export const c = new Cluster(['rediss://h:1'], { redisOptions: { tls: {} } });",
    ] {
        assert_eq!(js(&format!("import {{ Cluster }} from 'ioredis';\n{code}\n")), NOTHING, "{code}");
    }
}

#[test]
fn an_unfit_library_is_said_once_for_each_manifest() {
    let manifest = ("package.json", "{\n  \"dependencies\": {\n    \"redis\": \"^3.1.2\"\n  }\n}\n");
    let code = "const redis = require('redis');\nredis.createClient();\n";
    assert_eq!(found(&[manifest, ("b.js", code), ("a.js", code)]), ["a.js:1 unsupported-client warning"]);
    assert_eq!(found(&[manifest, ("c.js", "")]), ["package.json:3 unsupported-client info"]);
    let fit = ("package.json", "{ \"dependencies\": { \"redis\": \">=3.1\" } }");
    assert_eq!(found(&[fit, ("a.js", code)]), NOTHING);
    let asked = ("requirements.txt", "# redis\nredis-py-cluster==2.1.3\n");
    assert_eq!(found(&[asked, ("a.py", "import os\n")]), ["requirements.txt:2 unsupported-client info"]);
}

#[test]
fn an_import_that_may_fail_is_no_finding() {
    let asked = ("requirements.txt", "redis==3.5.3\n");
    let code = "try:\n    from redis.cluster import RedisCluster\nexcept ImportError:\n    RedisCluster = None\n";
    assert_eq!(found(&[asked, ("a.py", code)]), NOTHING);
    assert_eq!(
        found(&[asked, ("a.py", "from redis.cluster import RedisCluster\n")]),
        ["a.py:1 unsupported-client error"]
    );
}

#[test]
fn a_universal_client_of_unknown_addresses_is_silent() {
    for addrs in ["addrs", "strings.Split(os.Getenv(\"A\"), \",\")", "append([]string{a}, more...)"] {
        let code = format!(
            "func f(addrs []string) {{\n\tuse(redis.NewUniversalClient(&redis.UniversalOptions{{Addrs: {addrs}}}))\n}}\n"
        );
        assert_eq!(go(&code), NOTHING, "{addrs}");
    }
    let code = "func f(a string) {\n\tuse(redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{a}}))\n}\n";
    assert_eq!(go(code), ["main.go:6 universal-client-single-address error"]);
}
