//! Clients that go from file to file the way JavaScript without types hands them on.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod choices;
#[path = "../program/mod.rs"]
mod program;
mod put_together;

use program::concise;

const MADE: &str = "const { Cluster, Redis } = require('ioredis');\nconst client = new Cluster(nodes);\n";

/// Where keys of several slots are found: `file:row`.
fn apart(files: &[(&str, String)]) -> Vec<String> {
    found(files, "cross-slot-command")
}

fn found(files: &[(&str, String)], rules: &str) -> Vec<String> {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    concise(&files, Some(rules)).lines().map(|line| line.splitn(3, ':').take(2).collect::<Vec<_>>().join(":")).collect()
}

#[test]
fn what_a_module_puts_in_its_own_place_is_what_require_gives() {
    for (exports, used) in [
        ("module.exports = client;", "given.mget('a', 'b');"),
        ("module.exports = client;", "require('./made').mget('a', 'b');"),
        ("module.exports = { client };", "given.client.mget('a', 'b');"),
        ("module.exports = () => client;", "given().mget('a', 'b');"),
        ("module.exports = class Store { constructor() { this.c = client; } };", "new given().c.mget('a', 'b');"),
        ("module.exports = () => 1;\nmodule.exports.client = client;", "given.client.mget('a', 'b');"),
        ("module.exports = () => client;\nmodule.exports.other = 1;", "given().mget('a', 'b');"),
        ("let c;\nif (x) c = client; else c = new Redis();\nmodule.exports = c;", "given.mget('a', 'b');"),
        ("module.exports = x ? client : new Redis();", "given.mget('a', 'b');"),
    ] {
        let user = format!("const given = require('./made'), redis = 0;\n{used}\n");
        let found = apart(&[("made.js", format!("{MADE}{exports}\n")), ("user.js", user)]);
        assert_eq!(found, ["user.js:2"], "{exports} {used}");
    }
}

#[test]
fn a_class_that_extends_a_client_is_followed_to_who_imports_it() {
    let store = "import { Cluster } from 'ioredis';
export default class Store extends Cluster {
  static get shared() {
    return this.made ??= new this(nodes);
  }
}
";
    let user =
        "import Things from './store.js';\nawait Things.shared.del('a', 'b');\nawait new Things(x).del('a', 'b');\n";
    let found = apart(&[("store.js", store.to_owned()), ("user.js", user.to_owned())]);
    assert_eq!(found, ["user.js:2", "user.js:3"]);
}

#[test]
fn modules_that_require_each_other_end() {
    let one = format!("{MADE}const two = require('./two');\nmodule.exports = two;\n");
    let two = "const redis = require('./one');\nmodule.exports = redis;\nredis.mget('a', 'b');\n".to_owned();
    assert!(apart(&[("one.js", one), ("two.js", two)]).is_empty());
}

#[test]
fn a_client_among_options_is_what_callers_give_however_many_they_are() {
    let limiter = "const redisNames = ['a', 'b'];
class Limiter {
  constructor(options) {
    this.client = options.client;
  }
  reset() {
    return this.client.mget(redisNames);
  }
  clear(key) {
    const multi = this.client.multi();
    return multi.del(`a:${key}`, `b:${key}`).exec();
  }
}
module.exports = Limiter;
";
    let user =
        format!("{MADE}const Limiter = require('./limiter');\n{}", "new Limiter({ points: 1, client });\n".repeat(100));
    assert_eq!(apart(&[("limiter.js", limiter.to_owned()), ("user.js", user)]), ["limiter.js:7", "limiter.js:11"]);
}

#[test]
fn callers_are_found_by_whatever_name_they_import_a_class_or_function() {
    const STORE: &str = "class Store {\n  constructor(conn, redisName) { this.conn = conn; }\n  both() { return this.conn.mget('a', 'b'); }\n}\n";
    const MAKER: &str = "(conn, redisName) => ({\n\n  both: () => conn.mget('a', 'b') })";
    for (exports, index, imports) in [
        (format!("{STORE}export {{ Store }};"), "", "import { Store as Cache } from './store.js';"),
        (format!("export default {STORE}"), "", "import Cache from './store.js';"),
        (format!("{STORE}export {{ Store as Cache }};"), "", "import { Cache } from './store.js';"),
        (
            format!("{STORE}export {{ Store }};"),
            "export { Store as Kept } from './store.js';\nexport const redis = 1;",
            "import { Kept as Cache } from './index.js';",
        ),
        (
            format!("export default {STORE}"),
            "export { default as Cache } from './store.js';\nexport const redis = 1;",
            "import { Cache } from '.';",
        ),
        (format!("module.exports = {STORE}"), "", "const Cache = require('./store');"),
        (format!("{STORE}module.exports = {{ Store }};"), "", "const { Store: Cache } = require('./store');"),
        (format!("export default {MAKER};"), "", "import Cache from './store.js';"),
        (format!("module.exports = {MAKER};"), "", "const Cache = require('./store.js');"),
    ] {
        let call = if exports.contains("=>") { "Cache" } else { "new Cache" };
        let user = format!("{MADE}{imports}\n{call}(client, 'x');\n");
        let found = apart(&[("index.js", index.to_owned()), ("store.js", exports.clone()), ("user.js", user)]);
        assert_eq!(found, ["store.js:3"], "{exports} {imports}");
    }
}

#[test]
fn a_client_known_by_its_name_is_not_ioredis_when_it_is_called_as_ioredis_is_not() {
    let found = |call: &str| {
        let text = format!(
            "export async function run(ctx, redis, script, ids) {{\n  await {call};\n  await redis.mget('a', 'b');\n}}\n"
        );
        apart(&[("a.js", text)]).len()
    };
    for ioredis in [
        "redis.eval(script, 1, ids[0])",
        "redis.eval(script, ids.length, ...ids)",
        "redis.mgetBuffer(['a', '{a}'])",
        "redis.set('a', 1, 'EX', 60)",
        "redis.hset('a', { b: 1 })",
        "redis.del(['a'])",
        "other.mGet(['a', '{a}'])",
    ] {
        assert_eq!(found(ioredis), 1, "{ioredis}");
    }
    for other in [
        "redis.eval(script, [ids[0]], [1, 2])",
        "ctx.redis.eval(script, [ids[0]], [1, 2])",
        "redis.eval(script, { keys: ids, arguments: [] })",
        "redis.mGet(['a', 'b'])",
        "redis.hSet('a', { b: 1 })",
        "redis.set('a', 1, { EX: 60 })",
        "redis.scan(0, { match: 'a*' })",
        "redis.zadd('a', { score: 1, member: 'b' })",
    ] {
        assert_eq!(found(other), 0, "{other}");
    }
}

#[test]
fn packages_side_by_side_import_from_each_other_and_repositories_do_not() {
    let made = "import { Cluster } from 'ioredis';\nexport const client = new Cluster(nodes);\n";
    let user = "import { client } from '../../store/lib/made';\nclient.mget('a', 'b');\n";
    let manifest = |name: &str| format!("{{\"name\": \"{name}\", \"dependencies\": {{\"ioredis\": \"5.4.1\"}}}}\n");
    let files = |other: &'static str| {
        vec![
            ("store/package.json", manifest("store")),
            ("store/lib/made.ts", made.to_owned()),
            ("shop/package.json", manifest("shop")),
            ("shop/lib/user.ts", user.to_owned()),
            (other, String::new()),
        ]
    };
    assert_eq!(apart(&files("README.md")), ["shop/lib/user.ts:2"]);
    // A submodule or a second working tree has a file of this name, a clone a folder.
    for repository in ["store/.git", "store/.git/HEAD"] {
        assert!(apart(&files(repository)).is_empty(), "{repository}");
    }
}

#[test]
fn a_helper_that_is_given_one_node_at_a_time_asks_each_node() {
    let adapter = |ty: &str, other: &str| {
        format!(
            "import {{ Cluster, Redis }} from 'ioredis';
export class Adapter {{
  constructor(private readonly client: Redis | Cluster) {{}}
  async keys(pattern: string) {{
    if (this.client instanceof Cluster) {{
      const found = this.client.nodes('master').map((node) => this.scan(node, pattern));
      return (await Promise.all(found)).flat();
    }}
    return this.scan(this.client, pattern);
  }}
  {other}
  async scan(client{ty}, pattern: string) {{
    let [cursor, keys] = await client.scan('0', 'MATCH', pattern);
    while (cursor !== '0') {{
      const [next, more] = await client.scan(cursor, 'MATCH', pattern);
      keys.push(...more);
      cursor = next;
    }}
    return keys;
  }}
}}
"
        )
    };
    let scans = |ty, other| found(&[("adapter.ts", adapter(ty, other))], "single-node-command");
    assert!(scans(": Redis | Cluster", "").is_empty());
    assert!(scans("", "").is_empty());
    let whole = "all(pattern: string) { return this.scan(this.client, pattern); }";
    assert_eq!(scans(": Redis | Cluster", whole), ["adapter.ts:13", "adapter.ts:15"]);
    assert_eq!(scans("", whole), ["adapter.ts:13", "adapter.ts:15"]);
}

#[test]
fn a_script_that_is_given_arguments_and_no_keys_goes_to_any_node() {
    let loader = "class Loader {
  constructor(redis) { this.redis = redis; }
  async run(name, keys = [], args = []) {
    const sha = this.shas.get(name);
    return this.redis.evalsha(sha, keys.length, ...keys, ...args);
  }
}
module.exports = Loader;
";
    let scripts = |call: &str| {
        let user = format!(
            "const Loader = require('./loader');\nconst client = require('./made');\nnew Loader(client).{call};\n"
        );
        let files = [
            ("loader.js", loader.to_owned()),
            ("made.js", format!("{MADE}module.exports = client;\n")),
            ("user.js", user),
        ];
        found(&files, "undeclared-script-key")
    };
    assert_eq!(scripts("run('start.lua', [], [id, 'running_'])"), ["user.js:3"]);
    assert!(scripts("run('start.lua', [`running_${id}`], [id])").is_empty());
    assert!(scripts("run('time.lua')").is_empty());
}

#[test]
fn what_tests_hand_to_a_class_is_not_what_it_gets() {
    let store = "module.exports = class Store {
  constructor(redis) { this.redis = redis; }
  all() { return this.redis.keys('*'); }
};
";
    let made = format!("{MADE}const Store = require('./store');\nmodule.exports = new Store(client);\n");
    let test = "const Redis = require('ioredis');\nconst Store = require('../store');\nnew Store(new Redis());\n";
    let files =
        |test: &str| [("store.js", store.to_owned()), ("made.js", made.clone()), ("test/a.test.js", test.to_owned())];
    let shown = |test: &str| {
        let files = files(test);
        let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
        concise(&files, Some("single-node-command"))
    };
    assert_eq!(shown(test), shown(""));
    assert!(shown(test).starts_with("store.js:3:18: error"), "{}", shown(test));
}

#[test]
fn placeholders_of_a_template_are_what_replaces_them() {
    let moving = |from: &str, to: &str| {
        let text = format!("{MADE}function move(id, name) {{\n  client.rename({from}, {to});\n}}\n");
        concise(&[("a.js", &text)], Some("cross-slot-command"))
    };
    let plain = moving("'q:[:id]:ready'.replace(':id', id)", "'q:[:id]:done'.replace(':id', id)");
    assert!(plain.contains("error") && plain.contains("`q:[<id>]:ready`"), "{plain}");
    assert_eq!(moving("'q:{:id}:ready'.replace(':id', id)", "'q:{:id}:done'.replace(':id', id)"), "");
    // Both placeholders, one after the other.
    let twice = "'q:{:id}:{:name}'.replace(':id', id).replace(':name', name)";
    assert_eq!(moving(twice, "`q:{${id}}`"), "");
    // What is no placeholder may also stand in the value.
    let unknown = moving("`q:{${id}}-x`.replace('-', '_')", "`q:{${id}}`");
    assert!(unknown.contains("warning"), "{unknown}");
}

#[test]
fn a_queue_class_with_a_stand_in_is_a_queue() {
    let queue = |options: &str| {
        let text = format!(
            "const Queue = process.env.URL ? require('bull') : require('./memory');\nconst q = new Queue('mail', process.env.URL, {options});\n"
        );
        let memory = "module.exports = class Memory {};\n".to_owned();
        let package = "{\"dependencies\": {\"bull\": \"^4.16.0\"}}".to_owned();
        found(&[("q.js", text), ("memory.js", memory), ("package.json", package)], "bullmq-hash-tag")
    };
    assert_eq!(queue("{}"), ["q.js:2"]);
    assert!(queue("{ prefix: '{mail}' }").is_empty());
}

#[test]
fn a_client_that_goes_through_code_that_knows_none_is_still_one() {
    let far = "module.exports = {\n  traced: (x) => x,\n  pick: (options) => options.c,\n  Store: class { constructor(c) { this.c = c } },\n};\n";
    for used in [
        "far.traced(client).mget('a', 'b');",
        "far.pick({ c: client }).mget('a', 'b');",
        "new far.Store(client).c.mget('a', 'b');",
        "let c = far.traced(1); c = client; c.mget('a', 'b');",
    ] {
        let user = format!("{MADE}const far = require('./far');\n{used}\n");
        let found = apart(&[("far.js", far.to_owned()), ("user.js", user)]);
        assert_eq!(found, ["user.js:4"], "{used}");
    }
}

#[test]
fn a_wrapper_that_only_mentions_redis_is_judged_with_what_it_is_handed() {
    let wrapper = "module.exports = class Store {
  constructor(conn) { this.conn = conn; this.name = 'redis'; }
  both() { return this.conn.mget('a', 'b'); }
};\n";
    let made = format!("{MADE}module.exports = {{ client }};\n");
    let user = "const { client } = require('./made');\nconst Store = require('./store');\nnew Store(client).both();\n";
    let files = [("made.js", made), ("store.js", wrapper.to_owned()), ("user.js", user.to_owned())];
    assert_eq!(apart(&files), ["store.js:3"]);
}

#[test]
fn keys_among_options_are_judged_where_they_are_chosen() {
    let helper =
        |takes: &str, keys: &str| format!("{MADE}async function both({takes}) {{\n  return client.mget({keys});\n}}\n");
    for (takes, keys) in [
        ("{ key, other }: { key: string; other: string }", "key, other"),
        ("{ key, other }", "key, other"),
        ("options: { key: string; other: string }", "options.key, options.other"),
        ("options", "[options.key, options.other]"),
    ] {
        let call = "both({ key: `a:${p}`, other: `b:${p}` });\nboth({ key: `a:{${p}}`, other: `b:{${p}}` });\n";
        let text = format!("{}export function use(p) {{\n{call}}}\n", helper(takes, keys));
        assert_eq!(apart(&[("a.ts", text)]), ["a.ts:7"], "{takes} {keys}");
    }
    let list = helper("{ keys }: { keys: string[] }", "keys");
    let text = format!("{list}both({{ keys: ['a:{{1}}', 'b:{{1}}'] }});\nboth({{ keys: ['a', 'b'] }});\n");
    assert_eq!(apart(&[("a.ts", text)]), ["a.ts:7"]);
}

#[test]
fn a_timeout_in_seconds_is_no_list() {
    let text =
        format!("{MADE}export const next = (queue, waitSeconds) => client.blpop(`q:${{queue}}`, waitSeconds);\n");
    assert!(apart(&[("a.js", text)]).is_empty());
}

#[test]
fn commands_are_known_however_many_a_project_defines() {
    let mut text = MADE.to_owned();
    for n in 0..60 {
        text += &format!(
            "client.defineCommand('c{n}', {{ numberOfKeys: 2, lua: \"return redis.call('GET', KEYS[1])\" }});\n"
        );
    }
    text += "client.c59('a', 'b');\nclient.c7('{a}', '{a}:b');\nclient.c7('a', 'b');\n";
    assert_eq!(found(&[("a.js", text)], "cross-slot-script"), ["a.js:63", "a.js:65"]);
}
