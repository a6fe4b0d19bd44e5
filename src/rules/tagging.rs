//! A hash tag around what keys have in common, where the keys are made.

mod written;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::clients::model::{Client, KeyItem, KeyKind, Prefix};
use crate::clients::{FileModel, key_name};
use crate::eval::pattern::{Part, Pattern};
use crate::finding::{Edit, Fix};
use crate::rules::edits;
use written::Written;

const WHY: &str = "renames keys: what is stored stays under the old names, and everything else that uses these keys has to be renamed with them";

/// Separators of the parts of a key.
const SEPARATORS: &[u8] = b":./-_|";

/// Nobody looks through a change of more keys than this.
const MOST: usize = 64;

/// A byte or a value of a key; what a tag can begin before or end behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Byte(u8),
    Hole(u64),
}

/// Where a tag goes in a key: from this unit up to, not including, that one.
type Range = (usize, usize);

/// A tag that brings keys into one slot; none when they have nothing in common that could be one. Where else the file uses
/// such keys, they get it too.
pub(super) fn of<'p>(model: &FileModel<'p>, client: &Client<'p>, items: &[KeyItem<'p>]) -> Option<Fix> {
    let is_plain = match &client.prefix {
        Prefix::None => true,
        Prefix::Known(prefix) => !has_brace(prefix),
        Prefix::Unknown => false,
    };
    if !is_plain || !(2..=MOST).contains(&items.len()) {
        return None;
    }
    let keys = items.iter().map(single).collect::<Option<Vec<_>>>()?;
    let units: Vec<Vec<Unit>> = keys.iter().map(|key| units_of(key)).collect();
    let ranges = common(&units)?;
    let mut edits: Vec<Edit> = Vec::new();
    for (key, (units, range)) in keys.iter().zip(units.iter().zip(&ranges)) {
        edits.extend(Written::of(key.made?)?.tag(units, *range)?);
    }
    edits.extend(elsewhere(model, client, &keys, &ranges)?);
    edits.sort_by(|a, b| a.place.cmp(&b.place));
    edits.dedup();
    // One builder that would need two tags.
    if edits.windows(2).any(|pair| pair[0].place == pair[1].place) {
        return None;
    }
    let tag = shown(keys[0], ranges[0]);
    edits::on_request(format!("put `{tag}` into a hash tag in each of the keys"), WHY, edits)
}

/// Tags for keys of the same names that the file uses elsewhere: half renamed, they are two keys.
fn elsewhere<'p>(
    model: &FileModel<'p>,
    client: &Client<'p>,
    keys: &[&Rc<Pattern<'p>>],
    ranges: &[Range],
) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut named: FxHashMap<u64, Range> = FxHashMap::default();
    for (key, range) in keys.iter().zip(ranges) {
        match named.insert(key_name(key), *range) {
            Some(other) if other != *range => return None,
            Some(_) => continue,
            None => {}
        }
        for other in model.named_alike(client, key) {
            edits.extend(Written::of(other.made?)?.tag(&units_of(other), *range)?);
            if edits.len() > 2 * MOST {
                return None;
            }
        }
    }
    Some(edits)
}

fn single<'a, 'p>(item: &'a KeyItem<'p>) -> Option<&'a Rc<Pattern<'p>>> {
    match &item.kind {
        KeyKind::One(patterns) => match patterns.as_slice() {
            [pattern] if !has_brace(pattern) => Some(pattern),
            _ => None,
        },
        KeyKind::Each(..) | KeyKind::Opaque(..) => None,
    }
}

fn has_brace(pattern: &Pattern<'_>) -> bool {
    pattern
        .parts()
        .iter()
        .any(|part| matches!(part, Part::Literal(bytes) if bytes.iter().any(|b| matches!(b, b'{' | b'}'))))
}

fn units_of(pattern: &Pattern<'_>) -> Vec<Unit> {
    let mut units = Vec::new();
    for part in pattern.parts() {
        match part {
            Part::Literal(bytes) => units.extend(bytes.iter().map(|byte| Unit::Byte(*byte))),
            Part::Hole(hole) => units.push(Unit::Hole(hole.id)),
        }
    }
    units
}

/// The longest common beginning that ends where a part of the keys ends; if that holds no value, and the keys do, the first
/// value that they all have.
fn common(keys: &[Vec<Unit>]) -> Option<Vec<Range>> {
    let (first, rest) = keys.split_first()?;
    let mut end = first.len();
    for other in rest {
        end = end.min(first.iter().zip(other).take_while(|(a, b)| a == b).count());
    }
    let ends_part = |key: &Vec<Unit>, at: usize| {
        let next = key.get(at);
        let separated = |unit: Option<&Unit>| matches!(unit, Some(Unit::Byte(byte)) if SEPARATORS.contains(byte));
        next.is_none() || separated(next) || matches!(key[at - 1], Unit::Hole(_))
    };
    while end > 0 && !keys.iter().all(|key| ends_part(key, end)) {
        end -= 1;
    }
    let is_hole = |unit: &Unit| matches!(unit, Unit::Hole(_));
    let varies = keys.iter().flatten().any(is_hole);
    if end > 0 && (!varies || first[..end].iter().any(is_hole)) {
        return Some(vec![(0, end); keys.len()]);
    }
    let shared = first.iter().find(|unit| is_hole(unit) && rest.iter().all(|other| other.contains(unit)))?;
    let at = |key: &Vec<Unit>| key.iter().position(|unit| unit == shared).map(|at| (at, at + 1));
    keys.iter().map(at).collect()
}

fn shown(key: &Pattern<'_>, (start, end): Range) -> String {
    let mut out = String::new();
    let mut at = 0;
    for part in key.parts() {
        match part {
            Part::Literal(bytes) => {
                let from = start.saturating_sub(at).min(bytes.len());
                let to = end.saturating_sub(at).min(bytes.len());
                out.push_str(&String::from_utf8_lossy(&bytes[from.min(to)..to]));
                at += bytes.len();
            }
            Part::Hole(hole) => {
                if (start..end).contains(&at) {
                    out.push_str(&format!("<{}>", hole.text));
                }
                at += 1;
            }
        }
    }
    out
}
