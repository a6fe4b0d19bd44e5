//! Go's built-in functions and its standard library.

use std::rc::Rc;

use super::super::pattern::Pattern;
use super::super::value::{List, ListPart, Shape, Value};
use super::super::{Cx, Evaluator};
use super::replaced::{Occurrences, replaced};
use super::strings::{CallArguments, verbs};
use super::{arg, as_list, in_letters, joined, text_of_call};
use crate::syntax::ir::*;

pub(super) fn function<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    name: &str,
    call: &'p Call,
) -> Option<Value<'p>> {
    match name {
        "append" => append(ev, cx, expr, call),
        "make" => Some(match cx.ir().kind(call.args.first()?.value) {
            ExprKind::OfType(ty) => made(cx, *ty),
            _ => Value::List(Rc::default()),
        }),
        "len" => Some(ev.count(cx, expr, &arg(ev, cx, call, 0)?)),
        "string" => match arg(ev, cx, call, 0)? {
            Value::Number(number) => character(number),
            value => Some(value),
        },
        "any" | "interface" => arg(ev, cx, call, 0),
        "new" => None,
        _ => None,
    }
}

fn made<'p>(cx: &Cx<'p>, ty: TypeId) -> Value<'p> {
    match cx.ir().ty(ty) {
        TypeExpr::Map(..) => Value::Map(Rc::default()),
        _ => Value::List(Rc::default()),
    }
}

/// `append(xs, ...)`. Inside a loop that the slice was not made in, it adds any number of such elements.
fn append<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, call: &'p Call) -> Option<Value<'p>> {
    let first = call.args.first()?;
    let mut list = List::default();
    ev.pour(&mut list, ev.eval(cx, first.value), Some(cx.site(first.value)));
    let turn = match cx.ir().kind(first.value) {
        ExprKind::Name { binding: Some(binding), .. } => {
            let home = cx.ir().binding(*binding).defs.iter().find_map(|def| match def.kind {
                DefKind::Value(value) => Some(cx.ir().context_of(value)),
                _ => None,
            });
            ev.turn_between(cx, home?, cx.ir().context_of(expr))
        }
        _ => None,
    };
    for arg in &call.args[1..] {
        let (value, site) = (ev.eval(cx, arg.value), Some(cx.site(arg.value)));
        match (turn, arg.spread) {
            (None, Spread::No) => list.parts.push(ListPart::One(value, site)),
            (None, _) => ev.pour(&mut list, value, site),
            (Some(turn), Spread::No) => list.parts.push(ListPart::Each(value, turn, site)),
            (Some(turn), _) => {
                let element = ev.any_element(cx, arg.value, &value);
                list.parts.push(ListPart::Each(element, turn, site));
            }
        }
    }
    Some(Value::List(Rc::new(list)))
}

/// `strings.Split` of text that is known.
fn split<'p>(cx: &Cx<'p>, expr: ExprId, text: &Value<'p>, separator: &Value<'p>) -> Option<Value<'p>> {
    let (text, separator) = (text.as_str()?, separator.as_str().filter(|separator| !separator.is_empty())?);
    let site = Some(cx.site(expr));
    let parts = text.split(separator).map(|part| ListPart::One(Value::text(part.as_bytes(), site), site));
    Some(Value::List(Rc::new(List { parts: parts.collect() })))
}

/// `fmt.Sprint(a, b)`: one behind the other.
fn printed<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, call: &'p Call) -> Value<'p> {
    let mut pattern = Pattern::empty(Some(cx.site(expr)));
    for arg in &call.args {
        let value = ev.eval(cx, arg.value);
        ev.push(&mut pattern, cx, arg.value, &value);
    }
    Value::Text(Rc::new(pattern))
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
        ("fmt", "Sprintf") => {
            let Value::Text(format) = arg(ev, cx, call, 0)? else {
                return Some(text_of_call(ev, cx, expr, None, call));
            };
            let args = CallArguments { ev, cx, args: call.args.get(1..)? };
            Some(verbs(ev, cx, expr, &format, &args))
        }
        ("fmt", "Sprint") => Some(printed(ev, cx, expr, call)),
        ("strings", "Join") => Some(joined(ev, cx, expr, &arg(ev, cx, call, 0)?, &arg(ev, cx, call, 1)?)),
        ("strings", "Replace" | "ReplaceAll") => {
            let (Value::Text(template), [_, old, new, rest @ ..]) = (arg(ev, cx, call, 0)?, call.args.as_slice())
            else {
                return None;
            };
            let once = rest.first().is_some_and(|times| cx.site(times.value).text() == "1");
            let which = if once { Occurrences::First } else { Occurrences::All };
            replaced(ev, cx, expr, &template, (old, new), which)
        }
        ("strings", "Split") => split(cx, expr, &arg(ev, cx, call, 0)?, &arg(ev, cx, call, 1)?),
        ("strings", "ToLower" | "ToUpper") => {
            let change = if name == "ToLower" { str::to_lowercase } else { str::to_uppercase };
            Some(in_letters(ev, cx, expr, &arg(ev, cx, call, 0)?, Some(cx.site(expr)), change))
        }
        ("strconv", "FormatInt" | "FormatUint")
            if arg(ev, cx, call, 1).is_some_and(|base| !matches!(base, Value::Number(10.0))) =>
        {
            Some(text_of_call(ev, cx, expr, None, call))
        }
        ("strings", "TrimSpace" | "Clone") | ("strconv", "Itoa" | "FormatInt" | "FormatUint") => {
            Some(match arg(ev, cx, call, 0)? {
                // Text from here on: `string(5)` is another character, `string("5")` is not.
                number @ Value::Number(_) => {
                    let mut digits = Pattern::empty(Some(cx.site(expr)));
                    digits.push_value(&number);
                    Value::Text(Rc::new(digits))
                }
                Value::Hole(hole) => {
                    let mut hole = (*hole).clone();
                    hole.shape = Shape::Text;
                    Value::Hole(Rc::new(hole))
                }
                other => other,
            })
        }
        ("slices" | "lo" | "github.com/samber/lo", "Clone" | "Uniq" | "Compact") => {
            Some(as_list(arg(ev, cx, call, 0)?, Some(cx.site(expr))))
        }
        ("github.com/samber/lo", "Must" | "Must1") => {
            let given = call.args.first()?.value;
            Some(ev.part(cx, expr, given, 0))
        }
        ("sync", "OnceValue" | "OnceValues" | "OnceFunc") => arg(ev, cx, call, 0),
        ("github.com/samber/lo", "Map") => {
            let (over, function) = (arg(ev, cx, call, 0)?, arg(ev, cx, call, 1)?);
            Some(super::mapped(ev, cx, expr, &over, &function))
        }
        _ => None,
    }
}

/// `string(':')`: of a number, Go makes the character with that number. What is no character is left unknown.
fn character<'p>(number: f64) -> Option<Value<'p>> {
    if number.fract() != 0.0 || !(0.0..=f64::from(u32::from(char::MAX))).contains(&number) {
        return None;
    }
    let char = char::from_u32(number as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some(Value::text(char.encode_utf8(&mut [0; 4]).as_bytes(), None))
}
