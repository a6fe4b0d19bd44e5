//! Texts of which one is chosen: for holes that stand for one of a few, and for keys that are made in one of a few ways.

use std::rc::Rc;

use super::naming::holds_word;
use crate::eval::Site;
use crate::eval::pattern::Pattern;
use crate::eval::value::Hole;
use crate::finding::Confidence;
use crate::syntax::ir::{ContextKind, DefKind, ExprId, ExprKind, FuncId, Module};

/// Choices that are made one after the other; more are left as holes.
const MAX_CHOICES: u32 = 3;
/// Words of a condition that tells a deployment with a cluster from one without: an option to use hash tags is for those
/// who have one.
const SWITCHES: [&str; 3] = ["cluster", "hashtag", "hash_tag"];

/// Judges patterns with each of the texts that their holes may be: the same hole is the same text in all of them. `None`
/// where a judgement finds nothing wrong.
///
/// What is wrong whatever was chosen is as sure as the least sure of it. What is wrong with one text and right with
/// another is only possible.
pub(super) fn for_each_choice<'p, const N: usize>(
    patterns: [&Pattern<'p>; N],
    judge: &impl Fn([&Pattern<'p>; N]) -> Option<Confidence>,
) -> Option<Confidence> {
    judged(patterns, judge, 0)
}

fn judged<'p, const N: usize>(
    patterns: [&Pattern<'p>; N],
    judge: &impl Fn([&Pattern<'p>; N]) -> Option<Confidence>,
    depth: u32,
) -> Option<Confidence> {
    let choice = patterns.iter().find_map(|pattern| choice_in(pattern)).filter(|_| depth < MAX_CHOICES);
    let Some((hole, texts)) = choice else { return judge(patterns) };
    let verdicts: Vec<Option<Confidence>> = on_cluster(texts, hole.site)
        .map(|text| {
            let chosen = patterns.map(|pattern| pattern.with(hole.id, text));
            judged(chosen.each_ref(), judge, depth + 1)
        })
        .collect();
    let least = verdicts.iter().flatten().min().copied()?;
    Some(if verdicts.contains(&None) { Confidence::Possible } else { least })
}

type Choice<'a, 'p> = (&'a Rc<Hole<'p>>, &'a [Rc<Pattern<'p>>]);

fn choice_in<'a, 'p>(pattern: &'a Pattern<'p>) -> Option<Choice<'a, 'p>> {
    pattern.holes().find_map(|hole| Some((hole, hole.among.as_deref()?)))
}

/// Whether some of several texts have a hash tag and some have none.
pub(super) fn is_tagged_by_choice(texts: &[Rc<Pattern<'_>>]) -> bool {
    texts.len() > 1 && texts.iter().any(|text| text.is_tagged()) && !texts.iter().all(|text| text.is_tagged())
}

/// Those of several texts that may be chosen where there is a cluster. Where what chooses between a tag and none speaks of
/// clusters, `isCluster ? '{app}' : 'app'`, what has no tag is for where there is none. `at` is where the choice is used.
pub(super) fn on_cluster<'a, 'p>(
    texts: &'a [Rc<Pattern<'p>>],
    at: Option<Site<'p>>,
) -> impl Iterator<Item = &'a Rc<Pattern<'p>>> {
    let is_switch = is_tagged_by_choice(texts) && (tells_tags_apart(texts) || at.is_some_and(is_chosen_by_cluster));
    texts.iter().filter(move |text| !is_switch || text.is_tagged())
}

/// Whether something that speaks of clusters is around a text with a tag and not around one without, or the other way round.
fn tells_tags_apart(texts: &[Rc<Pattern<'_>>]) -> bool {
    let (tagged, untagged): (Vec<_>, Vec<_>) = texts.iter().partition(|text| text.is_tagged());
    tagged.iter().any(|one| {
        untagged.iter().any(|other| match (one.made, other.made) {
            (Some(one), Some(other)) => is_set_apart(one, Some(other)) || is_set_apart(other, Some(one)),
            (Some(made), None) | (None, Some(made)) => is_set_apart(made, None),
            (None, None) => false,
        })
    })
}

/// Whether a condition that speaks of clusters, or a function or class that does, is around one place and not around
/// another. What is made at no place is a value from elsewhere: of that no function tells it apart.
fn is_set_apart(one: Site<'_>, other: Option<Site<'_>>) -> bool {
    let ir = &one.file.ir;
    let is_around_both = |kind: ContextKind| {
        other.is_some_and(|other| {
            other.file.key == one.file.key && ir.contexts(ir.context_of(other.expr)).any(|around| around.kind == kind)
        })
    };
    ir.contexts(ir.context_of(one.expr)).any(|context| {
        let speaks = match context.kind {
            ContextKind::When(test) | ContextKind::Unless(test) => speaks_of_cluster(one, test),
            ContextKind::Body(function) => other.is_some() && is_for_cluster(ir, function),
            ContextKind::Loop(_) | ContextKind::Handler => false,
        };
        speaks && !is_around_both(context.kind)
    })
}

fn is_for_cluster(ir: &Module, function: FuncId) -> bool {
    let info = ir.function(function);
    let class = info.class.map(|class| &ir.class(class).name);
    let names = [Some(&info.name), class, info.receiver_type.as_ref()];
    names.into_iter().flatten().any(|name| SWITCHES.iter().any(|word| holds_word(name, word)))
}

/// Whether an expression, or what the name that it is was defined as, is `test ? this : that` with a test that speaks of
/// clusters, or is one thing under such a condition and another without it.
fn is_chosen_by_cluster(at: Site<'_>) -> bool {
    let is_choice = |expr| match at.file.ir.kind(expr) {
        ExprKind::Conditional { test, .. } => speaks_of_cluster(at, *test),
        _ => false,
    };
    is_choice(at.expr)
        || values_of(at, at.expr).any(|expr| is_choice(expr) || is_set_apart(Site { expr, ..at }, Some(at)))
}

/// Whether a test in the file of a site has the word in it, or what the flag that it asks was defined as has.
fn speaks_of_cluster(site: Site<'_>, test: ExprId) -> bool {
    let has_word = |expr| SWITCHES.iter().any(|word| holds_word(Site { expr, ..site }.text(), word));
    has_word(test) || values_of(site, test).any(has_word)
}

/// What a name is defined as.
fn values_of<'p>(site: Site<'p>, expr: ExprId) -> impl Iterator<Item = ExprId> + 'p {
    let ir = &site.file.ir;
    let defs = match ir.kind(expr) {
        ExprKind::Name { binding: Some(binding), .. } => ir.binding(*binding).defs.as_slice(),
        _ => &[],
    };
    defs.iter().filter_map(|def| match def.kind {
        DefKind::Value(value) | DefKind::Augmented(_, value) => Some(value),
        DefKind::Type(_) | DefKind::Opaque => None,
    })
}
