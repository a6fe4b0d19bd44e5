//! `for` in its three forms.

use tree_sitter::Node;

use super::statements::Binding;
use super::tree::{Field, Kind, child, kind};
use super::{Lowering, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

/// `for name := start; condition; ...`, counting through `over`.
struct Counter<'t> {
    name: Node<'t>,
    start: Node<'t>,
    condition: Node<'t>,
    over: Node<'t>,
}

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
        if let Some(counter) = self.counter(clause) {
            return self.counted_to(node, clause, counter);
        }
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

    /// A loop that counts through the indexes of something, or up to something, is one over that: its variable is a key,
    /// as in `for i := range xs`.
    fn counted_to(&mut self, node: Node<'t>, clause: Node<'t>, counter: Counter<'t>) {
        self.evaluate(Some(counter.start));
        let Some(binding) = self.declare(counter.name, None) else { return };
        self.builder.open_block();
        let of = self.expr(counter.over);
        let condition = self.expr(counter.condition);
        let turn = self.builder.add_loop(span(node), Some(of));
        let place = span(counter.name);
        let value = self.builder.expr(place, ExprKind::KeyOf { of, turn });
        self.builder.define(binding, place, DefKind::Value(value));
        self.builder.stmt(Stmt::Expr(condition));
        self.loop_body(node);
        self.salvage(clause);
        let body = self.builder.close_block();
        self.builder.stmt(Stmt::Loop(turn, body));
    }

    /// The parts of a clause that counts, if it has the usual form.
    fn counter(&mut self, clause: Node<'t>) -> Option<Counter<'t>> {
        let initializer = child(clause, Field::Initializer)?;
        let condition = child(clause, Field::Condition)?;
        let update = child(clause, Field::Update)?;
        if kind(initializer) != Kind::ShortVarDeclaration || kind(condition) != Kind::BinaryExpression {
            return None;
        }
        let names = self.list(child(initializer, Field::Left)?);
        let starts = self.list(child(initializer, Field::Right)?);
        let (&[name], &[start]) = (names.as_slice(), starts.as_slice()) else { return None };
        let counted = self.text_of(name);
        if kind(name) != Kind::Identifier || counted == "_" || self.text_of(child(condition, Field::Left)?) != counted {
            return None;
        }
        let step = self.text_of(update).strip_prefix(counted)?.trim_start();
        let end = child(condition, Field::Right)?;
        let over = match step.get(..2)? {
            "++" | "+=" => self.length_operand(end).or(Some(end)),
            "--" | "-=" => self.length_operand(start),
            _ => None,
        }?;
        // It is lowered a second time, beside the condition, and the update not at all: no call may be in them.
        let plain = matches!(kind(over), Kind::Identifier | Kind::SelectorExpression | Kind::IntLiteral)
            && !self.text_of(over).contains('(')
            && !step.contains('(');
        plain.then_some(Counter { name, start, condition, over })
    }

    /// The `xs` of `len(xs)` and of `len(xs) - 1`.
    fn length_operand(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        let call = match kind(node) {
            Kind::BinaryExpression => child(node, Field::Left)?,
            _ => node,
        };
        if kind(call) != Kind::CallExpression || self.text_of(child(call, Field::Function)?) != "len" {
            return None;
        }
        self.children(child(call, Field::Arguments)?).first().copied()
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
        if let &ExprKind::Name { binding: Some(binding), .. } = self.builder.module().kind(of) {
            self.builder.rests_on(binding);
            return self.channels.contains(&binding);
        }
        let module = self.builder.module();
        match module.kind(of) {
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
