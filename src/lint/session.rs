//! A lint that stays: files may change between questions.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::keys::{KeyUse, keys_of};
use super::{ByConfig, NamedPaths, Overlay, Request, lint, open};
use crate::clients::Reader;
use crate::config::{ConfigError, Configs, Discovery};
use crate::eval::Evaluator;
use crate::eval::callers::CallIndex;
use crate::report::Report;

/// What is known of a folder and the files in it.
pub struct Session {
    root: PathBuf,
    configs: Mutex<Arc<Configs>>,
    buffers: Mutex<FxHashMap<PathBuf, Arc<str>>>,
}

impl Session {
    /// Knows nothing yet; `root` is absolute.
    ///
    /// # Errors
    /// Never, as long as configuration files are found where they are.
    pub fn new(root: PathBuf) -> Result<Self, ConfigError> {
        let configs = Mutex::new(configs(&root)?);
        Ok(Self { root, configs, buffers: Mutex::default() })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A buffer over the file, or the file again as it is on disk.
    pub fn edit(&self, path: &Path, text: Option<Arc<str>>) {
        let mut buffers = self.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        match text {
            Some(text) => buffers.insert(path.to_path_buf(), text),
            None => buffers.remove(path),
        };
    }

    /// What is found in one file.
    ///
    /// # Errors
    /// When a configuration file is wrong.
    pub fn check(&self, path: &Path) -> Result<Report, ConfigError> {
        self.with_request(path, lint).map(|mut report| {
            report.findings.retain(|finding| *finding.place.path == *path);
            report
        })
    }

    /// The keys that calls in one file use.
    ///
    /// # Errors
    /// When a configuration file is wrong.
    pub fn keys(&self, path: &Path) -> Result<Vec<KeyUse>, ConfigError> {
        self.with_request(path, |request| {
            let project = open(request, &Arc::new(ByConfig::new(request.configs)))?;
            let calls = CallIndex::of(project.primary());
            let settings = request.configs.for_file(path)?;
            let Some(file) = project.load(path) else { return Ok(Vec::new()) };
            let ev = Evaluator::new(&project, &calls);
            let model = Reader::new(&ev, file, settings.client_names.clone()).read();
            Ok(keys_of(&model))
        })
    }

    fn with_request<T>(&self, path: &Path, run: impl FnOnce(&Request<'_>) -> T) -> T {
        let configs = Arc::clone(&self.configs.lock().unwrap_or_else(PoisonError::into_inner));
        let buffers = self.buffers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let overlay: Overlay = buffers.iter().map(|(path, text)| (path.clone(), text.as_bytes().to_vec())).collect();
        run(&Request {
            paths: &[path.to_path_buf()],
            overlay: &overlay,
            configs: &configs,
            named_paths: NamedPaths::UnlessExcluded,
            threads: None,
            on_file: &|| {},
        })
    }
}

fn configs(root: &Path) -> Result<Arc<Configs>, ConfigError> {
    let known = Arc::new(crate::rules::known());
    Ok(Arc::new(Configs::new(known, Arc::from(root), &Discovery::Nearest, Vec::new())?))
}
