//! What has no meaning here, JSX above all, and what the grammar could not read: the expressions and statements inside are
//! lowered all the same, since a call may stand anywhere.

use tree_sitter::Node;

use super::grammar::Kind;
use super::{Lowering, span};
use crate::syntax::ir::*;

/// How a node inside a fragment is lowered.
enum Part {
    Expression,
    Statement,
    Nothing,
    /// By its children.
    Children,
}

impl<'t> Lowering<'t> {
    /// An expression of unknown value that evaluates what stands inside.
    pub(super) fn fragments(&mut self, node: Node<'t>) -> ExprId {
        let mut values = Vec::new();
        self.collect(node, &mut values);
        let unknown = self.b.opaque(span(node));
        if values.is_empty() {
            return unknown;
        }
        values.push(unknown);
        self.b.expr(span(node), ExprKind::Sequence(values))
    }

    /// The same where statements stand.
    pub(super) fn fragment_statements(&mut self, node: Node<'t>) {
        let mut values = Vec::new();
        if let Part::Expression = part(self.kind(node), node) {
            values.push(self.expr(node));
        } else {
            self.collect(node, &mut values);
        }
        for value in values {
            self.b.stmt(Stmt::Expr(value));
        }
    }

    /// Lowers what the grammar could not read between the parts of a node that is read by its parts.
    pub(super) fn strays(&mut self, node: Node<'t>) {
        if !node.has_error() {
            return;
        }
        for child in self.named(node) {
            if self.kind(child) == Kind::Error {
                self.fragment_statements(child);
            }
        }
    }

    fn collect(&mut self, node: Node<'t>, values: &mut Vec<ExprId>) {
        for child in self.named(node) {
            match part(self.kind(child), child) {
                Part::Expression => values.push(self.expr(child)),
                Part::Statement => self.statement(child),
                Part::Nothing => {}
                Part::Children => {
                    let _ = self.deeper(child, |this| this.collect(child, values));
                }
            }
        }
    }
}

fn part(kind: Kind, node: Node<'_>) -> Part {
    match kind {
        Kind::CallExpression
        | Kind::NewExpression
        | Kind::MemberExpression
        | Kind::SubscriptExpression
        | Kind::BinaryExpression
        | Kind::UnaryExpression
        | Kind::UpdateExpression
        | Kind::TernaryExpression
        | Kind::AwaitExpression
        | Kind::YieldExpression
        | Kind::AssignmentExpression
        | Kind::AugmentedAssignment
        | Kind::SequenceExpression
        | Kind::ParenthesizedExpression
        | Kind::NonNullExpression
        | Kind::AsExpression
        | Kind::SatisfiesExpression
        | Kind::TypeAssertion
        | Kind::InstantiationExpression
        | Kind::ArrowFunction
        | Kind::FunctionExpression
        | Kind::GeneratorFunction
        | Kind::Class
        | Kind::Object
        | Kind::Array
        | Kind::TemplateString => Part::Expression,
        Kind::Identifier | Kind::String | Kind::Number | Kind::This | Kind::Comment | Kind::HtmlComment => {
            Part::Nothing
        }
        Kind::JsxClosingElement
        | Kind::TypeAnnotation
        | Kind::TypeArguments
        | Kind::TypeParameters
        | Kind::TypeQuery
        | Kind::ObjectType
            if !node.has_error() =>
        {
            Part::Nothing
        }
        _ if is_statement(kind) => Part::Statement,
        _ if node.named_child_count() == 0 => Part::Nothing,
        _ => Part::Children,
    }
}

fn is_statement(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ExpressionStatement
            | Kind::LexicalDeclaration
            | Kind::VariableDeclaration
            | Kind::UsingDeclaration
            | Kind::ImportStatement
            | Kind::ExportStatement
            | Kind::IfStatement
            | Kind::SwitchStatement
            | Kind::ForStatement
            | Kind::ForInStatement
            | Kind::WhileStatement
            | Kind::DoStatement
            | Kind::TryStatement
            | Kind::ReturnStatement
            | Kind::ThrowStatement
            | Kind::BreakStatement
            | Kind::ContinueStatement
            | Kind::StatementBlock
            | Kind::LabeledStatement
            | Kind::FunctionDeclaration
            | Kind::GeneratorFunctionDeclaration
            | Kind::ClassDeclaration
            | Kind::AbstractClassDeclaration
            | Kind::InterfaceDeclaration
            | Kind::EnumDeclaration
            | Kind::TypeAliasDeclaration
            | Kind::AmbientDeclaration
    )
}
