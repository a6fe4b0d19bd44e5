//! From source text to [`ir`]: one front end per language, and no tree-sitter type leaves this floor.

pub mod again;
pub mod around;
pub mod builder;
mod carry;
mod compact;
#[cfg(test)]
pub(crate) mod dump;
mod flow;
mod go;
pub mod ir;
pub mod items;
mod javascript;
mod lua;
mod mend;
mod parse;
mod python;
mod quoted;
#[cfg(test)]
pub(crate) mod random;
mod survey;

use std::path::Path;

use ir::Language;

/// The language of a file, by the extension of its name.
pub fn language_of(path: &Path) -> Option<Language> {
    match path.extension()?.to_str()? {
        "js" | "mjs" | "cjs" | "jsx" => Some(Language::JavaScript),
        "ts" | "mts" | "cts" => Some(Language::TypeScript),
        "tsx" => Some(Language::Tsx),
        "py" | "pyi" => Some(Language::Python),
        "go" => Some(Language::Go),
        "lua" => Some(Language::Lua),
        _ => None,
    }
}

/// Lowers a file. `text` is decoded and without byte order mark; spans are byte offsets in it. Never fails: what cannot be
/// read is listed in [`ir::Module::damaged`].
pub fn lower(language: Language, text: &str) -> ir::Module {
    match again::mended(language, text) {
        Some((text, blank)) => {
            let mut module = lower_as_is(language, &text);
            module.damaged.extend(blank);
            module.damaged.sort_unstable();
            module
        }
        None => lower_as_is(language, text),
    }
}

fn lower_as_is(language: Language, text: &str) -> ir::Module {
    match language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => javascript::lower(language, text),
        Language::Python => python::lower(language, text),
        Language::Go => go::lower(language, text),
        Language::Lua => lua::lower(language, text),
    }
}
