//! Expressions. Chains that lean to the left (`a.b(c).d + e`) are walked without recursion.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::{Kids, Lower, is_literal, named, part, span};
use crate::finding::Span;
use crate::syntax::ir::*;

impl<'t> Lower<'t> {
    /// Lowers an expression; too deep or not understood, it is opaque.
    pub(super) fn expression(&mut self, node: Node<'t>) -> ExprId {
        if !self.descend(node) {
            return self.b.opaque(span(node));
        }
        let mut links = SmallVec::<[Node<'t>; 8]>::new();
        let mut at = node;
        while let Some(inner) = self.leftmost(at) {
            links.push(at);
            at = inner;
        }
        let mut value = self.primary(at);
        while let Some(link) = links.pop() {
            value = self.extend(link, value);
        }
        self.depth -= 1;
        value
    }

    /// The operand that a link of a chain starts with.
    fn leftmost(&self, node: Node<'t>) -> Option<Node<'t>> {
        match kind(node) {
            Kind::Attribute
            | Kind::Subscript
            | Kind::BinaryOperator
            | Kind::BooleanOperator
            | Kind::ParenthesizedExpression
            | Kind::Await
            | Kind::Type => {}
            Kind::Call if !self.may_be_special(node) => {}
            _ => return None,
        }
        let count = node.named_child_count();
        let first =
            (0..count as u32).filter_map(|index| node.named_child(index)).find(|kid| !kind(*kid).is_trivia())?;
        (kind(first) != Kind::Error).then_some(first)
    }

    /// Adds a link of a chain to what is left of it.
    fn extend(&mut self, link: Node<'t>, left: ExprId) -> ExprId {
        let link_kind = kind(link);
        let kids = self.kids(link);
        match link_kind {
            Kind::Await => self.b.expr(span(link), ExprKind::Await(left)),
            Kind::Attribute => match part(&kids, Field::Attribute) {
                Some(name) => self.b.member(span(link), left, self.text(name), span(name)),
                None => left,
            },
            Kind::Subscript => self.subscript(link, left, &kids),
            Kind::Call => self.call(link, left, &kids),
            Kind::BinaryOperator | Kind::BooleanOperator => self.operation(link, left, &kids),
            _ => left,
        }
    }

    fn operation(&mut self, node: Node<'t>, left: ExprId, kids: &Kids<'t>) -> ExprId {
        let (Some(operator), Some(right)) = (part(kids, Field::Operator), part(kids, Field::Right)) else {
            return left;
        };
        let right = self.expression(right);
        let kind = match operator.kind() {
            "and" => ExprKind::Logical { op: LogicalOp::And, left, right },
            "or" => ExprKind::Logical { op: LogicalOp::Or, left, right },
            other => ExprKind::Binary { op: binary_op(other), left, right },
        };
        self.b.expr(span(node), kind)
    }

    fn subscript(&mut self, node: Node<'t>, object: ExprId, kids: &Kids<'t>) -> ExprId {
        let subscripts: SmallVec<[Node<'t>; 2]> =
            kids.iter().filter(|kid| kid.field == Field::Subscript).map(|kid| kid.node).collect();
        match subscripts.as_slice() {
            [slice] if kind(*slice) == Kind::Slice => {
                let bounds = self.scraps(*slice);
                self.effect(bounds);
                self.b.expr(span(node), ExprKind::Slice { object })
            }
            several => match self.tuple_of(several) {
                Some(index) => self.b.expr(span(node), ExprKind::Index { object, index }),
                None => object,
            },
        }
    }

    /// An expression that starts with no other expression.
    fn primary(&mut self, node: Node<'t>) -> ExprId {
        let here = span(node);
        match kind(node) {
            Kind::Identifier => self.b.name(here, self.text(node)),
            Kind::String | Kind::ConcatenatedString => self.string(node),
            Kind::Integer | Kind::Float => self.number(node),
            Kind::True => self.b.expr(here, ExprKind::Bool(true)),
            Kind::False => self.b.expr(here, ExprKind::Bool(false)),
            Kind::None => self.b.expr(here, ExprKind::Null),
            Kind::List
            | Kind::Tuple
            | Kind::Set
            | Kind::ExpressionList
            | Kind::PatternList
            | Kind::TuplePattern
            | Kind::ListPattern => self.list(node),
            Kind::Dictionary => self.dictionary(node),
            Kind::ListComprehension => self.comprehension(node, ComprehensionKind::List),
            Kind::SetComprehension => self.comprehension(node, ComprehensionKind::Set),
            Kind::DictionaryComprehension => self.comprehension(node, ComprehensionKind::Map),
            Kind::GeneratorExpression => self.comprehension(node, ComprehensionKind::Generator),
            Kind::Lambda => self.lambda(node),
            Kind::ConditionalExpression => self.conditional(node),
            Kind::NotOperator | Kind::UnaryOperator => self.unary(node),
            Kind::ComparisonOperator => self.comparison(node),
            Kind::NamedExpression => self.walrus(node),
            Kind::Yield => self.yielded(node),
            Kind::Call => self.special_call(node),
            Kind::DottedName => self.dotted(node),
            Kind::AsPattern => self.entered(node),
            _ => self.scraps(node),
        }
    }

    /// What is not understood: opaque, with the effects of what it contains.
    pub(super) fn scraps(&mut self, node: Node<'t>) -> ExprId {
        let mut values = SmallVec::<[ExprId; 4]>::new();
        for kid in named(&self.kids(node)) {
            if !kind(kid).is_statement() {
                values.push(self.expression(kid));
            } else if self.descend(kid) {
                self.statement(kid);
                self.depth -= 1;
            }
        }
        let opaque = self.b.opaque(span(node));
        self.after(&values, opaque)
    }

    /// `value`, after the effects of others.
    pub(super) fn after(&mut self, effects: &[ExprId], value: ExprId) -> ExprId {
        let module = self.b.module();
        let mut sequence: Vec<ExprId> = effects.iter().copied().filter(|id| !is_literal(module.kind(*id))).collect();
        if sequence.is_empty() {
            return value;
        }
        sequence.push(value);
        let span = module.span(value);
        self.b.expr(span, ExprKind::Sequence(sequence))
    }

    /// `a.b.c` where only names may stand: patterns, imports.
    pub(super) fn dotted(&mut self, node: Node<'t>) -> ExprId {
        let kids = self.kids(node);
        let mut names = named(&kids);
        let Some(first) = names.next() else { return self.b.opaque(span(node)) };
        let mut value = self.b.name(span(first), self.text(first));
        for name in names {
            let so_far = Span::new(node.start_byte(), name.end_byte());
            value = self.b.member(so_far, value, self.text(name), span(name));
        }
        value
    }

    fn unary(&mut self, node: Node<'t>) -> ExprId {
        let kids = self.kids(node);
        let Some(operand) = part(&kids, Field::Argument) else { return self.scraps(node) };
        let value = self.expression(operand);
        match part(&kids, Field::Operator).map(|operator| operator.kind()) {
            None => self.b.expr(span(node), ExprKind::Not(value)),
            Some("-") => self.b.expr(span(node), ExprKind::Negate(value)),
            Some("+") => value,
            Some(_) => {
                let opaque = self.b.opaque(span(node));
                self.after(&[value], opaque)
            }
        }
    }

    /// `then if test else otherwise`.
    fn conditional(&mut self, node: Node<'t>) -> ExprId {
        let kids = self.kids(node);
        let parts: SmallVec<[Node<'t>; 3]> = named(&kids).collect();
        let [then, test, otherwise] = parts.as_slice() else { return self.scraps(node) };
        let test = self.expression(*test);
        let then = self.expression(*then);
        let otherwise = self.expression(*otherwise);
        self.b.expr(span(node), ExprKind::Conditional { test, then, otherwise })
    }

    /// `(name := value)`; the name belongs to the function, not to a comprehension around.
    fn walrus(&mut self, node: Node<'t>) -> ExprId {
        let kids = self.kids(node);
        let (Some(name), Some(value)) = (part(&kids, Field::Name), part(&kids, Field::Value)) else {
            return self.scraps(node);
        };
        let value = self.expression(value);
        let binding = self.declare_name(self.text(name), span(name));
        self.add_definition(binding, span(name), value);
        let target = self.b.name(span(name), self.text(name));
        self.b.expr(span(node), ExprKind::Assign { target, value })
    }

    /// `yield x`, `yield from x`, inside an expression.
    pub(super) fn yielded(&mut self, node: Node<'t>) -> ExprId {
        self.mark_generator();
        match named(&self.kids(node)).next() {
            Some(value) => {
                let value = self.expression(value);
                self.b.expr(span(node), ExprKind::Await(value))
            }
            None => self.b.opaque(span(node)),
        }
    }
}

/// The operator written so, in `a + b` or `a += b`.
pub(super) fn binary_op(operator: &str) -> BinaryOp {
    match operator.trim_end_matches('=') {
        "+" => BinaryOp::Add,
        "%" => BinaryOp::Percent,
        "*" => BinaryOp::Multiply,
        _ => BinaryOp::Other,
    }
}
