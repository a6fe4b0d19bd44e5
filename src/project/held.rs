//! Of the files that only mention a client, those that may get one.
//!
//! A client comes to them from a file that passes the gate: they import it, share a package with it, or it imports them
//! and hands a client to what they have. All of this also through another such file.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::importers;
use super::imports::{PythonImport, go_imports, javascript_imports, python_imports};
use super::nearness::bytes_of;
use super::read::ModuleFile;
use super::resolve::Family;
use super::store::Project;
use crate::syntax::ir::Language;
use crate::syntax::language_of;

/// Files that only mention a client and import each other are followed this far.
const MAX_STEPS: usize = 3;

impl Project {
    /// Of the files that only mention a client, reads those that may get one as if they had passed the gate.
    pub(super) fn take_in(&mut self, held: Vec<(Language, PathBuf)>, left_out: &[PathBuf]) {
        if held.is_empty() {
            return;
        }
        let paths: Vec<PathBuf> = if self.is_all_walked() {
            let passing = self.primary.iter().map(|file| &*file.path).chain(left_out.iter().map(PathBuf::as_path));
            linked(self, &held, &passing.collect::<Vec<_>>())
        } else {
            // What they import may lie where nobody walked.
            held.iter().map(|(_, path)| path.clone()).collect()
        };
        let read: Vec<Option<ModuleFile>> = paths.par_iter().with_max_len(1).map(|path| self.read(path)).collect();
        self.primary.extend(read.into_iter().flatten());
        self.primary.sort_unstable_by(|a, b| by_bytes(&a.path, &b.path));
        self.by_path = self.primary.iter().enumerate().map(|(index, file)| (Arc::clone(&file.path), index)).collect();
        let is_taken = |path: &Path| paths.binary_search_by(|taken| by_bytes(taken, path)).is_ok();
        self.others.retain(|(_, path)| !is_taken(path));
        self.held = held;
        self.held.retain(|(_, path)| !is_taken(path));
    }
}

/// Those of `held`, sorted by bytes, that are worth parsing for the sake of files that pass.
fn linked(project: &Project, held: &[(Language, PathBuf)], passing: &[&Path]) -> Vec<PathBuf> {
    let mut found: Vec<&Path> = Vec::new();
    let mut left: Vec<&(Language, PathBuf)> = held.iter().collect();
    let mut new: Vec<&Path> = passing.to_vec();
    for _ in 0..MAX_STEPS {
        if left.is_empty() || new.is_empty() {
            break;
        }
        let fixtures: Vec<&Path> = new.iter().copied().filter(|path| path.ends_with("conftest.py")).collect();
        let mut next = importers::among(project, &left, &new);
        next.extend(left.iter().filter(|(_, path)| takes_fixtures(project, path, &fixtures)).map(|(_, path)| &**path));
        next.extend(imported(project, held, &new));
        left.retain(|(_, path)| !next.contains(&path.as_path()));
        next.retain(|path| !found.contains(path));
        next.sort_unstable();
        next.dedup();
        found.extend(&next);
        new = next;
    }
    let mut found: Vec<PathBuf> = found.into_iter().map(Path::to_path_buf).collect();
    found.sort_unstable_by(|a, b| by_bytes(a, b));
    found
}

/// Adds those of `held` that are imported by some files, or by one of these which is: to them a client may be handed.
pub(super) fn add_taken_in(project: &Project, held: &[(Language, PathBuf)], to: &mut Vec<PathBuf>) {
    let mut new = to.clone();
    for _ in 0..MAX_STEPS {
        let by: Vec<&Path> = new.iter().map(PathBuf::as_path).collect();
        new = imported(project, held, &by).into_iter().map(Path::to_path_buf).collect();
        new.retain(|path| !to.contains(path));
        to.extend(new.iter().cloned());
    }
    to.sort_unstable_by(|a, b| by_bytes(a, b));
}

fn by_bytes(a: &Path, b: &Path) -> Ordering {
    a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes())
}

/// Those of `held` that some files import.
fn imported<'h>(project: &Project, held: &'h [(Language, PathBuf)], by: &[&Path]) -> Vec<&'h Path> {
    if held.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<&Path> = by
        .par_iter()
        .flat_map_iter(|path| imports_of(project, path))
        .filter_map(|target| {
            let at = held.binary_search_by(|(_, path)| by_bytes(path, &target)).ok()?;
            Some(held[at].1.as_path())
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What a file imports of the project, by its text: what looks like an import is one.
fn imports_of(project: &Project, path: &Path) -> Vec<Arc<Path>> {
    let (Some(family), Some(folder)) = (language_of(path).and_then(Family::of), path.parent()) else {
        return Vec::new();
    };
    let Some(bytes) = bytes_of(project, path) else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let targets =
        |specifier: &str| project.resolver().resolve(project.tree(), family, folder, specifier).files().to_vec();
    match family {
        Family::JavaScript => javascript_imports(&text).flat_map(targets).collect(),
        Family::Python => {
            let imports = python_imports(&text);
            imports.iter().flat_map(PythonImport::specifiers).flat_map(|specifier| targets(&specifier)).collect()
        }
        Family::Go => go_imports(&bytes).filter_map(|path| std::str::from_utf8(path).ok()).flat_map(targets).collect(),
    }
}

/// Whether a test may get what `conftest.py` around it provides, which nobody imports.
fn takes_fixtures(project: &Project, path: &Path, fixtures: &[&Path]) -> bool {
    let is_around = |conftest: &&Path| conftest.parent().is_some_and(|folder| path.starts_with(folder));
    let is_python = path.extension().is_some_and(|extension| extension == "py");
    is_python && project.is_test(path) && fixtures.iter().any(is_around)
}
