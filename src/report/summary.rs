//! What was seen, and what was not: the last lines of a run.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use super::visible::Visible;
use super::{Report, State, Style};
use crate::finding::Severity;
use crate::source::{Notice, Position, Skip, shown_path};

/// A Redis call that was found but not judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unresolved {
    /// The file as the walker named it.
    pub path: Arc<Path>,
    /// Where; columns in characters. Taken while the file is at hand, so that it need not be kept.
    pub position: Position,
    /// Why, such as `the client is a parameter that nothing here fills`.
    pub reason: String,
}

/// A file that was not linted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file as the walker named it.
    pub path: Arc<Path>,
    /// Why.
    pub skip: Skip,
}

/// The counts of one run.
#[derive(Debug, Default)]
pub struct Summary {
    /// Source files of a supported language that were looked at.
    pub files_seen: usize,
    /// Those of them that mention what slotlint knows, and so were parsed.
    pub files_parsed: usize,
    /// Redis call sites that were judged.
    pub call_sites_checked: usize,
    /// Redis call sites that were not, with reasons.
    pub call_sites_unresolved: Vec<Unresolved>,
    /// Findings that a comment silences.
    pub suppressed: usize,
    /// Files left out, with reasons.
    pub skipped: Vec<Skipped>,
    /// Files of which parts made no sense, because of an error in them or of syntax newer than slotlint, with the first row.
    pub understood_in_part: Vec<Notice>,
    /// What was odd about files that were read.
    pub notices: Vec<Notice>,
}

impl Summary {
    /// An order that does not depend on threads.
    pub fn sort(&mut self) {
        self.call_sites_unresolved.sort();
        self.skipped.sort_by(|a, b| a.path.cmp(&b.path));
        for notices in [&mut self.understood_in_part, &mut self.notices] {
            notices.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
        }
    }
}

impl Report {
    /// One line: `Found 3 errors, 1 warning in 41 files; 87 Redis call sites checked, 5 not resolved; 2 files skipped (2 minified)`.
    pub fn summary_line(&self) -> String {
        let summary = &self.summary;
        let mut line = self.found();
        let sites = count(summary.call_sites_checked, "Redis call site");
        // Formatting into a `String` cannot fail.
        let known = self.states.iter().filter(|state| **state == State::Unchanged).count();
        if known > 0 {
            let _ = write!(line, " ({known} in the baseline)");
        }
        let _ = write!(line, " in {}; {sites} checked", count(summary.files_seen, "file"));
        if !summary.call_sites_unresolved.is_empty() {
            let _ = write!(line, ", {} not resolved", summary.call_sites_unresolved.len());
        }
        if summary.suppressed > 0 {
            let _ = write!(line, "; {} suppressed", summary.suppressed);
        }
        if !summary.skipped.is_empty() {
            let _ = write!(line, "; {} skipped ({})", count(summary.skipped.len(), "file"), self.skip_kinds());
        }
        if !summary.understood_in_part.is_empty() {
            let _ = write!(line, "; {} understood in part", count(summary.understood_in_part.len(), "file"));
        }
        line
    }

    /// `Found 3 errors, 1 warning` or `Found nothing`.
    fn found(&self) -> String {
        let counted = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
            .into_iter()
            .map(|(severity, name)| (self.findings.iter().filter(|f| f.severity == severity).count(), name))
            .filter(|(number, _)| *number > 0);
        let parts: Vec<_> = counted.map(|(number, name)| count(number, name)).collect();
        if parts.is_empty() { "Found nothing".to_owned() } else { format!("Found {}", parts.join(", ")) }
    }

    /// `1 minified, 1 unreadable`, in order of first appearance.
    fn skip_kinds(&self) -> String {
        let mut kinds: Vec<(&str, usize)> = Vec::new();
        for skipped in &self.summary.skipped {
            let kind = skipped.skip.kind();
            match kinds.iter_mut().find(|(name, _)| *name == kind) {
                Some((_, number)) => *number += 1,
                None => kinds.push((kind, 1)),
            }
        }
        kinds.iter().map(|(kind, number)| format!("{number} {kind}")).collect::<Vec<_>>().join(", ")
    }

    /// What nobody should have to ask for: notices, and files that slotlint could not look into.
    pub fn alarms(&self, style: &Style) -> Vec<String> {
        let skipped = self.summary.skipped.iter().filter(|skipped| skipped.skip.is_alarming());
        let skipped = skipped.map(|skipped| skipped_line(skipped, style));
        let notices = self.summary.notices.iter().map(|notice| line(&notice.path, &notice.message, style));
        skipped.chain(notices).collect()
    }

    /// What `-v` adds: the other skipped files, those that were understood in part, then each call site that was not resolved.
    pub fn details(&self, style: &Style) -> Vec<String> {
        let skipped = self.summary.skipped.iter().filter(|skipped| !skipped.skip.is_alarming());
        let skipped = skipped.map(|skipped| skipped_line(skipped, style));
        let in_part = self.summary.understood_in_part.iter();
        let in_part = in_part.map(|notice| line(&notice.path, &notice.message, style));
        let unresolved = self.summary.call_sites_unresolved.iter().map(|site| {
            let path = shown_path(&site.path, &style.working_dir);
            let Position { row, column } = site.position;
            format!("{}:{row}:{column}: not resolved: {}", Visible(&path), Visible(&site.reason))
        });
        skipped.chain(in_part).chain(unresolved).collect()
    }
}

fn skipped_line(skipped: &Skipped, style: &Style) -> String {
    line(&skipped.path, &format!("skipped: {}", skipped.skip), style)
}

fn line(path: &Path, message: &str, style: &Style) -> String {
    format!("{}: {}", Visible(&shown_path(path, &style.working_dir)), Visible(message))
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::report::sample;

    fn skipped(path: &str, skip: Skip) -> Skipped {
        Skipped { path: Arc::from(Path::new(path)), skip }
    }

    #[test]
    fn the_line_counts_what_was_found_and_what_was_not_seen() {
        let mut report = sample::two_keys();
        let first = report.findings[0].clone();
        report.findings.extend([
            first.clone(),
            Finding { severity: Severity::Warning, ..first.clone() },
            Finding { severity: Severity::Info, ..first.clone() },
            Finding { severity: Severity::Info, ..first },
        ]);
        report.summary = Summary {
            files_seen: 41,
            files_parsed: 9,
            call_sites_checked: 87,
            call_sites_unresolved: vec![Unresolved {
                path: Arc::from(Path::new("a.js")),
                position: Position { row: 3, column: 5 },
                reason: "the command is not a literal".to_owned(),
            }],
            suppressed: 0,
            skipped: vec![
                skipped("a.min.js", Skip::Minified),
                skipped("b.js", Skip::Unreadable("Permission denied".to_owned())),
            ],
            understood_in_part: vec![Notice {
                path: Arc::from(Path::new("c.py")),
                message: "not understood at row 7; calls there may be missed".into(),
            }],
            notices: Vec::new(),
        };
        assert_eq!(
            report.summary_line(),
            "Found 2 errors, 1 warning, 2 infos in 41 files; 87 Redis call sites checked, 1 not resolved; \
             2 files skipped (1 minified, 1 unreadable); 1 file understood in part"
        );
        assert_eq!(report.alarms(&sample::style()), ["b.js: skipped: unreadable: Permission denied"]);
        assert_eq!(
            report.details(&sample::style()),
            [
                "a.min.js: skipped: minified",
                "c.py: not understood at row 7; calls there may be missed",
                "a.js:3:5: not resolved: the command is not a literal",
            ]
        );
    }

    #[test]
    fn a_clean_run_says_how_much_it_saw() {
        let summary = Summary { files_seen: 1, call_sites_checked: 1, ..Summary::default() };
        let report = Report { summary, ..Report::default() };
        assert_eq!(report.summary_line(), "Found nothing in 1 file; 1 Redis call site checked");
    }
}
