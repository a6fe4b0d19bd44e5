//! Which rows hold code, and so what a comment stands at or above.

use crate::finding::Span;
use crate::source::SourceFile;

/// For each row of a file, whether it holds anything but blanks and comments.
#[derive(Debug)]
pub(super) struct CodeRows {
    /// By row, from 1 (index 0 is unused): the first row with code at or behind it; 0 if there is none.
    next: Vec<u32>,
}

impl CodeRows {
    /// `comments` sorted and apart.
    pub(super) fn new(file: &SourceFile, comments: &[Span]) -> Self {
        let rows = file.lines.row_count() as usize;
        let mut next = vec![0; rows + 2];
        let mut from = 0;
        let end = Span::new(file.text.len(), file.text.len());
        for comment in comments.iter().chain([&end]) {
            mark(file, Span { start: from, end: comment.start.max(from) }, &mut next);
            from = comment.end.max(from);
        }
        for row in (1..=rows).rev() {
            if next[row] == 0 {
                next[row] = next[row + 1];
            }
        }
        Self { next }
    }

    /// The row that a comment is about: its own when code stands before or behind it there, else the next row with code.
    pub(super) fn target(&self, file: &SourceFile, comment: Span) -> u32 {
        let first = file.lines.row(comment.start);
        let last = file.lines.row(comment.end.saturating_sub(1).max(comment.start));
        if self.next[first as usize] == first { first } else { self.next[last as usize] }
    }
}

fn mark(file: &SourceFile, gap: Span, next: &mut [u32]) {
    let mut row = file.lines.row(gap.start);
    let last = file.lines.row(gap.end);
    while row <= last {
        let span = file.lines.row_span(&file.text, row);
        let part = Span { start: span.start.max(gap.start), end: span.end.min(gap.end) };
        let text = if part.start < part.end { file.slice(part) } else { "" };
        if !text.trim().is_empty() {
            next[row as usize] = row;
        }
        row += 1;
    }
}
