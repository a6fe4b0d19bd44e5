//! What the characters between quotes stand for.

use memchr::memchr3;

/// What a string's prefix says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prefix {
    /// `r`: backslashes stay.
    pub(super) raw: bool,
    /// `b`: escapes are bytes, not characters.
    pub(super) bytes: bool,
    /// `f` and `t`: doubled braces are braces.
    pub(super) format: bool,
}

impl Prefix {
    /// Reads it from the opening quotes, such as `rb"""`.
    pub(super) fn of(quotes: &str) -> Self {
        let has = |letters: [u8; 2]| quotes.bytes().any(|byte| letters.contains(&byte));
        Self { raw: has(*b"rR"), bytes: has(*b"bB"), format: has(*b"fF") || has(*b"tT") }
    }
}

/// Appends what a piece of a string literal stands for. Named characters (`\N{DASH}`) become U+FFFD.
pub(super) fn decode(text: &str, prefix: Prefix, out: &mut Vec<u8>) {
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = special(rest.as_bytes(), prefix) else {
            return out.extend_from_slice(rest.as_bytes());
        };
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let used = match rest.as_bytes() {
            [b'\r', b'\n', ..] => {
                out.push(b'\n');
                2
            }
            [brace @ (b'{' | b'}'), other, ..] if brace == other => {
                out.push(*brace);
                2
            }
            [b'\\', ..] if prefix.raw => {
                out.push(b'\\');
                1
            }
            [b'\\', ..] => escape(rest, prefix, out),
            [first, ..] => {
                out.push(*first);
                1
            }
            [] => return,
        };
        rest = &rest[used..];
    }
}

/// Where the next byte is that may stand for something else.
fn special(bytes: &[u8], prefix: Prefix) -> Option<usize> {
    let first = memchr3(b'\\', b'\r', b'\r', bytes);
    if !prefix.format {
        return first;
    }
    let brace = memchr3(b'{', b'}', b'}', &bytes[..first.unwrap_or(bytes.len())]);
    brace.or(first)
}

/// Resolves the escape at the start of `text`, which is a backslash; how many bytes it takes.
fn escape(text: &str, prefix: Prefix, out: &mut Vec<u8>) -> usize {
    let bytes = text.as_bytes();
    let simple = match bytes.get(1) {
        Some(b'\n') => return 2,
        Some(b'\r') => return if bytes.get(2) == Some(&b'\n') { 3 } else { 2 },
        Some(quote @ (b'\\' | b'\'' | b'"')) => *quote,
        Some(b'a') => 0x07,
        Some(b'b') => 0x08,
        Some(b'f') => 0x0c,
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(b'v') => 0x0b,
        Some(b'0'..=b'7') => return number(text, 1, 3, 8, prefix, out),
        Some(b'x') => return number(text, 2, 2, 16, prefix, out),
        Some(b'u') if !prefix.bytes => return number(text, 2, 4, 16, prefix, out),
        Some(b'U') if !prefix.bytes => return number(text, 2, 8, 16, prefix, out),
        Some(b'N') if !prefix.bytes && bytes.get(2) == Some(&b'{') => return named(text, out),
        _ => {
            out.push(b'\\');
            return 1;
        }
    };
    out.push(simple);
    2
}

/// Up to `most` digits from byte `start` on.
fn number(text: &str, start: usize, most: usize, radix: u32, prefix: Prefix, out: &mut Vec<u8>) -> usize {
    let digits = text[start..].chars().take(most).take_while(|digit| digit.is_digit(radix)).count();
    let Ok(code) = u32::from_str_radix(&text[start..start + digits], radix) else {
        out.push(b'\\');
        return 1;
    };
    if prefix.bytes {
        out.push(code as u8);
    } else {
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    start + digits
}

fn named(text: &str, out: &mut Vec<u8>) -> usize {
    match text.find('}') {
        Some(end) => {
            out.extend_from_slice(char::REPLACEMENT_CHARACTER.encode_utf8(&mut [0; 4]).as_bytes());
            end + 1
        }
        None => {
            out.push(b'\\');
            1
        }
    }
}
