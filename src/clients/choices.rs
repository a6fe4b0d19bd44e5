//! Texts of which one is chosen: for holes that stand for one of a few, and for keys that are made in one of a few ways.

use std::rc::Rc;

use super::cluster_flags::{denies_cluster, is_for_cluster, values};
use crate::eval::Site;
use crate::eval::pattern::Pattern;
use crate::eval::value::Hole;
use crate::finding::Confidence;
use crate::syntax::ir::{ClassId, ContextKind, ExprId, ExprKind, FuncId, Module};

/// Choices that are made one after the other; more are left as holes.
const MAX_CHOICES: u32 = 3;
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

/// Those of several texts that may be chosen where there is a cluster. Where what chooses between a tag and none asks for a
/// cluster, `isCluster ? '{app}' : 'app'`, what has no tag is for where there is none. `at` is where the choice is used.
pub(super) fn on_cluster<'a, 'p>(
    texts: &'a [Rc<Pattern<'p>>],
    at: Option<Site<'p>>,
) -> impl Iterator<Item = &'a Rc<Pattern<'p>>> {
    let is_switch = is_tagged_by_choice(texts)
        && (tells_tags_apart(texts) || at.is_some_and(|at| Choosing { at, texts }.is_by_cluster()));
    texts.iter().filter(move |text| !is_switch || text.is_tagged())
}

/// Whether a text with a tag is made where there is a cluster and one without elsewhere, or the latter where there is none.
fn tells_tags_apart(texts: &[Rc<Pattern<'_>>]) -> bool {
    let (tagged, untagged): (Vec<_>, Vec<_>) = texts.iter().partition(|text| text.is_tagged());
    tagged.iter().any(|one| {
        untagged.iter().any(|other| {
            one.made.is_some_and(|made| is_only_on_cluster(made, other.made))
                || other.made.is_some_and(|made| is_only_off_cluster(made, one.made))
        })
    })
}

/// Whether one place is reached wherever there is a cluster, as far as what is around it and not around another says: its
/// conditions are false only where there is none. What is made at no place is a value from elsewhere: of that no class
/// tells it apart.
fn is_only_on_cluster(one: Site<'_>, other: Option<Site<'_>>) -> bool {
    let ir = &one.file.ir;
    let mut is_told = false;
    for kind in around_but_not(one, other) {
        match kind {
            ContextKind::When(test) if denies_cluster(ir, test, false) => is_told = true,
            ContextKind::Unless(test) if denies_cluster(ir, test, true) => is_told = true,
            ContextKind::When(_) | ContextKind::Unless(_) => return false,
            ContextKind::Body(function) => {
                let class = class_of(ir, function);
                is_told |= other.is_some_and(|other| class.is_some() && class != class_at(ir, one, other))
                    && class.is_some_and(|class| is_for_cluster(&ir.class(class).name));
            }
            ContextKind::Loop(_) | ContextKind::Handler => {}
        }
    }
    is_told
}

/// Whether a place is reached only where there is no cluster.
fn is_only_off_cluster(one: Site<'_>, other: Option<Site<'_>>) -> bool {
    let ir = &one.file.ir;
    around_but_not(one, other).any(|kind| match kind {
        ContextKind::When(test) => denies_cluster(ir, test, true),
        ContextKind::Unless(test) => denies_cluster(ir, test, false),
        ContextKind::Body(_) | ContextKind::Loop(_) | ContextKind::Handler => false,
    })
}

fn around_but_not<'p>(one: Site<'p>, other: Option<Site<'p>>) -> impl Iterator<Item = ContextKind> + 'p {
    let ir = &one.file.ir;
    let other = other.filter(|other| other.file.key == one.file.key);
    let is_around = move |kind: ContextKind| {
        other.is_some_and(|other| ir.contexts(ir.context_of(other.expr)).any(|around| around.kind == kind))
    };
    ir.contexts(ir.context_of(one.expr)).map(|context| context.kind).filter(move |&kind| !is_around(kind))
}

fn class_of(ir: &Module, function: FuncId) -> Option<ClassId> {
    ir.function(function).class
}

/// The class around another place, when that is in the same file.
fn class_at(ir: &Module, one: Site<'_>, other: Site<'_>) -> Option<ClassId> {
    (other.file.key == one.file.key).then(|| class_of(ir, ir.function_of(other.expr))).flatten()
}

/// A choice between texts where it is used.
struct Choosing<'a, 'p> {
    at: Site<'p>,
    texts: &'a [Rc<Pattern<'p>>],
}

impl<'p> Choosing<'_, 'p> {
    /// Whether an expression, or what the name that it is was defined as, is `test ? this : that` with a test that asks
    /// for a cluster, or is one thing under such a condition and another without it.
    fn is_by_cluster(&self) -> bool {
        let ir = &self.at.file.ir;
        let is_choice = |expr| match ir.kind(expr) {
            ExprKind::Conditional { test, then, otherwise } => match self.is_first_tagged(*then, *otherwise) {
                Some(first) => denies_cluster(ir, *test, !first),
                None => false,
            },
            _ => false,
        };
        let values: Vec<ExprId> = match ir.kind(self.at.expr) {
            ExprKind::Name { binding: Some(binding), .. } => values(ir, *binding).collect(),
            _ => Vec::new(),
        };
        is_choice(self.at.expr)
            || values.iter().any(|&expr| is_choice(expr))
            || matches!(*values.as_slice(), [one, other] if self.is_set_apart(one, other))
    }

    /// Whether one of two values of a name is for a cluster: `let p = name; if (isCluster) p = tag(name)`.
    fn is_set_apart(&self, one: ExprId, other: ExprId) -> bool {
        let at = |expr| Site { expr, ..self.at };
        let (tagged, untagged) = match self.is_first_tagged(one, other) {
            Some(true) => (at(one), at(other)),
            Some(false) => (at(other), at(one)),
            None => return false,
        };
        is_only_on_cluster(tagged, Some(untagged)) || is_only_off_cluster(untagged, Some(tagged))
    }

    /// Which of two expressions is the one with a tag; `None` where nothing tells.
    fn is_first_tagged(&self, one: ExprId, other: ExprId) -> Option<bool> {
        let made_in = |expr, tagged: bool| {
            self.texts
                .iter()
                .any(|text| text.is_tagged() == tagged && text.made.is_some_and(|made| self.gives(expr, made)))
        };
        for tagged in [true, false] {
            match (made_in(one, tagged), made_in(other, tagged)) {
                (true, false) => return Some(tagged),
                (false, true) => return Some(!tagged),
                _ => {}
            }
        }
        match (self.is_plain(one), self.is_plain(other)) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    }

    /// Whether what is made at a place is what an expression gives: it is made there, or in the function that is called.
    fn gives(&self, expr: ExprId, made: Site<'p>) -> bool {
        let ir = &self.at.file.ir;
        let (true, span) = (made.file.key == self.at.file.key, made.span()) else { return false };
        let value_of = |expr| match ir.kind(expr) {
            ExprKind::Name { binding: Some(binding), .. } => {
                let mut values = values(ir, *binding);
                values.next().filter(|_| values.next().is_none())
            }
            _ => None,
        };
        let called = ir.call(expr).and_then(|call| value_of(call.callee));
        [Some(expr), value_of(expr), called].into_iter().flatten().any(|expr| ir.span(expr).contains(span))
    }

    /// Whether an expression is a name, or a text without braces: nothing is put around what it stands for.
    fn is_plain(&self, expr: ExprId) -> bool {
        match self.at.file.ir.kind(expr) {
            ExprKind::Name { .. } | ExprKind::Member { .. } => true,
            ExprKind::Text(text) => !text.contains(&b'{'),
            _ => false,
        }
    }
}
