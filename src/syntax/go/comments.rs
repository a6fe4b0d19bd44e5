//! Comments, found by reading the text: cheaper than visiting every node of the tree, and right in damaged files too.

use crate::finding::Span;
use crate::syntax::quoted::behind_quoted;

/// The spans of all comments of a Go source text, in order.
pub(super) fn comments(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'"' | b'\'' => behind_quoted(bytes, at),
            b'`' => memchr::memchr(b'`', &bytes[at + 1..]).map_or(bytes.len(), |end| at + end + 2),
            b'/' => match bytes.get(at + 1) {
                Some(b'/') => {
                    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
                    let carriage_return = usize::from(bytes[end - 1] == b'\r');
                    found.push(Span::new(at, end - carriage_return));
                    end
                }
                Some(b'*') => {
                    let end = memchr::memmem::find(&bytes[at + 2..], b"*/");
                    let end = end.map_or(bytes.len(), |length| at + length + 4);
                    found.push(Span::new(at, end));
                    end
                }
                _ => at + 1,
            },
            _ => at + 1,
        };
    }
    found
}

/// The patterns of the `//go:embed` comments that stand directly above `start`, with the span of the lowest one.
pub(super) fn embeds(text: &str, comments: &[Span], start: usize) -> Option<(Span, Vec<String>)> {
    let mut patterns = Vec::new();
    let mut place = None;
    let mut below = start;
    let above = comments.partition_point(|comment| comment.end as usize <= start);
    for &comment in comments[..above].iter().rev() {
        let gap = text.get(comment.end as usize..below)?;
        if !gap.trim().is_empty() {
            break;
        }
        if let Some(rest) = text.get(comment.range()).and_then(|line| line.strip_prefix("//go:embed")) {
            place.get_or_insert(comment);
            patterns.extend(rest.split_whitespace().map(|pattern| pattern.trim_matches(['"', '`']).to_owned()));
        }
        below = comment.start as usize;
    }
    place.map(|place| (place, patterns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        comments(source).into_iter().map(|span| &source[span.range()]).collect()
    }

    #[test]
    fn finds_comments_but_not_inside_strings_and_runes() {
        let source = "a // one\r\nb \"// no \\\" // no\" '\"' /* two\n */ `// no` '\\'' // three";
        assert_eq!(texts(source), ["// one", "/* two\n */", "// three"]);
    }

    #[test]
    fn an_unclosed_comment_or_string_ends_with_the_text_or_the_line() {
        assert_eq!(texts("\"open // no\n// yes"), ["// yes"]);
        assert_eq!(texts("/* open"), ["/* open"]);
        assert_eq!(texts("`open // no"), Vec::<&str>::new());
    }
}
