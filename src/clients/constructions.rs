//! Clients being made.

use super::library::{self, root_symbol};
use super::model::{Construction, Evidence};
use super::receivers::{Receiver, Receivers};
use crate::eval::Cx;
use crate::eval::callers::last_name;
use crate::eval::value::Value;
use crate::syntax::ir::{CallKind, ExprId, Language};

/// Adds the client that a call makes, if it makes one.
pub(super) fn read<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, expr: ExprId, found: &mut Vec<Construction<'p>>) {
    let ir = cx.ir();
    let Some(call) = ir.call(expr) else { return };
    if let Some(client) = finder.of_super(cx, expr) {
        return found.push(Construction { client, cx: cx.clone(), site: cx.site(expr), call });
    }
    let Some(name) = last_name(ir, call.callee) else { return };
    if !may_make(ir.language, call.kind, name) {
        return;
    }
    if finder.ev.is_far_from_clients(cx, call.callee) {
        return;
    }
    let callee = finder.ev.eval(cx, call.callee);
    if !callee.alternatives().iter().any(|callee| may_be_client(ir.language, callee)) {
        return;
    }
    let value = finder.ev.eval(cx, expr);
    let Some(Receiver::Client(client)) = finder.of_value(&value, ir.language, 0, 0) else { return };
    let here = client.made.as_ref().is_some_and(|(_, site)| *site == cx.site(expr));
    if here && client.evidence == Evidence::Constructed {
        found.push(Construction { client, cx: cx.clone(), site: cx.site(expr), call });
    }
}

/// Cheap: whether a call may make a client, going by the name of what it calls.
fn may_make(language: Language, kind: CallKind, name: &str) -> bool {
    match language {
        Language::Go => name.starts_with("New"),
        Language::Python => name.ends_with("from_url") || name.starts_with(|ch: char| ch.is_ascii_uppercase()),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            kind == CallKind::New || name.contains("createClient") || name == "Redis" || name == "IORedis"
        }
        Language::Lua => false,
    }
}

/// Whether what is called can be a class of a client, or a function of its library. A function of the project makes its
/// client where it says so itself.
fn may_be_client(language: Language, callee: &Value<'_>) -> bool {
    match callee {
        Value::Class(_) => true,
        Value::External(_) => root_symbol(callee).is_none_or(|module| library::known(language, module, &[]).is_some()),
        _ => false,
    }
}
