//! What Go files that did not pass the gate import, noted while the walk has their bytes: the second pass need not read them
//! again to find that they import nothing that matters.

use std::hash::Hasher;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::imports::go_imports;

/// Imports of files, each as a hash: two may have the same, so what is found is looked at.
#[derive(Debug, Default)]
pub(super) struct NotedImports(FxHashMap<PathBuf, Box<[u32]>>);

impl NotedImports {
    /// Notes what a Go file of these bytes imports, if they are text.
    pub(super) fn note(&mut self, path: &Path, bytes: &[u8]) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.0.insert(path.to_path_buf(), go_imports(text).map(hash).collect());
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether a file may import one of these paths: what nothing was noted of may.
    pub(super) fn may_import(&self, path: &Path, wanted: &Wanted) -> bool {
        self.0.get(path).is_none_or(|noted| noted.iter().any(|import| wanted.0.contains(import)))
    }
}

/// Import paths that are looked for.
#[derive(Debug, Default)]
pub(super) struct Wanted(FxHashSet<u32>);

impl<'a> FromIterator<&'a str> for Wanted {
    fn from_iter<T: IntoIterator<Item = &'a str>>(paths: T) -> Self {
        Self(paths.into_iter().map(hash).collect())
    }
}

fn hash(import: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(import.as_bytes());
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_known_and_what_was_not_may_be_anything() {
        let mut noted = NotedImports::default();
        noted.note(Path::new("a.go"), b"package a\nimport \"shop/cache\"\n");
        noted.note(Path::new("b.go"), b"package b\nimport \"\xff\"\n");
        let wanted = |path: &str| Wanted::from_iter([path]);
        assert!(noted.may_import(Path::new("a.go"), &wanted("shop/cache")));
        assert!(!noted.may_import(Path::new("a.go"), &wanted("shop/other")));
        assert!(noted.may_import(Path::new("b.go"), &wanted("shop/other")));
        assert!(noted.may_import(Path::new("c.go"), &wanted("shop/other")));
    }
}
