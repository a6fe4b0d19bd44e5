//! Bad input: the rest is linted, what was not is named with its reason, and the exit code stays honest.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod nesting;
#[path = "../program/mod.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::{Said, folder, run, slotlint};

/// An error on row 3, column 1.
const BAD: &str = "import { Cluster } from 'ioredis';\n\
                   const redis = new Cluster([{ host: '127.0.0.1', port: 7000 }]);\n\
                   redis.mget('user:1:name', 'user:1:email');\n";

const BAD_PYTHON: &str = "from redis.cluster import RedisCluster\n\
                          r = RedisCluster(host='127.0.0.1', port=7000)\n\
                          r.mget('user:1:name', 'user:1:email')\n";

const BAD_GO: &str = "package main\n\
                      import (\"context\"; \"github.com/redis/go-redis/v9\")\n\
                      func load(ctx context.Context, rdb *redis.ClusterClient) { rdb.MGet(ctx, \"user:1:name\", \"user:1:email\") }\n";

/// One rule, in lines.
fn check(folder: &Path) -> Said {
    check_with(folder, &[])
}

fn check_with(folder: &Path, more: &[&str]) -> Said {
    let words = ["check", "--isolated", "--select", "cross-slot-command", "--output-format", "concise"];
    run(folder, &[&words[..], more].concat())
}

/// `path:row:column` of each finding.
fn places(said: &Said) -> Vec<&str> {
    said.out.lines().map(|line| line.split_once(": ").unwrap().0).collect()
}

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes_of).collect()
}

#[test]
fn every_encoding_has_the_same_rows_and_columns() {
    let crlf = BAD.replace('\n', "\r\n");
    let folder = folder(&[
        ("bom.js", format!("\u{feff}{BAD}").as_bytes()),
        ("crlf.js", crlf.as_bytes()),
        ("plain.js", BAD.as_bytes()),
        ("utf16be.js", &utf16(&crlf, u16::to_be_bytes)),
        ("utf16le.js", &utf16(BAD, u16::to_le_bytes)),
    ]);
    let said = check(folder.path());
    assert_eq!(places(&said), ["bom.js:3:1", "crlf.js:3:1", "plain.js:3:1", "utf16be.js:3:1", "utf16le.js:3:1"]);
    assert_eq!(said.code, 1);
}

#[test]
fn columns_count_characters() {
    let code = BAD.replace("redis.mget", "/* é😀 */ redis.mget");
    let folder = folder(&[("a.js", code.as_bytes())]);
    assert_eq!(places(&check(folder.path())), ["a.js:3:10"]);
}

#[test]
fn a_file_that_is_not_utf8_is_linted_and_said() {
    let latin1 = [b"// caf\xe9\n".as_slice(), BAD.as_bytes()].concat();
    let folder = folder(&[("latin1.js", &latin1)]);
    let said = check(folder.path());
    assert_eq!(places(&said), ["latin1.js:4:1"]);
    assert!(said.err.contains("warning: latin1.js: not UTF-8: read with replacement characters"), "{}", said.err);
}

#[test]
fn empty_files_and_binary_ones_are_no_trouble() {
    let noise: Vec<u8> = (0..5000u32).flat_map(|n| (n.wrapping_mul(2_654_435_761)).to_le_bytes()).collect();
    let noise = [b"import 'ioredis'".as_slice(), &noise].concat();
    let folder =
        folder(&[("empty.js", b""), ("nul.py", b"import redis\0\0\0"), ("noise.go", &noise), ("a.js", BAD.as_bytes())]);
    let said = check(folder.path());
    assert_eq!((places(&said), said.code), (vec!["a.js:3:1"], 1));
}

#[test]
fn what_is_too_large_is_skipped_and_said() {
    let large = format!("{BAD}{}", "// long\n".repeat(600_000));
    let folder = folder(&[("large.js", large.as_bytes()), ("a.js", BAD.as_bytes())]);
    let said = check_with(folder.path(), &["-v"]);
    assert_eq!(places(&said), ["a.js:3:1"]);
    let reason =
        format!("large.js: skipped: too large: {} bytes, the limit is 4194304 (setting `max-file-size`)", large.len());
    assert!(said.err.contains(&reason), "{}", said.err);
    assert!(said.err.contains("1 file skipped (1 too large)"), "{}", said.err);
    let said = check_with(folder.path(), &["--config", "max-file-size = \"8MiB\""]);
    assert_eq!(places(&said), ["a.js:3:1", "large.js:3:1"]);
}

#[test]
fn what_a_bundler_wrote_is_skipped_and_counted() {
    let bundle = format!("{BAD}{}", "redis.del(a,b);".repeat(3000));
    let folder = folder(&[("bundle.js", bundle.as_bytes()), ("x.min.js", BAD.as_bytes())]);
    let said = check(folder.path());
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    assert!(said.err.contains("2 files skipped (2 minified)"), "{}", said.err);
}

#[test]
fn a_folder_named_like_a_source_file_is_a_folder() {
    let folder = folder(&[("x.js/a.js", BAD.as_bytes())]);
    assert_eq!(places(&check(folder.path())), ["x.js/a.js:3:1"]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_linted() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("a.js", BAD.as_bytes()), ("secret.js", BAD.as_bytes())]);
    let at = |name: &str| folder.path().join(name);
    symlink("nowhere.js", at("dangling.js")).unwrap();
    fs::set_permissions(at("secret.js"), fs::Permissions::from_mode(0o000)).unwrap();
    let readable_all_the_same = fs::read(at("secret.js")).is_ok();
    let said = check_with(folder.path(), &["-v", ".", "dangling.js"]);
    assert!(said.err.contains("dangling.js: skipped: vanished while it was read, or a dangling link"), "{}", said.err);
    if readable_all_the_same {
        // Who runs the tests is root.
        assert_eq!(places(&said), ["a.js:3:1", "secret.js:3:1"]);
    } else {
        assert_eq!(places(&said), ["a.js:3:1"]);
        assert!(said.err.contains("warning: secret.js: skipped: unreadable: "), "{}", said.err);
    }
    assert_eq!(said.code, 1);
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_when_named() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("src/a.js", BAD.as_bytes())]);
    symlink("src/a.js", folder.path().join("link.js")).unwrap();
    symlink("..", folder.path().join("src/around")).unwrap();
    assert_eq!(places(&check(folder.path())), ["src/a.js:3:1"]);
    assert_eq!(places(&check_with(folder.path(), &["link.js"])), ["link.js:3:1"]);
}

/// How many of the three calls, before, behind, and in a function behind what is broken, are found in each of the texts.
fn found_around(name: &str, before: &str, broken: &[&str], behind: &str) {
    for broken in broken {
        let folder = folder(&[(name, format!("{before}{broken}\n{behind}").as_bytes())]);
        let said = check(folder.path());
        assert_eq!(places(&said).len(), 3, "{broken}\n{}{}", said.out, said.err);
    }
}

#[test]
fn calls_around_a_syntax_error_are_found_in_javascript() {
    let broken = [
        "const x = = 1;",
        "if (x {\n  foo();\n}",
        "foo(",
        "foo(a,",
        "function f() {",
        "class A { b( }",
        "redis.set(",
        "const s = 'unclosed",
        "]]",
        "}",
        "<<<<<<< HEAD\nfoo();\n=======\nbar();\n>>>>>>> main",
    ];
    found_around("a.js", BAD, &broken, "redis.mget('a', 'b');\nfunction later() {\n  redis.mget('a', 'b');\n}\n");
}

#[test]
fn calls_around_a_syntax_error_are_found_in_python() {
    let broken = [
        "x = = 1",
        "if x\n    foo()",
        "foo(a,",
        "y = {",
        "def f(:\n    pass",
        "s = 'unclosed",
        "]]",
        "   indented()",
        "print x",
        "<<<<<<< HEAD\nfoo()\n=======\nbar()\n>>>>>>> main",
    ];
    found_around("a.py", BAD_PYTHON, &broken, "r.mget('a', 'b')\ndef later():\n    r.mget('a', 'b')\n");
}

#[test]
fn calls_around_a_syntax_error_are_found_in_go() {
    let before = format!("{BAD_GO}func x(ctx context.Context, rdb *redis.ClusterClient) {{\n");
    let broken =
        ["x := = 1", "foo(", "foo(a,", "y := map[string]string{", "for {", "rdb.", "rdb.Set(", "s := \"unclosed", "]]"];
    let behind = "\trdb.MGet(ctx, \"a\", \"b\")\n}\n\
                  func later(ctx context.Context, rdb *redis.ClusterClient) {\n\trdb.MGet(ctx, \"a\", \"b\")\n}\n";
    found_around("a.go", &before, &broken, behind);
}

#[test]
fn nothing_in_source_reaches_a_terminal_raw() {
    let evil = "\u{1b}]8;;http://evil\u{7}\u{1b}[2J\u{9b}31m\u{202e}txt\u{200b}\u{2066}\r::error::forged";
    let code = format!(
        "import {{ Cluster }} from 'ioredis';\n\
         const redis = new Cluster([{{ host: '127.0.0.1', port: 7000 }}]);\n\
         function f{}(a) {{ redis.mget('evil{evil}', `b{evil}${{a}}`); /* {evil} */ }}\n",
        "x".repeat(10)
    );
    let folder = folder(&[("a.js", code.as_bytes())]);
    for format in ["full", "concise", "json"] {
        let words = ["check", "--isolated", "--color", "never", "-v", "--output-format", format];
        let said = run(folder.path(), &words);
        assert_eq!(said.code, 1, "{format}: {}", said.err);
        assert!(said.out.contains("evil"), "{format}: {}", said.out);
        for text in [&said.out, &said.err] {
            let raw = text.chars().find(|c| (c.is_control() && *c != '\n') || "\u{202e}\u{200b}\u{2066}".contains(*c));
            assert_eq!(raw, None, "{format}: {text:?}");
            assert!(!text.lines().any(|line| line.starts_with("::")), "{format}: {text}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_name_is_no_escape_sequence_either() {
    let folder = folder(&[("src/\u{1b}[2Jx\n::error::y.js", BAD.as_bytes())]);
    for format in ["full", "concise", "json"] {
        let said = run(folder.path(), &["check", "--isolated", "--color", "never", "--output-format", format]);
        assert_eq!(said.code, 1);
        assert!(!said.out.contains('\u{1b}') && !said.out.lines().any(|line| line.starts_with("::")), "{}", said.out);
    }
}

#[test]
fn configuration_mistakes_name_file_line_and_key() {
    for (toml, expected) in [
        ("\nselct = []\n", "slotlint.toml:2: `selct`: unknown key; did you mean `select`?"),
        (
            "ignore = [\n  'cross-slot-comand',\n]\n",
            "slotlint.toml:2: `ignore`: there is no rule or group `cross-slot-comand`; did you mean `cross-slot-command`?",
        ),
        ("min-confidence = 3\n", "slotlint.toml:1: `min-confidence`: expected a string, found an integer"),
        (
            "[severity]\ncross-slot-command = 'fatal'\n",
            "slotlint.toml:2: `severity.cross-slot-command`: `fatal` is no severity; expected `error`, `warning`, `info` or `off`",
        ),
        (
            "[[overrides]]\nfiles = ['a']\n",
            "slotlint.toml:1: `overrides`: each `[[overrides]]` needs `files` and `deployment`",
        ),
        ("exclude = [\n", "slotlint.toml:1: not valid TOML: "),
        ("exclude = ['a[']\n", "slotlint.toml:1: `exclude`: "),
        ("extend = 'nowhere.toml'\n", "slotlint.toml: `extend`: there is no configuration in `nowhere.toml`"),
    ] {
        let folder = folder(&[("a.js", BAD.as_bytes()), ("slotlint.toml", toml.as_bytes())]);
        let said = run(folder.path(), &["check"]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{toml}");
        assert!(said.err.starts_with(&format!("error: {expected}")), "{toml}: {}", said.err);
    }
}

#[test]
fn a_configuration_in_another_encoding_is_told() {
    let folder = folder(&[("a.js", BAD.as_bytes()), ("slotlint.toml", b"\xff\xfes\0")]);
    let said = run(folder.path(), &["check"]);
    assert_eq!((said.code, said.err.as_str()), (2, "error: slotlint.toml: it is not UTF-8\n"));
}

#[test]
fn a_mistake_in_pyproject_counts_its_rows() {
    let toml = b"[project]\nname = 'shop'\n\n[tool.slotlint]\ndeploymnt = 'cluster'\n";
    let folder = folder(&[("a.js", BAD.as_bytes()), ("pyproject.toml", toml)]);
    let said = run(folder.path(), &["check"]);
    let expected = "error: pyproject.toml:5: `deploymnt`: unknown key; did you mean `deployment`?\n";
    assert_eq!((said.code, said.err.as_str()), (2, expected));
}

#[test]
fn exit_codes() {
    let folder = folder(&[("bad/a.js", BAD.as_bytes()), ("clean/a.js", b"console.log(1)\n"), ("empty/README", b"")]);
    let code = |words: &[&str]| run(folder.path(), &[&["check", "--isolated"], words].concat()).code;
    assert_eq!(code(&["clean"]), 0);
    assert_eq!(code(&["empty"]), 0);
    assert_eq!(code(&["bad"]), 1);
    assert_eq!(code(&["bad", "--exit-zero"]), 0);
    assert_eq!(code(&["bad", "--config", "severity.ALL = 'info'"]), 0);
    assert_eq!(code(&["bad", "--config", "deployment = 'standalone'"]), 0);
    assert_eq!(code(&["nowhere"]), 2);
    assert_eq!(code(&["bad", "--no-such-flag"]), 2);
    assert_eq!(code(&["bad", "--output", "no/such/folder/x"]), 2);
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let many = BAD.to_owned() + &"redis.mget('user:1:name', 'user:1:email');\n".repeat(2000);
    let folder = folder(&[("a.js", many.as_bytes())]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = slotlint(folder.path(), &["check", "--isolated"]).stdout(writer).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(!err.contains("panicked"), "{err}");
}
