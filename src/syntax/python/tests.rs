use crate::syntax::dump::{dump, dump_expr};
use crate::syntax::ir::*;

mod chains;
mod classes;
mod control;
mod expressions;
mod loops;
mod mutation;
mod names;
mod strings;
mod types;

fn lower(text: &str) -> Module {
    super::lower(Language::Python, text)
}

/// Asserts what a source is lowered to, as the textual dump.
#[track_caller]
fn check(source: &str, expected: &str) {
    let lowered = dump(&lower(source));
    assert_eq!(lowered.trim(), expected.trim(), "\n--- lowered\n{lowered}\n--- from\n{source}");
}

/// Asserts what one expression is lowered to.
#[track_caller]
fn check_expr(source: &str, expected: &str) {
    let module = lower(&format!("result = {source}"));
    let result = module.top["result"];
    let Some(Def { kind: DefKind::Value(value), .. }) = module.binding(result).defs.last() else {
        panic!("{source} defines no value: {}", dump(&module));
    };
    assert_eq!(dump_expr(&module, *value), expected, "from {source}");
}

/// Asserts the type of an annotation.
#[track_caller]
fn check_type(annotation: &str, expected: &str) {
    let lowered = dump(&lower(&format!("def f() -> {annotation}: pass")));
    let ty = lowered.lines().find_map(|line| line.strip_prefix("fn f() -> "));
    assert_eq!(ty, Some(expected), "from {annotation}");
}
