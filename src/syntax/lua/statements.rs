//! Statements and functions.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::{Lowering, MAX_DEPTH, Nodes, span};
use crate::finding::Span;
use crate::syntax::builder::{FunctionHead, Visibility};
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// The statements of a block, in the current block and scope.
    pub(super) fn statements(&mut self, block: Node<'t>) {
        for node in self.children_where(block, |child| !child.is_extra() || child.is_error()) {
            self.statement(node);
        }
    }

    /// A block with a scope of its own, as a list of statements.
    pub(super) fn scoped(&mut self, block: Option<Node<'t>>) -> Vec<Stmt> {
        let outer = self.builder.open_scope(Visibility::Nested);
        self.builder.open_block();
        if let Some(block) = block {
            self.statements(block);
        }
        self.builder.close_scope(outer);
        self.builder.close_block()
    }

    /// Lowers a statement, or anything else that stands where one may.
    pub(super) fn statement(&mut self, node: Node<'t>) {
        if node.is_error() {
            return self.fragments(node);
        }
        if self.depth >= MAX_DEPTH {
            return self.give_up(node);
        }
        self.depth += 1;
        if !matches!(node.kind(), "empty_statement" | "hash_bang_line" | "comment") {
            self.builder.module().statements.push(span(node));
        }
        self.statement_inner(node);
        self.salvage(node);
        self.depth -= 1;
    }

    fn statement_inner(&mut self, node: Node<'t>) {
        match node.kind() {
            "variable_declaration" => self.variable_declaration(node),
            "assignment_statement" => self.assignment(node),
            "function_declaration" => self.function_declaration(node),
            "return_statement" => self.return_statement(node),
            "if_statement" => self.if_statement(node),
            "for_statement" => self.for_statement(node),
            "while_statement" => self.while_statement(node),
            "repeat_statement" => self.repeat_statement(node),
            "do_statement" => {
                let body = self.scoped(node.child_by_field_name("body"));
                self.builder.stmt(Stmt::Block(body));
            }
            "break_statement" | "goto_statement" => self.builder.stmt(Stmt::Exit),
            "label_statement"
            | "empty_statement"
            | "hash_bang_line"
            | "comment"
            | "identifier"
            | "implicit_variable_declaration" => {}
            "block" | "arguments" | "expression_list" | "variable_list" | "parameters" | "field" => {
                self.fragments(node);
            }
            _ => {
                let value = self.expr(node);
                self.builder.stmt(Stmt::Expr(value));
                if self.never_returns(value) {
                    self.builder.stmt(Stmt::Exit);
                }
            }
        }
    }

    /// `error(...)` and `os.exit(...)`.
    fn never_returns(&mut self, value: ExprId) -> bool {
        let module = self.builder.module();
        let Some(call) = module.call(value) else { return false };
        match module.kind(call.callee) {
            ExprKind::Name { name, binding: None } => name == "error",
            ExprKind::Member { object, property, .. } => {
                property == "exit"
                    && matches!(module.kind(*object), ExprKind::Name { name, binding: None } if name == "os")
            }
            _ => false,
        }
    }

    /// `local a, b <const> = x, y`.
    fn variable_declaration(&mut self, node: Node<'t>) {
        let is_local = self.text_of(node).starts_with("local");
        for part in self.children(node) {
            let (list, values) = match part.kind() {
                "assignment_statement" => self.sides(part),
                _ => (Some(part), Nodes::new()),
            };
            let targets = list.map(|list| self.names(list)).unwrap_or_default();
            let values = self.values(&targets, &values, span(node));
            for (target, value) in targets.into_iter().zip(values) {
                if is_local {
                    let binding = self.local(target);
                    self.builder.define(binding, span(target), DefKind::Value(value));
                } else {
                    self.assign(target, value);
                }
            }
            self.salvage(part);
        }
    }

    /// Declares a local. A second `local x` is another variable, as `local x = x .. y` shows: it gets a scope of its own,
    /// which ends with the block around it.
    fn local(&mut self, name: Node<'t>) -> BindingId {
        let text = self.text_of(name);
        if self.builder.lookup(text).is_some() {
            self.builder.open_scope(Visibility::Nested);
        }
        let scope = self.builder.scope();
        self.builder.declare(scope, text, span(name))
    }

    fn assignment(&mut self, node: Node<'t>) {
        let (list, values) = self.sides(node);
        let targets = list.map(|list| self.children(list)).unwrap_or_default();
        let values = self.values(&targets, &values, span(node));
        for (target, value) in targets.into_iter().zip(values) {
            self.assign(target, value);
        }
    }

    /// The left side of an assignment, and the expressions on its right.
    fn sides(&mut self, node: Node<'t>) -> (Option<Node<'t>>, Nodes<'t>) {
        let mut list = None;
        let mut values = Nodes::new();
        for child in self.children(node) {
            match child.kind() {
                "variable_list" => list = Some(child),
                "expression_list" => {
                    self.salvage(child);
                    values = self.children(child);
                }
                _ => {}
            }
        }
        (list, values)
    }

    /// The names of a list, without attributes such as `<const>`.
    pub(super) fn names(&mut self, list: Node<'t>) -> Nodes<'t> {
        self.children_where(list, |child| child.kind() == "identifier")
    }

    /// One value for each target: the last expression gives all that are left, missing ones are nil.
    fn values(&mut self, targets: &[Node<'t>], nodes: &[Node<'t>], place: Span) -> Vec<ExprId> {
        let mut values: Vec<ExprId> = nodes.iter().map(|&node| self.expr(node)).collect();
        let several = match (nodes.last(), values.last()) {
            (Some(node), Some(&last)) if matches!(node.kind(), "function_call" | "vararg_expression") => Some(last),
            _ => None,
        };
        if let (Some(of), true) = (several, targets.len() > values.len()) {
            values.pop();
            let parts = 0..(targets.len() - values.len()) as u32;
            let place = self.builder.module().span(of);
            values.extend(parts.map(|index| self.builder.expr(place, ExprKind::Part { of, index })));
        }
        while values.len() < targets.len() {
            values.push(self.builder.expr(place, ExprKind::Null));
        }
        for extra in values.split_off(targets.len()) {
            self.builder.stmt(Stmt::Expr(extra));
        }
        values
    }

    /// Gives a value to a name, member or element. A name that is no local is a global.
    pub(super) fn assign(&mut self, target: Node<'t>, value: ExprId) {
        if target.kind() == "identifier" {
            let name = self.text_of(target);
            let binding = self.builder.lookup(name).unwrap_or_else(|| {
                let scope = self.builder.top_scope();
                self.builder.declare(scope, name, span(target))
            });
            return self.builder.define(binding, span(target), DefKind::Value(value));
        }
        let target = self.expr(target);
        self.builder.stmt(Stmt::Assign { target, value });
    }

    /// `function f() end`, `local function f() end`, `function M.f() end`, `function M:f() end`.
    fn function_declaration(&mut self, node: Node<'t>) {
        let Some(name) = node.child_by_field_name("name") else { return self.fragments(node) };
        let is_local = self.text_of(node).starts_with("local");
        if is_local {
            // The function sees its own name.
            self.local(name);
        }
        let last = match name.kind() {
            "method_index_expression" => name.child_by_field_name("method"),
            "dot_index_expression" => name.child_by_field_name("field"),
            _ => Some(name),
        };
        let last = last.map_or("", |last| self.text_of(last));
        let function = self.function(node, last, name.kind() == "method_index_expression");
        let value = self.builder.expr(span(name), ExprKind::Function(function));
        self.assign(name, value);
    }

    /// A function with its parameters and body; `self` is the first parameter of those declared with a colon.
    pub(super) fn function(&mut self, node: Node<'t>, name: &str, is_method: bool) -> FuncId {
        let open = self.builder.open_function(FunctionHead {
            name: name.into(),
            span: span(node),
            class: None,
            method: MethodKind::Plain,
            kind: FunctionKind::Plain,
        });
        if is_method {
            self.builder.self_param("self", span(node));
        }
        let parameters = node.child_by_field_name("parameters").map(|list| self.children(list)).unwrap_or_default();
        for parameter in parameters {
            let spread = if parameter.kind() == "vararg_expression" { Spread::List } else { Spread::No };
            let name = SmolStr::new(self.text_of(parameter));
            self.builder.param(Param { name, ty: None, default: None, spread, span: span(parameter) });
        }
        if let Some(body) = node.child_by_field_name("body") {
            self.statements(body);
        }
        self.builder.close_function(open)
    }

    fn return_statement(&mut self, node: Node<'t>) {
        let list = self.children(node).first().copied();
        let nodes = list.map(|list| self.children(list)).unwrap_or_default();
        let elements = self.elements(&nodes);
        let value = match elements.as_slice() {
            [] => None,
            [Element { value, spread: Spread::No }] => Some(*value),
            _ => Some(self.builder.expr(span(node), ExprKind::List { kind: ListKind::Tuple, elements })),
        };
        self.builder.stmt(Stmt::Return(value));
    }

    fn if_statement(&mut self, node: Node<'t>) {
        let mut arms = vec![self.arm(node)];
        self.cursor.reset(node);
        let mut alternatives = Nodes::new();
        let mut more = self.cursor.goto_first_child();
        while more {
            if self.cursor.field_name() == Some("alternative") {
                alternatives.push(self.cursor.node());
            }
            more = self.cursor.goto_next_sibling();
        }
        for alternative in alternatives {
            self.salvage(alternative);
            if alternative.kind() == "else_statement" {
                let body = self.scoped(alternative.child_by_field_name("body"));
                arms.push(Arm { test: None, body });
            } else {
                arms.push(self.arm(alternative));
            }
        }
        self.builder.stmt(Stmt::Branch(arms));
    }

    fn arm(&mut self, node: Node<'t>) -> Arm {
        let test = match node.child_by_field_name("condition") {
            Some(condition) => self.expr(condition),
            None => self.builder.opaque(span(node)),
        };
        Arm { test: Some(test), body: self.scoped(node.child_by_field_name("consequence")) }
    }
}
