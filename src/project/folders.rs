//! What is in which folder, each folder read at most once.
//!
//! Resolving an import asks for a dozen names in one folder (`cache.ts`, `cache.tsx`, `cache/index.ts`, ...): one
//! listing answers all of them, also for files that the walk left out because git ignores them.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use elsa::sync::FrozenMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::roots::Roots;

/// The names in one folder.
#[derive(Debug, Default)]
pub(super) struct Listing {
    files: FxHashSet<OsString>,
    folders: FxHashSet<OsString>,
    exists: bool,
}

impl Listing {
    /// The files, sorted by name.
    pub(super) fn files(&self) -> Vec<&OsStr> {
        sorted(&self.files)
    }

    /// The folders, sorted by name.
    pub(super) fn folders(&self) -> Vec<&OsStr> {
        sorted(&self.folders)
    }

    /// Whether a file of this name is there.
    pub(super) fn has_file(&self, name: impl AsRef<OsStr>) -> bool {
        self.files.contains(name.as_ref())
    }

    /// Whether a folder of this name is there.
    pub(super) fn has_folder(&self, name: impl AsRef<OsStr>) -> bool {
        self.folders.contains(name.as_ref())
    }
}

fn sorted(names: &FxHashSet<OsString>) -> Vec<&OsStr> {
    let mut names: Vec<&OsStr> = names.iter().map(OsString::as_os_str).collect();
    names.sort_unstable();
    names
}

/// All folders of the project, read when asked for.
pub(super) struct Folders {
    roots: Roots,
    /// Files that exist only in an editor, by folder.
    unsaved: FxHashMap<PathBuf, Vec<OsString>>,
    listings: FrozenMap<PathBuf, Box<Listing>>,
    outside: Listing,
}

impl Folders {
    /// Folders under `roots`; `overlay` names files that count as existing.
    pub(super) fn new<'a>(roots: Roots, overlay: impl Iterator<Item = &'a Path>) -> Self {
        let mut unsaved: FxHashMap<PathBuf, Vec<OsString>> = FxHashMap::default();
        for path in overlay {
            if let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
                unsaved.entry(folder.to_path_buf()).or_default().push(name.to_os_string());
            }
        }
        Self { roots, unsaved, listings: FrozenMap::new(), outside: Listing::default() }
    }

    /// The roots.
    pub(super) fn roots(&self) -> &Roots {
        &self.roots
    }

    /// What is in a folder; empty for a folder that does not exist, cannot be read, or is outside of the project.
    pub(super) fn list(&self, folder: &Path) -> &Listing {
        if let Some(known) = self.listings.get(folder) {
            return known;
        }
        if !self.roots.contains(folder) {
            return &self.outside;
        }
        self.listings.insert(folder.to_path_buf(), Box::new(self.read(folder)))
    }

    fn read(&self, folder: &Path) -> Listing {
        let mut listing = Listing::default();
        if let Ok(entries) = std::fs::read_dir(folder) {
            listing.exists = true;
            for entry in entries.flatten() {
                let Ok(mut kind) = entry.file_type() else { continue };
                if kind.is_symlink() {
                    let Ok(target) = std::fs::metadata(entry.path()) else { continue };
                    kind = target.file_type();
                }
                if kind.is_dir() {
                    listing.folders.insert(entry.file_name());
                } else if kind.is_file() {
                    listing.files.insert(entry.file_name());
                }
            }
        }
        if let Some(names) = self.unsaved.get(folder) {
            listing.exists = true;
            listing.files.extend(names.iter().cloned());
        }
        listing
    }

    /// Whether there is a file at `path`.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) => self.list(folder).has_file(name),
            _ => false,
        }
    }

    /// Whether there is a folder at `path`.
    pub(super) fn is_folder(&self, path: &Path) -> bool {
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) if self.roots.contains(parent) => self.list(parent).has_folder(name),
            _ => self.list(path).exists,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_listed_with_files_folders_and_unsaved_buffers() {
        let tree = tempfile::tempdir().unwrap();
        std::fs::create_dir(tree.path().join("lib")).unwrap();
        std::fs::write(tree.path().join("a.ts"), "").unwrap();
        let unsaved = tree.path().join("new/b.ts");
        let roots = Roots::of(&[tree.path().to_path_buf()], tree.path());
        let folders = Folders::new(roots, std::iter::once(unsaved.as_path()));
        assert!(folders.is_file(&tree.path().join("a.ts")));
        assert!(!folders.is_file(&tree.path().join("lib")));
        assert!(folders.is_folder(&tree.path().join("lib")));
        assert!(folders.is_folder(tree.path()));
        assert!(folders.is_file(&unsaved));
        assert!(!folders.is_folder(tree.path().parent().unwrap()));
    }
}
