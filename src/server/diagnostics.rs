//! Findings as the protocol wants them.

use std::str::FromStr;

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Position,
    Range, Uri,
};

use super::client::Abilities;
use super::uri;
use crate::finding::{Finding, Place, Severity};
use crate::report::Report;
use crate::report::visible::Visible;
use crate::source::{ColumnUnit, Position as From1};

/// Where the pages of the rules are.
const RULE_URL: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules/");

/// What diagnostics are marked with.
pub(super) const SOURCE: &str = "slotlint";

/// The address of a rule's page.
pub(super) fn page(rule: &str) -> String {
    format!("{RULE_URL}{rule}.md")
}

/// The findings of a report, each as a diagnostic.
pub(super) fn of(report: &Report, can: Abilities) -> Vec<Diagnostic> {
    report.findings.iter().map(|finding| diagnostic(finding, report, can)).collect()
}

fn diagnostic(finding: &Finding, report: &Report, can: Abilities) -> Diagnostic {
    let href = Uri::from_str(&page(finding.rule)).ok();
    Diagnostic {
        range: range(report, &finding.place, can.unit),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        code_description: href.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: message(finding),
        related_information: can.related.then(|| related(finding, report, can.unit)).filter(|all| !all.is_empty()),
        tags: None,
        data: None,
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

/// What the command line says in several lines.
fn message(finding: &Finding) -> String {
    let mut text = format!("{} ({})", Visible(&finding.message), finding.confidence.as_str());
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {}", Visible(help)));
    }
    text
}

/// Keys in the flagged code first, then the places elsewhere.
fn related(finding: &Finding, report: &Report, unit: ColumnUnit) -> Vec<DiagnosticRelatedInformation> {
    let here = |span| Place { path: finding.place.path.clone(), span };
    let labels = finding.labels.iter().map(|label| (here(label.span), label.text.as_str()));
    let elsewhere = finding.related.iter().map(|related| (related.place.clone(), related.message.as_str()));
    let all = labels.chain(elsewhere).filter_map(|(place, text)| {
        let uri = uri::uri_of(&place.path)?;
        let location = Location { uri, range: range(report, &place, unit) };
        Some(DiagnosticRelatedInformation { location, message: Visible(text).to_string() })
    });
    all.collect()
}

/// A place, counted from 0.
pub(super) fn range(report: &Report, place: &Place, unit: ColumnUnit) -> Range {
    let (start, end) = report.sources.positions(place, unit);
    Range { start: from_0(start), end: from_0(end) }
}

pub(super) fn from_0(at: From1) -> Position {
    Position { line: at.row - 1, character: at.column - 1 }
}
