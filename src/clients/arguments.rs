//! The arguments of a client's method as a command would get them, as far as they are known.

use std::rc::Rc;

use super::model::{KeyItem, KeyKind, KeyList, Source};
use super::receivers::Receivers;
use super::replies::{Matched, is_list_replied, reply_of};
use crate::eval::pattern::Pattern;
use crate::eval::value::{External, Hole, ListPart, MapEntry, Origin, Shape, Value};
use crate::eval::{Cx, Site};
use crate::redis::{self, Arg, Command, KeyAt};
use crate::syntax::ir::{self, ExprKind, Spread};

/// One argument on its way to the server.
#[derive(Clone)]
pub struct Wired<'p> {
    /// Its value.
    pub value: Value<'p>,
    /// Where it stands.
    pub site: Option<Site<'p>>,
    /// One argument, or any number of them.
    pub many: Many,
}

/// Whether a [`Wired`] is one argument or any number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// One.
    No,
    /// Any number that look like the value; the loop that makes them.
    Each(crate::eval::value::Turn),
    /// Any number of which only the origin is known.
    Rest,
}

/// Whether the last argument of a call is the callback that older JavaScript passes, going by its name.
fn is_callback(value: &Value<'_>, site: Site<'_>) -> bool {
    const NAMES: &[&str] = &["callback", "cb", "done", "next", "fn", "resolve"];
    value.is_hole() && NAMES.contains(&site.text())
}

/// Positional arguments, lists flattened one level: how ioredis builds a command, and what `Do` and `execute_command`
/// take. Maps are flattened too (`mset({...})`). A callback at the end is left out.
pub fn wire<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, args: &'p [ir::Arg]) -> Vec<Wired<'p>> {
    let mut wired = Vec::new();
    for (index, arg) in args.iter().enumerate() {
        if arg.name.is_some() || arg.spread == Spread::Map {
            continue;
        }
        let site = cx.site(arg.value);
        let value = finder.ev.eval(cx, arg.value);
        if index > 0 && index + 1 == args.len() && is_callback(&value, site) {
            continue;
        }
        match &value {
            Value::Function(_) => continue,
            Value::List(list) => wired.extend(list.parts.iter().map(|part| wired_part(part, site))),
            Value::Map(map) => {
                for entry in &map.entries {
                    push_entry(&mut wired, entry, site);
                }
                for rest in &map.rest {
                    wired.push(Wired { value: rest.clone(), site: Some(site), many: Many::Rest });
                }
            }
            _ if arg.spread == Spread::List || is_list_like(&value, site) || is_list_replied(finder, &value) => {
                wired.push(Wired { value, site: Some(site), many: Many::Rest });
            }
            _ => wired.push(Wired { value, site: Some(site), many: Many::No }),
        }
    }
    wired
}

/// A part of a list as an argument; `fallback` is the place of a part that has none.
pub fn wired_part<'p>(part: &ListPart<'p>, fallback: Site<'p>) -> Wired<'p> {
    let site = part.site().or(Some(fallback));
    match part {
        ListPart::One(value, _) => Wired { value: value.clone(), site, many: Many::No },
        ListPart::Each(value, turn, _) => Wired { value: value.clone(), site, many: Many::Each(*turn) },
        ListPart::Rest(value, _) => Wired { value: value.clone(), site, many: Many::Rest },
    }
}

fn push_entry<'p>(wired: &mut Vec<Wired<'p>>, entry: &MapEntry<'p>, fallback: Site<'p>) {
    let (key_site, value_site) = entry.site.unwrap_or((fallback, fallback));
    let many = entry.turn.map_or(Many::No, Many::Each);
    wired.push(Wired { value: entry.key.clone(), site: Some(key_site), many });
    if many == Many::No {
        wired.push(Wired { value: entry.value.clone(), site: Some(value_site), many });
    }
}

/// Whether an unknown value is more likely a list than one key, going by its declared type or its name.
pub fn is_list_like(value: &Value<'_>, site: Site<'_>) -> bool {
    match value {
        Value::List(_) => true,
        Value::Hole(hole) => match hole.shape {
            Shape::List => true,
            Shape::Text | Shape::Number => false,
            Shape::Unknown => plural(site.text()),
        },
        Value::Union(values) => {
            values.iter().any(|value| matches!(value, Value::List(_)))
                || (plural(site.text())
                    && values.iter().any(|value| matches!(value, Value::Hole(_) | Value::External(_))))
        }
        Value::External(external) => match &**external {
            External::Call { .. } | External::Element { .. } | External::Member { .. } => plural(site.text()),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the last word of an expression's text is a plural, or says that it is a list.
fn plural(text: &str) -> bool {
    let text = text.trim_end_matches(['!', ')', '(']);
    let word: &str = text.rsplit(|ch: char| !ch.is_alphanumeric() && ch != '_').next().unwrap_or(text);
    let lower = word.to_ascii_lowercase();
    // `timeoutSeconds` is one number.
    let measured = ["seconds", "secs", "millis", "bytes"];
    if measured.iter().any(|unit| lower.ends_with(unit)) {
        return false;
    }
    let singular =
        ["address", "status", "class", "redis", "alias", "process", "access", "progress", "pass", "ss", "us", "is"];
    (lower.ends_with('s') && lower.len() > 3 && !singular.iter().any(|end| lower.ends_with(end)))
        || lower.ends_with("list")
        || lower.ends_with("array")
        || lower.ends_with("batch")
        || lower.ends_with("chunk")
}

/// The keys of a command whose arguments are known as they go to the server.
pub fn keys_of_wire<'p>(
    finder: &Receivers<'_, 'p>,
    command: &Command,
    wired: &[Wired<'p>],
) -> (KeyList<'p>, redis::Keys) {
    let texts: Vec<Option<Vec<u8>>> = wired.iter().map(|arg| plain_text(&arg.value)).collect();
    let args: Vec<Arg<'_>> = wired
        .iter()
        .zip(&texts)
        .map(|(arg, text)| match (arg.many, text) {
            (Many::No, Some(text)) => Arg::Known(text),
            (Many::No, None) => length_of(arg, wired).unwrap_or(Arg::Value),
            _ => Arg::Many,
        })
        .collect();
    let keys = redis::extract(command, &args);
    let mut list = KeyList { items: Vec::new(), doubt: keys.doubt.map(redis::Doubt::text) };
    for found in &keys.found {
        let arg = &wired[found.at.index()];
        match found.at {
            KeyAt::One(_) => list.items.push(item(finder, arg)),
            KeyAt::Rest { elements, .. } if elements.is_single() => {
                list.items.push(item(finder, &Wired { many: Many::No, ..arg.clone() }));
            }
            KeyAt::Rest { .. } => list.items.push(item(finder, arg)),
        }
    }
    (list, keys)
}

fn plain_text(value: &Value<'_>) -> Option<Vec<u8>> {
    match value {
        Value::Text(_) => value.literal().map(<[u8]>::to_vec),
        Value::Number(number) => Some(crate::eval::pattern::number_text(*number).into_bytes()),
        _ => None,
    }
}

/// `keys.length`, `len(keys)`: the number of elements of another argument.
fn length_of<'a>(arg: &Wired<'_>, wired: &[Wired<'_>]) -> Option<Arg<'a>> {
    let site = arg.site?;
    let ir = &site.file.ir;
    let (object, plus) = counted(ir, site.expr, 0)?;
    let text = site.file.source.text.get(ir.span(object).range())?;
    let of = wired.iter().position(|other| {
        other.many != Many::No
            && other.site.is_some_and(|other| {
                let other = other.text();
                other == text || other.strip_prefix("...").is_some_and(|rest| rest == text)
            })
    })?;
    Some(Arg::Length { of, plus })
}

fn counted(ir: &ir::Module, expr: ir::ExprId, depth: u32) -> Option<(ir::ExprId, usize)> {
    match ir.kind(expr) {
        ExprKind::Member { object, property, .. } if property == "length" => Some((*object, 0)),
        ExprKind::Call(call) if call.args.len() == 1 => match ir.kind(call.callee) {
            ExprKind::Name { name, .. } if name == "len" => Some((call.args[0].value, 0)),
            _ => None,
        },
        ExprKind::Binary { op: ir::BinaryOp::Add, left, right } if depth == 0 => {
            let (counted, number) = match (ir.kind(*left), ir.kind(*right)) {
                (_, ExprKind::Number(number)) => (*left, *number),
                (ExprKind::Number(number), _) => (*right, *number),
                _ => return None,
            };
            counted_plain(ir, counted).map(|object| (object, number as usize))
        }
        _ => None,
    }
}

fn counted_plain(ir: &ir::Module, expr: ir::ExprId) -> Option<ir::ExprId> {
    counted(ir, expr, 1).map(|(object, _)| object)
}

/// An argument as one key, or as a list of them.
pub fn item<'p>(finder: &Receivers<'_, 'p>, arg: &Wired<'p>) -> KeyItem<'p> {
    let kind = match arg.many {
        Many::No => KeyKind::One(patterns(finder, &arg.value, arg.site)),
        // Each is what the turn took from the reply.
        Many::Each(_) if reply_of(finder, &arg.value, 0).is_some() => opaque(finder, &arg.value),
        Many::Each(turn) => KeyKind::Each(patterns(finder, &arg.value, arg.site), turn),
        Many::Rest => opaque(finder, &arg.value),
    };
    KeyItem { kind, site: arg.site }
}

fn opaque<'p>(finder: &Receivers<'_, 'p>, value: &Value<'p>) -> KeyKind<'p> {
    if let Some(reply) = reply_of(finder, value, 0) {
        return match reply.matched {
            Matched::OneSlot(pattern, turn) => KeyKind::Each(vec![pattern], turn),
            Matched::MayBeTagged => KeyKind::Opaque(value.clone(), Source::Other),
            Matched::Anything => KeyKind::Opaque(value.clone(), Source::Reply(reply.command)),
        };
    }
    let source = match value {
        Value::Hole(hole) if hole.origin.given_to().is_some() => Source::Parameter,
        Value::Union(values)
            if values.iter().any(|value| matches!(value, Value::Hole(hole) if hole.origin.given_to().is_some())) =>
        {
            Source::Parameter
        }
        _ => Source::Other,
    };
    KeyKind::Opaque(value.clone(), source)
}

/// The patterns that one key may be.
pub fn patterns<'p>(finder: &Receivers<'_, 'p>, value: &Value<'p>, site: Option<Site<'p>>) -> Vec<Rc<Pattern<'p>>> {
    const CAP: usize = 4;
    let mut found: Vec<Rc<Pattern<'p>>> = Vec::new();
    let all = value.alternatives();
    for one in all.iter().take(CAP) {
        // An empty text beside others is one that is not set.
        let is_unset = all.len() > 1 && one.literal().is_some_and(<[u8]>::is_empty);
        if matches!(one, Value::Null) || is_unset {
            continue;
        }
        match one {
            Value::Text(pattern) => found.push(pattern.clone()),
            other => {
                let mut pattern = Pattern::empty(site);
                match (other, site) {
                    (Value::Hole(_) | Value::Number(_), _) | (_, None) => pattern.push_value(other),
                    (_, Some(site)) => {
                        let turns = other.turns();
                        let reply = reply_of(finder, other, 0);
                        if let Some(Matched::OneSlot(known, _)) = reply.as_ref().map(|reply| &reply.matched) {
                            found.push(known.clone());
                            continue;
                        }
                        let origin = reply.map_or(Origin::Other, |reply| Origin::Reply(reply.command));
                        let unknown = Hole::unknown(finder.ev.text_identity(other), site.label());
                        let hole = Hole { turns, site: Some(site), origin, ..unknown };
                        pattern.push_hole(Rc::new(hole));
                    }
                }
                found.push(Rc::new(pattern));
            }
        }
    }
    found
}
