//! What is added to a list or map in place, between where it is made and where it is used.

use std::rc::Rc;

use super::value::{ListPart, MapEntry, MapValue, Turn, Value};
use super::{Cx, Evaluator};
use crate::syntax::ir::*;

impl<'p> Evaluator<'p> {
    /// A list or map with what `push`, `append`, `m[k] = v` and the like added to it before the use, and after `since`.
    pub(super) fn with_changes(
        &self,
        cx: &Cx<'p>,
        at: Option<ExprId>,
        since: Option<ExprId>,
        binding: BindingId,
        value: Value<'p>,
    ) -> Value<'p> {
        let ir = cx.ir();
        let Some(changes) = ir.flow.changes.get(&binding) else { return value };
        let info = ir.binding(binding);
        let home = info.defs.iter().find_map(|def| match def.kind {
            DefKind::Value(value) => Some(ir.context_of(value)),
            _ => None,
        });
        let home = home.unwrap_or(CtxId(0));
        let mut value = value;
        for change in changes.iter().take(64) {
            let site = change.at(&ir.flow);
            if at.is_some_and(|at| {
                ir.span(site).start >= ir.span(at).start && ir.function_of(at) == ir.function_of(site)
            }) {
                continue;
            }
            let is_before =
                |since| ir.span(site).start < ir.span(since).start && ir.function_of(since) == ir.function_of(site);
            if since.is_some_and(is_before) {
                continue;
            }
            // Which of several maps it went into is not known.
            if since.is_none() && info.defs.len() > 1 && pours_into_map(ir, &value, *change) {
                continue;
            }
            let turn = self.turn_between(cx, home, ir.context_of(site));
            value = self.changed(cx, value, *change, turn);
        }
        value
    }

    fn changed(&self, cx: &Cx<'p>, value: Value<'p>, change: Change, turn: Option<Turn>) -> Value<'p> {
        let ir = cx.ir();
        match change {
            Change::Method(call) => {
                let Some(call_info) = ir.call(call) else { return value };
                let ExprKind::Member { property, .. } = ir.kind(call_info.callee) else { return value };
                let Some(kind) = super::builtins::adding_method(ir.language, property) else { return value };
                self.added(cx, value, kind, &call_info.args, turn)
            }
            Change::SetIndex { key, value: new } => self.set_index(cx, value, key, new, turn),
            Change::SetMember(index) => {
                let assignment = &ir.flow.member_assignments[index];
                let Value::Map(map) = &value else { return value };
                let mut map = (**map).clone();
                map.entries.push(MapEntry {
                    key: Value::text(assignment.name.as_bytes(), None),
                    value: self.eval(cx, assignment.value),
                    turn,
                    site: Some((cx.site(assignment.value), cx.site(assignment.value))),
                });
                Value::Map(Rc::new(map))
            }
        }
    }

    fn added(
        &self,
        cx: &Cx<'p>,
        value: Value<'p>,
        kind: super::builtins::Adds,
        args: &[Arg],
        turn: Option<Turn>,
    ) -> Value<'p> {
        use super::builtins::Adds;
        let mut list = match &value {
            Value::List(list) => (**list).clone(),
            Value::Map(map) if kind == Adds::Entry => return self.entry_added(cx, map, args, turn),
            Value::Map(map) if kind == Adds::Lists => return self.poured_in(cx, map, args),
            _ => return value,
        };
        let args: &[Arg] = match kind {
            Adds::AtIndex => args.get(1..).unwrap_or_default(),
            Adds::Entry => return value,
            Adds::Elements | Adds::Lists => args,
        };
        for arg in args {
            let site = Some(cx.site(arg.value));
            let new = self.eval(cx, arg.value);
            let many = arg.spread != Spread::No || kind == Adds::Lists;
            match (turn, many) {
                (None, false) => list.parts.push(ListPart::One(new, site)),
                (None, true) => self.pour(&mut list, new, site),
                (Some(turn), false) => list.parts.push(ListPart::Each(new, turn, site)),
                (Some(turn), true) => {
                    let element = self.any_element(cx, arg.value, &new);
                    list.parts.push(ListPart::Each(element, turn, site));
                }
            }
        }
        Value::List(Rc::new(list))
    }

    fn entry_added(&self, cx: &Cx<'p>, map: &Rc<MapValue<'p>>, args: &[Arg], turn: Option<Turn>) -> Value<'p> {
        let [key, value, ..] = args else { return Value::Map(map.clone()) };
        let mut map = (**map).clone();
        map.entries.push(MapEntry {
            key: self.eval(cx, key.value),
            value: self.eval(cx, value.value),
            turn,
            site: Some((cx.site(key.value), cx.site(value.value))),
        });
        Value::Map(Rc::new(map))
    }

    /// Python's `m.update(other, name=value)`.
    fn poured_in(&self, cx: &Cx<'p>, map: &Rc<MapValue<'p>>, args: &[Arg]) -> Value<'p> {
        let mut map = (**map).clone();
        for arg in args {
            let value = self.eval(cx, arg.value);
            match (&arg.name, value) {
                (Some(name), value) => map.entries.push(MapEntry {
                    key: Value::text(name.as_bytes(), None),
                    value,
                    turn: None,
                    site: Some((cx.site(arg.value), cx.site(arg.value))),
                }),
                (None, Value::Map(other)) => {
                    map.entries.extend(other.entries.iter().cloned());
                    map.rest.extend(other.rest.iter().cloned());
                }
                (None, Value::List(pairs)) => pairs.parts.iter().for_each(|part| map.add_pair(part)),
                (None, other) => map.rest.push(other),
            }
        }
        Value::Map(Rc::new(map))
    }

    fn set_index(&self, cx: &Cx<'p>, value: Value<'p>, key: ExprId, new: ExprId, turn: Option<Turn>) -> Value<'p> {
        let key_value = self.eval(cx, key);
        match &value {
            Value::List(list) => {
                let mut list = (**list).clone();
                let element = self.eval(cx, new);
                let site = Some(cx.site(new));
                match (turn, &key_value) {
                    (None, Value::Number(index)) if (*index as usize) < list.parts.len() => {
                        list.parts[*index as usize] = ListPart::One(element, site);
                    }
                    (Some(turn), _) => list.parts.push(ListPart::Each(element, turn, site)),
                    (None, _) => list.parts.push(ListPart::One(element, site)),
                }
                Value::List(Rc::new(list))
            }
            Value::Map(map) => {
                let mut map = (**map).clone();
                map.entries.push(MapEntry {
                    key: key_value,
                    value: self.eval(cx, new),
                    turn,
                    site: Some((cx.site(key), cx.site(new))),
                });
                Value::Map(Rc::new(map))
            }
            _ => value,
        }
    }
}

/// Whether a change is an `update` of a map.
fn pours_into_map(ir: &Module, value: &Value<'_>, change: Change) -> bool {
    let (Value::Map(_), Change::Method(call)) = (value, change) else { return false };
    let Some(ExprKind::Member { property, .. }) = ir.call(call).map(|call| ir.kind(call.callee)) else { return false };
    matches!(super::builtins::adding_method(ir.language, property), Some(super::builtins::Adds::Lists))
}
