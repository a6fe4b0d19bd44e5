//! Reviewdog Diagnostic Format (reviewdog/reviewdog, `proto/rdf`): reviewdog posts it as comments of a review.
//!
//! Rows and columns count from 1, columns in **bytes** of UTF-8, ends exclusive. Paths are relative to the working directory,
//! where reviewdog runs as well.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{HOME, Report, Style, counted, escaping, mark, rule_url};
use crate::finding::{Applicability, Finding, Fix, Place, Severity, Span};
use crate::source::{ColumnUnit, Position, shown_path};

/// One `DiagnosticResult`.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = (0..report.findings.len()).map(|index| diagnostic(index, report, style));
    let result = json!({
        "source": { "name": "slotlint", "url": HOME },
        "diagnostics": diagnostics.collect::<Vec<_>>(),
    });
    escaping::write_pretty(&result, out)
}

fn diagnostic(index: usize, report: &Report, style: &Style) -> Value {
    let finding = &report.findings[index];
    let suggested: Option<(&Fix, Value)> =
        finding.fixes.first().and_then(|fix| Some((fix, suggestion(fix, finding, report)?)));
    let mut message = format!("{}{}", finding.message, mark(report.state(index)));
    if let Some(help) = &finding.help {
        message = format!("{message}\nhelp: {help}");
    }
    if let Some((fix, _)) = &suggested {
        message = match fix.applicability {
            Applicability::Safe => format!("{message}\nsuggestion: {}", fix.title),
            Applicability::Unsafe { why } => format!("{message}\nunsafe suggestion ({why}): {}", fix.title),
        };
    }
    let mut diagnostic = json!({
        "message": message,
        "location": location(&finding.place, report, style),
        "severity": severity(counted(report, index)),
        "code": { "value": finding.rule, "url": rule_url(finding.rule) },
    });
    if let Some((_, suggestion)) = suggested {
        diagnostic["suggestions"] = json!([suggestion]);
    }
    if !finding.related.is_empty() {
        let related = finding
            .related
            .iter()
            .map(|related| json!({ "message": related.message, "location": location(&related.place, report, style) }));
        diagnostic["related_locations"] = related.collect();
    }
    diagnostic
}

/// The best fix as one text for one range, which is all that a suggestion can be: `None` when other files change as well.
fn suggestion(fix: &Fix, finding: &Finding, report: &Report) -> Option<Value> {
    let file = report.sources.get(&finding.place.path)?;
    let (first, last) = (fix.edits.first()?, fix.edits.last()?);
    if fix.edits.iter().any(|edit| edit.place.path != finding.place.path) {
        return None;
    }
    let mut text = String::new();
    let mut at = first.place.span.start;
    for edit in &fix.edits {
        let Span { start, end } = edit.place.span;
        text.push_str(file.slice(Span { start: at, end: start }));
        text.push_str(&edit.replacement);
        at = end;
    }
    let whole = Place {
        path: finding.place.path.clone(),
        span: Span { start: first.place.span.start, end: last.place.span.end },
    };
    Some(json!({ "range": range(&whole, report), "text": text }))
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
    fn a_fix_in_the_file_is_one_suggestion() {
        let mut report = sample::two_keys();
        sample::with_fix(&mut report);
        let diagnostic = parsed(&report)["diagnostics"][0].take();
        assert_eq!(
            diagnostic["suggestions"],
            json!([{
                "range": { "start": { "line": 2, "column": 31 }, "end": { "line": 2, "column": 46 } },
                "text": "tagA(id), tagBB",
            }])
        );
        let message = diagnostic["message"].as_str().unwrap();
        assert!(message.ends_with("\nunsafe suggestion (renames stored keys): tag the keys"), "{message}");
        let elsewhere = report.findings[0].related[0].place.clone();
        report.findings[0].fixes[0].edits[1].place = elsewhere;
        assert_eq!(parsed(&report)["diagnostics"][0].get("suggestions"), None);
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        assert_eq!(parsed(&Report::default())["diagnostics"], json!([]));
    }
}
