//! `--baseline` and `--write-baseline`.

use std::fs;
use std::path::{Path, PathBuf};

use super::settings::{CheckSettings, Verbosity};
use super::{Failure, say};
use crate::fixes;
use crate::lint::Request;
use crate::project::absolute;
use crate::report::Report;
use crate::report::baseline::{Baseline, Entry};
use crate::source::shown_path;

/// A baseline and the folder that its paths are seen from.
pub(super) struct Read {
    baseline: Baseline,
    folder: PathBuf,
}

impl Read {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read or is no baseline.
    pub(super) fn from(path: &Path, settings: &CheckSettings) -> Result<Self, Failure> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|error| Failure::new(format_args!("cannot read {}: {error}", path.display())))?;
        let baseline = Baseline::parse(&text);
        let baseline = baseline.map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))?;
        Ok(Self { baseline, folder: folder_of(path, settings) })
    }

    /// Marks findings, and tells which entries are fixed.
    pub(super) fn mark(&self, report: &mut Report, request: &Request<'_>, settings: &CheckSettings) {
        let gone = self.gone(report, request, settings);
        if settings.verbosity == Verbosity::Quiet || gone.is_empty() {
            return;
        }
        if settings.verbosity == Verbosity::Verbose {
            for entry in &gone {
                let path = shown_path(&self.folder.join(&entry.path), &settings.style.working_dir);
                say(&format!("{path}: fixed: {} of the baseline", entry.rule));
            }
        }
        let are = if gone.len() == 1 { "entry of the baseline is" } else { "entries of the baseline are" };
        say(&format!("{} {are} fixed; --write-baseline takes them out", gone.len()));
    }

    /// Marks findings, and tells nothing.
    pub(super) fn mark_only(&self, report: &mut Report, settings: &CheckSettings) {
        self.baseline.mark(report, &settings.style, &self.folder, |_, _| false);
    }

    fn gone(&self, report: &mut Report, request: &Request<'_>, settings: &CheckSettings) -> Vec<Entry> {
        let cwd = request.configs.working_dir();
        let named: Vec<PathBuf> = request.paths.iter().map(|path| absolute(cwd, path)).collect();
        self.baseline.mark(report, &settings.style, &self.folder, |path, rule| {
            let ran = request.configs.for_file(path).is_ok_and(|settings| settings.for_path(path).runs(rule));
            ran && named.iter().any(|named| path.starts_with(named))
        })
    }
}

/// Writes all findings; what an older file says of code that was not linted now stays.
///
/// # Errors
/// When the older file is no baseline, or the new one cannot be written.
pub(super) fn write(
    path: &Path,
    report: &mut Report,
    request: &Request<'_>,
    settings: &CheckSettings,
) -> Result<(), Failure> {
    let folder = folder_of(path, settings);
    let mut baseline = Baseline::of(report, &settings.style, &folder);
    if path.exists() {
        let old = Read::from(path, settings)?;
        let gone = old.gone(report, request, settings);
        baseline.add(old.baseline.entries.into_iter().filter(|entry| !gone.contains(entry)));
    }
    let mut bytes = Vec::new();
    baseline.write(&mut bytes)?;
    fixes::replace(&folder.join(path.file_name().unwrap_or_default()), &bytes)
        .map_err(|error| Failure::new(format_args!("cannot write {}: {error}", path.display())))?;
    if settings.verbosity != Verbosity::Quiet {
        let count = match baseline.entries.len() {
            1 => "1 finding is".to_owned(),
            many => format!("{many} findings are"),
        };
        say(&format!("{count} in {}", shown_path(path, &settings.style.working_dir)));
    }
    baseline.mark(report, &settings.style, &folder, |_, _| false);
    Ok(())
}

fn folder_of(path: &Path, settings: &CheckSettings) -> PathBuf {
    let path = absolute(&settings.style.working_dir, path);
    path.parent().map_or_else(|| settings.style.working_dir.clone(), Path::to_path_buf)
}
