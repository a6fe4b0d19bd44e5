//! What came of a file, found out again when something has changed that it rests on.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::Overlay;
use super::kept::{Kept, Pass};
use super::outcome::{Outcome, Question, lint_file};
use super::snapshot::Snapshot;
use super::world::{CallsOf, calls_of};
use crate::config::ConfigError;
use crate::eval::callers::{CallIndex, CallsIn, FindCalls};

impl Snapshot {
    /// What came of a file, found out if it is not known.
    pub(super) fn outcome(&self, path: &Path, question: Question) -> Result<Arc<Kept>, ConfigError> {
        let before = self.world.kept(path);
        if let Some(kept) = &before
            && kept.outcome.answers(question)
            && self.is_valid(kept)
        {
            return Ok(Arc::clone(kept));
        }
        let depends = before.as_ref().is_some_and(|kept| kept.outcome.depends_on_callers);
        let guess = self.wanted(path, depends);
        let mut kept = self.lint(path, guess, question)?;
        let right = self.wanted(path, kept.outcome.depends_on_callers);
        if right != guess {
            kept = self.lint(path, right, question)?;
            kept.outcome.depends_on_callers |= right == Pass::All;
        }
        let kept = Arc::new(kept);
        self.world.keep(Arc::clone(&kept));
        Ok(kept)
    }

    /// Which callers count for a file.
    fn wanted(&self, path: &Path, depends_on_callers: bool) -> Pass {
        match self.pass_of(path) {
            Some(Pass::All) => Pass::All,
            _ if depends_on_callers && !self.known.second.is_empty() => Pass::All,
            _ => Pass::First,
        }
    }

    fn lint(&self, path: &Path, pass: Pass, question: Question) -> Result<Kept, ConfigError> {
        let began = Instant::now();
        let view = self.view();
        let calls = CallIndex::on_demand(self.find_calls(pass), Arc::clone(&self.known.aliases));
        let overlay = Overlay::default();
        let outcome = match view.load(path) {
            Some(file) => lint_file(&view, &calls, &self.request(&overlay), file, question)?,
            None => Outcome::default(),
        };
        let mut kept = Kept::new(Arc::from(path), outcome, pass, view.seen(), calls.asked(), self.revision);
        kept.cost = began.elapsed();
        Ok(kept)
    }

    /// Whether what came of a file still holds.
    pub(super) fn is_valid(&self, kept: &Kept) -> bool {
        if kept.pass != self.wanted(&kept.path, kept.outcome.depends_on_callers) {
            return false;
        }
        let at = kept.valid_at();
        if at >= self.revision {
            return true;
        }
        let mut changed = self.edited_at.iter().filter(|(_, edited)| **edited > at).map(|(path, _)| path);
        let holds = !changed.any(|path| kept.rests_on(path, |name| self.calls_name(path, name)));
        if holds {
            kept.holds_at(self.revision);
        }
        holds
    }

    fn calls_name(&self, path: &Path, name: &str) -> bool {
        match self.calls.get(path) {
            Some(calls) => self.edited_calls(path, calls).contains_key(name),
            None => self.known.calls.get(name).is_some_and(|files| files.iter().any(|(file, _)| **file == *path)),
        }
    }

    fn edited_calls<'a>(&self, path: &Path, calls: &'a OnceLock<CallsOf>) -> &'a CallsOf {
        calls.get_or_init(|| self.view().peek(path).map(calls_of).unwrap_or_default())
    }

    pub(super) fn find_calls(&self, pass: Pass) -> FindCalls {
        let snapshot = self.clone();
        Box::new(move |name| snapshot.calls_of_name(name, pass))
    }

    /// In the order of files, those of the second pass last.
    fn calls_of_name(&self, name: &str, pass: Pass) -> Vec<CallsIn> {
        let walked = self.known.calls.get(name).into_iter().flatten();
        let mut found: Vec<(Pass, CallsIn)> = Vec::new();
        let mut add = |path: &Path, calls: CallsIn| match self.pass_of(path) {
            Some(Pass::All) if pass == Pass::First => {}
            Some(rank) => found.push((rank, calls)),
            None => {}
        };
        for calls in walked.filter(|(path, _)| !self.edits.contains_key(&**path)) {
            add(&calls.0, calls.clone());
        }
        for (path, calls) in &*self.calls {
            if let Some(calls) = self.edited_calls(path, calls).get(name) {
                add(path, (Arc::from(path.as_path()), calls.clone()));
            }
        }
        found.sort_by(|(a_rank, (a, _)), (b_rank, (b, _))| {
            a_rank.cmp(b_rank).then_with(|| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()))
        });
        found.into_iter().map(|(_, calls)| calls).collect()
    }
}
