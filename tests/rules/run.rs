//! One program through slotlint, alone in a folder.

#[path = "../request/mod.rs"]
mod request;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use slotlint::config::{Discovery, Layer};
use slotlint::lint::{Request, lint};
use slotlint::source::ColumnUnit;

use crate::manifest::Manifest;

/// Row and rule, with what is said there.
pub(crate) type Findings = BTreeMap<(u32, String), String>;

/// What slotlint finds in `code` as `example.<language>`, meant for a server such as `redis-7.0`, or for the newest.
///
/// # Errors
/// In words, when the program was not linted.
pub(crate) fn findings(
    language: &str,
    manifest: Option<&Manifest>,
    server: Option<&str>,
    code: &str,
) -> Result<Findings, String> {
    let folder = tempfile::tempdir().unwrap();
    // The folder may stand under a link.
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join(format!("example.{language}")), code).unwrap();
    if let Some(manifest) = manifest {
        fs::write(root.join(manifest.name), &manifest.text).unwrap();
    }
    let server = server.map(|server| server.parse().unwrap());
    let layer = Layer { server, ..Layer::default() };
    let report = request::with_request(root, &Discovery::Isolated, vec![layer], |request| lint(request).unwrap());
    if let Some(skipped) = report.summary.skipped.first() {
        return Err(format!("skipped: {}", skipped.skip));
    }
    if report.summary.files_seen != 1 {
        return Err(format!("{} files were seen instead of one", report.summary.files_seen));
    }
    let finding = |finding: &slotlint::finding::Finding| {
        let (start, _) = report.sources.positions(&finding.place, ColumnUnit::Characters);
        ((start.row, finding.rule.to_owned()), format!("{}: {}", finding.severity.as_str(), finding.message))
    };
    Ok(report.findings.iter().map(finding).collect())
}

/// Does something with the request to lint a folder.
#[allow(dead_code, reason = "not every test that shares this has fixes to make")]
pub(crate) fn with_request<T>(root: PathBuf, work: impl FnOnce(&Request<'_>) -> T) -> T {
    request::with_request(root, &Discovery::Isolated, Vec::new(), work)
}
