//! What is typed in: the examples of all pages, the shops, and what is hard to carry over.

use std::fs;
use std::path::{Path, PathBuf};

use crate::syntax::ir::Language;
use crate::syntax::language_of;

/// Texts get about as long as this, in bytes.
const LENGTH: usize = 6000;

/// Texts of some length, by language.
pub(super) fn samples() -> Vec<(Language, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut examples = Vec::new();
    for page in files(&root.join("rules")) {
        read_examples(&fs::read_to_string(page).unwrap(), &mut examples);
    }
    examples.extend(sources(&root.join("fixtures")));
    let mut texts = together(&examples);
    // By themselves, and several times, as other changes are made each time.
    let hard = sources(&root.join("src/syntax/carry/tests/texts"));
    texts.extend((0..4).flat_map(|_| hard.clone()));
    texts
}

fn sources(folder: &Path) -> Vec<(Language, String)> {
    let read = |file: PathBuf| Some((language_of(&file)?, fs::read_to_string(&file).unwrap()));
    files(folder).into_iter().filter_map(read).collect()
}

/// Short texts behind each other. Within a program a name would be declared once: here often twice.
fn together(texts: &[(Language, String)]) -> Vec<(Language, String)> {
    let mut done = Vec::new();
    for language in [Language::JavaScript, Language::TypeScript, Language::Tsx, Language::Python, Language::Go] {
        let mut text = String::new();
        for (_, part) in texts.iter().filter(|(other, _)| *other == language) {
            text += part;
            if text.len() > LENGTH {
                done.push((language, std::mem::take(&mut text)));
            }
        }
        done.push((language, text));
    }
    done
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { folders.push(entry) } else { found.push(entry) }
        }
    }
    found.sort();
    found
}

/// The fences of a page.
fn read_examples(page: &str, texts: &mut Vec<(Language, String)>) {
    let mut rows = page.lines();
    while let Some(row) = rows.next() {
        let Some(info) = row.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let code: Vec<&str> = rows.by_ref().take_while(|row| *row != "```").collect();
        let name = format!("x.{}", info.split_whitespace().next().unwrap_or_default());
        if let Some(language) = language_of(Path::new(&name)) {
            texts.push((language, code.join("\n") + "\n"));
        }
    }
}
