//! Named files, as a hook passes them: findings are limited to them, what is known of the project is not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

fn findings(folder: &Path, paths: &[&str]) -> Vec<Value> {
    let words = [&["check", "--isolated", "--output-format", "json", "-q"], paths].concat();
    let said = program::run(folder, &words);
    assert_ne!(said.code, 2, "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

fn by_file(findings: Vec<Value>) -> BTreeMap<String, Vec<Value>> {
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for finding in findings {
        files.entry(finding["filename"].as_str().unwrap().to_owned()).or_default().push(finding);
    }
    files
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(sources(&path)),
            false => files.push(path),
        }
    }
    files
}

/// Each file by itself says what the run over everything says of it.
fn agree(folder: &Path) -> usize {
    let mut whole = by_file(findings(folder, &["."]));
    let mut compared = 0;
    for path in sources(folder) {
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        let alone = findings(folder, &[&name]);
        let expected = whole.remove(&name).unwrap_or_default();
        compared += expected.len();
        assert_eq!(alone, expected, "{name}");
    }
    assert_eq!(whole.keys().collect::<Vec<_>>(), Vec::<&String>::new());
    compared
}

#[test]
fn each_file_of_a_shop_alone_is_as_in_the_whole_run() {
    for shop in ["shop-js", "shop-py", "shop-go"] {
        let compared = agree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(shop));
        assert!(compared > 2, "{shop}: {compared}");
    }
}

/// A client, a wrapper, a key builder and their users, in a file each.
fn project(mark: (&str, &str)) -> TempDir {
    let files = [
        mark,
        (
            "src/redis.js",
            "import { Cluster } from 'ioredis';\nexport const redis = new Cluster([{ host: '127.0.0.1', port: 7000 }]);\n",
        ),
        (
            "src/cache.js",
            "import { redis } from './redis';\nexport function many(keys) {\n  return redis.mget(keys);\n}\n\
             export function first(client) {\n  return client.mget('a', 'b');\n}\n",
        ),
        ("src/keys.js", "export const name = (id) => `u:${id}:name`;\nexport const mail = (id) => `u:${id}:mail`;\n"),
        (
            "src/user.js",
            "import { many, first } from './cache';\nimport { redis } from './redis';\nimport { name, mail } from './keys';\n\
             export const user = (id) => many([name(id), mail(id)]);\nexport const one = () => first(redis);\n",
        ),
    ];
    program::folder(&files.map(|(path, text)| (path, text.as_bytes())))
}

/// `file:row` of what is found by one rule.
fn places(folder: &Path, paths: &[&str]) -> BTreeSet<String> {
    let found = findings(folder, paths).into_iter().filter(|finding| finding["code"] == "cross-slot-command");
    found.map(|f| format!("{}:{}", f["filename"].as_str().unwrap(), f["location"]["row"])).collect()
}

#[test]
fn wrappers_builders_and_clients_elsewhere_are_known() {
    let folder = project(("package.json", "{\"dependencies\": {\"ioredis\": \"5.8.2\"}}"));
    assert_eq!(agree(folder.path()), findings(folder.path(), &["."]).len());
    let set = |places: &[&str]| places.iter().map(|place| (*place).to_owned()).collect::<BTreeSet<_>>();
    // The wrapper is judged where the keys are chosen, which is elsewhere: silence here.
    assert_eq!(places(folder.path(), &["src/cache.js"]), set(&["src/cache.js:6"]));
    // Nothing in this file names Redis.
    assert_eq!(places(folder.path(), &["src/user.js"]), set(&["src/user.js:4"]));
    assert_eq!(places(folder.path(), &["src/keys.js", "src/redis.js"]), set(&[]));
    let both = places(folder.path(), &["src/cache.js", "src/user.js"]);
    assert_eq!(both, set(&["src/cache.js:6", "src/user.js:4"]));
}

#[test]
fn the_summary_counts_named_files_only() {
    let folder = project(("go.mod", "module x\n"));
    fs::write(folder.path().join("src/wide.js"), b"// redis \xff\n").unwrap();
    let said = program::run(folder.path(), &["check", "--isolated", "-v", "src/keys.js"]);
    assert_eq!(said.err, "Found nothing in 1 file; 0 Redis call sites checked\n");
}

#[test]
fn a_repository_is_known_from_outside_and_the_folders_around_it_are_not() {
    let folder = project((".git/HEAD", ""));
    let outside = program::folder(&[]);
    let user = folder.path().join("src/user.js");
    let said =
        program::run(outside.path(), &["check", "--isolated", "--output-format", "concise", user.to_str().unwrap()]);
    assert_eq!(said.out.lines().count(), 1, "{}", said.out);
    let loose = project(("notes.md", ""));
    assert_eq!(places(loose.path(), &["src/user.js"]), BTreeSet::new());
}

#[test]
fn excluded_and_ignored_files_are_linted_when_they_are_named() {
    let folder = project((".git/HEAD", ""));
    fs::write(folder.path().join(".gitignore"), "src/user.js\n").unwrap();
    assert_eq!(places(folder.path(), &["src/user.js"]).len(), 1);
    let words = ["check", "--isolated", "-q", "--exclude", "src/user.js", "src/user.js"];
    assert_eq!(program::run(folder.path(), &words).code, 1);
    assert_eq!(program::run(folder.path(), &[&words[..], &["--force-exclude"]].concat()).code, 0);
}
