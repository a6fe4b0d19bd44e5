//! Nesting of 100,000 levels: no shape of it crashes or hangs.

use super::program::folder;
use super::{BAD, BAD_GO, BAD_PYTHON, check, places};

const DEEP: usize = 100_000;

/// The piece as often as that, in lines of an ordinary length: long ones would pass for a bundler's work.
fn long(piece: &str) -> String {
    let line = piece.repeat(50) + "\n";
    line.repeat(DEEP / 50)
}

fn nested(open: &str, middle: &str, close: &str) -> String {
    format!("{}{middle}\n{}", long(open), long(close))
}

/// Calls of what is not known, each given the one before eight times.
fn doubled(calls: usize) -> String {
    (1..=calls).map(|n| format!("const k{n} = lib.f({});\n", vec![format!("k{}", n - 1); 8].join(", "))).collect()
}

/// What becomes of 100,000 levels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Levels {
    /// They end in a part that is not understood, and that is said.
    CutShort,
    /// They are no levels to a linter: chains, alternatives, parentheses.
    Flat,
}

/// No shape of nesting crashes or hangs; the call at its head and the file beside it are linted.
fn survives(name: &str, shapes: &[(Levels, String)]) {
    for (levels, shape) in shapes {
        let folder = folder(&[("a.js", BAD.as_bytes()), (name, shape.as_bytes())]);
        let said = check(folder.path());
        let start: String = shape.chars().skip(150).take(200).collect();
        assert!(!said.err.contains("panicked") && !said.err.contains("failed"), "{start}: {}", said.err);
        let files: Vec<_> = places(&said).iter().map(|place| place.split(':').next().unwrap()).collect();
        assert!(files.contains(&"a.js"), "{start}: {}{}", said.out, said.err);
        if said.err.contains(&format!("{name}: skipped: nested too deep")) {
            // The front end gave up, as it may on a busy machine, and said so.
            continue;
        }
        assert!(files.contains(&name), "{start}: {}{}", said.out, said.err);
        let is_said = said.err.contains("1 file understood in part");
        assert_eq!(is_said, *levels == Levels::CutShort, "{start}: {}", said.err);
    }
}

#[test]
fn javascript_nested_100_000_deep() {
    let cut = |code: String| (Levels::CutShort, format!("{BAD}\n{code}\n"));
    let flat = |code: String| (Levels::Flat, format!("{BAD}\n{code}\n"));
    survives(
        "deep.js",
        &[
            cut(nested("(", "1", ")")),
            cut(format!("redis.mget({});", nested("[", "'a'", "]"))),
            cut(format!("redis.mget({});", nested("f(", "'a'", ")"))),
            cut(nested("if (a) {", "redis.mget('a', 'b');", "}")),
            cut(nested("() => {", "redis.mget('a', 'b')", "}")),
            cut(format!("const k = {};", nested("`${", "x", "}`"))),
            flat(format!("redis.mget('a'{}, 'b');", long("+'a'"))),
            flat(format!("redis{};", long(".pipeline()"))),
            flat(format!("if (a) {{}} {}", long("else if (b) {}"))),
            flat(format!("let k = 'a';\n{}redis.mget(k, 'b');", "k = k + 'a';\n".repeat(10_000))),
            flat(format!("let k = 'a';\n{}redis.mget(k, 'b');", "k += 'a';\n".repeat(100_000))),
            flat(format!("let k0 = lib.f(1);\n{}redis.mget(`x:${{k20}}`, 'b');", doubled(20))),
        ],
    );
}

#[test]
fn python_nested_100_000_deep() {
    let cut = |code: String| (Levels::CutShort, format!("{BAD_PYTHON}\n{code}\n"));
    let flat = |code: String| (Levels::Flat, format!("{BAD_PYTHON}\n{code}\n"));
    let blocks: String = (0..5000).map(|depth| format!("{}if a:\n", " ".repeat(depth % 700))).collect();
    survives(
        "deep.py",
        &[
            cut(format!("r.mget({})", nested("[", "'a'", "]"))),
            cut(format!("r.mget({})", nested("f(", "'a'", ")"))),
            cut(format!("({}r.mget('a', 'b'))", long("lambda: "))),
            cut(blocks),
            flat(format!("r.mget('a'{}, 'b')", long(" + 'a'"))),
            flat(format!("(r{})", long(".pipeline()"))),
        ],
    );
}

#[test]
fn go_nested_100_000_deep() {
    let wrap = |code: String| format!("{BAD_GO}\nfunc deep(rdb *redis.ClusterClient) {{\n{code}\n}}\n");
    let cut = |code: String| (Levels::CutShort, wrap(code));
    let flat = |code: String| (Levels::Flat, wrap(code));
    survives(
        "deep.go",
        &[
            cut(format!("rdb.MGet(nil, {})", nested("f(", "\"a\"", ")"))),
            cut(nested("if a {\n", "rdb.MGet(nil, \"a\", \"b\")\n", "}\n")),
            cut(nested("func() {", "rdb.MGet(nil, \"a\", \"b\")", "}()\n")),
            flat(format!("rdb.MGet(nil, {})", nested("(", "\"a\"", ")"))),
            flat(format!("rdb.MGet(nil, {}\"a\", \"b\")", long("\"a\" + "))),
            flat(format!("rdb.{}Pipeline()", long("Pipeline()."))),
        ],
    );
}

#[test]
fn lua_nested_100_000_deep() {
    let script = nested("(", "KEYS[1]", ")");
    let blocks = nested("if a then ", "redis.call('GET', KEYS[1])", " end");
    let shape = |lua| format!("{BAD}\nredis.eval(`return redis.call('GET', {lua})`, 1, 'a');\n");
    survives("deep.ts", &[script, blocks].map(|lua| (Levels::Flat, shape(lua))));
}
