//! Arguments that no method of redis-py takes.

use crate::clients::api::{Does, KeyArg, Method};
use crate::syntax::ir::{Call, ExprId, ExprKind, Module, Spread};

/// Whether no client takes these arguments in a method of this name: those of data frames and services.
pub(in crate::clients) fn refuses(ir: &Module, name: &str, call: &Call) -> bool {
    let Some(first) = call.args.first() else { return false };
    match name {
        // `frame.rename(columns={...})`
        "rename" => call.args.iter().filter_map(|arg| arg.name.as_deref()).any(|name| !is_of_rename(name)),
        // `service.get([{...}])`: a dict where a key belongs is refused.
        _ if first.name.is_none() && first.spread == Spread::No => {
            holds_record(ir, first.value) && takes_key_first(super::API.named(name))
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
