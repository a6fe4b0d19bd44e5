//! What is open in the editor, as the editor sees it.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{Position as At, Range, TextDocumentContentChangeEvent};
use rustc_hash::FxHashMap;

use crate::source::{ColumnUnit, LineIndex, Position};

use super::uri;

/// An open buffer.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// Its address as the editor writes it.
    pub(super) uri: String,
    /// Where it is on disk.
    pub(super) path: PathBuf,
    /// The editor's count of its changes.
    pub(super) version: i32,
    /// What it holds.
    pub(super) text: Arc<str>,
}

/// The open buffers, by address.
#[derive(Debug, Default)]
pub(super) struct Documents {
    by_uri: FxHashMap<String, Document>,
}

impl Documents {
    /// A buffer was opened; `None` when it is no file.
    pub(super) fn open(&mut self, uri: &str, version: i32, text: String) -> Option<&Document> {
        let path = uri::path_of(uri)?;
        let document = Document { uri: uri.to_owned(), path, version, text: Arc::from(text) };
        Some(self.by_uri.entry(uri.to_owned()).insert_entry(document).into_mut())
    }

    /// A buffer was changed; `None` when it is not open.
    pub(super) fn change(
        &mut self,
        uri: &str,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        unit: ColumnUnit,
    ) -> Option<&Document> {
        let document = self.by_uri.get_mut(uri)?;
        document.version = version;
        let mut text = None;
        for change in changes {
            text = Some(match change.range {
                None => change.text,
                Some(range) => spliced(text.unwrap_or_else(|| document.text.to_string()), range, &change.text, unit),
            });
        }
        if let Some(text) = text {
            document.text = Arc::from(text);
        }
        Some(document)
    }

    /// A buffer was closed.
    pub(super) fn close(&mut self, uri: &str) -> Option<Document> {
        self.by_uri.remove(uri)
    }

    /// The buffer of an address.
    pub(super) fn get(&self, uri: &str) -> Option<&Document> {
        self.by_uri.get(uri)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.by_uri.values()
    }
}

/// The text with `range` replaced; what lies outside of the text counts as its end.
fn spliced(mut text: String, range: Range, with: &str, unit: ColumnUnit) -> String {
    let lines = LineIndex::new(&text);
    let start = lines.offset(&text, position(range.start), unit) as usize;
    let end = lines.offset(&text, position(range.end), unit) as usize;
    let on_boundary = |offset| crate::source::boundary_before(&text, offset);
    let (start, end) = (on_boundary(start), on_boundary(end.max(start)));
    text.replace_range(start..end, with);
    text
}

/// The editor counts from 0.
pub(super) fn position(at: At) -> Position {
    Position { row: at.line.saturating_add(1), column: at.character.saturating_add(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From, to, and what comes in its place.
    type Change = ((u32, u32), (u32, u32), &'static str);

    fn changed(text: &str, changes: &[Change], unit: ColumnUnit) -> String {
        let mut documents = Documents::default();
        documents.open("file:///a.ts", 1, text.to_owned()).unwrap();
        let event = |(from, to, text): &Change| TextDocumentContentChangeEvent {
            range: Some(Range::new(At::new(from.0, from.1), At::new(to.0, to.1))),
            range_length: None,
            text: (*text).to_owned(),
        };
        let document = documents.change("file:///a.ts", 2, changes.iter().map(event).collect(), unit).unwrap();
        assert_eq!(document.version, 2);
        document.text.to_string()
    }

    #[test]
    fn changes_count_in_the_unit_that_was_agreed_on() {
        let text = "a\r\né😀b\n";
        for (unit, start, end) in [(ColumnUnit::Utf16, 3, 4), (ColumnUnit::Characters, 2, 3), (ColumnUnit::Bytes, 6, 7)]
        {
            assert_eq!(changed(text, &[((1, start), (1, end), "X")], unit), "a\r\né😀X\n", "{unit:?}");
        }
    }

    #[test]
    fn each_change_sees_the_one_before_it() {
        let changes = [((0, 0), (0, 0), "one\n"), ((1, 0), (1, 1), "two"), ((9, 9), (9, 9), "!")];
        assert_eq!(changed("x", &changes, ColumnUnit::Utf16), "one\ntwo!");
    }

    #[test]
    fn positions_inside_a_character_do_not_break_it() {
        assert_eq!(changed("😀", &[((0, 1), (0, 1), "x")], ColumnUnit::Utf16), "x😀");
        assert_eq!(changed("é", &[((0, 1), (0, 2), "x")], ColumnUnit::Bytes), "xé");
        assert_eq!(changed("abc", &[((0, 2), (0, 1), "x")], ColumnUnit::Bytes), "abxc");
    }
}
