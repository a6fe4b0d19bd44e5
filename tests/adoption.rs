//! A project with findings takes slotlint up: baselines, and comments for all that is there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use std::fs;
use std::path::Path;

use program::{folder, run};

const CLUSTER: &str = "import Redis from 'ioredis';

export const cluster = new Redis.Cluster([{ host: '127.0.0.1', port: 7000 }], {
  slotsRefreshTimeout: 5000,
  retryDelayOnFailover: 1000,
  redisOptions: { commandTimeout: 5000 },
});
";

const ONE: &str = "import { cluster } from './redis.js';

export const load = () => cluster.mget('user:1:name', 'user:1:email');
";

const TWO: &str = "import { cluster } from './redis.js';

export const clear = () => cluster.del('cart:1', 'order:1');
";

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn shop() -> tempfile::TempDir {
    folder(&[("src/redis.js", CLUSTER.as_bytes()), ("src/one.js", ONE.as_bytes()), ("src/two.js", TWO.as_bytes())])
}

#[test]
fn a_baseline_that_cannot_be_written_is_an_error_that_names_it_alone() {
    let folder = shop();
    let out = run(folder.path(), &["check", "--write-baseline", "none/known.jsonl", "--output-format", "concise"]);
    assert_eq!(out.code, 2);
    assert_eq!(out.err, "error: cannot write none/known.jsonl: No such file or directory (os error 2)\n");
}

#[test]
fn one_finding_is_one() {
    let folder = shop();
    let out = run(folder.path(), &["check", "src/one.js", "--write-baseline", "known.jsonl"]);
    assert!(out.err.starts_with("1 finding is in known.jsonl\n"), "{}", out.err);
}

#[test]
fn what_is_in_the_baseline_is_shown_and_does_not_count() {
    let folder = shop();
    let out = run(folder.path(), &["check", "--write-baseline", "known.jsonl", "--output-format", "concise"]);
    assert_eq!(out.code, 0, "{}", out.err);
    assert!(out.err.starts_with("2 findings are in known.jsonl\n"), "{}", out.err);
    let baseline = text(folder.path(), "known.jsonl");
    let rows: Vec<&str> = baseline.lines().collect();
    assert_eq!(rows[0], "{\"slotlint_baseline\":1}");
    assert!(
        rows[1].starts_with("{\"path\":\"src/one.js\",\"rule\":\"cross-slot-command\",\"fingerprint\":\""),
        "{baseline}"
    );
    assert_eq!(rows.len(), 3);

    let moved = ONE.replace("export const load", "\n\n// moved down\nexport const load");
    fs::write(folder.path().join("src/one.js"), format!("{moved}export const more = () => cluster.mget('a', 'b');\n"))
        .unwrap();
    let out = run(folder.path(), &["check", "--baseline", "known.jsonl", "--output-format", "concise"]);
    assert_eq!(out.code, 1);
    let marks: Vec<bool> = out.out.lines().map(|line| line.contains("error[cross-slot-command] (baseline) ")).collect();
    assert_eq!(marks, [true, false, true], "{}", out.out);
    assert!(out.err.contains("Found 3 errors (2 in the baseline) in 3 files"), "{}", out.err);
    let out = run(folder.path(), &["check", "--baseline", "known.jsonl", "src/two.js"]);
    assert_eq!(out.code, 0, "{}", out.err);
    assert!(out.out.starts_with("error[cross-slot-command] (baseline): "), "{}", out.out);
}

#[test]
fn a_baseline_means_the_same_from_every_folder() {
    let folder = shop();
    run(folder.path(), &["check", "--write-baseline", "known.jsonl"]);
    let out = run(&folder.path().join("src"), &["check", "--baseline", "../known.jsonl"]);
    assert_eq!(out.code, 0, "{}", out.err);
}

#[test]
fn fixed_entries_are_told_and_taken_out_but_only_of_what_was_linted() {
    let folder = shop();
    run(folder.path(), &["check", "--write-baseline", "known.jsonl"]);
    let before = text(folder.path(), "known.jsonl");
    fs::write(folder.path().join("src/one.js"), "export const load = () => [];\n").unwrap();
    let told = "1 entry of the baseline is fixed; --write-baseline takes them out\n";
    let out = run(folder.path(), &["check", "--baseline", "known.jsonl", "src/two.js"]);
    assert!(!out.err.contains("fixed"), "{}", out.err);
    let out = run(folder.path(), &["check", "--baseline", "known.jsonl", "--ignore", "cross-slot-command"]);
    assert!(!out.err.contains("fixed"), "{}", out.err);
    let out = run(folder.path(), &["check", "--baseline", "known.jsonl"]);
    assert!(out.err.starts_with(told), "{}", out.err);

    run(folder.path(), &["check", "--write-baseline", "known.jsonl", "src/two.js"]);
    assert_eq!(text(folder.path(), "known.jsonl"), before);
    fs::remove_file(folder.path().join("src/one.js")).unwrap();
    run(folder.path(), &["check", "--write-baseline", "known.jsonl"]);
    let after = text(folder.path(), "known.jsonl");
    assert_eq!(after.lines().count(), 2, "{after}");
    assert!(after.contains("src/two.js"));
}

#[test]
fn a_baseline_that_cannot_be_used_stops_the_run() {
    let files: &[(&str, &[u8])] = &[
        ("src/one.js", ONE.as_bytes()),
        ("other.json", b"[]"),
        ("newer.jsonl", b"{\"slotlint_baseline\":7}\n"),
        ("merged.jsonl", b"{\"slotlint_baseline\":1}\n<<<<<<< HEAD\n"),
    ];
    let folder = folder(files);
    for (name, message) in [
        ("gone.jsonl", "cannot read gone.jsonl: "),
        ("other.json", "other.json: row 1: no baseline: it begins with `{\"slotlint_baseline\":1}`"),
        ("newer.jsonl", "newer.jsonl: row 1: a baseline of version 7; this slotlint reads version 1"),
        ("merged.jsonl", "merged.jsonl: row 2: no entry of a baseline"),
    ] {
        let out = run(folder.path(), &["check", "--baseline", name]);
        assert_eq!((out.code, out.out.as_str()), (2, ""));
        assert!(out.err.starts_with(&format!("error: {message}")), "{}", out.err);
    }
    let out = run(folder.path(), &["check", "--write-baseline", "other.json"]);
    assert_eq!(out.code, 2, "a file that is no baseline is not overwritten: {}", out.err);
    assert_eq!(text(folder.path(), "other.json"), "[]");
}

#[test]
fn json_tells_what_is_new() {
    let folder = shop();
    run(folder.path(), &["check", "--write-baseline", "known.jsonl", "src/one.js"]);
    let out = run(folder.path(), &["check", "--baseline", "known.jsonl", "--output-format", "json"]);
    let findings: serde_json::Value = serde_json::from_str(&out.out).unwrap();
    let states: Vec<_> = findings.as_array().unwrap().iter().map(|finding| finding["baseline_state"].clone()).collect();
    assert_eq!(states, ["unchanged", "new"]);
}

/// What `--add-ignore=<reason>` makes of one file beside `redis.js`. Afterwards nothing is found, and nothing changes again.
fn silenced(name: &str, source: &str) -> String {
    let folder = folder(&[("redis.js", CLUSTER.as_bytes()), (name, source.as_bytes())]);
    let out = run(folder.path(), &["check", "--add-ignore=one node"]);
    assert_eq!((out.code, out.out.as_str()), (0, ""), "{}", out.err);
    let after = text(folder.path(), name);
    assert_ne!(after, source);
    let again = run(folder.path(), &["check", "--add-ignore=one node", "--diff"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{}", again.err);
    after
}

#[test]
fn comments_stand_above_the_statement_with_its_indentation() {
    let source = "import { cluster } from './redis.js';\r\n\r\nexport function load() {\r\n\treturn cluster\r\n\t\t.mget(\r\n\t\t\t'a',\r\n\t\t\t'b');\r\n}\r\n";
    let expected = source.replace("\treturn", "\t// slotlint: ignore[cross-slot-command] one node\r\n\treturn");
    assert_eq!(silenced("a.js", source), expected);
}

#[test]
fn comments_of_other_tools_stay_right_above_their_code() {
    let source = "import { cluster } from './redis.js';

// why so
// eslint-disable-next-line no-restricted-syntax
await cluster.mget('a', 'b');
";
    let expected = source.replace("// eslint", "// slotlint: ignore[cross-slot-command] one node\n// eslint");
    assert_eq!(silenced("a.js", source), expected);
}

#[test]
fn rules_join_a_comment_that_is_there() {
    let source = "import { cluster } from './redis.js';

// slotlint: ignore[cross-slot-command] checked in May
await cluster.mget(await cluster.keys('a'), 'b');
";
    let expected = source.replace("command]", "command, single-node-command]");
    assert_eq!(silenced("a.js", source), expected);
}

#[test]
fn one_comment_serves_all_that_is_found_in_a_statement() {
    let source = "import { cluster } from './redis.js';

const found = [await cluster.keys('a'), await cluster.mget('a', 'b')];
";
    let comment = "// slotlint: ignore[cross-slot-command, single-node-command] one node\n";
    assert_eq!(silenced("a.js", source), source.replace("const found", &format!("{comment}const found")));
}

#[test]
fn inside_markup_and_templates() {
    let source = "import { cluster } from './redis.js';

export const Page = () => (
  <ul>
    <li onClick={() => { cluster.del('a', 'b'); }}>all</li>
    {cluster.del('c', 'd')}
  </ul>
);
export const text = () => `
  ${cluster.del('e', 'f')}
`;
";
    let after = silenced("page.jsx", source);
    let inline = "/* slotlint: ignore[cross-slot-command] one node */ cluster.del('a', 'b');";
    let above = "// slotlint: ignore[cross-slot-command] one node\nexport const";
    assert!(after.contains(inline), "{after}");
    assert_eq!(after.matches(above).count(), 2, "{after}");
}

#[test]
fn python_rows_that_go_on_by_a_backslash() {
    let source = "from redis.cluster import RedisCluster

cluster = RedisCluster(host=\"a\", port=7000)
if True:
    found = 1 + \\
        len(cluster.mget(\"a\", \"b\"))
if found: cluster.rename(\"a\", \"b\")
";
    let expected = source
        .replace("    found =", "    # slotlint: ignore[cross-slot-command] one node\n    found =")
        .replace("if found", "# slotlint: ignore[cross-slot-command] one node\nif found");
    assert_eq!(silenced("app.py", source), expected);
}

#[test]
fn go_and_reasons_that_would_end_the_comment() {
    let source = "package main

import (
	\"context\"

	\"github.com/redis/go-redis/v9\"
)

func clear(ctx context.Context, rdb *redis.ClusterClient) error {
	if err := rdb.Del(ctx, \"a\", \"b\").Err(); err != nil {
		return err
	}
	return nil
}
";
    let folder = folder(&[("main.go", source.as_bytes())]);
    let out = run(folder.path(), &["check", "--add-ignore=gone */\nsoon\u{1b}"]);
    assert_eq!(out.code, 0, "{}{}", out.out, out.err);
    let comment = "\t// slotlint: ignore[cross-slot-command] gone * / soon\n\tif err";
    assert_eq!(text(folder.path(), "main.go"), source.replace("\tif err", comment));
    let bare = run(folder.path(), &["check", "--add-ignore"]);
    assert_eq!(bare.code, 0);
}

#[test]
fn what_the_baseline_knows_gets_no_comment() {
    let folder = shop();
    run(folder.path(), &["check", "--write-baseline", "known.jsonl", "src/one.js"]);
    let out = run(folder.path(), &["check", "--baseline", "known.jsonl", "--add-ignore=later"]);
    assert_eq!(out.code, 0, "{}", out.err);
    assert_eq!(text(folder.path(), "src/one.js"), ONE);
    assert!(text(folder.path(), "src/two.js").contains("// slotlint: ignore[cross-slot-command] later\n"));
}
