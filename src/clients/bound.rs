//! Methods that are called by a name of their own: `const get = client.mget.bind(client)`, `get = client.mget`.

use smol_str::SmolStr;

use crate::syntax::ir::{DefKind, ExprId, ExprKind, Language, Module};

/// What a method is called on, and its name, when a call is of a method. A name counts when it is defined once, as the
/// method of something.
pub(super) fn method_called(ir: &Module, callee: ExprId) -> Option<(ExprId, &SmolStr)> {
    match ir.kind(callee) {
        ExprKind::Member { object, property, .. } => Some((*object, property)),
        ExprKind::Name { binding: Some(binding), .. } => {
            let [only] = ir.binding(*binding).defs.as_slice() else { return None };
            let DefKind::Value(value) = only.kind else { return None };
            bound(ir, value)
        }
        _ => None,
    }
}

/// `client.mget` as a value. In JavaScript it works only when bound to what it was taken from.
fn bound(ir: &Module, value: ExprId) -> Option<(ExprId, &SmolStr)> {
    match ir.kind(value) {
        ExprKind::Member { object, property, .. } if matches!(ir.language, Language::Python | Language::Go) => {
            Some((*object, property))
        }
        ExprKind::Call(call) => {
            let (ExprKind::Member { object: method, property: bind, .. }, [_]) =
                (ir.kind(call.callee), call.args.as_slice())
            else {
                return None;
            };
            match ir.kind(*method) {
                ExprKind::Member { object, property, .. } if bind == "bind" => Some((*object, property)),
                _ => None,
            }
        }
        _ => None,
    }
}
