//! Which keys of a file have the same name: the same text, with values at the same places in it.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHasher};

use super::FileModel;
use super::model::{Client, KeyItem, KeyKind};
use crate::eval::pattern::{Part, Pattern};
use crate::syntax::ir::ExprId;

/// The keys that a file uses, by name.
#[derive(Default)]
pub(super) struct KeyNames<'p>(FxHashMap<u64, Vec<NamedKey<'p>>>);

struct NamedKey<'p> {
    pattern: Rc<Pattern<'p>>,
    client: Option<ClientId>,
}

/// Where a client is made: file and expression.
type ClientId = (u64, ExprId);

fn id_of(client: &Client<'_>) -> Option<ClientId> {
    client.made.as_ref().map(|(_, made)| (made.file.key, made.expr))
}

impl<'p> KeyNames<'p> {
    fn of(model: &FileModel<'p>) -> Self {
        let mut names = Self::default();
        for operation in &model.operations {
            names.add(&operation.client, &operation.keys.items);
        }
        for batch in &model.batches {
            names.add(&batch.client, &batch.watched);
        }
        names
    }

    fn add(&mut self, client: &Client<'p>, items: &[KeyItem<'p>]) {
        for item in items {
            let (KeyKind::One(patterns) | KeyKind::Each(patterns, _)) = &item.kind else { continue };
            for pattern in patterns {
                let named = NamedKey { pattern: pattern.clone(), client: id_of(client) };
                self.0.entry(key_name(pattern)).or_default().push(named);
            }
        }
    }
}

impl<'p> FileModel<'p> {
    /// The keys of this name that are used through this client, as far as one can tell.
    pub fn named_alike<'a>(
        &'a self,
        client: &Client<'p>,
        key: &Pattern<'p>,
    ) -> impl Iterator<Item = &'a Rc<Pattern<'p>>> {
        let names = self.key_names.get_or_init(|| KeyNames::of(self));
        let own = id_of(client);
        let is_another = move |other: Option<ClientId>| own.is_some() && other.is_some() && own != other;
        let alike = names.0.get(&key_name(key)).map(Vec::as_slice).unwrap_or_default();
        alike.iter().filter(move |other| !is_another(other.client)).map(|other| &other.pattern)
    }
}

/// A hash of the text with the places of the values in it. What begins with a value is a name only with that value.
pub fn key_name(key: &Pattern<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    for (index, part) in key.parts().iter().enumerate() {
        match part {
            Part::Literal(bytes) => bytes.hash(&mut hasher),
            Part::Hole(hole) if index == 0 => hole.id.hash(&mut hasher),
            Part::Hole(_) => b'{'.hash(&mut hasher),
        }
    }
    key.parts().len().hash(&mut hasher);
    hasher.finish()
}
