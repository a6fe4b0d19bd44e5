//! Fixes as SARIF's `fix` objects. SARIF has no word for safe and unsafe: the description says it, and so do the properties.

use serde_json::{Value, json};

use super::{artifact, plain, region};
use crate::finding::{Applicability, Edit, Finding, Fix};
use crate::report::{Report, Style};

/// All of them, best first.
pub(super) fn all(finding: &Finding, report: &Report, style: &Style) -> Value {
    finding.fixes.iter().map(|fix| object(fix, report, style)).collect()
}

fn object(fix: &Fix, report: &Report, style: &Style) -> Value {
    let description = match fix.applicability {
        Applicability::Safe => fix.title.clone(),
        Applicability::Unsafe { why } => format!("{} (unsafe: {why})", fix.title),
    };
    // Edits are sorted by place.
    let changes = fix.edits.chunk_by(|a, b| a.place.path == b.place.path).filter_map(|edits| {
        let first = edits.first()?;
        Some(json!({
            "artifactLocation": artifact(&first.place.path, style),
            "replacements": edits.iter().map(|edit| replacement(edit, report)).collect::<Vec<_>>(),
        }))
    });
    json!({
        "description": { "text": plain(&description) },
        "artifactChanges": changes.collect::<Vec<_>>(),
        "properties": { "applicability": fix.applicability.as_str() },
    })
}

fn replacement(edit: &Edit, report: &Report) -> Value {
    json!({ "deletedRegion": region(&edit.place, report), "insertedContent": { "text": edit.replacement } })
}
