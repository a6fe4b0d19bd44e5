//! What slotlint says of a program.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use slotlint::config::{Configs, Discovery, KnownRules, RuleMeta};
use slotlint::lint::{NamedPaths, Overlay, Request, lint};
use slotlint::report::Report;
use slotlint::rules::RULES;
use slotlint::rules::document::FrontMatter;
use slotlint::source::ColumnUnit;

use crate::programs::{Library, Program};
use crate::recording::Column;

/// The rules that found something, by row, for this version of the library and this server.
pub(crate) fn rules_by_row(library: Library, program: &Program, column: &Column) -> BTreeMap<usize, Vec<&'static str>> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir(root.join(".git")).unwrap();
    fs::write(root.join(library.file()), &program.text).unwrap();
    let (manifest, text) = library.manifest(&column.version);
    fs::write(root.join(manifest), text).unwrap();
    fs::write(root.join("slotlint.toml"), format!("server = \"{}\"\n", column.server)).unwrap();
    let report = report_on(&root);
    let mut rules: BTreeMap<usize, Vec<&'static str>> = BTreeMap::new();
    for finding in &report.findings {
        let (start, _) = report.sources.positions(&finding.place, ColumnUnit::Characters);
        rules.entry(start.row as usize).or_default().push(finding.rule);
    }
    rules
}

fn report_on(root: &Path) -> Report {
    let meta = |rule: &slotlint::rules::Rule| RuleMeta {
        name: rule.name,
        group: FrontMatter::parse(rule.document).unwrap().group,
    };
    let known = Arc::new(KnownRules::new(RULES.iter().map(meta).collect()));
    let configs = Configs::new(known, Arc::from(root), &Discovery::Nearest, Vec::new()).unwrap();
    lint(&Request {
        paths: &[root.to_path_buf()],
        overlay: &Overlay::default(),
        configs: &Arc::new(configs),
        named_paths: NamedPaths::Always,
        threads: NonZeroUsize::new(1),
        on_file: &|| {},
    })
    .unwrap()
}
