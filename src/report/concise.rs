//! `path:row:col: error[rule] message`: one line a finding, for editors and eyes used to compilers.

use std::io::{self, Write};

use super::visible::Visible;
use super::{Color, Report, Style};
use crate::source::{ColumnUnit, shown_path};

/// Columns count characters.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (index, finding) in report.findings.iter().enumerate() {
        let path = shown_path(&finding.place.path, &style.working_dir);
        let (start, _) = report.sources.positions(&finding.place, ColumnUnit::Characters);
        let (on, off) = match style.color {
            Color::On => (super::full::ansi(finding.severity), "\u{1b}[0m"),
            Color::Off => ("", ""),
        };
        writeln!(
            out,
            "{}:{}:{}: {on}{}[{}]{off}{} {}",
            Visible(&path),
            start.row,
            start.column,
            finding.severity.as_str(),
            finding.rule,
            super::mark(report.state(index)),
            Visible(&finding.message),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::report::sample;

    #[test]
    fn one_line_a_finding() {
        assert_eq!(
            sample::written(&sample::two_keys(), "concise"),
            "src/profile.ts:2:17: error[cross-slot-command] MGET on a cluster needs one slot; these two keys hash apart\n"
        );
    }
}
