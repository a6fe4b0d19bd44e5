//! Declares names before the statements that define them: a function may assign to a `let` written below it.

use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, span};
use crate::syntax::builder::ScopeId;

impl<'t> Lowering<'t> {
    /// Declares what the statements of a block declare in that block.
    pub(super) fn hoist(&mut self, statements: &[Node<'t>]) {
        for &statement in statements {
            self.hoist_statement(statement);
        }
    }

    fn hoist_statement(&mut self, statement: Node<'t>) {
        let scope = self.b.scope();
        match self.kind(statement) {
            Kind::ExportStatement => {
                if let Some(declaration) = self.field(statement, Field::Declaration) {
                    self.hoist_statement(declaration);
                }
            }
            Kind::AmbientDeclaration => {
                if let Some(declaration) = self.first_named(statement) {
                    self.hoist_statement(declaration);
                }
            }
            Kind::LexicalDeclaration | Kind::UsingDeclaration => self.hoist_declarators(statement, scope),
            Kind::FunctionDeclaration
            | Kind::GeneratorFunctionDeclaration
            | Kind::FunctionSignature
            | Kind::ClassDeclaration
            | Kind::AbstractClassDeclaration
            | Kind::EnumDeclaration
            | Kind::InterfaceDeclaration
            | Kind::TypeAliasDeclaration => {
                if let Some(name) = self.field(statement, Field::Name) {
                    let text = self.name_of(name);
                    self.b.declare(scope, text, span(name));
                }
            }
            _ => {}
        }
    }

    /// Declares the `var`s of a function or module in its outermost scope, wherever they stand in it.
    pub(super) fn hoist_vars(&mut self, body: Node<'t>) {
        if !self.uses_var {
            return;
        }
        let scope = self.b.function_scope();
        let mut open = self.named(body);
        open.reverse();
        while let Some(node) = open.pop() {
            match self.kind(node) {
                Kind::VariableDeclaration => self.hoist_declarators(node, scope),
                Kind::ForInStatement => {
                    let is_var = self.field(node, Field::Kind).is_some_and(|kind| self.text(kind) == "var");
                    if let Some(left) = self.field(node, Field::Left).filter(|_| is_var) {
                        self.declare_names(left, scope);
                    }
                    open.extend(self.field(node, Field::Body));
                }
                Kind::ForStatement => {
                    open.extend(self.field(node, Field::Body));
                    open.extend(self.field(node, Field::Initializer));
                }
                kind if holds_statements(kind) => {
                    let inside = self.named(node);
                    open.extend(inside.into_iter().rev());
                }
                _ => {}
            }
        }
    }

    fn hoist_declarators(&mut self, declaration: Node<'t>, scope: ScopeId) {
        for declarator in self.named(declaration) {
            if let Some(name) = self.field(declarator, Field::Name) {
                self.declare_names(name, scope);
            }
        }
    }

    /// Declares the names in a pattern.
    fn declare_names(&mut self, pattern: Node<'t>, scope: ScopeId) {
        match self.kind(pattern) {
            Kind::Identifier | Kind::ShorthandPropertyPattern => {
                let name = self.name_of(pattern);
                self.b.declare(scope, name, span(pattern));
            }
            Kind::ObjectPattern | Kind::ArrayPattern | Kind::RestPattern => {
                for part in self.named(pattern) {
                    let _ = self.deeper(part, |this| this.declare_names(part, scope));
                }
            }
            Kind::AssignmentPattern | Kind::ObjectAssignmentPattern => {
                if let Some(left) = self.field(pattern, Field::Left) {
                    let _ = self.deeper(left, |this| this.declare_names(left, scope));
                }
            }
            Kind::PairPattern => {
                if let Some(value) = self.field(pattern, Field::Value) {
                    let _ = self.deeper(value, |this| this.declare_names(value, scope));
                }
            }
            _ => {}
        }
    }
}

fn holds_statements(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::StatementBlock
            | Kind::IfStatement
            | Kind::ElseClause
            | Kind::WhileStatement
            | Kind::DoStatement
            | Kind::TryStatement
            | Kind::CatchClause
            | Kind::FinallyClause
            | Kind::SwitchStatement
            | Kind::SwitchCase
            | Kind::SwitchDefault
            | Kind::LabeledStatement
            | Kind::WithStatement
            | Kind::ExportStatement
            | Kind::AmbientDeclaration
            | Kind::Other
            | Kind::Error
    )
}
