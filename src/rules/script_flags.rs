//! A script that says of itself that it is not for clusters.


use super::FileCx;
use super::draft::{Draft, severity};
use crate::clients::lua::analyse;
use crate::clients::model::ScriptOrigin;
use crate::clients::relation::slots_matter;
use crate::finding::{Confidence, Finding};

const RULE: &str = "script-flags";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for operation in &cx.model.operations {
        let text = operation.script.as_ref().and_then(|script| script.text.as_deref());
        let Some(text) = text.filter(|text| text.text.starts_with(b"#!")) else { continue };
        let client = &operation.client;
        if !cx.concerns(client) || !slots_matter(client.mode) {
            continue;
        }
        if !analyse(&text.text).shebang.as_ref().is_some_and(|line| line.has("no-cluster")) {
            continue;
        }
        let message = format!(
            "a cluster refuses this script, which has the flag `no-cluster`: {} answers `Can not run script on cluster, 'no-cluster' flag is set.`",
            operation.command_name
        );
        let confidence = Confidence::Certain;
        let draft = Draft::at(RULE, operation.site, severity(client, confidence), confidence, message)
            .command(&operation.command_name)
            .through(operation)
            .client(client)
            .help("take the flag away, once the script reaches only keys of one slot, all of them in KEYS");
        let draft = match text.origin {
            ScriptOrigin::Literal(site) => draft.related_outside(site, "the script is written here"),
            ScriptOrigin::File(_) => draft,
        };
        findings.push(draft.done());
    }
}
