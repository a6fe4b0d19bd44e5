//! JavaScript's own objects.

use std::rc::Rc;

use super::super::pattern::Pattern;
use super::super::value::{List, ListPart, MapEntry, MapValue, Shape, Value};
use super::super::{Cx, Evaluator};
use super::replaced::{Occurrences, replaced};
use super::strings::{CallArguments, verbs};
use super::{Of, arg, as_list, concatenated, flattened, in_letters, joined, keys_of, mapped, text_hole, text_of_call};
use crate::syntax::ir::*;

/// Methods that give the same elements, or fewer.
const SAME_ELEMENTS: &[&str] = &[
    "filter",
    "slice",
    "reverse",
    "sort",
    "toSorted",
    "toReversed",
    "splice",
    "values",
    "take",
    "drop",
    "compact",
    "uniq",
];
/// Methods of text that give the same text, for keys.
const SAME_TEXT: &[&str] = &["toString", "valueOf", "trim", "normalize", "toWellFormed"];

pub(super) fn method<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    of: &Value<'p>,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    match name {
        "map" | "flatMap" => {
            let function = arg(ev, cx, call, 0)?;
            if !matches!(function, Value::Function(_) | Value::External(_)) {
                return None;
            }
            let list = mapped(ev, cx, expr, of, &function);
            return Some(if name == "flatMap" { flattened(list) } else { list });
        }
        "catch" | "finally" => return Some(of.clone()),
        _ => {}
    }
    match of {
        Value::Text(pattern) => text_method(ev, cx, expr, of, pattern, name, call),
        Value::List(_) | Value::Results(_) => list_method(ev, cx, expr, of, name, call),
        Value::Map(_) => map_method(ev, cx, expr, of, name, call),
        Value::Number(_) if name == "toString" => Some(of.clone()),
        Value::Hole(hole) => match name {
            "toString" | "valueOf" if call.args.is_empty() => Some(of.clone()),
            "trim" | "toLowerCase" | "toUpperCase" => Some(text_hole(ev, cx, expr, &[of])),
            "join" => {
                let separator = arg(ev, cx, call, 0).unwrap_or_else(|| Value::text(b",", None));
                Some(text_hole(ev, cx, expr, &[of, &separator]))
            }
            "concat" if hole.shape == Shape::List => Some(concatenated(ev, cx, of, call)),
            name if SAME_ELEMENTS.contains(&name) && hole.shape != Shape::Text => Some(of.clone()),
            _ => None,
        },
        _ if SAME_ELEMENTS.contains(&name) => Some(of.clone()),
        _ => None,
    }
}

fn text_method<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    of: &Value<'p>,
    pattern: &Rc<Pattern<'p>>,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    match name {
        name if SAME_TEXT.contains(&name) => Some(of.clone()),
        "toLowerCase" => Some(in_letters(ev, cx, expr, of, pattern.made, str::to_lowercase)),
        "toUpperCase" => Some(in_letters(ev, cx, expr, of, pattern.made, str::to_uppercase)),
        "concat" => {
            let mut out = (**pattern).clone();
            out.made = Some(cx.site(expr));
            for arg in &call.args {
                let value = ev.eval(cx, arg.value);
                ev.push(&mut out, cx, arg.value, &value);
            }
            Some(Value::Text(Rc::new(out)))
        }
        _ => {
            if let ("replace" | "replaceAll", [old, new]) = (name, call.args.as_slice()) {
                let which = if name == "replace" { Occurrences::First } else { Occurrences::All };
                if let Some(text) = replaced(ev, cx, expr, pattern, (old, new), which) {
                    return Some(text);
                }
            }
            Some(text_of_call(ev, cx, expr, Some(of), call))
        }
    }
}

fn list_method<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    of: &Value<'p>,
    name: &str,
    call: &Call,
) -> Option<Value<'p>> {
    match name {
        "join" => {
            let separator = arg(ev, cx, call, 0).unwrap_or_else(|| Value::text(b",", None));
            Some(joined(ev, cx, expr, of, &separator))
        }
        "concat" => Some(concatenated(ev, cx, of, call)),
        "flat" => Some(flattened(of.clone())),
        "slice" => Some(ev.slice(cx, expr, of)),
        "filter" | "splice" => Some(of.clone()),
        "pop" | "shift" | "at" | "find" => Some(ev.any_element(cx, expr, of)),
        name if SAME_ELEMENTS.contains(&name) => Some(of.clone()),
        _ => None,
    }
}

fn map_method<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    of: &Value<'p>,
    name: &str,
    call: &Call,
) -> Option<Value<'p>> {
    let Value::Map(map) = of else { return None };
    // An object literal's own method wins over the methods of `Map`.
    if map.get(name).is_some() {
        return None;
    }
    match name {
        "keys" => Some(keys_of(ev, cx, expr, of, Of::Keys)),
        "values" => Some(keys_of(ev, cx, expr, of, Of::Values)),
        "get" => {
            let key = arg(ev, cx, call, 0)?;
            ev.kept_in(cx, expr, map, &key).or_else(|| match map.entries.as_slice() {
                [entry] => Some(entry.value.clone()),
                _ => None,
            })
        }
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
        "String" | "Number" | "BigInt" => arg(ev, cx, call, 0),
        "Set" | "WeakSet" => Some(match arg(ev, cx, call, 0) {
            Some(value) => as_list(value, site),
            None => Value::List(Rc::default()),
        }),
        "Array" => Some(Value::List(Rc::default())),
        "Map" | "WeakMap" => Some(map_from(arg(ev, cx, call, 0))),
        "encodeURIComponent" => Some(text_hole(ev, cx, expr, &[&arg(ev, cx, call, 0)?])),
        _ => None,
    }
}

/// `new Map([[k, v], ...])`, `Object.fromEntries(...)`.
fn map_from<'p>(entries: Option<Value<'p>>) -> Value<'p> {
    let mut map = MapValue::default();
    match entries {
        Some(Value::List(list)) => {
            for part in &list.parts {
                let (Value::List(pair), turn) = (match part {
                    ListPart::One(value, _) => (value, None),
                    ListPart::Each(value, turn, _) => (value, Some(*turn)),
                    ListPart::Rest(value, _) => (value, None),
                }) else {
                    map.rest.push(part.value().clone());
                    continue;
                };
                if let [key, value] = pair.parts.as_slice() {
                    let site = key.site().zip(value.site());
                    map.entries.push(MapEntry { key: key.value().clone(), value: value.value().clone(), turn, site });
                }
            }
        }
        Some(other) => map.rest.push(other),
        None => {}
    }
    Value::Map(Rc::new(map))
}

/// `Object.assign({}, a, b)`: one behind the other.
fn assigned<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &'p Call) -> Value<'p> {
    let mut map = MapValue::default();
    for arg in &call.args {
        match ev.eval(cx, arg.value) {
            Value::Map(other) => {
                map.entries.extend(other.entries.iter().cloned());
                map.rest.extend(other.rest.iter().cloned());
            }
            other => map.rest.push(other),
        }
    }
    Value::Map(Rc::new(map))
}

pub(super) fn external<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    owner: &str,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    let site = Some(cx.site(expr));
    match (owner, name) {
        ("Promise", "all" | "resolve" | "allSettled" | "race" | "any") => arg(ev, cx, call, 0),
        ("Object", "keys") => Some(keys_of(ev, cx, expr, &arg(ev, cx, call, 0)?, Of::Keys)),
        ("Object", "values") => Some(keys_of(ev, cx, expr, &arg(ev, cx, call, 0)?, Of::Values)),
        ("Object", "entries") => Some(entries_of(&arg(ev, cx, call, 0)?, site)),
        ("Object", "fromEntries") => Some(map_from(arg(ev, cx, call, 0))),
        ("Object", "freeze" | "seal") => arg(ev, cx, call, 0),
        ("Object", "assign") => Some(assigned(ev, cx, call)),
        ("Array", "from") => {
            let over = arg(ev, cx, call, 0)?;
            match arg(ev, cx, call, 1) {
                Some(function) => Some(mapped(ev, cx, expr, &over, &function)),
                None => Some(as_list(over, site)),
            }
        }
        ("Array", "of") => Some(concatenated(ev, cx, &Value::List(Rc::default()), call)),
        ("Buffer", "from") | ("String", "raw") => arg(ev, cx, call, 0),
        ("util" | "node:util", "format") => {
            let Value::Text(format) = arg(ev, cx, call, 0)? else { return None };
            let args = CallArguments { ev, cx, args: call.args.get(1..)? };
            Some(verbs(ev, cx, expr, &format, &args))
        }
        ("_" | "lodash", "map" | "flatMap") | ("p-map", "default") | ("bluebird" | "Bluebird", "map") => {
            let (over, function) = (arg(ev, cx, call, 0)?, arg(ev, cx, call, 1)?);
            let list = mapped(ev, cx, expr, &over, &function);
            Some(if name == "flatMap" { flattened(list) } else { list })
        }
        (
            "_" | "lodash",
            "uniq" | "compact" | "shuffle" | "take" | "drop" | "filter" | "sortBy" | "uniqBy" | "chunk",
        ) => arg(ev, cx, call, 0),
        // Called again, they give what they gave, or give it by what they are called with.
        ("_" | "lodash", "once" | "memoize" | "debounce" | "throttle")
        | ("lodash/once" | "lodash/memoize" | "lodash.once" | "lodash.memoize" | "once" | "onetime", "default")
        | ("memoizee" | "memoize" | "memoize-one" | "mem" | "p-memoize" | "fast-memoize" | "moize", "default")
        | ("react", "cache") => arg(ev, cx, call, 0).filter(|given| matches!(given, Value::Function(_))),
        ("_" | "lodash", "concat") => Some(concatenated(ev, cx, &Value::List(Rc::default()), call)),
        ("", "String" | "Set" | "Map" | "Array" | "Number") => function(ev, cx, expr, name, call),
        _ => None,
    }
}

fn entries_of<'p>(map: &Value<'p>, site: Option<super::super::Site<'p>>) -> Value<'p> {
    let Value::Map(value) = map else { return as_list(map.clone(), site) };
    let pair = |entry: &MapEntry<'p>| {
        let parts = vec![
            ListPart::One(entry.key.clone(), entry.site.map(|(key, _)| key)),
            ListPart::One(entry.value.clone(), entry.site.map(|(_, value)| value)),
        ];
        Value::List(Rc::new(List { parts }))
    };
    let mut parts: Vec<ListPart<'p>> = value
        .entries
        .iter()
        .map(|entry| match entry.turn {
            Some(turn) => ListPart::Each(pair(entry), turn, site),
            None => ListPart::One(pair(entry), site),
        })
        .collect();
    parts.extend(value.rest.iter().map(|rest| ListPart::Rest(rest.clone(), site)));
    if !value.kept.is_empty() {
        parts.push(ListPart::Rest(map.clone(), site));
    }
    Value::List(Rc::new(List { parts }))
}
