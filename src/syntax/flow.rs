//! Which conditions and loops stand around each expression, what each function returns, what changes what.
//!
//! One walk over the statements of a lowered module. A branch that always leaves its block (`return`, `throw`, `continue`)
//! makes its condition hold, negated, for the rest of the block: that is how early exits become guards.

use super::ir::*;

mod expressions;
#[cfg(test)]
mod tests;

/// Deeper nesting of blocks and functions than this is not followed; front ends bound what they produce, so this is never
/// met in practice.
const MAX_DEPTH: u32 = 400;
/// Conditions known to be false that one statement, or one block, piles up for what follows. Beyond this many arms of one
/// `switch`, or early exits in one block, later ones are not remembered: everything behind them would pay for each.
const MAX_PILED: usize = 64;

/// Fills [`Module::flow`].
pub(super) fn analyse(module: &mut Module) {
    let flow = Flow {
        contexts: vec![Context { kind: ContextKind::Body(FuncId(0)), parent: CtxId(0), function: FuncId(0), depth: 0 }],
        context_of: vec![CtxId(u32::MAX); module.exprs.len()],
        returns: vec![Vec::new(); module.functions.len()],
        ..Flow::default()
    };
    let mut walker = Walker {
        module,
        flow,
        at: CtxId(0),
        depth: 0,
        bodies: vec![None; module.functions.len()],
        turns: vec![None; module.loops.len()],
        stack: Vec::new(),
    };
    walker.bodies[0] = Some(CtxId(0));
    walker.function_body(FuncId(0));
    // Functions that no statement declares (a front end lost their place) are still walked.
    for index in 1..module.functions.len() {
        walker.at = CtxId(0);
        walker.function(FuncId(index as u32));
    }
    walker.unplaced_definitions();
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
    /// The context of each function's body, once walked.
    bodies: Vec<Option<CtxId>>,
    /// The context of each loop's turns, once met.
    turns: Vec<Option<CtxId>>,
    /// What expressions are walked with; emptied, but not given up, between them.
    stack: Vec<expressions::Todo>,
}

impl Walker<'_> {
    /// Goes into a condition or loop; gives where the walk was before.
    fn enter(&mut self, kind: ContextKind) -> CtxId {
        let outer = self.at;
        self.at = self.inside(outer, kind);
        outer
    }

    /// A new context inside another.
    fn inside(&mut self, parent: CtxId, kind: ContextKind) -> CtxId {
        let around = self.flow.contexts[parent.index()];
        let id = CtxId(self.flow.contexts.len() as u32);
        let function = match kind {
            ContextKind::Body(function) => {
                self.bodies[function.index()] = Some(id);
                function
            }
            ContextKind::Loop(turn) => {
                self.turns[turn.index()].get_or_insert(id);
                around.function
            }
            ContextKind::When(_) | ContextKind::Unless(_) | ContextKind::Handler => around.function,
        };
        self.flow.contexts.push(Context { kind, parent, function, depth: around.depth + 1 });
        id
    }

    fn function(&mut self, id: FuncId) {
        if self.bodies[id.index()].is_some() || self.depth > MAX_DEPTH {
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
        let mut exits = 0;
        for statement in statements {
            let before = self.at;
            if self.statement(statement) == Outcome::Leaves {
                outcome = Outcome::Leaves;
            }
            exits += usize::from(self.at != before);
            if exits > MAX_PILED {
                self.at = before;
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
            Stmt::Try(attempt) => {
                let Attempt { body, handlers, after } = &**attempt;
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
        for (index, arm) in arms.iter().enumerate() {
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
                if outcome == Outcome::Leaves && left.len() < MAX_PILED {
                    left.push(test);
                }
                if index < MAX_PILED {
                    self.enter(ContextKind::Unless(test));
                }
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
}

fn always_leaves(body: &[Stmt]) -> bool {
    body.iter().any(|statement| matches!(statement, Stmt::Return(_) | Stmt::Exit))
}
