//! Which file of a package an import of it means: `exports`, `imports`, `main` and their like.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::Tree;
use super::javascript::probe;
use crate::project::manifest::PackageJson;
use crate::source::normal_path;

/// Conditions of `exports`, the best first: source before what is built from it.
const CONDITIONS: [&str; 10] =
    ["source", "development", "bun", "node", "import", "module", "require", "default", "types", "browser"];
/// `exports` may nest conditions; nobody nests them deeper.
const DEEPEST: usize = 6;

/// Folders that hold what is built.
const BUILT: [&str; 8] = ["dist", "build", "lib", "out", "esm", "cjs", "es", "dist-cjs"];

/// The file that `subpath` (without a leading `/`; empty for the package itself) of the package in `folder` means.
pub(super) fn entry(tree: Tree<'_>, folder: &Path, package: &PackageJson, subpath: &str) -> Option<PathBuf> {
    let key = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
    let exported = mapped(&package.exports, &key);
    if let Some(file) = exported.iter().find_map(|target| target_file(tree, folder, target)) {
        return Some(file);
    }
    if subpath.is_empty() {
        let entries = package.entries.iter().find_map(|target| target_file(tree, folder, target));
        return entries
            .or_else(|| ["src/index", "src", "index", "src/main"].iter().find_map(|at| probe_in(tree, folder, at)));
    }
    probe_in(tree, folder, subpath).or_else(|| probe_in(tree, &folder.join("src"), subpath))
}

/// What `#name` means in the package in `folder`: a file, or another specifier.
pub(super) enum Import {
    File(PathBuf),
    Other(String),
}

/// The `imports` field.
pub(super) fn private_import(tree: Tree<'_>, folder: &Path, package: &PackageJson, name: &str) -> Option<Import> {
    mapped(&package.imports, name).into_iter().find_map(|target| match target.starts_with("./") {
        true => target_file(tree, folder, &target).map(Import::File),
        false => Some(Import::Other(target)),
    })
}

fn probe_in(tree: Tree<'_>, folder: &Path, at: &str) -> Option<PathBuf> {
    probe(tree, &normal_path(&folder.join(at)))
}

/// The file that a target means, its source rather than what was built from it.
fn target_file(tree: Tree<'_>, folder: &Path, target: &str) -> Option<PathBuf> {
    let target = target.trim_start_matches("./");
    let source = sources_of(target).into_iter().find_map(|path| probe_in(tree, folder, &path));
    source.or_else(|| probe_in(tree, folder, target))
}

/// Where the source of a built file may be, without extension: `dist/esm/db.js` -> `src/db`, `dist/src/db.d.ts` -> `src/db`.
fn sources_of(target: &str) -> Vec<String> {
    let stem =
        [".d.ts", ".d.mts", ".d.cts", ".js", ".mjs", ".cjs", ".ts"].iter().find_map(|end| target.strip_suffix(end));
    let mut rest = stem.unwrap_or(target);
    let mut is_built = false;
    while let Some((_, behind)) = rest.split_once('/').filter(|(first, _)| BUILT.contains(first)) {
        is_built = true;
        rest = behind;
    }
    if !is_built {
        return Vec::new();
    }
    vec![format!("src/{rest}"), rest.to_owned()]
}

/// The targets of `key` in `exports` or `imports`, the best first (Node's documentation, "Subpath patterns").
fn mapped(map: &Value, key: &str) -> Vec<String> {
    let mut targets = Vec::new();
    match map {
        Value::Object(fields) if fields.keys().any(|name| name.starts_with(['.', '#'])) => {
            if let Some((value, middle)) = pattern(fields, key) {
                leaves(value, DEEPEST, &mut targets);
                for target in &mut targets {
                    *target = target.replace('*', middle);
                }
            }
        }
        value if key == "." => leaves(value, DEEPEST, &mut targets),
        _ => {}
    }
    targets
}

/// The entry of exactly this key, else the pattern with the longest text before its `*`, and what the `*` stands for.
fn pattern<'a, 'k>(fields: &'a Map<String, Value>, key: &'k str) -> Option<(&'a Value, &'k str)> {
    if let Some(value) = fields.get(key) {
        return Some((value, ""));
    }
    let fitting = fields.iter().filter_map(|(name, value)| {
        let (before, behind) = name.split_once('*')?;
        let middle = key.strip_prefix(before)?.strip_suffix(behind)?;
        Some((before.len(), value, middle))
    });
    fitting.max_by_key(|(length, ..)| *length).map(|(_, value, middle)| (value, middle))
}

fn leaves(value: &Value, depth: usize, targets: &mut Vec<String>) {
    match value {
        Value::String(target) => targets.push(target.clone()),
        Value::Array(values) if depth > 0 => values.iter().for_each(|value| leaves(value, depth - 1, targets)),
        Value::Object(fields) if depth > 0 => {
            for value in CONDITIONS.iter().filter_map(|condition| fields.get(*condition)) {
                leaves(value, depth - 1, targets);
            }
        }
        _ => {}
    }
}
