//! Hash tags over several files: what pages cannot show, whose examples are one file each.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const PACKAGES: &str = r#"{"dependencies": {"ioredis": "^5.4.0", "bullmq": "^5.0.0", "bull": "^4.16.0"}}"#;
const CLUSTER: &str = "import { Cluster } from 'ioredis';\n\
    export const redis = new Cluster([{ host: 'a', port: 1 }], { slotsRefreshTimeout: 5000, retryDelayOnFailover: 1000, redisOptions: { commandTimeout: 5000 } });\n";

/// The findings of these rules as `file:row severity[rule]`.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("package.json"), PACKAGES).unwrap();
    for (path, text) in files {
        fs::write(folder.path().join(path), text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_slotlint"));
    command.args(["check", ".", "--output-format", "concise", "--isolated"]).current_dir(folder.path());
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let short = |line: &str| {
        let (place, rest) = line.split_once(": ").unwrap();
        let (file_and_row, _) = place.rsplit_once(':').unwrap();
        format!("{file_and_row} {}", &rest[..=rest.find(']').unwrap()])
    };
    text.lines().filter(|line| line.contains("hash-tag]")).map(short).collect()
}

#[test]
fn a_constant_is_reported_where_it_is_written_and_once() {
    let keys = "export const EMPTY = 'app:{}:x';\nexport const NAME = (userId) => 'user:{userId}:name';\n";
    let uses = "import { redis } from './redis';\nimport { EMPTY, NAME } from './keys';\n\
        export async function f(id) { await redis.get(EMPTY); await redis.get(EMPTY); await redis.get(NAME(id)); }\n";
    assert_eq!(
        found(&[("redis.js", CLUSTER), ("keys.js", keys), ("uses.js", uses)]),
        ["keys.js:1 warning[malformed-hash-tag]", "keys.js:2 error[placeholder-hash-tag]"]
    );
}

#[test]
fn half_a_pair_of_braces_is_right_where_the_other_half_follows() {
    let uses = "import { redis } from './redis';\nconst OPEN = '{app:';\n\
        export async function f(id) {\n  await redis.get(`${OPEN}${id}}:a`);\n  await redis.get(`${OPEN}${id}:b`);\n}\n";
    assert_eq!(found(&[("redis.js", CLUSTER), ("uses.js", uses)]), ["uses.js:5 warning[malformed-hash-tag]"]);
}

#[test]
fn a_key_is_followed_to_the_callers_of_a_wrapper() {
    let cache = "import { redis } from './redis';\nexport async function get(key) { return redis.get(key); }\n";
    let uses = "import { get } from './redis-cache';\n\
        export const f = async (id) => {\n  await get('k:{${id}}:w');\n  await get(`k:{${id}}:w`);\n};\n";
    assert_eq!(
        found(&[("redis.js", CLUSTER), ("redis-cache.js", cache), ("uses.js", uses)]),
        ["uses.js:3 error[placeholder-hash-tag]"]
    );
}

#[test]
fn text_that_only_a_value_brings_is_no_placeholder() {
    let uses = "import { redis } from './redis';\nconst tagged = (key) => `tmp:{${key}}`;\n\
        export const f = (key) => redis.get(tagged('key'));\n";
    assert_eq!(found(&[("redis.js", CLUSTER), ("uses.js", uses)]), [] as [&str; 0]);
}

#[test]
fn queues_on_what_may_not_be_a_cluster_are_warnings() {
    let queues = "import { Queue } from 'bullmq';\nimport Bull from 'bull';\nimport Redis from 'ioredis';\n\
        new Queue('mail', { connection: new Redis(6379, 'cache') });\n\
        new Queue('mail', { connection: { host: 'cache', port: 6379 } });\n\
        new Bull('mail', process.env.REDIS_URL ?? 'redis://cache:6379');\n\
        new Queue('mail');\n";
    assert_eq!(
        found(&[("queues.js", queues)]),
        [
            "queues.js:4 warning[bullmq-hash-tag]",
            "queues.js:5 warning[bullmq-hash-tag]",
            "queues.js:6 warning[bullmq-hash-tag]"
        ]
    );
}

#[test]
fn queues_are_silent_where_the_tag_is_not_known_or_not_needed() {
    let queues = "import { Queue } from 'bullmq';\nimport { redis } from './redis';\n\
        const isCluster = process.env.REDIS_CLUSTER === 'true';\n\
        const spread = { connection: redis, ...(isCluster ? { prefix: '{mail}' } : {}) };\n\
        new Queue('mail', spread);\n\
        new Queue('mail', { connection: redis, prefix: process.env.PREFIX });\n\
        new Queue(process.env.NAME, { connection: redis });\n\
        if (!isCluster) { new Queue('mail', { connection: redis }); }\n\
        export const make = (name, options) => new Queue(name, options);\n";
    assert_eq!(found(&[("redis.js", CLUSTER), ("queues.js", queues)]), [] as [&str; 0]);
}

#[test]
fn queues_made_by_functions_and_classes_take_their_names_from_the_callers() {
    let library = "import { Queue, Worker } from 'bullmq';\nimport { redis } from './redis';\n\
        export class Jobs {\n  constructor(name) {\n    this.name = name;\n    this.queue = new Queue(this.name, { connection: redis });\n  }\n}\n\
        export function worker(name, options) {\n  return new Worker(name, async () => {}, { connection: redis, ...options });\n}\n";
    let untagged = "import { Jobs, worker } from './jobs';\nnew Jobs('mail');\nworker('mail', {});\n";
    let tagged = "import { Jobs, worker } from './jobs';\nnew Jobs('{mail}');\nworker('mail', { prefix: '{mail}' });\n";
    assert_eq!(
        found(&[("redis.js", CLUSTER), ("jobs.js", library), ("uses.js", untagged)]),
        ["jobs.js:6 error[bullmq-hash-tag]", "jobs.js:10 error[bullmq-hash-tag]"]
    );
    assert_eq!(found(&[("redis.js", CLUSTER), ("jobs.js", library), ("uses.js", tagged)]), [] as [&str; 0]);
}

#[test]
fn the_name_of_something_made_that_is_no_text_is_a_constant_tag() {
    let uses = "import { redis } from './redis';
import Redlock from 'redlock';
class Ledger { entries = []; }
export async function f(id) {
  const redlock = new Redlock([redis]);
  const ledger = new Ledger();
  await redis.set('{redlock}:a', id);
  await redis.set('{ledger}:open', redlock.ttl);
  await redis.set('{ledger.id}:open', ledger.entries.length);
  await redis.set('{id}:open', 1);
  const name = await load(id);
  await redis.set('{name}:open', 1);
}
";
    assert_eq!(
        found(&[("redis.js", CLUSTER), ("uses.js", uses)]),
        [
            "uses.js:9 error[placeholder-hash-tag]",
            "uses.js:10 error[placeholder-hash-tag]",
            "uses.js:12 error[placeholder-hash-tag]"
        ]
    );
    let python = "from redis.cluster import RedisCluster
cache = RedisCluster(host='a', port=1)
cache.set('{cache}:version', 1)
def f(user):
    cache.set('{user}:version', 1)
";
    assert_eq!(found(&[("a.py", python)]), ["a.py:5 error[placeholder-hash-tag]"]);
}
