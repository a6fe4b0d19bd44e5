//! What hovering over a key tells, and over a comment that silences findings.

use std::fmt::Write;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position, Range};

use super::diagnostics::{self, from_0};
use super::documents::{Document, position};
use super::uri;
use crate::finding::{Place, Span};
use crate::lint::{Count, Decides, KeyUse, Snapshot};
use crate::report::visible::Visible;
use crate::rules::RULES;
use crate::rules::document::FrontMatter;
use crate::source::suppress::Reach;
use crate::source::{ColumnUnit, shown_path};

/// Other calls with the same key that are listed.
const SHOWN: usize = 8;

/// What is at a place: a key, or a comment that silences findings.
pub(super) fn at(document: &Document, at: Position, unit: ColumnUnit, snapshot: &Snapshot) -> Option<Hover> {
    let file = snapshot.source(&document.path)?;
    let offset = file.lines.offset(&file.text, position(at), unit);
    let (span, text) = comment(snapshot, document, offset).or_else(|| key(snapshot, document, offset))?;
    let [start, end] = [span.start, span.end].map(|end| from_0(file.position(end, unit)));
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(Range { start, end }) })
}

fn key(snapshot: &Snapshot, document: &Document, offset: u32) -> Option<(Span, String)> {
    let keys = snapshot.keys(&document.path).ok()?;
    let holds = |place: &Place| *place.path == *document.path && place.span.start <= offset && offset <= place.span.end;
    let all = if keys.iter().any(|key| holds(&key.place)) { vec![keys] } else { snapshot.all_keys().ok()? };
    // Where a key is used, or where its text is put together, here or for calls in other files.
    let places =
        |key: &KeyUse| [Some(key.place.clone()), key.made.clone()].into_iter().flatten().find(|place| holds(place));
    let found = all.iter().flat_map(|keys| keys.iter()).filter_map(|key| Some((places(key)?.span, key)));
    let found: Vec<(Span, &KeyUse)> = found.collect();
    let span = found.iter().map(|(span, _)| *span).min_by_key(|span| span.end - span.start)?;
    let mut told: Vec<String> = Vec::new();
    let mut shapes: Vec<&str> = Vec::new();
    for (_, key) in found.iter().filter(|(at, _)| *at == span) {
        if !shapes.contains(&key.shape.as_str()) {
            shapes.push(&key.shape);
            told.push(describe(key) + &others(snapshot, key));
        }
    }
    Some((span, told.join("\n\n---\n\n")))
}

/// The other calls that use a key of the same pattern.
fn others(snapshot: &Snapshot, key: &KeyUse) -> String {
    let Ok(all) = snapshot.all_keys() else { return String::new() };
    let same =
        all.iter().flat_map(|keys| keys.iter()).filter(|other| other.shape == key.shape && other.place != key.place);
    let mut seen: Vec<&Place> = Vec::new();
    let mut text = String::new();
    for other in same {
        if seen.contains(&&other.place) {
            continue;
        }
        seen.push(&other.place);
        if seen.len() <= SHOWN {
            let row = snapshot.row(&other.place);
            let shown = shown_path(&other.place.path, snapshot.root());
            let link = format!("{}#L{row}", uri::text_of(&other.place.path));
            let _ = writeln!(text, "- {} at [{}:{row}]({link})", code(&other.command), plain(&shown));
        }
    }
    match seen.len() {
        0 => "\nno other call uses a key of this pattern\n".to_owned(),
        count if count > SHOWN => format!("\nalso used by:\n\n{text}- and {} more\n", count - SHOWN),
        _ => format!("\nalso used by:\n\n{text}"),
    }
}

/// A suppression comment: what it silences, and why.
fn comment(snapshot: &Snapshot, document: &Document, offset: u32) -> Option<(Span, String)> {
    let told = snapshot.comment_at(&document.path, offset)?;
    let mut text = match told.reach {
        Reach::File => "ignores, in this whole file:\n\n".to_owned(),
        Reach::Code => "ignores, in the code that it stands at or above:\n\n".to_owned(),
    };
    for rule in &told.rules {
        match RULES.iter().find(|known| known.name == rule) {
            Some(known) => {
                let summary = FrontMatter::parse(known.document).map(|front| front.summary).unwrap_or_default();
                let _ = writeln!(text, "- [{rule}]({}): {summary}", diagnostics::page(known.name));
            }
            None => {
                let _ = writeln!(text, "- {}: there is no such rule", code(rule));
            }
        }
    }
    let reason = if told.reason.is_empty() {
        "no reason is given".to_owned()
    } else {
        format!("reason: {}", plain(&told.reason))
    };
    let _ = writeln!(text, "\n{reason}");
    Some((told.span, text))
}

/// Text from source as Markdown that means nothing but itself.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for character in Visible(text).to_string().chars() {
        if character.is_ascii_punctuation() && !matches!(character, '/' | '.' | '-' | ',' | ':') {
            out.push('\\');
        }
        out.push(character);
    }
    out
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
