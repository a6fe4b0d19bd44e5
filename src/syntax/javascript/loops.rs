//! `for`, `while`, `do`.

use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::patterns::Target;
use super::{Lowering, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// `for (x of xs)`, `for (k in o)`, `for await (x of xs)`.
    pub(super) fn for_in(&mut self, node: Node<'t>) {
        let (Some(left), Some(right)) = (self.field(node, Field::Left), self.field(node, Field::Right)) else {
            return self.fragment_statements(node);
        };
        let over = self.expr(right);
        let turn = self.b.add_loop(span(node), Some(over));
        let by_key = self.field(node, Field::Operator).is_some_and(|operator| self.text(operator) == "in");
        let outer = self.b.open_scope(Visibility::Nested);
        let target = match self.field(node, Field::Kind).map(|kind| self.text(kind)) {
            None => Target::Assign,
            Some("var") => Target::Declare(self.b.function_scope()),
            Some(_) => Target::Declare(self.b.scope()),
        };
        self.b.open_block();
        match self.entries_of(over).filter(|_| !by_key && self.kind(left) == Kind::ArrayPattern) {
            Some(of) => self.bind_entry(left, of, turn, target),
            None => {
                let kind =
                    if by_key { ExprKind::KeyOf { of: over, turn } } else { ExprKind::ElementOf { of: over, turn } };
                let value = self.b.expr(span(left), kind);
                self.bind(left, value, target);
            }
        }
        self.loop_body(node, turn);
        self.b.close_scope(outer);
    }

    /// Ends the block of a loop's body, which is open, with the body itself, and adds the loop.
    fn loop_body(&mut self, node: Node<'t>, turn: LoopId) {
        if let Some(body) = self.field(node, Field::Body) {
            self.body(body);
        }
        let body = self.b.close_block();
        self.b.stmt(Stmt::Loop(turn, body));
    }

    /// `o` of `Object.entries(o)` and `o.entries()`.
    fn entries_of(&mut self, call: ExprId) -> Option<ExprId> {
        let (callee, args) = match self.kind_of(call) {
            ExprKind::Call(Call { callee, args, .. }) => (*callee, args.first().map(|arg| arg.value)),
            _ => return None,
        };
        let object = match self.kind_of(callee) {
            ExprKind::Member { object, property, .. } if property == "entries" => *object,
            _ => return None,
        };
        match self.kind_of(object) {
            ExprKind::Name { name, .. } if name == "Object" => args,
            _ => Some(object),
        }
    }

    /// `[k, v]` of entries: a key and an element.
    fn bind_entry(&mut self, pattern: Node<'t>, of: ExprId, turn: LoopId, target: Target) {
        for (index, part) in self.array_parts(pattern).into_iter().enumerate() {
            let Some(part) = part else { continue };
            let kind = match index {
                0 => ExprKind::KeyOf { of, turn },
                1 => ExprKind::ElementOf { of, turn },
                _ => ExprKind::Opaque,
            };
            let value = self.b.expr(span(part), kind);
            self.bind(part, value, target);
        }
    }

    pub(super) fn while_statement(&mut self, node: Node<'t>) {
        let turn = self.b.add_loop(span(node), None);
        self.b.open_block();
        let is_do = self.kind(node) == Kind::DoStatement;
        if !is_do {
            let condition = self.condition(node);
            self.b.stmt(Stmt::Expr(condition));
        }
        if let Some(body) = self.field(node, Field::Body) {
            self.body(body);
        }
        if is_do {
            let condition = self.condition(node);
            self.b.stmt(Stmt::Expr(condition));
        }
        let body = self.b.close_block();
        self.b.stmt(Stmt::Loop(turn, body));
    }

    pub(super) fn for_statement(&mut self, node: Node<'t>) {
        let outer = self.b.open_scope(Visibility::Nested);
        let counted = self.counted(node);
        let initializer = self.field(node, Field::Initializer);
        if let Some(initializer) = initializer {
            self.hoist(&[initializer]);
        }
        let turn = self.b.add_loop(span(node), None);
        match (counted, initializer) {
            (Some((name, bound)), _) => self.counter(node, name, bound, turn),
            (None, initializer) => self.free_loop(node, initializer, turn),
        }
        self.b.close_scope(outer);
    }

    fn free_loop(&mut self, node: Node<'t>, initializer: Option<Node<'t>>, turn: LoopId) {
        if let Some(initializer) = initializer {
            match self.kind(initializer) {
                Kind::LexicalDeclaration | Kind::VariableDeclaration => self.statement(initializer),
                Kind::EmptyStatement => {}
                _ => self.effect(initializer),
            }
        }
        self.b.open_block();
        if let Some(condition) = self.field(node, Field::Condition)
            && self.kind(condition) != Kind::EmptyStatement
        {
            let inner = match self.kind(condition) {
                // Older grammars wrap the condition in an expression statement.
                Kind::ExpressionStatement => self.first_named(condition).unwrap_or(condition),
                _ => condition,
            };
            let condition = self.expr(inner);
            self.b.stmt(Stmt::Expr(condition));
        }
        if let Some(body) = self.field(node, Field::Body) {
            self.body(body);
        }
        if let Some(increment) = self.field(node, Field::Increment) {
            self.effect(increment);
        }
        let body = self.b.close_block();
        self.b.stmt(Stmt::Loop(turn, body));
    }

    /// `for (let i = 0; i < xs.length; i++)` with `xs` a name or a path of names: the declarator's name, and `xs`.
    fn counted(&mut self, node: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
        let initializer = self.field(node, Field::Initializer)?;
        if !matches!(self.kind(initializer), Kind::LexicalDeclaration | Kind::VariableDeclaration) {
            return None;
        }
        let declarators = self.named(initializer);
        let [declarator] = declarators.as_slice() else { return None };
        let name = self.field(*declarator, Field::Name).filter(|&name| self.kind(name) == Kind::Identifier)?;
        self.field(*declarator, Field::Value).filter(|&value| self.text(value) == "0")?;
        let increment = self.field(node, Field::Increment)?;
        if self.kind(increment) != Kind::UpdateExpression || !self.text(increment).contains("++") {
            return None;
        }
        let condition = self.field(node, Field::Condition)?;
        let condition = match self.kind(condition) {
            Kind::ExpressionStatement => self.first_named(condition)?,
            _ => condition,
        };
        let operator = self.field(condition, Field::Operator)?;
        let left = self.field(condition, Field::Left)?;
        let right = self.field(condition, Field::Right)?;
        if self.text(operator) != "<" || self.text(left) != self.text(name) {
            return None;
        }
        let property = self.field(right, Field::Property)?;
        let bound = self.field(right, Field::Object)?;
        (self.text(property) == "length" && self.is_path(bound)).then_some((name, bound))
    }

    /// Whether an expression is a name, `this`, or a member of such.
    pub(super) fn is_path(&mut self, node: Node<'t>) -> bool {
        let mut at = node;
        loop {
            match self.kind(at) {
                Kind::Identifier | Kind::This => return true,
                Kind::MemberExpression | Kind::NonNullExpression => {}
                _ => return false,
            }
            match self.first_named(at) {
                Some(object) => at = object,
                None => return false,
            }
        }
    }

    fn counter(&mut self, node: Node<'t>, name: Node<'t>, bound: Node<'t>, turn: LoopId) {
        let over = self.expr(bound);
        self.b.module().loops[turn.index()].over = Some(over);
        let is_var = self
            .field(node, Field::Initializer)
            .is_some_and(|initializer| self.kind(initializer) == Kind::VariableDeclaration);
        let scope = if is_var { self.b.function_scope() } else { self.b.scope() };
        self.b.open_block();
        let index = self.b.expr(span(name), ExprKind::KeyOf { of: over, turn });
        self.bind(name, index, Target::Declare(scope));
        self.loop_body(node, turn);
    }
}
