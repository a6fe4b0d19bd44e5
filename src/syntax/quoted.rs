//! Strings of one line between quotes, as Go and Lua write them.

/// The byte behind the string that starts with its quote at `start`; an unclosed one ends with its line.
pub(super) fn behind_quoted(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}
