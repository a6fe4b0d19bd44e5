//! `if`, `switch`, type switches, `select`.

use tree_sitter::Node;

use super::tree::{Field, Kind, child, kind};
use super::{Lowering, Nodes, span};
use crate::finding::Span;
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// An `if` with its `else if`s as one branch. The names of an initialiser have a scope, but no block, of their own:
    /// what an early exit says about the rest of the function must not end with a block.
    pub(super) fn if_statement(&mut self, node: Node<'t>) {
        let outer = self.builder.open_scope(Visibility::Nested);
        self.initializer(node);
        let mut arms = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next.take() {
            let test = child(node, Field::Condition).map(|condition| self.expr(condition));
            let test = test.unwrap_or_else(|| self.builder.opaque(span(node)));
            let body = child(node, Field::Consequence).map(|block| self.scoped(block)).unwrap_or_default();
            arms.push(Arm { test: Some(test), body });
            let Some(alternative) = child(node, Field::Alternative) else { break };
            match kind(alternative) {
                Kind::IfStatement if child(alternative, Field::Initializer).is_none() => {
                    self.builder.module().statements.push(span(alternative));
                    next = Some(alternative);
                }
                Kind::IfStatement => {
                    // Its initialiser runs only when the conditions before were false.
                    self.builder.open_block();
                    self.statement(alternative);
                    let body = self.builder.close_block();
                    arms.push(Arm { test: None, body });
                }
                _ => {
                    let body = self.scoped(alternative);
                    arms.push(Arm { test: None, body });
                }
            }
        }
        self.builder.close_scope(outer);
        self.builder.stmt(Stmt::Branch(arms));
    }

    fn initializer(&mut self, node: Node<'t>) {
        if let Some(initializer) = child(node, Field::Initializer) {
            self.statement(initializer);
        }
    }

    pub(super) fn switch_statement(&mut self, node: Node<'t>) {
        let outer = self.builder.open_scope(Visibility::Nested);
        self.initializer(node);
        let subject = child(node, Field::Value).map(|subject| self.expr(subject));
        if let Some(subject) = subject {
            self.builder.stmt(Stmt::Expr(subject));
        }
        let mut arms = Arms::default();
        for case in self.children(node) {
            let test = match kind(case) {
                Kind::ExpressionCase => self.case_test(case, subject),
                Kind::DefaultCase => None,
                _ => continue,
            };
            let body = self.case_body(case, |_| {});
            arms.push(kind(case), test, body);
        }
        self.builder.close_scope(outer);
        self.builder.stmt(Stmt::Branch(arms.finish()));
    }

    fn case_test(&mut self, case: Node<'t>, subject: Option<ExprId>) -> Option<ExprId> {
        let values = child(case, Field::Value)?;
        let mut tests = Vec::new();
        for value in self.list(values) {
            let right = self.expr(value);
            tests.push(match subject {
                Some(left) => self.builder.expr(span(value), ExprKind::Binary { op: BinaryOp::Equal, left, right }),
                None => right,
            });
        }
        self.any_of(tests, values)
    }

    fn any_of(&mut self, tests: Vec<ExprId>, place: Node<'t>) -> Option<ExprId> {
        tests
            .into_iter()
            .reduce(|left, right| self.builder.expr(span(place), ExprKind::Logical { op: LogicalOp::Or, left, right }))
    }

    /// The statements of a case in a scope of their own. A `break` at the end is no exit: it only leaves the switch.
    fn case_body(&mut self, case: Node<'t>, first: impl FnOnce(&mut Self)) -> Vec<Stmt> {
        let outer = self.builder.open_scope(Visibility::Nested);
        self.builder.open_block();
        first(self);
        let statements = self.statement_nodes(case);
        let last = statements.len().saturating_sub(1);
        for (index, statement) in statements.into_iter().enumerate() {
            let bare_break = kind(statement) == Kind::BreakStatement && self.children(statement).is_empty();
            if index == last && bare_break {
                continue;
            }
            self.statement(statement);
        }
        self.salvage(case);
        self.builder.close_scope(outer);
        self.builder.close_block()
    }

    pub(super) fn type_switch_statement(&mut self, node: Node<'t>) {
        let outer = self.builder.open_scope(Visibility::Nested);
        self.initializer(node);
        let alias = child(node, Field::Alias).and_then(|alias| self.list(alias).first().copied());
        let subject = match child(node, Field::Value) {
            Some(subject) => self.expr(subject),
            None => self.builder.opaque(span(node)),
        };
        self.builder.stmt(Stmt::Expr(subject));
        let mut arms = Arms::default();
        for case in self.children(node) {
            if !matches!(kind(case), Kind::TypeCase | Kind::DefaultCase) {
                continue;
            }
            let listed = match kind(case) {
                Kind::TypeCase => self.children_where(case, |child| {
                    !matches!(kind(child), Kind::StatementList | Kind::Comment | Kind::Error)
                }),
                _ => Nodes::new(),
            };
            let (types, test) = self.type_test(subject, &listed, case);
            let body = self.case_body(case, |lowering| lowering.narrowed(alias, subject, &types));
            arms.push(kind(case), test, body);
        }
        self.builder.close_scope(outer);
        self.builder.stmt(Stmt::Branch(arms.finish()));
    }

    /// The test of `case T, U, nil:`, and its types; with `nil` among them no type is certain.
    fn type_test(&mut self, subject: ExprId, listed: &[Node<'t>], case: Node<'t>) -> (Vec<TypeId>, Option<ExprId>) {
        let mut types = Vec::new();
        let mut tests = Vec::new();
        for &ty in listed {
            if self.text_of(ty) == "nil" {
                let right = self.builder.expr(span(ty), ExprKind::Null);
                let test = ExprKind::Binary { op: BinaryOp::Equal, left: subject, right };
                tests.push(self.builder.expr(span(ty), test));
            } else {
                types.push(self.ty(ty));
            }
        }
        if let (Some(first), Some(last), false) = (listed.first(), listed.last(), types.is_empty()) {
            let place = Span::new(first.start_byte(), last.end_byte());
            let test = ExprKind::InstanceOf { value: subject, types: types.clone() };
            tests.insert(0, self.builder.expr(place, test));
        }
        if tests.len() > 1 {
            types.clear();
        }
        (types, self.any_of(tests, case))
    }

    /// Declares `v` of `switch v := x.(type)` in an arm: as `x` of the arm's only type, else as `x` itself.
    fn narrowed(&mut self, alias: Option<Node<'t>>, subject: ExprId, types: &[TypeId]) {
        let Some(alias) = alias else { return };
        let Some(binding) = self.declare(alias, None) else { return };
        let value = match types {
            &[ty] => {
                let place = self.span_of(subject);
                self.builder.expr(place, ExprKind::Cast { value: subject, ty })
            }
            _ => subject,
        };
        self.builder.define(binding, span(alias), DefKind::Value(value));
    }

    /// A `select`: any of its arms may run, so none has a test.
    pub(super) fn select_statement(&mut self, node: Node<'t>) {
        let mut arms = Vec::new();
        for case in self.children(node) {
            if !matches!(kind(case), Kind::CommunicationCase | Kind::DefaultCase) {
                continue;
            }
            let body = self.case_body(case, |lowering| {
                if let Some(communication) = child(case, Field::Communication) {
                    lowering.statement(communication);
                }
            });
            arms.push(Arm { test: None, body });
        }
        self.builder.stmt(Stmt::Branch(arms));
    }
}

/// The arms of a switch. `default` may stand anywhere, but runs when nothing else does: it goes to the end.
#[derive(Default)]
struct Arms {
    tested: Vec<Arm>,
    default: Option<Arm>,
}

impl Arms {
    fn push(&mut self, case: Kind, test: Option<ExprId>, body: Vec<Stmt>) {
        let arm = Arm { test, body };
        match case {
            Kind::DefaultCase => self.default = Some(arm),
            _ => self.tested.push(arm),
        }
    }

    fn finish(self) -> Vec<Arm> {
        let mut arms = self.tested;
        arms.extend(self.default);
        arms
    }
}
