//! Calls that look like Redis calls, going by the method's name, on something that is not known to be a client.

use super::library;
use super::model::Unresolved;
use super::receivers::Receivers;
use crate::eval::Cx;
use crate::eval::value::{Origin, Value};
use crate::redis;
use crate::syntax::ir::{ExprId, Language};

/// Commands whose names are words that anything may have as a method.
const COMMON: &[&str] = &[
    "append",
    "auth",
    "client",
    "cluster",
    "command",
    "config",
    "copy",
    "debug",
    "del",
    "discard",
    "dump",
    "echo",
    "eval",
    "exec",
    "exists",
    "expire",
    "failover",
    "function",
    "get",
    "info",
    "keys",
    "latency",
    "memory",
    "migrate",
    "module",
    "monitor",
    "move",
    "multi",
    "object",
    "persist",
    "ping",
    "psubscribe",
    "publish",
    "pubsub",
    "quit",
    "rename",
    "replicaof",
    "reset",
    "restore",
    "role",
    "save",
    "scan",
    "script",
    "select",
    "set",
    "shutdown",
    "sort",
    "substr",
    "subscribe",
    "sync",
    "time",
    "touch",
    "type",
    "unlink",
    "unsubscribe",
    "unwatch",
    "wait",
    "watch",
    "hello",
    "asking",
    "incr",
    "decr",
    "ttl",
    "lindex",
    "llen",
    "lset",
    "acl",
    "slowlog",
    "readonly",
    "getset",
    "digest",
    "backup",
];

/// The call, if it looks like one.
pub(super) fn of<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    object: ExprId,
    name: &str,
) -> Option<Unresolved<'p>> {
    let lower = name.to_ascii_lowercase();
    let upper_start = name.starts_with(|ch: char| ch.is_ascii_uppercase());
    let cased = (cx.ir().language == Language::Go) == upper_start;
    if !cased || COMMON.contains(&lower.as_str()) || redis::lookup(&lower).is_none() {
        return None;
    }
    let reason = match finder.ev.eval(cx, object) {
        Value::Hole(hole) if hole.origin == Origin::TooDeep => "what it is called on is too deep to follow",
        Value::Hole(hole) if matches!(hole.origin, Origin::Param { .. }) => {
            "it is called on a parameter without a type, and no caller says what that is"
        }
        Value::Hole(_) => "what it is called on is not known",
        value @ Value::External(_) => {
            let root = library::root_symbol(&value);
            if root.is_some_and(|module| library::is_other_client(cx.ir().language, module)) {
                return None;
            }
            "what it is called on comes from a library that is not followed"
        }
        _ => return None,
    };
    Some(Unresolved { site: cx.site(expr), reason })
}
