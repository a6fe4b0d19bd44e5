//! The keys that a script reaches, each once: whoever mends one place of a script mends all that have the same key.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clients::lua::{LuaKey, ScriptFacts, Touch, TouchedKey, UndeclaredKind, relation_to_declared, site_of, span_in_file};
use crate::clients::model::ScriptText;
use crate::finding::{Place, Related, Span, tell_hidden};

/// Further places of one key that are shown.
const SHOWN: usize = 3;

/// One command that reaches a key.
#[derive(Clone, Copy)]
pub(super) struct Reach<'f> {
    pub(super) touch: &'f Touch,
    pub(super) key: &'f TouchedKey,
}

/// A key of a script.
pub(super) struct Reached<'f> {
    /// Where it is flagged.
    pub(super) first: Reach<'f>,
    /// The other commands that reach the same key.
    again: Vec<Reach<'f>>,
}

/// The keys of a script, in order of the text. The same key is what is written the same and comes from the same.
pub(super) fn reached<'f>(text: &ScriptText<'_>, facts: &'f ScriptFacts) -> Vec<Reached<'f>> {
    let mut all: Vec<Reached<'f>> = Vec::new();
    let mut by_text: FxHashMap<&[u8], Vec<usize>> = FxHashMap::default();
    for touch in &facts.touches {
        for key in touch.keys.iter().filter(|touched| relation_to_declared(&touched.key) != UndeclaredKind::Declared) {
            let reach = Reach { touch, key };
            let written = text.text.get(key.span.range()).unwrap_or_default();
            // What is not known may be something else each time.
            if matches!(key.key, LuaKey::Unknown) {
                all.push(Reached { first: reach, again: Vec::new() });
                continue;
            }
            let known = by_text.entry(written).or_default();
            match known.iter().find(|&&index| all[index].first.key.key == key.key) {
                Some(&index) => all[index].again.push(reach),
                None => {
                    known.push(all.len());
                    all.push(Reached { first: reach, again: Vec::new() });
                }
            }
        }
    }
    all.iter_mut().fold(FxHashSet::default(), |mut taken, reached| {
        reached.take_free_place(&mut taken);
        taken
    });
    all
}

impl<'f> Reached<'f> {
    /// Moves to the first of its places that no other key is flagged at: one place has one finding.
    fn take_free_place(&mut self, taken: &mut FxHashSet<Span>) {
        if taken.insert(flagged(self.first.touch)) {
            return;
        }
        if let Some(free) = self.again.iter().position(|reach| !taken.contains(&flagged(reach.touch))) {
            std::mem::swap(&mut self.first, &mut self.again[free]);
            taken.insert(flagged(self.first.touch));
        }
    }

    /// Where else the key is reached, but for the place that is flagged.
    pub(super) fn again_in(&self, text: &ScriptText<'_>, flagged_at: &Place) -> Vec<Related> {
        let mut related: Vec<Related> = Vec::new();
        let mut seen = FxHashSet::default();
        let mut hidden = 0;
        for Reach { touch, .. } in &self.again {
            let Some(span) = span_in_file(text, flagged(touch)) else { continue };
            let place = Place { path: site_of(text, touch.call).file.path.clone(), span };
            if place == *flagged_at || !seen.insert(place.clone()) {
                continue;
            }
            if related.len() == SHOWN {
                hidden += 1;
                continue;
            }
            related.push(Related { place, message: format!("the same key, by {}", spoken(touch)) });
        }
        tell_hidden(&mut related, hidden);
        related
    }
}

/// What of the script a finding is at, in bytes of its text.
pub(super) fn flagged(touch: &Touch) -> Span {
    touch.via.unwrap_or(touch.call)
}

/// The command as people write it.
pub(super) fn spoken(touch: &Touch) -> String {
    touch.command.name.to_uppercase().replace('|', " ")
}
