//! Which conditions and loops stand around each expression, what each function returns, what changes what.
//!
//! One walk over the statements of a lowered module. A branch that always leaves its block (`return`, `throw`, `continue`)
//! makes its condition hold, negated, for the rest of the block: that is how early exits become guards.

use super::ir::*;

/// Deeper nesting than this is not followed; front ends bound what they produce, so this is never met in practice.
const MAX_DEPTH: u32 = 400;

/// Fills [`Module::flow`].
pub(super) fn analyse(module: &mut Module) {
    let flow = Flow {
        contexts: vec![Context { kind: ContextKind::Body(FuncId(0)), parent: CtxId(0), function: FuncId(0), depth: 0 }],
        context_of: vec![CtxId(u32::MAX); module.exprs.len()],
        returns: vec![Vec::new(); module.functions.len()],
        ..Flow::default()
    };
    let mut walker = Walker { module, flow, at: CtxId(0), depth: 0, visited: vec![false; module.functions.len()] };
    walker.function_body(FuncId(0));
    // Functions that no statement declares (a front end lost their place) are still walked.
    for index in 1..module.functions.len() {
        walker.at = CtxId(0);
        walker.function(FuncId(index as u32));
    }
    let mut flow = walker.flow;
    for context in &mut flow.context_of {
        if context.0 == u32::MAX {
            *context = CtxId(0);
        }
    }
    flow.calls.sort_by_key(|&id| (module.span(id).start, std::cmp::Reverse(module.span(id).end), id));
    module.flow = flow;
}

/// Whether a block goes on to what follows it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    GoesOn,
    Leaves,
}

struct Walker<'m> {
    module: &'m Module,
    flow: Flow,
    at: CtxId,
    depth: u32,
    visited: Vec<bool>,
}

impl Walker<'_> {
    fn enter(&mut self, kind: ContextKind) -> CtxId {
        let outer = self.at;
        let (function, depth) = match kind {
            ContextKind::Body(function) => (function, self.depth_of(outer) + 1),
            _ => (self.flow.contexts[outer.index()].function, self.depth_of(outer) + 1),
        };
        self.flow.contexts.push(Context { kind, parent: outer, function, depth });
        self.at = CtxId(self.flow.contexts.len() as u32 - 1);
        outer
    }

    fn depth_of(&self, context: CtxId) -> u32 {
        self.flow.contexts[context.index()].depth
    }

    fn function(&mut self, id: FuncId) {
        if std::mem::replace(&mut self.visited[id.index()], true) {
            return;
        }
        let function = &self.module.functions[id.index()];
        let outer = self.at;
        if let Some((_, turn)) = function.runs_per {
            self.enter(ContextKind::Loop(turn));
        }
        for &decorator in &function.decorators {
            self.expr(decorator);
        }
        self.enter(ContextKind::Body(id));
        self.function_body(id);
        self.at = outer;
    }

    fn function_body(&mut self, id: FuncId) {
        self.visited[id.index()] = true;
        let module = self.module;
        let function = &module.functions[id.index()];
        for default in function.params.iter().filter_map(|param| param.default) {
            self.expr(default);
        }
        self.block(&function.body);
    }

    fn block(&mut self, statements: &[Stmt]) -> Outcome {
        if self.depth > MAX_DEPTH {
            return Outcome::GoesOn;
        }
        self.depth += 1;
        let outer = self.at;
        let mut outcome = Outcome::GoesOn;
        for statement in statements {
            if self.statement(statement) == Outcome::Leaves {
                outcome = Outcome::Leaves;
            }
        }
        self.at = outer;
        self.depth -= 1;
        outcome
    }

    /// Walks a statement. Conditions that hold for the rest of the block stay entered.
    fn statement(&mut self, statement: &Stmt) -> Outcome {
        let module = self.module;
        match statement {
            Stmt::Expr(value) => self.expr(*value),
            Stmt::Define(binding, index) => {
                if let Some(def) = module.binding(*binding).defs.get(*index as usize) {
                    match def.kind {
                        DefKind::Value(value) | DefKind::Augmented(_, value) => self.expr(value),
                        DefKind::Type(_) | DefKind::Opaque => {}
                    }
                }
            }
            Stmt::Assign { target, value } => self.assignment(*target, *value),
            Stmt::Return(value) => {
                if let Some(value) = *value {
                    self.expr(value);
                    let function = self.flow.contexts[self.at.index()].function;
                    self.flow.returns[function.index()].push(value);
                }
                return Outcome::Leaves;
            }
            Stmt::Branch(arms) => return self.branch(arms),
            Stmt::Loop(turn, body) => {
                if let Some(over) = module.loops[turn.index()].over {
                    self.expr(over);
                }
                let outer = self.enter(ContextKind::Loop(*turn));
                self.block(body);
                self.at = outer;
            }
            Stmt::Try { body, handlers, after } => {
                let tried = self.block(body);
                let mut all_leave = !handlers.is_empty();
                for handler in handlers {
                    let outer = self.enter(ContextKind::Handler);
                    all_leave &= self.block(handler) == Outcome::Leaves;
                    self.at = outer;
                }
                let last = self.block(after);
                if last == Outcome::Leaves || (tried == Outcome::Leaves && (all_leave || handlers.is_empty())) {
                    return Outcome::Leaves;
                }
            }
            Stmt::Exit => return Outcome::Leaves,
            Stmt::Block(body) => return self.block(body),
            Stmt::Declare(function) => self.function(*function),
        }
        Outcome::GoesOn
    }

    fn branch(&mut self, arms: &[Arm]) -> Outcome {
        let before = self.at;
        let mut left = Vec::new();
        let mut all_leave = true;
        let mut has_else = false;
        for arm in arms {
            // Earlier conditions were false when this arm is tried: they stay entered as `Unless`.
            let tried = self.at;
            if let Some(test) = arm.test {
                self.expr(test);
                self.enter(ContextKind::When(test));
            } else {
                has_else = true;
            }
            let outcome = self.block(&arm.body);
            all_leave &= outcome == Outcome::Leaves;
            self.at = tried;
            if let Some(test) = arm.test {
                if outcome == Outcome::Leaves {
                    left.push(test);
                }
                self.enter(ContextKind::Unless(test));
            }
        }
        self.at = before;
        if has_else && all_leave {
            return Outcome::Leaves;
        }
        // An arm that leaves makes its condition false for what follows, if the arms before it also leave or fail.
        for test in left {
            self.enter(ContextKind::Unless(test));
        }
        // `if (a) { ... } else { return }`: behind it, one of the tested conditions holds; with one arm, that one.
        if has_else
            && arms.len() == 2
            && let (Some(test), Some(last)) = (arms[0].test, arms.last())
            && always_leaves(&last.body)
            && !always_leaves(&arms[0].body)
        {
            self.enter(ContextKind::When(test));
        }
        Outcome::GoesOn
    }

    fn assignment(&mut self, target: ExprId, value: ExprId) {
        self.expr(target);
        self.expr(value);
        let module = self.module;
        match module.kind(target) {
            ExprKind::Member { object, property, .. } => {
                let function = self.flow.contexts[self.at.index()].function;
                self.flow.member_assignments.push(MemberAssignment {
                    object: *object,
                    name: property.clone(),
                    value,
                    function,
                });
                let index = self.flow.member_assignments.len() - 1;
                self.change(*object, Change::SetMember(index));
            }
            ExprKind::Index { object, index } => self.change(*object, Change::SetIndex { key: *index, value }),
            _ => {}
        }
    }

    fn change(&mut self, object: ExprId, change: Change) {
        if let ExprKind::Name { binding: Some(binding), .. } = self.module.kind(object) {
            self.flow.changes.entry(*binding).or_default().push(change);
        }
    }

    fn under(&mut self, kind: ContextKind, expr: ExprId) {
        let outer = self.enter(kind);
        self.expr(expr);
        self.at = outer;
    }

    fn expr(&mut self, id: ExprId) {
        let slot = &mut self.flow.context_of[id.index()];
        if slot.0 != u32::MAX || self.depth > MAX_DEPTH {
            return;
        }
        *slot = self.at;
        self.depth += 1;
        self.children(id);
        self.depth -= 1;
    }

    fn children(&mut self, id: ExprId) {
        let module = self.module;
        match module.kind(id) {
            ExprKind::Template(pieces) => {
                for piece in pieces {
                    if let Piece::Hole(hole) = piece {
                        self.expr(*hole);
                    }
                }
            }
            ExprKind::Member { object, .. } | ExprKind::Slice { object } => self.expr(*object),
            ExprKind::Index { object, index } => {
                self.expr(*object);
                self.expr(*index);
            }
            ExprKind::Call(call) => self.call(id, call),
            ExprKind::Record { entries, .. } => self.entries(entries),
            ExprKind::List { elements, .. } => {
                for element in elements {
                    self.expr(element.value);
                }
            }
            ExprKind::Function(function) => self.function(*function),
            ExprKind::Conditional { test, then, otherwise } => {
                self.expr(*test);
                self.under(ContextKind::When(*test), *then);
                self.under(ContextKind::Unless(*test), *otherwise);
            }
            ExprKind::Logical { op, left, right } => {
                self.expr(*left);
                match op {
                    LogicalOp::And => self.under(ContextKind::When(*left), *right),
                    LogicalOp::Or => self.under(ContextKind::Unless(*left), *right),
                    LogicalOp::Coalesce => self.expr(*right),
                }
            }
            ExprKind::Binary { left, right, .. } => {
                self.expr(*left);
                self.expr(*right);
            }
            ExprKind::Not(value)
            | ExprKind::Negate(value)
            | ExprKind::Await(value)
            | ExprKind::Cast { value, .. }
            | ExprKind::InstanceOf { value, .. }
            | ExprKind::Part { of: value, .. }
            | ExprKind::ElementOf { of: value, .. }
            | ExprKind::KeyOf { of: value, .. }
            | ExprKind::Entered(value) => self.expr(*value),
            ExprKind::Comprehension { .. } => self.comprehension(id),
            ExprKind::Assign { target, value } => self.assignment(*target, *value),
            ExprKind::Sequence(values) => {
                for &value in values {
                    self.expr(value);
                }
            }
            ExprKind::Opaque
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

    fn call(&mut self, id: ExprId, call: &Call) {
        self.flow.calls.push(id);
        self.expr(call.callee);
        for (index, arg) in call.args.iter().enumerate() {
            self.expr(arg.value);
            if let Some(function) = self.function_named(arg.value) {
                self.flow.argument_of.entry(function).or_insert((id, index as u32));
            }
        }
        if let ExprKind::Member { object, .. } = self.module.kind(call.callee) {
            self.change(*object, Change::Method(id));
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

    fn entries(&mut self, entries: &[Entry]) {
        for entry in entries {
            match entry {
                Entry::Pair { key, value } => {
                    self.expr(*key);
                    self.expr(*value);
                }
                Entry::Spread(value) | Entry::Positional(value) => self.expr(*value),
            }
        }
    }

    fn comprehension(&mut self, id: ExprId) {
        let module = self.module;
        let ExprKind::Comprehension { element, value, loops, conditions, .. } = module.kind(id) else { return };
        let outer = self.at;
        for turn in loops {
            if let Some(over) = module.loops[turn.index()].over {
                self.expr(over);
            }
            self.enter(ContextKind::Loop(*turn));
        }
        for &condition in conditions {
            self.expr(condition);
            self.enter(ContextKind::When(condition));
        }
        self.expr(*element);
        if let Some(value) = value {
            self.expr(*value);
        }
        self.at = outer;
    }
}

fn always_leaves(body: &[Stmt]) -> bool {
    body.iter().any(|statement| matches!(statement, Stmt::Return(_) | Stmt::Exit))
}
