//! A pipeline whose keys span nodes or slots: a matter of ioredis only.

use super::FileCx;
use super::cross_slot_command::pair;
use super::draft::{Draft, severity};
use super::tagging;
use crate::clients::model::{Batch, BatchKind, KeyItem, Library, Mode};
use crate::clients::relation::{Relation, judge};
use crate::clients::batch_keys;
use crate::finding::{Confidence, Finding};

const RULE: &str = "cross-slot-pipeline";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for batch in &cx.model.batches {
        if batch.kind != BatchKind::Pipeline || batch.client.library != Library::Ioredis || !cx.concerns(&batch.client) {
            continue;
        }
        // Through one node's client each command fails or works by itself (MOVED in the results).
        if batch.client.mode == Mode::OneNode {
            continue;
        }
        findings.extend(judge_batch(cx, batch));
    }
}

fn judge_batch<'p>(cx: &FileCx<'_, 'p>, batch: &Batch<'p>) -> Option<Finding> {
    let keys: Vec<KeyItem<'p>> = batch_keys(cx.model, batch);
    let Relation::Different { confidence, shown, why: _ } = judge(&batch.client, &keys) else { return None };
    let severity = severity(&batch.client, confidence);
    let on_cluster = batch.client.mode.may_be_cluster();
    let fails = if on_cluster {
        "`exec` rejects it unless all keys are on one node, which holds only by luck of the topology"
    } else {
        "on a cluster the commands for keys of other nodes fail with MOVED, and `exec` does not reject"
    };
    let message = match shown.as_slice() {
        [_, _] => format!("this pipeline has keys of several slots, {}; {fails}", pair(&shown)),
        _ if confidence == Confidence::Possible => {
            format!("nothing here says that the keys of this pipeline share a slot; {fails}")
        }
        _ => format!("this pipeline has keys of several slots, as {} varies; {fails}", pair(&shown)),
    };
    let draft = Draft::at(RULE, batch.reported, severity, confidence, message).keys(&shown).client(&batch.client).help(
        "send the commands by themselves, for example with `Promise.all` (`enableAutoPipelining: true` batches them per node), or give the keys a common hash tag, which renames keys that are already stored",
    );
    let draft = draft.runs(batch);
    Some(draft.fix(tagging::of(cx.model, &batch.client, &keys)).done())
}
