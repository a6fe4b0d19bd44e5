//! Brackets that stay open while a statement is typed, and what can be read all the same.
//!
//! A parser gets over an open bracket by reading what follows in another way: slowly, and often as what it is not. Layout
//! tells better where a statement ends. So what stands between the bracket and that place is taken for blank, be it a row of a
//! text between quotes. Nothing moves, and nobody is to take the text for one without mistakes.

use super::ir::Language;
use crate::finding::Span;

/// A bracket that is open for more rows than this is left to the parser.
const MOST_ROWS: usize = 40;
/// So many rows around the place are looked at, each less indented than the one before.
const MOST_HEADS: usize = 5;

/// From a bracket that nothing closes to the end of its statement, in bytes; sought in the statement that holds `at`, and in
/// those around it. Braces are blocks where the language has some, and blocks are not looked for.
pub(super) fn unclosed(language: Language, text: &str, at: usize) -> Option<Span> {
    let text = text.as_bytes();
    let mut found = None;
    let mut head = row_start(text, at);
    for _ in 0..MOST_HEADS {
        match open_at(language, text, head) {
            Statement::Open(span) => found = Some(span),
            Statement::Closed => {}
            Statement::Block => break,
        }
        let Some(around) = head_around(text, head) else { break };
        head = around;
    }
    found
}

/// The text with a part of it blank: no offset and no row changes.
pub(super) fn without(mut text: String, blank: Span) -> String {
    let kept: String = text[blank.range()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(blank.range(), &kept);
    text
}

/// What a row begins.
enum Statement {
    /// Everything that it opens is closed, as far as its layout goes.
    Closed,
    /// What stands between the outermost open bracket and the end.
    Open(Span),
    /// It opens a block.
    Block,
}

fn row_start(text: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1)
}

/// The nearest row above that is less indented.
fn head_around(text: &[u8], head: usize) -> Option<usize> {
    let indent = Row::at(text, head).indent;
    let mut start = head;
    for _ in 0..MOST_ROWS {
        start = row_start(text, start.checked_sub(1)?);
        let row = Row::at(text, start);
        if !row.is_blank() && row.indent < indent {
            return Some(start);
        }
    }
    None
}

struct Row<'t> {
    text: &'t [u8],
    indent: usize,
}

impl<'t> Row<'t> {
    fn at(text: &'t [u8], start: usize) -> Self {
        let end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |length| start + length);
        let text = &text[start..end];
        let indent = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        Self { text, indent }
    }

    fn is_blank(&self) -> bool {
        self.text.trim_ascii_end().len() <= self.indent
    }

    fn begins_with_closing(&self) -> bool {
        matches!(self.text.get(self.indent), Some(b')' | b']' | b'}'))
    }
}

/// Reads the statement that begins in a row: to the first row that is indented no more, and closes nothing.
fn open_at(language: Language, text: &[u8], head: usize) -> Statement {
    let mut brackets = Brackets { language, open: Vec::new(), within: None };
    let indent = Row::at(text, head).indent;
    let mut start = head;
    for _ in 0..MOST_ROWS {
        let row = Row::at(text, start);
        let ends = start != head && brackets.within.is_none() && !row.is_blank() && row.indent <= indent;
        if ends && !(row.indent == indent && row.begins_with_closing()) {
            return brackets.left_open(start - 1);
        }
        brackets.read(row.text, start);
        if brackets.open.is_empty() && brackets.within.is_none() {
            return Statement::Closed;
        }
        start += row.text.len() + 1;
        if start > text.len() {
            return brackets.left_open(text.len());
        }
    }
    match brackets.opens_block() {
        true => Statement::Block,
        false => Statement::Closed,
    }
}

/// The brackets that are open at a place.
struct Brackets {
    language: Language,
    /// What closes each, and where it is.
    open: Vec<(u8, usize)>,
    /// What ends the text or comment around the place, if that may have more than one row.
    within: Option<&'static [u8]>,
}

impl Brackets {
    fn opens_block(&self) -> bool {
        self.language != Language::Python && matches!(self.open.first(), Some((b'}', _)))
    }

    fn left_open(&self, end: usize) -> Statement {
        match self.open.first() {
            Some(_) if self.opens_block() => Statement::Block,
            // More likely the bracket stands in a text that began further up.
            Some(_) if self.within.is_some() => Statement::Closed,
            Some((_, start)) => Statement::Open(Span::new(*start, end)),
            None => Statement::Closed,
        }
    }

    /// Reads one row.
    fn read(&mut self, row: &[u8], offset: usize) {
        let mut at = 0;
        while at < row.len() {
            let rest = &row[at..];
            if let Some(end) = self.within {
                match memchr::memmem::find(rest, end) {
                    Some(length) => (at, self.within) = (at + length + end.len(), None),
                    None => return,
                }
                continue;
            }
            if let Some(end) = self.long_text(rest) {
                (at, self.within) = (at + end.len().max(1), Some(end));
                continue;
            }
            if self.begins_remark(rest) {
                return;
            }
            at += match rest[0] {
                quote @ (b'\'' | b'"') => quoted(rest, quote),
                byte => {
                    self.bracket(byte, offset + at);
                    1
                }
            };
        }
    }

    fn bracket(&mut self, byte: u8, at: usize) {
        match byte {
            b'(' => self.open.push((b')', at)),
            b'[' => self.open.push((b']', at)),
            b'{' => self.open.push((b'}', at)),
            b')' | b']' | b'}' if self.open.last().is_some_and(|(closing, _)| *closing == byte) => {
                self.open.pop();
            }
            _ => {}
        }
    }

    /// Whether the rest of a row is a comment.
    fn begins_remark(&self, rest: &[u8]) -> bool {
        match self.language {
            Language::Python => rest.starts_with(b"#"),
            Language::Lua => rest.starts_with(b"--"),
            Language::Go | Language::JavaScript | Language::TypeScript | Language::Tsx => rest.starts_with(b"//"),
        }
    }

    /// What ends the text or comment of many rows that begins here.
    fn long_text(&self, rest: &[u8]) -> Option<&'static [u8]> {
        let ends: &[(&[u8], &'static [u8])] = match self.language {
            Language::Python => &[(b"'''", b"'''"), (b"\"\"\"", b"\"\"\"")],
            Language::Lua => &[(b"--[[", b"]]"), (b"[[", b"]]")],
            Language::Go | Language::JavaScript | Language::TypeScript | Language::Tsx => {
                &[(b"/*", b"*/"), (b"`", b"`")]
            }
        };
        ends.iter().find(|(begin, _)| rest.starts_with(begin)).map(|(_, end)| *end)
    }
}

/// How many bytes a text between quotes takes, to the end of its row at most.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text as it is read, when somebody has typed at `|`.
    fn read(language: Language, typed: &str) -> String {
        let at = typed.find('|').unwrap();
        let text = typed.replace('|', "");
        match unclosed(language, &text, at) {
            Some(span) => without(text, span).lines().map(|row| format!("{}\n", row.trim_end())).collect(),
            None => text,
        }
    }

    #[test]
    fn an_open_bracket_is_blank_to_the_end_of_its_statement() {
        let cases = [
            (Language::TypeScript, "{\n  a = f(b[|\n  next();\n}\n", "{\n  a = f\n  next();\n}\n"),
            (Language::TypeScript, "{\n  a = f('é(' + b|\n}\n", "{\n  a = f\n}\n"),
            (Language::TypeScript, "f({\n  a: [\n    b|\n\nnext();\n", "f\n\n\n\nnext();\n"),
            (Language::Python, "def f():\n    a = g({'x': 1|\n    return a\n", "def f():\n    a = g\n    return a\n"),
            (Language::Go, "func f() {\n\ta := g(b|\n\treturn a\n}\n", "func f() {\n\ta := g\n\treturn a\n}\n"),
            (Language::TypeScript, "f(|", "f\n"),
        ];
        for (language, typed, expected) in cases {
            assert_eq!(read(language, typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_is_closed_somewhere_stays() {
        let cases = [
            (Language::TypeScript, "f(|\n  a,\n  b\n);\n"),
            (Language::TypeScript, "useEffect(() => {\n  f(a)|;\n}, [\n  a,\n]);\n"),
            (Language::TypeScript, "f(a, // (|\n  b);\n"),
            (Language::TypeScript, "a = f(`(\n[|`);\n"),
            (Language::TypeScript, "if (a) {|\nb();\n"),
            (Language::Python, "f('''(\n[''', |a)\n"),
            (Language::Python, "f(a)|  # (\ng()\n"),
            (Language::Lua, "f(|--[[\n( ]]\n  a)\n"),
            (Language::Go, "switch a {|\ncase b:\n\tf()\n}\n"),
            (Language::Go, "f(|`\n(\n`, '(', \"\\\"(\")\n"),
        ];
        for (language, typed) in cases {
            assert_eq!(read(language, typed), typed.replace('|', ""), "{typed}");
        }
    }
}
