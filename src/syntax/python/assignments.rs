//! Assignments, and the targets that values are taken apart into.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::expressions::binary_op;
use super::grammar::{Field, Kind, kind};
use super::names::Announce;
use super::types::last_name;
use super::{Kids, Lower, named, part, span};
use crate::syntax::ir::*;

impl<'t> Lower<'t> {
    /// `x = v`, `a = b = v`, `a, b = v, w`, `x: T = v`, `x: T`.
    pub(super) fn assignment(&mut self, node: Node<'t>) {
        let mut targets = SmallVec::<[Node<'t>; 2]>::new();
        let mut at = node;
        let value = loop {
            let kids = self.kids(at);
            let Some(left) = part(&kids, Field::Left) else { break None };
            if let Some(ty) = part(&kids, Field::Type) {
                return self.annotated(left, ty, part(&kids, Field::Right));
            }
            targets.push(left);
            match part(&kids, Field::Right) {
                Some(next) if kind(next) == Kind::Assignment => at = next,
                other => break other,
            }
        };
        let Some(value) = value else { return };
        if kind(value) == Kind::AugmentedAssignment {
            return self.augmented(value);
        }
        if let [target] = targets.as_slice()
            && (self.alias(*target, value) || self.pairwise(*target, value))
        {
            return;
        }
        let value = self.expression(value);
        for target in targets {
            self.bind(target, value, Announce::Statement);
        }
    }

    /// An assignment that names a type.
    fn alias(&mut self, target: Node<'t>, value: Node<'t>) -> bool {
        if kind(target) != Kind::Identifier {
            return false;
        }
        let Some(ty) = self.aliased_type(value) else { return false };
        self.define_name(target, DefKind::Type(ty));
        true
    }

    /// `type X = T`.
    pub(super) fn type_alias(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let (Some(left), Some(right)) = (part(&kids, Field::Left), part(&kids, Field::Right)) else { return };
        let ty = self.type_of(right);
        let name = left.named_child(0).and_then(|left| match kind(left) {
            Kind::GenericType => left.named_child(0),
            _ => Some(left),
        });
        if let Some(name) = name {
            self.define_name(name, DefKind::Type(ty));
        }
    }

    /// `a, b = v, w`: each its own value, if both sides show their parts.
    fn pairwise(&mut self, target: Node<'t>, value: Node<'t>) -> bool {
        let is_tuple = matches!(kind(value), Kind::ExpressionList | Kind::Tuple | Kind::List | Kind::PatternList);
        if !is_tuple || !is_tuple_target(target) {
            return false;
        }
        let (targets, values) = (self.kids(target), self.kids(value));
        let is_plain = |kids: &Kids<'t>| {
            named(kids).all(|kid| !matches!(kind(kid), Kind::ListSplat | Kind::ListSplatPattern | Kind::Yield))
        };
        if !is_plain(&targets) || !is_plain(&values) || named(&targets).count() != named(&values).count() {
            return false;
        }
        let values: SmallVec<[ExprId; 4]> = named(&values).map(|value| self.expression(value)).collect();
        for (target, value) in named(&targets).zip(values) {
            self.bind(target, value, Announce::Statement);
        }
        true
    }

    fn annotated(&mut self, target: Node<'t>, ty: Node<'t>, value: Option<Node<'t>>) {
        if last_name(self.text(ty)) == "TypeAlias" && kind(target) == Kind::Identifier {
            if let Some(value) = value {
                let alias = self.type_of(value);
                self.define_name(target, DefKind::Type(alias));
            }
            return;
        }
        let ty = self.type_of(ty);
        let value = value.map(|value| self.expression(value));
        match kind(target) {
            Kind::Identifier => {
                let binding = self.declare_name(self.text(target), span(target));
                self.b.set_type(binding, ty);
                if let Some(value) = value {
                    self.b.define(binding, span(target), DefKind::Value(value));
                }
                if let Some(class) = self.frame.class_body {
                    self.add_field(class, target, Some(ty), value);
                }
            }
            _ => {
                self.own_field(target, ty);
                match value {
                    Some(value) => self.bind(target, value, Announce::Statement),
                    None => {
                        let target = self.expression(target);
                        self.effect(target);
                    }
                }
            }
        }
    }

    /// The field that `self.x: T` declares.
    fn own_field(&mut self, target: Node<'t>, ty: TypeId) {
        let kids = self.kids(target);
        let (Some(object), Some(name)) = (part(&kids, Field::Object), part(&kids, Field::Attribute)) else { return };
        let Some((own, class)) = &self.frame.own else { return };
        if self.text(object) == own {
            let class = *class;
            self.add_field(class, name, Some(ty), None);
        }
    }

    /// `x += v`.
    pub(super) fn augmented(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let (Some(target), Some(operator), Some(value)) =
            (part(&kids, Field::Left), part(&kids, Field::Operator), part(&kids, Field::Right))
        else {
            return;
        };
        let op = binary_op(operator.kind());
        let value = match kind(value) {
            Kind::Assignment | Kind::AugmentedAssignment => self.scraps(value),
            _ => self.expression(value),
        };
        if kind(target) == Kind::Identifier {
            self.define_name(target, DefKind::Augmented(op, value));
            return;
        }
        let target = self.place(target);
        let value = self.b.expr(span(node), ExprKind::Binary { op, left: target, right: value });
        self.b.stmt(Stmt::Assign { target, value });
    }

    /// Gives a target its value.
    pub(super) fn bind(&mut self, target: Node<'t>, value: ExprId, announce: Announce) {
        if !self.descend(target) {
            return;
        }
        match kind(target) {
            Kind::Identifier => self.define_as(target, value, announce),
            Kind::Attribute | Kind::Subscript => {
                let target = self.place(target);
                if announce == Announce::Statement {
                    self.b.stmt(Stmt::Assign { target, value });
                }
            }
            Kind::ParenthesizedExpression
            | Kind::AsPatternTarget
            | Kind::ListSplatPattern
            | Kind::ListSplat
            | Kind::TuplePattern
                if self.is_group(target) =>
            {
                if let Some(inner) = named(&self.kids(target)).next() {
                    self.bind(inner, value, announce);
                }
            }
            _ if is_tuple_target(target) => self.take_apart(target, value, announce),
            _ => {
                let target = self.scraps(target);
                self.effect(target);
                self.effect(value);
            }
        }
        self.depth -= 1;
    }

    /// Whether a target only wraps another: all but tuples with a comma.
    fn is_group(&mut self, target: Node<'t>) -> bool {
        kind(target) != Kind::TuplePattern
            || (named(&self.kids(target)).count() == 1
                && !self.text(target).trim_end_matches([')', ' ']).ends_with(','))
    }

    /// A member or index to assign to; part of a list (`x[a:b]`) counts as an index that is not known.
    fn place(&mut self, target: Node<'t>) -> ExprId {
        let place = self.expression(target);
        let module = self.b.module();
        let here = module.span(place);
        let ExprKind::Slice { object } = *module.kind(place) else { return place };
        let index = self.b.opaque(here);
        self.b.expr(here, ExprKind::Index { object, index })
    }

    /// `a, *b, c = value`.
    fn take_apart(&mut self, target: Node<'t>, value: ExprId, announce: Announce) {
        let kids = self.kids(target);
        let targets: SmallVec<[Node<'t>; 4]> = named(&kids).collect();
        if targets.is_empty() {
            return self.effect(value);
        }
        let star = targets.iter().position(|node| matches!(kind(*node), Kind::ListSplat | Kind::ListSplatPattern));
        for (index, node) in targets.iter().enumerate() {
            let kind = match star {
                Some(star) if index == star => ExprKind::Slice { object: value },
                Some(star) if index > star => {
                    let from_end = index as f64 - targets.len() as f64;
                    let index = self.b.expr(span(*node), ExprKind::Number(from_end));
                    ExprKind::Index { object: value, index }
                }
                _ => ExprKind::Part { of: value, index: index as u32 },
            };
            let part = self.b.expr(span(*node), kind);
            self.bind(*node, part, announce);
        }
    }
}

pub(super) fn is_tuple_target(node: Node) -> bool {
    matches!(
        kind(node),
        Kind::PatternList | Kind::TuplePattern | Kind::ListPattern | Kind::Tuple | Kind::List | Kind::ExpressionList
    )
}
