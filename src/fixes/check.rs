//! Whether a change made things better.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::report::{Report, Style};
use crate::source::shown_path;

/// What is worse than before, in words; `None` when each of `fixed` (rule and file, once for each finding) is gone, and nothing else
/// has come.
///
/// Code that moved or changed has other places and other texts, so findings are counted, by rule, file and function.
pub(super) fn worse<'a>(
    before: &Report,
    after: &Report,
    fixed: impl Iterator<Item = (&'static str, Arc<Path>)>,
    edited: impl Iterator<Item = &'a Arc<Path>>,
    style: &Style,
) -> Option<String> {
    for path in edited {
        let damage = |report: &Report| report.seen.parsed.get(path).copied();
        match (damage(before), damage(after)) {
            (Some(before), Some(after)) if after > before => return Some(does_not_parse(path, style)),
            (None, Some(1..)) => return Some(does_not_parse(path, style)),
            (Some(_), None) if after.summary.skipped.iter().any(|skipped| skipped.path == *path) => {
                return Some(does_not_parse(path, style));
            }
            _ => {}
        }
    }
    let (old, new) = (by_function(before), by_function(after));
    let more = new.iter().filter(|(place, count)| old.get(*place).is_none_or(|known| known < count));
    if let Some(((rule, path, _), _)) = more.min_by_key(|(place, _)| *place) {
        return Some(format!("`{rule}` would then be found in {}", shown_path(path, &style.working_dir)));
    }
    let (old, new) = (by_file(before), by_file(after));
    let mut expected = old;
    for (rule, path) in fixed {
        expected.entry((rule, path)).and_modify(|count| *count = count.saturating_sub(1));
    }
    let still = new.iter().filter(|(place, count)| expected.get(*place).is_none_or(|most| *count > most));
    still.min_by_key(|(place, _)| *place).map(|((rule, _), _)| format!("`{rule}` would still be found"))
}

fn does_not_parse(path: &Path, style: &Style) -> String {
    format!("{} would not parse", shown_path(path, &style.working_dir))
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
