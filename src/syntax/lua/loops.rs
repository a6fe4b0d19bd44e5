//! `for`, `while`, `repeat`.

use tree_sitter::Node;

use super::{Lowering, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    pub(super) fn while_statement(&mut self, node: Node<'t>) {
        let turn = self.builder.add_loop(span(node), None);
        self.builder.open_block();
        self.evaluate(node.child_by_field_name("condition"));
        self.loop_body(node);
        let body = self.builder.close_block();
        self.builder.stmt(Stmt::Loop(turn, body));
    }

    /// The condition of a `repeat` sees the locals of its body.
    pub(super) fn repeat_statement(&mut self, node: Node<'t>) {
        let turn = self.builder.add_loop(span(node), None);
        let outer = self.builder.open_scope(Visibility::Nested);
        self.builder.open_block();
        self.loop_body(node);
        self.evaluate(node.child_by_field_name("condition"));
        self.builder.close_scope(outer);
        let body = self.builder.close_block();
        self.builder.stmt(Stmt::Loop(turn, body));
    }

    fn loop_body(&mut self, node: Node<'t>) {
        if let Some(body) = node.child_by_field_name("body") {
            self.statements(body);
        }
    }

    fn evaluate(&mut self, node: Option<Node<'t>>) -> Option<ExprId> {
        let value = self.expr(node?);
        self.builder.stmt(Stmt::Expr(value));
        Some(value)
    }

    pub(super) fn for_statement(&mut self, node: Node<'t>) {
        let Some(clause) = node.child_by_field_name("clause") else { return self.while_statement(node) };
        let outer = self.builder.open_scope(Visibility::Nested);
        match clause.kind() {
            "for_numeric_clause" => self.numeric_for(node, clause),
            _ => self.generic_for(node, clause),
        }
        self.salvage(clause);
        self.builder.close_scope(outer);
    }

    /// `for i = 1, #t do`: `i` is an index of `t`. With other bounds it is an index of the bound, as when counting to it.
    fn numeric_for(&mut self, node: Node<'t>, clause: Node<'t>) {
        let start = self.evaluate(clause.child_by_field_name("start"));
        let end = self.evaluate(clause.child_by_field_name("end"));
        self.evaluate(clause.child_by_field_name("step"));
        let counted = [start, end].into_iter().flatten().find_map(|bound| self.counted(bound));
        let of = counted.or(end).unwrap_or_else(|| self.builder.opaque(span(clause)));
        let turn = self.builder.add_loop(span(node), Some(of));
        self.builder.open_block();
        if let Some(name) = clause.child_by_field_name("name") {
            self.loop_variable(name, ExprKind::KeyOf { of, turn });
        }
        self.loop_body(node);
        let body = self.builder.close_block();
        self.builder.stmt(Stmt::Loop(turn, body));
    }

    /// The `t` of `#t`, and of `n` behind `local n = #t`.
    fn counted(&mut self, bound: ExprId) -> Option<ExprId> {
        let module = self.builder.module();
        let bound = match module.kind(bound) {
            &ExprKind::Name { binding: Some(binding), .. } => match module.binding(binding).defs.as_slice() {
                &[Def { kind: DefKind::Value(value), .. }] => value,
                _ => bound,
            },
            _ => bound,
        };
        let call = module.call(bound)?;
        match module.kind(call.callee) {
            ExprKind::Name { name, .. } if name == "#" => call.args.first().map(|arg| arg.value),
            _ => None,
        }
    }

    /// `for k, v in pairs(t) do`, and iterators of which only the first value is known.
    fn generic_for(&mut self, node: Node<'t>, clause: Node<'t>) {
        let mut names = Default::default();
        let mut iterators = Default::default();
        for child in self.children(clause) {
            match child.kind() {
                "variable_list" => names = self.names(child),
                _ => iterators = self.children(child),
            }
        }
        let mut values = iterators.into_iter().map(|iterator| self.expr(iterator)).collect::<Vec<_>>().into_iter();
        let iterator = values.next().unwrap_or_else(|| self.builder.opaque(span(clause)));
        self.builder.stmt(Stmt::Expr(iterator));
        for rest in values {
            self.builder.stmt(Stmt::Expr(rest));
        }
        let table = self.iterated_table(iterator);
        let of = table.unwrap_or(iterator);
        let turn = self.builder.add_loop(span(node), Some(of));
        self.builder.open_block();
        for (index, name) in names.into_iter().enumerate() {
            match (index, table) {
                (0, Some(of)) => self.loop_variable(name, ExprKind::KeyOf { of, turn }),
                (0, None) | (1, Some(_)) => self.loop_variable(name, ExprKind::ElementOf { of, turn }),
                _ => self.loop_variable(name, ExprKind::Opaque),
            }
        }
        self.loop_body(node);
        let body = self.builder.close_block();
        self.builder.stmt(Stmt::Loop(turn, body));
    }

    /// The `t` of `pairs(t)` and `ipairs(t)`.
    fn iterated_table(&mut self, iterator: ExprId) -> Option<ExprId> {
        let module = self.builder.module();
        let call = module.call(iterator)?;
        match module.kind(call.callee) {
            ExprKind::Name { name, binding: None } if matches!(name.as_str(), "pairs" | "ipairs") => {
                call.args.first().map(|arg| arg.value)
            }
            _ => None,
        }
    }

    fn loop_variable(&mut self, name: Node<'t>, value: ExprKind) {
        let scope = self.builder.scope();
        let binding = self.builder.declare(scope, self.text_of(name), span(name));
        let value = self.builder.expr(span(name), value);
        self.builder.define(binding, span(name), DefKind::Value(value));
    }
}
