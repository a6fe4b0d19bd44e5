//! Keys that a program has put together by their slots: the very way to split a command for a cluster.
//!
//! `const slots = groupBySlot(keys); for (const group of slots.values()) redis.del(...group)`: nothing of what the groups hold
//! is known, but all of one are in one slot.

use super::commands::typed_command;
use super::naming::holds_word;
use super::receivers::last_identifier;
use super::switches::words;
use crate::eval::Site;
use crate::syntax::ir::*;

/// Steps from a key to the groups that it is in.
const MAX_STEPS: u32 = 12;
/// Methods and functions that give the elements of a collection, alone or with their keys.
const ELEMENTS: &[&str] = &["values", "items", "entries", "from", "list", "tuple", "iter"];
/// Functions that give what they are given.
const COPIES: &[&str] = &["list", "tuple", "set", "sorted", "Array"];
/// Methods that take one group from a collection of them.
const TAKERS: &[&str] = &["get", "pop", "setdefault"];
/// Words of functions that put things into groups.
const GROUPERS: &[&str] = &["group", "groups", "grouped", "partition", "bucket", "buckets", "split"];
/// Things other than keys have slots, too (`adSlotMap`, `timeSlotMap`): these words may come before those of a key.
const OF_KEYS: &[&str] = &["get", "make", "build", "create", "key", "keys", "hash", "redis", "cluster"];

/// Whether keys, or what they are elements of, are one of several groups, each of one slot.
pub(super) fn is_of_one_slot(site: Site<'_>) -> bool {
    // Cheap, and seldom so.
    let text = site.file.source.text.as_bytes();
    let says = ["slot", "Slot", "crc16"].iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some());
    says && Groups { ir: &site.file.ir }.is_in_group(site.expr, 0)
}

struct Groups<'a> {
    ir: &'a Module,
}

impl Groups<'_> {
    /// Whether an expression is a group of one slot, or something in one.
    fn is_in_group(&self, expr: ExprId, steps: u32) -> bool {
        if steps > MAX_STEPS {
            return false;
        }
        let next = |expr| self.is_in_group(expr, steps + 1);
        match self.ir.kind(expr) {
            ExprKind::Name { binding: Some(binding), .. } => self.only_value(*binding).is_some_and(next),
            ExprKind::ElementOf { of, .. } => self.is_grouped(*of, steps + 1) || next(*of),
            ExprKind::Param { function, index: 0 } => {
                self.gone_through_by(*function).is_some_and(|of| self.is_grouped(of, steps + 1) || next(of))
            }
            ExprKind::Index { object, .. } => self.is_grouped(*object, steps + 1) || next(*object),
            ExprKind::Part { of, .. } => next(*of),
            ExprKind::Member { object, .. } => next(*object),
            ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } | ExprKind::Slice { object: inner } => {
                next(*inner)
            }
            ExprKind::Call(call) => match (self.ir.kind(call.callee), call.args.as_slice()) {
                // `slots.get(slot)`, `slots.pop(slot)`.
                (ExprKind::Member { object, property, .. }, [_, ..]) => {
                    TAKERS.contains(&property.as_str()) && self.is_grouped(*object, steps + 1)
                }
                // `list(group)`; what other functions make of a group is not known.
                (ExprKind::Name { name, .. }, [only]) if COPIES.contains(&name.as_str()) => next(only.value),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether an expression is a collection of groups, each of one slot.
    fn is_grouped(&self, expr: ExprId, steps: u32) -> bool {
        if steps > MAX_STEPS {
            return false;
        }
        match self.ir.kind(expr) {
            ExprKind::Name { name, binding: Some(binding) } => {
                let value = self.only_value(*binding);
                names_groups(name) && !value.is_some_and(|value| self.is_reply(value))
                    || self.is_filled_by_slot(*binding)
                    || value.is_some_and(|value| self.is_grouped(value, steps + 1))
            }
            ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } => self.is_grouped(*inner, steps + 1),
            ExprKind::Call(call) => self.gives_groups(call, steps),
            _ => false,
        }
    }

    fn gives_groups(&self, call: &Call, steps: u32) -> bool {
        let Some(name) = last_identifier(self.ir, call.callee) else { return false };
        if names_groups(name) || names_grouper(name) && call.args.iter().any(|arg| self.gives_slot(arg.value)) {
            return true;
        }
        let is_grouped = |of: ExprId| self.is_grouped(of, steps + 1);
        ELEMENTS.contains(&name.as_str())
            && match self.ir.kind(call.callee) {
                _ if call.args.first().is_some_and(|of| is_grouped(of.value)) => true,
                ExprKind::Member { object, .. } => is_grouped(*object),
                _ => false,
            }
    }

    /// Whether an expression is what a client answers: whatever its name, no keys that the program has grouped.
    fn is_reply(&self, expr: ExprId) -> bool {
        match self.ir.kind(expr) {
            ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } => self.is_reply(*inner),
            ExprKind::Call(call) => match self.ir.kind(call.callee) {
                ExprKind::Member { property, .. } => {
                    super::apis(self.ir.language).iter().any(|api| !api.named(property).is_empty())
                        || self.ir.language.is_javascript() && typed_command(property).is_some()
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether what a binding holds is put there under slots: `slots[keyslot(key)]...`, `slots.set(slot, group)`.
    fn is_filled_by_slot(&self, binding: BindingId) -> bool {
        let changes = self.ir.flow.changes.get(&binding).map(Vec::as_slice).unwrap_or_default();
        let by_change = changes.iter().any(|change| match change {
            Change::SetIndex { key, .. } => self.is_slot(*key, 0),
            Change::Method(call) => {
                matches!(self.ir.call(*call), Some(Call { args, .. }) if args.len() > 1 && self.is_slot(args[0].value, 0))
            }
            Change::SetMember(_) => false,
        });
        // `slots[keyslot(key)].append(key)` changes what is in it.
        let is_it =
            |expr: ExprId| matches!(self.ir.kind(expr), ExprKind::Name { binding: Some(of), .. } if *of == binding);
        by_change
            || self.ir.flow.calls.iter().filter_map(|&call| self.ir.call(call)).any(|call| {
                let ExprKind::Member { object, .. } = self.ir.kind(call.callee) else { return false };
                matches!(self.ir.kind(*object), ExprKind::Index { object, index } if is_it(*object) && self.is_slot(*index, 0))
            })
    }

    /// Whether an expression is the slot of a key, going by the name of what computes it, or by its own.
    fn is_slot(&self, expr: ExprId, steps: u32) -> bool {
        match self.ir.kind(expr) {
            ExprKind::Call(call) => last_identifier(self.ir, call.callee).is_some_and(|name| {
                names_slot_of_key(name)
                    || holds_word(name, "slot") && call.args.iter().any(|arg| self.is_key(arg.value))
            }),
            ExprKind::Name { name, binding } => {
                names_slot_of_key(name)
                    || steps < 2
                        && binding
                            .and_then(|binding| self.only_value(binding))
                            .is_some_and(|value| self.is_slot(value, steps + 1))
            }
            ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } => self.is_slot(*inner, steps),
            _ => false,
        }
    }

    /// Whether an expression is called a key: `getSlot(key)`.
    fn is_key(&self, expr: ExprId) -> bool {
        matches!(self.ir.kind(expr), ExprKind::Name { .. } | ExprKind::Member { .. })
            && last_identifier(self.ir, expr).is_some_and(|name| words(name).any(|word| word == "key"))
    }

    /// Whether an argument is a function that gives slots: `groupBy(keys, calculateSlot)`, `groupBy(keys, (k) => slotOf(k))`.
    fn gives_slot(&self, arg: ExprId) -> bool {
        match self.ir.kind(arg) {
            ExprKind::Name { .. } | ExprKind::Member { .. } => {
                last_identifier(self.ir, arg).is_some_and(|name| names_slot_of_key(name))
            }
            ExprKind::Function(function) => {
                let returns = self.ir.flow.returns.get(function.index()).map(Vec::as_slice).unwrap_or_default();
                matches!(returns, [only] if self.is_slot(*only, 0))
            }
            _ => false,
        }
    }

    /// What a callback is called with the elements of: `groups.map(f)`, `Array.from(groups, f)`.
    fn gone_through_by(&self, function: FuncId) -> Option<ExprId> {
        if let Some((over, _)) = self.ir.function(function).runs_per {
            return Some(over);
        }
        let &(call, index) = self.ir.flow.argument_of.get(&function)?;
        let call = self.ir.call(call)?;
        match (index, self.ir.kind(call.callee)) {
            (0, ExprKind::Member { object, .. }) => Some(*object),
            (1, _) => Some(call.args.first()?.value),
            _ => None,
        }
    }

    fn only_value(&self, binding: BindingId) -> Option<ExprId> {
        match self.ir.binding(binding).defs.as_slice() {
            [Def { kind: DefKind::Value(value), .. }] => Some(*value),
            _ => None,
        }
    }
}

/// Whether a name says that something is by the slots of keys: `keysBySlot`, `slot_map`.
fn names_groups(name: &str) -> bool {
    holds_word(name, "slot") && {
        let words: Vec<String> = words(name).collect();
        words.windows(2).enumerate().any(|(at, pair)| {
            let of_keys = || words[..at].iter().all(|word| OF_KEYS.contains(&word.as_str()));
            match (pair[0].as_str(), pair[1].as_str()) {
                ("by" | "per", "slot" | "slots") => true,
                ("slot" | "slots", "map" | "to" | "keys") => of_keys(),
                _ => false,
            }
        })
    } || names_slot_of_key(name)
}

/// Whether a name is one of functions that put things into groups.
fn names_grouper(name: &str) -> bool {
    words(name).any(|word| GROUPERS.contains(&word.as_str()))
}

/// Whether a name is one of the slot of a key: `keyslot`, `HashSlot`, `calculateSlot`, `slotOf`.
fn names_slot_of_key(name: &str) -> bool {
    let name: String = name.chars().filter(|ch| *ch != '_').map(|ch| ch.to_ascii_lowercase()).collect();
    let holds = |word: &&str| name.contains(*word);
    ["keyslot", "hashslot", "calculateslot", "slotforkey", "slotofkey", "crc16"].iter().any(holds)
        || matches!(name.as_str(), "slotof" | "slotfor" | "getslotof" | "getslotfor")
}
