//! JavaScript clients that are known only by their names, and that no call of ioredis is written like: node-redis from
//! version 4 and `@upstash/redis` have camel-case methods, take the keys of a script as a list, and options as objects.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::receivers::last_identifier;
use crate::project::ModuleFile;
use crate::redis;
use crate::syntax::ir::{Call, ExprId, ExprKind, ListKind, Module};

/// By file: the names of what is called in a way that ioredis is not.
#[derive(Default)]
pub(super) struct Dialects {
    known: RefCell<FxHashMap<u64, FxHashSet<SmolStr>>>,
}

impl Dialects {
    /// Whether what has this name in a file is called in a way that ioredis is not.
    pub(super) fn is_other(&self, file: &ModuleFile, name: &str) -> bool {
        let mut known = self.known.borrow_mut();
        known.entry(file.key).or_insert_with(|| others(&file.ir)).contains(name)
    }
}

fn others(ir: &Module) -> FxHashSet<SmolStr> {
    let calls = ir.flow.calls.iter().filter_map(|&expr| ir.call(expr));
    calls
        .filter_map(|call| match ir.kind(call.callee) {
            ExprKind::Member { object, property, .. } if is_other(ir, property, call) => last_identifier(ir, *object),
            _ => None,
        })
        .cloned()
        .collect()
}

/// Whether no call of ioredis is written so.
fn is_other(ir: &Module, method: &str, call: &Call) -> bool {
    // `mGet`, `hSetNX`; ioredis has its own for buffers.
    if method.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let starts_small = method.starts_with(|ch: char| ch.is_ascii_lowercase());
        return starts_small && !method.ends_with("Buffer") && redis::lookup(&method.to_ascii_lowercase()).is_some();
    }
    let argument = |index: usize| call.args.get(index).map(|arg| arg.value);
    match method {
        // The number of keys in ioredis; a list of keys, or an object with such a list.
        "eval" | "evalsha" | "eval_ro" | "evalsha_ro" | "fcall" | "fcall_ro" => {
            argument(1).is_some_and(|keys| is_list(ir, keys) || is_object(ir, keys))
        }
        "set" => argument(2).is_some_and(|options| is_object(ir, options)),
        "scan" => argument(1).is_some_and(|options| is_object(ir, options)),
        "zadd" => argument(1).is_some_and(|member| is_object(ir, member)),
        _ => false,
    }
}

fn is_object(ir: &Module, expr: ExprId) -> bool {
    matches!(ir.kind(expr), ExprKind::Record { .. })
}

fn is_list(ir: &Module, expr: ExprId) -> bool {
    matches!(ir.kind(expr), ExprKind::List { kind: ListKind::List, .. })
}
