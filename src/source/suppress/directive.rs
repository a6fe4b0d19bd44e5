//! The grammar of one comment: `slotlint: ignore[rule, ...] reason` and `slotlint: file-ignore[rule, ...] reason`.
//!
//! The same behind `//`, `#`, `--` and inside `/* */` and `--[[ ]]`. Every line of a block comment may hold one, and one may
//! follow another tool's on the same line when it has a comment sign of its own: `# noqa: E501  # slotlint: ignore[rule]`.

use crate::finding::Span;
use crate::source::boundary_before;

/// What every directive begins with.
pub const MARK: &str = "slotlint:";

/// Bytes of a directive that are read, so that a huge line full of them costs no more than its length.
const LONGEST: usize = 4096;

/// How far a directive reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// `ignore`: the code it stands at.
    Code,
    /// `file-ignore`: the whole file.
    File,
}

/// A rule name as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    /// The name alone.
    pub(super) span: Span,
}

/// What one directive says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Directive {
    /// Well formed; the rules are not empty, but may be unknown.
    Ignore { reach: Reach, rules: Vec<Named>, reason: String, span: Span },
    /// Addressed at slotlint, but not understood.
    Broken { message: String, span: Span },
}

/// The directives in a comment. `base` is the offset of `comment` in its file.
pub(super) fn parse(comment: &str, base: usize) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in comment.split_inclusive(['\n', '\r']) {
        let mut from = 0;
        while let Some(at) = line[from..].find(MARK).map(|at| from + at) {
            let body = at + MARK.len();
            from = body;
            if begins_comment(&line[..at]) {
                let end = directive_end(line, body);
                let start = base + line_start;
                let span = Span::new(start + at, start + at + line[at..end].trim_end().len());
                found.push(directive(&line[body..end], start + body, span));
                from = end;
            }
        }
        line_start += line.len();
    }
    found
}

/// Prose that mentions a directive in mid-sentence is none: only comment signs and blanks may come directly before it.
fn begins_comment(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || ["//", "/*", "*", "#", "--", "--[["].iter().any(|sign| before.ends_with(sign))
}

/// Up to the next comment sign on the line, or the end of a block comment.
fn directive_end(line: &str, from: usize) -> usize {
    let line = &line[..boundary_before(line, from + LONGEST)];
    let rest = &line[from..];
    let signs = ["*/", "]]", " //", " #", " --"];
    let cut = signs.iter().filter_map(|sign| rest.find(sign)).min();
    cut.map_or(line.len(), |cut| from + cut)
}

fn directive(text: &str, base: usize, span: Span) -> Directive {
    let broken = |message: &str| Directive::Broken { message: message.to_owned(), span };
    let word_start = text.len() - text.trim_start().len();
    let body = &text[word_start..];
    let word = &body[..body.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(body.len())];
    let reach = match word {
        "ignore" => Reach::Code,
        "file-ignore" => Reach::File,
        _ => {
            return broken(&format!(
                "`{MARK} {word}` is not understood; write `{MARK} ignore[rule] reason` or `{MARK} file-ignore[rule] reason`"
            ));
        }
    };
    let after_word = body[word.len()..].trim_start();
    let Some(list) = after_word.strip_prefix('[') else {
        return broken(&format!(
            "`{MARK} {word}` names no rule and ignores nothing; write `{MARK} {word}[rule] reason`"
        ));
    };
    let Some(close) = list.find(']') else {
        return broken("the list of rules has no closing `]`");
    };
    let list_base = base + text.len() - list.len();
    let rules = names(&list[..close], list_base);
    if rules.is_empty() {
        return broken("the list of rules is empty, so nothing is ignored");
    }
    Directive::Ignore { reach, rules, reason: reason(&list[close + 1..]), span }
}

fn names(list: &str, base: usize) -> Vec<Named> {
    let mut at = base;
    let mut named = Vec::new();
    for part in list.split(',') {
        let name = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        if !name.is_empty() {
            named.push(Named { name: name.to_owned(), span: Span::new(start, start + name.len()) });
        }
    }
    named
}

fn reason(text: &str) -> String {
    text.trim().trim_start_matches([':', '-', '\u{2013}', '\u{2014}']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(comment: &str) -> Vec<String> {
        let show = |directive: Directive| match directive {
            Directive::Ignore { reach, rules, reason, .. } => {
                let names: Vec<_> = rules.iter().map(|rule| rule.name.as_str()).collect();
                format!("{reach:?} {} {reason:?}", names.join("+"))
            }
            Directive::Broken { message, .. } => format!("broken: {message}"),
        };
        parse(comment, 0).into_iter().map(show).collect()
    }

    #[test]
    fn one_grammar_for_every_comment_sign() {
        for comment in [
            "// slotlint: ignore[a-b, c] one slot",
            "# slotlint: ignore[a-b,c]: one slot",
            "-- slotlint: ignore[ a-b , c ] one slot",
            "/* slotlint: ignore[a-b, c] one slot */",
            "--[[ slotlint: ignore[a-b, c] one slot ]]",
            "//slotlint:ignore [a-b, c] - one slot",
            "/**\n * slotlint: ignore[a-b, c] one slot\n */",
            "# noqa: E501  # slotlint: ignore[a-b, c] one slot  # pragma: no cover",
        ] {
            assert_eq!(show(comment), ["Code a-b+c \"one slot\""], "{comment}");
        }
    }

    #[test]
    fn a_whole_file_and_several_lines() {
        assert_eq!(show("/* slotlint: file-ignore[a] x\r\n slotlint: ignore[b] */"), ["File a \"x\"", "Code b \"\""]);
    }

    #[test]
    fn prose_is_no_directive() {
        for comment in ["// see slotlint: ignore[a]", "# slotlint", "// use `slotlint: ignore[a]` here"] {
            assert!(show(comment).is_empty(), "{comment}");
        }
    }

    #[test]
    fn what_names_no_rule_is_broken() {
        let first_words = |comment| show(comment)[0].split(';').next().unwrap().to_owned();
        assert_eq!(first_words("// slotlint: ignore"), "broken: `slotlint: ignore` names no rule and ignores nothing");
        assert_eq!(first_words("// slotlint: ignore[]"), "broken: the list of rules is empty, so nothing is ignored");
        assert_eq!(first_words("// slotlint: ignore[a"), "broken: the list of rules has no closing `]`");
        assert_eq!(first_words("// slotlint: disable"), "broken: `slotlint: disable` is not understood");
    }

    #[test]
    fn spans_point_into_the_file() {
        let text = "del() // slotlint: ignore[a, bc] why";
        let Directive::Ignore { rules, span, .. } = parse(&text[6..], 6).remove(0) else { panic!("broken") };
        assert_eq!(&text[span.range()], "slotlint: ignore[a, bc] why");
        assert_eq!(&text[rules[1].span.range()], "bc");
    }
}
