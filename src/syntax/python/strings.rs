//! Strings: plain, bytes, raw, formatted, and several side by side.

use tree_sitter::Node;

use super::escapes::{Prefix, decode};
use super::grammar::{Field, Kind, kind};
use super::{Lower, named, part, span};
use crate::syntax::ir::*;

/// The parts of a string as they are gathered.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    text: Vec<u8>,
}

impl Pieces {
    fn hole(&mut self, hole: ExprId) {
        self.flush();
        self.done.push(Piece::Hole(hole));
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.done.push(Piece::Text(std::mem::take(&mut self.text).into_boxed_slice()));
        }
    }

    fn finish(mut self) -> ExprKind {
        if self.done.is_empty() {
            return ExprKind::Text(self.text.into_boxed_slice());
        }
        self.flush();
        ExprKind::Template(self.done)
    }
}

impl<'t> Lower<'t> {
    /// One string, or several side by side.
    pub(super) fn string(&mut self, node: Node<'t>) -> ExprId {
        let mut pieces = Pieces::default();
        match kind(node) {
            Kind::ConcatenatedString => {
                for string in named(&self.kids(node)) {
                    self.string_pieces(string, &mut pieces);
                }
            }
            _ => self.string_pieces(node, &mut pieces),
        }
        self.b.expr(span(node), pieces.finish())
    }

    fn string_pieces(&mut self, node: Node<'t>, pieces: &mut Pieces) {
        let kids = self.kids(node);
        let Some(quotes) = named(&kids).find(|kid| kind(*kid) == Kind::StringStart) else { return };
        let prefix = Prefix::of(self.text(quotes));
        let mut at = quotes.end_byte();
        let mut end = node.end_byte();
        for kid in named(&kids) {
            match kind(kid) {
                Kind::Interpolation => {
                    decode(&self.text[at..kid.start_byte()], prefix, &mut pieces.text);
                    self.interpolation(kid, pieces);
                    at = kid.end_byte();
                }
                Kind::StringEnd => end = kid.start_byte(),
                _ => {}
            }
        }
        if at < end {
            decode(&self.text[at..end], prefix, &mut pieces.text);
        }
    }

    /// `{value!r:spec}`, and `{value=}`, which also writes its own source.
    fn interpolation(&mut self, node: Node<'t>, pieces: &mut Pieces) {
        let kids = self.kids(node);
        let Some(value) = part(&kids, Field::Expression) else {
            let hole = self.b.opaque(span(node));
            return pieces.hole(hole);
        };
        if let Some(equals) = kids.iter().find(|kid| kid.node.kind() == "=") {
            pieces.text.extend_from_slice(&self.text.as_bytes()[node.start_byte() + 1..equals.node.end_byte()]);
        }
        let hole = self.expression(value);
        for spec in named(&kids).filter(|kid| kind(*kid) == Kind::FormatSpecifier) {
            for nested in named(&self.kids(spec)) {
                let width = self.scraps(nested);
                self.effect(width);
            }
        }
        pieces.hole(hole);
    }

    /// Whether a string has no holes.
    pub(super) fn is_constant_string(&mut self, node: Node<'t>) -> bool {
        match kind(node) {
            Kind::String => !named(&self.kids(node)).any(|kid| kind(kid) == Kind::Interpolation),
            _ => false,
        }
    }
}
