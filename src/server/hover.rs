//! What hovering over a key tells.

use std::fmt::Write;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position, Range};

use super::diagnostics::from_0;
use super::documents::{Document, position};
use crate::finding::Span;
use crate::lint::{Count, Decides, KeyUse};
use crate::report::visible::Visible;
use crate::source::{ColumnUnit, LineIndex};

/// The keys at a place, as Markdown.
pub(super) fn on_key(document: &Document, at: Position, unit: ColumnUnit, keys: &[KeyUse]) -> Option<Hover> {
    let lines = LineIndex::new(&document.text);
    let offset = lines.offset(&document.text, position(at), unit);
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    let span =
        keys.iter().map(|key| key.place.span).filter(|span| holds(*span)).min_by_key(|span| span.end - span.start)?;
    let here: Vec<&KeyUse> = keys.iter().filter(|key| key.place.span == span).collect();
    let mut told: Vec<String> = Vec::new();
    for key in here {
        let text = describe(key);
        if !told.contains(&text) {
            told.push(text);
        }
    }
    let ends = [span.start, span.end].map(|end| from_0(lines.position(&document.text, end, unit)));
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: told.join("\n\n---\n\n") }),
        range: Some(Range { start: ends[0], end: ends[1] }),
    })
}

fn describe(key: &KeyUse) -> String {
    let mut text = String::new();
    let many = match key.count {
        Count::One => "",
        Count::Many => " (any number of keys that look like this)",
    };
    let _ = writeln!(text, "{}{many}\n", code(&key.fact.key));
    match (key.fact.slot, &key.fact.tag) {
        (Some(slot), Some(tag)) => {
            let _ = writeln!(text, "**slot {slot}**, by its hash tag {}", code(tag));
        }
        (Some(slot), None) => {
            let _ = writeln!(text, "**slot {slot}**");
        }
        (None, Some(tag)) => {
            let _ = writeln!(text, "hash tag {}: its value decides the slot", code(tag));
        }
        (None, None) => {
            let _ = writeln!(text, "the slot depends on the whole key");
        }
    }
    let why = match key.hashed {
        Decides::Tag => "only the hash tag is hashed",
        Decides::Whole => "no hash tag: the whole key is hashed",
        Decides::EmptyTag => "the first braces are empty, so there is no hash tag: the whole key is hashed",
        Decides::Unclosed => "no `}` follows the first `{`, so there is no hash tag: the whole key is hashed",
    };
    let _ = writeln!(text, "\n{why}\n\n{} on {}", code(&key.command), code(&key.client));
    text
}

/// Text from source as inline code, which nothing in it can end.
fn code(text: &str) -> String {
    let text = Visible(text).to_string().replace(['\n', '\r'], " ");
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}
