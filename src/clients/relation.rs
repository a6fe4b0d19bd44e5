//! Whether keys share a slot: the judgement that all slot rules rest on.

use std::rc::Rc;

use super::by_slot::is_of_one_slot;
use super::choices::{for_each_choice, is_tagged_by_choice, on_cluster};
use super::model::{Client, KeyItem, KeyKind, Mode, Prefix, Source};
use crate::eval::Site;
use crate::eval::pattern::{Part, Pattern, Tag};
use crate::eval::value::{Origin, Turn};
use crate::finding::{Confidence, KeyFact};
use crate::redis;

/// What can be said of the slots of several keys.
#[derive(Clone)]
pub enum Relation<'p> {
    /// One slot, or one key, or none.
    Same,
    /// Not one slot.
    Different {
        /// How sure.
        confidence: Confidence,
        /// The keys that show it.
        shown: Vec<Shown<'p>>,
        /// Why, when it is not two keys that differ.
        why: Why,
    },
}

/// Why keys are not in one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Two of them hash apart.
    Apart,
    /// A list whose elements vary in what is hashed.
    Varies,
    /// A list of which nothing is known.
    Unknown,
    /// A list that a command of the server gave.
    Reply(&'static str),
}

/// A key as it is shown.
#[derive(Clone)]
pub struct Shown<'p> {
    /// The key with the client's prefix.
    pub pattern: Option<Rc<Pattern<'p>>>,
    /// Where it stands.
    pub site: Option<Site<'p>>,
    /// Text of what stands for many unknown keys.
    pub text: String,
}

impl<'p> Shown<'p> {
    /// As a fact of a finding.
    pub fn fact(&self) -> KeyFact {
        let Some(pattern) = &self.pattern else {
            return KeyFact { key: self.text.clone(), slot: None, tag: None };
        };
        let hashed = pattern.hashed();
        let tag = (hashed.tag == Tag::Tagged).then(|| hashed.region.display());
        KeyFact { key: pattern.display(), slot: hashed.region.as_literal().map(slot_of_region), tag }
    }

    /// The key and what is hashed of it, for a label.
    pub fn describe(&self) -> String {
        let fact = self.fact();
        match (fact.slot, fact.tag) {
            (Some(slot), _) => format!("{} -> slot {slot}", fact.key),
            (None, Some(tag)) => format!("{} -> hash tag {{{tag}}}", fact.key),
            (None, None) if self.pattern.is_some() => format!("{} -> whole key hashed, no tag", fact.key),
            (None, None) => fact.key,
        }
    }
}

fn slot_of_region(region: &[u8]) -> u16 {
    // The region is what is hashed already: braces in it do not count again.
    redis::slot_of_hashed(region)
}

/// Judges keys of one client.
pub fn judge<'p>(client: &Client<'p>, items: &[KeyItem<'p>]) -> Relation<'p> {
    if !slots_matter(client.mode) {
        return Relation::Same;
    }
    match &client.prefix {
        Prefix::Known(prefix) if prefix.is_tagged() => return Relation::Same,
        _ => {}
    }
    let relation = Judge { client }.judge(items);
    match (relation, &client.prefix) {
        (Relation::Different { confidence: _, shown, why }, Prefix::Unknown) if client.made.is_some() => {
            Relation::Different { confidence: Confidence::Possible, shown, why }
        }
        (relation, _) => relation,
    }
}

/// Whether keys in different slots matter to what a client talks to.
pub fn slots_matter(mode: Mode) -> bool {
    match mode {
        Mode::Cluster | Mode::Standalone | Mode::Sentinel | Mode::OneNode | Mode::Either | Mode::Unknown => true,
        Mode::Ring | Mode::FailoverCluster | Mode::NoCluster => false,
    }
}

struct Judge<'a, 'p> {
    client: &'a Client<'p>,
}

impl<'p> Judge<'_, 'p> {
    fn judge(&self, items: &[KeyItem<'p>]) -> Relation<'p> {
        let mut worst = Relation::Same;
        for item in items {
            worst = worse(worst, self.alone(item));
        }
        let keys: Vec<(&KeyItem<'p>, Vec<Rc<Pattern<'p>>>)> = items
            .iter()
            .filter_map(|item| match &item.kind {
                KeyKind::One(patterns) | KeyKind::Each(patterns, _) => Some((item, self.chosen(patterns, item.site))),
                KeyKind::Opaque(..) => None,
            })
            .collect();
        let Some((first, rest)) = keys.split_first() else { return worst };
        for other in rest {
            worst = worse(worst, self.pair(first, other));
            if matches!(worst, Relation::Different { confidence: Confidence::Certain, .. }) {
                break;
            }
        }
        worst
    }

    /// What a key may be on a cluster, with the client's prefix.
    fn chosen(&self, patterns: &[Rc<Pattern<'p>>], at: Option<Site<'p>>) -> Vec<Rc<Pattern<'p>>> {
        let patterns = on_cluster(patterns, at);
        let Prefix::Known(prefix) = &self.client.prefix else { return patterns.cloned().collect() };
        patterns
            .map(|pattern| {
                let mut whole = (**prefix).clone();
                whole.push_pattern(pattern);
                whole.made = pattern.made;
                Rc::new(whole)
            })
            .collect()
    }

    /// A list by itself: its own elements may be in different slots.
    fn alone(&self, item: &KeyItem<'p>) -> Relation<'p> {
        match &item.kind {
            KeyKind::One(_) => Relation::Same,
            KeyKind::Each(..) | KeyKind::Opaque(..) if item.site.is_some_and(is_of_one_slot) => Relation::Same,
            KeyKind::Each(patterns, turn) => {
                let patterns = self.chosen(patterns, item.site);
                // A tag that is another one for each element does not help.
                let helps = patterns.iter().any(|pattern| varies(pattern, *turn).is_none());
                let switched = helps && is_tagged_by_choice(&patterns);
                for pattern in patterns {
                    if let Some(mut confidence) = varies(&pattern, *turn) {
                        if switched {
                            confidence = Confidence::Possible;
                        }
                        let shown = vec![Shown { pattern: Some(pattern), site: item.site, text: String::new() }];
                        return Relation::Different { confidence, shown, why: Why::Varies };
                    }
                }
                Relation::Same
            }
            KeyKind::Opaque(_, source) => {
                let text = item.site.map_or_else(|| "keys".to_owned(), |site| site.label().to_string());
                let shown = vec![Shown { pattern: None, site: item.site, text }];
                let (confidence, why) = match source {
                    Source::Reply(command) => (Confidence::Likely, Why::Reply(command)),
                    Source::Parameter | Source::Other => (Confidence::Possible, Why::Unknown),
                };
                Relation::Different { confidence, shown, why }
            }
        }
    }

    fn pair(
        &self,
        (a_item, a): &(&KeyItem<'p>, Vec<Rc<Pattern<'p>>>),
        (b_item, b): &(&KeyItem<'p>, Vec<Rc<Pattern<'p>>>),
    ) -> Relation<'p> {
        let mut worst = Relation::Same;
        if a.len() > 1 && chosen_together(a, b) {
            return worst;
        }
        let switched = || is_tagged_by_choice(a) && is_tagged_by_choice(b);
        for one in a {
            for other in b {
                let Some(mut confidence) = apart(one, other) else { continue };
                if a.len() * b.len() > 1 {
                    // One of several alternatives: which one it is at run time is not known.
                    confidence = confidence.min(if switched() { Confidence::Possible } else { Confidence::Likely });
                }
                let shown = vec![
                    Shown { pattern: Some(one.clone()), site: a_item.site, text: String::new() },
                    Shown { pattern: Some(other.clone()), site: b_item.site, text: String::new() },
                ];
                worst = worse(worst, Relation::Different { confidence, shown, why: Why::Apart });
            }
        }
        worst
    }
}

/// Whether each alternative of one key has one of the other key in its slot: what chose the one chose the other, such as a
/// prefix by environment, or a value that is given twice.
fn chosen_together<'p>(a: &[Rc<Pattern<'p>>], b: &[Rc<Pattern<'p>>]) -> bool {
    let has_mate =
        |one: &Pattern<'p>, others: &[Rc<Pattern<'p>>]| others.iter().any(|other| apart(one, other).is_none());
    a.len() == b.len() && a.iter().all(|one| has_mate(one, b)) && b.iter().all(|one| has_mate(one, a))
}

fn worse<'p>(a: Relation<'p>, b: Relation<'p>) -> Relation<'p> {
    match (&a, &b) {
        (Relation::Same, _) => b,
        (_, Relation::Same) => a,
        (Relation::Different { confidence: x, .. }, Relation::Different { confidence: y, .. }) => {
            if y > x {
                b
            } else {
                a
            }
        }
    }
}

/// How sure it is that the keys of a loop's turns are in different slots.
pub fn varies(pattern: &Pattern<'_>, turn: Turn) -> Option<Confidence> {
    for_each_choice([pattern], &|[pattern]| varies_as_chosen(pattern, turn))
}

fn varies_as_chosen(pattern: &Pattern<'_>, turn: Turn) -> Option<Confidence> {
    let hashed = pattern.hashed();
    let varies_inside = hashed.region.holes().any(|hole| hole.turns.contains(&turn));
    if !varies_inside {
        return None;
    }
    // A whole key that is nothing but a value, or begins with a prefix of unknown content, may carry a tag of its own. What
    // SCAN gives is as the server has it.
    let given = |part: &Part<'_>| matches!(part, Part::Hole(hole) if matches!(hole.origin, Origin::Reply(_)));
    if let [part] = pattern.parts()
        && given(part)
    {
        return Some(Confidence::Likely);
    }
    let bare = !pattern.has_text();
    Some(if bare || may_hold_tag(pattern) { Confidence::Possible } else { Confidence::Likely })
}

/// How sure it is that two keys are in different slots; `None` when they share one.
pub fn apart<'p>(a: &Pattern<'p>, b: &Pattern<'p>) -> Option<Confidence> {
    for_each_choice([a, b], &|[a, b]| apart_as_chosen(a, b))
}

fn apart_as_chosen(a: &Pattern<'_>, b: &Pattern<'_>) -> Option<Confidence> {
    let (x, y) = (a.hashed(), b.hashed());
    if let (Some(x), Some(y)) = (x.region.as_literal(), y.region.as_literal()) {
        return (slot_of_region(x) != slot_of_region(y)).then_some(Confidence::Certain);
    }
    if x.region.same_as(&y.region) {
        return None;
    }
    // A region that is only a value says nothing of itself.
    let opaque = |pattern: &Pattern<'_>, tag: Tag| tag != Tag::Tagged && !pattern.has_text();
    if opaque(&x.region, x.tag) && opaque(&y.region, y.tag) {
        return Some(Confidence::Possible);
    }
    let untagged_unknown = |pattern: &Pattern<'_>, tag: Tag| tag != Tag::Tagged && may_hold_tag(pattern);
    if untagged_unknown(a, x.tag) || untagged_unknown(b, y.tag) {
        return Some(Confidence::Possible);
    }
    Some(Confidence::Likely)
}

/// Whether the value at the front of a key is likely a key or prefix made elsewhere, which may hold a hash tag.
pub fn may_hold_tag(pattern: &Pattern<'_>) -> bool {
    const MARKS: &[&str] =
        &["key", "prefix", "namespace", "ns", "base", "root", "tag", "path", "name", "queue", "lock"];
    match pattern.parts().first() {
        Some(Part::Hole(hole)) => {
            let lower = hole.text.to_ascii_lowercase();
            !pattern.has_text() || MARKS.iter().any(|mark| lower.contains(mark))
        }
        _ => false,
    }
}
