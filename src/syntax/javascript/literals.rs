//! Strings, templates, numbers, arrays and object literals.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, span, strings};
use crate::finding::Span;
use crate::syntax::ir::*;

/// Whether escapes of a template are resolved.
#[derive(Clone, Copy)]
enum Escapes {
    Resolved,
    Kept,
}

impl<'t> Lowering<'t> {
    /// The bytes of a string literal.
    pub(super) fn string(&mut self, node: Node<'t>) -> Vec<u8> {
        strings::cooked(inside(self.text(node)))
    }

    pub(super) fn number(&mut self, node: Node<'t>) -> ExprId {
        let value = strings::number(self.text(node));
        self.b.expr(span(node), ExprKind::Number(value))
    }

    pub(super) fn template(&mut self, node: Node<'t>) -> ExprId {
        self.pieces(node, Escapes::Resolved)
    }

    /// A template as `String.raw` sees it.
    pub(super) fn raw_template(&mut self, node: Node<'t>) -> ExprId {
        self.pieces(node, Escapes::Kept)
    }

    fn pieces(&mut self, node: Node<'t>, escapes: Escapes) -> ExprId {
        let at = span(node);
        let mut pieces = Vec::new();
        let mut from = node.start_byte() + 1;
        for hole in self.named(node) {
            if self.kind(hole) != Kind::TemplateSubstitution {
                continue;
            }
            self.text_piece(from, hole.start_byte(), escapes, &mut pieces);
            pieces.push(Piece::Hole(self.spread_value(hole)));
            from = hole.end_byte();
        }
        let end = if self.text(node).ends_with('`') { node.end_byte() - 1 } else { node.end_byte() };
        self.text_piece(from, end, escapes, &mut pieces);
        match pieces.as_mut_slice() {
            [] => self.b.text(at, Vec::new()),
            [Piece::Text(text)] => {
                let text = std::mem::take(text);
                self.b.text(at, text)
            }
            _ => self.b.expr(at, ExprKind::Template(pieces)),
        }
    }

    fn text_piece(&self, from: usize, to: usize, escapes: Escapes, pieces: &mut Vec<Piece>) {
        let raw = self.text.get(from..to).unwrap_or_default();
        if raw.is_empty() {
            return;
        }
        let text = match escapes {
            Escapes::Resolved => strings::cooked(raw),
            Escapes::Kept => raw.as_bytes().to_vec(),
        };
        pieces.push(Piece::Text(text.into_boxed_slice()));
    }

    pub(super) fn array(&mut self, node: Node<'t>) -> ExprId {
        let mut elements = Vec::new();
        let mut is_hole = true;
        for child in self.children(node) {
            if child.is_named() {
                elements.push(self.element(child));
                is_hole = false;
            } else if self.kind(child) == Kind::CommaToken && std::mem::replace(&mut is_hole, true) {
                let value = self.b.expr(span(child), ExprKind::Null);
                elements.push(Element { value, spread: Spread::No });
            }
        }
        self.b.expr(span(node), ExprKind::List { kind: ListKind::List, elements })
    }

    fn element(&mut self, node: Node<'t>) -> Element {
        match self.kind(node) {
            Kind::SpreadElement => Element { value: self.spread_value(node), spread: Spread::List },
            _ => Element { value: self.expr(node), spread: Spread::No },
        }
    }

    pub(super) fn object(&mut self, node: Node<'t>) -> ExprId {
        let mut entries = Vec::new();
        for part in self.named(node) {
            let entry = match self.kind(part) {
                Kind::Pair => self.pair(part),
                Kind::SpreadElement => Some(Entry::Spread(self.spread_value(part))),
                Kind::MethodDefinition => self.object_method(part),
                Kind::ShorthandProperty => {
                    let key = self.key(part);
                    Some(Entry::Pair { key, value: self.expr(part) })
                }
                _ => Some(Entry::Spread(self.fragments(part))),
            };
            entries.extend(entry);
        }
        self.b.expr(span(node), ExprKind::Record { ty: None, entries })
    }

    fn pair(&mut self, node: Node<'t>) -> Option<Entry> {
        let key_node = self.field(node, Field::Key)?;
        let key = self.key(key_node);
        let name = self.property_name(key_node);
        let value = match self.field(node, Field::Value) {
            Some(value) => self.named_expr(value, name),
            None => self.b.opaque(span(node)),
        };
        Some(Entry::Pair { key, value })
    }

    /// The key of a property: a text where it is written out.
    pub(super) fn key(&mut self, node: Node<'t>) -> ExprId {
        match (self.property_name(node), self.kind(node)) {
            (Some(name), _) => self.b.text(span(node), name.as_bytes()),
            (None, Kind::ComputedPropertyName) => self.spread_value(node),
            _ => self.b.opaque(span(node)),
        }
    }

    /// The name of a property, method or field that is written out.
    pub(super) fn property_name(&mut self, node: Node<'t>) -> Option<SmolStr> {
        match self.kind(node) {
            Kind::String => Some(SmolStr::new(String::from_utf8_lossy(&self.string(node)))),
            Kind::Number => Some(SmolStr::new(strings::number(self.text(node)).to_string())),
            Kind::ComputedPropertyName => {
                let inner = self.first_named(node).filter(|&inner| self.kind(inner) == Kind::String)?;
                Some(SmolStr::new(String::from_utf8_lossy(&self.string(inner))))
            }
            Kind::Other | Kind::Error => None,
            _ => Some(self.name_of(node)),
        }
    }

    /// A string literal as a name, and where it stands.
    pub(super) fn specifier(&mut self, node: Node<'t>) -> (SmolStr, Span) {
        let text = self.string(node);
        (SmolStr::new(String::from_utf8_lossy(&text)), span(node))
    }
}

/// What stands between the quotes; the closing one may be missing.
fn inside(literal: &str) -> &str {
    let mut characters = literal.chars();
    let Some(quote) = characters.next() else { return literal };
    let rest = characters.as_str();
    rest.strip_suffix(quote).unwrap_or(rest)
}
