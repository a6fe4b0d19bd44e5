//! Edits, in the words of rules.

use crate::eval::Site;
use crate::finding::{Edit, Place};
use crate::syntax::items::{Change, Items};

/// Puts items behind the one that an expression is, or is the key or value of.
pub(super) fn put_behind(site: Site<'_>, new: &[&str]) -> Option<Edit> {
    let items = Items::around(&site.file.source.text, &site.file.ir, site.expr)?;
    let index = items.find(site.span())?;
    Some(edit(site, items.put_behind(index, new)))
}

fn edit(site: Site<'_>, change: Change) -> Edit {
    Edit { place: Place { path: site.file.path.clone(), span: change.span }, replacement: change.text }
}
