//! Holes that stand for one of a few known texts: a judgement is made of each.

use std::rc::Rc;

use crate::eval::pattern::{Part, Pattern, Tag};
use crate::eval::value::Hole;
use crate::finding::Confidence;

/// Choices that are made one after the other; more are left as holes.
const MAX_CHOICES: u32 = 3;

/// Judges patterns with each of the texts that their holes may be: the same hole is the same text in all of them. `None`
/// where a judgement finds nothing wrong.
///
/// What is wrong whatever was chosen is as sure as the least sure of it. What is wrong with one text and right with
/// another is only possible: often what chooses is the very question whether there is a cluster.
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
    let verdicts: Vec<Option<Confidence>> = texts
        .iter()
        .filter(|text| !is_without_tag(text, texts))
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

/// Whether another of the texts is this one with a hash tag: who has both, `isCluster ? `{${name}}` : name`, uses the one
/// without where there is no cluster.
fn is_without_tag(text: &Pattern<'_>, texts: &[Rc<Pattern<'_>>]) -> bool {
    text.hashed().tag != Tag::Tagged
        && texts.iter().any(|other| other.hashed().tag == Tag::Tagged && bare(other) == bare(text))
}

/// A pattern without its braces.
fn bare(pattern: &Pattern<'_>) -> Vec<Result<u8, u64>> {
    let mut bare = Vec::new();
    for part in pattern.parts() {
        match part {
            Part::Literal(bytes) => {
                bare.extend(bytes.iter().copied().filter(|byte| !matches!(byte, b'{' | b'}')).map(Ok));
            }
            Part::Hole(hole) => bare.push(Err(hole.id)),
        }
    }
    bare
}
