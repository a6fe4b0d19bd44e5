//! Statements.

use tree_sitter::Node;

use super::calls::never_returns;
use super::functions::Decorators;
use super::grammar::{Field, Kind, kind};
use super::names::Announce;
use super::{Kids, Lower, is_literal, named, part, span};
use crate::syntax::ir::*;

impl<'t> Lower<'t> {
    /// Lowers the statements of a module, suite or clause into the current block.
    pub(super) fn block(&mut self, node: Node<'t>) {
        if !self.descend(node) {
            return;
        }
        for statement in named(&self.kids(node)) {
            self.statement(statement);
        }
        self.depth -= 1;
    }

    /// The statements of `else: ...`, `finally: ...`, in a block of their own.
    pub(super) fn clause_body(&mut self, clause: Node<'t>) -> Vec<Stmt> {
        self.b.open_block();
        self.clause_into_block(clause);
        self.b.close_block()
    }

    fn clause_into_block(&mut self, clause: Node<'t>) {
        for block in named(&self.kids(clause)).filter(|kid| kind(*kid) == Kind::Block) {
            self.block(block);
        }
    }

    pub(super) fn statement(&mut self, node: Node<'t>) {
        match kind(node) {
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::ReturnStatement => {
                let value = named(&self.kids(node)).next().map(|value| self.expression(value));
                self.b.stmt(Stmt::Return(value));
            }
            Kind::IfStatement => self.if_statement(node),
            Kind::ForStatement => self.for_statement(node),
            Kind::WhileStatement => self.while_statement(node),
            Kind::TryStatement => self.try_statement(node),
            Kind::WithStatement => self.with_statement(node),
            Kind::MatchStatement => self.match_statement(node),
            Kind::FunctionDefinition => self.function(node, Decorators::default()),
            Kind::ClassDefinition => self.class(node, &[]),
            Kind::DecoratedDefinition => self.decorated(node),
            Kind::ImportStatement => self.import(node),
            Kind::ImportFromStatement => self.import_from(node),
            Kind::FutureImportStatement | Kind::PassStatement => {}
            Kind::BreakStatement | Kind::ContinueStatement => self.b.stmt(Stmt::Exit),
            Kind::RaiseStatement => {
                self.effects_of(node);
                self.b.stmt(Stmt::Exit);
            }
            Kind::AssertStatement => self.assert_statement(node),
            Kind::DeleteStatement => self.delete(node),
            Kind::GlobalStatement => self.global(node),
            Kind::NonlocalStatement => self.nonlocal(node),
            Kind::TypeAliasStatement => self.type_alias(node),
            Kind::Block => self.block(node),
            _ => self.effects_of(node),
        }
    }

    /// The effects of everything directly inside.
    fn effects_of(&mut self, node: Node<'t>) {
        for kid in named(&self.kids(node)) {
            let value = self.expression(kid);
            self.effect(value);
        }
    }

    fn expression_statement(&mut self, node: Node<'t>) {
        for kid in named(&self.kids(node)) {
            match kind(kid) {
                Kind::Assignment => self.assignment(kid),
                Kind::AugmentedAssignment => self.augmented(kid),
                Kind::Yield => self.yield_statement(kid),
                _ if self.is_constant_string(kid) => {}
                _ => {
                    let value = self.expression(kid);
                    let module = self.b.module();
                    let leaves = never_returns(module, value);
                    if !is_literal(module.kind(value)) {
                        self.b.stmt(Stmt::Expr(value));
                    }
                    if leaves {
                        self.b.stmt(Stmt::Exit);
                    }
                }
            }
        }
    }

    fn if_statement(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let mut arms = vec![self.arm(&kids)];
        for clause in named(&kids) {
            match kind(clause) {
                Kind::ElifClause => {
                    let kids = self.kids(clause);
                    arms.push(self.arm(&kids));
                }
                Kind::ElseClause => arms.push(Arm { test: None, body: self.clause_body(clause) }),
                _ => {}
            }
        }
        self.b.stmt(Stmt::Branch(arms));
    }

    fn arm(&mut self, kids: &Kids<'t>) -> Arm {
        let test = part(kids, Field::Condition).map(|condition| self.expression(condition));
        self.b.open_block();
        if let Some(body) = part(kids, Field::Consequence) {
            self.block(body);
        }
        Arm { test, body: self.b.close_block() }
    }

    /// `assert test, message`: what follows runs only if the test holds.
    fn assert_statement(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let mut parts = named(&kids);
        let Some(test) = parts.next() else { return };
        let test = self.expression(test);
        let failed = self.b.expr(span(node), ExprKind::Not(test));
        self.b.open_block();
        for message in parts {
            let value = self.expression(message);
            self.effect(value);
        }
        self.b.stmt(Stmt::Exit);
        let body = self.b.close_block();
        self.b.stmt(Stmt::Branch(vec![Arm { test: Some(failed), body }]));
    }

    fn try_statement(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        self.b.open_block();
        if let Some(body) = part(&kids, Field::Body) {
            self.block(body);
        }
        let body = self.b.close_block();
        let mut handlers = Vec::new();
        self.b.open_block();
        for clause in named(&kids) {
            match kind(clause) {
                Kind::ExceptClause => handlers.push(self.handler(clause)),
                Kind::ElseClause | Kind::FinallyClause => self.clause_into_block(clause),
                _ => {}
            }
        }
        let after = self.b.close_block();
        self.b.stmt(Stmt::Try(Box::new(Attempt { body, handlers, after })));
    }

    /// `except E as e: ...`.
    fn handler(&mut self, clause: Node<'t>) -> Vec<Stmt> {
        let kids = self.kids(clause);
        self.b.open_block();
        for kid in &kids {
            match (kid.field, kind(kid.node)) {
                (_, Kind::Block) => self.block(kid.node),
                (Field::Alias, _) => self.caught(kid.node),
                (Field::Value, Kind::AsPattern) => {
                    let parts = self.kids(kid.node);
                    let mut parts = named(&parts);
                    if let Some(class) = parts.next() {
                        let class = self.expression(class);
                        self.effect(class);
                    }
                    if let Some(alias) = parts.next().and_then(|target| target.named_child(0)) {
                        self.caught(alias);
                    }
                }
                (Field::Value, _) => {
                    let class = self.expression(kid.node);
                    self.effect(class);
                }
                _ => {}
            }
        }
        self.b.close_block()
    }

    fn caught(&mut self, alias: Node<'t>) {
        if kind(alias) == Kind::Identifier {
            self.define_name(alias, DefKind::Opaque);
        }
    }

    /// `with a as b, c: ...`; names bound in it outlive it, so its body is no block of its own.
    fn with_statement(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        for clause in named(&kids).filter(|kid| kind(*kid) == Kind::WithClause) {
            for item in named(&self.kids(clause)) {
                let parts = self.kids(item);
                let value = part(&parts, Field::Value).unwrap_or(item);
                let entered = self.entered(value);
                self.effect(entered);
            }
        }
        if let Some(body) = part(&kids, Field::Body) {
            self.block(body);
        }
    }

    /// `manager as target`, or a manager alone; the value if nothing took it.
    pub(super) fn entered(&mut self, node: Node<'t>) -> ExprId {
        if kind(node) != Kind::AsPattern {
            let manager = self.expression(node);
            return self.b.expr(span(node), ExprKind::Entered(manager));
        }
        let kids = self.kids(node);
        let mut parts = named(&kids);
        let Some(manager) = parts.next() else { return self.b.opaque(span(node)) };
        let manager = self.expression(manager);
        let entered = self.b.expr(span(node), ExprKind::Entered(manager));
        match part(&kids, Field::Alias) {
            Some(target) => {
                self.bind(target, entered, Announce::Statement);
                self.b.opaque(span(node))
            }
            None => entered,
        }
    }
}
