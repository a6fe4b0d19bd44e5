//! The README tells the truth: its table of rules and what its commands print are made, not typed.
//!
//! `UPDATE_README=1 cargo test readme` writes them anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod console;
#[path = "../rules/pages.rs"]
mod pages;
#[path = "../program/mod.rs"]
mod program;
mod table;

use std::fs;
use std::path::Path;

use slotlint::report::FORMATS;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

#[test]
fn the_readme_has_the_rules_and_real_output() {
    let written = readme();
    let made = console::with_output(&table::with_rules(&written), root());
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(root().join("README.md"), made).unwrap();
        return;
    }
    let differs = made.lines().zip(written.lines()).find(|(made, written)| made != written);
    assert_eq!(differs, None, "expected and found; UPDATE_README=1 cargo test readme");
    assert_eq!(made, written, "UPDATE_README=1 cargo test readme");
}

#[test]
fn the_readme_has_every_setting_and_its_example_is_valid() {
    let readme = readme();
    let source = fs::read_to_string(root().join("src/config/read.rs")).unwrap();
    let (_, keys) = source.split_once("const KEYS").unwrap();
    let (keys, _) = keys.split_once("];").unwrap();
    let keys: Vec<&str> = keys.lines().filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next()).collect();
    assert!(keys.contains(&"deployment") && keys.len() > 10, "{keys:?}");
    let (_, toml) = readme.split_once("```toml\n").unwrap();
    let (toml, _) = toml.split_once("```").unwrap();
    let set: toml::Table = toml::from_str(toml).unwrap();
    for key in &keys {
        assert!(readme.contains(&format!("\n| `{key}` |")), "`{key}` is in no row of the table");
        assert!(set.contains_key(*key), "`{key}` is not in the example");
    }
    let folder = program::folder(&[("slotlint.toml", b""), ("app/slotlint.toml", toml.as_bytes())]);
    let said = program::run(folder.path(), &["check", "app"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn the_readme_has_every_output_format() {
    let readme = readme();
    for format in FORMATS {
        assert!(readme.contains(&format!("\n| `{}` |", format.name)), "`{}`", format.name);
    }
}
