//! Calls that are named like a command, and have arguments that no command takes: those of loggers and data frames.
//!
//! What they are called on is not asked for, which would read the modules that it comes from.

use super::api::{Does, KeyArg, Method};
use crate::syntax::ir::*;

/// Sums and formats are followed this deep to the text that they begin with.
const MAX_SUM: u32 = 8;

/// Cheap: whether a call of a method with this name cannot be one of a client, whatever it is called on.
pub(super) fn is_misfit(ir: &Module, name: &str, call: &Call) -> bool {
    let Some(first) = call.args.first() else { return false };
    let is_python = ir.language == Language::Python;
    match name {
        // The section of INFO and the subcommand of DEBUG are words; what is logged are sentences.
        "info" | "debug" if is_sentence(ir, first.value, MAX_SUM) => true,
        // `frame.rename(columns={...})`
        "rename" if is_python => call.args.iter().filter_map(|arg| arg.name.as_deref()).any(|name| !is_of_rename(name)),
        // `service.get([{...}])`: redis-py refuses a dict where a key belongs.
        _ if is_python && first.name.is_none() && first.spread == Spread::No => {
            holds_record(ir, first.value) && takes_key_first(super::redis_py::API.named(name))
        }
        _ => false,
    }
}

fn is_sentence(ir: &Module, expr: ExprId, depth: u32) -> bool {
    match ir.kind(expr) {
        // A section may be filled in: `info(f"{section}")`.
        ExprKind::Template(pieces) => {
            pieces.iter().any(|piece| matches!(piece, Piece::Text(bytes) if bytes.iter().any(u8::is_ascii_whitespace)))
        }
        ExprKind::Text(bytes) => bytes.iter().any(u8::is_ascii_whitespace),
        ExprKind::Binary { op: BinaryOp::Add | BinaryOp::Percent, left, .. } if depth > 0 => {
            is_sentence(ir, *left, depth - 1)
        }
        _ => false,
    }
}

/// The parameters of redis-py's `rename` (`commands/core.py`, 6.4).
fn is_of_rename(parameter: &str) -> bool {
    matches!(parameter, "src" | "dst")
}

/// Whether something is a record, or a list that begins with one.
fn holds_record(ir: &Module, expr: ExprId) -> bool {
    let is_record = |expr: ExprId| matches!(ir.kind(expr), ExprKind::Record { .. });
    match ir.kind(expr) {
        ExprKind::List { elements, .. } => elements.first().is_some_and(|element| is_record(element.value)),
        _ => is_record(expr),
    }
}

/// Whether all methods of a name take a key before anything else.
fn takes_key_first(methods: &[Method]) -> bool {
    !methods.is_empty() && methods.iter().all(|method| matches!(method.does, Does::Command(_, [KeyArg::At(0, _), ..])))
}
