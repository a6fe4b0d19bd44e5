//! String literals in all their forms.

/// A string or comment in long brackets, as byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LongBracket {
    /// Start of what is inside.
    pub(super) inner: usize,
    /// End of what is inside.
    pub(super) inner_end: usize,
    /// Behind the closing bracket; the end of the text if there is none.
    pub(super) behind: usize,
}

/// What `[[`, `[=[` and so on at `at` open, if they do.
pub(super) fn long_bracket(bytes: &[u8], at: usize) -> Option<LongBracket> {
    let rest = bytes.get(at..)?.strip_prefix(b"[")?;
    let level = rest.iter().take_while(|&&byte| byte == b'=').count();
    if rest.get(level) != Some(&b'[') {
        return None;
    }
    let inner = at + level + 2;
    let mut search = inner;
    while let Some(offset) = memchr::memchr(b']', &bytes[search..]) {
        let close = search + offset;
        let equals = bytes[close + 1..].iter().take_while(|&&byte| byte == b'=').count();
        if equals == level && bytes.get(close + 1 + level) == Some(&b']') {
            return Some(LongBracket { inner, inner_end: close, behind: close + level + 2 });
        }
        search = close + 1 + equals;
    }
    Some(LongBracket { inner, inner_end: bytes.len(), behind: bytes.len() })
}

/// The bytes that a literal, quotes included, stands for.
pub(super) fn literal(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    if let Some(bracket) = long_bracket(bytes, 0) {
        let inner = &bytes[bracket.inner..bracket.inner_end];
        // A line break directly behind the opening bracket is not part of the string.
        let inner = inner.strip_prefix(b"\r\n").or_else(|| inner.strip_prefix(b"\n")).unwrap_or(inner);
        return inner.to_vec();
    }
    let quote = bytes.first().copied().unwrap_or_default();
    let inner = bytes.get(1..).unwrap_or_default();
    unescape(inner.strip_suffix(&[quote]).unwrap_or(inner))
}

fn unescape(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(offset) = memchr::memchr(b'\\', &bytes[at..]) {
        out.extend_from_slice(&bytes[at..at + offset]);
        at += offset + 1;
        let Some(&escape) = bytes.get(at) else { break };
        at += 1;
        match escape {
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'v' => out.push(11),
            b'z' => at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count(),
            b'x' => out.extend(number(bytes, &mut at, 2, 16).map(|code| code as u8)),
            b'0'..=b'9' => {
                at -= 1;
                out.extend(number(bytes, &mut at, 3, 10).map(|code| code as u8));
            }
            b'u' if bytes.get(at) == Some(&b'{') => {
                at += 1;
                let character = number(bytes, &mut at, 8, 16).and_then(char::from_u32);
                let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                at += usize::from(bytes.get(at) == Some(&b'}'));
            }
            other => out.push(other),
        }
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

/// The number that up to `most` digits at `at` stand for, which are passed over.
fn number(bytes: &[u8], at: &mut usize, most: usize, radix: u32) -> Option<u32> {
    let rest = bytes.get(*at..)?;
    let length = rest.iter().take(most).take_while(|&&byte| char::from(byte).is_digit(radix)).count();
    *at += length;
    u32::from_str_radix(std::str::from_utf8(&rest[..length]).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn all_forms_of_literals() {
        assert_eq!(literal(r#""a\n\65\x42\u{e9}\"\q""#), "a\nAB\u{e9}\"q".as_bytes());
        assert_eq!(literal("'a\\z  \n b\\\nc'"), b"ab\nc");
        assert_eq!(literal("[[\na]\\n]]"), b"a]\\n");
        assert_eq!(literal("[==[ ]] ]=] ]==]"), b" ]] ]=] ");
        assert_eq!(literal("[[open"), b"open");
        assert_eq!(literal("'open"), b"open");
    }
}
