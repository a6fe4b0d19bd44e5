//! Startup nodes in a form that the cluster client does not understand.

mod fix;

use super::FileCx;
use super::draft::Draft;
use crate::clients::startup::bad_nodes;
use crate::finding::{Confidence, Finding, Severity};

const RULE: &str = "invalid-startup-nodes";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for made in cx.model.constructions.iter().filter(|made| cx.concerns(&made.client)) {
        cx.ev.begin();
        let options = made.options(cx.ev);
        let Some(bad) = bad_nodes(cx.ev, made, &options) else { continue };
        let message = format!("`{}` cannot use {}: {}", made.client.name, bad.written, bad.happens);
        let mut draft = Draft::at(RULE, bad.site, Severity::Error, Confidence::Certain, message).client(&made.client);
        if let Some(node) = bad.node {
            draft = draft.label(node, "this node").related_outside(node, "the node is written here");
        }
        findings.push(draft.help(bad.instead).fix(fix::of(made, &options, &bad)).done());
    }
}
