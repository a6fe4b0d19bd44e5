//! Reviewdog Diagnostic Format (reviewdog/reviewdog, `proto/rdf`): reviewdog posts it as comments of a review.
//!
//! Rows and columns count from 1, columns in **bytes** of UTF-8, ends exclusive. Paths are relative to the working directory,
//! where reviewdog runs as well.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{HOME, Report, Style, escaping, rule_url};
use crate::finding::{Finding, Place, Severity};
use crate::source::{ColumnUnit, Position, shown_path};

/// One `DiagnosticResult`.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = report.findings.iter().map(|finding| diagnostic(finding, report, style));
    let result = json!({
        "source": { "name": "slotlint", "url": HOME },
        "diagnostics": diagnostics.collect::<Vec<_>>(),
    });
    escaping::write_pretty(&result, out)
}

fn diagnostic(finding: &Finding, report: &Report, style: &Style) -> Value {
    let message = match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.clone(),
    };
    let mut diagnostic = json!({
        "message": message,
        "location": location(&finding.place, report, style),
        "severity": severity(finding.severity),
        "code": { "value": finding.rule, "url": rule_url(finding.rule) },
    });
    if !finding.related.is_empty() {
        let related = finding
            .related
            .iter()
            .map(|related| json!({ "message": related.message, "location": location(&related.place, report, style) }));
        diagnostic["related_locations"] = related.collect();
    }
    diagnostic
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    }
}

fn location(place: &Place, report: &Report, style: &Style) -> Value {
    json!({ "path": shown_path(&place.path, &style.working_dir), "range": range(place, report) })
}

fn range(place: &Place, report: &Report) -> Value {
    let (start, end) = report.sources.positions(place, ColumnUnit::Bytes);
    let position = |position: Position| json!({ "line": position.row, "column": position.column });
    json!({ "start": position(start), "end": position(end) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn parsed(report: &Report) -> Value {
        serde_json::from_str(&sample::written(report, "rdjson")).unwrap()
    }

    #[test]
    fn columns_count_bytes() {
        assert_eq!(
            parsed(&sample::two_keys()),
            json!({
                "source": { "name": "slotlint", "url": "https://github.com/slotlint/slotlint" },
                "diagnostics": [{
                    "message": "MGET on a cluster needs one slot; these two keys hash apart\nhelp: give both the same hash tag",
                    "location": {
                        "path": "src/profile.ts",
                        "range": { "start": { "line": 2, "column": 18 }, "end": { "line": 2, "column": 51 } },
                    },
                    "severity": "ERROR",
                    "code": {
                        "value": "cross-slot-command",
                        "url": "https://github.com/slotlint/slotlint/blob/main/rules/cross-slot-command.md",
                    },
                    "related_locations": [{
                        "message": "client made here: Redis.Cluster (ioredis 5.4)",
                        "location": {
                            "path": "src/redis.ts",
                            "range": { "start": { "line": 1, "column": 18 }, "end": { "line": 1, "column": 35 } },
                        },
                    }],
                }],
            })
        );
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        assert_eq!(parsed(&Report::default())["diagnostics"], json!([]));
    }
}
