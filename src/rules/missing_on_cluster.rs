//! A method that the plain client has, and the cluster client or its pipeline lacks or refuses.

use super::FileCx;
use super::draft::{Draft, severity};
use crate::clients::missing::missing;
use crate::clients::model::Mode;
use crate::finding::{Confidence, Finding};

const RULE: &str = "missing-on-cluster";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for used in cx.model.uses.iter().filter(|used| cx.concerns(&used.client)) {
        let Some(missing) = missing(cx.ev, used) else { continue };
        let confidence = match used.client.mode {
            Mode::Cluster => missing.confidence,
            _ => missing.confidence.min(Confidence::Likely),
        };
        let message = format!("a cluster client has no {}: `{}`", missing.what, missing.error);
        let draft = Draft::at(RULE, used.site, severity(&used.client, confidence), confidence, message);
        findings.push(draft.client(&used.client).seen_through(used).help(missing.instead).done());
    }
}
