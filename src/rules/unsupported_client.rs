//! A client library, or a version of it, that cannot work with today's clusters.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::plain_client::is_for_tests;
use super::{FileCx, ProjectCx};
use crate::clients::model::{Library, Mode};
use crate::clients::retired::{self, Retired};
use crate::finding::{Confidence, Facts, Finding, Place, Related, Severity};
use crate::project::{ManifestFile, ModuleFile};
use crate::syntax::ir::Import;

const RULE: &str = "unsupported-client";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    old_go_redis(cx, findings);
    for missing in retired::missing_cluster_clients(cx.ev, cx.file, &cx.model.constructions) {
        let place = Place { path: cx.file.path.clone(), span: missing.span };
        let message = format!("redis-py {} has no {}: {}", missing.version, missing.what, missing.happens);
        findings.push(finding(place, Severity::Error, Confidence::Certain, message, missing.instead));
    }
}

/// go-redis up to v8 cannot read what Redis 7 and newer say of the topology (upstream's #2085: "use v9").
fn old_go_redis(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    if is_for_tests(cx) {
        return;
    }
    let modes = cx.model.constructions.iter().filter(|made| made.client.library == Library::GoRedis);
    let modes: Vec<Mode> = modes.map(|made| made.client.mode).collect();
    let (severity, confidence) = if modes.contains(&Mode::Cluster) {
        (Severity::Error, Confidence::Likely)
    } else if modes.contains(&Mode::Either) {
        (Severity::Warning, Confidence::Possible)
    } else {
        return;
    };
    for import in &cx.file.ir.imports {
        let Some(major) = retired::old_go_redis(&import.specifier) else { continue };
        let message = format!(
            "go-redis v{major} cannot read the topology of Redis 7 and newer: every command of a cluster client answers `got 4 elements in cluster info address, expected 2 or 3`"
        );
        let place = Place { path: cx.file.path.clone(), span: import.span };
        findings.push(finding(place, severity, confidence, message, "use v9: `github.com/redis/go-redis/v9`"));
    }
}

/// An import of an unfit library.
type Imported<'p> = (&'p ModuleFile, &'p Import, &'static Retired);

/// Libraries that are unfit as a whole: said once for each manifest that asks for one, at the first import if there is
/// one, at the manifest's line otherwise.
pub(super) fn check_project(cx: &ProjectCx<'_>, findings: &mut Vec<Finding>) {
    let mut groups: FxHashMap<(Option<Arc<Path>>, &'static str), Vec<Imported<'_>>> = FxHashMap::default();
    let mut order = Vec::new();
    for file in cx.project.walked() {
        for import in &file.ir.imports {
            let Some(retired) = retired::imported(cx.project, file, &import.specifier) else { continue };
            let asked = asking(cx.manifests, &file.path, retired).map(|(manifest, _)| manifest.source.path.clone());
            let key = (asked, retired.package);
            let group = groups.entry(key.clone()).or_default();
            if group.is_empty() {
                order.push(key);
            }
            group.push((file, import, retired));
        }
    }
    for key in &order {
        let Some(group) = groups.get(key) else { continue };
        findings.extend(at_import(cx, group));
    }
    for manifest in cx.manifests {
        for requirement in &manifest.requirements {
            let Some(retired) = retired::required(requirement) else { continue };
            if groups.contains_key(&(Some(manifest.source.path.clone()), retired.package)) {
                continue;
            }
            let place = Place { path: manifest.source.path.clone(), span: requirement.span };
            let message = format!("`{}` {}", requirement.name, retired.happens);
            findings.push(finding(place, Severity::Info, Confidence::Possible, message, retired.instead));
        }
    }
}

/// The nearest manifest that asks for a library, and its line.
fn asking<'m>(
    manifests: &'m [ManifestFile],
    from: &Path,
    retired: &Retired,
) -> Option<(&'m ManifestFile, crate::finding::Span)> {
    let lines = manifests.iter().filter_map(|manifest| {
        let folder = manifest.source.path.parent().filter(|folder| from.starts_with(folder))?;
        let line = manifest.requirements.iter().find(|requirement| retired::is_for(retired, requirement))?;
        Some((folder.components().count(), manifest, line.span))
    });
    lines.max_by_key(|(depth, ..)| *depth).map(|(_, manifest, span)| (manifest, span))
}

fn at_import(cx: &ProjectCx<'_>, group: &[Imported<'_>]) -> Option<Finding> {
    let is_test = |file: &ModuleFile| cx.project.is_test(&file.path);
    let (file, import, retired) = group.iter().find(|(file, ..)| !is_test(file)).or_else(|| group.first())?;
    let mut files: Vec<&Path> = group.iter().map(|(file, ..)| &*file.path).collect();
    files.dedup();
    let others = match files.len() - 1 {
        0 => String::new(),
        1 => " (one more file imports it)".to_owned(),
        count => format!(" ({count} more files import it)"),
    };
    let message = format!("`{}` {}{others}", import.specifier, retired.happens);
    let place = Place { path: file.path.clone(), span: import.span };
    let mut found = finding(place, Severity::Warning, Confidence::Likely, message, retired.instead);
    if let Some((manifest, span)) = asking(cx.manifests, &file.path, retired) {
        let place = Place { path: manifest.source.path.clone(), span };
        found.related.push(Related { place, message: "asked for here".to_owned() });
    }
    Some(found)
}

fn finding(place: Place, severity: Severity, confidence: Confidence, message: String, help: &str) -> Finding {
    Finding {
        rule: RULE,
        severity,
        confidence,
        message,
        place,
        labels: Vec::new(),
        related: Vec::new(),
            callers: Vec::new(),
        facts: Facts::default(),
        help: Some(help.to_owned()),
        fixes: Vec::new(),
        scope: String::new(),
    }
}
