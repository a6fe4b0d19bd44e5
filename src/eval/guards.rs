//! The conditions under which an expression runs: those around it, and those around the calls that lead to it.

use super::{Cx, Evaluator};
use crate::syntax::ir::*;

/// A condition that holds, or does not, where an expression runs.
#[derive(Clone)]
pub struct Guard<'p> {
    /// The context the condition is evaluated in.
    pub cx: Cx<'p>,
    /// The condition.
    pub test: ExprId,
    /// Whether it holds.
    pub holds: bool,
}

impl<'p> Evaluator<'p> {
    /// The conditions known where an expression runs, innermost first. `a && b` that holds gives both; `a || b` that does
    /// not hold gives both; `!a` is turned around.
    pub fn guards(&self, cx: &Cx<'p>, expr: ExprId) -> Vec<Guard<'p>> {
        let mut guards = Vec::new();
        let mut at = Some((cx.clone(), expr));
        let mut hops = 0;
        while let Some((cx, expr)) = at {
            let ir = cx.ir();
            for context in ir.contexts(ir.context_of(expr)) {
                match context.kind {
                    ContextKind::When(test) => split(&cx, test, true, &mut guards, 0),
                    ContextKind::Unless(test) => split(&cx, test, false, &mut guards, 0),
                    ContextKind::Body(_) | ContextKind::Loop(_) | ContextKind::Handler => {}
                }
            }
            hops += 1;
            at = cx
                .frame
                .as_ref()
                .filter(|_| hops < 12)
                .and_then(|frame| frame.call.clone())
                .map(|(cx, site)| (cx, site.expr));
        }
        guards
    }
}

fn split<'p>(cx: &Cx<'p>, test: ExprId, holds: bool, guards: &mut Vec<Guard<'p>>, depth: u32) {
    if depth > 16 {
        return;
    }
    match cx.ir().kind(test) {
        ExprKind::Not(inner) => split(cx, *inner, !holds, guards, depth + 1),
        ExprKind::Logical { op: LogicalOp::And, left, right } if holds => {
            split(cx, *left, true, guards, depth + 1);
            split(cx, *right, true, guards, depth + 1);
        }
        ExprKind::Logical { op: LogicalOp::Or, left, right } if !holds => {
            split(cx, *left, false, guards, depth + 1);
            split(cx, *right, false, guards, depth + 1);
        }
        _ => guards.push(Guard { cx: cx.clone(), test, holds }),
    }
}
