//! Which files there are, which imports which, which version of a library they use.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::source::SourceFile;
use crate::syntax::ir;

/// A file, read and lowered.
pub struct ModuleFile {
    /// As the walker named it.
    pub path: Arc<Path>,
    /// A stable hash of the path.
    pub key: u64,
    /// Its text.
    pub source: SourceFile,
    /// Its module.
    pub ir: ir::Module,
}

/// What a specifier stands for.
pub enum Resolution {
    /// Files of the project.
    Files(SmallVec<[PathBuf; 1]>),
    /// A library.
    External(SmolStr),
    /// Nothing that is there.
    Missing,
}

/// All files.
pub struct Project;

pub use version_stub::Version;
mod version_stub {
    /// stub
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Version {
        /// x
        pub major: u32,
    }
}
impl Project {
    /// stub
    pub fn resolve(&self, _from: &ModuleFile, specifier: &str) -> Resolution {
        Resolution::External(specifier.into())
    }
    /// stub
    pub fn load(&self, _path: &Path) -> Option<&ModuleFile> {
        None
    }
    /// stub
    pub fn package_files(&self, _of: &ModuleFile) -> Vec<PathBuf> {
        Vec::new()
    }
}
