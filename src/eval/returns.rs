//! What a function gives back on each path to its end.

use super::value::{Closure, Value};
use super::{Cx, Evaluator, Site};
use crate::syntax::ir::*;

/// Statements and expressions nested deeper than this are not followed.
const MAX_DEPTH: u32 = 64;

/// One way a function ends.
#[derive(Clone)]
pub enum Ending<'p> {
    /// With the value of an expression, no conditional.
    Value(Value<'p>, Site<'p>),
    /// Without a value: `return;`, or by reaching its end.
    Nothing,
}

impl<'p> Evaluator<'p> {
    /// The ways in which a function returns. A path that throws, leaves the process, or whose end is not understood is
    /// none of them.
    pub fn endings(&self, closure: &Closure<'p>) -> Vec<Ending<'p>> {
        let body = &closure.cx.ir().function(closure.function).body;
        let mut found = Paths::default();
        let outcome = found.block(body, 0);
        let mut endings = Vec::new();
        for value in found.returned {
            self.alternatives_of(&closure.cx, value, 0, &mut endings);
        }
        if found.returns_nothing || outcome == Outcome::ReachesEnd {
            endings.push(Ending::Nothing);
        }
        endings
    }

    /// Cheap: whether all that a function returns is written as a text, a number, a list and the like.
    pub fn returns_only_plain(&self, closure: &Closure<'p>) -> bool {
        let ir = closure.cx.ir();
        let function = ir.function(closure.function);
        let mut found = Paths::default();
        found.block(&function.body, 0);
        // What a declaration without a body gives is what its type says; decorators may put something else in its place.
        let is_as_written = function.kind != FunctionKind::Generator && function.decorators.is_empty();
        is_as_written
            && !found.is_cut
            && (function.result.is_none() || !found.returned.is_empty())
            && found.returned.iter().all(|&value| is_plain(ir.kind(value)))
    }

    /// The values that an expression may have, one by one: of a union, the evaluator leaves `null` out.
    fn alternatives_of(&self, cx: &Cx<'p>, expr: ExprId, depth: u32, endings: &mut Vec<Ending<'p>>) {
        let mut each = |parts: &[ExprId]| {
            for &part in parts {
                self.alternatives_of(cx, part, depth + 1, endings);
            }
        };
        if depth < MAX_DEPTH {
            match cx.ir().kind(expr) {
                ExprKind::Conditional { then, otherwise, .. } => return each(&[*then, *otherwise]),
                // What is on the left of `||` is given only if it is true, of `??` only if it is not null.
                ExprKind::Logical { op: LogicalOp::Or | LogicalOp::Coalesce, right, .. } => return each(&[*right]),
                // A comparison on the left of `&&` is given when it is false.
                ExprKind::Logical { op: LogicalOp::And, left, right } => {
                    each(&[*right]);
                    if gives_truth_value(cx.ir(), *left) {
                        endings.push(Ending::Value(Value::Bool(false), cx.site(*left)));
                    }
                    return;
                }
                ExprKind::Cast { value, .. } => return each(&[*value]),
                ExprKind::Sequence(values) => return each(values.last().map_or(&[], std::slice::from_ref)),
                _ => {}
            }
        }
        endings.push(Ending::Value(self.eval(cx, expr), cx.site(expr)));
    }
}

fn is_plain(kind: &ExprKind) -> bool {
    kind.is_plain() || matches!(kind, ExprKind::List { .. } | ExprKind::InstanceOf { .. } | ExprKind::Comprehension(_))
}

fn gives_truth_value(ir: &Module, expr: ExprId) -> bool {
    match ir.kind(expr) {
        ExprKind::Not(_) | ExprKind::InstanceOf { .. } => true,
        ExprKind::Binary { op, .. } => {
            matches!(op, BinaryOp::Equal | BinaryOp::NotEqual | BinaryOp::Less | BinaryOp::Greater | BinaryOp::In)
        }
        _ => false,
    }
}

/// Whether control reaches what follows a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    ReachesEnd,
    Leaves,
}

#[derive(Default)]
struct Paths {
    returned: Vec<ExprId>,
    returns_nothing: bool,
    /// Whether something nested too deep was left out.
    is_cut: bool,
}

impl Paths {
    fn block(&mut self, body: &[Stmt], depth: u32) -> Outcome {
        if depth > MAX_DEPTH {
            self.is_cut = true;
            return Outcome::Leaves;
        }
        for statement in body {
            if self.statement(statement, depth) == Outcome::Leaves {
                return Outcome::Leaves;
            }
        }
        Outcome::ReachesEnd
    }

    fn statement(&mut self, statement: &Stmt, depth: u32) -> Outcome {
        match statement {
            Stmt::Return(Some(value)) => self.returned.push(*value),
            Stmt::Return(None) => self.returns_nothing = true,
            Stmt::Exit => {}
            Stmt::Branch(arms) => return self.branch(arms, depth),
            Stmt::Loop(_, body) => {
                let before = self.returned.len();
                self.block(body, depth + 1);
                // Whether a loop that returns also ends by itself is not known.
                let returns = self.returned.len() > before;
                return if returns { Outcome::Leaves } else { Outcome::ReachesEnd };
            }
            Stmt::Try(attempt) => {
                let Attempt { body, handlers, after } = &**attempt;
                let tried = self.block(body, depth + 1);
                let mut all_leave = tried == Outcome::Leaves;
                for handler in handlers {
                    all_leave &= self.block(handler, depth + 1) == Outcome::Leaves;
                }
                let after = self.block(after, depth + 1);
                return if all_leave { Outcome::Leaves } else { after };
            }
            Stmt::Block(body) => return self.block(body, depth + 1),
            Stmt::Expr(_) | Stmt::Define(..) | Stmt::Assign { .. } | Stmt::Declare(_) => return Outcome::ReachesEnd,
        }
        Outcome::Leaves
    }

    fn branch(&mut self, arms: &[Arm], depth: u32) -> Outcome {
        let mut all_leave = arms.last().is_some_and(|last| last.test.is_none());
        for arm in arms {
            all_leave &= self.block(&arm.body, depth + 1) == Outcome::Leaves;
        }
        if all_leave { Outcome::Leaves } else { Outcome::ReachesEnd }
    }
}
