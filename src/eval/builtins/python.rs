//! Python's own types and functions.

use std::rc::Rc;

use smol_str::SmolStr;

use super::super::value::{List, ListPart, MapEntry, MapValue, Shape, Value};
use super::super::{Cx, Evaluator, hash};
use super::replaced::{Occurrences, replaced};
use super::strings::{CallArguments, braces};
use super::{Of, arg, as_list, concatenated, in_letters, joined, keys_of, mapped, text_hole, text_of_call};
use crate::syntax::ir::*;

/// Methods of text that give the same text, for keys.
const SAME_TEXT: &[&str] = &["encode", "decode", "strip", "rstrip", "lstrip"];
/// Functions that give the elements of their argument.
const SAME_ELEMENTS: &[&str] = &["list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "deque"];

pub(super) fn method<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    of: &Value<'p>,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    match (of, name) {
        (Value::Text(_) | Value::Hole(_), "join") if call.args.len() == 1 => {
            let list = arg(ev, cx, call, 0)?;
            Some(joined(ev, cx, expr, &list, of))
        }
        (Value::Text(pattern), "format") => {
            let args = CallArguments { ev, cx, args: &call.args };
            Some(braces(ev, cx, expr, pattern, &args))
        }
        (Value::Text(_) | Value::Hole(_), name) if SAME_TEXT.contains(&name) => Some(of.clone()),
        (Value::Text(pattern), "lower") => Some(in_letters(ev, cx, expr, of, pattern.made, str::to_lowercase)),
        (Value::Text(pattern), "upper") => Some(in_letters(ev, cx, expr, of, pattern.made, str::to_uppercase)),
        (Value::Text(pattern), _) => {
            if let ("replace", [old, new]) = (name, call.args.as_slice())
                && let Some(text) = replaced(ev, cx, expr, pattern, (old, new), Occurrences::All)
            {
                return Some(text);
            }
            Some(text_of_call(ev, cx, expr, Some(of), call))
        }
        (Value::List(_), "copy") | (Value::Map(_), "copy") => Some(of.clone()),
        (Value::List(_), "pop") => Some(ev.any_element(cx, expr, of)),
        (Value::List(_), "union") => Some(concatenated(ev, cx, of, call)),
        (Value::Map(map), "get" | "pop" | "setdefault") => ev.kept_in(cx, expr, map, &arg(ev, cx, call, 0)?),
        (Value::Map(_), "keys") => Some(keys_of(ev, cx, expr, of, Of::Keys)),
        (Value::Map(_), "values") => Some(keys_of(ev, cx, expr, of, Of::Values)),
        _ => None,
    }
}

pub(super) fn function<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    let site = Some(cx.site(expr));
    match name {
        "str" | "bytes" | "int" | "repr" => Some(match arg(ev, cx, call, 0)? {
            value @ (Value::Text(_) | Value::Number(_)) => value,
            Value::Hole(hole) => {
                let mut hole = (*hole).clone();
                hole.shape = Shape::Text;
                Value::Hole(Rc::new(hole))
            }
            other => text_hole(ev, cx, expr, &[&other]),
        }),
        name if SAME_ELEMENTS.contains(&name) => Some(match arg(ev, cx, call, 0) {
            Some(Value::Map(map)) => keys_of(ev, cx, expr, &Value::Map(map), Of::Keys),
            Some(value) => as_list(value, site),
            None => Value::List(Rc::default()),
        }),
        "map" => {
            let (function, over) = (arg(ev, cx, call, 0)?, arg(ev, cx, call, 1)?);
            Some(mapped(ev, cx, expr, &over, &function))
        }
        "filter" => Some(as_list(arg(ev, cx, call, 1)?, site)),
        "len" => Some(ev.count(cx, expr, &arg(ev, cx, call, 0)?)),
        "dict" => Some(dict(ev, cx, call)),
        "zip" => zipped(ev, cx, expr, call),
        "getattr" => {
            let (of, name) = (arg(ev, cx, call, 0)?, arg(ev, cx, call, 1)?);
            let name = SmolStr::from(name.as_str()?);
            Some(ev.member(cx, expr, &of, &name))
        }
        _ => None,
    }
}

fn dict<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &Call) -> Value<'p> {
    let mut map = MapValue::default();
    for arg in &call.args {
        let value = ev.eval(cx, arg.value);
        match &arg.name {
            Some(name) => map.entries.push(MapEntry {
                key: Value::text(name.as_bytes(), None),
                value,
                turn: None,
                site: Some((cx.site(arg.value), cx.site(arg.value))),
            }),
            None => match value {
                Value::Map(other) => {
                    map.entries.extend(other.entries.iter().cloned());
                    map.rest.extend(other.rest.iter().cloned());
                }
                Value::List(pairs) => pairs.parts.iter().for_each(|part| map.add_pair(part)),
                other => map.rest.push(other),
            },
        }
    }
    Value::Map(Rc::new(map))
}

/// `zip(a, b, ...)`: tuples of what stands at the same place, seen from the first list.
fn zipped<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, call: &Call) -> Option<Value<'p>> {
    let Value::List(first) = as_list(arg(ev, cx, call, 0)?, None) else { return None };
    let others: Vec<ListPart<'p>> = call
        .args
        .iter()
        .skip(1)
        .map(|arg| ListPart::One(ev.any_element(cx, expr, &ev.eval(cx, arg.value)), Some(cx.site(arg.value))))
        .collect();
    let tuple = |value: &Value<'p>, site| {
        let mut parts = vec![ListPart::One(value.clone(), site)];
        parts.extend(others.iter().cloned());
        Value::List(Rc::new(List { parts }))
    };
    let parts = first.parts.iter().map(|part| match part {
        ListPart::One(value, site) => ListPart::One(tuple(value, *site), *site),
        ListPart::Each(value, turn, site) => ListPart::Each(tuple(value, *site), *turn, *site),
        ListPart::Rest(..) => part.clone(),
    });
    Some(Value::List(Rc::new(List { parts: parts.collect() })))
}

pub(super) fn external<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    module: &str,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    match (module, name) {
        ("", _) => function(ev, cx, expr, name, call),
        ("itertools", "chain") => Some(concatenated(ev, cx, &Value::List(Rc::new(List::default())), call)),
        ("asyncio", "gather" | "wait_for" | "shield" | "create_task" | "ensure_future") => arg(ev, cx, call, 0),
        ("functools", "partial") => {
            let function = arg(ev, cx, call, 0)?;
            (call.args.len() == 1).then_some(function)
        }
        ("functools", "cache") => arg(ev, cx, call, 0).filter(|given| matches!(given, Value::Function(_))),
        ("collections", "defaultdict") => Some(Value::Map(Rc::default())),
        ("collections", "OrderedDict") => Some(dict(ev, cx, call)),
        ("collections", "deque") => Some(Value::List(Rc::default())),
        ("os.path" | "posixpath", "join") | ("re", "sub") => Some(text_of_call(ev, cx, expr, None, call)),
        ("copy", "copy" | "deepcopy") => arg(ev, cx, call, 0),
        ("hashlib" | "uuid" | "secrets", _) => {
            let ids: Vec<u64> = call.args.iter().map(|arg| ev.eval(cx, arg.value).identity()).collect();
            if ids.is_empty() {
                Some(ev.hole(cx, expr))
            } else {
                Some(ev.derived_hole(cx, expr, hash(&ids), Default::default()))
            }
        }
        _ => None,
    }
}
