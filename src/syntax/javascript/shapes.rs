//! Interfaces, enumerations, type aliases, namespaces and ambient declarations of TypeScript.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::statements::Ambience;
use super::{Lowering, span};
use crate::syntax::builder::{FunctionHead, Visibility};
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    pub(super) fn interface(&mut self, node: Node<'t>) {
        let Some(id) = self.shape(node, ClassKind::Interface) else { return self.fragment_statements(node) };
        let outer = self.b.open_scope(Visibility::Nested);
        self.type_parameters(node);
        for part in self.named(node) {
            if self.kind(part) == Kind::ExtendsTypeClause {
                for base in self.named(part) {
                    let base = self.type_name(base);
                    self.b.module().classes[id.index()].bases.push(base);
                }
            }
        }
        if let Some(body) = self.field(node, Field::Body) {
            for member in self.named(body) {
                self.interface_member(member, id);
            }
        }
        self.b.close_scope(outer);
    }

    /// A class of a kind that is no class, bound to its name.
    fn shape(&mut self, node: Node<'t>, kind: ClassKind) -> Option<ClassId> {
        let name = self.field(node, Field::Name)?;
        let text = self.name_of(name);
        let id = self.b.add_class(Class::bare(text.clone(), span(node), kind));
        let scope = self.b.scope();
        let binding = self.b.declare(scope, text, span(name));
        let value = self.b.expr(span(name), ExprKind::Class(id));
        self.b.define(binding, span(name), DefKind::Value(value));
        Some(id)
    }

    fn interface_member(&mut self, node: Node<'t>, class: ClassId) {
        let Some(name_node) = self.field(node, Field::Name) else { return };
        let Some(name) = self.property_name(name_node) else { return };
        match self.kind(node) {
            Kind::PropertySignature => {
                let ty = self.annotation(node);
                let field = crate::syntax::ir::Field { name, ty, value: None, span: span(name_node) };
                self.b.module().classes[class.index()].fields.push(field);
            }
            Kind::MethodSignature => {
                let method = if self.has_token(node, Kind::GetToken) { MethodKind::Getter } else { MethodKind::Plain };
                let kind = FunctionKind::Plain;
                let head = FunctionHead { name, span: span(node), class: Some(class), method, kind };
                let id = self.function(node, head);
                self.b.module().classes[class.index()].methods.push(id);
            }
            _ => {}
        }
    }

    /// Members without a value count on from the one before.
    pub(super) fn enumeration(&mut self, node: Node<'t>) {
        let Some(id) = self.shape(node, ClassKind::Enum) else { return self.fragment_statements(node) };
        let Some(body) = self.field(node, Field::Body) else { return };
        let mut next = Some(0.0);
        for member in self.named(body) {
            let (name_node, written) = match self.kind(member) {
                Kind::EnumAssignment => (self.field(member, Field::Name), self.field(member, Field::Value)),
                _ => (Some(member), None),
            };
            let Some(name_node) = name_node else { continue };
            let Some(name) = self.property_name(name_node) else { continue };
            let value = match (written, next) {
                (Some(value), _) => {
                    let value = self.expr(value);
                    if !matches!(self.kind_of(value), ExprKind::Text(_) | ExprKind::Number(_)) {
                        self.b.stmt(Stmt::Expr(value));
                    }
                    value
                }
                (None, Some(number)) => self.b.expr(span(name_node), ExprKind::Number(number)),
                (None, None) => self.b.opaque(span(name_node)),
            };
            next = match self.kind_of(value) {
                ExprKind::Number(number) => Some(number + 1.0),
                _ => None,
            };
            let field = crate::syntax::ir::Field { name, ty: None, value: Some(value), span: span(name_node) };
            self.b.module().classes[id.index()].fields.push(field);
        }
    }

    pub(super) fn type_alias(&mut self, node: Node<'t>) {
        let (Some(name), Some(value)) = (self.field(node, Field::Name), self.field(node, Field::Value)) else {
            return self.fragment_statements(node);
        };
        let text = self.name_of(name);
        let scope = self.b.scope();
        let binding = self.b.declare(scope, text, span(name));
        let outer = self.b.open_scope(Visibility::Nested);
        self.type_parameters(node);
        let ty = self.ty(value);
        self.b.close_scope(outer);
        self.b.define(binding, span(name), DefKind::Type(ty));
    }

    /// `declare ...`.
    pub(super) fn ambient(&mut self, node: Node<'t>) {
        for part in self.named(node) {
            if self.kind(part) == Kind::StatementBlock {
                // `declare global { ... }`.
                self.augmentation(part);
            } else if part.is_error() || self.kind(part) != Kind::Other {
                self.declaration(part, Ambience::Elsewhere);
            }
        }
    }

    /// `namespace Keys { export ... }`: an object of what it exports. `declare module 'x' { ... }` adds to another module.
    pub(super) fn namespace(&mut self, node: Node<'t>) {
        let Some(body) = self.field(node, Field::Body) else { return };
        let name = self.field(node, Field::Name).filter(|&name| self.kind(name) == Kind::Identifier);
        let Some(name) = name else { return self.augmentation(body) };
        let entries = self.augmentation_entries(body);
        let text = self.name_of(name);
        let scope = self.b.scope();
        let binding = self.b.declare(scope, text, span(name));
        // A namespace that adds to a function or class of its name must not hide it.
        if self.b.module().bindings[binding.index()].defs.is_empty() {
            let value = self.b.expr(span(name), ExprKind::Record { ty: None, entries });
            self.b.define(binding, span(name), DefKind::Value(value));
        }
    }

    fn augmentation(&mut self, body: Node<'t>) {
        let _ = self.augmentation_entries(body);
    }

    fn augmentation_entries(&mut self, body: Node<'t>) -> Vec<Entry> {
        self.namespaces.push(Vec::new());
        let block = self.body_block(Some(body));
        self.b.stmt(Stmt::Block(block));
        self.namespaces.pop().unwrap_or_default()
    }

    /// Notes that the module, or the namespace around the current place, exports a value.
    pub(super) fn export_value(&mut self, name: SmolStr, value: ExprId) {
        self.b.reaches_out();
        match self.namespaces.last() {
            None => self.b.module().exports.push(Export::Named(name, value)),
            Some(_) => {
                let at = self.b.module().exprs[value.index()].span;
                let key = self.b.text(at, name.as_bytes());
                if let Some(entries) = self.namespaces.last_mut() {
                    entries.push(Entry::Pair { key, value });
                }
            }
        }
    }
}
