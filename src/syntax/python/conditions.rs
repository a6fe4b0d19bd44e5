//! Comparisons, and tests of an object's type.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::{Lower, named, part, span};
use crate::finding::Span;
use crate::syntax::ir::*;

impl<'t> Lower<'t> {
    /// `a == b`, `a < b < c`, `k in d`, `type(x) is T`.
    pub(super) fn comparison(&mut self, node: Node<'t>) -> ExprId {
        let mut operands = SmallVec::<[Node<'t>; 4]>::new();
        let mut operators = SmallVec::<[&str; 4]>::new();
        for kid in self.kids(node) {
            match kid.field {
                Field::Operators => operators.push(kid.node.kind()),
                _ if kid.node.is_named() => operands.push(kid.node),
                _ => {}
            }
        }
        if operands.len() != operators.len() + 1 {
            return self.scraps(node);
        }
        if let ([left, right], [operator]) = (operands.as_slice(), operators.as_slice())
            && let Some(test) = self.type_comparison(node, *left, operator, *right)
        {
            return test;
        }
        let mut left = self.expression(operands[0]);
        let mut all = None;
        for (pair, operator) in operands.windows(2).zip(operators) {
            let right = self.expression(pair[1]);
            let here = Span::new(pair[0].start_byte(), pair[1].end_byte());
            let test = self.compared(here, operator, left, right);
            all = Some(match all {
                Some(before) => self.both(before, test),
                None => test,
            });
            left = right;
        }
        all.unwrap_or(left)
    }

    fn compared(&mut self, span: Span, operator: &str, left: ExprId, right: ExprId) -> ExprId {
        let op = match operator {
            "==" | "is" => BinaryOp::Equal,
            "!=" | "<>" | "is not" => BinaryOp::NotEqual,
            "<" | "<=" => BinaryOp::Less,
            ">" | ">=" => BinaryOp::Greater,
            "in" | "not in" => BinaryOp::In,
            _ => BinaryOp::Other,
        };
        let test = self.b.expr(span, ExprKind::Binary { op, left, right });
        if operator == "not in" {
            return self.b.expr(span, ExprKind::Not(test));
        }
        test
    }

    /// `left and right`.
    pub(super) fn both(&mut self, left: ExprId, right: ExprId) -> ExprId {
        self.logical(LogicalOp::And, left, right)
    }

    pub(super) fn logical(&mut self, op: LogicalOp, left: ExprId, right: ExprId) -> ExprId {
        let module = self.b.module();
        let span = Span { start: module.span(left).start, end: module.span(right).end.max(module.span(left).end) };
        self.b.expr(span, ExprKind::Logical { op, left, right })
    }

    /// `type(x) is T` and its relatives.
    fn type_comparison(&mut self, node: Node<'t>, left: Node<'t>, operator: &str, right: Node<'t>) -> Option<ExprId> {
        if kind(left) != Kind::Call || !matches!(operator, "is" | "==" | "in" | "is not" | "!=" | "not in") {
            return None;
        }
        let kids = self.kids(left);
        if self.text(part(&kids, Field::Function)?) != "type" {
            return None;
        }
        let arguments = self.kids(part(&kids, Field::Arguments)?);
        let mut arguments = named(&arguments);
        let (Some(value), None) = (arguments.next(), arguments.next()) else { return None };
        let test = self.instance_of(node, value, right)?;
        match operator {
            "is" | "==" | "in" => Some(test),
            _ => Some(self.b.expr(span(node), ExprKind::Not(test))),
        }
    }

    /// The test whether `value` is one of `types`, if those are names.
    pub(super) fn instance_of(&mut self, node: Node<'t>, value: Node<'t>, types: Node<'t>) -> Option<ExprId> {
        let mut names = SmallVec::<[Node<'t>; 4]>::new();
        if kind(value) == Kind::KeywordArgument || self.splat(value).is_some() || !self.class_names(types, &mut names) {
            return None;
        }
        let value = self.expression(value);
        let types = names.into_iter().map(|name| self.class_reference(name)).collect();
        Some(self.b.expr(span(node), ExprKind::InstanceOf { value, types }))
    }

    fn class_reference(&mut self, name: Node<'t>) -> TypeId {
        let class = self.expression(name);
        self.b.ty(TypeExpr::Ref(class, Vec::new()))
    }

    /// Gathers the names in `T`, `(T, U)`, `T | U`; `None` and `type(None)` are left out. False if there is more than names.
    fn class_names(&mut self, types: Node<'t>, names: &mut SmallVec<[Node<'t>; 4]>) -> bool {
        let mut pending: SmallVec<[Node<'t>; 8]> = SmallVec::from_slice(&[types]);
        while let Some(node) = pending.pop() {
            match kind(node) {
                Kind::Identifier => names.push(node),
                Kind::Attribute if self.is_dotted(node) => names.push(node),
                Kind::None => {}
                Kind::Call if self.text(node) == "type(None)" => {}
                Kind::Tuple | Kind::List | Kind::Set | Kind::ParenthesizedExpression => {
                    pending.extend(named(&self.kids(node)).rev());
                }
                Kind::BinaryOperator => {
                    let kids = self.kids(node);
                    if part(&kids, Field::Operator).is_none_or(|operator| operator.kind() != "|") {
                        return false;
                    }
                    pending.extend(named(&kids).rev());
                }
                _ => return false,
            }
        }
        true
    }

    /// Whether a node is `a.b.c`, names only.
    pub(super) fn is_dotted(&self, node: Node<'t>) -> bool {
        let mut at = node;
        while kind(at) == Kind::Attribute {
            match at.named_child(0) {
                Some(object) => at = object,
                None => return false,
            }
        }
        kind(at) == Kind::Identifier
    }
}
