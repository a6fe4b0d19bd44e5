//! The lines around a finding, made safe to show, with the labels moved along.

use std::ops::Range;

use crate::finding::{Finding, Span};
use crate::report::visible::{Visible, is_unsafe, opens_command, write_escape};
use crate::source::{SourceFile, boundary_before};

/// Rows of an excerpt: labels further down are left out.
const MOST_ROWS: u32 = 80;
/// Characters that a row may have before it is cut.
const WHOLE_ROW: usize = 240;
/// Characters kept on either side of what is meant, in a row that is cut.
const MARGIN: usize = 80;

/// A piece of a file: rows joined by `\n`, unsafe characters escaped, long rows cut.
#[derive(Debug)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// The row of the file that the excerpt begins with, from 1.
    pub(super) first_row: u32,
    /// Byte ranges in `text`; no text for what is only underlined.
    pub(super) labels: Vec<(Range<usize>, Option<String>)>,
}

impl Excerpt {
    /// The labels of the finding or, without any, the flagged span; with one row of context.
    pub(super) fn new(file: &SourceFile, finding: &Finding) -> Self {
        let wanted = wanted(file, finding);
        let rows = wanted.iter().map(|(span, _)| file.lines.row(span.start));
        let first_row = rows.clone().min().unwrap_or(1).saturating_sub(1).max(1);
        let last_row = (rows.max().unwrap_or(1) + 1).min(first_row + MOST_ROWS).min(file.lines.row_count());
        let mut excerpt = Self { text: String::new(), first_row, labels: Vec::new() };
        for row in first_row..=last_row {
            let row_span = file.lines.row_span(&file.text, row);
            let here: Vec<_> = wanted.iter().filter(|(span, _)| file.lines.row(span.start) == row).collect();
            let spans: Vec<Span> = here.iter().map(|(span, _)| *span).collect();
            let moved = push_row(&mut excerpt.text, file, window(file, row_span, &spans), row_span, &spans);
            excerpt.labels.extend(moved.into_iter().zip(here.iter().map(|(_, text)| text.clone())));
        }
        excerpt
    }
}

/// Each span is cut to its first row: a call of thirty lines needs no frame around all of them.
fn wanted(file: &SourceFile, finding: &Finding) -> Vec<(Span, Option<String>)> {
    let to_row_end = |span: Span| {
        let row = file.lines.row_span(&file.text, file.lines.row(span.start));
        Span { start: span.start.min(row.end), end: span.end.clamp(span.start.min(row.end), row.end) }
    };
    if finding.labels.is_empty() {
        return vec![(to_row_end(finding.place.span), None)];
    }
    let labels = finding.labels.iter();
    labels.map(|label| (to_row_end(label.span), Some(Visible(&label.text).to_string()))).collect()
}

/// The part of a row that is shown: all of it, unless it is long.
fn window(file: &SourceFile, row: Span, spans: &[Span]) -> Span {
    if row.range().len() <= WHOLE_ROW {
        return row;
    }
    let text = file.slice(row);
    let start = spans.iter().map(|span| span.start - row.start).min().unwrap_or(0) as usize;
    let end = spans.iter().map(|span| span.end - row.start).max().unwrap_or(0) as usize;
    let end = end.min(start + 2 * WHOLE_ROW);
    let from = boundary_before(text, start.saturating_sub(MARGIN));
    let to = boundary_before(text, (end + MARGIN).min(text.len()));
    Span::new(row.start as usize + from, row.start as usize + to)
}

/// Appends the shown part of a row, and tells where the spans went; those outside the window stand at its edge.
fn push_row(text: &mut String, file: &SourceFile, shown: Span, row: Span, spans: &[Span]) -> Vec<Range<usize>> {
    if row.start < shown.start {
        text.push('…');
    }
    let mut moved = vec![text.len()..text.len(); spans.len()];
    for (at, character) in file.slice(shown).char_indices() {
        let at = shown.start + at as u32;
        for (span, moved) in spans.iter().zip(&mut moved) {
            if at == span.start {
                *moved = text.len()..text.len();
            }
        }
        if (is_unsafe(character) && character != '\t') || opens_command(character, text) {
            // Formatting into a `String` cannot fail.
            let _ = write_escape(character, text);
        } else {
            text.push(character);
        }
        for (span, moved) in spans.iter().zip(&mut moved) {
            if span.start <= at && at < span.end {
                moved.end = text.len();
            }
        }
    }
    if shown.end < row.end {
        text.push('…');
    }
    text.push('\n');
    moved
}

/// The row of a span without its indentation, safe to show, cut when it is long.
pub(super) fn line_around(file: &SourceFile, span: Span) -> String {
    let row = file.lines.row_span(&file.text, file.lines.row(span.start));
    let mut line = String::new();
    push_row(&mut line, file, window(file, row, &[Span { start: span.start, end: span.start }]), row, &[]);
    line.trim().to_owned()
}
