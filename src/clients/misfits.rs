//! Calls that are named like a command, and have arguments that no command takes: those of loggers and data frames.
//!
//! What they are called on is not asked for, which would read the modules that it comes from.

use super::redis_py;
use crate::syntax::ir::*;

/// Sums and formats are followed this deep to the text that they begin with.
const MAX_SUM: u32 = 8;

/// Cheap: whether a call of a method with this name cannot be one of a client, whatever it is called on.
pub(super) fn is_misfit(ir: &Module, name: &str, call: &Call) -> bool {
    let Some(first) = call.args.first() else { return false };
    // The section of INFO and the subcommand of DEBUG are words; what is logged are sentences.
    matches!(name, "info" | "debug") && is_sentence(ir, first.value, MAX_SUM)
        || ir.language == Language::Python && redis_py::refuses(ir, name, call)
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
