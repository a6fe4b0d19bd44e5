//! `for` in its three forms.

use tree_sitter::Node;

use super::statements::Binding;
use super::tree::{Field, Kind, child, kind};
use super::{Lowering, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    pub(super) fn for_statement(&mut self, node: Node<'t>) {
        let clause = self.children(node).into_iter().find(|child| kind(*child) != Kind::Block);
        let outer = self.builder.open_scope(Visibility::Nested);
        match clause {
            Some(clause) if kind(clause) == Kind::RangeClause => self.range(node, clause),
            Some(clause) if kind(clause) == Kind::ForClause => self.counted(node, clause),
            condition => self.conditional(node, condition),
        }
        self.builder.close_scope(outer);
    }

    fn loop_body(&mut self, node: Node<'t>) {
        if let Some(body) = child(node, Field::Body) {
            let outer = self.builder.open_scope(Visibility::Nested);
            self.statements(body);
            self.builder.close_scope(outer);
        }
    }

    /// `for condition { ... }` and `for { ... }`.
    fn conditional(&mut self, node: Node<'t>, condition: Option<Node<'t>>) {
        let turn = self.builder.add_loop(span(node), None);
        self.builder.open_block();
        self.evaluate(condition);
        self.loop_body(node);
        let body = self.builder.close_block();
        self.builder.stmt(Stmt::Loop(turn, body));
    }

    fn evaluate(&mut self, node: Option<Node<'t>>) {
        if let Some(node) = node {
            let value = self.expr(node);
            self.builder.stmt(Stmt::Expr(value));
        }
    }

    /// `for i := 0; i < n; i++ { ... }`.
    fn counted(&mut self, node: Node<'t>, clause: Node<'t>) {
        if let Some(initializer) = child(clause, Field::Initializer) {
            self.statement(initializer);
        }
        let turn = self.builder.add_loop(span(node), None);
        self.builder.open_block();
        self.evaluate(child(clause, Field::Condition));
        self.loop_body(node);
        if let Some(update) = child(clause, Field::Update) {
            self.statement(update);
        }
        self.salvage(clause);
        let body = self.builder.close_block();
        self.builder.stmt(Stmt::Loop(turn, body));
    }

    /// `for k, v := range xs { ... }`.
    fn range(&mut self, node: Node<'t>, clause: Node<'t>) {
        let Some(right) = child(clause, Field::Right) else { return self.conditional(node, None) };
        let of = self.expr(right);
        let turn = self.builder.add_loop(span(node), Some(of));
        self.builder.open_block();
        if let Some(left) = child(clause, Field::Left) {
            let binding = if self.declares(left, right) { Binding::Declare(None) } else { Binding::Assign };
            let variables = self.list(left);
            let elements_only = variables.len() == 1 && self.gives_elements(of);
            for (index, variable) in variables.into_iter().enumerate() {
                if self.text_of(variable) == "_" {
                    continue;
                }
                let value = if index > 0 || elements_only {
                    ExprKind::ElementOf { of, turn }
                } else {
                    ExprKind::KeyOf { of, turn }
                };
                let value = self.builder.expr(span(variable), value);
                self.bind_one(variable, value, binding);
            }
        }
        self.loop_body(node);
        self.salvage(clause);
        let body = self.builder.close_block();
        self.builder.stmt(Stmt::Loop(turn, body));
    }

    /// Whether ranging with one variable gives elements: over a channel, or one of the standard library's iterators.
    fn gives_elements(&mut self, of: ExprId) -> bool {
        let module = self.builder.module();
        match module.kind(of) {
            ExprKind::Name { binding: Some(binding), .. } => self.channels.contains(binding),
            ExprKind::Call(call) => match module.kind(call.callee) {
                ExprKind::Member { object, property, .. } => {
                    let package = match module.kind(*object) {
                        ExprKind::Name { name, .. } => name.as_str(),
                        _ => "",
                    };
                    matches!(
                        (package, property.as_str()),
                        (_, "Channel" | "ChannelWithSubscriptions")
                            | ("maps", "Keys" | "Values")
                            | ("slices", "Values")
                            | ("strings" | "bytes", "SplitSeq" | "FieldsSeq" | "Lines" | "SplitAfterSeq")
                    )
                }
                _ => false,
            },
            _ => false,
        }
    }
}
