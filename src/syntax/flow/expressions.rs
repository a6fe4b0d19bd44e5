//! The walk through expressions: with a stack of its own, so that chains of thousands of operands, members and calls are
//! walked like any other.

use super::{MAX_DEPTH, Walker};
use crate::syntax::ir::*;

/// What is left to do, the next at the end of the stack.
pub(super) enum Todo {
    /// An expression, in its context.
    Expr(ExprId, CtxId),
    /// A function written in an expression.
    Function(FuncId, CtxId),
    /// An argument has been walked: a function may have been given to the call.
    Given { call: ExprId, index: u32, value: ExprId },
    /// Everything of a call has been walked.
    Called(ExprId),
    /// Both sides of an assignment have been walked.
    Assigned { target: ExprId, value: ExprId, at: CtxId },
}

impl Walker<'_> {
    pub(super) fn expr(&mut self, id: ExprId) {
        self.run([Todo::Expr(id, self.at)]);
    }

    pub(super) fn assignment(&mut self, target: ExprId, value: ExprId) {
        let at = self.at;
        self.run([Todo::Assigned { target, value, at }, Todo::Expr(value, at), Todo::Expr(target, at)]);
    }

    fn run<const N: usize>(&mut self, begin: [Todo; N]) {
        let home = self.at;
        // A function inside an expression walks with one of its own.
        let mut stack = std::mem::take(&mut self.stack);
        stack.extend(begin);
        while let Some(todo) = stack.pop() {
            match todo {
                Todo::Expr(id, at) => self.visit(id, at, &mut stack),
                Todo::Function(function, at) => {
                    self.at = at;
                    self.nested(function);
                }
                Todo::Given { call, index, value } => {
                    if let Some(function) = self.function_named(value) {
                        self.flow.argument_of.entry(function).or_insert((call, index));
                    }
                }
                Todo::Called(call) => self.called(call),
                Todo::Assigned { target, value, at } => self.assigned(target, value, at),
            }
        }
        self.at = home;
        self.stack = stack;
    }

    /// Functions are the one thing that nests: front ends bound how deep.
    fn nested(&mut self, function: FuncId) {
        if self.depth <= MAX_DEPTH {
            self.depth += 1;
            self.function(function);
            self.depth -= 1;
        }
    }

    fn visit(&mut self, id: ExprId, at: CtxId, stack: &mut Vec<Todo>) {
        let slot = &mut self.flow.context_of[id.index()];
        if slot.0 != u32::MAX {
            return;
        }
        *slot = at;
        let first = stack.len();
        self.children(id, at, stack);
        // They were put down in the order they run in; the stack is taken from its end.
        stack[first..].reverse();
    }

    fn children(&mut self, id: ExprId, at: CtxId, stack: &mut Vec<Todo>) {
        let module = self.module;
        match module.kind(id) {
            ExprKind::Call(call) => self.call(id, call, at, stack),
            ExprKind::Function(function) => stack.push(Todo::Function(*function, at)),
            ExprKind::Conditional { test, then, otherwise } => {
                stack.push(Todo::Expr(*test, at));
                stack.push(Todo::Expr(*then, self.inside(at, ContextKind::When(*test))));
                stack.push(Todo::Expr(*otherwise, self.inside(at, ContextKind::Unless(*test))));
            }
            ExprKind::Logical { op, left, right } => {
                stack.push(Todo::Expr(*left, at));
                stack.push(Todo::Expr(*right, self.behind(*op, *left, at)));
            }
            ExprKind::Comprehension(made) => {
                let inner = self.comprehension(&made.loops, &made.conditions, at, stack);
                stack.push(Todo::Expr(made.element, inner));
                stack.extend(made.value.map(|value| Todo::Expr(value, inner)));
            }
            ExprKind::Assign { target, value } => {
                let (target, value) = (*target, *value);
                stack.extend([Todo::Expr(target, at), Todo::Expr(value, at), Todo::Assigned { target, value, at }]);
            }
            kind => operands(kind, |operand| stack.push(Todo::Expr(operand, at))),
        }
    }

    /// Where the right side of an operator runs that may skip it.
    fn behind(&mut self, op: LogicalOp, left: ExprId, at: CtxId) -> CtxId {
        match op {
            LogicalOp::And => self.inside(at, ContextKind::When(left)),
            LogicalOp::Or => self.inside(at, ContextKind::Unless(left)),
            LogicalOp::Coalesce => at,
        }
    }

    fn call(&mut self, id: ExprId, call: &Call, at: CtxId, stack: &mut Vec<Todo>) {
        self.flow.calls.push(id);
        stack.push(Todo::Expr(call.callee, at));
        for (index, arg) in call.args.iter().enumerate() {
            stack.push(Todo::Expr(arg.value, at));
            stack.push(Todo::Given { call: id, index: index as u32, value: arg.value });
        }
        stack.push(Todo::Called(id));
    }

    fn called(&mut self, id: ExprId) {
        let Some(call) = self.module.call(id) else { return };
        if let ExprKind::Member { object, .. } = self.module.kind(call.callee) {
            self.change(*object, Change::Method(id));
        }
    }

    /// The clauses of a comprehension; the context of its element.
    fn comprehension(&mut self, loops: &[LoopId], tests: &[ExprId], at: CtxId, stack: &mut Vec<Todo>) -> CtxId {
        let mut inner = at;
        for turn in loops {
            if let Some(over) = self.module.loops[turn.index()].over {
                stack.push(Todo::Expr(over, inner));
            }
            inner = self.inside(inner, ContextKind::Loop(*turn));
        }
        for &test in tests {
            stack.push(Todo::Expr(test, inner));
            inner = self.inside(inner, ContextKind::When(test));
        }
        inner
    }

    fn assigned(&mut self, target: ExprId, value: ExprId, at: CtxId) {
        let module = self.module;
        match module.kind(target) {
            ExprKind::Member { object, property, .. } => {
                let function = self.flow.contexts[at.index()].function;
                let assignment = MemberAssignment { object: *object, name: property.clone(), value, function };
                self.flow.member_assignments.push(assignment);
                let index = self.flow.member_assignments.len() - 1;
                self.change(*object, Change::SetMember(index));
            }
            ExprKind::Index { object, index } => {
                if let ExprKind::Member { .. } = module.kind(*object) {
                    self.flow.entry_assignments.push(EntryAssignment { map: *object, key: *index, value });
                }
                self.change(*object, Change::SetIndex { key: *index, value });
            }
            _ => {}
        }
    }

    fn change(&mut self, object: ExprId, change: Change) {
        if let ExprKind::Name { binding: Some(binding), .. } = self.module.kind(object) {
            self.flow.changes.entry(*binding).or_default().push(change);
        }
    }

    /// The function that an expression is, or names.
    fn function_named(&self, id: ExprId) -> Option<FuncId> {
        let value = match self.module.kind(id) {
            ExprKind::Name { binding: Some(binding), .. } => match self.module.binding(*binding).defs.as_slice() {
                [Def { kind: DefKind::Value(value), .. }] => *value,
                _ => return None,
            },
            _ => id,
        };
        match self.module.kind(value) {
            ExprKind::Function(function) => Some(*function),
            _ => None,
        }
    }

    /// Definitions that no statement makes, such as the variables of a comprehension: they stand in the turns of their
    /// loop, or else in their function.
    pub(super) fn unplaced_definitions(&mut self) {
        let module = self.module;
        for binding in &module.bindings {
            for def in &binding.defs {
                let (DefKind::Value(value) | DefKind::Augmented(_, value)) = def.kind else { continue };
                if self.flow.context_of[value.index()].0 != u32::MAX {
                    continue;
                }
                let turn = turn_of(module, value).and_then(|turn| self.turns[turn.index()]);
                self.at = turn.or(self.bodies[binding.function.index()]).unwrap_or(CtxId(0));
                self.expr(value);
            }
        }
    }
}

/// The parts of an expression that run whenever it runs, in their order.
fn operands(kind: &ExprKind, mut next: impl FnMut(ExprId)) {
    match kind {
        ExprKind::Template(pieces) => pieces.iter().for_each(|piece| match piece {
            Piece::Hole(hole) => next(*hole),
            Piece::Text(_) => {}
        }),
        ExprKind::Index { object: left, index: right } | ExprKind::Binary { left, right, .. } => {
            next(*left);
            next(*right);
        }
        ExprKind::Record { entries, .. } => entries.iter().for_each(|entry| match entry {
            Entry::Pair { key, value } => {
                next(*key);
                next(*value);
            }
            Entry::Spread(value) | Entry::Positional(value) => next(*value),
        }),
        ExprKind::List { elements, .. } => elements.iter().for_each(|element| next(element.value)),
        ExprKind::Sequence(values) => values.iter().copied().for_each(next),
        ExprKind::Member { object: value, .. }
        | ExprKind::Slice { object: value }
        | ExprKind::Not(value)
        | ExprKind::Negate(value)
        | ExprKind::Await(value)
        | ExprKind::Cast { value, .. }
        | ExprKind::InstanceOf { value, .. }
        | ExprKind::Part { of: value, .. }
        | ExprKind::ElementOf { of: value, .. }
        | ExprKind::KeyOf { of: value, .. }
        | ExprKind::Entered(value) => next(*value),
        // What has more to it is walked by `Walker::children`; the others have no parts.
        ExprKind::Call(_)
        | ExprKind::Function(_)
        | ExprKind::Conditional { .. }
        | ExprKind::Logical { .. }
        | ExprKind::Comprehension(_)
        | ExprKind::Assign { .. }
        | ExprKind::Opaque
        | ExprKind::Text(_)
        | ExprKind::Number(_)
        | ExprKind::Bool(_)
        | ExprKind::Null
        | ExprKind::Name { .. }
        | ExprKind::This
        | ExprKind::Super
        | ExprKind::Module(_)
        | ExprKind::Class(_)
        | ExprKind::Param { .. }
        | ExprKind::SelfParam(_)
        | ExprKind::OfType(_) => {}
    }
}

/// The loop whose turns a variable's value depends on, however it is taken apart.
fn turn_of(module: &Module, value: ExprId) -> Option<LoopId> {
    let mut at = value;
    // A pattern inside a pattern inside a pattern: as deep as front ends go.
    for _ in 0..MAX_DEPTH {
        at = match module.kind(at) {
            ExprKind::ElementOf { turn, .. } | ExprKind::KeyOf { turn, .. } => return Some(*turn),
            ExprKind::Part { of, .. } => *of,
            ExprKind::Index { object, .. } | ExprKind::Member { object, .. } | ExprKind::Slice { object } => *object,
            ExprKind::Logical { left, .. } => *left,
            _ => return None,
        };
    }
    None
}
