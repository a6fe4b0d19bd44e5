//! The strings that keys are made of, for rules about what is written in them rather than about what a call does.

use std::rc::Rc;

use super::FileCx;
use crate::clients::model::{KeyKind, Operation, Prefix};
use crate::clients::relation::slots_matter;
use crate::eval::pattern::Pattern;
use crate::eval::value::{Origin, Value};
use crate::eval::{Cx, Site};
use crate::syntax::ir::{BinaryOp, ExprId, ExprKind, Piece, Spread};

/// Constants are followed through this many definitions to the string that holds what is looked for.
const MAX_STEPS: u32 = 6;
/// Callers of a wrapper that are looked at.
const MAX_CALLERS: usize = 48;

/// A string in the place of a key.
pub(super) struct KeyString<'a, 'p> {
    /// The call that uses it.
    pub operation: &'a Operation<'p>,
    /// The key.
    pub pattern: Rc<Pattern<'p>>,
    /// Where the key is put together.
    pub made: Site<'p>,
}

/// The keys of a file's operations, each with the place where it is put together. A key that is a parameter stands for
/// what the callers of its function give.
pub(super) fn key_strings<'a, 'p>(cx: &FileCx<'a, 'p>) -> Vec<KeyString<'a, 'p>> {
    let mut found = Vec::new();
    for operation in &cx.model.operations {
        if !slots_matter(operation.client.mode)
            || !cx.concerns(&operation.client)
            || is_tagged(&operation.client.prefix)
        {
            continue;
        }
        for item in &operation.keys.items {
            let (KeyKind::One(patterns) | KeyKind::Each(patterns, _)) = &item.kind else { continue };
            for pattern in patterns {
                match pattern.made {
                    Some(made) if pattern.has_text() => {
                        found.push(KeyString { operation, pattern: pattern.clone(), made });
                    }
                    _ => from_callers(cx, operation, pattern, &mut found),
                }
            }
        }
    }
    found
}

/// A tag in ioredis' `keyPrefix` decides, whatever the key holds.
fn is_tagged(prefix: &Prefix<'_>) -> bool {
    matches!(prefix, Prefix::Known(prefix) if prefix.is_tagged())
}

/// `get(key) { return redis.get(key) }`: the strings that callers pass.
fn from_callers<'a, 'p>(
    cx: &FileCx<'a, 'p>,
    operation: &'a Operation<'p>,
    pattern: &Pattern<'p>,
    found: &mut Vec<KeyString<'a, 'p>>,
) {
    let Some(hole) = pattern.holes().next().filter(|_| pattern.parts().len() == 1) else { return };
    let (Origin::Param { file, function, index }, Some(site)) = (hole.origin, hole.site) else { return };
    if site.file.key != file {
        return;
    }
    cx.ev.begin();
    for caller in cx.ev.callers(site.file, function).into_iter().take(MAX_CALLERS) {
        let Some(call) = caller.file.ir.call(caller.expr) else { continue };
        let name = site.file.ir.function(function).params.get(index as usize).map(|param| &param.name);
        let named = call.args.iter().find(|arg| arg.name.is_some() && arg.name.as_ref() == name);
        let Some(arg) = named.or_else(|| call.args.get(index as usize)) else { continue };
        if arg.spread != Spread::No {
            continue;
        }
        let value = cx.ev.eval(&Cx::of(caller.file), arg.value);
        for one in value.alternatives() {
            let Value::Text(pattern) = one else { continue };
            if let (Some(made), true) = (pattern.made, pattern.has_text()) {
                found.push(KeyString { operation, pattern: pattern.clone(), made });
            }
        }
    }
}

/// The string that by itself holds what is looked for: a constant or a piece made elsewhere, or the whole.
pub(super) fn origin<'p>(
    cx: &FileCx<'_, 'p>,
    pattern: &Rc<Pattern<'p>>,
    made: Site<'p>,
    holds: &dyn Fn(&Pattern<'p>) -> bool,
) -> (Rc<Pattern<'p>>, Site<'p>) {
    let (mut pattern, mut made) = (pattern.clone(), made);
    cx.ev.begin();
    for _ in 0..MAX_STEPS {
        let next = pieces(made).into_iter().find_map(|piece| {
            let Value::Text(inner) = cx.ev.eval(&Cx::of(made.file), piece) else { return None };
            let at = inner.made.filter(|at| *at != made)?;
            holds(&inner).then_some((inner, at))
        });
        let Some((inner, at)) = next else { break };
        (pattern, made) = (inner, at);
    }
    (pattern, made)
}

/// The expressions that a string is put together of, where they are made somewhere else.
fn pieces(made: Site<'_>) -> Vec<ExprId> {
    let ir = &made.file.ir;
    let mut found = Vec::new();
    let mut at = vec![made.expr];
    while let Some(expr) = at.pop() {
        match ir.kind(expr) {
            ExprKind::Binary { op: BinaryOp::Add | BinaryOp::Concat, left, right } => at.extend([*right, *left]),
            ExprKind::Template(pieces) => {
                found.extend(pieces.iter().filter_map(|piece| match piece {
                    Piece::Hole(hole) => Some(*hole),
                    Piece::Text(_) => None,
                }));
            }
            ExprKind::Name { .. } | ExprKind::Member { .. } | ExprKind::Call(_) if expr != made.expr => {
                found.push(expr)
            }
            _ => {}
        }
    }
    found
}
