//! Edits on one text.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::finding::{Edit, Span};

/// A part of a text, and what takes its place.
pub(super) type Piece<'a> = (Span, &'a str);

/// The parts of files that edits take up.
#[derive(Debug, Default)]
pub(super) struct Taken(FxHashMap<Arc<Path>, BTreeMap<u32, u32>>);

impl Taken {
    /// Takes up the parts of all edits, unless one of them shares text with what is taken, or puts something in at the same
    /// place; then none.
    pub(super) fn take(&mut self, edits: &[Edit]) -> bool {
        if edits.iter().any(|edit| self.is_taken(edit)) {
            return false;
        }
        for Edit { place, .. } in edits {
            self.0.entry(place.path.clone()).or_default().insert(place.span.start, place.span.end);
        }
        true
    }

    fn is_taken(&self, edit: &Edit) -> bool {
        let Some(spans) = self.0.get(&edit.place.path) else { return false };
        let Span { start, end } = edit.place.span;
        let before = spans.range(..=start).next_back();
        before.is_some_and(|(other, behind)| *other == start || *behind > start)
            || spans.range(start + 1..).next().is_some_and(|(other, _)| *other < end)
    }
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
