//! Replies that programs use as keys: what KEYS, SCAN, SMEMBERS and their like give.

use std::rc::Rc;

use super::receivers::Receivers;
use crate::eval::pattern::{Part, Pattern, Tag};
use crate::eval::value::{External, Hole, Turn, Turns, Value};
use crate::eval::{Cx, Site};
use crate::syntax::ir;

/// The reply of a command that gives keys or members.
pub(super) struct Reply<'p> {
    pub(super) command: &'static str,
    pub(super) pattern: Option<(Rc<Pattern<'p>>, Turn)>,
}

/// Commands whose replies hold names that programs use as keys.
const GIVING: &[&str] =
    &["keys", "scan", "smembers", "lrange", "zrange", "hkeys", "hvals", "sscan", "zrangebyscore", "scan_iter"];

pub(super) fn reply_of<'p>(finder: &Receivers<'_, 'p>, value: &Value<'p>, depth: u32) -> Option<Reply<'p>> {
    if depth > 8 {
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
    Some(Reply { command, pattern: matched(finder, cx, site, command) })
}

/// The keys that a KEYS or SCAN pattern can give, when the pattern holds a whole hash tag.
fn matched<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    site: Site<'p>,
    command: &str,
) -> Option<(Rc<Pattern<'p>>, Turn)> {
    if !matches!(command, "keys" | "scan" | "scan_iter") {
        return None;
    }
    let call = site.file.ir.call(site.expr)?;
    let turn = Turn { file: site.file.key, turn: ir::LoopId(0x2000_0000 + site.expr.0) };
    call.args.iter().find_map(|arg| {
        let value = finder.ev.eval(cx, arg.value);
        let Value::Text(pattern) = &value else { return None };
        let hashed = pattern.hashed();
        let constant = !hashed
            .region
            .parts()
            .iter()
            .any(|part| matches!(part, Part::Literal(bytes) if bytes.iter().any(|byte| b"*?[".contains(byte))));
        if hashed.tag != Tag::Tagged || !constant {
            return None;
        }
        let mut out = (**pattern).clone();
        let rest = Hole { turns: Turns::from_iter([turn]), ..Hole::unknown(u64::from(site.expr.0), "rest") };
        out.push_hole(Rc::new(rest));
        Some((Rc::new(out), turn))
    })
}
