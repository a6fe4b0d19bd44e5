//! Changed files go to disk whole or not at all.

use std::fs;
use std::io::Write;
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
    replace(&path, &data, &changed.after).map_err(|error| error.to_string())
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

fn replace(path: &Path, data: &fs::Metadata, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut file = tempfile::Builder::new().prefix(".slotlint-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().set_permissions(data.permissions())?;
    keep_owner(file.as_file(), data);
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
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
