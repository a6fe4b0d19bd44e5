//! What the standard libraries of the languages do with text, lists and maps, as far as keys are made with them.

mod go;
mod javascript;
mod python;
mod replaced;
mod strings;

use std::rc::Rc;

use super::pattern::Pattern;
use super::value::{External, List, ListPart, Shape, Turn, Turns, Value};
use super::{Cx, Evaluator, Site, hash};
use crate::syntax::ir::*;

/// How a method adds to what it is called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adds {
    /// Its arguments, as elements: `push`, `append`, `add`.
    Elements,
    /// The elements of its argument: `extend`, `update`.
    Lists,
    /// Its second argument: `insert`.
    AtIndex,
    /// Its two arguments as a key and a value: `set`.
    Entry,
}

/// Whether a method adds to its receiver in place, and how.
pub fn adding_method(language: Language, name: &str) -> Option<Adds> {
    match (language, name) {
        (Language::Python, "append" | "add" | "appendleft") => Some(Adds::Elements),
        (Language::Python, "extend" | "update") => Some(Adds::Lists),
        (Language::Python, "insert") => Some(Adds::AtIndex),
        (Language::JavaScript | Language::TypeScript | Language::Tsx, "push" | "unshift" | "add") => {
            Some(Adds::Elements)
        }
        (Language::JavaScript | Language::TypeScript | Language::Tsx, "set") => Some(Adds::Entry),
        _ => None,
    }
}

/// Whether the name of a function says that it gives something new each time it is called.
pub fn gives_new_values(name: &str) -> bool {
    const MARKS: &[&str] = &[
        "uuid", "random", "rand", "nanoid", "now", "next", "ulid", "cuid", "time", "date", "new", "generate", "pop",
        "shift", "counter",
    ];
    let name = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    MARKS.iter().any(|mark| name.contains(mark))
}

/// Whether a method gives something to call further methods on, rather than a value that keys are made of.
pub(super) fn gives_a_thing(name: &str) -> bool {
    const NAMES: &[&str] =
        &["pipeline", "multi", "duplicate", "nodes", "register_script", "TxPipeline", "Pipeline", "lock", "pubsub"];
    NAMES.contains(&name)
}

/// A method of text, lists, maps, or of something not known.
pub(super) fn method<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    of: &Value<'p>,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    let own = matches!(
        of,
        Value::Text(_) | Value::List(_) | Value::Map(_) | Value::Hole(_) | Value::Number(_) | Value::Results(_)
    );
    let list_like = own || matches!(of, Value::Union(_)) || is_reply(of);
    if !list_like {
        return None;
    }
    match cx.ir().language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => javascript::method(ev, cx, expr, of, name, call),
        Language::Python if own => python::method(ev, cx, expr, of, name, call),
        _ => None,
    }
}

/// Whether a value is what an external call gave, or a part of it: a reply that may be a list.
fn is_reply(value: &Value<'_>) -> bool {
    matches!(value, Value::External(external)
        if matches!(&**external, External::Call { .. } | External::Element { .. }))
}

/// A function that no module defines.
pub(super) fn function<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    match cx.ir().language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => javascript::function(ev, cx, expr, name, call),
        Language::Python => python::function(ev, cx, expr, name, call),
        Language::Go => go::function(ev, cx, expr, name, call),
        Language::Lua => None,
    }
}

/// A function of a standard library, reached through an import or a global.
pub(super) fn external<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    external: &External<'p>,
    call: &'p Call,
) -> Option<Value<'p>> {
    let External::Symbol { module, path } = external else { return None };
    let name = path.last()?;
    match cx.ir().language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            let owner = if path.len() > 1 { path[path.len() - 2].as_str() } else { module.as_str() };
            javascript::external(ev, cx, expr, owner, name, call)
        }
        Language::Python => python::external(ev, cx, expr, module, name, call),
        Language::Go => go::external(ev, cx, expr, module, name, call),
        Language::Lua => None,
    }
}

/// A function value such as `String` or `str`, called by something else.
pub(super) fn applied<'p>(external: &External<'p>, args: &[Value<'p>]) -> Option<Value<'p>> {
    let External::Symbol { path, .. } = external else { return None };
    match path.last()?.as_str() {
        "String" | "str" | "Number" | "int" => args.first().cloned(),
        _ => None,
    }
}

/// An argument by position.
fn arg<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &Call, index: usize) -> Option<Value<'p>> {
    call.args.get(index).map(|arg| ev.eval(cx, arg.value))
}

/// What `f` gives for each element of a value, as a list.
fn mapped<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, over: &Value<'p>, function: &Value<'p>) -> Value<'p> {
    const UNROLL: usize = 24;
    let site = Some(cx.site(expr));
    let turn = turn_of(cx, expr, function);
    let apply = |value: Value<'p>| ev.apply(cx, expr, function, vec![value]);
    let mut parts = Vec::new();
    match over {
        Value::List(list) if list.parts.len() <= UNROLL => {
            for part in &list.parts {
                parts.push(match part {
                    ListPart::One(value, _) => ListPart::One(apply(value.clone()), site),
                    ListPart::Each(value, turn, _) => ListPart::Each(apply(value.clone()), *turn, site),
                    ListPart::Rest(rest, _) => ListPart::Each(apply(ev.element(cx, expr, rest, turn.turn)), turn, site),
                });
            }
        }
        Value::Results(values) if !values.is_empty() => return mapped(ev, cx, expr, &values[0], function),
        other => {
            let element = ev.element(cx, expr, other, turn.turn);
            parts.push(ListPart::Each(apply(element), turn, site));
        }
    }
    // A callback that gives a list per element (`flatMap`) is flattened by the caller.
    Value::List(Rc::new(List { parts }))
}

/// A list of lists as one list.
fn flattened<'p>(list: Value<'p>) -> Value<'p> {
    let Value::List(outer) = &list else { return list };
    let mut parts = Vec::new();
    for part in &outer.parts {
        match (part, part.value()) {
            (ListPart::One(..), Value::List(inner)) => parts.extend(inner.parts.iter().cloned()),
            (ListPart::Each(_, turn, _), Value::List(inner)) => {
                parts.extend(inner.parts.iter().map(|part| match part {
                    ListPart::One(value, site) => ListPart::Each(value.clone(), *turn, *site),
                    other => other.clone(),
                }));
            }
            _ => parts.push(part.clone()),
        }
    }
    Value::List(Rc::new(List { parts }))
}

/// The loop that a callback makes.
fn turn_of<'p>(cx: &Cx<'p>, expr: ExprId, function: &Value<'p>) -> Turn {
    if let Value::Function(closure) = function
        && let Some((_, turn)) = closure.cx.ir().function(closure.function).runs_per
    {
        return Turn { file: closure.cx.file.key, turn };
    }
    Turn { file: cx.file.key, turn: LoopId(0x4000_0000 + expr.0) }
}

/// The elements of a list with a separator in between.
fn joined<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, list: &Value<'p>, separator: &Value<'p>) -> Value<'p> {
    if let (Value::List(list), Some(separator)) = (list, separator.literal()) {
        if list.parts.iter().all(|part| matches!(part, ListPart::One(..))) {
            let mut pattern = Pattern::empty(Some(cx.site(expr)));
            for (index, part) in list.parts.iter().enumerate() {
                if index > 0 {
                    pattern.push_bytes(separator);
                }
                let at = part.site().filter(|site| site.file.key == cx.file.key).map_or(expr, |site| site.expr);
                ev.push(&mut pattern, cx, at, part.value());
            }
            return Value::Text(Rc::new(pattern));
        }
        return joined_partly(ev, cx, expr, list, separator);
    }
    text_hole(ev, cx, expr, &[list, separator])
}

/// A list of which some elements are known: `['app', ...parts].join(':')`.
fn joined_partly<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    list: &Rc<List<'p>>,
    separator: &[u8],
) -> Value<'p> {
    let mut pattern = Pattern::empty(Some(cx.site(expr)));
    for (index, part) in list.parts.iter().enumerate() {
        if index > 0 {
            pattern.push_bytes(separator);
        }
        let at = part.site().filter(|site| site.file.key == cx.file.key).map_or(expr, |site| site.expr);
        match part {
            ListPart::One(value, _) => ev.push(&mut pattern, cx, at, value),
            ListPart::Each(value, _, _) | ListPart::Rest(value, _) => {
                let whole = ev.derived_hole(cx, at, hash(&(value.identity(), 0x10_u8)), Turns::new());
                pattern.push_value(&whole);
            }
        }
    }
    Value::Text(Rc::new(pattern))
}

/// Text that depends on the given values and nothing else.
fn text_hole<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, of: &[&Value<'p>]) -> Value<'p> {
    let ids: Vec<u64> = of.iter().map(|value| value.identity()).collect();
    let turns: Turns = of.iter().flat_map(|value| value.turns()).collect();
    let name = cx.ir().call(expr).map(|call| cx.site(call.callee).text().rsplit('.').next().unwrap_or_default());
    match ev.derived_hole(cx, expr, hash(&(ids, name, 0x70_u8)), turns) {
        Value::Hole(hole) => {
            let mut hole = (*hole).clone();
            hole.shape = Shape::Text;
            Value::Hole(Rc::new(hole))
        }
        other => other,
    }
}

/// Text that depends on what a method is called on and on all arguments, and on nothing else.
fn text_of_call<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    of: Option<&Value<'p>>,
    call: &'p Call,
) -> Value<'p> {
    let args = call.args.iter().map(|arg| ev.eval(cx, arg.value));
    let inputs: Vec<Value<'p>> = of.cloned().into_iter().chain(args).collect();
    text_hole(ev, cx, expr, &inputs.iter().collect::<Vec<_>>())
}

/// Text in other letters: [`str::to_lowercase`] or [`str::to_uppercase`].
fn in_letters<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    of: &Value<'p>,
    made: Option<Site<'p>>,
    change: fn(&str) -> String,
) -> Value<'p> {
    match of.as_str() {
        Some(text) => Value::text(change(text).as_bytes(), made),
        None => text_hole(ev, cx, expr, &[of]),
    }
}

/// The keys of a map, as a list.
fn keys_of<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, map: &Value<'p>, what: Of) -> Value<'p> {
    let site = Some(cx.site(expr));
    let Value::Map(map_value) = map else {
        let whole = ev.derived_hole(cx, expr, hash(&(map.identity(), what as u8)), map.turns());
        return Value::List(Rc::new(List { parts: vec![ListPart::Rest(whole, site)] }));
    };
    let mut parts: Vec<ListPart<'p>> = map_value
        .entries
        .iter()
        .map(|entry| {
            let value = match what {
                Of::Keys => entry.key.clone(),
                Of::Values => entry.value.clone(),
            };
            match entry.turn {
                Some(turn) => ListPart::Each(value, turn, site),
                None => ListPart::One(value, site),
            }
        })
        .collect();
    if !map_value.rest.is_empty() || !map_value.kept.is_empty() {
        let rest = ev.derived_hole(cx, expr, hash(&(map.identity(), what as u8)), map.turns());
        parts.push(ListPart::Rest(rest, site));
    }
    Value::List(Rc::new(List { parts }))
}

/// What is taken out of a map.
#[derive(Debug, Clone, Copy)]
enum Of {
    Keys,
    Values,
}

/// A value as a list: itself, or an unknown number of its elements.
fn as_list<'p>(value: Value<'p>, site: Option<super::Site<'p>>) -> Value<'p> {
    match value {
        Value::List(_) => value,
        Value::Null => Value::List(Rc::default()),
        other => Value::List(Rc::new(List { parts: vec![ListPart::Rest(other, site)] })),
    }
}

/// Several lists as one.
fn concatenated<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, first: &Value<'p>, call: &Call) -> Value<'p> {
    let mut list = List::default();
    ev.pour(&mut list, first.clone(), None);
    for arg in &call.args {
        let value = ev.eval(cx, arg.value);
        let site = Some(cx.site(arg.value));
        match value {
            Value::Text(_) | Value::Number(_) => list.parts.push(ListPart::One(value, site)),
            other => ev.pour(&mut list, other, site),
        }
    }
    Value::List(Rc::new(list))
}
