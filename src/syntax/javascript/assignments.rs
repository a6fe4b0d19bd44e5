//! `=`, `+=`, `??=` and `++`, as statements and as expressions.

use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::patterns::Target;
use super::{Lowering, span};
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// An assignment that stands as a statement. Chains (`a = b.c = v`) become one statement each, all of the same value.
    pub(super) fn assignment_statement(&mut self, node: Node<'t>) {
        if self.kind(node) == Kind::AugmentedAssignment {
            return self.augmented_statement(node);
        }
        let mut targets = Vec::new();
        let mut at = node;
        while self.kind(at) == Kind::AssignmentExpression {
            let (Some(left), Some(right)) = (self.field(at, Field::Left), self.field(at, Field::Right)) else { break };
            targets.push(left);
            at = right;
        }
        if targets.is_empty() {
            return self.fragment_statements(node);
        }
        let hint = targets.iter().rev().find_map(|&left| self.assigned_name(left));
        let value = self.named_expr(at, hint);
        while let Some(left) = targets.pop() {
            self.assign(left, value);
        }
    }

    fn assign(&mut self, left: Node<'t>, value: ExprId) {
        if self.kind(left) == Kind::Identifier && self.is_commonjs(left) {
            // `exports = module.exports = x` says nothing beyond its second half.
            return self.b.stmt(Stmt::Expr(value));
        }
        self.commonjs_export(left, value);
        self.bind(left, value, Target::Assign);
    }

    fn assigned_name(&mut self, left: Node<'t>) -> Option<smol_str::SmolStr> {
        match self.kind(left) {
            Kind::Identifier => Some(self.name_of(left)),
            Kind::MemberExpression => {
                let property = self.field(left, Field::Property)?;
                let name = self.name_of(property);
                (name != "exports").then_some(name)
            }
            _ => None,
        }
    }

    fn augmented_statement(&mut self, node: Node<'t>) {
        let (Some(left), Some(right)) = (self.field(node, Field::Left), self.field(node, Field::Right)) else {
            return self.fragment_statements(node);
        };
        let operator = self.field(node, Field::Operator).map_or("", |operator| self.text(operator));
        if let Some(op) = logical_assignment(operator) {
            let target = self.expr(left);
            let test = self.assignment_test(left, target, op);
            self.b.open_block();
            let hint = self.assigned_name(left);
            let value = self.named_expr(right, hint);
            if self.kind(left) == Kind::Identifier {
                self.bind(left, value, Target::Assign);
            } else {
                self.b.stmt(Stmt::Assign { target, value });
            }
            let body = self.b.close_block();
            return self.b.stmt(Stmt::Branch(vec![Arm { test: Some(test), body }]));
        }
        let operand = self.expr(right);
        self.augment(node, left, augmentation(operator), operand);
    }

    /// When `left ??= x` assigns; `target` is `left`, lowered.
    fn assignment_test(&mut self, left: Node<'t>, target: ExprId, op: LogicalOp) -> ExprId {
        match op {
            LogicalOp::And => target,
            LogicalOp::Or => self.b.expr(span(left), ExprKind::Not(target)),
            LogicalOp::Coalesce => {
                let null = self.b.expr(span(left), ExprKind::Null);
                self.b.expr(span(left), ExprKind::Binary { op: BinaryOp::Equal, left: target, right: null })
            }
        }
    }

    /// `left op= operand` on a name or a member.
    fn augment(&mut self, node: Node<'t>, left: Node<'t>, op: BinaryOp, operand: ExprId) {
        if self.kind(left) == Kind::Identifier {
            let name = self.name_of(left);
            let binding = self.assigned(name, span(left));
            return self.b.define(binding, span(node), DefKind::Augmented(op, operand));
        }
        let target = self.expr(left);
        let value = self.b.expr(span(node), ExprKind::Binary { op, left: target, right: operand });
        self.b.stmt(Stmt::Assign { target, value });
    }

    /// `x++` and `--x` as statements.
    pub(super) fn update_statement(&mut self, node: Node<'t>) {
        let Some(argument) = self.field(node, Field::Argument) else { return self.fragment_statements(node) };
        let one = self.b.expr(span(node), ExprKind::Number(1.0));
        let op = if self.text(node).contains("++") { BinaryOp::Add } else { BinaryOp::Other };
        self.augment(node, argument, op, one);
    }

    /// `x++` inside an expression.
    pub(super) fn update_expr(&mut self, node: Node<'t>) -> ExprId {
        self.update_statement(node);
        self.b.opaque(span(node))
    }

    /// An assignment inside an expression. A name is defined where the statement around it stands.
    pub(super) fn assignment_expr(&mut self, node: Node<'t>) -> ExprId {
        self.assignment_of(node, None)
    }

    /// `module.exports = x` as a value that is given a name.
    pub(super) fn named_assignment(&mut self, node: Node<'t>, name: smol_str::SmolStr) -> ExprId {
        self.assignment_of(node, Some(name))
    }

    fn assignment_of(&mut self, node: Node<'t>, outer: Option<smol_str::SmolStr>) -> ExprId {
        let (Some(left), Some(right)) = (self.field(node, Field::Left), self.field(node, Field::Right)) else {
            return self.fragments(node);
        };
        if self.kind(node) == Kind::AugmentedAssignment {
            return self.augmented_expr(node, left, right);
        }
        let hint = self.assigned_name(left).or(outer);
        let value = self.named_expr(right, hint);
        self.commonjs_export(left, value);
        match self.kind(left) {
            Kind::MemberExpression | Kind::SubscriptExpression | Kind::Identifier => {
                let target = self.expr(left);
                self.assigned_expr(node, left, target, value)
            }
            _ => {
                self.bind(left, value, Target::Assign);
                value
            }
        }
    }

    /// The assignment as an expression; `target` is `left`, lowered.
    fn assigned_expr(&mut self, node: Node<'t>, left: Node<'t>, target: ExprId, value: ExprId) -> ExprId {
        if self.kind(left) == Kind::Identifier && !self.is_commonjs(left) {
            self.bind(left, value, Target::Assign);
        }
        self.b.expr(span(node), ExprKind::Assign { target, value })
    }

    fn augmented_expr(&mut self, node: Node<'t>, left: Node<'t>, right: Node<'t>) -> ExprId {
        let operator = self.field(node, Field::Operator).map_or("", |operator| self.text(operator));
        let hint = self.assigned_name(left);
        let operand = self.named_expr(right, hint);
        if let Some(op) = logical_assignment(operator) {
            let before = self.expr(left);
            let assigned = self.assigned_expr(node, left, before, operand);
            return self.b.expr(span(node), ExprKind::Logical { op, left: before, right: assigned });
        }
        let op = augmentation(operator);
        if self.kind(left) == Kind::Identifier {
            self.augment(node, left, op, operand);
            return self.expr(left);
        }
        let target = self.expr(left);
        let value = self.b.expr(span(node), ExprKind::Binary { op, left: target, right: operand });
        self.b.expr(span(node), ExprKind::Assign { target, value })
    }
}

fn logical_assignment(operator: &str) -> Option<LogicalOp> {
    match operator {
        "&&=" => Some(LogicalOp::And),
        "||=" => Some(LogicalOp::Or),
        "??=" => Some(LogicalOp::Coalesce),
        _ => None,
    }
}

fn augmentation(operator: &str) -> BinaryOp {
    match operator {
        "+=" => BinaryOp::Add,
        "%=" => BinaryOp::Percent,
        "*=" => BinaryOp::Multiply,
        _ => BinaryOp::Other,
    }
}
