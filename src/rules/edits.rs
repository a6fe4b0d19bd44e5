//! Edits, in the words of rules.

use crate::eval::Site;
use crate::finding::{Applicability, Edit, Fix, Place, Span};
use crate::syntax::items::{Change, Item, Items};

/// A fix that can be made without asking.
pub(super) fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Option<Fix> {
    fix(title.into(), Applicability::Safe, edits)
}

/// A fix that somebody has to want; `why` is what is given up.
pub(super) fn on_request(title: impl Into<String>, why: &'static str, edits: Vec<Edit>) -> Option<Fix> {
    fix(title.into(), Applicability::Unsafe { why }, edits)
}

fn fix(title: String, applicability: Applicability, mut edits: Vec<Edit>) -> Option<Fix> {
    edits.sort_by(|a, b| a.place.cmp(&b.place));
    edits.dedup();
    (!edits.is_empty()).then_some(Fix { title, applicability, edits })
}

/// Another text for an expression.
pub(super) fn replace(site: Site<'_>, text: impl Into<String>) -> Edit {
    at(site, site.span(), text)
}

/// Another text for a part of the file that `site` is in.
pub(super) fn at(site: Site<'_>, span: Span, text: impl Into<String>) -> Edit {
    Edit { place: Place { path: site.file.path.clone(), span }, replacement: text.into() }
}

/// Text right before an expression.
pub(super) fn before(site: Site<'_>, text: impl Into<String>) -> Edit {
    let start = site.span().start;
    at(site, Span { start, end: start }, text)
}

/// Text right behind an expression.
pub(super) fn behind(site: Site<'_>, text: impl Into<String>) -> Edit {
    let end = site.span().end;
    at(site, Span { start: end, end }, text)
}

/// The items among which an expression stands, and its position.
pub(super) fn item_of(site: Site<'_>) -> Option<(Items<'_>, usize)> {
    let items = Items::around(&site.file.source.text, &site.file.ir, site.expr)?;
    let index = items.find(site.span())?;
    Some((items, index))
}

/// The items that an expression holds.
pub(super) fn items_in(site: Site<'_>) -> Option<Items<'_>> {
    Items::of(&site.file.source.text, &site.file.ir, site.expr)
}

/// Puts items behind the one that an expression is, or is the key or value of.
pub(super) fn put_behind(site: Site<'_>, new: &[&str]) -> Option<Edit> {
    let (items, index) = item_of(site)?;
    let new: Vec<Item<'_>> = new.iter().map(|text| Item::new(text)).collect();
    Some(changed(site, items.put_behind(index, &new)?))
}

/// A change of the file that `site` is in.
pub(super) fn changed(site: Site<'_>, change: Change) -> Edit {
    at(site, change.span, change.text)
}
