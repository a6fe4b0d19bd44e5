//! What makes a project.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use super::walk::{Excludes, NamedPaths, NoExcludes};
use crate::source::DEFAULT_MAX_FILE_SIZE;

/// Which files a project knows from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Those in what was named.
    #[default]
    Walked,
    /// None: each is looked at when it is asked for.
    OnDemand,
}

/// What makes a project.
pub struct Options<'a> {
    /// Files and folders to lint, absolute or as seen from `cwd`.
    pub named: Vec<PathBuf>,
    /// The working directory, absolute.
    pub cwd: PathBuf,
    /// Left out of folders.
    pub excludes: Arc<dyn Excludes>,
    /// Whether excludes hold for named paths.
    pub named_paths: NamedPaths,
    /// Threads of the walk; `None` for as many as the machine has, up to 12.
    pub threads: Option<NonZeroUsize>,
    /// Bytes above which a file is skipped.
    pub max_file_size: u64,
    /// Bytes that win over what is on disk: open editor buffers, standard input. Absolute, or as seen from `cwd`.
    pub overlay: Vec<(PathBuf, Arc<[u8]>)>,
    /// Whether folders are walked at all.
    pub reach: Reach,
    /// Called once for each source file that the walk looks at, from any thread.
    pub on_file: &'a (dyn Fn() + Sync),
}

impl Options<'_> {
    /// Lints `named`, seen from `cwd`, with everything else as usual.
    pub fn new(cwd: impl Into<PathBuf>, named: Vec<PathBuf>) -> Self {
        Self {
            named,
            cwd: cwd.into(),
            excludes: Arc::new(NoExcludes),
            named_paths: NamedPaths::default(),
            threads: None,
            max_file_size: DEFAULT_MAX_FILE_SIZE,
            overlay: Vec::new(),
            reach: Reach::Walked,
            on_file: &|| {},
        }
    }
}
