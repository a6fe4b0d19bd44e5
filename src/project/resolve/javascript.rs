//! JavaScript and TypeScript: relative paths, `paths` and `baseUrl`, packages of the workspace, `#imports`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use elsa::sync::FrozenMap;
use smol_str::SmolStr;

use super::package::{self, Import};
use super::tsconfig::{TsConfig, is_configuration};
use super::{Resolution, Tree, workspace};
use crate::source::normal_path;

/// What may be left out of a specifier, source before what could be built from it.
const EXTENSIONS: [&str; 8] = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/// What a specifier with the extension of built code means in a source tree (TypeScript's handbook, "File extension substitution").
const BUILT_FROM: [(&str, &[&str]); 4] =
    [(".js", &[".ts", ".tsx"]), (".jsx", &[".tsx"]), (".mjs", &[".mts"]), (".cjs", &[".cts"])];

/// Of those that the walk saw, no more are asked about a name that nothing explains.
const MOST_CONFIGURATIONS: usize = 200;

/// Configurations and workspaces that were read.
#[derive(Default)]
pub(super) struct Cache {
    configs: FrozenMap<PathBuf, Box<Option<TsConfig>>>,
    workspaces: workspace::Cache,
    /// Folders of the configurations that the walk saw.
    walked: OnceLock<Vec<PathBuf>>,
}

pub(super) fn resolve(cache: &Cache, tree: Tree<'_>, folder: &Path, specifier: &str) -> Resolution {
    let specifier = specifier.split('?').next().unwrap_or_default();
    if is_relative(specifier) {
        return found_or_missing(probe(tree, &normal_path(&folder.join(specifier))));
    }
    if specifier.starts_with('#') {
        return private(cache, tree, folder, specifier);
    }
    bare(cache, tree, folder, specifier)
}

fn is_relative(specifier: &str) -> bool {
    specifier.starts_with("./") || specifier.starts_with("../") || specifier == "." || specifier == ".."
}

fn found_or_missing(file: Option<PathBuf>) -> Resolution {
    file.map_or(Resolution::Missing, Resolution::file)
}

fn bare(cache: &Cache, tree: Tree<'_>, folder: &Path, specifier: &str) -> Resolution {
    let configs = || tree.folders.roots().upwards(folder).filter_map(|at| config(cache, tree, at));
    let by_paths = configs().find_map(|config| {
        let targets = config.targets(specifier);
        targets.iter().find_map(|target| probe(tree, target))
    });
    if let Some(file) = by_paths {
        return Resolution::file(file);
    }
    let (name, subpath) = workspace::split(specifier);
    if let Some(folder) = local_package(cache, tree, folder, name) {
        let entry =
            tree.manifests.package(tree.folders, &folder).and_then(|json| package::entry(tree, &folder, json, subpath));
        return found_or_missing(entry);
    }
    if !is_declared(tree, folder, name) {
        // Nearest only: `baseUrl` is no promise that a name is local.
        let base = configs().find_map(|config| config.base.as_ref());
        if let Some(file) = base.and_then(|base| probe(tree, &normal_path(&base.join(specifier)))) {
            return Resolution::file(file);
        }
        if let Some(file) = by_included(cache, tree, specifier) {
            return Resolution::file(file);
        }
    }
    match specifier.starts_with("@/") || specifier.starts_with("~") || specifier.starts_with('/') {
        true => Resolution::Missing,
        false => Resolution::External(SmolStr::new(specifier)),
    }
}

/// A configuration may `include` files of other folders, as monorepos do: of a name that nothing else explains, any
/// configuration's meaning will do.
fn by_included(cache: &Cache, tree: Tree<'_>, specifier: &str) -> Option<PathBuf> {
    let folders = cache.walked.get_or_init(|| {
        let seen = tree.seen.iter().filter(|path| is_configuration(path));
        seen.filter_map(|path| path.parent()).map(Path::to_path_buf).take(MOST_CONFIGURATIONS).collect()
    });
    let configs = folders.iter().filter_map(|at| config(cache, tree, at));
    let mut targets = configs.flat_map(|config| config.targets(specifier));
    targets.find_map(|target| probe(tree, &target))
}

/// The folder of a package that the project itself has: a workspace's, a `file:` dependency, or the one that `folder` is in.
fn local_package(cache: &Cache, tree: Tree<'_>, folder: &Path, name: &str) -> Option<PathBuf> {
    if let Some(member) = workspace::member(&cache.workspaces, tree, folder, name) {
        return Some(member.to_path_buf());
    }
    tree.folders.roots().upwards(folder).find_map(|at| {
        let package = tree.manifests.package(tree.folders, at)?;
        if package.name == name {
            return Some(at.to_path_buf());
        }
        let asked = package.dependencies.get(name)?;
        let target = ["file:", "link:", "portal:"].iter().find_map(|scheme| asked.strip_prefix(scheme))?;
        Some(normal_path(&at.join(target)))
    })
}

/// Whether a manifest says that it is a library, so that a folder of the same name is none.
fn is_declared(tree: Tree<'_>, folder: &Path, name: &str) -> bool {
    let mut packages = tree.folders.roots().upwards(folder).filter_map(|at| tree.manifests.package(tree.folders, at));
    packages.any(|package| package.dependencies.contains_key(name))
}

fn private(cache: &Cache, tree: Tree<'_>, folder: &Path, specifier: &str) -> Resolution {
    let nearest =
        tree.folders.roots().upwards(folder).find_map(|at| Some((at, tree.manifests.package(tree.folders, at)?)));
    let import = nearest.and_then(|(at, json)| package::private_import(tree, at, json, specifier));
    match import {
        Some(Import::File(file)) => Resolution::file(file),
        // One step only, so that no circle is followed.
        Some(Import::Other(name)) if !name.starts_with('#') => bare(cache, tree, folder, &name),
        Some(Import::Other(_)) => Resolution::Missing,
        // Some projects give `#` a meaning through `paths`.
        None => match bare(cache, tree, folder, specifier) {
            Resolution::External(_) => Resolution::Missing,
            local => local,
        },
    }
}

fn config<'a>(cache: &'a Cache, tree: Tree<'_>, folder: &Path) -> Option<&'a TsConfig> {
    let known = cache.configs.get(folder);
    let config = match known {
        Some(config) => config,
        None => cache.configs.insert(folder.to_path_buf(), Box::new(TsConfig::in_folder(tree, folder))),
    };
    config.as_ref()
}

/// The names without a star that `paths` gives to files, as seen from `folder`.
pub(super) fn aliases(cache: &Cache, tree: Tree<'_>, folder: &Path) -> Vec<SmolStr> {
    let configs = tree.folders.roots().upwards(folder).filter_map(|at| config(cache, tree, at));
    let names = configs.flat_map(|config| config.paths.iter().map(|(pattern, _)| pattern));
    names.filter(|pattern| !pattern.contains('*')).map(SmolStr::new).collect()
}

/// The source file at `path`: as written, with an extension, as the source of what is written, or as a folder's index.
pub(super) fn probe(tree: Tree<'_>, path: &Path) -> Option<PathBuf> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return None };
    let listing = tree.folders.list(parent);
    let with = |name: &str, extension: &str| -> Option<PathBuf> {
        let full = format!("{name}{extension}");
        listing.has_file(&full).then(|| parent.join(full))
    };
    if let Some(name) = name.to_str() {
        if listing.has_file(name) && EXTENSIONS.iter().any(|extension| name.ends_with(extension)) {
            return Some(path.to_path_buf());
        }
        let source = BUILT_FROM.iter().find_map(|(built, sources)| {
            let stem = name.strip_suffix(built)?;
            sources.iter().find_map(|source| with(stem, source))
        });
        if let Some(file) = source.or_else(|| EXTENSIONS.iter().find_map(|extension| with(name, extension))) {
            return Some(file);
        }
    }
    if tree.folders.is_folder(path) { index(tree, path) } else { None }
}

/// What a folder stands for: its `package.json`'s entry, else its index.
fn index(tree: Tree<'_>, folder: &Path) -> Option<PathBuf> {
    let listing = tree.folders.list(folder);
    if let Some(package) = tree.manifests.package(tree.folders, folder) {
        // A folder that names itself as its entry must not send us round in a circle: only files count here.
        let entry = package.entries.iter().map(|entry| normal_path(&folder.join(entry)));
        if let Some(file) = entry.into_iter().find(|path| is_source(path) && tree.folders.is_file(path)) {
            return Some(file);
        }
    }
    let index = EXTENSIONS.iter().map(|extension| OsString::from(format!("index{extension}")));
    index.into_iter().find(|name| listing.has_file(name)).map(|name| folder.join(name))
}

fn is_source(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    EXTENSIONS.iter().any(|extension| name.ends_with(extension))
}
