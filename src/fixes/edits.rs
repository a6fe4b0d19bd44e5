//! Edits on one text.

use crate::finding::{Edit, Span};

/// A part of a text, and what takes its place.
pub(super) type Piece<'a> = (Span, &'a str);

/// Whether two edits cannot both be made: they share text, or put something in at the same place.
pub(super) fn collide(a: &Edit, b: &Edit) -> bool {
    let (x, y) = (a.place.span, b.place.span);
    let touch = x.start == y.start || (x.start < y.end && y.start < x.end);
    a.place.path == b.place.path && touch
}

/// The text with all pieces in it; `None` when they overlap or do not lie in the text.
pub(super) fn apply(text: &str, mut pieces: Vec<Piece<'_>>) -> Option<String> {
    pieces.sort_by_key(|(span, _)| (span.start, span.end));
    let mut out = String::with_capacity(text.len() + pieces.iter().map(|(_, new)| new.len()).sum::<usize>());
    let mut from = 0;
    for (span, new) in pieces {
        out.push_str(text.get(from..span.start as usize)?);
        out.push_str(new);
        from = span.end as usize;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}
