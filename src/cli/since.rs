//! `--since REF`: of the findings of the whole project, those that a branch had a hand in.
//!
//! A finding counts when a touched line is in the flagged code, in a labelled part, or in a related place: where its key,
//! its client or its wrapper is made, whichever file that is in. The rows of the same block count as well, since the line that made
//! it wrong is often beside it: a command more in a pipeline, a variable of a key builder.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Failure;
use super::settings::CheckSettings;
use crate::changes::{Changes, FileChanges};
use crate::finding::{Finding, Place, Span};
use crate::report::{Outside, Report, Style, fingerprint};

/// A block counts up to so many rows above and below.
const REACH: usize = 20;

/// What changed, if that was asked for.
///
/// # Errors
/// When git cannot tell.
pub(super) fn changes(settings: &CheckSettings) -> Result<Option<Changes>, Failure> {
    let Some(reference) = &settings.since else { return Ok(None) };
    Changes::since(reference, &settings.style.working_dir).map(Some).map_err(Failure::new)
}

/// Leaves the other findings out, and counts them.
pub(super) fn limit(report: &mut Report, changes: &Changes, style: &Style) {
    let fingerprints = fingerprint::all(report, style);
    let all = report.findings.len();
    let mut files = Files { report, changes, seen: FxHashMap::default() };
    let keep: Vec<bool> = report.findings.iter().map(|finding| files.concern(finding)).collect();
    let kept = keep_of(std::mem::take(&mut report.findings), &keep);
    report.states = keep_of(std::mem::take(&mut report.states), &keep);
    report.fingerprints = keep_of(fingerprints, &keep);
    report.summary.outside = Some(Outside { reference: changes.reference().to_owned(), findings: all - kept.len() });
    report.findings = kept;
}

fn keep_of<T>(all: Vec<T>, keep: &[bool]) -> Vec<T> {
    all.into_iter().zip(keep).filter(|(_, keep)| **keep).map(|(one, _)| one).collect()
}

/// The files that findings point at, each looked up once.
struct Files<'a> {
    report: &'a Report,
    changes: &'a Changes,
    seen: FxHashMap<Arc<Path>, File<'a>>,
}

struct File<'a> {
    changes: FileChanges<'a>,
    lines: Lines<'a>,
}

impl Files<'_> {
    fn concern(&mut self, finding: &Finding) -> bool {
        let path = &finding.place.path;
        self.touch_block(&finding.place)
            || finding.labels.iter().any(|label| self.touch(path, label.span))
            || finding.related.iter().chain(&finding.callers).any(|related| self.touch_block(&related.place))
    }

    fn touch(&mut self, path: &Arc<Path>, span: Span) -> bool {
        let file = self.file(path);
        let (first, last) = file.lines.rows(span);
        file.changes.touch(first as u32 + 1, last as u32 + 1)
    }

    fn touch_block(&mut self, place: &Place) -> bool {
        let file = self.file(&place.path);
        if file.changes.is_empty() {
            return false;
        }
        let (first, last) = file.lines.block(place.span);
        file.changes.touch(first as u32 + 1, last as u32 + 1)
    }

    fn file(&mut self, path: &Arc<Path>) -> &File<'_> {
        let (report, changes) = (self.report, self.changes);
        self.seen.entry(Arc::clone(path)).or_insert_with(|| {
            let text = report.sources.get(path).map_or("", |file| file.text.as_str());
            File { changes: changes.of(path), lines: Lines::of(text) }
        })
    }
}

/// Lines as git counts them, from 0: only LF ends one.
struct Lines<'a>(Vec<(u32, &'a str)>);

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let mut start = 0;
        let line = |line: &'a str| {
            let at = start;
            start += line.len() as u32;
            (at, line)
        };
        Self(text.split_inclusive('\n').map(line).collect())
    }

    fn row(&self, offset: u32) -> usize {
        self.0.partition_point(|(start, _)| *start <= offset).max(1) - 1
    }

    /// First and last row of a span, both counted.
    fn rows(&self, span: Span) -> (usize, usize) {
        (self.row(span.start), self.row(span.end.max(span.start + 1) - 1))
    }

    /// The rows of a span and those around it that are indented at least as far, with the row that opens them. Code that is not
    /// indented is no block.
    fn block(&self, span: Span) -> (usize, usize) {
        let (first, last) = self.rows(span);
        let Some(wanted) = self.indentation(first).filter(|blanks| *blanks > 0) else { return (first, last) };
        let belongs = |row: &usize| self.indentation(*row).is_none_or(|blanks| blanks >= wanted);
        let above = (first.saturating_sub(REACH)..first).rev().take_while(belongs).count();
        let below = (last + 1..self.0.len().min(last + 1 + REACH)).take_while(belongs).count();
        let opens = usize::from(above < first && above < REACH);
        (first - above - opens, last + below)
    }

    /// Blanks before the first character; `None` for an empty row.
    fn indentation(&self, row: usize) -> Option<usize> {
        let (_, line) = self.0.get(row)?;
        let text = line.trim_start();
        (!text.is_empty()).then(|| line.len() - text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str, part: &str) -> (usize, usize) {
        let start = text.find(part).unwrap();
        Lines::of(text).block(Span::new(start, start + part.len()))
    }

    #[test]
    fn a_block_is_what_is_indented_as_far_and_what_opens_it() {
        let text = "import x\n\ndef f(id):\n  a = 1\n\n  if b:\n    c()\n  return get(\n  )\n\ndef g():\n  d()\n";
        assert_eq!(block(text, "get("), (2, 9));
        assert_eq!(block(text, "c()"), (5, 6));
        assert_eq!(block(text, "d()"), (10, 11));
        assert_eq!(block(text, "import x"), (0, 0));
    }

    #[test]
    fn a_long_block_counts_in_part() {
        let text = format!("def f():\n{}  here()\n{}", "  a\n".repeat(50), "  b\n".repeat(50));
        assert_eq!(block(&text, "here()"), (31, 71));
    }

    #[test]
    fn a_lone_cr_ends_no_line_of_git() {
        let text = "a\rb\r\nc";
        assert_eq!(Lines::of(text).rows(Span::new(2, 3)), (0, 0));
        assert_eq!(Lines::of(text).rows(Span::new(5, 6)), (1, 1));
    }
}
