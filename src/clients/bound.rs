//! Methods that are called by a name of their own: `const get = client.mget.bind(client)`, `get = client.mget`.

use smol_str::SmolStr;

use crate::eval::Site;
use crate::project::ModuleFile;
use crate::syntax::ir::{DefKind, ExprId, ExprKind, Language};

/// What a method is called on, and its name, when a call is of a method. A name counts when it is defined once, as the
/// method of something.
pub(super) fn method_called(file: &ModuleFile, callee: ExprId) -> Option<(ExprId, &SmolStr)> {
    let ir = &file.ir;
    match ir.kind(callee) {
        ExprKind::Member { object, property, .. } => Some((*object, property)),
        ExprKind::Name { binding: Some(binding), .. } => {
            let [only] = ir.binding(*binding).defs.as_slice() else { return None };
            let DefKind::Value(value) = only.kind else { return None };
            bound(file, value)
        }
        _ => None,
    }
}

/// `client.mget` as a value. In JavaScript it works only when bound to what it was taken from.
fn bound(file: &ModuleFile, value: ExprId) -> Option<(ExprId, &SmolStr)> {
    let ir = &file.ir;
    match ir.kind(value) {
        ExprKind::Member { object, property, .. } if matches!(ir.language, Language::Python | Language::Go) => {
            Some((*object, property))
        }
        ExprKind::Call(call) => {
            let (ExprKind::Member { object: method, property: bind, .. }, [to]) =
                (ir.kind(call.callee), call.args.as_slice())
            else {
                return None;
            };
            let text = |expr| Site { file, expr }.text();
            match ir.kind(*method) {
                // Bound to something else it is called on that.
                ExprKind::Member { object, property, .. } if bind == "bind" && text(*object) == text(to.value) => {
                    Some((*object, property))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
