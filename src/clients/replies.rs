//! Keys that come from the reply of another command.

use std::rc::Rc;

use super::receivers::Receivers;
use super::relation::may_hold_tag;
use crate::eval::pattern::{Part, Pattern, Tag};
use crate::eval::value::{External, Hole, Turn, Turns, Value};
use crate::eval::{Cx, Site};
use crate::syntax::ir::LoopId;

/// The reply of a command that gives keys or members.
pub(super) struct Reply<'p> {
    /// The command, in lower case.
    pub command: &'static str,
    /// The keys it gives.
    pub matched: Matched<'p>,
}

/// What the pattern of a KEYS or SCAN says of the slots of the keys it gives.
pub(super) enum Matched<'p> {
    /// They look like this, with one whole hash tag: `{user}:*`.
    OneSlot(Rc<Pattern<'p>>, Turn),
    /// They begin with a value that may hold a hash tag.
    MayBeTagged,
    /// Nothing.
    Anything,
}

/// Commands whose replies hold names that programs use as keys.
const GIVING: &[&str] =
    &["keys", "scan", "smembers", "lrange", "zrange", "hkeys", "hvals", "sscan", "zrangebyscore", "scan_iter"];
/// A reply is looked for this many calls and members deep.
const MAX_DEPTH: u32 = 8;

/// The reply that a value is, or was taken from.
pub(super) fn reply_of<'p>(finder: &Receivers<'_, 'p>, value: &Value<'p>, depth: u32) -> Option<Reply<'p>> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Union(values) => values.iter().find_map(|value| reply_of(finder, value, depth + 1)),
        Value::External(external) => match &**external {
            External::Element { of, .. } | External::Member { of, .. } => reply_of(finder, of, depth + 1),
            External::Call { callee: Value::External(callee), site, cx, .. } => match &**callee {
                // go-redis: what a command gives is asked for its value.
                External::Member { of, name, .. } if matches!(name.as_str(), "Result" | "Val" | "Iterator") => {
                    reply_of(finder, of, depth + 1)
                }
                External::Member { of, name, .. } => reply_to(finder, cx, *site, of, name),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Whether a value is the whole reply of a command that gives names one behind the other, and no cursor with them.
pub(super) fn is_list_replied<'p>(finder: &Receivers<'_, 'p>, value: &Value<'p>) -> bool {
    let is_whole = |value: &Value<'p>| match value {
        Value::External(external) if matches!(**external, External::Call { .. }) => {
            reply_of(finder, value, 0).is_some_and(|reply| !matches!(reply.command, "scan" | "sscan"))
        }
        _ => false,
    };
    value.alternatives().iter().any(is_whole)
}

/// The reply to a call of a client's method.
fn reply_to<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    site: Site<'p>,
    of: &Value<'p>,
    name: &str,
) -> Option<Reply<'p>> {
    let lower = name.to_ascii_lowercase();
    let command = GIVING.iter().copied().find(|giving| *giving == lower)?;
    // `dict.keys()` is called on no client.
    finder.of_value(of, cx.ir().language, 0, 0)?;
    Some(Reply { command, matched: matched(finder, cx, site, command) })
}

/// What the pattern that is given to KEYS or SCAN says of the keys.
fn matched<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, site: Site<'p>, command: &str) -> Matched<'p> {
    if !matches!(command, "keys" | "scan" | "scan_iter") {
        return Matched::Anything;
    }
    let args = site.file.ir.call(site.expr).map(|call| call.args.as_slice()).unwrap_or_default();
    for arg in args {
        let Value::Text(pattern) = finder.ev.eval(cx, arg.value) else { continue };
        let hashed = pattern.hashed();
        let is_wild =
            |part: &Part<'_>| matches!(part, Part::Literal(bytes) if bytes.iter().any(|byte| b"*?[".contains(byte)));
        if hashed.tag == Tag::Tagged && !hashed.region.parts().iter().any(is_wild) {
            let turn = Turn { file: site.file.key, turn: LoopId(0x2000_0000 + site.expr.0) };
            let mut out = (*pattern).clone();
            let rest = Hole { turns: Turns::from_iter([turn]), ..Hole::unknown(u64::from(site.expr.0), "rest") };
            out.push_hole(Rc::new(rest));
            return Matched::OneSlot(Rc::new(out), turn);
        }
        if hashed.tag == Tag::None && pattern.has_text() && may_hold_tag(&pattern) {
            return Matched::MayBeTagged;
        }
    }
    Matched::Anything
}
