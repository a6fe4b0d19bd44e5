//! Python: relative imports, and absolute ones from every folder that may be on `sys.path`.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::{Resolution, Tree};

/// Client libraries. A file of the project that happens to have such a name does not stand for the library.
const CLIENTS: [&str; 4] = ["redis", "rediscluster", "valkey", "aioredis"];

/// Source roots that manifests show.
#[derive(Default)]
pub(super) struct Cache {
    declared: OnceLock<Vec<PathBuf>>,
}

/// What a dotted name is in a folder.
enum Local {
    Module(PathBuf),
    /// A folder without `__init__.py`.
    Namespace,
    /// A package of this name is there, the rest is not.
    Broken,
}

pub(super) fn resolve(cache: &Cache, tree: Tree<'_>, folder: &Path, specifier: &str) -> Resolution {
    let names = specifier.trim_start_matches('.');
    let dots = specifier.len() - names.len();
    if dots > 0 {
        return relative(tree, folder, dots, names);
    }
    absolute(cache, tree, folder, specifier)
}

fn relative(tree: Tree<'_>, folder: &Path, dots: usize, names: &str) -> Resolution {
    let Some(base) = folder.ancestors().nth(dots - 1) else { return Resolution::Missing };
    match locate(tree, base, names) {
        Some(Local::Module(path)) => Resolution::file(path),
        Some(Local::Namespace) => Resolution::Files(SmallVec::new()),
        Some(Local::Broken) | None => Resolution::Missing,
    }
}

fn absolute(cache: &Cache, tree: Tree<'_>, folder: &Path, specifier: &str) -> Resolution {
    let first = specifier.split('.').next().unwrap_or_default();
    let declared = cache.declared.get_or_init(|| declared_roots(tree));
    if CLIENTS.contains(&first) {
        // The client's own repository.
        let own = declared.iter().filter(|root| is_package(tree, &root.join(first)));
        return best(own.map(|root| locate(tree, root, specifier)), specifier);
    }
    let nearby = tree.folders.roots().upwards(folder).filter(|at| !is_package(tree, at)).flat_map(|at| {
        let inner = ["src", "python"].map(|name| at.join(name));
        std::iter::once(at.to_path_buf()).chain(inner.into_iter().filter(|at| tree.folders.is_folder(at)))
    });
    let nearby: Vec<PathBuf> = nearby.collect();
    best(nearby.iter().chain(declared).map(|root| locate(tree, root, specifier)), specifier)
}

/// A module beats a folder without one, and that a module that is not there.
fn best(found: impl Iterator<Item = Option<Local>>, specifier: &str) -> Resolution {
    let mut fallback = None;
    for local in found.flatten() {
        match local {
            Local::Module(path) => return Resolution::file(path),
            Local::Namespace => fallback = Some(Resolution::Files(SmallVec::new())),
            Local::Broken => {
                fallback.get_or_insert(Resolution::Missing);
            }
        }
    }
    fallback.unwrap_or_else(|| Resolution::External(SmolStr::new(specifier)))
}

/// Folders with a manifest of Python's, and their `src`: where packages are installed from.
fn declared_roots(tree: Tree<'_>) -> Vec<PathBuf> {
    let is_python = |path: &&PathBuf| {
        path.file_name().is_some_and(|name| name == "pyproject.toml" || name == "setup.py" || name == "setup.cfg")
    };
    let mut roots: Vec<PathBuf> = Vec::new();
    for folder in tree.seen.iter().filter(is_python).filter_map(|path| path.parent()) {
        let inner = folder.join("src");
        roots.push(folder.to_path_buf());
        if tree.folders.is_folder(&inner) {
            roots.push(inner);
        }
    }
    roots.dedup();
    roots
}

fn is_package(tree: Tree<'_>, folder: &Path) -> bool {
    tree.folders.list(folder).has_file("__init__.py")
}

/// A dotted name below `base`; an empty one is the folder itself.
fn locate(tree: Tree<'_>, base: &Path, names: &str) -> Option<Local> {
    let mut folder = base.to_path_buf();
    let mut parts = names.split('.').filter(|part| !part.is_empty()).peekable();
    // A folder without `__init__.py` may just have the name of a library: then what is missing in it is the library's.
    let mut is_ours = false;
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        let listing = tree.folders.list(&folder);
        if listing.has_folder(part) && (!is_last || is_package(tree, &folder.join(part))) {
            folder.push(part);
        } else if is_last && listing.has_file(format!("{part}.py")) {
            return Some(Local::Module(folder.join(format!("{part}.py"))));
        } else if is_last && listing.has_folder(part) {
            // Any folder could be meant; one without Python in it is none that is imported.
            return has_python(tree, &folder.join(part)).then_some(Local::Namespace);
        } else {
            return is_ours.then_some(Local::Broken);
        }
        is_ours |= is_package(tree, &folder);
    }
    match is_package(tree, &folder) {
        true => Some(Local::Module(folder.join("__init__.py"))),
        false => tree.folders.is_folder(&folder).then_some(Local::Namespace),
    }
}

fn has_python(tree: Tree<'_>, folder: &Path) -> bool {
    let listing = tree.folders.list(folder);
    let files = listing.files();
    files.iter().any(|name| Path::new(name).extension().is_some_and(|extension| extension == "py"))
        || listing.folders().iter().any(|name| tree.folders.list(&folder.join(name)).has_file("__init__.py"))
}

/// The last name by which a module is imported: `cache` for `lib/cache.py` and for `cache/__init__.py`.
pub(in crate::project) fn imported_name(path: &Path) -> Option<&str> {
    let stem = path.file_stem()?.to_str()?;
    if stem == "__init__" { path.parent()?.file_name()?.to_str() } else { Some(stem) }
}
