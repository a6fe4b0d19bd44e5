//! Lists: their elements, slices and what is poured into them.

use std::rc::Rc;

use super::pattern::Tag;
use super::value::{External, Hole, Instance, List, ListPart, Origin, Shape, Turn, Turns, Value, Which};
use super::{Cx, Evaluator, hash};
use crate::syntax::ir::*;

/// Literal lists up to this length are gone through element by element.
const UNROLL: usize = 24;

impl<'p> Evaluator<'p> {
    /// Adds all elements of a value to a list.
    pub fn pour(&self, list: &mut List<'p>, value: Value<'p>, site: Option<super::Site<'p>>) {
        match value {
            Value::List(other) => list.parts.extend(other.parts.iter().cloned()),
            Value::Null => {}
            Value::Union(values) if values.iter().all(|value| matches!(value, Value::List(_))) => {
                // Either of several lists: each may contribute, in the order they are written.
                for value in values.iter() {
                    self.pour(list, value.clone(), site);
                }
            }
            Value::Results(values) => {
                if let Some(first) = values.first() {
                    self.pour(list, first.clone(), site);
                }
            }
            other => list.parts.push(ListPart::Rest(other, site)),
        }
    }

    /// An element of a value in a turn of a loop.
    pub(super) fn element(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>, turn: LoopId) -> Value<'p> {
        let turn = Turn { file: cx.file.key, turn };
        match of {
            Value::List(list) => match list.parts.as_slice() {
                [ListPart::One(value, _)] => value.clone(),
                [ListPart::Each(value, inner, _)] => {
                    // The same elements, seen again: they vary with this loop now.
                    self.varying(cx, expr, value, *inner, turn)
                }
                [ListPart::Rest(rest, _)] => self.element(cx, expr, rest, turn.turn),
                parts => self.one_of(cx, expr, parts, of, turn),
            },
            Value::Map(map) if map.rest.is_empty() && map.entries.len() == 1 => {
                let entry = &map.entries[0];
                let value = if cx.ir().language == Language::Python { &entry.key } else { &entry.value };
                match entry.turn {
                    Some(inner) if matches!(value, Value::External(_)) => self.varying(cx, expr, value, inner, turn),
                    _ => self.marked(cx, expr, value, turn),
                }
            }
            Value::Results(values) => match values.first() {
                Some(first) => self.element(cx, expr, &first.clone(), turn.turn),
                None => self.hole(cx, expr),
            },
            Value::External(_) => {
                Value::external(External::Element { of: of.clone(), turn: Some(turn), site: cx.site(expr) })
            }
            Value::Union(values) => {
                // `client.nodes()` of a client that is one of several kinds is one of several calls.
                if values.iter().any(|value| matches!(value, Value::List(_) | Value::External(_))) {
                    let each: Vec<Value<'p>> =
                        values.iter().map(|value| self.element(cx, expr, value, turn.turn)).collect();
                    return Value::union(each);
                }
                self.element_hole(cx, expr, of, turn)
            }
            _ => self.element_hole(cx, expr, of, turn),
        }
    }

    fn element_hole(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>, turn: Turn) -> Value<'p> {
        let mut turns = of.turns();
        turns.push(turn);
        let origin = match of {
            Value::Hole(hole) if hole.origin == Origin::TooDeep => Origin::TooDeep,
            _ => Origin::Other,
        };
        Value::Hole(Rc::new(Hole {
            id: hash(&(of.identity(), turn, 0xe1_u8)),
            text: cx.site(expr).label(),
            turns,
            origin,
            site: Some(cx.site(expr)),
            shape: Shape::Unknown,
            among: None,
        }))
    }

    fn one_of(&self, cx: &Cx<'p>, expr: ExprId, parts: &[ListPart<'p>], of: &Value<'p>, turn: Turn) -> Value<'p> {
        let things =
            parts.iter().all(|part| !matches!(part.value(), Value::Text(_) | Value::Hole(_) | Value::Number(_)));
        if things && !parts.is_empty() {
            return Value::union(parts.iter().map(|part| match part {
                ListPart::Rest(rest, _) => self.element(cx, expr, rest, turn.turn),
                other => other.value().clone(),
            }));
        }
        tagged_alike(parts).unwrap_or_else(|| self.element_hole(cx, expr, of, turn))
    }

    /// A value as an element of a loop: it varies with the turns of the loop.
    fn marked(&self, cx: &Cx<'p>, expr: ExprId, value: &Value<'p>, turn: Turn) -> Value<'p> {
        match value {
            Value::Text(_) | Value::Hole(_) | Value::Number(_) => self.element_hole(cx, expr, value, turn),
            other => other.clone(),
        }
    }

    /// Whether what a call makes depends on the turn of a loop.
    fn made_per(&self, cx: &Cx<'p>, call: ExprId, turn: Turn) -> bool {
        let Some(call) = cx.ir().call(call) else { return false };
        call.args.iter().any(|arg| self.eval(cx, arg.value).turns().contains(&turn))
    }

    /// Elements that varied with one loop, gone through again by another.
    fn varying(&self, cx: &Cx<'p>, expr: ExprId, value: &Value<'p>, from: Turn, to: Turn) -> Value<'p> {
        match value {
            Value::Hole(hole) => {
                Value::Hole(Rc::new(Hole { text: cx.site(expr).label(), ..varying_hole(hole, from, to) }))
            }
            Value::Text(pattern) => {
                let mut out = super::pattern::Pattern::empty(pattern.made);
                let mut varies = false;
                for part in pattern.parts() {
                    match part {
                        super::pattern::Part::Literal(bytes) => out.push_bytes(bytes),
                        super::pattern::Part::Hole(hole) if hole.turns.contains(&from) => {
                            varies = true;
                            out.push_hole(Rc::new(varying_hole(hole, from, to)));
                        }
                        super::pattern::Part::Hole(hole) => out.push_hole(hole.clone()),
                    }
                }
                if varies { Value::Text(Rc::new(out)) } else { value.clone() }
            }
            // What something external gave in that loop, such as a row of a reply.
            Value::External(external)
                if !matches!(
                    &**external,
                    External::OfType { .. } | External::Ascribed { value: Value::Hole(_), .. }
                ) =>
            {
                if !value.turns().contains(&from) {
                    return value.clone();
                }
                Value::external(External::Element { of: value.clone(), turn: Some(to), site: cx.site(expr) })
            }
            Value::Instance(instance) if instance.made.is_some() => {
                let varies = instance.made.as_ref().is_some_and(|(cx, site)| self.made_per(cx, site.expr, from));
                if !varies {
                    return value.clone();
                }
                let which =
                    Which { id: hash(&(value.identity(), to)), turns: Turns::from_iter([to]), ..Which::default() };
                Value::Instance(Rc::new(Instance { which, ..Instance::of(instance.class, None) }))
            }
            Value::Instance(_) | Value::Shaped(_) | Value::External(_) => {
                let mut turns = value.turns();
                turns.retain(|turn| *turn != from);
                turns.push(to);
                super::types::told_apart(
                    value.clone(),
                    &Which { id: hash(&(value.identity(), to)), turns, ..Which::default() },
                )
            }
            other => other.clone(),
        }
    }

    /// Some element of a value, outside any loop of its own.
    pub(super) fn any_element(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>) -> Value<'p> {
        match of {
            Value::List(list) => match list.parts.as_slice() {
                [part] => part.value().clone(),
                parts => tagged_alike(parts)
                    .unwrap_or_else(|| self.derived_hole(cx, expr, hash(&(of.identity(), 0xa1_u8)), of.turns())),
            },
            _ => self.derived_hole(cx, expr, hash(&(of.identity(), 0xa1_u8)), of.turns()),
        }
    }

    /// A key or index in a turn of a loop.
    pub(super) fn key_of(&self, cx: &Cx<'p>, expr: ExprId, of: ExprId, turn: LoopId) -> Value<'p> {
        let of = self.eval(cx, of);
        let turn = Turn { file: cx.file.key, turn };
        if let Value::Map(map) = &of
            && let ([entry], true) = (map.entries.as_slice(), map.rest.is_empty())
        {
            return self.marked(cx, expr, &entry.key, turn);
        }
        let mut turns = of.turns();
        turns.push(turn);
        self.derived_hole(cx, expr, hash(&(of.identity(), turn, 0x1e_u8)), turns)
    }

    /// `xs[a:b]`: still a list that looks like the whole.
    pub(super) fn slice(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>) -> Value<'p> {
        match of {
            Value::List(list) => {
                let mut parts = list.parts.clone();
                // Which of several known elements remain is not known, so none is certain to be there.
                if parts.len() > 1 && parts.iter().all(|part| matches!(part, ListPart::One(..))) {
                    let rest = self.derived_hole(cx, expr, hash(&(of.identity(), 0x51_u8)), of.turns());
                    parts = vec![ListPart::Rest(rest, Some(cx.site(expr)))];
                }
                Value::List(Rc::new(List { parts }))
            }
            Value::Text(_) => self.derived_hole(cx, expr, hash(&(of.identity(), cx.site(expr).text())), of.turns()),
            other => other.clone(),
        }
    }

    /// `xs[i]`, `m[k]`.
    pub(super) fn index(&self, cx: &Cx<'p>, expr: ExprId, object: ExprId, index: ExprId) -> Value<'p> {
        let of = self.eval(cx, object);
        let at = self.eval(cx, index);
        if let Some(name) = at.as_str() {
            let name = smol_str::SmolStr::from(name);
            return self.member(cx, expr, &of, &name);
        }
        match (&of, &at) {
            (Value::List(list), Value::Number(number)) => {
                let index = if *number < 0.0 { list.parts.len() as f64 + number } else { *number } as usize;
                let known = list.parts.iter().take(index + 1).all(|part| matches!(part, ListPart::One(..)));
                match list.parts.get(index) {
                    Some(part) if known => return part.value().clone(),
                    _ => {}
                }
                if let [ListPart::Each(value, ..)] = list.parts.as_slice()
                    && !matches!(value, Value::Text(_) | Value::Hole(_))
                {
                    return value.clone();
                }
            }
            (Value::Results(values), Value::Number(number)) => {
                if let Some(value) = values.get(*number as usize) {
                    return value.clone();
                }
            }
            (Value::Map(map), _) => {
                if let Some(kept) = self.kept_in(cx, expr, map, &at) {
                    return kept;
                }
            }
            (Value::External(_), _) => {
                // `rows[i]`: another one in each turn of the loop that `i` counts.
                let turn = at.turns().first().copied();
                return Value::external(External::Element { of: of.clone(), turn, site: cx.site(expr) });
            }
            _ => {}
        }
        self.at_key(cx, expr, &of, &at)
    }

    /// What is at a key or index, when no more is known of it.
    pub(super) fn at_key(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>, at: &Value<'p>) -> Value<'p> {
        let mut turns = of.turns();
        turns.extend(at.turns());
        self.derived_hole(cx, expr, hash(&(of.identity(), at.identity(), 0x1d_u8)), turns)
    }

    /// One of several results, or an element of what is taken apart.
    pub(super) fn part(&self, cx: &Cx<'p>, expr: ExprId, of: ExprId, index: u32) -> Value<'p> {
        let value = self.eval(cx, of);
        self.part_of(cx, expr, &value, index)
    }

    fn part_of(&self, cx: &Cx<'p>, expr: ExprId, value: &Value<'p>, index: u32) -> Value<'p> {
        match value {
            Value::Results(values) => values.get(index as usize).cloned().unwrap_or_else(|| self.hole(cx, expr)),
            Value::List(list) => match list.parts.get(index as usize) {
                Some(ListPart::One(value, _))
                    if list.parts.iter().take(index as usize).all(|part| matches!(part, ListPart::One(..))) =>
                {
                    value.clone()
                }
                Some(ListPart::Each(value, ..)) if list.parts.len() == 1 => value.clone(),
                _ => self.derived_hole(cx, expr, hash(&(value.identity(), index, 0x9b_u8)), value.turns()),
            },
            Value::Union(values) => {
                let parts: Vec<Value<'p>> = values.iter().map(|value| self.part_of(cx, expr, value, index)).collect();
                Value::union(parts)
            }
            // Go: the first of `v, err` is the value; a checked assertion or map access gives `v, ok`.
            other if index == 0 && cx.ir().language == Language::Go => other.clone(),
            Value::External(_) => self.external_index(cx, expr, value),
            other => self.derived_hole(cx, expr, hash(&(other.identity(), index, 0x9b_u8)), other.turns()),
        }
    }

    /// A comprehension or `map` over a literal list: one element made for each.
    pub(super) fn unroll(&self, cx: &Cx<'p>, over: ExprId, element: ExprId, turn: LoopId) -> Option<Value<'p>> {
        let Value::List(list) = self.eval(cx, over) else { return None };
        let all_known = list.parts.iter().all(|part| matches!(part, ListPart::One(..)));
        if !all_known || list.parts.is_empty() || list.parts.len() > UNROLL {
            return None;
        }
        let mut parts = Vec::with_capacity(list.parts.len());
        for part in &list.parts {
            let inner = self.turn_frame(cx, turn, part.value().clone());
            parts.push(ListPart::One(self.eval(&inner, element), Some(cx.site(element))));
        }
        Some(Value::List(Rc::new(List { parts })))
    }
}

/// Which of several keys it is makes no difference to the slot if all have the same hash tag.
fn tagged_alike<'p>(parts: &[ListPart<'p>]) -> Option<Value<'p>> {
    let tagged = |part: &ListPart<'p>| match part {
        ListPart::One(Value::Text(pattern), _) => Some(pattern.hashed()).filter(|hashed| hashed.tag == Tag::Tagged),
        _ => None,
    };
    let (first, rest) = parts.split_first()?;
    let first = tagged(first)?;
    let alike = rest.iter().all(|part| tagged(part).is_some_and(|other| other.region.same_as(&first.region)));
    alike.then(|| Value::union(parts.iter().map(|part| part.value().clone())))
}

/// A hole that varied with one loop, gone through again by another.
fn varying_hole<'p>(hole: &Hole<'p>, from: Turn, to: Turn) -> Hole<'p> {
    let mut turns = hole.turns.clone();
    turns.retain(|turn| *turn != from);
    turns.push(to);
    Hole { id: hash(&(hole.id, to)), turns, ..hole.clone() }
}
