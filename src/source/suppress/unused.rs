//! Comments that silence nothing, taken out.

use crate::finding::{Applicability, Edit, Fix, Place, Span};
use crate::source::SourceFile;

/// Takes one rule out of a comment, or the comment when it names no other; none for what is not on one row.
pub(super) fn take_out(file: &SourceFile, comment: Span, directive: Span, rule: Span, name: &str) -> Option<Fix> {
    // The grammar of Python counts a carriage return to the comment before it.
    let length = file.slice(comment).trim_end().len() as u32;
    let comment = Span { end: comment.start + length, ..comment };
    if file.slice(comment).contains(['\n', '\r']) {
        return None;
    }
    let (title, span) = match from_list(file, directive, rule)? {
        Some(span) => (format!("take `{name}` out of the list"), span),
        None => ("take the comment out".to_owned(), whole(file, comment, directive)),
    };
    let place = Place { path: file.path.clone(), span };
    let edits = vec![Edit { place, replacement: String::new() }];
    Some(Fix { title, applicability: Applicability::Safe, edits })
}

/// The rule with one of the commas around it, or none when it is alone.
fn from_list(file: &SourceFile, directive: Span, rule: Span) -> Option<Option<Span>> {
    let before = file.slice(Span { start: directive.start, end: rule.start });
    let behind = file.slice(Span { start: rule.end, end: directive.end });
    let list = &behind[..behind.find(']')?];
    if let Some(rest) = list.trim_start().strip_prefix(',') {
        let blanks = list.len() - list.trim_start().len() + 1 + (rest.len() - rest.trim_start().len());
        return Some(Some(Span { start: rule.start, end: rule.end + blanks as u32 }));
    }
    let kept = before.trim_end().strip_suffix(',').map(str::trim_end);
    Some(kept.map(|kept| Span { start: directive.start + kept.len() as u32, end: rule.end }))
}

/// The directive with its sign; with the row, or the blanks before it, when nothing else is left of the comment.
fn whole(file: &SourceFile, comment: Span, directive: Span) -> Span {
    let sign = file.slice(Span { start: comment.start, end: directive.start });
    let behind = file.slice(Span { start: directive.end, end: comment.end });
    let is_first = sign.trim().trim_matches(['/', '*', '#', '-', '[']).is_empty();
    let is_last = behind.trim().trim_matches(['*', '/', ']', '-']).is_empty();
    match (is_first, is_last) {
        (true, true) => with_blanks(file, comment),
        // `// slotlint: ... // another tool's`: the sign before it serves the rest.
        (true, false) => {
            let rest = behind.trim_start().trim_start_matches(['/', '#', '-']).trim_start();
            Span { start: directive.start, end: comment.end - rest.len() as u32 }
        }
        (false, _) => {
            let before = sign.trim_end().trim_end_matches(['/', '*', '#', '-', '[']).trim_end();
            Span { start: comment.start + before.len() as u32, end: directive.end }
        }
    }
}

fn with_blanks(file: &SourceFile, comment: Span) -> Span {
    let text = &file.text;
    let before = &text[..comment.start as usize];
    let row_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = &text[comment.end as usize..];
    let ends_row = rest.trim_start_matches([' ', '\t']).is_empty()
        || rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
    let alone = before[row_start..].trim().is_empty();
    if !ends_row {
        return comment;
    }
    if !alone {
        return Span { start: before.trim_end().len() as u32, end: comment.end };
    }
    let behind = rest.trim_start_matches([' ', '\t']);
    let line_end = if behind.starts_with("\r\n") { 2 } else { usize::from(!behind.is_empty()) };
    Span::new(row_start, text.len() - behind.len() + line_end)
}
