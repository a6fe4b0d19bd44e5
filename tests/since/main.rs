//! `--since REF` in real repositories.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../program/mod.rs"]
mod program;
mod refusals;
mod repository;
#[cfg(unix)]
mod untrusted;

use repository::{Repository, places};

const CLIENT: &str = "import { Cluster } from 'ioredis';\n\
    export const redis = new Cluster([{ host: '127.0.0.1', port: 7000 }]);\n";

/// Two calls that are wrong, on rows 3 and 7.
const CALLS: &str = "import { redis } from './redis';\n\
    export function one(id) {\n  return redis.mget(`user:${id}:name`, `user:${id}:mail`);\n}\n\
    \n\
    export function two(id) {\n  return redis.mget(`cart:${id}:name`, `cart:${id}:mail`);\n}\n";

fn shop() -> Repository {
    Repository::on_a_branch(&[("src/redis.js", CLIENT), ("src/calls.js", CALLS)])
}

#[test]
fn only_what_the_branch_touched_is_reported() {
    let shop = shop();
    assert_eq!(places(&shop.run(&[])), ["src/calls.js:3", "src/calls.js:7"]);
    let said = shop.since("main");
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    assert!(said.err.contains("; 2 findings left out, not changed since main"), "{}", said.err);
    shop.edit("src/calls.js", "cart:${id}:name", "cart:${id}:title");
    let said = shop.since("main");
    assert_eq!((said.code, places(&said)), (1, vec!["src/calls.js:7".to_owned()]));
    assert!(said.err.contains("; 1 finding left out, not changed since main"), "{}", said.err);
}

#[test]
fn staged_committed_and_new_files_count() {
    let shop = shop();
    shop.edit("src/calls.js", "cart:${id}:name", "cart:${id}:title");
    shop.git(&["add", "src/calls.js"]);
    assert_eq!(places(&shop.since("main")), ["src/calls.js:7"]);
    shop.git(&["commit", "--quiet", "--message", "x"]);
    assert_eq!(places(&shop.since("main")), ["src/calls.js:7"]);
    shop.write("src/new.js", CALLS);
    assert_eq!(places(&shop.since("main")), ["src/calls.js:7", "src/new.js:3", "src/new.js:7"]);
    assert_eq!(places(&shop.since("HEAD")), ["src/new.js:3", "src/new.js:7"]);
}

#[test]
fn what_happened_on_the_other_branch_meanwhile_does_not_count() {
    let shop = shop();
    shop.commit(&[("src/own.js", CALLS)]);
    shop.git(&["checkout", "--quiet", "main"]);
    shop.commit(&[("src/calls.js", &CALLS.replace("one", "uno"))]);
    shop.git(&["checkout", "--quiet", "work"]);
    assert_eq!(places(&shop.since("main")), ["src/own.js:3", "src/own.js:7"]);
}

#[test]
fn a_key_builder_that_was_edited_shows_the_calls_that_it_breaks() {
    const KEYS: &str = "export function name(id) {\n  const tag = `{user:${id}}`;\n  return `${tag}:name`;\n}\n\
        export function mail(id) {\n  return `{user:${id}}:mail`;\n}\n";
    const USES: &str = "import { redis } from './redis';\nimport { name, mail } from './keys';\n\
        export const load = (id) => redis.mget(name(id), mail(id));\n";
    let shop =
        Repository::on_a_branch(&[("redis.js", CLIENT), ("keys.js", KEYS), ("uses.js", USES), ("calls.js", CALLS)]);
    assert_eq!(places(&shop.run(&["keys.js", "uses.js"])), Vec::<String>::new());
    shop.edit("keys.js", "const tag = `{user:${id}}`", "const tag = `user:${id}`");
    assert_eq!(places(&shop.since("main")), ["uses.js:3"]);
}

#[test]
fn a_command_more_in_a_pipeline_counts() {
    const PIPELINE: &str = "import { redis } from './redis';\nexport async function load(id) {\n  const p = redis.pipeline();\n  \
        p.get(`user:${id}:name`);\n  return p.exec();\n}\n";
    let shop = Repository::on_a_branch(&[("redis.js", CLIENT), ("a.js", PIPELINE)]);
    shop.edit("a.js", "  return", "  p.get(`user:${id}:mail`);\n  return");
    assert_eq!(places(&shop.since("main")), ["a.js:3"]);
}

#[test]
fn lines_that_went_away_count_where_they_stood() {
    const WITH_TAGS: &str =
        "import { redis } from './redis';\nredis.mget(\n  'a',\n  'c',\n  'b',\n);\nredis.mget('x', 'y');\n";
    let shop = Repository::on_a_branch(&[("redis.js", CLIENT), ("a.js", WITH_TAGS)]);
    shop.edit("a.js", "  'c',\n", "");
    assert_eq!(places(&shop.since("main")), ["a.js:2"]);
}

#[test]
fn a_renamed_file_keeps_what_it_was() {
    let shop = shop();
    shop.git(&["mv", "src/calls.js", "src/queries.js"]);
    assert_eq!(places(&shop.since("main")), Vec::<String>::new());
    shop.edit("src/queries.js", "user:${id}:name", "user:${id}:nick");
    assert_eq!(places(&shop.since("main")), ["src/queries.js:3"]);
    shop.commit(&[]);
    assert_eq!(places(&shop.since("main")), ["src/queries.js:3"]);
}

#[test]
fn a_line_of_a_manifest_counts_like_one_of_a_source() {
    const ASKS: &str = "flask==3.0\nredis-py-cluster==2.1.3\n";
    for name in ["requirements.txt", "app/requirements.in", "Pipfile"] {
        let text = if name == "Pipfile" { "[packages]\nredis-py-cluster = '*'\n" } else { ASKS };
        let shop = Repository::on_a_branch(&[("a.py", "import rediscluster\n"), (name, text)]);
        if shop.run(&[]).out.is_empty() {
            assert_ne!(name, "requirements.txt");
            continue;
        }
        assert_eq!(places(&shop.since("main")), Vec::<String>::new(), "{name}");
        shop.edit(name, "redis-py-cluster", "redis-py-cluster ");
        // At the import, or where the library is asked for: the other one is a related place.
        assert_eq!(places(&shop.since("main")).len(), 1, "{name}");
    }
}

#[test]
fn from_a_subfolder_and_for_named_paths() {
    let shop = shop();
    shop.edit("src/calls.js", "cart:${id}:name", "cart:${id}:title");
    shop.write("other/new.js", CALLS.replace("./redis", "../src/redis"));
    let src = shop.root.join("src");
    assert_eq!(places(&program::said(&mut shop.slotlint(&src, &["--since", "main"]))), ["calls.js:7"]);
    let said = shop.run(&["--since", "main", "other", "src"]);
    assert_eq!(places(&said), ["other/new.js:3", "other/new.js:7", "src/calls.js:7"]);
}

#[test]
fn line_ends_encodings_and_names_of_any_kind() {
    let crlf = CALLS.replace('\n', "\r\n");
    let shop = Repository::on_a_branch(&[
        ("src/redis.js", CLIENT),
        ("src/a \"b\" é.js", &crlf),
        ("src/cr.js", &format!("// a\rb\n{CALLS}")),
    ]);
    shop.edit("src/a \"b\" é.js", "cart:${id}:name", "cart:${id}:title");
    shop.edit("src/cr.js", "user:${id}:name", "user:${id}:title");
    // People count the lone CR as the end of a row; git does not.
    assert_eq!(places(&shop.since("main")), ["src/a \"b\" é.js:7", "src/cr.js:5"]);
    let utf16 =
        |text: &str| -> Vec<u8> { format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect() };
    shop.write("src/wide.js", utf16(CALLS));
    shop.commit(&[]);
    shop.git(&["checkout", "--quiet", "-b", "next"]);
    shop.write("src/wide.js", utf16(&CALLS.replace("cart:${id}:name", "cart:${id}:title")));
    assert_eq!(places(&shop.since("work")), ["src/wide.js:7"]);
}

#[test]
fn a_finding_is_the_same_one_in_a_limited_report() {
    const TWICE: &str = "import { redis } from './redis';\nredis.mget('a', 'b');\n\nredis.mget('a', 'b');\n";
    let shop = Repository::on_a_branch(&[("redis.js", CLIENT), ("a.js", TWICE)]);
    shop.edit("a.js", "\n\nredis.mget('a', 'b');", "\n\nredis.mget('a',  'b');");
    let print = |words: &[&str], row: usize| {
        let said = shop.run(&[&["--output-format", "json-lines"], words].concat());
        let row = format!("\"location\":{{\"row\":{row},");
        let line = said.out.lines().find(|line| line.contains(&row)).unwrap_or_else(|| panic!("{row}: {}", said.out));
        line.split("\"fingerprint\":\"").nth(1).unwrap()[..16].to_owned()
    };
    assert_eq!(print(&["--since", "main"], 4), print(&[], 4));
    assert_ne!(print(&[], 2), print(&[], 4));
}

#[test]
fn statistics_and_formats_are_limited_too() {
    let shop = shop();
    shop.edit("src/calls.js", "cart:${id}:name", "cart:${id}:title");
    let statistics = shop.run(&["--since", "main", "--statistics"]);
    assert_eq!(statistics.out, "1  error    cross-slot-command\n");
}
