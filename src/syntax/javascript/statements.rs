//! Blocks and simple statements.

use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

/// Whether a declaration has its value elsewhere (`declare const x: T`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ambience {
    /// Here.
    Here,
    /// Elsewhere.
    Elsewhere,
}

impl<'t> Lowering<'t> {
    /// Lowers the statements of a block whose names are hoisted already.
    pub(super) fn statements(&mut self, statements: &[Node<'t>]) {
        for (index, &statement) in statements.iter().enumerate() {
            if !self.is_overload(statement, &statements[index + 1..]) {
                self.statement(statement);
            }
        }
    }

    /// Lowers a block with a scope of its own into the current block of the builder.
    pub(super) fn scoped(&mut self, statements: &[Node<'t>]) {
        let outer = self.b.open_scope(Visibility::Nested);
        self.hoist(statements);
        self.statements(statements);
        self.b.close_scope(outer);
    }

    /// Lowers the body of an `if`, a loop and the like: a block, or a single statement.
    pub(super) fn body(&mut self, body: Node<'t>) {
        if self.kind(body) == Kind::StatementBlock {
            let statements = self.named(body);
            let _ = self.deeper(body, |this| this.scoped(&statements));
        } else {
            self.statement(body);
        }
    }

    /// The same, as a block of statements.
    pub(super) fn body_block(&mut self, body: Option<Node<'t>>) -> Vec<Stmt> {
        self.b.open_block();
        if let Some(body) = body {
            self.body(body);
        }
        self.b.close_block()
    }

    pub(super) fn statement(&mut self, node: Node<'t>) {
        let kind = self.kind(node);
        if !matches!(kind, Kind::Error | Kind::EmptyStatement) {
            self.b.module().statements.push(span(node));
        }
        let _ = self.deeper(node, |this| this.statement_kind(node, kind));
    }

    fn statement_kind(&mut self, node: Node<'t>, kind: Kind) {
        if matches!(
            kind,
            Kind::IfStatement | Kind::ForStatement | Kind::ForInStatement | Kind::WhileStatement | Kind::TryStatement
        ) {
            self.strays(node);
        }
        match kind {
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::LexicalDeclaration | Kind::VariableDeclaration | Kind::UsingDeclaration => {
                self.variables(node, Ambience::Here);
            }
            Kind::ImportStatement => self.import(node),
            Kind::ImportAlias => self.import_alias(node),
            Kind::ExportStatement => self.export(node),
            Kind::IfStatement => self.if_statement(node),
            Kind::SwitchStatement => self.switch(node),
            Kind::ForStatement => self.for_statement(node),
            Kind::ForInStatement => self.for_in(node),
            Kind::WhileStatement | Kind::DoStatement => self.while_statement(node),
            Kind::TryStatement => self.try_statement(node),
            Kind::ReturnStatement => {
                let value = self.first_named(node).map(|value| self.expr(value));
                self.b.stmt(Stmt::Return(value));
            }
            Kind::ThrowStatement => {
                self.effects(node);
                self.b.stmt(Stmt::Exit);
            }
            Kind::BreakStatement => {
                if !self.silent_breaks.contains(&node.id()) {
                    self.b.stmt(Stmt::Exit);
                }
            }
            Kind::ContinueStatement => self.b.stmt(Stmt::Exit),
            Kind::StatementBlock => {
                let body = self.body_block(Some(node));
                self.b.stmt(Stmt::Block(body));
            }
            Kind::LabeledStatement => {
                if let Some(body) = self.field(node, Field::Body) {
                    self.statement(body);
                }
            }
            Kind::EmptyStatement | Kind::DebuggerStatement => {}
            _ => self.declaration(node, Ambience::Here),
        }
    }

    /// Lowers a declaration, or what is no statement this front end knows.
    pub(super) fn declaration(&mut self, node: Node<'t>, ambience: Ambience) {
        match self.kind(node) {
            Kind::LexicalDeclaration | Kind::VariableDeclaration | Kind::UsingDeclaration => {
                self.variables(node, ambience);
            }
            Kind::FunctionDeclaration | Kind::GeneratorFunctionDeclaration | Kind::FunctionSignature => {
                self.function_declaration(node);
            }
            Kind::ClassDeclaration | Kind::AbstractClassDeclaration => self.class_declaration(node),
            Kind::InterfaceDeclaration => self.interface(node),
            Kind::EnumDeclaration => self.enumeration(node),
            Kind::TypeAliasDeclaration => self.type_alias(node),
            Kind::InternalModule | Kind::Module => self.namespace(node),
            Kind::AmbientDeclaration => self.ambient(node),
            Kind::ImportAlias => self.import_alias(node),
            _ => self.fragment_statements(node),
        }
    }

    fn expression_statement(&mut self, node: Node<'t>) {
        for value in self.named(node) {
            if self.kind(value) == Kind::InternalModule {
                self.namespace(value);
            } else {
                self.effect(value);
            }
        }
    }

    /// Lowers every child expression for its effect.
    pub(super) fn effects(&mut self, node: Node<'t>) {
        for child in self.named(node) {
            let value = self.expr(child);
            self.b.stmt(Stmt::Expr(value));
        }
    }

    /// Lowers an expression that stands as a statement. `a && b` and the like become branches, so that what is
    /// assigned on the right has its condition around it.
    pub(super) fn effect(&mut self, node: Node<'t>) {
        match self.kind(node) {
            Kind::ParenthesizedExpression => {
                if let Some(inner) = self.first_named(node) {
                    let _ = self.deeper(node, |this| this.effect(inner));
                }
            }
            Kind::AssignmentExpression | Kind::AugmentedAssignment => self.assignment_statement(node),
            Kind::UpdateExpression => self.update_statement(node),
            Kind::BinaryExpression if self.logical_effect(node) => {}
            Kind::TernaryExpression => self.ternary_effect(node),
            Kind::SequenceExpression => {
                for part in self.named(node) {
                    let _ = self.deeper(part, |this| this.effect(part));
                }
            }
            _ => {
                let value = self.expr(node);
                self.b.stmt(Stmt::Expr(value));
                if self.never_returns(value) {
                    self.b.stmt(Stmt::Exit);
                }
            }
        }
    }

    fn logical_effect(&mut self, node: Node<'t>) -> bool {
        let operator = self.field(node, Field::Operator).map(|operator| self.text(operator));
        if !matches!(operator, Some("&&" | "||")) {
            return false;
        }
        let (Some(left), Some(right)) = (self.field(node, Field::Left), self.field(node, Field::Right)) else {
            return false;
        };
        let mut test = self.expr(left);
        if operator == Some("||") {
            test = self.b.expr(span(left), ExprKind::Not(test));
        }
        let body = self.effect_block(right);
        self.b.stmt(Stmt::Branch(vec![Arm { test: Some(test), body }]));
        true
    }

    fn ternary_effect(&mut self, node: Node<'t>) {
        let Some(test) = self.field(node, Field::Condition) else { return self.effects(node) };
        let test = Some(self.expr(test));
        let mut arms = Vec::with_capacity(2);
        for (test, field) in [(test, Field::Consequence), (None, Field::Alternative)] {
            if let Some(value) = self.field(node, field) {
                let body = self.effect_block(value);
                arms.push(Arm { test, body });
            }
        }
        self.b.stmt(Stmt::Branch(arms));
    }

    fn effect_block(&mut self, node: Node<'t>) -> Vec<Stmt> {
        self.b.open_block();
        let _ = self.deeper(node, |this| this.effect(node));
        self.b.close_block()
    }

    /// Whether an expression is a call of `process.exit`.
    fn never_returns(&mut self, value: ExprId) -> bool {
        let callee = match self.kind_of(value) {
            ExprKind::Call(call) => call.callee,
            _ => return false,
        };
        let object = match self.kind_of(callee) {
            ExprKind::Member { object, property, .. } if property == "exit" => *object,
            _ => return false,
        };
        matches!(self.kind_of(object), ExprKind::Name { name, .. } if name == "process")
    }

    fn if_statement(&mut self, node: Node<'t>) {
        let mut arms = Vec::new();
        let mut next = Some(node);
        // `else if` chains may be long: they are followed without recursion.
        while let Some(at) = next.take() {
            if self.kind(at) != Kind::IfStatement {
                let body = self.body_block(Some(at));
                arms.push(Arm { test: None, body });
                break;
            }
            if at != node {
                self.b.module().statements.push(span(at));
            }
            let test = self.condition(at);
            let then = self.field(at, Field::Consequence);
            let body = self.body_block(then);
            arms.push(Arm { test: Some(test), body });
            if let Some(alternative) = self.field(at, Field::Alternative) {
                next = self.first_named(alternative);
            }
        }
        self.b.stmt(Stmt::Branch(arms));
    }

    /// The condition of an `if` or a loop.
    pub(super) fn condition(&mut self, node: Node<'t>) -> ExprId {
        match self.field(node, Field::Condition) {
            Some(condition) => self.expr(condition),
            None => self.b.opaque(span(node)),
        }
    }

    fn try_statement(&mut self, node: Node<'t>) {
        let tried = self.field(node, Field::Body);
        let body = self.body_block(tried);
        let mut handlers = Vec::new();
        if let Some(handler) = self.field(node, Field::Handler) {
            handlers.push(self.handler(handler));
        }
        let last = self.field(node, Field::Finalizer).and_then(|finalizer| self.field(finalizer, Field::Body));
        let after = self.body_block(last);
        self.b.stmt(Stmt::Try(Box::new(Attempt { body, handlers, after })));
    }

    fn handler(&mut self, node: Node<'t>) -> Vec<Stmt> {
        self.b.open_block();
        let outer = self.b.open_scope(Visibility::Nested);
        if let Some(parameter) = self.field(node, Field::Parameter) {
            self.caught(parameter);
        }
        if let Some(body) = self.field(node, Field::Body) {
            self.body(body);
        }
        self.b.close_scope(outer);
        self.b.close_block()
    }

    /// `const`, `let`, `var`, `using`.
    pub(super) fn variables(&mut self, node: Node<'t>, ambience: Ambience) {
        let scope = if self.kind(node) == Kind::VariableDeclaration { self.b.function_scope() } else { self.b.scope() };
        for declarator in self.named(node) {
            if self.kind(declarator) != Kind::VariableDeclarator {
                self.fragment_statements(declarator);
                continue;
            }
            self.variable(declarator, scope, ambience);
        }
    }
}
