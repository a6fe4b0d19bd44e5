//! The keys of typed methods, by the rows of their tables.

use smallvec::SmallVec;

use super::api::KeyArg;
use super::arguments::{Many, Wired, is_list_like, item, wire, wired_part};
use super::model::{KeyItem, KeyKind, KeyList};
use super::receivers::Receivers;
use crate::eval::value::{ListPart, Value};
use crate::eval::{Cx, Site};
use crate::syntax::ir::{self, Call, Spread};

/// The keys of a typed method, by the rows of its table.
pub fn keys_of_rows<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    call: &'p Call,
    skip: usize,
    rows: &[KeyArg],
) -> KeyList<'p> {
    let mut reader = Rows { finder, cx, call, skip, list: KeyList::default() };
    for row in rows {
        reader.read(*row);
    }
    reader.list
}

struct Rows<'a, 'e, 'p> {
    finder: &'a Receivers<'e, 'p>,
    cx: &'a Cx<'p>,
    call: &'p Call,
    skip: usize,
    list: KeyList<'p>,
}

impl<'p> Rows<'_, '_, 'p> {
    fn positional(&self) -> impl Iterator<Item = &'p ir::Arg> + use<'p> {
        let call: &'p Call = self.call;
        call.args.iter().filter(|arg| arg.name.is_none() && arg.spread != Spread::Map).skip(self.skip)
    }

    fn argument(&self, position: u8, name: &str) -> Option<&'p ir::Arg> {
        let named = self.call.args.iter().find(|arg| !name.is_empty() && arg.name.as_deref() == Some(name));
        named.or_else(|| self.positional().nth(usize::from(position)))
    }

    fn read(&mut self, row: KeyArg) {
        match row {
            KeyArg::At(position, name) => {
                if let Some(arg) = self.argument(position, name) {
                    self.keys(arg);
                }
            }
            KeyArg::Named(name) => {
                if let Some(arg) = self.call.args.iter().find(|arg| arg.name.as_deref() == Some(name)) {
                    self.keys(arg);
                }
            }
            KeyArg::From(position) => {
                for arg in self.positional().skip(usize::from(position)) {
                    self.keys(arg);
                }
            }
            KeyArg::Pairs(position) => self.pairs(usize::from(position)),
            KeyArg::KeysOf(position, name) => {
                if let Some(arg) = self.argument(position, name) {
                    let value = self.finder.ev.eval(self.cx, arg.value);
                    self.keys_of(&value, self.cx.site(arg.value));
                }
            }
            KeyArg::Field(position, field) => {
                if let Some(Value::List(list)) = self.positional().nth(usize::from(position)).map(|arg| self.value(arg))
                {
                    self.field_of_each(&list.parts, field);
                } else if let Some((value, site)) = self.field(position, field) {
                    // A field of this name holds a list, known or not.
                    match value {
                        Value::Hole(_) | Value::External(_) if field == "Keys" => self.rest(&value, site),
                        _ => self.key_values(&value, site, false),
                    }
                }
            }
            KeyArg::FirstHalf(position, field) => {
                if let Some((value, site)) = self.field(position, field) {
                    match self.has_one_id(position) {
                        true => self.key_values(&value, site, false),
                        false => self.first_half(&value, site),
                    }
                }
            }
            KeyArg::FirstHalfFrom(position) => {
                let wired = wire(self.finder, self.cx, self.positional_slice(usize::from(position)));
                self.push_half(&wired);
            }
            KeyArg::Numkeys(position) => self.numkeys(usize::from(position)),
        }
    }

    /// The positional arguments from one on, as a slice: keyword arguments come last in all covered languages.
    fn positional_slice(&self, position: usize) -> &'p [ir::Arg] {
        self.call.args.get(self.skip + position..).unwrap_or_default()
    }

    fn keys(&mut self, arg: &ir::Arg) {
        let value = self.finder.ev.eval(self.cx, arg.value);
        self.key_values(&value, self.cx.site(arg.value), arg.spread == Spread::List);
    }

    /// A key, or a list of keys.
    fn key_values(&mut self, value: &Value<'p>, site: Site<'p>, spread: bool) {
        match value {
            Value::List(list) => {
                for part in &list.parts {
                    let wired = wired_part(part, site);
                    self.list.items.push(item(self.finder, &wired));
                }
            }
            Value::Map(_) => self.keys_of(value, site),
            Value::Null => {}
            Value::Union(values) if values.iter().any(|value| matches!(value, Value::List(_))) => {
                for value in values.iter() {
                    self.key_values(value, site, spread);
                }
            }
            other => {
                let many = if spread || is_list_like(other, site) { Many::Rest } else { Many::No };
                self.list.items.push(item(self.finder, &Wired { value: other.clone(), site: Some(site), many }));
            }
        }
    }

    fn keys_of(&mut self, value: &Value<'p>, site: Site<'p>) {
        match value {
            Value::Map(map) => {
                for entry in &map.entries {
                    let site = entry.site.map_or(site, |(key, _)| key);
                    let many = entry.turn.map_or(Many::No, Many::Each);
                    self.list
                        .items
                        .push(item(self.finder, &Wired { value: entry.key.clone(), site: Some(site), many }));
                }
                for rest in &map.rest {
                    self.rest(rest, site);
                }
            }
            Value::List(_) => self.key_values(value, site, true),
            Value::Null => {}
            // As a loop found it, or as it left it: which of the lists it is decides how many keys there are.
            Value::Union(values) if values.iter().any(|value| matches!(value, Value::List(_))) => {
                for value in values.iter() {
                    self.keys_of(value, site);
                }
                self.list.doubt = Some("one of several lists");
            }
            other => self.rest(other, site),
        }
    }

    fn rest(&mut self, value: &Value<'p>, site: Site<'p>) {
        self.list.items.push(item(self.finder, &Wired { value: value.clone(), site: Some(site), many: Many::Rest }));
    }

    fn pairs(&mut self, position: usize) {
        let args: SmallVec<[&'p ir::Arg; 8]> = self.positional().skip(position).collect();
        if let [only] = args.as_slice() {
            let value = self.finder.ev.eval(self.cx, only.value);
            let site = self.cx.site(only.value);
            match &value {
                Value::Map(_) => self.keys_of(&value, site),
                // One list for each key, which stands in front: `TSMAdd`.
                Value::List(list) if list.parts.iter().any(|part| matches!(part.value(), Value::List(_))) => {
                    for part in &list.parts {
                        let Value::List(group) = part.value() else { continue };
                        let Some(first) = group.parts.first() else { continue };
                        self.part(part, first.value(), first.site().unwrap_or(site));
                    }
                }
                Value::List(list) => {
                    for part in every_second(&list.parts) {
                        let wired = wired_part(part, site);
                        self.list.items.push(item(self.finder, &wired));
                    }
                }
                other => self.rest(other, site),
            }
            return;
        }
        for arg in args.iter().step_by(2) {
            self.keys(arg);
        }
    }

    fn value(&self, arg: &ir::Arg) -> Value<'p> {
        self.finder.ev.eval(self.cx, arg.value)
    }

    /// A field of each struct of a list: `JSONMSetArgs`.
    fn field_of_each(&mut self, parts: &[ListPart<'p>], field: &str) {
        for part in parts {
            let Value::Map(map) = part.value() else { continue };
            let Some((entry, site)) = map.get(field).zip(part.site()) else { continue };
            let site = entry.site.map_or(site, |(_, value)| value);
            self.part(part, &entry.value, site);
        }
    }

    /// What stands in a part of a list.
    fn part(&mut self, part: &ListPart<'p>, value: &Value<'p>, site: Site<'p>) {
        let wired = Wired { value: value.clone(), site: Some(site), ..wired_part(part, site) };
        self.list.items.push(item(self.finder, &wired));
    }

    fn field(&self, position: u8, field: &str) -> Option<(Value<'p>, Site<'p>)> {
        let arg = self.positional().nth(usize::from(position))?;
        match self.finder.ev.eval(self.cx, arg.value) {
            Value::Map(map) => {
                let entry = map.get(field)?;
                Some((entry.value.clone(), entry.site.map_or(self.cx.site(arg.value), |(_, value)| value)))
            }
            other => {
                let member = self.finder.ev.member(self.cx, arg.value, &other, &smol_str::SmolStr::from(field));
                Some((member, self.cx.site(arg.value)))
            }
        }
    }

    /// Whether one id for all streams is given beside them (`XReadArgs.ID`, go-redis 9.5.4), so that no ids follow them.
    fn has_one_id(&self, position: u8) -> bool {
        let Some(arg) = self.positional().nth(usize::from(position)) else { return false };
        match self.finder.ev.eval(self.cx, arg.value) {
            Value::Map(map) => map.get("ID").is_some_and(|entry| entry.value.literal() != Some(&b""[..])),
            _ => false,
        }
    }

    fn first_half(&mut self, value: &Value<'p>, site: Site<'p>) {
        match value {
            Value::List(list) => {
                let wired: Vec<Wired<'p>> = list.parts.iter().map(|part| wired_part(part, site)).collect();
                self.push_half(&wired);
            }
            Value::Null => {}
            other => self.rest(other, site),
        }
    }

    fn push_half(&mut self, wired: &[Wired<'p>]) {
        let all_one = wired.iter().all(|arg| arg.many == Many::No);
        let take = if all_one { wired.len() / 2 } else { wired.len().div_ceil(2) };
        for arg in &wired[..take] {
            self.list.items.push(item(self.finder, arg));
        }
    }

    fn numkeys(&mut self, position: usize) {
        let wired = wire(self.finder, self.cx, self.positional_slice(position + 1));
        let count = self.positional().nth(position).map(|arg| self.finder.ev.eval(self.cx, arg.value));
        let all_one = wired.iter().all(|arg| arg.many == Many::No);
        let take = match count {
            Some(Value::Number(count)) if all_one => (count as usize).min(wired.len()),
            _ => wired.len(),
        };
        for arg in &wired[..take] {
            self.list.items.push(item(self.finder, arg));
        }
    }
}

/// Keys of a list of keys and values by turns. In a loop that appends both, the first of each pair is the key.
fn every_second<'a, 'p>(parts: &'a [ListPart<'p>]) -> impl Iterator<Item = &'a ListPart<'p>> {
    parts.iter().step_by(2)
}

/// Keys of a row that a loop makes many of.
pub(super) fn each_turn<'p>(keys: KeyList<'p>, part: &ListPart<'p>) -> KeyList<'p> {
    let ListPart::Each(_, turn, _) = part else { return keys };
    let items = keys.items.into_iter().map(|item| KeyItem {
        kind: match item.kind {
            KeyKind::One(patterns) => KeyKind::Each(patterns, *turn),
            other => other,
        },
        site: item.site,
    });
    KeyList { items: items.collect(), doubt: keys.doubt }
}
