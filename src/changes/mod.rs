//! Which lines a branch touched, as git tells. Knows nothing of findings.
//!
//! Lines are those of git: they end with LF, and a lone CR ends none.

mod git;
mod patch;

use std::fmt;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use git::Git;

/// Everything that differs from where a branch began: commits, what is staged, what is not, and new files.
#[derive(Debug, Default)]
pub struct Changes {
    reference: String,
    /// The top of the working tree, links resolved.
    root: PathBuf,
    /// Relative to the root, under their names of today.
    files: FxHashMap<PathBuf, Touched>,
}

/// What of a file was touched.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Touched {
    /// It is new to git.
    Whole,
    /// In order. A file that was only renamed has none.
    Lines(Vec<Hunk>),
}

/// A run of touched lines on the new side, counted in halves, so that the gap where lines went away has a place as well:
/// line `n` is `2n`, the gap behind it `2n + 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hunk {
    first: u32,
    last: u32,
}

/// Why the changes are not known: wrong usage, in words that name the way out.
#[derive(Debug)]
pub struct ChangesError(String);

impl fmt::Display for ChangesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ChangesError {}

impl Changes {
    /// What the working tree around `folder` has that the merge base of `reference` and `HEAD` has not.
    ///
    /// # Errors
    /// No git, no repository, no such commit, or none in common: with what to do about it.
    pub fn since(reference: &str, folder: &Path) -> Result<Self, ChangesError> {
        let git = Git::open(folder)?;
        let base = git.merge_base(reference)?;
        let mut files = patch::parse(&git.diff(&base)?);
        files.extend(git.untracked()?.into_iter().map(|path| (path, Touched::Whole)));
        Ok(Self { reference: reference.to_owned(), root: git.root().to_path_buf(), files })
    }

    /// What the changes were compared with, as it was asked for.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// What was touched of a file; for one outside of the repository, of which git says nothing, all of it.
    pub fn of(&self, path: &Path) -> FileChanges<'_> {
        let real = canonical(path);
        match real.strip_prefix(&self.root) {
            Ok(inner) => FileChanges(self.files.get(inner)),
            Err(_) => FileChanges(Some(&Touched::Whole)),
        }
    }
}

/// The path with links resolved, as far as it exists.
fn canonical(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent().and_then(|folder| folder.canonicalize().ok()), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

/// What was touched of one file.
#[derive(Debug, Clone, Copy)]
pub struct FileChanges<'a>(Option<&'a Touched>);

impl FileChanges<'_> {
    /// Whether any of the lines from `first` to `last` (from 1, both counted) was touched, or one between them taken away.
    pub fn touch(self, first: u32, last: u32) -> bool {
        match self.0 {
            None => false,
            Some(Touched::Whole) => true,
            Some(Touched::Lines(hunks)) => {
                let (first, last) = (first.saturating_mul(2), last.saturating_mul(2));
                let next = hunks.partition_point(|hunk| hunk.last < first);
                hunks.get(next).is_some_and(|hunk| hunk.first <= last)
            }
        }
    }

    /// Whether nothing was.
    pub fn is_empty(self) -> bool {
        match self.0 {
            None => true,
            Some(Touched::Whole) => false,
            Some(Touched::Lines(hunks)) => hunks.is_empty(),
        }
    }
}
