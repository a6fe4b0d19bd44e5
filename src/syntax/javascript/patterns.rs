//! Names and patterns on the left of a value.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::statements::Ambience;
use super::{Lowering, Nodes, span};
use crate::finding::Span;
use crate::syntax::builder::ScopeId;
use crate::syntax::ir::*;

/// What happens to the names of a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    /// They are declared in a scope.
    Declare(ScopeId),
    /// They exist.
    Assign,
}

impl<'t> Lowering<'t> {
    /// One declarator of `const a = 1, b = 2`.
    pub(super) fn variable(&mut self, node: Node<'t>, scope: ScopeId, ambience: Ambience) {
        let Some(name) = self.field(node, Field::Name) else { return self.fragment_statements(node) };
        self.strays(node);
        let ty = self.annotation(node);
        let value = match self.field(node, Field::Value) {
            Some(value) => {
                let hint = (self.kind(name) == Kind::Identifier).then(|| self.name_of(name));
                Some(self.named_expr(value, hint))
            }
            None => {
                ty.filter(|_| ambience == Ambience::Elsewhere).map(|ty| self.b.expr(span(name), ExprKind::OfType(ty)))
            }
        };
        if self.kind(name) == Kind::Identifier {
            let text = self.name_of(name);
            let binding = self.b.declare(scope, text, span(name));
            if let Some(ty) = ty {
                self.b.set_type(binding, ty);
            }
            if let Some(value) = value {
                self.b.define(binding, span(name), DefKind::Value(value));
            }
            return;
        }
        let Some(value) = value else { return };
        let value = match ty {
            Some(ty) => self.b.expr(span(name), ExprKind::Cast { value, ty }),
            None => value,
        };
        self.bind(name, value, Target::Declare(scope));
    }

    /// Gives `value` to a pattern.
    pub(super) fn bind(&mut self, pattern: Node<'t>, value: ExprId, target: Target) {
        let _ = self.deeper(pattern, |this| this.bind_kind(pattern, value, target));
    }

    fn bind_kind(&mut self, pattern: Node<'t>, value: ExprId, target: Target) {
        match self.kind(pattern) {
            Kind::Identifier | Kind::ShorthandPropertyPattern | Kind::Undefined => {
                self.bind_name(pattern, value, target)
            }
            Kind::ObjectPattern => self.bind_object(pattern, value, target),
            Kind::ArrayPattern => self.bind_array(pattern, value, target),
            Kind::AssignmentPattern | Kind::ObjectAssignmentPattern => {
                let Some(left) = self.field(pattern, Field::Left) else { return };
                let value = self.with_default(pattern, value, self.field(pattern, Field::Right));
                self.bind(left, value, target);
            }
            Kind::NonNullExpression | Kind::ParenthesizedExpression => {
                if let Some(inner) = self.first_named(pattern) {
                    self.bind(inner, value, target);
                }
            }
            Kind::MemberExpression | Kind::SubscriptExpression => {
                let target = self.expr(pattern);
                self.b.stmt(Stmt::Assign { target, value });
            }
            _ => {
                self.b.stmt(Stmt::Expr(value));
                self.fragment_statements(pattern);
            }
        }
    }

    fn bind_name(&mut self, name: Node<'t>, value: ExprId, target: Target) {
        let text = self.name_of(name);
        let binding = match target {
            Target::Declare(scope) => self.b.declare(scope, text, span(name)),
            Target::Assign => self.assigned(text, span(name)),
        };
        self.b.define(binding, span(name), DefKind::Value(value));
    }

    /// The binding that an assignment to a name changes: an undeclared one is global.
    pub(super) fn assigned(&mut self, name: SmolStr, at: Span) -> BindingId {
        match self.b.lookup(&name) {
            Some(binding) => binding,
            None => {
                let top = self.b.top_scope();
                self.b.declare(top, name, at)
            }
        }
    }

    /// `value ?? default`.
    pub(super) fn with_default(&mut self, at: Node<'t>, value: ExprId, default: Option<Node<'t>>) -> ExprId {
        let Some(default) = default else { return value };
        let right = self.expr(default);
        self.b.expr(span(at), ExprKind::Logical { op: LogicalOp::Coalesce, left: value, right })
    }

    fn bind_object(&mut self, pattern: Node<'t>, value: ExprId, target: Target) {
        let parts = self.named(pattern);
        if parts.is_empty() {
            self.b.stmt(Stmt::Expr(value));
        }
        for part in parts {
            match self.kind(part) {
                Kind::ShorthandPropertyPattern => {
                    let member = self.member_of(part, value);
                    self.bind_name(part, member, target);
                }
                Kind::ObjectAssignmentPattern => self.bind_defaulted(part, value, target),
                Kind::PairPattern => {
                    let (Some(key), Some(inner)) = (self.field(part, Field::Key), self.field(part, Field::Value))
                    else {
                        continue;
                    };
                    let member = self.property(key, value);
                    self.bind(inner, member, target);
                }
                Kind::RestPattern => {
                    let Some(inner) = self.first_named(part) else { continue };
                    let entries = vec![Entry::Spread(value)];
                    let rest = self.b.expr(span(part), ExprKind::Record { ty: None, entries });
                    self.bind(inner, rest, target);
                }
                _ => self.bind(part, value, target),
            }
        }
    }

    /// `{ name = default }`.
    fn bind_defaulted(&mut self, part: Node<'t>, value: ExprId, target: Target) {
        let Some(left) = self.field(part, Field::Left) else { return };
        let member = self.member_of(left, value);
        let value = self.with_default(part, member, self.field(part, Field::Right));
        self.bind(left, value, target);
    }

    fn member_of(&mut self, name: Node<'t>, object: ExprId) -> ExprId {
        let text = self.name_of(name);
        self.b.member(span(name), object, text, span(name))
    }

    /// `object.key` or `object[key]` for the key of a pair.
    fn property(&mut self, key: Node<'t>, object: ExprId) -> ExprId {
        match self.property_name(key) {
            Some(name) => self.b.member(span(key), object, name, span(key)),
            None => {
                let index = match self.first_named(key) {
                    Some(inner) => self.expr(inner),
                    None => self.b.opaque(span(key)),
                };
                self.b.expr(span(key), ExprKind::Index { object, index })
            }
        }
    }

    fn bind_array(&mut self, pattern: Node<'t>, value: ExprId, target: Target) {
        let parts = self.array_parts(pattern);
        if parts.iter().all(Option::is_none) {
            self.b.stmt(Stmt::Expr(value));
        }
        for (index, part) in parts.into_iter().enumerate() {
            let Some(part) = part else { continue };
            if self.kind(part) == Kind::RestPattern {
                let Some(inner) = self.first_named(part) else { continue };
                let rest = self.b.expr(span(part), ExprKind::Slice { object: value });
                self.bind(inner, rest, target);
                continue;
            }
            let number = self.b.expr(span(part), ExprKind::Number(index as f64));
            let element = self.b.expr(span(part), ExprKind::Index { object: value, index: number });
            self.bind(part, element, target);
        }
    }

    /// The parts of an array pattern by index; holes are `None`.
    pub(super) fn array_parts(&mut self, pattern: Node<'t>) -> Vec<Option<Node<'t>>> {
        let children: Nodes<'t> = self.children(pattern);
        let mut parts = Vec::with_capacity(children.len() / 2);
        let mut part = None;
        for child in children {
            if child.is_named() {
                part = Some(child);
            } else if self.kind(child) == Kind::CommaToken {
                parts.push(part.take());
            }
        }
        parts.extend(part.map(Some));
        parts
    }

    /// The parameter of a `catch`.
    pub(super) fn caught(&mut self, pattern: Node<'t>) {
        let scope = self.b.scope();
        if self.kind(pattern) == Kind::Identifier {
            let name = self.name_of(pattern);
            let binding = self.b.declare(scope, name, span(pattern));
            self.b.define(binding, span(pattern), DefKind::Opaque);
            return;
        }
        let value = self.b.opaque(span(pattern));
        self.bind(pattern, value, Target::Declare(scope));
    }
}
