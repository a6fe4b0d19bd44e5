//! `--statistics`: how often each rule found something.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Audience, Report};
use crate::finding::Severity;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statistic {
    /// The rule.
    pub code: &'static str,
    /// A rule may find things of several severities: one row each.
    pub severity: Severity,
    /// How many.
    pub count: usize,
}

/// Most frequent first; equal counts by severity, then by rule.
pub fn statistics(report: &Report) -> Vec<Statistic> {
    let mut counts: FxHashMap<(&'static str, Severity), usize> = FxHashMap::default();
    for finding in &report.findings {
        *counts.entry((finding.rule, finding.severity)).or_default() += 1;
    }
    let rows = counts.into_iter().map(|((code, severity), count)| Statistic { code, severity, count });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|a, b| (b.count, b.severity, a.code).cmp(&(a.count, a.severity, b.code)));
    rows
}

pub(super) fn write(report: &Report, audience: Audience, out: &mut dyn Write) -> io::Result<()> {
    let rows = statistics(report);
    match audience {
        Audience::People => {
            let width = rows.first().map_or(0, |row| row.count.to_string().len());
            for row in rows {
                writeln!(out, "{:>width$}  {:<7}  {}", row.count, row.severity.as_str(), row.code)?;
            }
            Ok(())
        }
        Audience::Machines => {
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            writeln!(out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::report::sample;

    #[test]
    fn counts_per_rule_and_severity() {
        let mut report = sample::two_keys();
        let first = report.findings[0].clone();
        report.findings.push(first.clone());
        report.findings.push(Finding { severity: Severity::Warning, ..first.clone() });
        report.findings.push(Finding { rule: "key-prefix", ..first });
        let mut out = Vec::new();
        write(&report, Audience::People, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "2  error    cross-slot-command\n1  error    key-prefix\n1  warning  cross-slot-command\n"
        );
    }
}
