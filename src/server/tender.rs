//! What happens when nobody types: folders are walked, files that rest on changed ones are looked at again, and what is
//! news is told.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};
use lsp_types::request::WorkspaceDiagnosticRefresh;

use super::shared::{Shared, hash};
use crate::lint::{Effort, Session};

/// As long as something comes in more often than this, there is more to come.
const QUIET: Duration = Duration::from_millis(120);

/// What has happened to a folder.
pub(super) enum Signal {
    /// A text has changed.
    Edited(Arc<Session>),
    /// Files were made or removed, or settings changed, or nothing is known yet.
    Outdated(Arc<Session>),
}

/// What is to be done about folders.
#[derive(Default)]
struct Work {
    edited: Vec<Arc<Session>>,
    outdated: Vec<Arc<Session>>,
}

impl Work {
    fn add(&mut self, signal: Signal) {
        let (list, session) = match signal {
            Signal::Edited(session) => (&mut self.edited, session),
            Signal::Outdated(session) => (&mut self.outdated, session),
        };
        if !list.iter().any(|known| Arc::ptr_eq(known, &session)) {
            list.push(session);
        }
    }
}

/// Tends until the server ends.
pub(super) fn run(shared: &Shared, signals: &Receiver<Signal>) {
    while let Ok(first) = signals.recv() {
        let mut work = Work::default();
        work.add(first);
        loop {
            match signals.recv_timeout(QUIET) {
                Ok(signal) => work.add(signal),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        tend(shared, work);
    }
}

fn tend(shared: &Shared, work: Work) {
    for session in &work.outdated {
        match session.learn(&()) {
            Ok(()) => shared.forget_mistake(),
            Err(error) => shared.say_mistake(&error),
        }
    }
    for session in &work.edited {
        if let Err(error) = session.catch_up(&()) {
            shared.say_mistake(&error);
        }
    }
    tell_news(shared);
}

/// Compares what the editor has with what is known now.
pub(super) fn tell_news(shared: &Shared) {
    let open: Vec<(String, PathBuf, i32)> = shared
        .documents()
        .iter()
        .map(|document| (document.uri.clone(), document.path.clone(), document.version))
        .collect();
    let mut is_stale = false;
    for (uri, path, version) in &open {
        let Some(snapshot) = shared.snapshot(path) else { continue };
        let found = shared.diagnose(&snapshot, path, Effort::Full);
        if shared.has(uri, hash(&found)) {
            continue;
        }
        if shared.pushes() { shared.push(uri, *version, found) } else { is_stale = true }
    }
    if is_stale && shared.client.can.refreshes {
        shared.client.ask::<WorkspaceDiagnosticRefresh>(());
    }
    let told: Vec<PathBuf> = shared.told.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
    for path in told.into_iter().filter(|path| !open.iter().any(|(_, open, _)| open == path)) {
        if let Some(snapshot) = shared.snapshot(&path) {
            shared.tell(&path, shared.diagnose(&snapshot, &path, Effort::Full));
        }
    }
}
