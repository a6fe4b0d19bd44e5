//! Braces in a key that are not the hash tag they look like.

use rustc_hash::FxHashSet;

use super::FileCx;
use super::draft::Draft;
use super::key_strings::{KeyString, key_strings, origin};
use crate::eval::Site;
use crate::eval::pattern::{Part, Pattern, Tag};
use crate::finding::{Confidence, Finding, Severity};

const RULE: &str = "malformed-hash-tag";

/// How braces fail to be a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// `{}`.
    Empty,
    /// `{{x}}`.
    Nested,
    /// `{x`.
    Unclosed,
    /// `x}`.
    Unopened,
}

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    let mut seen = FxHashSet::default();
    for key in key_strings(cx) {
        let Some(fault) = fault_of(&key.pattern) else { continue };
        // One half of a pair is right in a piece; the fault is where the other half is forgotten.
        let whole = matches!(fault, Fault::Empty | Fault::Nested);
        let (pattern, made) = origin(cx, &key.pattern, key.made, &|piece| whole && fault_of(piece) == Some(fault));
        if seen.insert((made.file.key, made.expr)) {
            findings.push(finding(&key, &pattern, made, fault));
        }
    }
}

fn finding<'p>(
    key: &KeyString<'_, 'p>,
    pattern: &Pattern<'p>,
    made: Site<'p>,
    fault: Fault,
) -> Finding {
    let shown = pattern.display();
    let why = match fault {
        Fault::Empty => "its first braces are empty, which is no hash tag, so the whole key is hashed".to_owned(),
        Fault::Nested => format!(
            "its hash tag is `{}`, from the first `{{` to the first `}}`",
            pattern.hashed().region.display()
        ),
        Fault::Unclosed => "no `}` follows its `{`, so there is no hash tag and the whole key is hashed".to_owned(),
        Fault::Unopened => "no `{` stands before its `}`, so there is no hash tag and the whole key is hashed".to_owned(),
    };
    let help = match fault {
        Fault::Empty => "put what related keys have in common between the braces, `{<id>}`, or leave them out",
        Fault::Nested => "a hash tag has one brace on each side, `{<id>}`; related keys must all be written that way",
        Fault::Unclosed | Fault::Unopened => "a hash tag is what stands in one pair of braces, `{<id>}`",
    };
    let confidence = if pattern.as_literal().is_some() { Confidence::Certain } else { Confidence::Likely };
    let operation = key.operation;
    Draft::at(RULE, made, Severity::Warning, confidence, format!("key `{shown}`: {why}"))
        .help(format!("{help}. This renames keys that are already stored"))
        .command(&operation.command_name)
        .related(operation.site.place(), format!("used as a key of {} here", operation.command_name))
        .done()
}

fn fault_of(pattern: &Pattern<'_>) -> Option<Fault> {
    let (open, close) = (holds(pattern, b'{'), holds(pattern, b'}'));
    if !open && !close || may_bring_a_brace(pattern, if open { b'{' } else { b'}' }) {
        return None;
    }
    if !open {
        return Some(Fault::Unopened);
    }
    let hashed = pattern.hashed();
    match hashed.tag {
        Tag::Empty => Some(Fault::Empty),
        Tag::Unclosed => Some(Fault::Unclosed),
        Tag::Tagged => is_nested(&hashed.region).then_some(Fault::Nested),
        Tag::None => None,
    }
}

/// A brace inside the tag. Quotes beside it make it JSON, which nobody takes for a tag.
fn is_nested(region: &Pattern<'_>) -> bool {
    holds(region, b'{') && !holds(region, b'"') && !holds(region, b'$')
}

fn holds(pattern: &Pattern<'_>, byte: u8) -> bool {
    pattern.parts().iter().any(|part| matches!(part, Part::Literal(bytes) if memchr::memchr(byte, bytes).is_some()))
}

/// Whether a value in front of the first brace is a prefix or a key made elsewhere, which may have braces of its own.
fn may_bring_a_brace(pattern: &Pattern<'_>, brace: u8) -> bool {
    const MARKS: &[&str] = &["key", "prefix", "namespace", "base", "root", "tag", "queue", "lock", "brace"];
    let before = pattern.parts().iter().take_while(|part| match part {
        Part::Literal(bytes) => memchr::memchr(brace, bytes).is_none(),
        Part::Hole(_) => true,
    });
    let mut holes = before.filter_map(|part| match part {
        Part::Hole(hole) => Some(hole.text.to_ascii_lowercase()),
        Part::Literal(_) => None,
    });
    let first_is_hole = matches!(pattern.parts().first(), Some(Part::Hole(_)));
    first_is_hole || holes.any(|name| MARKS.iter().any(|mark| name.contains(mark)))
}
