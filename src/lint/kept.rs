//! What came of a file, kept for as long as nothing changes that it rests on.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::outcome::Outcome;
use crate::project::Seen;

/// Which files count as callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pass {
    /// Those that pass the gate.
    First,
    /// Those that import a client or a wrapper from these as well.
    All,
}

/// The outcome of one file, and what it rests on.
pub(super) struct Kept {
    pub(super) path: Arc<Path>,
    pub(super) outcome: Outcome,
    pub(super) pass: Pass,
    /// How long it took to find out.
    pub(super) cost: Duration,
    seen: Seen,
    /// The names whose calls were looked for.
    asked: Vec<SmolStr>,
    /// The files that had such calls.
    callers: FxHashSet<Arc<Path>>,
    /// Other files that findings are placed in.
    reaches: FxHashSet<Arc<Path>>,
    /// The last revision at which it is known to hold.
    valid_at: AtomicU64,
}

impl Kept {
    pub(super) fn new(
        path: Arc<Path>,
        outcome: Outcome,
        pass: Pass,
        mut seen: Seen,
        asked: Vec<(SmolStr, Vec<Arc<Path>>)>,
        revision: u64,
    ) -> Self {
        seen.files.insert(Arc::clone(&path));
        let others = outcome.findings.iter().map(|finding| &finding.place.path).filter(|at| **at != path);
        let reaches = others.cloned().collect();
        let mut callers = FxHashSet::default();
        let mut names = Vec::with_capacity(asked.len());
        for (name, files) in asked {
            names.push(name);
            callers.extend(files);
        }
        let cost = Duration::ZERO;
        Self { path, outcome, pass, cost, seen, asked: names, callers, reaches, valid_at: AtomicU64::new(revision) }
    }

    /// Whether a finding is placed in this other file.
    pub(super) fn reaches(&self, path: &Path) -> bool {
        self.reaches.contains(path)
    }

    /// Whether calls of one of these names matter to it.
    pub(super) fn asks_for(&self, is_called: impl Fn(&str) -> bool) -> bool {
        self.asked.iter().any(|name| is_called(name))
    }

    /// Whether it looked at this file, which has changed since.
    pub(super) fn rests_on(&self, path: &Path, is_called: impl Fn(&str) -> bool) -> bool {
        self.seen.files.contains(path)
            || self.callers.contains(path)
            || self.asks_for(is_called)
            || (!self.seen.packages.is_empty()
                && path.parent().is_some_and(|folder| self.seen.packages.contains(folder)))
            || (self.seen.importers && path.extension().is_some_and(|extension| extension == "py"))
    }

    pub(super) fn valid_at(&self) -> u64 {
        self.valid_at.load(Ordering::Relaxed)
    }

    pub(super) fn holds_at(&self, revision: u64) {
        self.valid_at.fetch_max(revision, Ordering::Relaxed);
    }
}
