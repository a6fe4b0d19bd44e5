//! What commands print: a block of `console` is a line `$ slotlint ...`, and what comes of it.

use std::path::Path;

use crate::program;

const FENCE: &str = "```";

/// The text with every block's output as it is now; commands run in `folder`.
pub(crate) fn with_output(text: &str, folder: &Path) -> String {
    let mut made = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        push(&mut made, line);
        if line != "```console" {
            continue;
        }
        let command = lines.next().unwrap();
        push(&mut made, command);
        made.push_str(&output(command, folder));
        push(&mut made, lines.find(|line| *line == FENCE).unwrap());
    }
    made
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// As on a terminal: findings, then the rest.
fn output(command: &str, folder: &Path) -> String {
    let words = command.strip_prefix("$ slotlint ").unwrap_or_else(|| panic!("`{command}` is no `$ slotlint ...`"));
    // A shell's quotes around a word, and no other syntax of it.
    let words: Vec<&str> = words.split(' ').map(|word| word.trim_matches('\'')).collect();
    let said = program::run(folder, &words);
    assert_ne!(said.code, 2, "{command}: {}", said.err);
    let text = format!("{}{}", said.out, said.err);
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
