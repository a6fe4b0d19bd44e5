//! The one place where byte offsets become rows and columns, and back.

use memchr::{memchr_iter, memchr2_iter};

use crate::finding::Span;

/// Bytes between two checkpoints: what a column costs at most to count in text that is not ASCII.
const STRIDE: usize = 256;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnUnit {
    /// Unicode scalar values, as people and our JSON count.
    Characters,
    /// UTF-16 code units, as editors count.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
}

/// A row and a column, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// From 1. Rows end with LF, CR LF or a lone CR.
    pub row: u32,
    /// From 1, in the unit that was asked for.
    pub column: u32,
}

/// How many characters and UTF-16 units the text has before an offset that is a multiple of [`STRIDE`].
#[derive(Debug, Clone, Copy, Default)]
struct Checkpoint {
    characters: u32,
    utf16: u32,
}

/// Where the rows of one text begin. Every call takes the same text again, so that the index stays small.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// Offset of the first byte of each row; never empty.
    starts: Vec<u32>,
    /// Empty when the text is ASCII.
    checkpoints: Vec<Checkpoint>,
}

impl LineIndex {
    /// One pass over the text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        // Counted first: the index lives as long as the text, and what grows takes up to twice the room.
        let mut starts = Vec::with_capacity(memchr_iter(b'\n', bytes).count() + 1);
        starts.push(0);
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            let first_of_pair = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !first_of_pair {
                starts.push(at as u32 + 1);
            }
        }
        Self { starts, checkpoints: checkpoints(bytes) }
    }

    /// At least 1.
    pub fn row_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The row of a byte offset, from 1.
    pub fn row(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// Row and column of a byte offset; an offset behind the end counts as the end.
    pub fn position(&self, text: &str, offset: u32, unit: ColumnUnit) -> Position {
        let offset = offset.min(text.len() as u32);
        let row = self.row(offset);
        let start = self.starts[row as usize - 1];
        let column = self.count(text, offset, unit) - self.count(text, start, unit) + 1;
        Position { row, column }
    }

    /// The byte offset of a position; rows and columns behind the end count as the end of the text or of the row.
    pub fn offset(&self, text: &str, position: Position, unit: ColumnUnit) -> u32 {
        if position.row > self.row_count() {
            return text.len() as u32;
        }
        let row = self.row_span(text, position.row.max(1));
        let wanted = position.column.max(1) - 1;
        if self.checkpoints.is_empty() || unit == ColumnUnit::Bytes {
            return row.start.saturating_add(wanted).min(row.end);
        }
        let target = self.count(text, row.start, unit).saturating_add(wanted);
        let checkpoint = self.checkpoints.partition_point(|point| point.get(unit) <= target).max(1) - 1;
        let from = ((checkpoint * STRIDE) as u32).max(row.start);
        let mut counted = self.count(text, from, unit);
        let mut at = from;
        // `from` may lie inside a character; its remaining bytes count nothing.
        for byte in &text.as_bytes()[from as usize..row.end as usize] {
            let width = width(*byte, unit);
            if width > 0 && counted + width > target {
                break;
            }
            counted += width;
            at += 1;
        }
        at
    }

    /// The bytes of a row (from 1; 0 counts as 1) without its line end; empty at the end for a row that does not exist.
    pub fn row_span(&self, text: &str, row: u32) -> Span {
        let index = (row as usize).saturating_sub(1);
        let Some(&start) = self.starts.get(index) else {
            return Span::new(text.len(), text.len());
        };
        let end = self.starts.get(index + 1).map_or(text.len(), |next| *next as usize);
        let line = text[start as usize..end].trim_end_matches(['\n', '\r']);
        Span::new(start as usize, start as usize + line.len())
    }

    /// Bytes of the longest row, its line end not counted.
    pub fn longest_row(&self, text: &str) -> usize {
        (1..=self.row_count()).map(|row| self.row_span(text, row).range().len()).max().unwrap_or(0)
    }

    /// Units before a byte offset, counted from the start of the text.
    fn count(&self, text: &str, offset: u32, unit: ColumnUnit) -> u32 {
        if self.checkpoints.is_empty() || unit == ColumnUnit::Bytes {
            return offset;
        }
        let index = offset as usize / STRIDE;
        let rest = &text.as_bytes()[index * STRIDE..offset as usize];
        self.checkpoints[index].get(unit) + rest.iter().map(|byte| width(*byte, unit)).sum::<u32>()
    }
}

impl Checkpoint {
    fn get(self, unit: ColumnUnit) -> u32 {
        match unit {
            ColumnUnit::Characters => self.characters,
            // Bytes need no checkpoints; `count` and `offset` return before they ask.
            ColumnUnit::Utf16 | ColumnUnit::Bytes => self.utf16,
        }
    }
}

fn checkpoints(bytes: &[u8]) -> Vec<Checkpoint> {
    if bytes.is_ascii() {
        return Vec::new();
    }
    let mut points = Vec::with_capacity(bytes.len() / STRIDE + 1);
    let mut point = Checkpoint::default();
    points.push(point);
    for chunk in bytes.chunks_exact(STRIDE) {
        point.characters += chunk.iter().map(|byte| width(*byte, ColumnUnit::Characters)).sum::<u32>();
        point.utf16 += chunk.iter().map(|byte| width(*byte, ColumnUnit::Utf16)).sum::<u32>();
        points.push(point);
    }
    points
}

/// A character counts at its first byte: continuation bytes are `10xxxxxx`, and `11110xxx` begins one of two UTF-16 units.
fn width(byte: u8, unit: ColumnUnit) -> u32 {
    match unit {
        ColumnUnit::Bytes => 1,
        _ if byte & 0xc0 == 0x80 => 0,
        ColumnUnit::Utf16 if byte >= 0xf0 => 2,
        ColumnUnit::Characters | ColumnUnit::Utf16 => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: [ColumnUnit; 3] = [ColumnUnit::Characters, ColumnUnit::Utf16, ColumnUnit::Bytes];

    fn columns(text: &str, needle: &str) -> (u32, [u32; 3]) {
        let index = LineIndex::new(text);
        let offset = text.find(needle).unwrap() as u32;
        let positions = UNITS.map(|unit| index.position(text, offset, unit));
        (positions[0].row, positions.map(|position| position.column))
    }

    #[test]
    fn columns_differ_by_unit_behind_wide_characters() {
        assert_eq!(columns("a = 'é😀'; x", "x"), (1, [11, 12, 15]));
    }

    #[test]
    fn every_line_end_ends_a_row() {
        assert_eq!(columns("one\r\ntwo\rthree\n\tx", "x"), (4, [2, 2, 2]));
        assert_eq!(columns("é\r\n\r\nx", "x"), (3, [1, 1, 1]));
    }

    #[test]
    fn a_row_has_no_line_end() {
        let text = "one\r\ntwo\rthree";
        let index = LineIndex::new(text);
        let rows: Vec<&str> = (1..=4).map(|row| &text[index.row_span(text, row).range()]).collect();
        assert_eq!(rows, ["one", "two", "three", ""]);
    }

    #[test]
    fn far_columns_in_wide_text_are_counted_whole() {
        let text = format!("first\n{}x", "é😀a".repeat(1000));
        assert_eq!(columns(&text, "x"), (2, [3001, 4001, 7001]));
    }

    #[test]
    fn offsets_come_back_from_their_positions() {
        let text = format!("é\r\n\t{}\r'é😀'\n", "日本😀".repeat(200));
        let index = LineIndex::new(&text);
        for unit in UNITS {
            for (offset, character) in text.char_indices().filter(|(_, character)| *character != '\n') {
                let position = index.position(&text, offset as u32, unit);
                assert_eq!(
                    index.offset(&text, position, unit),
                    offset as u32,
                    "{character:?} at {position:?} by {unit:?}"
                );
            }
        }
    }

    #[test]
    fn positions_outside_are_clamped() {
        let text = "é\nab";
        let index = LineIndex::new(text);
        let at = |row, column| index.offset(text, Position { row, column }, ColumnUnit::Utf16);
        assert_eq!((at(1, 99), at(9, 1), at(0, 0)), (2, 5, 0));
        assert_eq!(index.position(text, 99, ColumnUnit::Characters), Position { row: 2, column: 3 });
    }
}
