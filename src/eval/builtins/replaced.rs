//! Placeholders of a template that are replaced by values, one after the other.

use std::rc::Rc;

use super::super::pattern::{Part, Pattern};
use super::super::value::Value;
use super::super::{Cx, Evaluator};
use crate::syntax::ir::*;

/// Which occurrences are replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Occurrences {
    First,
    All,
}

/// `template.replace(old, new)`. `None` when that is not known: values already in the text may hold what is replaced, unless
/// it is a placeholder such as `{id}`.
pub(super) fn replaced<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    template: &Pattern<'p>,
    (old, new): (&'p Arg, &'p Arg),
    which: Occurrences,
) -> Option<Value<'p>> {
    let needle = ev.eval(cx, old.value);
    let needle = needle.literal().filter(|needle| !needle.is_empty())?;
    let value = ev.eval(cx, new.value);
    if !matches!(value, Value::Text(_) | Value::Number(_) | Value::Hole(_) | Value::External(_))
        || (template.holes().next().is_some() && !is_placeholder(needle))
    {
        return None;
    }
    let finder = memchr::memmem::Finder::new(needle);
    let mut out = Pattern::empty(Some(cx.site(expr)));
    let mut over = false;
    for part in template.parts() {
        let mut rest = match part {
            Part::Hole(hole) => {
                out.push_hole(hole.clone());
                continue;
            }
            Part::Literal(bytes) => bytes.as_slice(),
        };
        while let (false, Some(at)) = (over, finder.find(rest)) {
            out.push_bytes(&rest[..at]);
            ev.push(&mut out, cx, new.value, &value);
            rest = &rest[at + needle.len()..];
            over = which == Occurrences::First;
        }
        out.push_bytes(rest);
    }
    Some(Value::Text(Rc::new(out)))
}

/// `{id}`, `:id`, `%ID%`, `<id>`, `__id__`: a word with marks around it.
fn is_placeholder(text: &[u8]) -> bool {
    let is_mark = |byte: &u8| byte.is_ascii_punctuation();
    text.len() > 2 && is_mark(&text[0]) && text.iter().any(u8::is_ascii_alphabetic)
}
