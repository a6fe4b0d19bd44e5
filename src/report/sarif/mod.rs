//! SARIF 2.1.0 (OASIS): for code scanning services and viewers.
//!
//! Rows and columns count from 1, columns in UTF-16 units, which `columnKind` says; ends are exclusive. URIs are relative to
//! the repository. Texts are plain: braces stay as they are, since they are what slotlint talks about and no consumer
//! that was looked at undoes the doubling of section 3.11.5 where a message has no arguments.

mod fixes;
mod notifications;
mod rules;

use std::io::{self, Write};

use serde_json::{Value, json};

use super::uri::Uri;
use super::{HOME, Report, State, Style, by_severity, escaping, fingerprint};
use crate::finding::{Confidence, Finding, Label, Place, Severity, Span};
use crate::source::ColumnUnit;

/// Where the schema is published.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What URIs are relative to.
const ROOT: &str = "%SRCROOT%";

/// The worst results first: GitHub keeps the first 5,000.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [run(report, style)],
    });
    escaping::write_pretty(&log, out)
}

fn run(report: &Report, style: &Style) -> Value {
    let prints = fingerprint::all(report, style);
    let results = by_severity(report).into_iter().map(|index| result(index, &prints[index], report, style));
    let summary = &report.summary;
    json!({
        "tool": { "driver": {
            "name": "slotlint",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": HOME,
            "rules": rules::all(),
        }},
        "invocations": [notifications::invocation(report, style)],
        "originalUriBaseIds": { ROOT: { "description": { "text": "The root of the repository." } } },
        "columnKind": "utf16CodeUnits",
        // A lone CR ends a row as well.
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": results.collect::<Vec<_>>(),
        "properties": {
            "filesSeen": summary.files_seen,
            "filesParsed": summary.files_parsed,
            "callSitesChecked": summary.call_sites_checked,
            "callSitesUnresolved": summary.call_sites_unresolved.len(),
            "suppressed": summary.suppressed,
        },
    })
}

fn result(index: usize, print: &str, report: &Report, style: &Style) -> Value {
    let finding = &report.findings[index];
    let mut place = location(&finding.place, report, style);
    if !finding.labels.is_empty() {
        place["annotations"] = finding.labels.iter().map(|label| annotation(label, &finding.place, report)).collect();
    }
    if !finding.scope.is_empty() {
        place["logicalLocations"] = json!([{ "fullyQualifiedName": finding.scope, "kind": "function" }]);
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "rank": rank(finding.confidence),
        "message": { "text": sentence(finding) },
        "locations": [place],
        "partialFingerprints": { "slotlint/v1": print },
        "properties": { "confidence": finding.confidence, "help": finding.help, "facts": finding.facts },
    });
    if let Some(index) = rules::index(finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if !finding.related.is_empty() {
        result["relatedLocations"] = related(finding, report, style);
    }
    if !finding.fixes.is_empty() {
        result["fixes"] = fixes::all(finding, report, style);
    }
    if let Some(state) = report.state(index) {
        result["baselineState"] = json!(state.as_str());
        result["suppressions"] = suppressions(state);
    }
    result
}

/// Where one result has them, all must say whether they have some (section 3.27.23).
fn suppressions(state: State) -> Value {
    match state {
        State::New => json!([]),
        State::Unchanged => json!([{ "kind": "external", "justification": "in the baseline" }]),
    }
}

fn related(finding: &Finding, report: &Report, style: &Style) -> Value {
    let related = (1..).zip(&finding.related).map(|(id, related)| {
        let mut place = location(&related.place, report, style);
        place["id"] = json!(id);
        place["message"] = json!({ "text": plain(&related.message) });
        place
    });
    related.collect()
}

/// Services show nothing else beside the line: the way out belongs to it.
fn sentence(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => plain(&format!("{}\nHelp: {help}", finding.message)),
        None => plain(&finding.message),
    }
}

/// Text that holds no link: `[text](target)` would be one even in plain text (section 3.11.6).
fn plain(text: &str) -> String {
    text.replace("](", "\\](")
}

pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// 0 to 100, for viewers that sort by it.
fn rank(confidence: Confidence) -> f64 {
    match confidence {
        Confidence::Certain => 90.0,
        Confidence::Likely => 60.0,
        Confidence::Possible => 30.0,
    }
}

fn location(place: &Place, report: &Report, style: &Style) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(&place.path, style) });
    if report.sources.get(&place.path).is_some() {
        physical["region"] = region(place, report);
    }
    json!({ "physicalLocation": physical })
}

fn artifact(path: &std::path::Path, style: &Style) -> Value {
    match Uri::new(path, &style.repository) {
        Uri::Inside(uri) => json!({ "uri": uri, "uriBaseId": ROOT }),
        Uri::Outside(uri) => json!({ "uri": uri }),
    }
}

fn region(place: &Place, report: &Report) -> Value {
    let (start, end) = report.sources.positions(place, ColumnUnit::Utf16);
    json!({
        "startLine": start.row,
        "startColumn": start.column,
        "endLine": end.row,
        "endColumn": end.column,
    })
}

fn annotation(label: &Label, of: &Place, report: &Report) -> Value {
    let Span { start, end } = label.span;
    let place = Place { path: of.path.clone(), span: Span { start, end } };
    let mut region = region(&place, report);
    region["message"] = json!({ "text": plain(&label.text) });
    region
}

#[cfg(test)]
mod tests;
