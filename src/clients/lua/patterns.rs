//! A key of a script as the pattern it has in one call of the script.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::FxHasher;

use super::given::Given;
use super::key::LuaKey;
use crate::clients::model::{Client, KeyItem, KeyKind, Prefix};
use crate::eval::pattern::{Pattern, texts_of};
use crate::eval::value::{Hole, Value};

/// Patterns of one key that are looked at.
const MAX_PATTERNS: usize = 4;

/// The keys and arguments that one call gives to a script.
pub struct Caller<'a, 'p> {
    /// The client, for its prefix.
    pub client: &'a Client<'p>,
    /// KEYS.
    pub keys: &'a [KeyItem<'p>],
    /// ARGV.
    pub arguments: Given<'p>,
}

impl<'p> Caller<'_, 'p> {
    /// How many ways there are to fill KEYS: each key may be one of several patterns, taken in step.
    pub fn ways(&self) -> usize {
        let most = self.keys.iter().map(|item| match &item.kind {
            KeyKind::One(patterns) | KeyKind::Each(patterns, _) => patterns.len(),
            KeyKind::Opaque(..) => 1,
        });
        most.max().unwrap_or(1).clamp(1, MAX_PATTERNS)
    }

    /// `KEYS[n]`, in one of the ways; `None`: any of KEYS, for which the first stands.
    pub fn key(&self, n: Option<usize>, way: usize) -> Rc<Pattern<'p>> {
        let wanted = n.unwrap_or(1);
        let item = wanted.checked_sub(1).and_then(|index| {
            // Behind a list of any length nothing tells which key is which.
            let fixed = self.keys.iter().take(index).all(|item| matches!(item.kind, KeyKind::One(_)));
            if fixed { self.keys.get(index) } else { None }
        });
        let patterns = item.map(|item| match &item.kind {
            KeyKind::One(patterns) | KeyKind::Each(patterns, _) => patterns.as_slice(),
            KeyKind::Opaque(..) => &[],
        });
        let pattern = patterns.filter(|all| !all.is_empty()).map(|all| all[way % all.len()].clone());
        let Some(pattern) = pattern else { return Rc::new(hole_alone(&LuaKey::Declared(Some(wanted)))) };
        match &self.client.prefix {
            Prefix::Known(prefix) => {
                let mut whole = (**prefix).clone();
                whole.push_pattern(&pattern);
                whole.made = pattern.made;
                Rc::new(whole)
            }
            Prefix::None | Prefix::Unknown => pattern,
        }
    }

    /// A key that the script touches.
    pub fn touched(&self, key: &LuaKey, way: usize) -> Rc<Pattern<'p>> {
        let mut pattern = Pattern::empty(None);
        for part in key.parts() {
            match part {
                LuaKey::Literal(bytes) => pattern.push_bytes(bytes),
                LuaKey::Declared(n) => pattern.push_pattern(&self.key(*n, way)),
                LuaKey::Argument(Some(n)) => match n.checked_sub(1).and_then(|n| self.arguments.values.get(n)) {
                    Some(value @ (Value::Text(_) | Value::Number(_) | Value::Hole(_))) => pattern.push_value(value),
                    Some(value) if texts_of(value).is_some() => pattern.push_value(value),
                    Some(_) | None => pattern.push_pattern(&hole_alone(part)),
                },
                other => pattern.push_pattern(&hole_alone(other)),
            }
        }
        Rc::new(pattern)
    }
}

/// A value that only the script knows.
fn hole_alone<'p>(part: &LuaKey) -> Pattern<'p> {
    let text = part.to_string();
    let mut hasher = FxHasher::default();
    ("lua", &text).hash(&mut hasher);
    let mut pattern = Pattern::empty(None);
    pattern.push_hole(Rc::new(Hole::unknown(hasher.finish(), text)));
    pattern
}
