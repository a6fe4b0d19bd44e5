//! Format strings.

use std::rc::Rc;

use super::super::pattern::{Part, Pattern};
use super::super::value::{ListPart, Value};
use super::super::{Cx, Evaluator};
use crate::syntax::ir::*;

/// A hole of a format string.
enum Field<'s> {
    /// The next argument, or the one at an index.
    Position(usize),
    /// A named argument.
    Name(&'s str),
}

/// Something that a format string can be filled from.
pub(super) trait Arguments<'p> {
    /// The argument at a position.
    fn at(&self, index: usize) -> Option<(Value<'p>, ExprId)>;
    /// The argument of a name.
    fn named(&self, name: &str) -> Option<(Value<'p>, ExprId)>;
}

/// The arguments of a call.
pub(super) struct CallArguments<'a, 'p> {
    pub(super) ev: &'a Evaluator<'p>,
    pub(super) cx: &'a Cx<'p>,
    pub(super) args: &'p [Arg],
}

impl<'p> Arguments<'p> for CallArguments<'_, 'p> {
    fn at(&self, index: usize) -> Option<(Value<'p>, ExprId)> {
        let arg = self.args.get(index).filter(|arg| arg.name.is_none() && arg.spread == Spread::No)?;
        Some((self.ev.eval(self.cx, arg.value), arg.value))
    }

    fn named(&self, name: &str) -> Option<(Value<'p>, ExprId)> {
        let arg = self.args.iter().find(|arg| arg.name.as_deref() == Some(name))?;
        Some((self.ev.eval(self.cx, arg.value), arg.value))
    }
}

/// `'{}:{x}'.format(...)` (Python's format string syntax).
pub(super) fn braces<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    format: &Pattern<'p>,
    args: &impl Arguments<'p>,
) -> Value<'p> {
    let mut next = 0;
    filled(cx, expr, format, |out, bytes| {
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'{' | b'}')) {
            out.push_bytes(&rest[..at]);
            if rest.get(at + 1) == Some(&rest[at]) {
                out.push_bytes(&rest[at..=at]);
                rest = &rest[at + 2..];
                continue;
            }
            let close = rest[at..].iter().position(|&byte| byte == b'}').map(|offset| at + offset);
            let (Some(close), b'{') = (close, rest[at]) else {
                out.push_bytes(&rest[at..=at]);
                rest = &rest[at + 1..];
                continue;
            };
            let field = std::str::from_utf8(&rest[at + 1..close]).unwrap_or_default();
            let field = parse_field(field, &mut next);
            if let Some((value, hole)) = found(&field, args) {
                ev.note_filled(out, cx, expr, hole, &value);
            }
            fill(ev, cx, expr, out, field, args);
            rest = &rest[close + 1..];
        }
        out.push_bytes(rest);
    })
}

/// A format with what is known of it filled in.
fn filled<'p>(
    cx: &Cx<'p>,
    expr: ExprId,
    format: &Pattern<'p>,
    mut fill: impl FnMut(&mut Pattern<'p>, &[u8]),
) -> Value<'p> {
    let mut out = Pattern::empty(Some(cx.site(expr)));
    for part in format.parts() {
        match part {
            Part::Hole(hole) => out.push_hole(hole.clone()),
            Part::Literal(bytes) => fill(&mut out, bytes),
        }
    }
    Value::Text(Rc::new(out))
}

fn parse_field<'s>(field: &'s str, next: &mut usize) -> Field<'s> {
    let name = field.split([':', '!', '.', '[']).next().unwrap_or_default();
    if name.is_empty() {
        *next += 1;
        return Field::Position(*next - 1);
    }
    match name.parse() {
        Ok(index) => Field::Position(index),
        Err(_) => Field::Name(name),
    }
}

fn found<'p>(field: &Field<'_>, args: &impl Arguments<'p>) -> Option<(Value<'p>, ExprId)> {
    match field {
        Field::Position(index) => args.at(*index),
        Field::Name(name) => args.named(name),
    }
}

fn fill<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    out: &mut Pattern<'p>,
    field: Field<'_>,
    args: &impl Arguments<'p>,
) {
    match found(&field, args) {
        Some((value, at)) => ev.push(out, cx, at, &value),
        None => out.push_value(&ev.hole(cx, expr)),
    }
}

/// `%s`, `%d`, `%(name)s`, `%v`, `%[1]s`: C-like formats of Python, Go and Node.
pub(super) fn verbs<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    format: &Pattern<'p>,
    args: &impl Arguments<'p>,
) -> Value<'p> {
    let mut next = 0;
    filled(cx, expr, format, |out, bytes| {
        let mut rest = bytes;
        while let Some(at) = memchr::memchr(b'%', rest) {
            out.push_bytes(&rest[..at]);
            let (field, used) = parse_verb(&rest[at..], &mut next);
            match field {
                Some(field) => fill(ev, cx, expr, out, field, args),
                None => out.push_bytes(b"%"),
            }
            rest = &rest[at + used..];
        }
        out.push_bytes(rest);
    })
}

/// The field after a `%`, and how many bytes it takes, the `%` included.
fn parse_verb<'s>(bytes: &'s [u8], next: &mut usize) -> (Option<Field<'s>>, usize) {
    match bytes.get(1) {
        Some(b'%') => return (None, 2),
        None => return (None, 1),
        _ => {}
    }
    let mut at = 1;
    let mut field = None;
    if bytes.get(at) == Some(&b'(') {
        let Some(close) = memchr::memchr(b')', bytes) else { return (None, 1) };
        field = std::str::from_utf8(&bytes[2..close]).ok().map(Field::Name);
        at = close + 1;
    }
    while bytes.get(at).is_some_and(|byte| b"+-# 0123456789.*".contains(byte)) {
        at += 1;
    }
    if bytes.get(at) == Some(&b'[')
        && let Some(close) = memchr::memchr(b']', &bytes[at..])
    {
        let index = std::str::from_utf8(&bytes[at + 1..at + close]).ok().and_then(|text| text.parse::<usize>().ok());
        field = index.map(|index| Field::Position(index.saturating_sub(1)));
        at += close + 1;
    }
    if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
        return (None, 1);
    }
    let field = field.unwrap_or_else(|| {
        *next += 1;
        Field::Position(*next - 1)
    });
    (Some(field), at + 1)
}

/// The right side of Python's `%`.
pub(super) struct PercentArguments<'p> {
    pub(super) value: Value<'p>,
    pub(super) at: ExprId,
}

impl<'p> Arguments<'p> for PercentArguments<'p> {
    fn at(&self, index: usize) -> Option<(Value<'p>, ExprId)> {
        match &self.value {
            Value::List(list) => match list.parts.get(index) {
                Some(ListPart::One(value, site)) => Some((value.clone(), site.map_or(self.at, |site| site.expr))),
                _ => None,
            },
            other if index == 0 => Some((other.clone(), self.at)),
            _ => None,
        }
    }

    fn named(&self, name: &str) -> Option<(Value<'p>, ExprId)> {
        let Value::Map(map) = &self.value else { return None };
        let entry = map.get(name)?;
        Some((entry.value.clone(), entry.site.map_or(self.at, |(_, value)| value.expr)))
    }
}

impl<'p> Evaluator<'p> {
    /// Python's `format % arguments`.
    pub(in crate::eval) fn percent(&self, cx: &Cx<'p>, expr: ExprId, format: &Value<'p>, right: ExprId) -> Value<'p> {
        let Value::Text(pattern) = format else { return self.hole(cx, expr) };
        let args = PercentArguments { value: self.eval(cx, right), at: right };
        verbs(self, cx, expr, pattern, &args)
    }
}
