//! Go source text, and what it is lowered to.

mod branches;
mod declarations;
mod expressions;
mod robustness;
mod statements;

use crate::syntax::dump::dump;
use crate::syntax::ir::*;

use super::lower;

/// The module of a file with this text behind its package clause.
fn module(text: &str) -> Module {
    lower(Language::Go, &format!("package p\n{text}"))
}

/// The dump of a file with this text behind its package clause.
fn file(text: &str) -> String {
    dump(&module(text))
}

/// The dump of these statements in the body of a function.
fn body(text: &str) -> String {
    let dumped = file(&format!("func body() {{\n{text}\n}}"));
    let lines = dumped.lines().skip_while(|line| !line.starts_with("fn body()")).skip(1);
    lines.map_while(|line| line.strip_prefix("  ")).map(|line| format!("{line}\n")).collect()
}

/// Asserts that a dump is these lines; indentation counts, common indentation does not.
#[track_caller]
fn expect(dumped: &str, lines: &str) {
    let lines: Vec<&str> = lines.lines().filter(|line| !line.trim().is_empty()).collect();
    let margin = lines.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or_default();
    let expected: String = lines.iter().map(|line| format!("{}\n", &line[margin..])).collect();
    assert_eq!(dumped, expected, "\n--- lowered:\n{dumped}--- expected:\n{expected}");
}
