//! Names that a loop defines anew.

use super::{seen, varies};

#[test]
fn a_definition_does_not_reach_its_own_right_side() {
    assert_eq!(seen("a.py", "k = 'a'\nk, n = f(see(k))\nsee(k)"), ["\"a\"", "f()[]"]);
    assert_eq!(seen("a.js", "let k = 'a', n;\n[k, n] = await f(see(k));"), ["\"a\""]);
    assert_eq!(seen("a.js", "let k = 'a';\n({ k } = f(see(k)));"), ["\"a\""]);
    assert_eq!(seen("a.py", "k = 'a'\nk = k\nsee(k)"), ["\"a\""]);
    assert_eq!(seen("a.go", "package p\nfunc f() {\n k := \"a\"\n k, err := g(see(k))\n}\n"), ["\"a\""]);
}

#[test]
fn a_scan_loop_holds_the_cursor_it_began_with_or_the_one_it_was_given() {
    let python = "import redis
def f():
    r = redis.Redis()
    cursor = 0
    while True:
        see(cursor)
        cursor, keys = r.scan(cursor)
        see(keys)
        see(cursor)
        if cursor == 0:
            break
";
    assert_eq!(
        seen("a.py", python),
        ["0 | redis.Redis().scan()[]", "redis.Redis().scan()[]", "redis.Redis().scan()[]"]
    );
    let javascript = "import Redis from 'ioredis';
async function f() {
  const r = new Redis();
  let cursor = '0', keys;
  do {
    see(cursor);
    [cursor, keys] = await r.scan(cursor);
    see(keys);
  } while (cursor !== '0');
}";
    let got = seen("a.js", javascript);
    assert_eq!(got, ["\"0\" | ioredis.default().scan()[]", "ioredis.default().scan()[]"]);
    let go = "package p
import \"github.com/redis/go-redis/v9\"
func f() {
	rdb := redis.NewClient(nil)
	var cursor uint64
	for {
		var keys []string
		var err error
		keys, cursor, err = rdb.Scan(ctx, cursor, \"k*\", 10).Result()
		see(keys)
		see(cursor)
	}
}
";
    let got = seen("a.go", go);
    assert!(got[0].contains("NewClient().Scan().Result()"), "{got:?}");
    assert!(got[1].contains("Scan(") && got[1] != got[0], "{got:?}");
}

#[test]
fn a_later_definition_reaches_the_next_turn() {
    let text = "let k = 'a';\nfor (const x of xs) { see(k); k = 'b'; }\nsee(k);";
    assert_eq!(seen("a.js", text), ["\"a\" | \"b\"", "\"b\" | \"a\""]);
    let text = "k = 'a'\nfor x in xs:\n    see(k)\n    if x:\n        k = 'b'\n";
    assert_eq!(seen("a.py", text), ["\"a\" | \"b\""]);
}

#[test]
fn a_definition_that_always_runs_first_hides_the_turn_before() {
    let text = "let k = 'a';\nfor (const x of xs) { k = 'c'; see(k); k = 'b'; }";
    assert_eq!(seen("a.js", text), ["\"c\""]);
    let text = "k = 'a'\nfor x in xs:\n    k = 'c'\n    for y in ys:\n        see(k)\n    k = 'b'\n";
    assert_eq!(seen("a.py", text), ["\"c\""]);
}

#[test]
fn a_later_definition_outside_every_loop_reaches_nothing_before_it() {
    assert_eq!(seen("a.js", "let k = 'a';\nfor (const x of xs) { see(k); }\nk = 'b';"), ["\"a\""]);
}

#[test]
fn a_list_made_anew_from_itself_has_one_element_a_turn() {
    let text = "let keys = [];\nfor (const id of ids) { keys = [...keys, `k:${id}`]; }\nsee(keys);";
    assert_eq!(seen("a.js", text), ["[\"k:<id>\" each] | []"]);
    let text = "keys = []\nfor i in ids:\n    keys = keys + [f'k:{i}']\nsee(keys)";
    assert_eq!(seen("a.py", text), ["[\"k:<i>\" each] | []"]);
}

#[test]
fn names_that_lead_to_each_other_around_a_loop_end() {
    let names: Vec<String> = (0..12).map(|n| format!("v{n}")).collect();
    let sum = names.join(" + '-' + ");
    let first: String = names.iter().map(|name| format!("let {name} = '{name}';\n")).collect();
    let body: String = names.iter().map(|name| format!("  see({name});\n  {name} = {sum};\n")).collect();
    let got = seen("a.js", &format!("{first}while (true) {{\n{body}}}"));
    assert_eq!(got.len(), 12);
    assert!(got[0].starts_with("\"v0\" | "), "{}", got[0]);
}

#[test]
fn a_counter_varies_with_its_loop() {
    for (file, text) in [
        ("a.js", "for (let i = 0; i < n; i++) see(`k:${i}`);"),
        ("a.js", "for (let i = from; i < n; i += 10) see(`k:${i}`);"),
        ("a.js", "let i = n; while (i > 0) { i--; see(`k:${i}`); }"),
        ("a.py", "i = 0\nwhile i < n:\n    see(f'k:{i}')\n    i += 1"),
        ("a.go", "package p\nfunc f() {\n for i := 0; i < n; i++ {\n see(fmt.Sprintf(\"k:%d\", i))\n }\n}\n"),
    ] {
        assert!(varies(file, text), "{text}");
    }
    assert!(!varies("a.js", "let i = 0; i++; for (const id of ids) see(`k:${i}`);"));
}
