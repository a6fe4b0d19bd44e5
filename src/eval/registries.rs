//! Maps that things are kept in, such as one client for each tenant: whatever the key, what is taken out is one of them.

use std::rc::Rc;

use smol_str::SmolStr;

use super::fields::FieldIndex;
use super::members::class_of_object;
use super::types::told_apart;
use super::value::{ClassRef, External, Hole, Instance, ListPart, MapEntry, MapValue, Value, Which};
use super::{Cx, Evaluator};
use crate::project::ModuleFile;
use crate::syntax::ir::*;

/// What is in a map that more places than this fill is not known.
const MAX_FILLINGS: usize = 4;
/// Options nested deeper than this are not known.
const MAX_NESTED: u32 = 4;

/// Each place of a file that fills a map in a field, `this.clients[key] = value` or `this.clients.set(key, value)`: the
/// class, the field, the filling.
pub(super) fn fillings(ir: &Module) -> Vec<((SmolStr, SmolStr), EntryAssignment)> {
    let calls = ir.flow.calls.iter().filter_map(|&call| {
        let call = ir.call(call)?;
        let ExprKind::Member { object, property, .. } = ir.kind(call.callee) else { return None };
        match (property.as_str(), call.args.as_slice()) {
            ("set" | "setdefault", [key, value]) => {
                Some(EntryAssignment { map: *object, key: key.value, value: value.value })
            }
            _ => None,
        }
    });
    let field = |filling: &EntryAssignment| {
        let ExprKind::Member { object, property, .. } = ir.kind(filling.map) else { return None };
        Some((class_of_object(ir, *object, ir.function_of(filling.value))?, property.clone()))
    };
    let all = ir.flow.entry_assignments.iter().copied().chain(calls);
    all.filter(|filling| may_be_a_thing(ir, filling.value))
        .filter_map(|filling| Some((field(&filling)?, filling)))
        .collect()
}

fn may_be_a_thing(ir: &Module, value: ExprId) -> bool {
    let kind = ir.kind(value);
    !kind.is_plain() && !matches!(kind, ExprKind::List { .. } | ExprKind::Record { .. } | ExprKind::Comprehension(_))
}

impl<'p> Evaluator<'p> {
    /// A map in a field, with the things that methods of its class put into it. Texts are left out: which of them a key
    /// leads to is not known.
    pub(super) fn filled_field(
        &self,
        files: &[&'p ModuleFile],
        instance: &Rc<Instance<'p>>,
        class: ClassRef<'p>,
        name: &SmolStr,
        value: Value<'p>,
    ) -> Value<'p> {
        let Value::Map(map) = &value else { return value };
        let class = &class.file.ir.class(class.class).name;
        let count: usize = files.iter().map(|file| self.field_index(file).fillings_of(class, name).len()).sum();
        if count == 0 || count > MAX_FILLINGS {
            return value;
        }
        let mut filled = (**map).clone();
        for file in files {
            for filling in self.field_index(file).fillings_of(class, name) {
                let cx = self.assignment_cx(file, file.ir.function_of(filling.value), instance, class);
                let kept = self.eval(&cx, filling.value);
                // `this.clients[key] ??= new Cluster()`: what was there before is nothing else.
                let things: Vec<Value<'p>> =
                    kept.alternatives().iter().filter(|value| is_thing(value)).cloned().collect();
                if !things.is_empty() {
                    let site = Some((cx.site(filling.key), cx.site(filling.value)));
                    let (key, value) = (self.eval(&cx, filling.key), Value::union(things));
                    filled.kept.push(MapEntry { key, value, turn: None, site });
                }
            }
        }
        if filled.kept.len() == map.kept.len() { value } else { Value::Map(Rc::new(filled)) }
    }

    /// What a map gives for a key: what was kept under that very key, or else, when it holds nothing but things, one of
    /// them. Which one is not known: it goes by the key.
    pub(super) fn kept_in(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        map: &Rc<MapValue<'p>>,
        key: &Value<'p>,
    ) -> Option<Value<'p>> {
        let id = key.identity();
        let is_it = |entry: &&MapEntry<'p>| entry.key.identity() == id;
        if let Some(entry) = map.entries.iter().rev().find(is_it) {
            return Some(entry.value.clone());
        }
        if map.kept.iter().any(|entry| is_it(&entry)) {
            return Some(Value::union(map.kept.iter().filter(is_it).map(|entry| entry.value.clone())));
        }
        // What was kept under another word is not it.
        let may_be = |entry: &&MapEntry<'p>| key.literal().is_none() || entry.key.literal().is_none();
        let others: Vec<&Value<'p>> =
            map.entries.iter().chain(&map.kept).filter(may_be).map(|entry| &entry.value).collect();
        if others.is_empty() || !others.iter().all(|other| other.alternatives().iter().all(is_thing)) {
            return None;
        }
        let Value::Hole(hole) = self.at_key(cx, expr, &Value::Map(map.clone()), key) else { return None };
        match others.as_slice() {
            [Value::Instance(instance)] if self.is_made_alike(instance) => {
                Some(Value::Instance(Rc::new(Instance { which: which(&hole), ..(**instance).clone() })))
            }
            others => Some(Value::union(others.iter().map(|other| some_of(other, &hole)))),
        }
    }

    /// Whether the call that made an instance gives its constructor the same each time it runs.
    fn is_made_alike(&self, instance: &Instance<'p>) -> bool {
        let Some((cx, site)) = &instance.made else { return false };
        let call = cx.ir().call(site.expr);
        call.is_some_and(|call| call.args.iter().all(|arg| is_known(&self.eval(cx, arg.value), 0)))
    }
}

/// Whether all of a value is written in the source; what is nested deep is not looked at.
fn is_known(value: &Value<'_>, depth: u32) -> bool {
    let is_part_known = |part: &Value<'_>| depth < MAX_NESTED && is_known(part, depth + 1);
    match value {
        Value::Text(pattern) => pattern.as_literal().is_some(),
        Value::Number(_) | Value::Bool(_) | Value::Null => true,
        Value::List(list) => {
            list.parts.iter().all(|part| matches!(part, ListPart::One(..)) && is_part_known(part.value()))
        }
        Value::Map(map) => {
            let is_entry_known = |entry: &MapEntry<'_>| is_part_known(&entry.key) && is_part_known(&entry.value);
            map.rest.is_empty() && map.kept.is_empty() && map.entries.iter().all(is_entry_known)
        }
        _ => false,
    }
}

/// Something that methods are called on. What stands for nothing else is told by its identity.
fn is_thing(value: &Value<'_>) -> bool {
    matches!(value, Value::External(_) | Value::Instance(_) | Value::Null)
}

fn which(taken: &Hole<'_>) -> Which {
    Which { id: taken.id, turns: taken.turns.clone(), name: taken.text.clone(), given_to: None }
}

/// Something like a value, of which no more is known than what it was taken by.
fn some_of<'p>(value: &Value<'p>, taken: &Rc<Hole<'p>>) -> Value<'p> {
    match value {
        Value::Union(values) => Value::union(values.iter().map(|value| some_of(value, taken))),
        Value::Instance(instance) => {
            Value::Instance(Rc::new(Instance { which: which(taken), ..Instance::of(instance.class, None) }))
        }
        Value::External(external) => match &**external {
            External::OfType { .. } | External::Ascribed { value: Value::Hole(_), .. } => {
                told_apart(value.clone(), &which(taken))
            }
            _ => Value::external(External::Ascribed { value: Value::Hole(taken.clone()), ty: value.clone() }),
        },
        other => other.clone(),
    }
}

impl FieldIndex {
    fn fillings_of(&self, class: &SmolStr, name: &SmolStr) -> &[EntryAssignment] {
        self.fillings.get(&(class.clone(), name.clone())).map_or(&[], Vec::as_slice)
    }
}
