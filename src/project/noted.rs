//! What Go files that did not pass the gate import, noted while the walk has their bytes: the second pass need not read them
//! again to find that they import nothing that matters.

use std::hash::Hasher;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::imports::go_imports;
use super::read::key_of;

/// Imports of files, by the keys of these, each as a hash: two may have the same, so what is found is looked at.
#[derive(Debug, Default)]
pub(super) struct NotedImports {
    /// Where the imports of a file begin and end among all of them.
    of: FxHashMap<u64, (u32, u32)>,
    imports: Vec<u32>,
}

impl NotedImports {
    /// Notes what a Go file of these bytes imports.
    pub(super) fn note(&mut self, path: &Path, bytes: &[u8]) {
        let begin = self.imports.len() as u32;
        self.imports.extend(go_imports(bytes).map(hash));
        self.of.insert(key_of(path), (begin, self.imports.len() as u32));
    }

    pub(super) fn append(&mut self, other: Self) {
        let before = self.imports.len() as u32;
        self.imports.extend(other.imports);
        self.of.extend(other.of.into_iter().map(|(file, (begin, end))| (file, (before + begin, before + end))));
    }

    /// Whether a file may import one of these paths: what nothing was noted of may.
    pub(super) fn may_import(&self, path: &Path, wanted: &Wanted) -> bool {
        let noted = |&(begin, end): &(u32, u32)| &self.imports[begin as usize..end as usize];
        let noted = self.of.get(&key_of(path)).map(noted);
        noted.is_none_or(|noted| noted.iter().any(|import| wanted.0.contains(import)))
    }
}

/// Import paths that are looked for.
#[derive(Debug, Default)]
pub(super) struct Wanted(FxHashSet<u32>);

impl<'a> FromIterator<&'a str> for Wanted {
    fn from_iter<T: IntoIterator<Item = &'a str>>(paths: T) -> Self {
        Self(paths.into_iter().map(|path| hash(path.as_bytes())).collect())
    }
}

fn hash(import: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(import);
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_known_and_what_was_not_may_be_anything() {
        let mut noted = NotedImports::default();
        noted.note(Path::new("a.go"), b"package a\nimport \"shop/cache\"\n");
        let mut others = NotedImports::default();
        others.note(Path::new("b.go"), b"package b\nimport \"shop/other\" // \xff\n");
        others.note(Path::new("d.go"), b"package d\nimport (\n\"fmt\"\n\"shop/other\"\n)\n");
        noted.append(others);
        let wanted = |path: &str| Wanted::from_iter([path]);
        assert!(noted.may_import(Path::new("a.go"), &wanted("shop/cache")));
        assert!(!noted.may_import(Path::new("a.go"), &wanted("shop/other")));
        assert!(noted.may_import(Path::new("b.go"), &wanted("shop/other")));
        assert!(noted.may_import(Path::new("d.go"), &wanted("shop/other")));
        assert!(!noted.may_import(Path::new("d.go"), &wanted("shop/cache")));
        assert!(noted.may_import(Path::new("c.go"), &wanted("shop/other")));
    }
}
