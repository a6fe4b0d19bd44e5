//! `switch`.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, Nodes, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

/// `case a: case b: ...`, with the statements behind it.
struct Case<'t> {
    /// The values; none for `default`.
    values: SmallVec<[Node<'t>; 2]>,
    is_default: bool,
    body: Nodes<'t>,
}

impl<'t> Lowering<'t> {
    /// Every case becomes an arm, `default` the last one. A case that falls through into the next after statements of
    /// its own is lowered as if it did not.
    pub(super) fn switch(&mut self, node: Node<'t>) {
        let subject = match self.field(node, Field::Value) {
            Some(value) => self.expr(value),
            None => self.b.opaque(span(node)),
        };
        let cases = self.cases(node);
        let outer = self.b.open_scope(Visibility::Nested);
        for case in &cases {
            self.hoist(&case.body);
        }
        let mut arms = Vec::with_capacity(cases.len());
        let mut last = None;
        for case in cases {
            let test = self.case_test(subject, &case);
            let body = self.case_body(&case);
            if case.is_default {
                // Its values decide nothing, but may hold calls.
                if let Some(test) = test {
                    self.b.stmt(Stmt::Expr(test));
                }
                last = Some(Arm { test: None, body });
            } else {
                arms.push(Arm { test, body });
            }
        }
        self.b.close_scope(outer);
        if arms.is_empty() {
            self.b.stmt(Stmt::Expr(subject));
        }
        arms.extend(last);
        self.b.stmt(Stmt::Branch(arms));
    }

    fn cases(&mut self, node: Node<'t>) -> Vec<Case<'t>> {
        let mut cases: Vec<Case<'t>> = Vec::new();
        let Some(body) = self.field(node, Field::Body) else { return cases };
        for child in self.named(body) {
            let value = self.field(child, Field::Value);
            let is_default = self.kind(child) == Kind::SwitchDefault;
            if value.is_none() && !is_default {
                self.fragment_statements(child);
                continue;
            }
            let body: Nodes<'t> = self.named(child).into_iter().filter(|&part| Some(part) != value).collect();
            match cases.last_mut() {
                Some(before) if before.body.is_empty() => {
                    before.values.extend(value);
                    before.is_default |= is_default;
                    before.body = body;
                }
                _ => cases.push(Case { values: value.into_iter().collect(), is_default, body }),
            }
        }
        cases
    }

    fn case_test(&mut self, subject: ExprId, case: &Case<'t>) -> Option<ExprId> {
        // `switch (true) { case x instanceof Cluster: }`: the cases are conditions themselves.
        let is_conditions = matches!(self.kind_of(subject), ExprKind::Bool(true));
        let mut test = None;
        for &value in &case.values {
            let at = span(value);
            let value = self.expr(value);
            let matches = if is_conditions {
                value
            } else {
                self.b.expr(at, ExprKind::Binary { op: BinaryOp::Equal, left: subject, right: value })
            };
            test = Some(match test {
                None => matches,
                Some(left) => self.b.expr(at, ExprKind::Logical { op: LogicalOp::Or, left, right: matches }),
            });
        }
        test
    }

    fn case_body(&mut self, case: &Case<'t>) -> Vec<Stmt> {
        let silent_before = self.silent_breaks.len();
        if let Some(&last) = case.body.last() {
            self.silence_tail(last);
        }
        self.b.open_block();
        self.statements(&case.body);
        self.silent_breaks.truncate(silent_before);
        self.b.close_block()
    }

    /// Notes the `break`s after which nothing of the case would run anyway: they end no block early.
    fn silence_tail(&mut self, statement: Node<'t>) {
        let mut open: SmallVec<[Node<'t>; 4]> = SmallVec::from_slice(&[statement]);
        while let Some(at) = open.pop() {
            match self.kind(at) {
                Kind::BreakStatement if self.field(at, Field::Label).is_none() => self.silent_breaks.push(at.id()),
                Kind::StatementBlock | Kind::ElseClause => open.extend(self.named(at).last().copied()),
                Kind::IfStatement => {
                    open.extend(self.field(at, Field::Consequence));
                    open.extend(self.field(at, Field::Alternative));
                }
                Kind::TryStatement => {
                    open.extend(self.field(at, Field::Body));
                    open.extend(self.field(at, Field::Handler).and_then(|handler| self.field(handler, Field::Body)));
                }
                _ => {}
            }
        }
    }
}
