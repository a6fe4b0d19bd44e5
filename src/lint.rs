//! Placeholder of this branch for the one entrance; the request is what the command line gives it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use rustc_hash::FxHashMap;

use crate::config::{ConfigError, Configs};
use crate::report::Report;

/// Bytes that stand in for files: standard input, open editor buffers. By path as it is named in the request.
pub type Overlay = FxHashMap<PathBuf, Vec<u8>>;

/// Whether paths that were named are linted even when settings exclude them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedPaths {
    /// Who names a path means it.
    Always,
    /// `--force-exclude`: tools that pass every changed file want the exclusions all the same.
    UnlessExcluded,
}

/// What to lint, and how.
pub struct Request<'a> {
    /// Files and folders as they were named; a path in the overlay need not exist.
    pub paths: &'a [PathBuf],
    /// Goes over the files.
    pub overlay: &'a Overlay,
    /// The settings of each folder.
    pub configs: &'a Configs,
    /// What exclusions mean for `paths`.
    pub named_paths: NamedPaths,
    /// `None`: as many as the machine has.
    pub threads: Option<NonZeroUsize>,
    /// Called once for each file that was looked at, from any thread.
    pub on_file: &'a (dyn Fn() + Sync),
}

/// Lints.
///
/// # Errors
/// When a configuration file is wrong.
pub fn lint(request: &Request<'_>) -> Result<Report, ConfigError> {
    let mut report = Report::default();
    for path in request.paths {
        request.configs.for_file(path)?.for_path(path);
        report.summary.files_seen += usize::from(path.is_file() || request.overlay.contains_key(path));
        (request.on_file)();
    }
    Ok(report)
}
