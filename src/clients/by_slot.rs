//! Keys that the program itself has put into groups, one for each slot: what a loop over the groups gives is in one slot.

use crate::eval::Site;
use crate::syntax::ir::{DefKind, ExprId, ExprKind};

/// Steps from a list of keys to the loop that gives it.
const MAX_STEPS: u32 = 12;
/// What people call slots of keys, and what is grouped by them. Other things have slots too: a day, a machine.
const SLOTS: &[&str] =
    &["byslot", "perslot", "keyslot", "hashslot", "slotmap", "slotsmap", "slotgroup", "calculateslot", "crc16"];

/// Whether a list of keys is what a loop takes from groups that were made by slot.
pub(super) fn is_of_one_slot(list: Site<'_>) -> bool {
    let ir = &list.file.ir;
    let mut at = list.expr;
    for _ in 0..MAX_STEPS {
        at = match ir.kind(at) {
            ExprKind::Name { binding: Some(binding), .. } => match ir.binding(*binding).defs.as_slice() {
                [def] => match def.kind {
                    DefKind::Value(value) => value,
                    _ => return false,
                },
                _ => return false,
            },
            ExprKind::Part { of, .. } => *of,
            ExprKind::Index { object, .. } | ExprKind::Slice { object } => *object,
            ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } => *inner,
            ExprKind::ElementOf { of, .. } => return speaks_of_slots(list, *of),
            ExprKind::Param { function, index: 0 } => {
                return ir.function(*function).runs_per.is_some_and(|(over, _)| speaks_of_slots(list, over));
            }
            _ => return false,
        };
    }
    false
}

/// Whether groups are called by slots, or made by something that is.
fn speaks_of_slots(list: Site<'_>, groups: ExprId) -> bool {
    let ir = &list.file.ir;
    let speaks = |expr: ExprId| {
        let text = Site { expr, ..list }.text().to_ascii_lowercase().replace('_', "");
        SLOTS.iter().any(|word| text.contains(word))
    };
    if speaks(groups) {
        return true;
    }
    // `groups`, `groups.values()`, `Object.values(groups)`, `Array.from(groups.values())`.
    let mut at = groups;
    for _ in 0..MAX_STEPS {
        at = match ir.kind(at) {
            ExprKind::Name { binding: Some(binding), .. } => {
                return ir.binding(*binding).defs.iter().any(|def| match def.kind {
                    DefKind::Value(value) => speaks(value),
                    _ => false,
                });
            }
            ExprKind::Call(call) => match (ir.kind(call.callee), call.args.first()) {
                (_, Some(first)) => first.value,
                (ExprKind::Member { object, .. }, None) => *object,
                _ => return false,
            },
            ExprKind::List { elements, .. } => match elements.as_slice() {
                [all] => all.value,
                _ => return false,
            },
            ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } => *inner,
            _ => return false,
        };
    }
    false
}
