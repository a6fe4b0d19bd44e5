//! Key patterns: text with holes, and what a cluster would hash of it.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::FxHasher;

use super::Site;
use super::value::{External, Hole, Turns, Value};

/// Text, as far as it is known: literal bytes and holes, in order.
#[derive(Clone)]
pub struct Pattern<'p> {
    parts: Vec<Part<'p>>,
    /// Where it is put together.
    pub made: Option<Site<'p>>,
    /// What stands in place of the first braces that Python took away.
    pub filled: Option<Rc<Filled<'p>>>,
}

/// A value that took the place of a pair of braces, in an f-string or by `.format`.
pub struct Filled<'p> {
    /// The f-string or the call.
    pub site: Site<'p>,
    /// The expression in the braces, or the argument.
    pub hole: Site<'p>,
    /// Its text.
    pub value: Pattern<'p>,
}

/// A part of a [`Pattern`].
#[derive(Clone)]
pub enum Part<'p> {
    /// These bytes; never empty, never two in a row.
    Literal(Vec<u8>),
    /// Something that is not known.
    Hole(Rc<Hole<'p>>),
}

impl<'p> Pattern<'p> {
    /// Text that is wholly known.
    pub fn literal(bytes: &[u8], made: Option<Site<'p>>) -> Self {
        let parts = if bytes.is_empty() { Vec::new() } else { vec![Part::Literal(bytes.to_vec())] };
        Pattern { parts, made, filled: None }
    }

    /// No text yet.
    pub fn empty(made: Option<Site<'p>>) -> Self {
        Pattern { parts: Vec::new(), made, filled: None }
    }

    /// No text yet, but so many parts soon.
    pub fn with_room(parts: usize, made: Option<Site<'p>>) -> Self {
        Pattern { parts: Vec::with_capacity(parts), made, filled: None }
    }

    /// Its parts.
    pub fn parts(&self) -> &[Part<'p>] {
        &self.parts
    }

    /// Appends bytes.
    pub fn push_bytes(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        match self.parts.last_mut() {
            Some(Part::Literal(last)) => last.extend_from_slice(bytes),
            _ => self.parts.push(Part::Literal(bytes.to_vec())),
        }
    }

    /// Appends a hole.
    pub fn push_hole(&mut self, hole: Rc<Hole<'p>>) {
        self.parts.push(Part::Hole(hole));
    }

    /// Appends another pattern.
    pub fn push_pattern(&mut self, other: &Pattern<'p>) {
        if self.filled.is_none() {
            self.filled.clone_from(&other.filled);
        }
        for part in &other.parts {
            match part {
                Part::Literal(bytes) => self.push_bytes(bytes),
                Part::Hole(hole) => self.push_hole(hole.clone()),
            }
        }
    }

    /// Appends the text form of a value.
    pub fn push_value(&mut self, value: &Value<'p>) {
        match value {
            Value::Text(pattern) => self.push_pattern(pattern),
            Value::Number(number) => self.push_bytes(number_text(*number).as_bytes()),
            Value::Hole(hole) => self.push_hole(hole.clone()),
            other => {
                let mut hole = Hole::unknown(other.identity(), describe(other));
                hole.turns = other.turns();
                hole.among = texts_of(other);
                self.push_hole(Rc::new(hole));
            }
        }
    }

    /// The pattern with a text in the place of a hole.
    pub fn with(&self, hole: u64, text: &Pattern<'p>) -> Self {
        let mut pattern = Pattern::with_room(self.parts.len(), self.made);
        for part in &self.parts {
            match part {
                Part::Literal(bytes) => pattern.push_bytes(bytes),
                Part::Hole(at) if at.id == hole => pattern.push_pattern(text),
                Part::Hole(at) => pattern.push_hole(at.clone()),
            }
        }
        pattern
    }

    /// The bytes, if all are known.
    pub fn as_literal(&self) -> Option<&[u8]> {
        match self.parts.as_slice() {
            [] => Some(&[]),
            [Part::Literal(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// Its holes, in order.
    pub fn holes(&self) -> impl Iterator<Item = &Rc<Hole<'p>>> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(hole) => Some(hole),
            Part::Literal(_) => None,
        })
    }

    /// The loops it varies with.
    pub fn turns(&self) -> Turns {
        self.holes().flat_map(|hole| hole.turns.iter().copied()).collect()
    }

    /// Whether any byte of it is known.
    pub fn has_text(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Literal(_)))
    }

    /// The pattern with holes written `<name>`.
    pub fn display(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(bytes) => out.push_str(&String::from_utf8_lossy(bytes)),
                Part::Hole(hole) => {
                    out.push('<');
                    out.push_str(&hole.text);
                    out.push('>');
                }
            }
        }
        out
    }

    /// What a cluster hashes: the part between the first `{` and the first `}` after it, or the whole key when there is
    /// no such pair or nothing in between (Redis Cluster specification, "Hash tags").
    pub fn hashed(&self) -> Hashed<'p> {
        let Some((open_part, open_at)) = self.find(b'{', (0, 0)) else {
            return Hashed { region: self.clone(), tag: Tag::None, hole_before: false };
        };
        let hole_before = self.parts[..open_part].iter().any(|part| matches!(part, Part::Hole(_)));
        let Some((close_part, close_at)) = self.find(b'}', (open_part, open_at + 1)) else {
            return Hashed { region: self.clone(), tag: Tag::Unclosed, hole_before };
        };
        let region = self.between((open_part, open_at + 1), (close_part, close_at));
        if region.parts.is_empty() {
            return Hashed { region: self.clone(), tag: Tag::Empty, hole_before };
        }
        Hashed { region, tag: Tag::Tagged, hole_before }
    }

    /// Whether it has a hash tag, for whoever need not know which.
    pub fn is_tagged(&self) -> bool {
        let Some((open_part, open_at)) = self.find(b'{', (0, 0)) else { return false };
        // Two parts side by side are never both bytes, so braces of two parts have something between them.
        self.find(b'}', (open_part, open_at + 1)).is_some_and(|close| close != (open_part, open_at + 1))
    }

    fn find(&self, byte: u8, from: (usize, usize)) -> Option<(usize, usize)> {
        for (index, part) in self.parts.iter().enumerate().skip(from.0) {
            if let Part::Literal(bytes) = part {
                let start = if index == from.0 { from.1 } else { 0 };
                if let Some(at) = bytes.get(start..).and_then(|rest| memchr::memchr(byte, rest)) {
                    return Some((index, start + at));
                }
            }
        }
        None
    }

    fn between(&self, from: (usize, usize), to: (usize, usize)) -> Pattern<'p> {
        let mut region = Pattern::with_room(to.0 - from.0 + 1, self.made);
        for index in from.0..=to.0 {
            match &self.parts[index] {
                Part::Literal(bytes) => {
                    let start = if index == from.0 { from.1 } else { 0 };
                    let end = if index == to.0 { to.1 } else { bytes.len() };
                    region.push_bytes(bytes.get(start..end).unwrap_or_default());
                }
                Part::Hole(hole) => region.push_hole(hole.clone()),
            }
        }
        region
    }

    /// Whether two patterns are made of the same bytes and the same holes.
    pub fn same_as(&self, other: &Pattern<'p>) -> bool {
        self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(|pair| match pair {
                (Part::Literal(a), Part::Literal(b)) => a == b,
                (Part::Hole(a), Part::Hole(b)) => a.id == b.id,
                _ => false,
            })
    }

    pub(super) fn hash_into(&self, hasher: &mut FxHasher) {
        for part in &self.parts {
            match part {
                Part::Literal(bytes) => bytes.hash(hasher),
                Part::Hole(hole) => hole.id.hash(hasher),
            }
        }
    }

    /// A number that is equal for patterns that are the same.
    pub fn identity(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.hash_into(&mut hasher);
        hasher.finish()
    }
}

/// What of a pattern is hashed.
pub struct Hashed<'p> {
    /// The hashed bytes.
    pub region: Pattern<'p>,
    /// Whether a tag decides.
    pub tag: Tag,
    /// Whether a hole stands before the first literal `{`: a brace in its value would decide instead.
    pub hole_before: bool,
}

/// Whether a hash tag decides the slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// No `{`: the whole key is hashed.
    None,
    /// A tag that is not empty.
    Tagged,
    /// `{}`: the whole key is hashed.
    Empty,
    /// `{` without `}` behind it: the whole key is hashed.
    Unclosed,
}

/// How a number looks in a string.
pub fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{}", number as i64) } else { format!("{number}") }
}

fn describe(value: &Value<'_>) -> String {
    match value {
        Value::List(_) => "list".to_owned(),
        Value::Map(_) => "object".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Null => "null".to_owned(),
        Value::Union(values) => {
            let names: Vec<String> = values
                .iter()
                .take(3)
                .map(|value| match value {
                    Value::Text(pattern) => pattern.display(),
                    Value::Hole(hole) => hole.text.to_string(),
                    Value::Number(number) => number_text(*number),
                    other => describe(other),
                })
                .collect();
            names.join("|")
        }
        Value::External(external) => match &**external {
            External::Member { site, .. } | External::Call { site, .. } => site.label().to_string(),
            External::Symbol { path, module } => path.last().unwrap_or(module).to_string(),
            _ => "value".to_owned(),
        },
        _ => "value".to_owned(),
    }
}

/// The texts that a value is one of, if they are few and not all of them unknown.
pub fn texts_of<'p>(value: &Value<'p>) -> Option<Rc<[Rc<Pattern<'p>>]>> {
    const MAX_TEXTS: usize = 4;
    let Value::Union(values) = value else { return None };
    if values.len() > MAX_TEXTS {
        return None;
    }
    let text = |value: &Value<'p>| match value {
        Value::Text(pattern) => Some(pattern.clone()),
        Value::Number(number) => Some(Rc::new(Pattern::literal(number_text(*number).as_bytes(), None))),
        Value::Hole(hole) => {
            let mut pattern = Pattern::empty(None);
            pattern.push_hole(hole.clone());
            Some(Rc::new(pattern))
        }
        _ => None,
    };
    if values.iter().all(Value::is_hole) {
        return None;
    }
    values.iter().map(text).collect()
}
