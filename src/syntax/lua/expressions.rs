//! Expressions.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::strings::literal;
use super::{Lowering, MAX_DEPTH, span};
use crate::finding::Span;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// An expression. The left spine (`a + b + c`, `a.b().c()`) is walked without recursion.
    pub(super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        if self.depth >= MAX_DEPTH {
            self.give_up(node);
            return self.builder.opaque(span(node));
        }
        self.depth += 1;
        let mut spine: SmallVec<[Node<'t>; 8]> = SmallVec::new();
        let mut innermost = node;
        while let Some(left) = self.left_of(innermost) {
            spine.push(innermost);
            innermost = left;
        }
        let mut value = self.operand(innermost);
        self.salvage(innermost);
        while let Some(around) = spine.pop() {
            value = self.around(around, value);
            self.salvage(around);
        }
        self.depth -= 1;
        value
    }

    /// The leftmost operand of an expression that starts with one.
    fn left_of(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        match node.kind() {
            "binary_expression" => node.child_by_field_name("left"),
            "function_call" => node.child_by_field_name("name"),
            "dot_index_expression" | "bracket_index_expression" | "method_index_expression" => {
                node.child_by_field_name("table")
            }
            "parenthesized_expression" => self.children(node).first().copied(),
            _ => None,
        }
    }

    /// What stands around an operand that is lowered already.
    fn around(&mut self, node: Node<'t>, operand: ExprId) -> ExprId {
        let place = span(node);
        match node.kind() {
            "binary_expression" => self.binary(node, operand),
            "function_call" => self.call(node, operand),
            "dot_index_expression" => self.member(node, operand, "field"),
            "method_index_expression" => self.member(node, operand, "method"),
            "bracket_index_expression" => {
                let Some(index) = node.child_by_field_name("field") else { return operand };
                let index = self.expr(index);
                self.builder.expr(place, ExprKind::Index { object: operand, index })
            }
            // Parentheses are transparent.
            _ => operand,
        }
    }

    fn member(&mut self, node: Node<'t>, object: ExprId, field: &str) -> ExprId {
        match node.child_by_field_name(field) {
            Some(name) => self.builder.member(span(node), object, self.text_of(name), span(name)),
            None => object,
        }
    }

    /// A binary expression with its left side lowered. `a .. b .. c` is nested to the right: that side is walked, too.
    fn binary(&mut self, node: Node<'t>, left: ExprId) -> ExprId {
        let mut around = vec![(node, left)];
        let mut node = node;
        let right = loop {
            let Some(right) = node.child_by_field_name("right") else { return self.fold(&around, None) };
            if right.kind() != "binary_expression" || self.operator(node) != ".." || self.operator(right) != ".." {
                break self.expr(right);
            }
            let Some(next) = right.child_by_field_name("left") else { break self.expr(right) };
            let value = self.expr(next);
            self.salvage(right);
            around.push((right, value));
            node = right;
        };
        self.fold(&around, Some(right))
    }

    fn fold(&mut self, around: &[(Node<'t>, ExprId)], right: Option<ExprId>) -> ExprId {
        let mut right = right.unwrap_or_else(|| self.builder.opaque(Span::default()));
        for &(node, left) in around.iter().rev() {
            let kind = match operation(self.operator(node)) {
                Operation::Logical(op) => ExprKind::Logical { op, left, right },
                Operation::Binary(op) => ExprKind::Binary { op, left, right },
            };
            right = self.builder.expr(span(node), kind);
        }
        right
    }

    fn operator(&self, node: Node<'t>) -> &'t str {
        node.child_by_field_name("operator").map_or("", |operator| self.text_of(operator))
    }

    fn call(&mut self, node: Node<'t>, callee: ExprId) -> ExprId {
        let mut args = Vec::new();
        if let Some(list) = node.child_by_field_name("arguments") {
            let nodes = self.children(list);
            let elements = self.elements(&nodes);
            args.extend(elements.into_iter().map(|Element { value, spread }| Arg { name: None, value, spread }));
            self.salvage(list);
        }
        self.builder.expr(span(node), ExprKind::Call(Call { callee, args, kind: CallKind::Plain }))
    }

    /// The values of a list of expressions; the last one may stand for several.
    pub(super) fn elements(&mut self, nodes: &[Node<'t>]) -> Vec<Element> {
        let last = nodes.len().saturating_sub(1);
        let mut elements = Vec::with_capacity(nodes.len());
        for (index, &node) in nodes.iter().enumerate() {
            let value = self.expr(node);
            let spread = if index == last && self.gives_several(node, value) { Spread::List } else { Spread::No };
            elements.push(Element { value, spread });
        }
        elements
    }

    /// `...`, `unpack(t)` and `table.unpack(t)`, not in parentheses.
    fn gives_several(&mut self, node: Node<'t>, value: ExprId) -> bool {
        match node.kind() {
            "vararg_expression" => true,
            "function_call" => {
                let module = self.builder.module();
                let callee = module.call(value).map(|call| module.kind(call.callee));
                match callee {
                    Some(ExprKind::Name { name, .. }) => name == "unpack",
                    Some(ExprKind::Member { property, .. }) => property == "unpack" && self.is_table_unpack(value),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Whether a call of some `unpack` is one of the table library, not of `cmsgpack` or `struct`.
    fn is_table_unpack(&mut self, value: ExprId) -> bool {
        let module = self.builder.module();
        let callee = module.call(value).map(|call| module.kind(call.callee));
        match callee {
            Some(ExprKind::Member { object, .. }) => {
                matches!(module.kind(*object), ExprKind::Name { name, .. } if name == "table")
            }
            _ => false,
        }
    }

    fn operand(&mut self, node: Node<'t>) -> ExprId {
        let place = span(node);
        match node.kind() {
            "identifier" | "vararg_expression" | "global" => self.name(place, self.text_of(node)),
            "string" => {
                let text = literal(self.text_of(node));
                self.builder.text(place, text)
            }
            "number" => match number(self.text_of(node)) {
                Some(number) => self.builder.expr(place, ExprKind::Number(number)),
                None => self.builder.opaque(place),
            },
            "nil" => self.builder.expr(place, ExprKind::Null),
            "true" => self.builder.expr(place, ExprKind::Bool(true)),
            "false" => self.builder.expr(place, ExprKind::Bool(false)),
            "table_constructor" => self.table(node),
            "function_definition" => {
                let function = self.function(node, "", false);
                self.builder.expr(place, ExprKind::Function(function))
            }
            "unary_expression" => self.unary(node),
            _ => self.unknown(node),
        }
    }

    /// A use of a name: what it stands for here and now, else a global that is set anywhere in the script.
    fn name(&mut self, place: Span, name: &str) -> ExprId {
        if let Some(binding) = self.builder.lookup(name) {
            return self.builder.expr(place, ExprKind::Name { name: name.into(), binding: Some(binding) });
        }
        let here = self.builder.scope();
        self.builder.close_scope(self.builder.top_scope());
        let value = self.builder.name(place, name);
        self.builder.close_scope(here);
        value
    }

    fn unary(&mut self, node: Node<'t>) -> ExprId {
        let place = span(node);
        let Some(operand) = node.child_by_field_name("operand") else { return self.builder.opaque(place) };
        let value = self.expr(operand);
        let kind = match self.operator(node) {
            "not" => ExprKind::Not(value),
            "-" => ExprKind::Negate(value),
            "#" => {
                let sign = Span::new(node.start_byte(), node.start_byte() + 1);
                let callee = self.builder.expr(sign, ExprKind::Name { name: "#".into(), binding: None });
                let args = vec![Arg { name: None, value, spread: Spread::No }];
                ExprKind::Call(Call { callee, args, kind: CallKind::Plain })
            }
            _ => ExprKind::Sequence(vec![value, self.builder.opaque(place)]),
        };
        self.builder.expr(place, kind)
    }

    fn table(&mut self, node: Node<'t>) -> ExprId {
        let fields = self.children(node);
        let is_list = fields.iter().all(|field| field.child_by_field_name("name").is_none());
        let place = span(node);
        if is_list {
            let values: SmallVec<[Node<'t>; 8]> =
                fields.iter().filter_map(|field| field.child_by_field_name("value")).collect();
            let elements = self.elements(&values);
            return self.builder.expr(place, ExprKind::List { kind: ListKind::List, elements });
        }
        let mut entries = Vec::with_capacity(fields.len());
        for field in fields {
            self.salvage(field);
            let Some(value) = field.child_by_field_name("value") else { continue };
            let Some(key) = field.child_by_field_name("name") else {
                entries.push(Entry::Positional(self.expr(value)));
                continue;
            };
            let computed = self.text_of(field).starts_with('[');
            let key = match computed {
                true => self.expr(key),
                false => self.builder.text(span(key), self.text_of(key)),
            };
            entries.push(Entry::Pair { key, value: self.expr(value) });
        }
        self.builder.expr(place, ExprKind::Record { ty: None, entries })
    }

    /// Something that is no expression here, for the calls in it.
    fn unknown(&mut self, node: Node<'t>) -> ExprId {
        let mut values = Vec::new();
        for inner in self.children(node) {
            values.push(self.expr(inner));
        }
        let opaque = self.builder.opaque(span(node));
        if values.is_empty() {
            return opaque;
        }
        values.push(opaque);
        self.builder.expr(span(node), ExprKind::Sequence(values))
    }
}

enum Operation {
    Logical(LogicalOp),
    Binary(BinaryOp),
}

fn operation(operator: &str) -> Operation {
    let binary = match operator {
        "and" => return Operation::Logical(LogicalOp::And),
        "or" => return Operation::Logical(LogicalOp::Or),
        ".." => BinaryOp::Concat,
        "+" => BinaryOp::Add,
        "*" => BinaryOp::Multiply,
        "%" => BinaryOp::Percent,
        "==" => BinaryOp::Equal,
        "~=" => BinaryOp::NotEqual,
        "<" | "<=" => BinaryOp::Less,
        ">" | ">=" => BinaryOp::Greater,
        _ => BinaryOp::Other,
    };
    Operation::Binary(binary)
}

fn number(text: &str) -> Option<f64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok().map(|number| number as f64),
        None => text.parse().ok(),
    }
}
