//! Chains such as `pipe.set(a).set(b)...`: evaluated from their beginning, so that their length does not nest.

use super::{Cx, Evaluator, MAX_NEST};
use crate::syntax::ir::*;

/// A chain is evaluated every so many links.
const STRIDE: u32 = 32;

impl<'p> Evaluator<'p> {
    /// Evaluates what a long chain begins with before its end is, link after link, unless that is known already.
    pub(super) fn come_from_the_inside(&self, cx: &Cx<'p>, expr: ExprId) {
        let ir = cx.ir();
        let mut ahead = Vec::new();
        let mut at = expr;
        for link in 1..=MAX_NEST {
            let Some(inner) = before(ir, at) else { break };
            at = inner;
            if link % STRIDE != 0 {
                continue;
            }
            if self.memo.borrow().contains_key(&(cx.file.key, at, cx.frame_id())) {
                break;
            }
            ahead.push(at);
        }
        for link in ahead.into_iter().rev() {
            self.eval(cx, link);
        }
    }
}

/// What an expression of a chain is evaluated from.
fn before(ir: &Module, at: ExprId) -> Option<ExprId> {
    match ir.kind(at) {
        ExprKind::Call(call) => match ir.kind(call.callee) {
            ExprKind::Member { object, .. } => Some(*object),
            _ => Some(call.callee),
        },
        ExprKind::Member { object: of, .. }
        | ExprKind::Index { object: of, .. }
        | ExprKind::Slice { object: of }
        | ExprKind::Logical { left: of, .. }
        | ExprKind::Await(of)
        | ExprKind::Cast { value: of, .. }
        | ExprKind::Part { of, .. } => Some(*of),
        _ => None,
    }
}
