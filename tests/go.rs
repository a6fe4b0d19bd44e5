//! What slotlint follows in Go: values behind replies, lists that loops fill, and clients passed as an interface.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;
#[path = "go/results.rs"]
mod results;

use program::{folder, slotlint};

const MANIFEST: &str = "module example.com/x\n\ngo 1.22\n\nrequire github.com/redis/go-redis/v9 v9.7.0\n";
/// Rows of this text stand in front of every program.
const HEAD: &str = "package main
import (
\t\"context\"
\t\"fmt\"
\t\"github.com/redis/go-redis/v9\"
)
";
const HEAD_ROWS: usize = 6;

/// What a program gives: the row behind the head, severity and rule of each finding.
fn found(body: &str) -> Vec<String> {
    found_in(&[("main.go", &format!("{HEAD}{body}"))])
}

fn found_in(files: &[(&str, &str)]) -> Vec<String> {
    let mut all: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    all.push(("go.mod", MANIFEST.as_bytes()));
    let folder = folder(&all);
    let run = slotlint(folder.path(), &["check", "--output-format", "concise", "--isolated"]).output().unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    assert!(!String::from_utf8_lossy(&run.stderr).contains("skipped"), "a file was not linted");
    let shown = |line: &str| {
        let row: usize = line.split(':').nth(1).unwrap().parse().unwrap();
        let what = line.splitn(4, ':').nth(3).unwrap().trim().split(']').next().unwrap();
        format!("{} {what}]", row - HEAD_ROWS)
    };
    out.lines().map(shown).collect()
}

#[test]
fn what_result_and_val_give_is_the_reply() {
    let deleting = |keys: &str| {
        format!("func clear(ctx context.Context, rdb *redis.ClusterClient) {{\n{keys}\nrdb.Del(ctx, keys...)\n}}\n")
    };
    let members = ["3 error[cross-slot-command]"];
    assert_eq!(found(&deleting("keys, _ := rdb.SMembers(ctx, \"all\").Result()")), members);
    assert_eq!(found(&deleting("keys := rdb.SMembers(ctx, \"all\").Val()")), members);
    let tagged = found(&deleting("keys, _ := rdb.Keys(ctx, \"{user:1}:*\").Result()"));
    assert!(!tagged.iter().any(|finding| finding.contains("cross-slot")), "{tagged:?}");
    // The prefix of a configuration may hold the tag.
    let prefixed = found(&deleting("keys, _ := rdb.Keys(ctx, options().Prefix + \"_g_*\").Result()"));
    assert!(prefixed.contains(&"3 warning[cross-slot-command]".to_owned()), "{prefixed:?}");
}

#[test]
fn an_iterator_gives_another_key_each_turn() {
    let body = "func clear(ctx context.Context, rdb *redis.ClusterClient) {
\titer := rdb.SScan(ctx, \"all\", 0, \"\", 0).Iterator()
\tvar keys []string
\tfor iter.Next(ctx) {
\t\tkeys = append(keys, iter.Val())
\t}
\trdb.Del(ctx, keys...)
}
";
    assert_eq!(found(body), ["7 error[cross-slot-command]"]);
}

#[test]
fn a_list_is_known_by_all_that_a_loop_appends() {
    let filling = |first: &str, second: &str| {
        format!(
            "func clear(ctx context.Context, rdb *redis.ClusterClient, queue string, days int) {{
\tvar keys []string
\tfor day := 0; day < days; day++ {{
\t\tkeys = append(keys, fmt.Sprintf({first}, queue, day))
\t\tkeys = append(keys, fmt.Sprintf({second}, queue, day))
\t}}
\trdb.Del(ctx, keys...)
}}
"
        )
    };
    assert!(found(&filling("\"q:{%s}:done:%d\"", "\"q:{%s}:failed:%d\"")).is_empty());
    assert_eq!(found(&filling("\"q:%s:done:%d\"", "\"q:%s:failed:%d\"")), ["7 error[cross-slot-command]"]);
}

#[test]
fn a_variable_without_a_value_is_what_the_branches_give_it() {
    let choosing = |prefix: &str| {
        format!(
            "func move(ctx context.Context, rdb *redis.ClusterClient, queue string, done bool) {{
\tvar key string
\tswitch {{
\tcase done:
\t\tkey = \"{prefix}\" + queue + \"}}:done\"
\tdefault:
\t\tkey = \"{prefix}\" + queue + \"}}:failed\"
\t}}
\trdb.Rename(ctx, key, \"q:{{\" + queue + \"}}:old\")
}}
"
        )
    };
    assert!(found(&choosing("q:{")).is_empty());
    assert_eq!(found(&choosing("q:{x:")), ["9 error[cross-slot-command]"]);
}

#[test]
fn a_script_gets_its_arguments_from_a_list_and_through_wrappers() {
    let calling = |prefix: &str| {
        format!(
            "var drop = redis.NewScript(`
for _, id in ipairs(redis.call(\"ZRANGE\", KEYS[1], 0, -1)) do
\tredis.call(\"DEL\", ARGV[1] .. id)
end
`)
type Store struct {{ client redis.UniversalClient }}
func run(ctx context.Context, s *Store, script *redis.Script, keys []string, args ...interface{{}}) error {{
\treturn script.Run(ctx, s.client, keys, args...).Err()
}}
func (s *Store) Drop(ctx context.Context, queue string) error {{
\tkeys := []string{{\"q:{{\" + queue + \"}}:done\"}}
\targv := []interface{{}}{{\"{prefix}\" + queue + \"}}:t:\", 100}}
\treturn run(ctx, s, drop, keys, argv...)
}}
func (s *Store) DropAll(ctx context.Context, queue string) error {{
\tkeys := []string{{\"q:{{\" + queue + \"}}:done\"}}
\targv := []interface{{}}{{\"{prefix}\" + queue + \"}}:t:\"}}
\treturn drop.Run(ctx, s.client, keys, argv...).Err()
}}
"
        )
    };
    assert!(found(&calling("q:{")).is_empty());
    assert_eq!(found(&calling("q:{t:")), ["3 error[undeclared-script-key]"]);
}

#[test]
fn the_keys_of_a_script_are_what_a_loop_appends() {
    let spending = |keys: &str, key: &str| {
        format!(
            "var spend = redis.NewScript(`for i = 1, #KEYS do redis.call(\"INCRBY\", KEYS[i], ARGV[1]) end`)
func limits(ctx context.Context, rdb *redis.ClusterClient, user int64, names []string) error {{
\tkeys := {keys}
\tfor _, name := range names {{
\t\tkeys = append(keys, limitKey(user, name))
\t}}
\treturn spend.Run(ctx, rdb, keys, 1).Err()
}}
func lift(ctx context.Context, rdb *redis.ClusterClient, user int64, names []string) {{
\trdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {{
\t\tfor _, name := range names {{
\t\t\tpipe.Del(ctx, limitKey(user, name))
\t\t}}
\t\treturn nil
\t}})
}}
func limitKey(user int64, name string) string {{
\treturn fmt.Sprintf(\"{key}\", user, name)
}}
"
        )
    };
    for keys in ["make([]string, 0, len(names))", "[]string{}", "[]string{limitKey(user, \"all\")}"] {
        assert!(found(&spending(keys, "limit:{user:%d}:%s")).is_empty(), "{keys}");
        assert_eq!(found(&spending(keys, "limit:%d:%s")), ["7 error[cross-slot-script]"], "{keys}");
    }
}

#[test]
fn a_server_for_tests_is_no_client() {
    let body = "import \"github.com/alicebob/miniredis/v2\"
var redisServer *miniredis.Miniredis
func clean() {
\tredisServer.FlushAll()
}
";
    assert!(found(body).is_empty());
}

#[test]
fn the_reply_of_a_call_is_one_value_by_itself_and_in_a_tag() {
    let renaming = |open: &str, close: &str| {
        format!(
            "import \"encoding/hex\"
func put(ctx context.Context, rdb *redis.ClusterClient, sum []byte) {{
\tkey := hex.EncodeToString(sum)
\trdb.Rename(ctx, \"{open}\" + key + \"{close}:tmp\", key)
}}
"
        )
    };
    assert!(found(&renaming("{", "}")).is_empty());
    assert_eq!(found(&renaming("", "")), ["4 warning[cross-slot-command]"]);
}

#[test]
fn a_key_of_a_loop_over_keys_of_one_tag_is_in_their_slot() {
    let moving = |second: &str| {
        format!(
            "var move = redis.NewScript(`return redis.call(\"LMOVE\", KEYS[1], KEYS[2], \"LEFT\", \"RIGHT\")`)
func forward(ctx context.Context, rdb *redis.ClusterClient, from, to string) error {{
\treturn move.Run(ctx, rdb, []string{{from, to}}).Err()
}}
func forwardAll(ctx context.Context, rdb *redis.ClusterClient, queue string) {{
\tfor _, from := range []string{{\"q:{{\" + queue + \"}}:late\", \"{second}\" + queue + \"}}:retry\"}} {{
\t\tforward(ctx, rdb, from, \"q:{{\" + queue + \"}}:pending\")
\t}}
}}
"
        )
    };
    assert!(found(&moving("q:{")).is_empty());
    assert_eq!(found(&moving("q:{x:")).len(), 1);
}

#[test]
fn a_parameter_of_a_key_builder_in_another_file_is_none_of_the_wrapper() {
    let main = format!(
        "{HEAD}func (b *Barrier) Check(ctx context.Context, rdb redis.Cmdable) error {{
\treturn rdb.Eval(ctx, \"return redis.call('GET', KEYS[1] .. ':x')\", []string{{b.Name()}}).Err()
}}
"
    );
    let barrier = "package main
type Barrier struct { id string }
func one() {}
func two() {}
func three() {}
func New(id string) *Barrier { return &Barrier{id: \"b:\" + id} }
func (b *Barrier) Name() string { return b.id }
";
    assert_eq!(found_in(&[("main.go", &main), ("barrier.go", barrier)]), ["2 error[undeclared-script-key]"]);
}

#[test]
fn an_interface_parameter_is_what_the_package_passes() {
    let scanning = |name: &str| {
        format!(
            "func All(ctx context.Context, rdb redis.UniversalClient) {{
\tswitch client := rdb.(type) {{
\tcase *redis.ClusterClient:
\t\tclient.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {{
\t\t\t{name}(ctx, node)
\t\t\treturn nil
\t\t}})
\tcase *redis.Client:
\t\t{name}(ctx, client)
\t}}
}}
func {name}(ctx context.Context, client redis.Cmdable) {{
\tfmt.Println(client.Scan(ctx, 0, \"*\", 10).Result())
}}
"
        )
    };
    assert!(found(&scanning("scan")).is_empty());
    // Other packages may pass something else.
    assert_eq!(found(&scanning("Scan")), ["13 error[single-node-command]"]);
}

#[test]
fn keys_stand_in_each_struct_or_list_of_a_list() {
    let calling = |call: &str| {
        found(&format!("func store(ctx context.Context, rdb *redis.ClusterClient) {{\n\trdb.{call}\n}}\n"))
    };
    let apart = ["2 error[cross-slot-command]"];
    let documents = |a: &str, b: &str| {
        format!(
            "JSONMSetArgs(ctx, []redis.JSONSetArgs{{{{Key: \"{a}\", Path: \"$\", Value: 1}}, {{Key: \"{b}\", Path: \"$\"}}}})"
        )
    };
    assert_eq!(calling(&documents("a", "b")), apart);
    assert!(calling(&documents("{x}a", "{x}b")).is_empty());
    let series = |a: &str, b: &str| format!("TSMAdd(ctx, [][]interface{{}}{{{{\"{a}\", 1, 2}}, {{\"{b}\", 1, 2}}}})");
    assert_eq!(calling(&series("a", "b")), apart);
    assert!(calling(&series("{x}a", "{x}b")).is_empty());
}

#[test]
fn keys_that_a_watch_adds_count() {
    let watching = |added: &str| {
        found(&format!(
            "func move(ctx context.Context, rdb *redis.ClusterClient) {{
\trdb.Watch(ctx, func(tx *redis.Tx) error {{
\t\treturn tx.Watch(ctx, {added}).Err()
\t}}, \"a\")
}}
"
        ))
    };
    assert_eq!(watching("\"b\""), ["2 error[cross-slot-transaction]"]);
    assert!(watching("\"{a}b\"").is_empty());
}

const WRAPPERS: &str = "package main
import (
\t\"context\"
\t\"github.com/redis/go-redis/v9\"
)

var cluster = redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{\"a:1\"}, MaxRedirects: 16, ContextTimeoutEnabled: true})

func on(pipes ...redis.Cmdable) redis.Cmdable {
\tif len(pipes) > 0 {
\t\treturn pipes[0]
\t}
\treturn cluster
}

func put(ctx context.Context, key string, pipes ...redis.Cmdable) error {
\treturn on(pipes...).Set(ctx, \"app:\"+key, 1, 0).Err()
}

func atomically(ctx context.Context, fn func(redis.Pipeliner) error) error {
\t_, err := cluster.TxPipelined(ctx, fn)
\treturn err
}

func guarded(ctx context.Context, key string, fn func(redis.Pipeliner) error) error {
\treturn cluster.Watch(ctx, func(tx *redis.Tx) error {
\t\t_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error { return fn(p) })
\t\treturn err
\t}, key)
}
";

#[test]
fn a_transaction_that_a_wrapper_hands_to_a_callback_is_the_callers() {
    let two = |open: &str, first: &str, second: &str| {
        let body = format!(
            "func one(ctx context.Context, id string, p redis.Pipeliner) {{
\t{open}
\t\t{first}
\t\t{second}
\t\treturn nil
\t}})
}}

func other(ctx context.Context) {{
\tatomically(ctx, func(p redis.Pipeliner) error {{
\t\tp.Set(ctx, \"{{other}}:a\", 1, 0)
\t\treturn put(ctx, \"{{other}}:b\", p)
\t}})
}}
"
        );
        found_in(&[("main.go", &format!("{HEAD}{body}")), ("wrappers.go", WRAPPERS)])
    };
    let plain = "atomically(ctx, func(p redis.Pipeliner) error {";
    let set = |key: &str| format!("p.Set(ctx, {key}, 1, 0)");
    let put = |key: &str| format!("put(ctx, {key}, p)");
    let apart = ["2 error[cross-slot-transaction]"];
    assert_eq!(two(plain, &set("\"a:\"+id"), &set("\"b:\"+id")), apart);
    assert_eq!(two(plain, &put("\"a:\"+id"), &put("\"b:\"+id")), apart);
    // Each caller's keys are their own: two transactions with a tag each are right.
    assert!(two(plain, &set("\"{one}:a\""), &put("\"{one}:b\"")).is_empty());
    let guarded = "guarded(ctx, \"{one}:w\", func(p redis.Pipeliner) error {";
    assert!(two(guarded, &set("\"{one}:a\""), &put("\"{one}:b\"")).is_empty());
    assert_eq!(two(guarded, &set("\"{two}:a\""), &put("\"{two}:b\"")), apart);
}

#[test]
fn an_interface_of_the_project_that_gives_commands_is_a_client() {
    let body = |interface: &str| {
        format!(
            "{interface}

type Cache struct {{
\tstore Store
}}

func (c *Cache) load(ctx context.Context, id string) {{
\tc.store.MGet(ctx, \"a:\"+id, \"b:\"+id)
\tc.store.MGet(ctx, \"{{\"+id+\"}}:a\", \"{{\"+id+\"}}:b\")
}}
"
        )
    };
    let apart = ["8 error[cross-slot-command]"];
    let own = "type Store interface {MGet(ctx context.Context, keys ...string) *redis.SliceCmd; Close() error}";
    assert_eq!(found(&body(own)), apart);
    let embedded = "type Reader interface {MGet(ctx context.Context, keys ...string) *redis.SliceCmd}; type Store interface {Reader}";
    assert_eq!(found(&body(embedded)), apart);
    // One that gives something else is anybody's.
    let other = "type Store interface {MGet(ctx context.Context, keys ...string) ([]string, error)}";
    assert!(found(&body(other)).is_empty());
}
