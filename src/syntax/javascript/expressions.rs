//! Expressions: long chains (`a + b + c`, `a.b().c()`) are followed down their left side without recursion.

use smallvec::SmallVec;
use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, span};
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// Lowers an expression.
    pub(super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        let mut spine: SmallVec<[Node<'t>; 8]> = SmallVec::new();
        let mut at = node;
        while let Some(left) = self.left_of(at) {
            spine.push(at);
            at = left;
        }
        let mut value = match self.deeper(at, |this| this.leaf(at)) {
            Some(value) => value,
            None => self.b.opaque(span(at)),
        };
        while let Some(outer) = spine.pop() {
            value = match self.deeper(outer, |this| this.around(outer, value)) {
                Some(value) => value,
                None => self.b.opaque(span(outer)),
            };
        }
        value
    }

    /// The same, for a value that is given a name: functions and classes without a name of their own take it.
    pub(super) fn named_expr(&mut self, node: Node<'t>, name: Option<SmolStr>) -> ExprId {
        match (self.kind(node), name) {
            (Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction, Some(name)) => {
                match self.deeper(node, |this| this.function_expr(node, name)) {
                    Some(value) => value,
                    None => self.b.opaque(span(node)),
                }
            }
            (Kind::AssignmentExpression, Some(name)) => {
                match self.deeper(node, |this| this.named_assignment(node, name)) {
                    Some(value) => value,
                    None => self.b.opaque(span(node)),
                }
            }
            (Kind::Class, Some(name)) => match self.deeper(node, |this| this.class_expr(node, name)) {
                Some(value) => value,
                None => self.b.opaque(span(node)),
            },
            _ => self.expr(node),
        }
    }

    /// The expression on the left of a node that goes around it; `None` for all others.
    fn left_of(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        match self.kind(node) {
            Kind::MemberExpression | Kind::SubscriptExpression => self.field(node, Field::Object),
            Kind::CallExpression if !self.is_special_call(node) => self.field(node, Field::Function),
            Kind::BinaryExpression => self.field(node, Field::Left),
            Kind::NonNullExpression
            | Kind::AsExpression
            | Kind::SatisfiesExpression
            | Kind::InstantiationExpression => self.first_named(node),
            _ => None,
        }
    }

    /// What `outer` makes of its left side.
    fn around(&mut self, outer: Node<'t>, left: ExprId) -> ExprId {
        self.strays(outer);
        match self.kind(outer) {
            Kind::MemberExpression => match self.field(outer, Field::Property) {
                Some(property) => {
                    let name = self.name_of(property);
                    self.b.member(span(outer), left, name, span(property))
                }
                None => left,
            },
            Kind::SubscriptExpression => self.subscript(outer, left),
            Kind::CallExpression => self.call(outer, left),
            Kind::BinaryExpression => self.binary(outer, left),
            Kind::AsExpression | Kind::SatisfiesExpression => self.cast(outer, left),
            _ => left,
        }
    }

    fn subscript(&mut self, node: Node<'t>, object: ExprId) -> ExprId {
        let Some(index) = self.field(node, Field::Index) else { return object };
        if self.kind(index) == Kind::String {
            let property = String::from_utf8_lossy(&self.string(index)).into_owned();
            return self.b.member(span(node), object, property, span(index));
        }
        let index = self.expr(index);
        self.b.expr(span(node), ExprKind::Index { object, index })
    }

    /// `x as T` and `x satisfies T`; `as const` and `as any` change nothing.
    fn cast(&mut self, node: Node<'t>, value: ExprId) -> ExprId {
        let Some(&ty) = self.named(node).get(1) else { return value };
        if self.kind(ty) == Kind::PredefinedType {
            return value;
        }
        let ty = self.ty(ty);
        self.b.expr(span(node), ExprKind::Cast { value, ty })
    }

    fn leaf(&mut self, node: Node<'t>) -> ExprId {
        let at = span(node);
        match self.kind(node) {
            Kind::Identifier | Kind::ShorthandProperty => {
                let name = self.name_of(node);
                self.b.name(at, name)
            }
            Kind::This => self.b.expr(at, ExprKind::This),
            Kind::Super => self.b.expr(at, ExprKind::Super),
            Kind::Null | Kind::Undefined => self.b.expr(at, ExprKind::Null),
            Kind::True => self.b.expr(at, ExprKind::Bool(true)),
            Kind::False => self.b.expr(at, ExprKind::Bool(false)),
            Kind::Number => self.number(node),
            Kind::String => {
                let text = self.string(node);
                self.b.text(at, text)
            }
            Kind::TemplateString => self.template(node),
            Kind::Regex | Kind::Import => self.b.opaque(at),
            Kind::Object => self.object(node),
            Kind::Array => self.array(node),
            Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction => {
                self.function_expr(node, SmolStr::default())
            }
            Kind::Class => self.class_expr(node, SmolStr::default()),
            _ => self.compound(node),
        }
    }

    fn compound(&mut self, node: Node<'t>) -> ExprId {
        if matches!(
            self.kind(node),
            Kind::NewExpression
                | Kind::TernaryExpression
                | Kind::UnaryExpression
                | Kind::AssignmentExpression
                | Kind::AugmentedAssignment
        ) {
            self.strays(node);
        }
        match self.kind(node) {
            Kind::CallExpression => self.special_call(node),
            Kind::NewExpression => self.new_expr(node),
            Kind::ParenthesizedExpression => match self.first_named(node) {
                Some(inner) => self.expr(inner),
                None => self.b.opaque(span(node)),
            },
            Kind::SequenceExpression => {
                let values = self.named(node).into_iter().map(|part| self.expr(part)).collect();
                self.b.expr(span(node), ExprKind::Sequence(values))
            }
            Kind::AwaitExpression | Kind::YieldExpression => match self.first_named(node) {
                Some(inner) => {
                    let value = self.expr(inner);
                    self.b.expr(span(node), ExprKind::Await(value))
                }
                None => self.b.opaque(span(node)),
            },
            Kind::TernaryExpression => self.ternary(node),
            Kind::UnaryExpression => self.unary(node),
            Kind::UpdateExpression => self.update_expr(node),
            Kind::AssignmentExpression | Kind::AugmentedAssignment => self.assignment_expr(node),
            Kind::TypeAssertion => self.assertion(node),
            _ => self.fragments(node),
        }
    }

    /// `<T>x`.
    fn assertion(&mut self, node: Node<'t>) -> ExprId {
        let parts = self.named(node);
        let [types, value] = parts.as_slice() else { return self.fragments(node) };
        let value = self.expr(*value);
        match self.first_named(*types) {
            Some(ty) if self.kind(ty) != Kind::PredefinedType => {
                let ty = self.ty(ty);
                self.b.expr(span(node), ExprKind::Cast { value, ty })
            }
            _ => value,
        }
    }

    fn ternary(&mut self, node: Node<'t>) -> ExprId {
        let (Some(test), Some(then), Some(otherwise)) = (
            self.field(node, Field::Condition),
            self.field(node, Field::Consequence),
            self.field(node, Field::Alternative),
        ) else {
            return self.fragments(node);
        };
        let test = self.expr(test);
        let then = self.expr(then);
        let otherwise = self.expr(otherwise);
        self.b.expr(span(node), ExprKind::Conditional { test, then, otherwise })
    }
}
