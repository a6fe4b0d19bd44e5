//! Small sources and what they lower to.

mod classes;
mod damage;
mod functions;
mod modules;
mod patterns;
mod statements;
mod strings;
mod types;

use super::lower;
use crate::syntax::dump::{dump, dump_statements};
use crate::syntax::ir::{Language, Module};

fn typescript(text: &str) -> Module {
    lower(Language::TypeScript, text)
}

/// Asserts what the statements of a TypeScript source lower to.
#[track_caller]
fn statements(text: &str, expected: &str) {
    assert_eq!(dump_statements(&typescript(text)), dedent(expected), "{text}");
}

/// Asserts what a whole TypeScript module lowers to: with imports, classes and exports.
#[track_caller]
fn module(text: &str, expected: &str) {
    assert_eq!(dump(&typescript(text)), dedent(expected), "{text}");
}

/// The same for JavaScript.
#[track_caller]
fn javascript(text: &str, expected: &str) {
    assert_eq!(dump(&lower(Language::JavaScript, text)), dedent(expected), "{text}");
}

/// Takes the indentation of the first line from all lines.
fn dedent(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indent = lines().next().map_or(0, |line| line.len() - line.trim_start().len());
    lines().map(|line| format!("{}\n", &line[indent..])).collect()
}
