//! Whether a file gives others a client: then files that import it matter even if they never name Redis.

use std::rc::Rc;

use super::receivers::{Receiver, Receivers};
use crate::eval::value::{Instance, Value};
use crate::eval::{Cx, FrameArgs};
use crate::project::ModuleFile;
use crate::syntax::ir::{Export, ExprId, Language};

/// More names than this are not asked.
const MAX_NAMES: usize = 200;

/// Whether any exported name is a client, or a function that gives one.
pub(super) fn gives_client<'p>(finder: &Receivers<'_, 'p>, file: &'p ModuleFile) -> bool {
    let cx = Cx::of(file);
    let ir = &file.ir;
    match ir.language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            ir.exports.iter().take(MAX_NAMES).any(|export| {
                let (Export::Named(_, value) | Export::Module(value)) = export else { return false };
                if finder.ev.is_far_from_clients(&cx, *value) {
                    return false;
                }
                finder.ev.begin();
                holds_client(finder, &cx, *value, &finder.ev.eval(&cx, *value), 0)
            })
        }
        Language::Python | Language::Go => {
            let mut names: Vec<_> = ir.top.iter().map(|(name, binding)| (name, *binding)).collect();
            names.sort_unstable();
            names.iter().take(MAX_NAMES).any(|&(name, binding)| {
                // Go gives nobody what it imports.
                if ir.language == Language::Python && finder.ev.is_imported_from_afar(&cx, binding) {
                    return false;
                }
                finder.ev.begin();
                let value = finder.ev.export(std::slice::from_ref(&file.path), name);
                value.is_some_and(|value| !ir.exprs.is_empty() && holds_client(finder, &cx, ExprId(0), &value, 0))
            })
        }
        Language::Lua => false,
    }
}

fn holds_client<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, at: ExprId, value: &Value<'p>, depth: u32) -> bool {
    match value {
        Value::Function(closure) if depth < 2 => {
            let result = finder.ev.invoke(cx, closure, FrameArgs::Values(Vec::new()), cx.site(at));
            holds_client(finder, cx, at, &result, depth + 1)
        }
        Value::Map(map) if depth < 2 => {
            map.entries.iter().any(|entry| holds_client(finder, cx, at, &entry.value, depth + 1))
        }
        // `class Store extends Redis`: whoever imports it makes clients.
        Value::Class(class) => {
            let instance = Value::Instance(Rc::new(Instance::of(*class, None)));
            matches!(finder.of_value(&instance, cx.ir().language, 0, 0), Some(Receiver::Client(_)))
        }
        Value::External(_) | Value::Union(_) | Value::Instance(_) => {
            matches!(finder.of_value(value, cx.ir().language, 0, 0), Some(Receiver::Client(_)))
        }
        _ => false,
    }
}
