//! From bytes to text.

use std::borrow::Cow;

use memchr::memchr;

/// How the bytes of a file became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16, little or big endian, known by its byte order mark.
    Utf16,
    /// Neither: each broken sequence became U+FFFD.
    Lossy,
}

/// Whether a byte search for ASCII words would miss them, because the file is UTF-16.
pub fn has_utf16_bom(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
}

/// The text without byte order mark; borrowed when the bytes are UTF-8.
pub fn decode_text(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Some(text) = decode_utf16(bytes) {
        return (Cow::Owned(text), Encoding::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(_) => (String::from_utf8_lossy(bytes), Encoding::Lossy),
    }
}

/// The bytes of `text` in the encoding, and with the byte order mark, of `original`; `None` when `original` is neither UTF-8 nor
/// UTF-16, since then what was not understood would be lost.
pub fn encode_like(original: &[u8], text: &str) -> Option<Vec<u8>> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    match decode_text(original).1 {
        Encoding::Utf8 if original.starts_with(MARK) => Some([MARK, text.as_bytes()].concat()),
        Encoding::Utf8 => Some(text.as_bytes().to_vec()),
        Encoding::Utf16 => {
            let split = if original.starts_with(&[0xff, 0xfe]) { u16::to_le_bytes } else { u16::to_be_bytes };
            Some([0xfeff].into_iter().chain(text.encode_utf16()).flat_map(split).collect())
        }
        Encoding::Lossy => None,
    }
}

/// A mark alone is not enough: Latin-1 text may begin with `ÿþ`, but has no zero bytes, which UTF-16 source is full of.
fn decode_utf16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_at_checked(2)?;
    let join = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    if !rest.is_empty() && memchr(0, rest).is_none() {
        return None;
    }
    let (pairs, odd) = rest.as_chunks::<2>();
    let units = pairs.iter().map(|pair| join(*pair));
    let mut text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(decode_text(b"a\r\nb"), (Cow::Borrowed("a\r\nb"), Encoding::Utf8)));
    }

    #[test]
    fn a_cut_utf16_file_keeps_what_is_whole() {
        assert_eq!(decode_text(b"\xff\xfea\0b\0c"), (Cow::Borrowed("ab\u{fffd}"), Encoding::Utf16));
    }

    #[test]
    fn latin1_that_looks_like_a_mark_is_not_utf16() {
        assert_eq!(decode_text(b"\xff\xfeab").1, Encoding::Lossy);
    }
}
