//! Simple statements: assignments, short declarations, calls, jumps.

use tree_sitter::Node;

use super::tree::{Field, Kind, child, kind};
use super::{Lowering, MAX_DEPTH, Nodes, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

/// What the left side of an assignment does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// Declares names in the current scope, with this type: `:=`, `var`, `const`.
    Declare(Option<TypeId>),
    /// Gives new values to what exists: `=`.
    Assign,
}

impl<'t> Lowering<'t> {
    /// The statements of a block, in the current block and scope.
    pub(super) fn statements(&mut self, block: Node<'t>) {
        for statement in self.statement_nodes(block) {
            self.statement(statement);
        }
        self.salvage(block);
    }

    /// The statements of a block or case, and unreadable stretches between them.
    pub(super) fn statement_nodes(&mut self, block: Node<'t>) -> Nodes<'t> {
        let children = self.children(block);
        match children.iter().find(|child| kind(**child) == Kind::StatementList) {
            Some(&list) => self.children_where(list, |child| kind(child) != Kind::Comment),
            None if kind(block) == Kind::Block => children,
            None => Nodes::new(),
        }
    }

    /// A block with a scope of its own, as a list of statements.
    pub(super) fn scoped(&mut self, block: Node<'t>) -> Vec<Stmt> {
        let outer = self.builder.open_scope(Visibility::Nested);
        self.builder.open_block();
        self.statements(block);
        self.builder.close_scope(outer);
        self.builder.close_block()
    }

    /// Lowers a statement, or anything else that stands where one may.
    pub(super) fn statement(&mut self, node: Node<'t>) {
        if self.depth >= MAX_DEPTH {
            return self.give_up(node);
        }
        self.depth += 1;
        if !matches!(kind(node), Kind::Block | Kind::EmptyStatement | Kind::LabeledStatement | Kind::Error) {
            self.builder.module().statements.push(span(node));
        }
        self.statement_inner(node);
        if kind(node) != Kind::Error {
            self.salvage(node);
        }
        self.depth -= 1;
    }

    fn statement_inner(&mut self, node: Node<'t>) {
        match kind(node) {
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::ShortVarDeclaration => self.assignment(node, Binding::Declare(None)),
            Kind::AssignmentStatement => self.assignment_statement(node),
            Kind::ReturnStatement => self.return_statement(node),
            Kind::IfStatement => self.if_statement(node),
            Kind::ForStatement => self.for_statement(node),
            Kind::VarDeclaration => self.var_declaration(node),
            Kind::ConstDeclaration => self.const_declaration(node),
            Kind::TypeDeclaration => self.type_declaration(node),
            Kind::FunctionDeclaration => self.function_declaration(node),
            Kind::MethodDeclaration => self.method_declaration(node),
            Kind::ExpressionSwitchStatement => self.switch_statement(node),
            Kind::TypeSwitchStatement => self.type_switch_statement(node),
            Kind::SelectStatement => self.select_statement(node),
            Kind::IncStatement | Kind::DecStatement => self.step_statement(node),
            Kind::ReceiveStatement => self.receive_statement(node),
            Kind::Block => {
                let body = self.scoped(node);
                self.builder.stmt(Stmt::Block(body));
            }
            Kind::BreakStatement | Kind::ContinueStatement | Kind::GotoStatement => self.builder.stmt(Stmt::Exit),
            Kind::GoStatement | Kind::DeferStatement | Kind::SendStatement => self.each_expression(node),
            Kind::LabeledStatement | Kind::StatementList => {
                for inner in self.children(node) {
                    self.statement(inner);
                }
            }
            Kind::LabelName
            | Kind::EmptyStatement
            | Kind::FallthroughStatement
            | Kind::PackageIdentifier
            | Kind::FieldIdentifier
            | Kind::TypeIdentifier
            | Kind::Comment => {}
            Kind::ArgumentList | Kind::ExpressionList | Kind::LiteralValue | Kind::Other | Kind::Error => {
                self.fragments(node);
            }
            _ => {
                let value = self.expr(node);
                self.builder.stmt(Stmt::Expr(value));
            }
        }
    }

    fn each_expression(&mut self, node: Node<'t>) {
        for child in self.children(node) {
            let value = self.expr(child);
            self.builder.stmt(Stmt::Expr(value));
        }
    }

    fn expression_statement(&mut self, node: Node<'t>) {
        for child in self.children(node) {
            let value = self.expr(child);
            self.builder.stmt(Stmt::Expr(value));
            if self.never_returns(value) {
                self.builder.stmt(Stmt::Exit);
            }
        }
    }

    fn assignment_statement(&mut self, node: Node<'t>) {
        let operator = child(node, Field::Operator).map_or("=", |operator| self.text_of(operator));
        let op = match operator {
            "=" => return self.assignment(node, Binding::Assign),
            "+=" => BinaryOp::Add,
            "*=" => BinaryOp::Multiply,
            "%=" => BinaryOp::Percent,
            _ => BinaryOp::Other,
        };
        let (Some(left), Some(right)) = (child(node, Field::Left), child(node, Field::Right)) else { return };
        let (left, right) = (self.list(left), self.list(right));
        for (target, operand) in left.into_iter().zip(right) {
            let operand = self.expr(operand);
            self.augment(node, target, op, operand);
        }
    }

    /// `x += operand`.
    fn augment(&mut self, node: Node<'t>, target: Node<'t>, op: BinaryOp, operand: ExprId) {
        if kind(target) == Kind::Identifier
            && let Some(binding) = self.builder.lookup(self.text_of(target))
        {
            return self.builder.define(binding, span(target), DefKind::Augmented(op, operand));
        }
        let target = self.expr(target);
        let value = self.builder.expr(span(node), ExprKind::Binary { op, left: target, right: operand });
        self.store(target, value);
    }

    /// `x++` and `x--`.
    fn step_statement(&mut self, node: Node<'t>) {
        let Some(&target) = self.children(node).first() else { return };
        let op = if kind(node) == Kind::IncStatement { BinaryOp::Add } else { BinaryOp::Other };
        let one = self.builder.expr(span(node), ExprKind::Number(1.0));
        self.augment(node, target, op, one);
    }

    /// `case v, ok := <-ch` and `case <-ch` of a select.
    fn receive_statement(&mut self, node: Node<'t>) {
        let Some(right) = child(node, Field::Right) else { return };
        let Some(left) = child(node, Field::Left) else {
            let value = self.expr(right);
            return self.builder.stmt(Stmt::Expr(value));
        };
        let declares = self.declares(left, right);
        let left = self.list(left);
        self.bind(&left, &[right], if declares { Binding::Declare(None) } else { Binding::Assign });
    }

    /// Whether `:=` stands between two nodes.
    pub(super) fn declares(&self, left: Node<'t>, right: Node<'t>) -> bool {
        self.text.get(left.end_byte()..right.start_byte()).is_some_and(|between| between.contains(":="))
    }

    fn assignment(&mut self, node: Node<'t>, binding: Binding) {
        let (Some(left), Some(right)) = (child(node, Field::Left), child(node, Field::Right)) else { return };
        let (left, right) = (self.list(left), self.list(right));
        self.bind(&left, &right, binding);
    }

    /// `left = right`, pairwise, or the parts of one value that gives several.
    pub(super) fn bind(&mut self, left: &[Node<'t>], right: &[Node<'t>], binding: Binding) {
        // All values come first: names on the left are not yet declared on the right.
        let mut values: Vec<ExprId> = right.iter().map(|&node| self.expr(node)).collect();
        if let (&[value], true) = (values.as_slice(), left.len() > 1) {
            return self.bind_parts(left, value, binding);
        }
        for value in values.split_off(left.len().min(values.len())) {
            self.builder.stmt(Stmt::Expr(value));
        }
        for ((&target, value), &source) in left.iter().zip(values).zip(right) {
            self.bind_one(target, value, binding);
            if self.makes_channel(source) {
                self.channels.extend(self.builder.lookup(self.text_of(target)));
            }
        }
    }

    /// `a, b = f()`: each name is a part of the call.
    fn bind_parts(&mut self, left: &[Node<'t>], of: ExprId, binding: Binding) {
        let place = self.span_of(of);
        if left.iter().all(|&target| self.text_of(target) == "_") {
            return self.builder.stmt(Stmt::Expr(of));
        }
        for (index, &target) in left.iter().enumerate() {
            if self.text_of(target) != "_" {
                let part = self.builder.expr(place, ExprKind::Part { of, index: index as u32 });
                self.bind_one(target, part, binding);
            }
        }
    }

    /// Gives one lowered value to one target.
    pub(super) fn bind_one(&mut self, target: Node<'t>, value: ExprId, binding: Binding) {
        let name = if kind(target) == Kind::Identifier { self.text_of(target) } else { "" };
        if name == "_" {
            return self.builder.stmt(Stmt::Expr(value));
        }
        let bound = match binding {
            Binding::Declare(ty) if !name.is_empty() => self.declare(target, ty),
            Binding::Declare(_) | Binding::Assign => self.builder.lookup(name),
        };
        if let Some(bound) = bound {
            return self.builder.define(bound, span(target), DefKind::Value(value));
        }
        let target = self.expr(target);
        self.store(target, value);
    }

    /// An assignment to something that is lowered already. `*p = v` is an assignment to `p`.
    fn store(&mut self, target: ExprId, value: ExprId) {
        let place = self.span_of(target);
        match self.builder.module().kind(target) {
            &ExprKind::Name { binding: Some(binding), .. } => {
                self.builder.define(binding, place, DefKind::Value(value));
            }
            ExprKind::Name { .. } | ExprKind::Member { .. } | ExprKind::Index { .. } => {
                self.builder.stmt(Stmt::Assign { target, value });
            }
            _ => {
                self.builder.stmt(Stmt::Expr(target));
                self.builder.stmt(Stmt::Expr(value));
            }
        }
    }

    /// `make(chan T)`.
    fn makes_channel(&mut self, node: Node<'t>) -> bool {
        kind(node) == Kind::CallExpression
            && child(node, Field::Function).is_some_and(|function| self.text_of(function) == "make")
            && child(node, Field::Arguments).is_some_and(|arguments| {
                self.children(arguments).first().is_some_and(|first| kind(*first) == Kind::ChannelType)
            })
    }
}
