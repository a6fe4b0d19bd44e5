//! Where a text differs from the one before.

use tree_sitter::{InputEdit, Point};

use crate::finding::Span;

/// The one piece in which a text differs from another, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) start: usize,
    old_end: usize,
    new_end: usize,
}

/// What replaces more bytes than this is no longer a change at one place.
const SMALL: usize = 4096;

impl Change {
    /// Never begins or ends between the bytes of a character.
    pub(super) fn between(old: &str, new: &str) -> Self {
        let mut start = same_at_start(old.as_bytes(), new.as_bytes());
        while !(old.is_char_boundary(start) && new.is_char_boundary(start)) {
            start -= 1;
        }
        let rest = old.len().min(new.len()) - start;
        let mut same = same_at_end(&old.as_bytes()[old.len() - rest..], &new.as_bytes()[new.len() - rest..]);
        while !old.is_char_boundary(old.len() - same) {
            same -= 1;
        }
        Self { start, old_end: old.len() - same, new_end: new.len() - same }
    }

    /// Whether it is at one place.
    pub(super) fn is_small(self) -> bool {
        self.old_end.max(self.new_end) - self.start <= SMALL
    }

    /// Where something that stands apart from it in the new text stood in the old one.
    pub(super) fn place_before(self, span: Span) -> Option<Span> {
        let range = span.range();
        match (range.end < self.start, range.start > self.new_end) {
            (true, _) => Some(span),
            (_, true) => {
                let moved = |at: usize| at - self.new_end + self.old_end;
                Some(Span::new(moved(range.start), moved(range.end)))
            }
            _ => None,
        }
    }

    /// The change as the parser is told. It includes a character on either side: of Python, nothing behind the end of a row
    /// that has lost its last character would be taken over.
    pub(super) fn edit(self, old: &str, new: &str) -> InputEdit {
        let before = old[..self.start].chars().next_back().map_or(0, char::len_utf8);
        let behind = old[self.old_end..].chars().next().map_or(0, char::len_utf8);
        let (start, old_end, new_end) = (self.start - before, self.old_end + behind, self.new_end + behind);
        let begin = point_behind(Point::default(), &old[..start]);
        InputEdit {
            start_byte: start,
            old_end_byte: old_end,
            new_end_byte: new_end,
            start_position: begin,
            old_end_position: point_behind(begin, &old[start..old_end]),
            new_end_position: point_behind(begin, &new[start..new_end]),
        }
    }
}

/// Texts are compared in pieces of this many bytes first.
const PIECE: usize = 64;

fn same_at_start(a: &[u8], b: &[u8]) -> usize {
    let pieces = a.chunks_exact(PIECE).zip(b.chunks_exact(PIECE)).take_while(|(a, b)| a == b).count() * PIECE;
    pieces + a[pieces..].iter().zip(&b[pieces..]).take_while(|(a, b)| a == b).count()
}

fn same_at_end(a: &[u8], b: &[u8]) -> usize {
    let pieces = a.rchunks_exact(PIECE).zip(b.rchunks_exact(PIECE)).take_while(|(a, b)| a == b).count() * PIECE;
    let left = |text: &'_ [u8]| text.len() - pieces;
    let (a, b) = (&a[..left(a)], &b[..left(b)]);
    pieces + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// The point behind a text that begins at another.
fn point_behind(begin: Point, text: &str) -> Point {
    let text = text.as_bytes();
    match memchr::memrchr(b'\n', text) {
        Some(last) => {
            let row = begin.row + memchr::memchr_iter(b'\n', text).count();
            Point { row, column: text.len() - last - 1 }
        }
        None => Point { row: begin.row, column: begin.column + text.len() },
    }
}
