//! Which scope a name belongs to: that of its function or class body, unless `global` or `nonlocal` say otherwise.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Kind, kind};
use super::{Lower, named, span};
use crate::finding::Span;
use crate::syntax::ir::*;

/// How a definition becomes known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announce {
    /// By a statement in the current block, in the scope of the function.
    Statement,
    /// By nothing but the definition, in the current scope: variables of comprehensions. A statement would take what is
    /// iterated over out of the conditions and loops around it.
    Quietly,
}

impl<'t> Lower<'t> {
    /// The binding that an assignment to a name changes.
    pub(super) fn declare_name(&mut self, name: &str, span: Span) -> BindingId {
        let foreign = self.frame.foreign.iter().find(|(foreign, _)| foreign == name);
        match foreign {
            Some(&(_, binding)) => binding,
            None => self.b.declare(self.frame.scope, name, span),
        }
    }

    /// Defines a name of the function, class body or module.
    pub(super) fn define_name(&mut self, node: Node, kind: DefKind) -> BindingId {
        let binding = self.declare_name(self.text(node), span(node));
        self.b.define(binding, span(node), kind);
        binding
    }

    /// Defines a name by a value, in one way or the other.
    pub(super) fn define_as(&mut self, node: Node, value: ExprId, announce: Announce) {
        match announce {
            Announce::Statement => {
                self.define_name(node, DefKind::Value(value));
                if let Some(class) = self.frame.class_body {
                    self.add_field(class, node, None, Some(value));
                }
            }
            Announce::Quietly => {
                let scope = self.b.scope();
                let binding = self.b.declare(scope, self.text(node), span(node));
                self.add_definition(binding, span(node), value);
            }
        }
    }

    /// Adds a definition without a statement.
    pub(super) fn add_definition(&mut self, binding: BindingId, span: Span, value: ExprId) {
        self.b.rests_on(binding);
        self.b.module().bindings[binding.index()].defs.push(Def { span, kind: DefKind::Value(value) });
    }

    pub(super) fn add_field(&mut self, class: ClassId, name: Node, ty: Option<TypeId>, value: Option<ExprId>) {
        let field = Field { name: SmolStr::new(self.text(name)), ty, value, span: span(name) };
        self.b.changes_class(class);
        self.b.module().classes[class.index()].fields.push(field);
    }

    /// `global a, b`.
    pub(super) fn global(&mut self, node: Node<'t>) {
        let top = self.b.top_scope();
        for name in named(&self.kids(node)) {
            let binding = self.b.declare(top, self.text(name), span(name));
            self.frame.foreign.push((SmolStr::new(self.text(name)), binding));
        }
    }

    /// `nonlocal a, b`; a name that no function around has (yet) stays local.
    pub(super) fn nonlocal(&mut self, node: Node<'t>) {
        for name in named(&self.kids(node)) {
            if let Some(binding) = self.b.lookup(self.text(name)) {
                self.frame.foreign.push((SmolStr::new(self.text(name)), binding));
            }
        }
    }

    /// `del x`, `del d[k]`.
    pub(super) fn delete(&mut self, node: Node<'t>) {
        let mut pending: Vec<Node<'t>> = named(&self.kids(node)).collect();
        while let Some(target) = pending.pop() {
            match kind(target) {
                Kind::Identifier => {
                    self.define_name(target, DefKind::Opaque);
                }
                Kind::ExpressionList | Kind::Tuple | Kind::List | Kind::ParenthesizedExpression => {
                    pending.extend(named(&self.kids(target)));
                }
                _ => {
                    let value = self.expression(target);
                    self.b.stmt(Stmt::Expr(value));
                }
            }
        }
    }
}
