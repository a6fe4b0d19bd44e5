//! What was not seen, as notifications of SARIF's `invocation`.

use std::path::Path;

use serde_json::{Value, json};

use super::{artifact, plain};
use crate::report::{Report, Skipped, Style};
use crate::source::{Notice, Skip};

const SKIPPED: &str = "skipped-file";
const UNDERSTOOD_IN_PART: &str = "understood-in-part";
const ODD: &str = "odd-file";

/// The one run.
pub(super) fn invocation(report: &Report, style: &Style) -> Value {
    let summary = &report.summary;
    let skipped = summary.skipped.iter().map(|skipped| of_skip(skipped, style));
    let in_part = summary.understood_in_part.iter().map(|notice| of_notice(UNDERSTOOD_IN_PART, "note", notice, style));
    let odd = summary.notices.iter().map(|notice| of_notice(ODD, "warning", notice, style));
    json!({
        "executionSuccessful": !summary.skipped.iter().any(|skipped| matches!(skipped.skip, Skip::Panicked(_))),
        "toolExecutionNotifications": skipped.chain(in_part).chain(odd).collect::<Vec<_>>(),
    })
}

fn of_skip(skipped: &Skipped, style: &Style) -> Value {
    let level = match &skipped.skip {
        Skip::Panicked(_) => "error",
        skip if skip.is_alarming() => "warning",
        _ => "note",
    };
    notification(SKIPPED, level, &skipped.path, &format!("skipped: {}", skipped.skip), style)
}

fn of_notice(id: &str, level: &str, notice: &Notice, style: &Style) -> Value {
    notification(id, level, &notice.path, &notice.message, style)
}

fn notification(id: &str, level: &str, path: &Path, message: &str, style: &Style) -> Value {
    json!({
        "descriptor": { "id": id },
        "level": level,
        "message": { "text": plain(message) },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact(path, style) } }],
    })
}
