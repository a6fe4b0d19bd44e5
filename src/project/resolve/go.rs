//! Go: packages of the module, of modules beside it (`replace`, `go.work`), and their files.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use elsa::sync::FrozenMap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::{Resolution, Tree};
use crate::project::folders::Folders;
use crate::project::manifest::go_directives;
use crate::source::normal_path;

/// Path of a module, and its folder.
type Module = (SmolStr, PathBuf);

/// Modules that can be imported, by the folder that imports.
#[derive(Default)]
pub(super) struct Cache {
    modules: FrozenMap<PathBuf, Vec<Module>>,
    walked: OnceLock<Vec<Module>>,
}

pub(super) fn resolve(cache: &Cache, tree: Tree<'_>, folder: &Path, specifier: &str) -> Resolution {
    let nearest = tree.folders.roots().upwards(folder).find(|at| tree.folders.list(at).has_file("go.mod"));
    let local = nearest.map_or(&[][..], |at| modules_of(cache, tree, at));
    let walked = cache.walked.get_or_init(|| walked_modules(tree));
    match package_folder(local, specifier).or_else(|| package_folder(walked, specifier)) {
        None => Resolution::External(SmolStr::new(specifier)),
        Some(folder) => {
            let files = files_of_package(tree.folders, &folder);
            if files.is_empty() { Resolution::Missing } else { Resolution::Files(files) }
        }
    }
}

/// The non-test files of the package in a folder, sorted.
pub(in crate::project) fn files_of_package(folders: &Folders, folder: &Path) -> SmallVec<[Arc<Path>; 1]> {
    let names = folders.list(folder).files().into_iter().filter(|name| {
        let bytes = name.as_encoded_bytes();
        // The go tool ignores names that start with `_` or `.` (`go help packages`).
        bytes.ends_with(b".go") && !bytes.ends_with(b"_test.go") && !bytes.starts_with(b"_") && !bytes.starts_with(b".")
    });
    names.map(|name| Arc::from(folder.join(name))).collect()
}

/// Of the modules that hold the import path, the one with the longest path.
fn package_folder(modules: &[Module], specifier: &str) -> Option<PathBuf> {
    let holding = modules.iter().filter_map(|(path, folder)| {
        let rest = specifier.strip_prefix(path.as_str())?;
        let inner = if rest.is_empty() { rest } else { rest.strip_prefix('/')? };
        Some((path.len(), folder, inner))
    });
    let (_, folder, inner) = holding.max_by_key(|(length, ..)| *length)?;
    Some(normal_path(&folder.join(inner)))
}

/// The module in `at`, those it replaces by folders, and those of the `go.work` around it.
fn modules_of<'a>(cache: &'a Cache, tree: Tree<'_>, at: &Path) -> &'a [Module] {
    if let Some(known) = cache.modules.get(at) {
        return known;
    }
    let mut modules = Vec::new();
    add_module(tree, at, &mut modules);
    let work = tree.folders.roots().upwards(at).find(|folder| tree.folders.list(folder).has_file("go.work"));
    if let Some(folder) = work {
        let text = std::fs::read_to_string(folder.join("go.work")).unwrap_or_default();
        for (_, line) in go_directives(&text).filter(|(verb, _)| *verb == "use") {
            let member = normal_path(&folder.join(line.trim_matches('"')));
            if member != at {
                add_module(tree, &member, &mut modules);
            }
        }
    }
    cache.modules.insert(at.to_path_buf(), modules)
}

fn add_module(tree: Tree<'_>, folder: &Path, modules: &mut Vec<Module>) {
    let Some(file) = tree.manifests.go_mod(tree.folders, folder) else { return };
    modules.push((file.module.clone(), folder.to_path_buf()));
    modules.extend(file.replaced.iter().map(|(path, target)| (path.clone(), normal_path(&folder.join(target)))));
}

/// Every module that the walk saw: one of them is more likely meant than a published copy of it.
fn walked_modules(tree: Tree<'_>) -> Vec<Module> {
    let folders = tree.seen.iter().filter(|path| path.ends_with("go.mod")).filter_map(|path| path.parent());
    let modules =
        folders.filter_map(|at| Some((tree.manifests.go_mod(tree.folders, at)?.module.clone(), at.to_path_buf())));
    modules.collect()
}
