//! A finding on a few lines: what it is, its related places, the way out. For formats that hold free text.

use std::fmt::Write;
use std::path::Path;

use super::visible::Visible;
use super::{Report, mark};
use crate::finding::Place;
use crate::source::{ColumnUnit, shown_path};

/// `path:row:column: error[rule] message`, then a line for each related place, then `help: ...`; paths as seen from `folder`, columns in
/// characters, every line safe to show.
pub(super) fn account(index: usize, report: &Report, folder: &Path) -> String {
    let finding = &report.findings[index];
    let (severity, rule, mark) = (finding.severity.as_str(), finding.rule, mark(report.state(index)));
    let mut text = shown(&finding.place, report, folder);
    // Formatting into a `String` cannot fail.
    let _ = write!(text, ": {severity}[{rule}]{mark} {}", Visible(&finding.message));
    for related in &finding.related {
        let _ = write!(text, "\n{}: {}", shown(&related.place, report, folder), Visible(&related.message));
    }
    if let Some(help) = &finding.help {
        let _ = write!(text, "\nhelp: {}", Visible(help));
    }
    text
}

fn shown(place: &Place, report: &Report, folder: &Path) -> String {
    let path = shown_path(&place.path, folder);
    let (start, _) = report.sources.positions(place, ColumnUnit::Characters);
    format!("{}:{}:{}", Visible(&path), start.row, start.column)
}
