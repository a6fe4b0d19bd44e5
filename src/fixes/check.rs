//! Whether a change made things better.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Changed;
use crate::report::{Report, Style};
use crate::source::shown_path;

/// What is worse than before.
pub(super) struct Worse {
    /// In words.
    pub(super) reason: String,
    /// The files in which it is; what was changed in others may be all right.
    pub(super) files: FxHashSet<Arc<Path>>,
}

/// What is worse than before; `None` when each of `fixed` (rule and file, once for each finding) is gone, and nothing else
/// has come.
///
/// Code that moved or changed has other places and other texts, so findings are counted, by rule, file and function.
pub(super) fn worse(
    before: &Report,
    after: &Report,
    fixed: impl Iterator<Item = (&'static str, Arc<Path>)>,
    edited: &BTreeMap<Arc<Path>, Changed>,
    style: &Style,
) -> Option<Worse> {
    let skipped = after.summary.skipped.iter().map(|skipped| &skipped.path);
    let skipped: Vec<&Arc<Path>> = skipped.filter(|path| edited.contains_key(*path)).collect();
    if let Some(path) = skipped.first() {
        let reason = format!("{} could not be linted", shown_path(path, &style.working_dir));
        return Some(Worse { reason, files: skipped.into_iter().cloned().collect() });
    }
    let (old, new) = (by_function(before), by_function(after));
    let more = || new.iter().filter(|(place, count)| old.get(*place).is_none_or(|known| known < count));
    if let Some(((rule, path, _), _)) = more().min_by_key(|(place, _)| *place) {
        let reason = format!("`{rule}` would then be found in {}", shown_path(path, &style.working_dir));
        return Some(Worse { reason, files: more().map(|((_, path, _), _)| path.clone()).collect() });
    }
    let (old, new) = (by_file(before), by_file(after));
    let mut expected = old;
    for (rule, path) in fixed {
        expected.entry((rule, path)).and_modify(|count| *count = count.saturating_sub(1));
    }
    let still = || new.iter().filter(|(place, count)| expected.get(*place).is_none_or(|most| *count > most));
    let ((rule, _), _) = still().min_by_key(|(place, _)| *place)?;
    let files = still().map(|((_, path), _)| path.clone()).collect();
    Some(Worse { reason: format!("`{rule}` would still be found"), files })
}

fn by_function(report: &Report) -> FxHashMap<(&'static str, Arc<Path>, &str), usize> {
    let mut counts = FxHashMap::default();
    for finding in &report.findings {
        *counts.entry((finding.rule, finding.place.path.clone(), finding.scope.as_str())).or_default() += 1;
    }
    counts
}

fn by_file(report: &Report) -> FxHashMap<(&'static str, Arc<Path>), usize> {
    let mut counts = FxHashMap::default();
    for finding in &report.findings {
        *counts.entry((finding.rule, finding.place.path.clone())).or_default() += 1;
    }
    counts
}
