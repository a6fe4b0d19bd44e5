//! What people and machines read: one file per format, one row per format in [`FORMATS`].
//!
//! A format gets a whole [`Report`] and writes it; it never prints. Text from source goes through [`visible::Visible`] first,
//! since a repository is not trusted.

pub mod baseline;
mod concise;
mod excerpt;
pub mod fingerprint;
mod full;
mod json;
mod statistics;
mod summary;
pub mod visible;

#[cfg(test)]
pub(crate) mod sample;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::finding::{Finding, Place};
use crate::source::{ColumnUnit, Position, SourceFile};

pub use baseline::State;
pub use statistics::{Statistic, statistics};
pub use summary::{Skipped, Summary, Unresolved};

/// Everything one run has to say.
#[derive(Debug, Default)]
pub struct Report {
    /// Sorted by path, span, and rule.
    pub findings: Vec<Finding>,
    /// What was seen, and what was not.
    pub summary: Summary,
    /// The files that findings and their related places point into.
    pub sources: Sources,
    /// For each finding, whether it is in the baseline; empty without one. Set behind the last [`Self::sort`].
    pub states: Vec<State>,
    /// Which files this run looked at.
    pub seen: Seen,
}

/// The files that a run looked at: those that it understood, and those that do not concern Redis.
#[derive(Debug, Default)]
pub struct Seen {
    /// How many parts of each parsed file the grammar could not read; by path as the walker named it.
    pub parsed: FxHashMap<Arc<Path>, usize>,
    /// Sorted.
    pub others: Vec<PathBuf>,
}

impl Seen {
    /// Whether a file was looked at.
    pub fn contains(&self, path: &Path) -> bool {
        self.parsed.contains_key(path) || self.others.binary_search_by(|other| (**other).cmp(path)).is_ok()
    }
}

impl Report {
    /// Whether the finding at that position is in the baseline; `None` without one.
    pub fn state(&self, index: usize) -> Option<State> {
        self.states.get(index).copied()
    }

    /// Brings the findings into their order, which does not depend on threads.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| (&a.place, a.rule, &a.message).cmp(&(&b.place, b.rule, &b.message)));
        self.summary.sort();
    }
}

/// The decoded files of a report, by path as the walker named them. Only those that are pointed at need to be kept.
#[derive(Debug, Default)]
pub struct Sources(FxHashMap<Arc<Path>, Arc<SourceFile>>);

impl Sources {
    /// Keeps a file.
    pub fn insert(&mut self, file: Arc<SourceFile>) {
        self.0.insert(Arc::clone(&file.path), file);
    }

    /// The file, if it was kept.
    pub fn get(&self, path: &Path) -> Option<&SourceFile> {
        self.0.get(path).map(AsRef::as_ref)
    }

    /// Where a place begins and ends, both from 1; row 1, column 1 for a file that was not kept.
    pub fn positions(&self, place: &Place, unit: ColumnUnit) -> (Position, Position) {
        let Some(file) = self.get(&place.path) else {
            let top = Position { row: 1, column: 1 };
            return (top, top);
        };
        (file.position(place.span.start, unit), file.position(place.span.end, unit))
    }
}

/// Whether escape sequences for colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Yes.
    On,
    /// No.
    Off,
}

/// Which characters draw the lines around snippets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Box drawing.
    Unicode,
    /// `-`, `|` and such.
    Ascii,
}

/// How a report is to look.
#[derive(Debug, Clone)]
pub struct Style {
    /// For people's formats only.
    pub color: Color,
    /// For people's formats only.
    pub glyphs: Glyphs,
    /// Absolute; paths are shown relative to it.
    pub working_dir: PathBuf,
}

/// Who reads a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Statistics are a table.
    People,
    /// Statistics are JSON.
    Machines,
}

/// One way to write a report.
#[derive(Debug)]
pub struct Format {
    /// What `--output-format` takes.
    pub name: &'static str,
    /// Who reads it.
    pub audience: Audience,
    /// Writes the findings.
    pub write: fn(&Report, &Style, &mut dyn Write) -> io::Result<()>,
}

/// Every format; the first is the default.
pub const FORMATS: &[Format] = &[
    Format { name: "full", audience: Audience::People, write: full::write },
    Format { name: "concise", audience: Audience::People, write: concise::write },
    Format { name: "json", audience: Audience::Machines, write: json::write },
];

/// What people see of a finding that is in the baseline.
fn mark(state: Option<State>) -> &'static str {
    match state {
        Some(State::Unchanged) => " (baseline)",
        Some(State::New) | None => "",
    }
}

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Writes counts per rule and severity instead of the findings.
pub fn write_statistics(report: &Report, audience: Audience, out: &mut dyn Write) -> io::Result<()> {
    statistics::write(report, audience, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_source_reaches_no_format_raw() {
        let report = sample::hostile();
        for format in FORMATS {
            let text = sample::written(&report, format.name);
            let raw = text.chars().find(|c| visible::is_unsafe(*c) && !matches!(c, '\n' | '\t'));
            assert_eq!(raw, None, "{}: {text}", format.name);
            assert!(text.contains("evil"), "{}: {text}", format.name);
        }
    }

    #[test]
    fn findings_are_sorted_by_place_then_rule() {
        let mut report = sample::two_keys();
        let mut later = report.findings[0].clone();
        later.place.span.start += 1;
        let other_rule = Finding { rule: "a-rule", ..report.findings[0].clone() };
        report.findings = vec![later, report.findings[0].clone(), other_rule];
        report.sort();
        let order: Vec<_> = report.findings.iter().map(|f| (f.place.span.start, f.rule)).collect();
        assert_eq!(order, [(45, "a-rule"), (45, "cross-slot-command"), (46, "cross-slot-command")]);
    }
}
