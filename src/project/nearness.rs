//! Which files can know a client at all: those that pass the gate, and those that import one of these.
//!
//! Where only a client is of interest, a file that is far from all of them need not be parsed.

use std::borrow::Cow;
use std::path::Path;

use elsa::sync::FrozenMap;

use super::gate::{self, Verdict};
use super::imports::{PythonImport, javascript_imports, python_imports};
use super::read::Buffer;
use super::resolve::Family;
use super::store::Project;
use crate::syntax::language_of;

/// Imports that are followed one after the other: a class that extends a class that extends a client, a folder's index.
const MAX_STEPS: usize = 2;

/// What was found out, by steps that are left and path.
#[derive(Default)]
pub(super) struct Nearness([FrozenMap<std::path::PathBuf, Box<bool>>; MAX_STEPS]);

/// Whether a file passes the gate, or imports one that does, directly or through one other file.
pub(super) fn is_near_clients(project: &Project, path: &Path) -> bool {
    near(project, path, MAX_STEPS)
}

fn near(project: &Project, path: &Path, steps: usize) -> bool {
    if project.is_primary(path) {
        return true;
    }
    let Some(left) = steps.checked_sub(1) else { return false };
    let known = &project.nearness().0[left];
    match known.get(path) {
        Some(known) => *known,
        None => *known.insert(path.to_path_buf(), Box::new(read_near(project, path, left))),
    }
}

/// Of a file that the walk did not find worth parsing, or did not come by.
fn read_near(project: &Project, path: &Path, steps: usize) -> bool {
    let (Some(language), Some(folder)) = (language_of(path), path.parent()) else { return false };
    // Loading it says why it cannot be read.
    let Some(bytes) = bytes_of(project, path) else { return true };
    let Some(family) = Family::of(language).filter(|_| gate::judge(language, &bytes) != Verdict::Passes) else {
        return true;
    };
    let text = String::from_utf8_lossy(&bytes);
    let leads = |specifier: &str| {
        let resolution = project.resolver().resolve(project.tree(), family, folder, specifier);
        resolution.files().iter().any(|file| near(project, file, steps))
    };
    match family {
        Family::JavaScript => javascript_imports(&text).any(leads),
        Family::Python => {
            python_imports(&text).iter().flat_map(PythonImport::specifiers).any(|specifier| leads(&specifier))
        }
        // A package is many files, and a type of it may be declared in any.
        Family::Go => true,
    }
}

/// The bytes of a file, changed texts first, then those that the walk has read.
pub(super) fn bytes_of<'p>(project: &'p Project, path: &Path) -> Option<Cow<'p, [u8]>> {
    let kept = || project.by_path.get(path).map(|&index| project.primary[index].source.text.as_bytes());
    if let Some(bytes) = project.overlay_bytes(path).or_else(kept) {
        return Some(Cow::Borrowed(bytes));
    }
    let owned = |bytes: &[u8]| Cow::Owned(bytes.to_vec());
    Buffer::of_thread(|buffer| buffer.read(path, project.max_file_size()).ok().map(owned))
}
