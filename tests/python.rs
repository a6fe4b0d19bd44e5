//! What names say in Python, where a client often has no other sign.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::{folder, slotlint};

/// Rows and rules of the findings in one file.
fn found(text: &str) -> Vec<String> {
    let folder = folder(&[("a.py", text.as_bytes())]);
    let run = slotlint(folder.path(), &["check", "--output-format", "concise", "--isolated"]).output().unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    let row_and_rule = |line: &str| {
        let row = line.split(':').nth(1).unwrap();
        let rule = line.split(['[', ']']).nth(1).unwrap();
        format!("{row} {rule}")
    };
    out.lines().map(row_and_rule).collect()
}

#[test]
fn a_name_that_says_cluster_is_a_cluster_client() {
    assert!(found("def clean(redis_cluster):\n    redis_cluster.flushall()\n").is_empty());
    assert_eq!(found("def clean(redis_client):\n    redis_client.flushall()\n"), ["2 single-node-command"]);
    assert_eq!(found("def clean(redis_no_cluster):\n    redis_no_cluster.flushall()\n"), ["2 single-node-command"]);
}

#[test]
fn alternatives_that_are_chosen_together_are_compared_one_to_one() {
    let chosen = |first: &str, second: &str| {
        format!(
            "import redis
def move(r: redis.Redis, test, name):
    if test:
        a = 'test:' + name
        b = {first}
    else:
        a = 'live:' + name
        b = {second}
    r.rename(a, b)
"
        )
    };
    assert!(found(&chosen("'test:' + name", "'live:' + name")).is_empty());
    assert_eq!(found(&chosen("'test:' + name", "'else:' + name")), ["9 cross-slot-command"]);
}
