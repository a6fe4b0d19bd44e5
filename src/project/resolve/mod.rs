//! From what an import says to the files that it means.

mod go;
mod javascript;
mod package;
mod python;
mod tsconfig;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use elsa::sync::FrozenMap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::folders::Folders;
use super::manifest::Manifests;
use crate::syntax::ir::Language;

pub(super) use go::files_of_package;
pub(super) use python::imported_name as python_name;
pub(super) use tsconfig::is_configuration;

/// What an import means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Files of the project: one, or for Go all files of the package. None at all for a Python folder without
    /// `__init__.py`, which only has submodules.
    Files(SmallVec<[Arc<Path>; 1]>),
    /// A library, or the language's own; with the specifier as written.
    External(SmolStr),
    /// It should be in the project, and is not.
    Missing,
}

impl Resolution {
    fn file(path: PathBuf) -> Self {
        Resolution::Files(SmallVec::from_iter([Arc::from(path)]))
    }

    /// The files; none for a library.
    pub fn files(&self) -> &[Arc<Path>] {
        match self {
            Resolution::Files(files) => files,
            Resolution::External(_) | Resolution::Missing => &[],
        }
    }
}

/// Languages whose imports mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Family {
    JavaScript,
    Python,
    Go,
}

impl Family {
    pub(super) fn of(language: Language) -> Option<Self> {
        match language {
            Language::JavaScript | Language::TypeScript | Language::Tsx => Some(Family::JavaScript),
            Language::Python => Some(Family::Python),
            Language::Go => Some(Family::Go),
            Language::Lua => None,
        }
    }
}

/// What the resolvers look at.
#[derive(Clone, Copy)]
pub(super) struct Tree<'a> {
    pub(super) folders: &'a Folders,
    pub(super) manifests: &'a Manifests,
    /// Manifests and TypeScript configurations that the walk saw, sorted.
    pub(super) seen: &'a [PathBuf],
}

/// What specifiers mean in one folder, by family.
type InFolder = [FrozenMap<SmolStr, Box<Resolution>>; 3];

/// Resolves imports, each one of a folder once.
#[derive(Default)]
pub(super) struct Resolver {
    folders: FrozenMap<PathBuf, Box<InFolder>>,
    javascript: javascript::Cache,
    python: python::Cache,
    go: go::Cache,
}

impl Resolver {
    /// What `specifier` means in the files of `folder`.
    pub(super) fn resolve(&self, tree: Tree<'_>, family: Family, folder: &Path, specifier: &str) -> &Resolution {
        let known = match self.folders.get(folder) {
            Some(known) => known,
            None => self.folders.insert(folder.to_path_buf(), Box::default()),
        };
        let known = &known[family as usize];
        if let Some(resolution) = known.get(specifier) {
            return resolution;
        }
        let resolution = match family {
            Family::JavaScript => javascript::resolve(&self.javascript, tree, folder, specifier),
            Family::Python => python::resolve(&self.python, tree, folder, specifier),
            Family::Go => go::resolve(&self.go, tree, folder, specifier),
        };
        known.insert(SmolStr::new(specifier), Box::new(resolution))
    }

    /// The name of the workspace package that a JavaScript file belongs to.
    pub(super) fn package_name(&self, tree: Tree<'_>, folder: &Path) -> Option<SmolStr> {
        let package = tree.folders.roots().upwards(folder).find_map(|at| tree.manifests.package(tree.folders, at))?;
        (!package.name.is_empty()).then(|| package.name.clone())
    }

    /// The names without a `*` that `tsconfig.json` gives to files, for files of `folder`.
    pub(super) fn aliases(&self, tree: Tree<'_>, folder: &Path) -> Vec<SmolStr> {
        javascript::aliases(&self.javascript, tree, folder)
    }
}

#[cfg(test)]
mod tests;
