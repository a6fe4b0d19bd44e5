//! One program through slotlint, alone in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use slotlint::config::{Configs, Discovery, KnownRules, RuleMeta};
use slotlint::lint::{NamedPaths, Overlay, Request, lint};
use slotlint::report::Report;
use slotlint::rules::RULES;
use slotlint::rules::document::FrontMatter;
use slotlint::source::ColumnUnit;

use crate::manifest::Manifest;

/// Row and rule, with what is said there.
pub(crate) type Findings = BTreeMap<(u32, String), String>;

/// What slotlint finds in `code` as `example.<language>`.
///
/// # Errors
/// In words, when the program was not linted.
pub(crate) fn findings(language: &str, manifest: Option<&Manifest>, code: &str) -> Result<Findings, String> {
    let folder = tempfile::tempdir().unwrap();
    // The folder may stand under a link.
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join(format!("example.{language}")), code).unwrap();
    if let Some(manifest) = manifest {
        fs::write(root.join(manifest.name), &manifest.text).unwrap();
    }
    let report = report_on(root);
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

fn report_on(root: PathBuf) -> Report {
    with_request(root, |request| lint(request).unwrap())
}

/// Does something with the request to lint a folder.
pub(crate) fn with_request<T>(root: PathBuf, work: impl FnOnce(&Request<'_>) -> T) -> T {
    let meta = |rule: &slotlint::rules::Rule| RuleMeta {
        name: rule.name,
        group: FrontMatter::parse(rule.document).unwrap().group,
    };
    let known = Arc::new(KnownRules::new(RULES.iter().map(meta).collect()));
    let configs = Configs::new(known, Arc::from(root.as_path()), &Discovery::Isolated, Vec::new()).unwrap();
    work(&Request {
        paths: &[root],
        overlay: &Overlay::default(),
        configs: &Arc::new(configs),
        named_paths: NamedPaths::Always,
        threads: NonZeroUsize::new(1),
        on_file: &|| {},
    })
}
