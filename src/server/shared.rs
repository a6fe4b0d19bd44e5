//! What the threads of a server have in common.

use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use lsp_types::{
    Diagnostic, DiagnosticSeverity, MessageType, NumberOrString, ProgressToken, PublishDiagnosticsParams, Range,
};
use rustc_hash::{FxHashMap, FxHasher};

use super::client::{Client, Delivery};
use super::documents::{Document, Documents};
use super::jobs::Wanted;
use super::tender::Signal;
use super::{diagnostics, uri};
use crate::config::ConfigError;
use crate::lint::{Effort, Session, Snapshot};

/// How long an answer about one file waits for what other files say about it.
const PATIENCE: Duration = Duration::from_millis(4);

/// What the threads of a server have in common.
pub(super) struct Shared {
    pub(super) client: Arc<Client>,
    documents: Mutex<Documents>,
    folders: RwLock<Vec<Arc<Session>>>,
    /// Folders of files outside of all these.
    loose: Mutex<FxHashMap<PathBuf, Arc<Session>>>,
    /// By address: a hash of the diagnostics that the editor has.
    delivered: Mutex<FxHashMap<String, u64>>,
    /// Files without a buffer: a hash of the diagnostics that the editor was told, if that is known.
    pub(super) told: Mutex<FxHashMap<PathBuf, Option<u64>>>,
    /// Whether the editor was told of files that are not open: from then on it is told of all of them.
    tells_all: AtomicBool,
    /// What takes its time just now, by the token of its progress.
    running: Mutex<Vec<(ProgressToken, Wanted)>>,
    /// The last mistake in a configuration that was shown.
    mistake: Mutex<Option<String>>,
    pub(super) tender: Sender<Signal>,
}

impl Shared {
    pub(super) fn new(client: Arc<Client>, tender: Sender<Signal>) -> Self {
        Self {
            client,
            documents: Mutex::default(),
            folders: RwLock::default(),
            loose: Mutex::default(),
            delivered: Mutex::default(),
            told: Mutex::default(),
            tells_all: AtomicBool::new(false),
            running: Mutex::default(),
            mistake: Mutex::default(),
            tender,
        }
    }

    pub(super) fn documents(&self) -> MutexGuard<'_, Documents> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folders that are open.
    pub(super) fn folders(&self) -> Vec<Arc<Session>> {
        self.folders.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A folder was opened; what is open in it already belongs to it from now on.
    pub(super) fn add_folder(&self, root: &Path) {
        let session = match Session::new(root, Vec::new()) {
            Ok(session) => Arc::new(session),
            Err(error) => return self.client.log(MessageType::ERROR, error.to_string()),
        };
        for document in self.documents().iter().filter(|document| document.path.starts_with(root)) {
            session.edit(&document.path, &document.text);
        }
        self.folders.write().unwrap_or_else(PoisonError::into_inner).push(session);
    }

    /// A folder was closed.
    pub(super) fn remove_folder(&self, root: &Path) {
        self.folders.write().unwrap_or_else(PoisonError::into_inner).retain(|session| session.root() != root);
    }

    /// The innermost open folder that holds a path.
    pub(super) fn session(&self, path: &Path) -> Option<Arc<Session>> {
        let folders = self.folders.read().unwrap_or_else(PoisonError::into_inner);
        let holding = folders.iter().filter(|session| path.starts_with(session.root()));
        holding.max_by_key(|session| session.root().as_os_str().len()).cloned()
    }

    /// As [`Self::session`]; a file outside of every folder gets one for its own folder, which is never walked.
    pub(super) fn session_or_loose(&self, path: &Path) -> Option<Arc<Session>> {
        if let Some(session) = self.session(path) {
            return Some(session);
        }
        let root = path.parent()?;
        let mut loose = self.loose.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = loose.get(root) {
            return Some(Arc::clone(session));
        }
        let session = Arc::new(Session::new(root, Vec::new()).ok()?);
        loose.insert(root.to_path_buf(), Arc::clone(&session));
        Some(session)
    }

    pub(super) fn snapshot(&self, path: &Path) -> Option<Snapshot> {
        self.session_or_loose(path).map(|session| session.snapshot())
    }

    /// What is found in a file.
    pub(super) fn diagnose(&self, snapshot: &Snapshot, path: &Path, effort: Effort) -> Vec<Diagnostic> {
        let found = match snapshot.check(path, effort) {
            Ok(found) => found,
            Err(error) => {
                self.say_mistake(&error);
                return Vec::new();
            }
        };
        let failed = found.report.summary.skipped.iter().filter(|skipped| skipped.skip.is_alarming());
        let failed = failed.map(|skipped| not_linted(&skipped.skip.to_string()));
        failed.chain(diagnostics::of(&found.report, self.client.can)).collect()
    }

    /// A wrong configuration is shown once, until it is wrong in another way.
    pub(super) fn say_mistake(&self, error: &ConfigError) {
        let text = error.to_string();
        let mut shown = self.mistake.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.as_ref() != Some(&text) {
            self.client.show(MessageType::ERROR, text.clone());
            *shown = Some(text);
        }
    }

    pub(super) fn forget_mistake(&self) {
        *self.mistake.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Notes what the editor has for a buffer; whether that is news.
    pub(super) fn deliver(&self, uri: &str, hash: u64) -> bool {
        self.delivered.lock().unwrap_or_else(PoisonError::into_inner).insert(uri.to_owned(), hash) != Some(hash)
    }

    /// Whether the editor has these for a buffer.
    pub(super) fn has(&self, uri: &str, hash: u64) -> bool {
        self.delivered.lock().unwrap_or_else(PoisonError::into_inner).get(uri) == Some(&hash)
    }

    pub(super) fn forget(&self, uri: &str) {
        self.delivered.lock().unwrap_or_else(PoisonError::into_inner).remove(uri);
    }

    /// Tells the diagnostics of a buffer, unless it has changed meanwhile.
    pub(super) fn push(&self, address: &str, version: i32, diagnostics: Vec<Diagnostic>) {
        let documents = self.documents();
        let Some(document) = documents.get(address).filter(|document| document.version == version) else { return };
        let Some(uri) = uri::parse(&document.uri) else { return };
        // With the lock held, so that an older answer cannot overtake.
        self.deliver(address, hash(&diagnostics));
        self.client.publish(PublishDiagnosticsParams { uri, diagnostics, version: Some(version) });
    }

    /// A buffer was closed: nothing is wrong with it any more.
    pub(super) fn tell_nothing(&self, address: &str) {
        let Some(uri) = uri::parse(address) else { return };
        self.client.publish(PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None });
    }

    /// From now on the editor is told of files that are not open.
    pub(super) fn tell_all(&self) {
        self.tells_all.store(true, Ordering::Relaxed);
    }

    /// A buffer was closed. Whether the editor is told soon what is found in its file.
    pub(super) fn closed(&self, path: &Path) -> bool {
        let tells_all = self.tells_all.load(Ordering::Relaxed);
        if tells_all {
            // What it was told is not known, so that anything is news.
            self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_path_buf(), None);
        }
        tells_all
    }

    /// Something begins that can be stopped by its token.
    pub(super) fn begin(&self, token: ProgressToken, wanted: Wanted) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).push((token, wanted));
    }

    /// It has ended.
    pub(super) fn forget_running(&self, token: &ProgressToken) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).retain(|(known, _)| known != token);
    }

    /// Whoever sits at the editor does not want to wait for it.
    pub(super) fn stop(&self, token: &ProgressToken) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.iter().filter(|(known, _)| known == token).for_each(|(_, wanted)| wanted.end());
    }

    /// Whether a buffer has not changed since.
    pub(super) fn is_current(&self, document: &Document) -> bool {
        self.documents().get(&document.uri).is_some_and(|now| now.version == document.version)
    }

    /// Tells the diagnostics of a file that is not open.
    pub(super) fn tell(&self, path: &Path, diagnostics: Vec<Diagnostic>) {
        let Some(uri) = uri::uri_of(path) else { return };
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match diagnostics.is_empty() {
            true => told.remove(path),
            false => told.insert(path.to_path_buf(), Some(hash(&diagnostics))),
        };
        let is_news = match before {
            Some(before) => before != Some(hash(&diagnostics)),
            None => !diagnostics.is_empty(),
        };
        if is_news {
            self.client.publish(PublishDiagnosticsParams { uri, diagnostics, version: None });
        }
    }

    /// The files below a folder that are not open and whose diagnostics the editor was told.
    pub(super) fn told_in(&self, root: &Path) -> Vec<PathBuf> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.keys().filter(|path| path.starts_with(root)).cloned().collect()
    }

    pub(super) fn pushes(&self) -> bool {
        self.client.can.diagnostics == Delivery::Push
    }
}

/// What is known after a few milliseconds.
pub(super) fn soon() -> Effort {
    Effort::Until(Instant::now() + PATIENCE)
}

/// Equal for equal diagnostics.
pub(super) fn hash(diagnostics: &[Diagnostic]) -> u64 {
    let mut hasher = FxHasher::default();
    serde_json::to_vec(diagnostics).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}

/// A file that slotlint failed on is not passed over in silence.
fn not_linted(why: &str) -> Diagnostic {
    Diagnostic {
        range: Range::default(),
        severity: Some(DiagnosticSeverity::WARNING),
        code: Some(NumberOrString::String("not-linted".to_owned())),
        source: Some(diagnostics::SOURCE.to_owned()),
        message: format!("this file is not linted: {why}"),
        ..Diagnostic::default()
    }
}
