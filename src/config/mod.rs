//! Which settings hold for which file: the nearest configuration file, what was typed over it, the defaults under it.

mod deployment;
mod discover;
mod error;
mod globs;
mod known;
mod layer;
mod read;
mod server;
mod settings;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

pub use deployment::Deployment;
pub use error::ConfigError;
pub use globs::PathSet;
pub use known::{KnownRules, RuleMeta, RuleSet, Selection, Selector};
pub use layer::Layer;
pub use server::{Server, ServerFamily};
pub use settings::{FilePolicy, Settings};

use discover::Loader;
use globs::absolute;
use read::{Context, Rows};

/// Where configuration files come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Discovery {
    /// From the file's folder upwards; the first one counts, and nothing above it.
    #[default]
    Nearest,
    /// This one, for all files.
    File(PathBuf),
    /// None.
    Isolated,
}

/// The settings of all folders, found when they are asked for and kept.
#[derive(Debug)]
pub struct Configs {
    known: Arc<KnownRules>,
    working_dir: Arc<Path>,
    /// What was typed: over what the files say.
    typed: Vec<Layer>,
    /// The same for all files, unless the nearest file counts.
    fixed: Option<Arc<Settings>>,
    /// By absolute folder.
    by_folder: RwLock<FxHashMap<PathBuf, Arc<Settings>>>,
}

impl Configs {
    /// `working_dir` is absolute; `typed` are the layers of the command line, first to last.
    ///
    /// # Errors
    /// When [`Discovery::File`] names a file that cannot be read or is wrong.
    pub fn new(
        known: Arc<KnownRules>,
        working_dir: Arc<Path>,
        discovery: &Discovery,
        typed: Vec<Layer>,
    ) -> Result<Self, ConfigError> {
        let mut configs = Self { known, working_dir, typed, fixed: None, by_folder: RwLock::default() };
        configs.fixed = match discovery {
            Discovery::Nearest => None,
            Discovery::File(path) => Some(configs.settings(&configs.loader().named(path)?)),
            Discovery::Isolated => Some(configs.settings(&[])),
        };
        Ok(configs)
    }

    /// The rules that these settings know.
    pub fn known(&self) -> &KnownRules {
        &self.known
    }

    /// Absolute; what relative paths start from.
    pub fn working_dir(&self) -> &Path {
        &self.working_dir
    }

    /// The settings of the folder that a file or folder is in.
    ///
    /// # Errors
    /// When the nearest configuration file is wrong.
    pub fn for_file(&self, path: &Path) -> Result<Arc<Settings>, ConfigError> {
        if let Some(fixed) = &self.fixed {
            return Ok(Arc::clone(fixed));
        }
        let path = absolute(path, &self.working_dir);
        self.for_absolute_folder(path.parent().unwrap_or(&path))
    }

    fn for_absolute_folder(&self, folder: &Path) -> Result<Arc<Settings>, ConfigError> {
        let mut asked = Vec::new();
        let mut found = None;
        for folder in folder.ancestors() {
            found = self.cached(folder);
            if found.is_some() {
                break;
            }
            asked.push(folder);
            if let Some(layers) = self.loader().in_folder(folder)? {
                found = Some(self.settings(&layers));
                break;
            }
        }
        let settings = found.unwrap_or_else(|| self.settings(&[]));
        let mut cache = self.by_folder.write().unwrap_or_else(PoisonError::into_inner);
        cache.extend(asked.into_iter().map(|folder| (folder.to_owned(), Arc::clone(&settings))));
        Ok(settings)
    }

    fn cached(&self, folder: &Path) -> Option<Arc<Settings>> {
        let cache = self.by_folder.read().unwrap_or_else(PoisonError::into_inner);
        cache.get(folder).cloned()
    }

    fn loader(&self) -> Loader<'_> {
        Loader { known: &self.known, working_dir: &self.working_dir }
    }

    fn settings(&self, layers: &[Layer]) -> Arc<Settings> {
        let layers: Vec<_> = layers.iter().chain(&self.typed).collect();
        Arc::new(Settings::new(Arc::clone(&self.known), Arc::clone(&self.working_dir), &layers))
    }
}

/// Reads `--config "key = value"`; patterns are relative to `working_dir`.
///
/// # Errors
/// As for a file, without a row.
pub fn inline(text: &str, known: &KnownRules, working_dir: &Path) -> Result<Layer, ConfigError> {
    let context = Context { origin: "--config", text, base: working_dir, known, rows: Rows::Untold };
    let table = context.parse(text)?;
    if read::extend(&table, &context)?.is_some() {
        let message = "works in a file only; name the file with `--config FILE`".to_owned();
        return Err(context.error(0..0, Some("extend".to_owned()), message));
    }
    read::layer(&table, &context)
}

/// Reads the value of `--min-confidence`.
///
/// # Errors
/// In words.
pub fn confidence(word: &str) -> Result<crate::finding::Confidence, String> {
    read::confidence(word)
}

#[cfg(test)]
mod tests;
