//! Changed files go to disk whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Changed;
use crate::project::Roots;

/// Writes a file, if it still is what was linted.
///
/// # Errors
/// Why not, in words.
pub(super) fn write(changed: &Changed, roots: &Roots) -> Result<(), String> {
    let path = target(&changed.path, roots)?;
    let data = fs::metadata(&path).map_err(|error| error.to_string())?;
    if data.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    if fs::read(&path).map_err(|error| error.to_string())? != changed.before {
        return Err("it has changed in the meantime".to_owned());
    }
    replace(&path, &changed.after).map_err(|error| error.to_string())
}

/// The file behind links, which must not lead out of the project.
fn target(path: &Path, roots: &Roots) -> Result<PathBuf, String> {
    let real = path.canonicalize().map_err(|error| error.to_string())?;
    let root = roots.root(path).and_then(|root| root.canonicalize().ok());
    match root {
        Some(root) if real.starts_with(&root) => Ok(real),
        _ => Err("it is a link out of the project".to_owned()),
    }
}

/// Puts bytes in the place of a file, or where none is: all of them or, when that fails, none. What there was keeps its
/// permissions and its owner.
///
/// # Errors
/// Why not; the path is not named.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut file = tempfile::Builder::new().prefix(".slotlint-").tempfile_in(folder).map_err(without_path)?;
    file.as_file_mut().write_all(bytes)?;
    match fs::metadata(path) {
        Ok(data) => {
            file.as_file().set_permissions(data.permissions())?;
            keep_owner(file.as_file(), &data);
        }
        Err(_) => readable_by_all(file.as_file())?,
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// What went wrong, without the path of the temporary file, which nobody named and tempfile 3 adds.
fn without_path(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path \"") {
        Some((reason, _)) => io::Error::new(error.kind(), reason.to_owned()),
        None => error,
    }
}

/// A file for a temporary folder is for its owner alone; this one is to be committed.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// As far as that is allowed: only root may give files away.
#[cfg(unix)]
fn keep_owner(file: &fs::File, data: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, Some(data.uid()), Some(data.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &fs::File, _: &fs::Metadata) {}
