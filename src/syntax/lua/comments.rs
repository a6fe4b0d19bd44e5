//! Comments, found by reading the text: cheaper than visiting every node of the tree, and right in damaged scripts too.

use super::strings::long_bracket;
use crate::finding::Span;
use crate::syntax::quoted::behind_quoted;

/// The spans of all comments of a script, in order; a first line that starts with `#` counts as one.
pub(super) fn comments(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    if bytes.first() == Some(&b'#') {
        at = end_of_line(bytes, 0);
        found.push(Span::new(0, at));
    }
    while at < bytes.len() {
        at = match bytes[at] {
            b'"' | b'\'' => behind_quoted(bytes, at),
            b'[' => long_bracket(bytes, at).map_or(at + 1, |bracket| bracket.behind),
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                let long = long_bracket(bytes, at + 2).map(|bracket| bracket.behind);
                let end = long.unwrap_or_else(|| end_of_line(bytes, at));
                found.push(Span::new(at, end));
                end
            }
            _ => at + 1,
        };
    }
    found
}

/// The end of the line that `start` stands in, without its line break.
fn end_of_line(bytes: &[u8], start: usize) -> usize {
    let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
    if end > start && bytes[end - 1] == b'\r' { end - 1 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_comments_but_not_inside_strings() {
        let source = "#!lua flags=x\r\na '-- no \\' --no' --[==[ b ]] \n ]==] [[ -- no ]] -- c\r\n\"-- no\" ---d";
        let texts: Vec<&str> = comments(source).into_iter().map(|span| &source[span.range()]).collect();
        assert_eq!(texts, ["#!lua flags=x", "--[==[ b ]] \n ]==]", "-- c", "---d"]);
        assert_eq!(comments("--[[ open").len(), 1);
    }
}
