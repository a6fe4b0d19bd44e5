//! Bytes become text with rows and columns; what cannot be read says why.
//!
//! Knows files and encodings, no language: the syntax floor hands over which spans are comments.

mod decode;
mod line_index;
mod minified;
mod normal_path;
mod shown_path;
mod skip;
pub mod suggest;
pub mod suppress;

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

pub use decode::{Encoding, decode_text, encode_like, has_utf16_bom};
pub use line_index::{ColumnUnit, LineIndex, Position};
pub use normal_path::normal_path;
pub use shown_path::shown_path;
pub use skip::Skip;

use crate::finding::Span;

/// Above this many bytes a file is skipped, unless settings say otherwise: 4 MiB.
pub const DEFAULT_MAX_FILE_SIZE: u64 = 4 * 1024 * 1024;

/// Decoded text can be three times as long as the bytes (one replacement character for each), and spans count in `u32`.
const LARGEST_POSSIBLE: u64 = (u32::MAX / 3) as u64;

/// The last place at or before `offset` where a character begins; the end of the text for one behind it.
pub(crate) fn boundary_before(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Something that people should know about a file that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file as the walker named it.
    pub path: Arc<Path>,
    /// One line.
    pub message: Cow<'static, str>,
}

/// One file, decoded.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// As the walker named it.
    pub path: Arc<Path>,
    /// Without a byte order mark; spans count in its bytes.
    pub text: String,
    /// Rows and columns of `text`.
    pub lines: LineIndex,
    /// What was odd about the bytes.
    pub notices: Vec<Notice>,
}

impl SourceFile {
    /// Decodes what was read from `path`: UTF-8 or UTF-16 by byte order mark, else UTF-8 with replacement characters and a notice.
    ///
    /// # Errors
    /// [`Skip::TooLarge`] above `max_size` bytes, [`Skip::Minified`] when the text was written by a bundler.
    pub fn decode(path: Arc<Path>, bytes: &[u8], max_size: u64) -> Result<Self, Skip> {
        let limit = max_size.min(LARGEST_POSSIBLE);
        let size = bytes.len() as u64;
        if size > limit {
            return Err(Skip::TooLarge { size, limit });
        }
        let (text, encoding) = decode_text(bytes);
        let file = Self::with_encoding(path, text.into_owned(), encoding);
        if minified::is_minified(&file.path, &file.text, &file.lines) {
            return Err(Skip::Minified);
        }
        Ok(file)
    }

    /// Text that is already decoded, such as an open editor buffer.
    pub fn from_text(path: Arc<Path>, text: String) -> Self {
        Self::with_encoding(path, text, Encoding::Utf8)
    }

    fn with_encoding(path: Arc<Path>, text: String, encoding: Encoding) -> Self {
        let notices = match encoding {
            Encoding::Utf8 | Encoding::Utf16 => Vec::new(),
            Encoding::Lossy => vec![Notice {
                path: Arc::clone(&path),
                message: Cow::Borrowed("not UTF-8: read with replacement characters"),
            }],
        };
        let lines = LineIndex::new(&text);
        Self { path, text, lines, notices }
    }

    /// Row and column of a byte offset, both counted from 1.
    pub fn position(&self, offset: u32, unit: ColumnUnit) -> Position {
        self.lines.position(&self.text, offset, unit)
    }

    /// The text of a span; empty when the span is not in this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(name: &str, bytes: &[u8]) -> Result<SourceFile, Skip> {
        SourceFile::decode(Arc::from(Path::new(name)), bytes, DEFAULT_MAX_FILE_SIZE)
    }

    #[test]
    fn columns_count_from_the_text_behind_the_byte_order_mark() {
        let file = decode("a.js", b"\xef\xbb\xbfredis.del()").unwrap();
        assert_eq!(file.text, "redis.del()");
        assert_eq!(file.position(6, ColumnUnit::Characters), Position { row: 1, column: 7 });
        assert!(file.notices.is_empty());
    }

    #[test]
    fn utf16_is_decoded_by_its_mark_in_both_byte_orders() {
        let text = "del('é😀')";
        let little: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big] {
            let file = decode("a.js", &bytes).unwrap();
            assert_eq!(file.text, text);
            assert!(file.notices.is_empty());
        }
    }

    #[test]
    fn broken_bytes_are_replaced_and_said() {
        let file = decode("a.py", b"x = '\xff'\n").unwrap();
        assert_eq!(file.text, "x = '\u{fffd}'\n");
        assert_eq!(file.notices[0].message, "not UTF-8: read with replacement characters");
    }

    #[test]
    fn a_file_over_the_limit_is_skipped_with_both_sizes() {
        let skip = SourceFile::decode(Arc::from(Path::new("a.js")), &[b' '; 11], 10).unwrap_err();
        assert_eq!(skip, Skip::TooLarge { size: 11, limit: 10 });
    }
}
