//! Unary and binary operators.

use tree_sitter::Node;

use super::grammar::Field;
use super::{Lowering, span};
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    pub(super) fn binary(&mut self, node: Node<'t>, left: ExprId) -> ExprId {
        let Some(right) = self.field(node, Field::Right) else { return left };
        let at = span(node);
        let op = match self.field(node, Field::Operator).map_or("", |operator| self.text(operator)) {
            "&&" => return self.logical(node, LogicalOp::And, left, right),
            "||" => return self.logical(node, LogicalOp::Or, left, right),
            "??" => return self.logical(node, LogicalOp::Coalesce, left, right),
            "instanceof" => return self.instance_of(node, left, right),
            "+" => BinaryOp::Add,
            "%" => BinaryOp::Percent,
            "*" => BinaryOp::Multiply,
            "==" | "===" => BinaryOp::Equal,
            "!=" | "!==" => BinaryOp::NotEqual,
            "<" | "<=" => BinaryOp::Less,
            ">" | ">=" => BinaryOp::Greater,
            "in" => BinaryOp::In,
            _ => BinaryOp::Other,
        };
        let right = self.expr(right);
        self.b.expr(at, ExprKind::Binary { op, left, right })
    }

    fn logical(&mut self, node: Node<'t>, op: LogicalOp, left: ExprId, right: Node<'t>) -> ExprId {
        let right = self.expr(right);
        self.b.expr(span(node), ExprKind::Logical { op, left, right })
    }

    fn instance_of(&mut self, node: Node<'t>, value: ExprId, class: Node<'t>) -> ExprId {
        let class_value = self.expr(class);
        let is_named = matches!(self.kind_of(class_value), ExprKind::Name { .. } | ExprKind::Member { .. });
        let ty = if is_named { TypeExpr::Ref(class_value, Vec::new()) } else { TypeExpr::Opaque };
        let types = vec![self.b.ty(ty)];
        let test = self.b.expr(span(node), ExprKind::InstanceOf { value, types });
        if is_named && self.is_path(class) {
            return test;
        }
        // The class is an expression of its own, that may hold calls.
        self.b.expr(span(node), ExprKind::Sequence(vec![class_value, test]))
    }

    pub(super) fn unary(&mut self, node: Node<'t>) -> ExprId {
        let Some(argument) = self.field(node, Field::Argument) else { return self.fragments(node) };
        let operator = self.field(node, Field::Operator).map_or("", |operator| self.text(operator));
        let value = self.expr(argument);
        let at = span(node);
        match operator {
            "!" => self.b.expr(at, ExprKind::Not(value)),
            "-" => self.b.expr(at, ExprKind::Negate(value)),
            "void" => {
                let null = self.b.expr(at, ExprKind::Null);
                self.b.expr(at, ExprKind::Sequence(vec![value, null]))
            }
            _ => {
                let opaque = self.b.opaque(at);
                self.b.expr(at, ExprKind::Sequence(vec![value, opaque]))
            }
        }
    }
}
