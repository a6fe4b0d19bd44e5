//! Numbers, lists, tuples, sets, dictionaries.

use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::{Lower, named, part, span};
use crate::syntax::ir::*;

impl<'t> Lower<'t> {
    pub(super) fn number(&mut self, node: Node) -> ExprId {
        let kind = parse_number(self.text(node)).map_or(ExprKind::Opaque, ExprKind::Number);
        self.b.expr(span(node), kind)
    }

    /// `[a, *b]`, `(a, b)`, `{a, b}`, and `a, b` without parentheses.
    pub(super) fn list(&mut self, node: Node<'t>) -> ExprId {
        let list_kind = match kind(node) {
            Kind::List | Kind::ListPattern => ListKind::List,
            Kind::Set => ListKind::Set,
            _ => ListKind::Tuple,
        };
        let kids = self.kids(node);
        let elements = named(&kids).map(|kid| self.element(kid)).collect();
        self.b.expr(span(node), ExprKind::List { kind: list_kind, elements })
    }

    /// The tuple of several nodes written side by side; one alone is itself.
    pub(super) fn tuple_of(&mut self, nodes: &[Node<'t>]) -> Option<ExprId> {
        let (first, last) = (nodes.first()?, nodes.last()?);
        if nodes.len() == 1 && kind(*first) != Kind::ListSplat {
            return Some(self.expression(*first));
        }
        let elements = nodes.iter().map(|node| self.element(*node)).collect();
        let whole = crate::finding::Span::new(first.start_byte(), last.end_byte());
        Some(self.b.expr(whole, ExprKind::List { kind: ListKind::Tuple, elements }))
    }

    fn element(&mut self, node: Node<'t>) -> Element {
        match self.splat(node) {
            Some((spread, inner)) => Element { value: self.expression(inner), spread },
            None => Element { value: self.expression(node), spread: Spread::No },
        }
    }

    /// What `*x` or `**x` spreads; `(*x)` too.
    pub(super) fn splat(&mut self, node: Node<'t>) -> Option<(Spread, Node<'t>)> {
        let mut at = node;
        for _ in 0..super::MAX_DEPTH {
            let spread = match kind(at) {
                Kind::ListSplat | Kind::ListSplatPattern => Spread::List,
                Kind::DictionarySplat | Kind::DictionarySplatPattern => Spread::Map,
                Kind::ParenthesizedExpression => Spread::No,
                _ => return None,
            };
            let inner = named(&self.kids(at)).next()?;
            if spread != Spread::No {
                return Some((spread, inner));
            }
            at = inner;
        }
        None
    }

    pub(super) fn dictionary(&mut self, node: Node<'t>) -> ExprId {
        let mut entries = Vec::new();
        for kid in named(&self.kids(node)) {
            if let Some((_, inner)) = self.splat(kid) {
                entries.push(Entry::Spread(self.expression(inner)));
            } else if let Some((key, value)) = self.pair(kid) {
                entries.push(Entry::Pair { key, value });
            } else {
                let value = self.expression(kid);
                self.effect(value);
            }
        }
        self.b.expr(span(node), ExprKind::Record { ty: None, entries })
    }

    /// `key: value`.
    pub(super) fn pair(&mut self, node: Node<'t>) -> Option<(ExprId, ExprId)> {
        if kind(node) != Kind::Pair {
            return None;
        }
        let kids = self.kids(node);
        let (key, value) = (part(&kids, Field::Key)?, part(&kids, Field::Value)?);
        Some((self.expression(key), self.expression(value)))
    }
}

fn parse_number(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(|digit| *digit != '_').collect();
    let digits = digits.trim_end_matches(['l', 'L']);
    let radix = match digits.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return digits.parse().ok(),
    };
    u64::from_str_radix(&digits[2..], radix).ok().map(|number| number as f64)
}
