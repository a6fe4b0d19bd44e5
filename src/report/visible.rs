//! Text from a repository made harmless: a terminal never gets a control character that slotlint did not mean.

use std::fmt::{self, Write};

/// Writes a text on one line, with every unsafe character as an escape: `\n`, `\x1b`, `\u{202e}`.
#[derive(Debug, Clone, Copy)]
pub struct Visible<'a>(pub &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = next_unsafe(rest) {
            let (safe, tail) = rest.split_at(at);
            f.write_str(safe)?;
            let mut chars = tail.chars();
            if let Some(character) = chars.next() {
                write_escape(character, f)?;
            }
            rest = chars.as_str();
        }
        f.write_str(rest)
    }
}

/// The escape that stands for an unsafe character.
pub fn write_escape(character: char, out: &mut impl Write) -> fmt::Result {
    match character {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        _ if (character as u32) < 0x100 => write!(out, "\\x{:02x}", character as u32),
        _ => write!(out, "\\u{{{:x}}}", character as u32),
    }
}

/// Where the first character is that must not be written as it is.
pub fn next_unsafe(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    characters
        .find(|(at, character)| is_unsafe(*character) || opens_command(*character, &text[..*at]))
        .map(|(at, _)| at)
}

/// Whether a character completes `##[`, which GitHub's and Azure's runners take for a command anywhere in a line of a log
/// (actions/runner, `ActionCommand.TryParse`).
pub fn opens_command(character: char, before: &str) -> bool {
    character == '[' && before.ends_with("##")
}

/// Whether a character can move the cursor, start an escape sequence, reorder text, or hide.
pub fn is_unsafe(character: char) -> bool {
    match character {
        ' '..='~' => false,
        // C0, DEL, C1: escape sequences and cursor movement.
        _ if character.is_control() => true,
        // Soft hyphen, Arabic letter mark, Mongolian vowel separator: invisible or reordering.
        '\u{ad}' | '\u{61c}' | '\u{180e}' => true,
        // Zero width, marks, separators of lines and paragraphs, embeddings and overrides.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        // Invisible operators, isolates, deprecated format characters.
        '\u{2060}'..='\u{206f}' => true,
        // Byte order mark, interlinear annotations.
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        // Tags: a second, invisible alphabet.
        '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_of_runners_see_no_command() {
        assert_eq!(Visible("a ##[error]b #[c] ##[d").to_string(), "a ##\\x5berror]b #[c] ##\\x5bd");
    }

    #[test]
    fn escapes_are_visible_and_the_rest_is_untouched() {
        let text = "é😀\u{1b}[31mred\u{9b}0m\u{202e}x\u{200b}\r\n\tend";
        assert_eq!(Visible(text).to_string(), "é😀\\x1b[31mred\\x9b0m\\u{202e}x\\u{200b}\\r\\n\\tend");
    }
}
