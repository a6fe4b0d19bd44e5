//! What a Lua script touches: which keys it gives to which commands, and which of KEYS and ARGV it needs.

mod builtins;
mod given;
mod key;
mod needs;
mod patterns;
mod place;
mod shebang;
mod tables;
#[cfg(test)]
mod tests;
mod touches;
mod values;

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

pub use given::Given;
pub use key::{FILLED_IN, LuaKey, UndeclaredKind, relation_to_declared};
pub use needs::{IndexUse, Need};
pub use patterns::Caller;
pub use place::{site_of, span_in_file};
pub use shebang::Shebang;
pub use touches::{Touch, TouchedKey};

use crate::syntax::ir::{Language, Module};
use crate::syntax::lower;
use values::Evaluator;

/// What a script does, as far as its text tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptFacts {
    /// The commands it sends, in order of the text.
    pub touches: Vec<Touch>,
    /// How it uses KEYS.
    pub keys: IndexUse,
    /// How it uses ARGV.
    pub arguments: IndexUse,
    /// Its first line, if that is `#!...`.
    pub shebang: Option<Shebang>,
    /// Whether part of it could not be read. Then only what is written in readable calls is in `touches`, and nothing is
    /// said to be needed always.
    pub damaged: bool,
}

/// Reads a script. Spans in the result are bytes of `text`. Never fails; bytes that are no UTF-8 make it damaged.
/// [`FILLED_IN`] in the text stands for what the host language puts there.
///
/// Several rules ask about each script, and an editor after every keystroke: what was found out is remembered by the text.
pub fn analyse(text: &[u8]) -> Rc<ScriptFacts> {
    READ.with_borrow_mut(|read| read.facts(text))
}

thread_local! {
    static READ: RefCell<Read> = RefCell::default();
}

/// Scripts longer than this together, in bytes, are not remembered.
const MAX_REMEMBERED: usize = 128 * 1024;

/// The scripts that this thread has read.
#[derive(Default)]
struct Read {
    facts: FxHashMap<Box<[u8]>, Rc<ScriptFacts>>,
    /// Their length, in bytes.
    length: usize,
}

impl Read {
    fn facts(&mut self, text: &[u8]) -> Rc<ScriptFacts> {
        if let Some(known) = self.facts.get(text) {
            return Rc::clone(known);
        }
        let facts = Rc::new(read(text));
        if self.length + text.len() > MAX_REMEMBERED {
            *self = Self::default();
        }
        if text.len() <= MAX_REMEMBERED {
            self.length += text.len();
            self.facts.insert(Box::from(text), Rc::clone(&facts));
        }
        facts
    }
}

fn read(text: &[u8]) -> ScriptFacts {
    let decoded = decoded(text);
    let module = lower(Language::Lua, &decoded);
    let evaluator = Evaluator::new(&module);
    let mut facts = ScriptFacts {
        touches: touches::touches(&evaluator),
        keys: needs::uses(&module, "KEYS"),
        arguments: needs::uses(&module, "ARGV"),
        shebang: Shebang::read(&decoded),
        damaged: !module.damaged.is_empty() || matches!(decoded, Cow::Owned(_)),
    };
    if facts.damaged {
        keep_certain(&mut facts, &module);
    }
    facts
}

/// The text as UTF-8 of the same length: each byte that is none becomes `?`.
fn decoded(text: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(text) {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    for chunk in text.utf8_chunks() {
        decoded.push_str(chunk.valid());
        decoded.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    Cow::Owned(decoded)
}

/// Drops what damage elsewhere in the text may have made wrong: values that are found through definitions are gone,
/// except for what is tied to KEYS or written in the call itself.
fn keep_certain(facts: &mut ScriptFacts, module: &Module) {
    facts.touches.retain(|touch| !module.damaged.iter().any(|damage| overlap(*damage, touch.call)));
    for key in facts.touches.iter_mut().flat_map(|touch| &mut touch.keys) {
        if matches!(key.key, LuaKey::OneOf(_) | LuaKey::Reply(_)) {
            key.key = LuaKey::Unknown;
        }
    }
    for uses in [&mut facts.keys, &mut facts.arguments] {
        uses.always = None;
        uses.open = true;
    }
}

fn overlap(a: crate::finding::Span, b: crate::finding::Span) -> bool {
    a.start < b.end && b.start < a.end.max(a.start + 1)
}
