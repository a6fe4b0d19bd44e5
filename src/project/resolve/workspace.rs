//! The packages of a JavaScript workspace: `workspaces` of npm, yarn and bun, `pnpm-workspace.yaml`, `lerna.json`.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use elsa::sync::FrozenMap;
use globset::{Glob, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashMap;
use serde_json::Value;
use smol_str::SmolStr;

use super::Tree;

/// `**` in a workspace pattern reaches this far.
const DEEPEST: usize = 6;

/// The packages of a workspace: name and folder.
pub(super) type Members = FxHashMap<SmolStr, PathBuf>;

/// Workspaces, by their root.
#[derive(Default)]
pub(super) struct Cache {
    members: FrozenMap<PathBuf, Box<Members>>,
    seen: OnceLock<Members>,
}

/// The folder of the workspace package `name`, as seen from `folder`.
pub(super) fn member<'a>(cache: &'a Cache, tree: Tree<'_>, folder: &Path, name: &str) -> Option<&'a Path> {
    let mut workspaces =
        tree.folders.roots().upwards(folder).filter_map(|root| members_of(cache, tree, root)).peekable();
    if workspaces.peek().is_some() {
        return workspaces.find_map(|members| members.get(name)).map(PathBuf::as_path);
    }
    // Linked by something that is not here: the only package of that name in the tree is meant.
    cache.seen.get_or_init(|| all_seen(tree)).get(name).map(PathBuf::as_path)
}

/// Every package that the walk saw, by name; of several with one name, none.
fn all_seen(tree: Tree<'_>) -> Members {
    let mut members = Members::default();
    let mut twice: Vec<SmolStr> = Vec::new();
    for manifest in tree.seen.iter().filter(|path| path.file_name() == Some("package.json".as_ref())) {
        let Some(folder) = manifest.parent() else { continue };
        let Some(package) = tree.manifests.package(tree.folders, folder) else { continue };
        if package.name.is_empty() {
            continue;
        }
        if members.insert(package.name.clone(), folder.to_path_buf()).is_some() {
            twice.push(package.name.clone());
        }
    }
    twice.iter().for_each(|name| drop(members.remove(name)));
    members
}

/// Where `name/sub/path` of a package in a workspace would be; not cached, for the rare `extends`.
pub(super) fn subpath(tree: Tree<'_>, folder: &Path, specifier: &str) -> Option<PathBuf> {
    let (name, rest) = split(specifier);
    let cache = Cache::default();
    Some(member(&cache, tree, folder, name)?.join(rest))
}

/// The package of a bare specifier, and the path in it: `@scope/name/sub/path` -> `@scope/name`, `sub/path`.
pub(super) fn split(specifier: &str) -> (&str, &str) {
    let scope = if specifier.starts_with('@') { specifier.find('/').map_or(0, |slash| slash + 1) } else { 0 };
    match specifier[scope..].find('/') {
        Some(slash) => (&specifier[..scope + slash], &specifier[scope + slash + 1..]),
        None => (specifier, ""),
    }
}

fn members_of<'a>(cache: &'a Cache, tree: Tree<'_>, root: &Path) -> Option<&'a Members> {
    if let Some(known) = cache.members.get(root) {
        return Some(known);
    }
    let patterns = patterns(tree, root)?;
    Some(cache.members.insert(root.to_path_buf(), Box::new(find(tree, root, &patterns))))
}

/// `None` when this folder is no root of a workspace.
fn patterns(tree: Tree<'_>, root: &Path) -> Option<Vec<String>> {
    let listing = tree.folders.list(root);
    let mut patterns = Vec::new();
    if let Some(package) = tree.manifests.package(tree.folders, root) {
        patterns.extend(package.workspaces.iter().cloned());
    }
    if listing.has_file("pnpm-workspace.yaml") {
        let text = std::fs::read_to_string(root.join("pnpm-workspace.yaml")).unwrap_or_default();
        patterns.extend(yaml_list(&text, "packages:"));
    }
    if patterns.is_empty() && listing.has_file("lerna.json") {
        let text = std::fs::read_to_string(root.join("lerna.json")).unwrap_or_default();
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        let list = json.get("packages").and_then(Value::as_array);
        patterns.extend(list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
    (!patterns.is_empty()).then_some(patterns)
}

/// The items of a list at the top level of a YAML file.
fn yaml_list(text: &str, key: &str) -> Vec<String> {
    let behind = text.lines().skip_while(|line| line.trim_end() != key).skip(1);
    let lines = behind.take_while(|line| line.trim().is_empty() || line.starts_with([' ', '-', '#']));
    let items = lines.filter_map(|line| line.trim().strip_prefix('-'));
    let plain =
        items.map(|item| item.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned());
    plain.collect()
}

fn globs<'a>(patterns: impl Iterator<Item = &'a str>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        if let Ok(glob) = Glob::new(pattern) {
            builder.add(glob);
        }
    }
    builder.build().unwrap_or_default()
}

fn find(tree: Tree<'_>, root: &Path, patterns: &[String]) -> Members {
    let wanted = globs(patterns.iter().map(String::as_str).filter(|pattern| !pattern.starts_with('!')));
    let unwanted = globs(patterns.iter().filter_map(|pattern| pattern.strip_prefix('!')));
    let deepest = patterns.iter().map(|pattern| depth_of(pattern)).max().unwrap_or(0);
    let mut members = Members::default();
    let mut level = vec![PathBuf::new()];
    for _ in 0..deepest {
        let mut next = Vec::new();
        for parent in &level {
            let names = tree.folders.list(&root.join(parent)).folders();
            let names =
                names.into_iter().filter(|name| *name != "node_modules" && !name.as_encoded_bytes().starts_with(b"."));
            next.extend(names.map(|name| parent.join(name)));
        }
        for folder in next.iter().filter(|folder| wanted.is_match(folder) && !unwanted.is_match(folder)) {
            let folder = root.join(folder);
            if let Some(package) =
                tree.manifests.package(tree.folders, &folder).filter(|package| !package.name.is_empty())
            {
                members.entry(package.name.clone()).or_insert(folder);
            }
        }
        level = next;
    }
    members
}

fn depth_of(pattern: &str) -> usize {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    if pattern.contains("**") { DEEPEST } else { pattern.split('/').count().min(DEEPEST) }
}
