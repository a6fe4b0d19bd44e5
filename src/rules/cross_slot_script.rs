//! A script or function given keys of several slots.

use super::FileCx;
use super::cross_slot_command::pair;
use super::draft::{Draft, severity};
use super::tagging;
use crate::clients::model::Operation;
use crate::clients::relation::{Relation, Why, judge};
use crate::finding::{Confidence, Finding};

const RULE: &str = "cross-slot-script";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    findings.extend(cx.model.operations.iter().filter_map(|operation| judge_operation(cx, operation)));
}

/// The finding about the keys of one script call, if there is one.
pub(super) fn judge_operation<'p>(cx: &FileCx<'_, 'p>, operation: &Operation<'p>) -> Option<Finding> {
    operation.script.as_ref()?;
    if operation.at_most_one || !cx.concerns(&operation.client) {
        return None;
    }
    let Relation::Different { confidence, shown, why } = judge(&operation.client, &operation.keys.items) else {
        return None;
    };
    let message = match why {
        Why::Apart if confidence == Confidence::Possible => {
            format!("a script needs all its keys in one slot; nothing here says that {} share one", pair(&shown))
        }
        Why::Apart => format!("a script needs all its keys in one slot; {} hash apart", pair(&shown)),
        Why::Varies if confidence == Confidence::Possible => {
            format!("a script needs all its keys in one slot; nothing here says that those of this list, {}, share one", pair(&shown))
        }
        Why::Varies => format!("a script needs all its keys in one slot; those of this list, {}, vary", pair(&shown)),
        Why::Unknown | Why::Reply(_) => {
            format!("a script needs all its keys in one slot; nothing here says that those of `{}` share one", shown[0].text)
        }
    };
    let draft = Draft::at(RULE, operation.site, severity(&operation.client, confidence), confidence, message)
        .command(&operation.command_name)
        .keys(&shown)
        .through(operation)
        .client(&operation.client)
        .help("give all keys of one script call the same hash tag, which renames keys that are already stored; what is no key belongs in ARGV")
        .fix(tagging::of(cx.model, &operation.client, &operation.keys.items));
    Some(draft.done())
}
