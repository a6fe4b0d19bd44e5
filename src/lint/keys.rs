//! The keys of a file's operations as plain data: what hovering over one tells, and which calls use the same pattern.

use std::rc::Rc;

use crate::clients::FileModel;
use crate::clients::model::{KeyItem, KeyKind, Operation, Prefix};
use crate::clients::relation::Shown;
use crate::eval::pattern::{Part, Pattern, Tag};
use crate::finding::{KeyFact, Place};
use crate::rules::draft::describe_client;

/// A key of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// Where the key stands.
    pub place: Place,
    /// Where its text is put together.
    pub made: Option<Place>,
    /// The key, its slot, its hash tag.
    pub fact: KeyFact,
    /// What decides the slot.
    pub hashed: Decides,
    /// The same for all keys of the same literal text with holes in the same places, however these are named.
    pub shape: String,
    /// Whether it stands for one key per turn of a loop or element of a list.
    pub count: Count,
    /// The command in upper case.
    pub command: String,
    /// The client, as in findings.
    pub client: String,
}

/// What decides the slot of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decides {
    /// A hash tag.
    Tag,
    /// The whole key: there is no `{`.
    Whole,
    /// The whole key: the first braces are empty.
    EmptyTag,
    /// The whole key: nothing closes the first `{`.
    Unclosed,
}

/// How many keys a [`KeyUse`] stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// One.
    One,
    /// Any number.
    Many,
}

/// Keys beyond this many in one file are not kept.
const MOST: usize = 20_000;

/// The keys of all operations of a model whose text is known at least in part.
pub(super) fn keys_of(model: &FileModel<'_>) -> Vec<KeyUse> {
    let mut uses = Vec::new();
    for operation in &model.operations {
        for item in &operation.keys.items {
            if uses.len() >= MOST {
                return uses;
            }
            add(operation, item, &mut uses);
        }
    }
    uses
}

fn add(operation: &Operation<'_>, item: &KeyItem<'_>, uses: &mut Vec<KeyUse>) {
    let (patterns, count) = match &item.kind {
        KeyKind::One(patterns) => (patterns, Count::One),
        KeyKind::Each(patterns, _) => (patterns, Count::Many),
        KeyKind::Opaque(..) => return,
    };
    let Some(site) = item.site else { return };
    for pattern in patterns {
        let prefixed = prefixed(&operation.client.prefix, pattern);
        let made = pattern.made.map(|made| made.place());
        let shown = Shown { pattern: Some(Rc::clone(&prefixed)), site: item.site, text: String::new() };
        uses.push(KeyUse {
            place: site.place(),
            made,
            fact: shown.fact(),
            hashed: decides(prefixed.hashed().tag),
            shape: shape(&prefixed),
            count,
            command: operation.command_name.to_string(),
            client: describe_client(&operation.client),
        });
    }
}

fn prefixed<'p>(prefix: &Prefix<'p>, pattern: &Rc<Pattern<'p>>) -> Rc<Pattern<'p>> {
    match prefix {
        Prefix::Known(prefix) => {
            let mut whole = Pattern::clone(prefix);
            whole.push_pattern(pattern);
            Rc::new(whole)
        }
        Prefix::None | Prefix::Unknown => Rc::clone(pattern),
    }
}

fn decides(tag: Tag) -> Decides {
    match tag {
        Tag::Tagged => Decides::Tag,
        Tag::None => Decides::Whole,
        Tag::Empty => Decides::EmptyTag,
        Tag::Unclosed => Decides::Unclosed,
    }
}

/// Bytes of keys are no text in general, and 0xff is in no UTF-8.
fn shape(pattern: &Pattern<'_>) -> String {
    let mut shape = String::new();
    for part in pattern.parts() {
        match part {
            Part::Literal(bytes) => shape.push_str(&String::from_utf8_lossy(bytes)),
            Part::Hole(_) => shape.push('\u{0}'),
        }
    }
    shape
}
