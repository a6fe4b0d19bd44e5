//! GitLab's Code Quality report: a JSON array in the words of Code Climate
//! (docs.gitlab.com, `ci/testing/code_quality`, "Code Quality report format").
//!
//! Paths are relative to the repository, without `./`. Rows and columns count from 1, columns in characters.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Report, Style, counted, escaping, fingerprint, mark, rule_url};
use crate::finding::{Confidence, Place, Severity};
use crate::source::{ColumnUnit, shown_path};

/// In the order of the report.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let prints = fingerprint::all(report, style);
    let issues = prints.iter().enumerate().map(|(index, print)| issue(index, print, report, style));
    escaping::write_pretty(&issues.collect::<Vec<_>>(), out)
}

fn issue(index: usize, print: &str, report: &Report, style: &Style) -> Value {
    let finding = &report.findings[index];
    let others = finding.related.iter().map(|related| location(&related.place, report, style));
    let page = rule_url(finding.rule);
    let help = finding.help.as_deref().map_or_else(|| page.clone(), |help| format!("{help}\n\n{page}"));
    json!({
        "type": "issue",
        "check_name": finding.rule,
        "description": format!("{}{}", finding.message, mark(report.state(index))),
        "content": { "body": help },
        "categories": ["Bug Risk"],
        "severity": severity(counted(report, index), finding.confidence),
        "fingerprint": print,
        "location": location(&finding.place, report, style),
        "other_locations": others.collect::<Vec<_>>(),
    })
}

/// `blocker` is left for what people decide themselves.
fn severity(severity: Severity, confidence: Confidence) -> &'static str {
    match (severity, confidence) {
        (Severity::Error, Confidence::Certain) => "critical",
        (Severity::Error, Confidence::Likely | Confidence::Possible) => "major",
        (Severity::Warning, _) => "minor",
        (Severity::Info, _) => "info",
    }
}

/// `lines` for GitLab before 13.8, `positions` for the column.
fn location(place: &Place, report: &Report, style: &Style) -> Value {
    let (start, end) = report.sources.positions(place, ColumnUnit::Characters);
    json!({
        "path": shown_path(&place.path, &style.repository),
        "lines": { "begin": start.row, "end": end.row },
        "positions": {
            "begin": { "line": start.row, "column": start.column },
            "end": { "line": end.row, "column": end.column },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::report::sample;

    fn parsed(report: &Report) -> Vec<Value> {
        serde_json::from_str(&sample::written(report, "gitlab")).unwrap()
    }

    #[test]
    fn an_issue_has_a_place_a_severity_and_a_fingerprint() {
        let mut issue = parsed(&sample::two_keys()).remove(0);
        assert_eq!(issue["fingerprint"].take().as_str().map(str::len), Some(16));
        assert_eq!(
            issue,
            json!({
                "type": "issue",
                "check_name": "cross-slot-command",
                "description": "MGET on a cluster needs one slot; these two keys hash apart",
                "content": { "body": "give both the same hash tag\n\n\
                    https://github.com/slotlint/slotlint/blob/main/rules/cross-slot-command.md" },
                "categories": ["Bug Risk"],
                "severity": "major",
                "fingerprint": null,
                "location": {
                    "path": "src/profile.ts",
                    "lines": { "begin": 2, "end": 2 },
                    "positions": { "begin": { "line": 2, "column": 17 }, "end": { "line": 2, "column": 50 } },
                },
                "other_locations": [{
                    "path": "src/redis.ts",
                    "lines": { "begin": 1, "end": 1 },
                    "positions": { "begin": { "line": 1, "column": 18 }, "end": { "line": 1, "column": 35 } },
                }],
            })
        );
    }

    #[test]
    fn severity_follows_severity_and_confidence() {
        let word = |severity, confidence| {
            let mut report = sample::two_keys();
            report.findings = vec![Finding { severity, confidence, ..report.findings.remove(0) }];
            parsed(&report)[0]["severity"].as_str().unwrap().to_owned()
        };
        assert_eq!(word(Severity::Error, Confidence::Certain), "critical");
        assert_eq!(word(Severity::Error, Confidence::Possible), "major");
        assert_eq!(word(Severity::Warning, Confidence::Certain), "minor");
        assert_eq!(word(Severity::Info, Confidence::Certain), "info");
    }

    #[test]
    fn fingerprints_are_unique_though_calls_are_equal() {
        let report = sample::flagging(&"mget('a');".repeat(50), "mget(");
        let prints: std::collections::HashSet<_> =
            parsed(&report).iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect();
        assert_eq!(prints.len(), 50);
    }
}
