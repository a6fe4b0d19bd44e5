//! Fixes: source in, source out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../program/mod.rs"]
mod program;
#[path = "../request/mod.rs"]
mod request;
mod splitting;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use slotlint::config::Discovery;
use slotlint::fixes::{Allowed, fix};
use slotlint::lint::Request;
use slotlint::report::{Color, Glyphs, Style};

use program::{Said, folder, run};

const UNIVERSAL: &str = "package main

import \"github.com/redis/go-redis/v9\"

var Client = redis.NewUniversalClient(&redis.UniversalOptions{
	Addrs:                 []string{\"127.0.0.1:7000\"}, // the only one
	MaxRedirects:          8,
	ContextTimeoutEnabled: true,
})
";

const CLUSTER: &str = "import Redis from 'ioredis';

export const cluster = new Redis.Cluster([{ host: '127.0.0.1', port: 7000 }], {
  slotsRefreshTimeout: 5000,
  retryDelayOnFailover: 1000,
  redisOptions: { commandTimeout: 5000 },
});
";

fn said(out: &Said) -> (i32, &str, &str) {
    (out.code, out.out.as_str(), out.err.as_str())
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// What `--fix` with more words makes of one file.
fn fixed(name: &str, source: &str, more: &[&str]) -> String {
    let folder = folder(&[(name, source.as_bytes())]);
    let words: Vec<&str> = ["check", "--fix", "-q"].iter().chain(more).copied().collect();
    let out = run(folder.path(), &words);
    assert_ne!(out.code, 2, "{}", out.err);
    text(folder.path(), name)
}

#[test]
fn a_fix_is_written_and_nothing_is_left() {
    let folder = folder(&[("main.go", UNIVERSAL.as_bytes())]);
    let out = run(folder.path(), &["check", "--fix"]);
    assert_eq!(said(&out), (0, "", "fixed 1 finding in 1 file\nFound nothing in 1 file; 0 Redis call sites checked\n"));
    let expected = UNIVERSAL.replace("// the only one\n", "// the only one\n\tIsClusterMode:         true,\n");
    assert_eq!(text(folder.path(), "main.go"), expected);
}

#[test]
fn a_diff_is_shown_and_nothing_is_written() {
    let folder = folder(&[("cmd/main.go", UNIVERSAL.as_bytes())]);
    let out = run(folder.path(), &["check", "--diff"]);
    let diff = "--- cmd/main.go
+++ cmd/main.go
@@ -4,6 +4,7 @@
 
 var Client = redis.NewUniversalClient(&redis.UniversalOptions{
 	Addrs:                 []string{\"127.0.0.1:7000\"}, // the only one
+	IsClusterMode:         true,
 	MaxRedirects:          8,
 	ContextTimeoutEnabled: true,
 })
";
    assert_eq!(said(&out), (1, diff, "would fix 1 finding in 1 file\n"));
    assert_eq!(text(folder.path(), "cmd/main.go"), UNIVERSAL);
    let clean = run(folder.path(), &["check", "--diff", "--isolated", "--ignore", "ALL"]);
    assert_eq!(said(&clean), (0, "", ""));
}

#[test]
fn options_move_with_their_comments_and_keep_the_shape_around_them() {
    let source = "import Redis from 'ioredis';

export const cluster = new Redis.Cluster([{ host: 'a', port: 7000 }], {
  slotsRefreshTimeout: 5000,
  retryDelayOnFailover: 1000,
  // from the vault
  password: process.env.PASSWORD, // rotated weekly
  redisOptions: {
    commandTimeout: 5000,
    scaleReads: 'slave',
    tls: {
      ca: `
  kept as it is`,
    }
  },
});
";
    let expected = "import Redis from 'ioredis';

export const cluster = new Redis.Cluster([{ host: 'a', port: 7000 }], {
  slotsRefreshTimeout: 5000,
  retryDelayOnFailover: 1000,
  redisOptions: {
    commandTimeout: 5000,
    tls: {
      ca: `
  kept as it is`,
    },
    // from the vault
    password: process.env.PASSWORD // rotated weekly
  },
  scaleReads: 'slave',
});
";
    assert_eq!(fixed("redis.js", source, &[]), expected);
}

#[test]
fn options_that_a_plain_client_shares_stay_where_they_are() {
    let source = "import Redis from 'ioredis';

const options = { tls: {}, slotsRefreshTimeout: 5000, retryDelayOnFailover: 1000, redisOptions: { commandTimeout: 5000 } };
export const cluster = new Redis.Cluster([{ host: 'a', port: 7000 }], options);
export const plain = new Redis(options);
";
    assert_eq!(fixed("redis.js", source, &[]), source);
}

#[test]
fn an_import_is_added_where_there_is_none() {
    let source = "import redis

nodes = [(\"a\", 7000), (\"b\", 7000)]
cluster = redis.RedisCluster(startup_nodes=nodes)
";
    let expected = "from redis.cluster import ClusterNode
import redis

nodes = [ClusterNode(\"a\", 7000), ClusterNode(\"b\", 7000)]
cluster = redis.RedisCluster(startup_nodes=nodes)
";
    assert_eq!(fixed("app.py", source, &[]), expected);
}

#[test]
fn renaming_keys_needs_to_be_asked_for() {
    let source = format!("{CLUSTER}\nawait cluster.rename('report:draft', 'report:final');\n");
    assert_eq!(fixed("a.js", &source, &[]), source);
    let expected = source.replace("'report:", "'{report}:");
    assert_eq!(fixed("a.js", &source, &["--unsafe-fixes"]), expected);
    let folder = folder(&[("a.js", source.as_bytes())]);
    let out = run(folder.path(), &["check", "--unsafe-fixes"]);
    assert_eq!(said(&out), (2, "", "error: --unsafe-fixes needs --fix or --diff\n"));
}

#[test]
fn a_tag_goes_into_the_builders_even_in_another_file() {
    let keys = "export const draftKey = (id: string) => `report:${id}:draft`;
export const finalKey = (id: string) => 'report:' + id + ':final';
";
    let user = "import { cluster } from './redis';
import { draftKey, finalKey } from './keys';

export const publish = (id: string) => cluster.rename(draftKey(id), finalKey(id));
";
    let files: &[(&str, &[u8])] =
        &[("keys.ts", keys.as_bytes()), ("redis.ts", CLUSTER.as_bytes()), ("report.ts", user.as_bytes())];
    let folder = folder(files);
    let out = run(folder.path(), &["check", "--fix", "--unsafe-fixes", "report.ts"]);
    assert_eq!(out.code, 1);
    let reason = "it changes keys.ts, which was not linted in this run";
    assert!(out.err.contains(reason), "{}", out.err);
    assert_eq!(text(folder.path(), "keys.ts"), keys);
    let out = run(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(out.code, 0, "{}", out.err);
    let tagged = "export const draftKey = (id: string) => `{report:${id}}:draft`;
export const finalKey = (id: string) => '{report:' + id + '}:final';
";
    assert_eq!(text(folder.path(), "keys.ts"), tagged);
    assert_eq!(text(folder.path(), "report.ts"), user);
}

#[test]
fn a_fix_that_brings_something_else_is_taken_back_and_told() {
    // Once the number fits, the two keys turn out to be in two slots.
    let source = format!(
        "{CLUSTER}
const move = `redis.call('DEL', KEYS[1]); return redis.call('SET', KEYS[2], ARGV[1])`;
await cluster.eval(move, 1, 'cart:1', 'order:1', 'x');
"
    );
    let folder = folder(&[("a.js", source.as_bytes())]);
    let out = run(folder.path(), &["check", "--fix"]);
    assert_eq!(out.code, 1);
    let told = "warning: not fixed in a.js (script-key-count): declare 2 keys: `cross-slot-script` would then be found in a.js\n";
    assert!(out.err.starts_with(told), "{}", out.err);
    assert_eq!(text(folder.path(), "a.js"), source);
}

#[test]
fn a_fix_that_fails_costs_one_more_look_at_the_project_and_not_one_for_each_fix() {
    let bad = format!(
        "{CLUSTER}
const move = `redis.call('DEL', KEYS[1]); return redis.call('SET', KEYS[2], ARGV[1])`;
await cluster.eval(move, 1, 'cart:1', 'order:1', 'x');
"
    );
    let good = format!("{CLUSTER}\nawait cluster.rename('report:draft', 'report:final');\n");
    let (all, failing) = (40, 8);
    let text_of = |number: usize| if number.is_multiple_of(5) { &bad } else { &good };
    let names: Vec<String> = (0..all).map(|number| format!("{number}.js")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().enumerate().map(|(number, name)| (name.as_str(), text_of(number).as_bytes())).collect();
    let folder = folder(&files);
    let root = folder.path().canonicalize().unwrap();
    let style = Style { color: Color::Off, glyphs: Glyphs::Ascii, working_dir: root.clone(), repository: root.clone() };
    let seen = AtomicUsize::new(0);
    let count = || {
        seen.fetch_add(1, Ordering::Relaxed);
    };
    let fixed = request::with_request(root, &Discovery::Isolated, Vec::new(), |request| {
        fix(&Request { on_file: &count, ..*request }, Allowed::Unsafe, &style).unwrap()
    });
    assert_eq!((fixed.made.len(), fixed.refused.len()), (all - failing, failing));
    // As it is, with all fixes, with those of the other files, and with each that fails.
    assert_eq!(seen.into_inner() / all, 3 + failing);
}

#[test]
fn a_builder_in_a_file_that_says_nothing_of_redis_is_changed_as_well() {
    let keys = "export const draftKey = (id) => 'report:' + id + ':draft';\nexport const finalKey = (id) => 'report:' + id + ':final';\n";
    let user = "import { cluster } from './redis.js';
import { draftKey, finalKey } from './keys.js';

export const publish = (id) => cluster.rename(draftKey(id), finalKey(id));
";
    let files: &[(&str, &[u8])] =
        &[("keys.js", keys.as_bytes()), ("redis.js", CLUSTER.as_bytes()), ("report.js", user.as_bytes())];
    let folder = folder(files);
    let out = run(folder.path(), &["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(out.code, 0, "{}", out.err);
    let tagged =
        keys.replace("'report:'", "'{report:'").replace("':draft'", "'}:draft'").replace("':final'", "'}:final'");
    assert_eq!(text(folder.path(), "keys.js"), tagged);
}

#[test]
fn fixes_in_each_others_way_are_made_one_after_the_other() {
    let source = "from redis.cluster import RedisCluster

cluster = RedisCluster(host=\"a\", port=7000, db=0, init_slot_cache=True, health_check_interval=3)
";
    let expected = "from redis.cluster import RedisCluster

cluster = RedisCluster(host=\"a\", port=7000)
";
    assert_eq!(fixed("app.py", source, &[]), expected);
}

#[test]
fn what_is_ignored_excluded_or_suppressed_is_left_alone() {
    let suppressed =
        UNIVERSAL.replace("var Client", "// slotlint: ignore[universal-client-single-address] a proxy\nvar Client");
    let files: &[(&str, &[u8])] = &[
        (".gitignore", b"generated.go\n"),
        (".git/HEAD", b""),
        ("generated.go", UNIVERSAL.as_bytes()),
        ("node_modules/x/main.go", UNIVERSAL.as_bytes()),
        ("kept/main.go", suppressed.as_bytes()),
        ("legacy/main.go", UNIVERSAL.as_bytes()),
        ("slotlint.toml", b"exclude = [\"legacy\"]\n"),
    ];
    let folder = folder(files);
    let out = run(folder.path(), &["check", "--fix"]);
    assert_eq!(out.code, 0, "{}", out.err);
    for (name, bytes) in files {
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), *bytes, "{name}");
    }
}

#[test]
fn utf16_stays_utf16_and_what_is_no_text_is_not_touched() {
    let wide: Vec<u8> = [0xfeff].into_iter().chain(UNIVERSAL.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let broken = [UNIVERSAL.as_bytes(), b"// \xff\n"].concat();
    let folder = folder(&[("wide/main.go", &wide), ("broken/main.go", &broken)]);
    let out = run(folder.path(), &["check", "--fix"]);
    assert!(out.err.contains("not fixed in broken/main.go"), "{}", out.err);
    assert_eq!(fs::read(folder.path().join("broken/main.go")).unwrap(), broken);
    let expected = UNIVERSAL.replace("// the only one\n", "// the only one\n\tIsClusterMode:         true,\n");
    let expected: Vec<u8> = [0xfeff].into_iter().chain(expected.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(fs::read(folder.path().join("wide/main.go")).unwrap(), expected);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_out_of_the_project_are_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let outside = folder(&[("main.go", UNIVERSAL.as_bytes())]);
    let folder = folder(&[("main.go", UNIVERSAL.as_bytes())]);
    let path = folder.path().join("main.go");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o751)).unwrap();
    assert_eq!(run(folder.path(), &["check", "--fix"]).code, 0);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o751);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    symlink(outside.path().join("main.go"), folder.path().join("link.go")).unwrap();
    let refused = "error: not written: link.go: it is a link out of the project\n";
    assert_eq!(said(&run(folder.path(), &["check", "--fix", "link.go"])), (2, "", refused));
    fs::write(&path, UNIVERSAL).unwrap();
    let out = run(folder.path(), &["check", "--fix", "link.go", "main.go"]);
    assert_eq!(out.err, format!("1 of 2 files written\n{refused}"));
    assert_eq!(text(outside.path(), "main.go"), UNIVERSAL);
}

#[test]
fn standard_input_can_be_shown_fixed_and_not_written() {
    let folder = folder(&[]);
    let out = run(folder.path(), &["check", "--fix", "-", "--stdin-filename", "main.go"]);
    let told = "error: standard input cannot be written; --diff shows what would change\n";
    assert_eq!(said(&out), (2, "", told));
}

const GO_CLUSTER: &str = "package main

import (
	\"context\"

	r \"github.com/redis/go-redis/v9\"
)

var rdb = r.NewClusterClient(&r.ClusterOptions{
	Addrs:                      []string{\"127.0.0.1:7000\"},
	MaxRedirects:               8,
	ContextTimeoutEnabled:      true,
})
";
