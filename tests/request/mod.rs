//! A request to lint a folder, as the tests make it: all rules, one thread.

#![allow(dead_code, reason = "each test needs other parts of it")]

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use slotlint::config::{Configs, Discovery, KnownRules, Layer, RuleMeta};
use slotlint::lint::{NamedPaths, Overlay, Request, lint};
use slotlint::report::Report;
use slotlint::rules::RULES;
use slotlint::rules::document::FrontMatter;

/// Does something with it.
pub(crate) fn with_request<T>(
    root: PathBuf,
    discovery: &Discovery,
    layers: Vec<Layer>,
    work: impl FnOnce(&Request<'_>) -> T,
) -> T {
    let meta = |rule: &slotlint::rules::Rule| RuleMeta {
        name: rule.name,
        group: FrontMatter::parse(rule.document).unwrap().group,
    };
    let known = Arc::new(KnownRules::new(RULES.iter().map(meta).collect()));
    let configs = Configs::new(known, Arc::from(root.as_path()), discovery, layers).unwrap();
    work(&Request {
        paths: &[root],
        overlay: &Overlay::default(),
        configs: &Arc::new(configs),
        named_paths: NamedPaths::Always,
        threads: NonZeroUsize::new(1),
        on_file: &|| {},
    })
}

/// All that is found in a folder.
pub(crate) fn report_on(root: &Path, discovery: &Discovery) -> Report {
    with_request(root.to_path_buf(), discovery, Vec::new(), |request| lint(request).unwrap())
}
