//! What of a project findings are wanted for. Resolution always has all of it.
//!
//! Hooks and editors name single files. What calls a wrapper in one, or makes the client and the keys that it uses, is in
//! others: with named files the walk goes over the whole project, as it would without them, and only the report is limited.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::Request;
use crate::project::absolute;

/// A folder with one of these is a project, also without git: it is safe to walk.
const MARKS: [&str; 9] = [
    "package.json",
    "pyproject.toml",
    "requirements.txt",
    "setup.py",
    "setup.cfg",
    "go.mod",
    "slotlint.toml",
    ".slotlint.toml",
    "tsconfig.json",
];

/// The paths of a request, and what is walked for them.
pub(super) struct Asked {
    files: FxHashSet<PathBuf>,
    folders: Vec<PathBuf>,
    /// Folders around named files.
    around: Vec<PathBuf>,
}

impl Asked {
    pub(super) fn of(request: &Request<'_>) -> Self {
        let cwd = request.configs.working_dir();
        let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
            request.paths.iter().map(|path| absolute(cwd, path)).partition(|path| path.is_dir());
        let mut around: Vec<PathBuf> = files.iter().filter_map(|file| project_of(file, cwd)).collect();
        around.sort_unstable();
        around.dedup();
        around.retain(|project| !folders.iter().any(|folder| project.starts_with(folder)));
        Self { files: files.into_iter().collect(), folders, around }
    }

    /// What was named, and what has to be known besides.
    pub(super) fn walked(&self, request: &Request<'_>) -> Vec<PathBuf> {
        request.paths.iter().cloned().chain(self.around.iter().cloned()).collect()
    }

    /// Whether findings in a file are wanted.
    pub(super) fn contains(&self, path: &Path) -> bool {
        self.around.is_empty()
            || self.files.contains(path)
            || self.folders.iter().any(|folder| path.starts_with(folder))
    }
}

/// What a run without paths would lint: the working directory, if the file is in it; else the file's repository.
fn project_of(file: &Path, cwd: &Path) -> Option<PathBuf> {
    let repository =
        |folder: &Path| folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf);
    if !file.starts_with(cwd) {
        return repository(file.parent()?);
    }
    let is_project = MARKS.iter().any(|mark| cwd.join(mark).is_file()) || repository(cwd).is_some();
    is_project.then(|| cwd.to_path_buf())
}
