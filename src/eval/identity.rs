//! Which values are the same, and with which loops they vary.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::value::{External, Turns, Value};

/// How far an identity looks into a value: so many links of a chain of calls, which is `pipeline().get(a).get(b)` and so on.
const DEEPEST: u32 = 28;
/// What a level of what has several parts counts for, such as a list in a list.
const NESTED: u32 = 4;

impl<'p> Value<'p> {
    /// A number that is equal for equal values.
    pub fn identity(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.hash_into(&mut hasher, 0);
        hasher.finish()
    }

    fn hash_into(&self, hasher: &mut FxHasher, depth: u32) {
        std::mem::discriminant(self).hash(hasher);
        if depth > DEEPEST {
            return;
        }
        match self {
            Value::Text(pattern) => pattern.hash_into(hasher),
            Value::Number(number) => number.to_bits().hash(hasher),
            Value::Bool(value) => value.hash(hasher),
            Value::Null => {}
            Value::List(list) => {
                for part in &list.parts {
                    std::mem::discriminant(part).hash(hasher);
                    part.value().hash_into(hasher, depth + NESTED);
                }
            }
            Value::Map(map) => {
                for entry in map.entries.iter().chain(&map.kept) {
                    entry.key.hash_into(hasher, depth + NESTED);
                    entry.value.hash_into(hasher, depth + NESTED);
                }
                for rest in &map.rest {
                    rest.hash_into(hasher, depth + NESTED);
                }
            }
            Value::Shaped(shaped) => {
                (shaped.cx.file.key, shaped.ty, shaped.cx.frame_id(), shaped.which.id).hash(hasher);
            }
            Value::Function(closure) => {
                closure.cx.file.key.hash(hasher);
                closure.function.hash(hasher);
                closure.cx.frame_id().hash(hasher);
            }
            Value::Class(class) => (class.file.key, class.class).hash(hasher),
            Value::Instance(instance) => {
                (instance.class.file.key, instance.class.class, instance.which.id).hash(hasher);
                if let Some((cx, site)) = &instance.made {
                    (cx.frame_id(), site.file.key, site.expr).hash(hasher);
                }
            }
            Value::Namespace(files) => files.iter().for_each(|file| file.as_os_str().as_encoded_bytes().hash(hasher)),
            Value::External(external) => external.hash_into(hasher, depth + 1),
            Value::Results(values) | Value::Union(values) => {
                values.iter().for_each(|value| value.hash_into(hasher, depth + NESTED));
            }
            Value::Hole(hole) => hole.id.hash(hasher),
        }
    }

    /// The loops that the value depends on.
    pub fn turns(&self) -> Turns {
        let mut turns = Turns::new();
        self.collect_turns(&mut turns, 0);
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    fn collect_turns(&self, turns: &mut Turns, depth: u32) {
        if depth > 24 {
            return;
        }
        match self {
            Value::Text(pattern) => turns.extend(pattern.holes().flat_map(|hole| hole.turns.iter().copied())),
            Value::Hole(hole) => turns.extend(hole.turns.iter().copied()),
            Value::Instance(instance) => turns.extend(instance.which.turns.iter().copied()),
            Value::Shaped(shaped) => turns.extend(shaped.which.turns.iter().copied()),
            Value::Union(values) | Value::Results(values) => {
                values.iter().for_each(|value| value.collect_turns(turns, depth + 1));
            }
            Value::List(list) => list.parts.iter().for_each(|part| part.value().collect_turns(turns, depth + 1)),
            Value::External(external) => match &**external {
                External::Member { of, .. } => of.collect_turns(turns, depth + 1),
                External::Call { callee, turns: given, .. } => {
                    turns.extend(given.iter().copied());
                    callee.collect_turns(turns, depth + 1);
                }
                External::Ascribed { value, .. } => value.collect_turns(turns, depth + 1),
                External::Element { of, turn, .. } => {
                    turns.extend(*turn);
                    of.collect_turns(turns, depth + 1);
                }
                _ => {}
            },
            _ => {}
        }
    }
}

impl<'p> External<'p> {
    fn hash_into(&self, hasher: &mut FxHasher, depth: u32) {
        std::mem::discriminant(self).hash(hasher);
        match self {
            External::Symbol { module, path } => (module, path).hash(hasher),
            External::Member { of, name, .. } => {
                name.hash(hasher);
                of.hash_into(hasher, depth);
            }
            // One call may be of either of two things: `(a || b).pipeline()`.
            External::Call { callee, site, cx, .. } => {
                (site.file.key, site.expr, cx.run_at(site.expr)).hash(hasher);
                callee.hash_into(hasher, depth);
            }
            External::Element { of, turn, site } => {
                turn.hash(hasher);
                if turn.is_none() {
                    (site.file.key, site.expr).hash(hasher);
                }
                of.hash_into(hasher, depth);
            }
            External::Handed { callee, call, cx, index, .. } => {
                (call.file.key, call.expr, cx.run_at(call.expr), index).hash(hasher);
                callee.hash_into(hasher, depth);
            }
            External::OfType { ty } => ty.hash_into(hasher, depth),
            External::Ascribed { value, ty } => {
                value.hash_into(hasher, depth);
                ty.hash_into(hasher, depth + NESTED);
            }
            External::Extends { instance, base } => {
                instance.hash_into(hasher, depth + NESTED);
                base.hash_into(hasher, depth);
            }
        }
    }
}
