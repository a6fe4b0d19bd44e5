//! A placeholder that is filled in.

use super::{Scope, Tagged, in_scope};
use crate::eval::Site;
use crate::finding::{Fix, Span};
use crate::rules::edits;
use crate::syntax::ir::{ExprKind, Language};

const WHY: &str = "renames keys: what is stored under the one constant key stays there";

/// Makes the string a template, where the name in its braces is known; none when other braces are in it.
pub(super) fn of(tag: &Tagged, made: Site<'_>) -> Option<Fix> {
    let name = tag.name()?;
    let root = name.split(['.', '[']).next()?;
    let written = tag.written();
    let literal = literal_with(made, &written)?;
    let known = matches!(root, "this" | "self") || in_scope(literal, root, Scope::All, &|_| true);
    let text = literal.text();
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let braces = |text: &str| text.matches(['{', '}']).count();
    let is_plain = !inner.contains(['\\', '`', '\n']) && !inner.starts_with(quote) && braces(inner) == braces(&written);
    if !known || !is_plain {
        return None;
    }
    let start = literal.span().start as usize;
    let at = start + text.find(&written)?;
    let whole = |offset: usize, length: usize, new: &str| {
        edits::at(literal, Span::new(offset, offset + length), new)
    };
    let edits = match made.file.ir.language {
        Language::Python if !tag.dollar => {
            vec![whole(start, 0, "f"), whole(at, written.len(), &format!("{{{{{{{name}}}}}}}"))]
        }
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            let mut edits = vec![whole(start, 1, "`"), whole(start + text.len() - 1, 1, "`")];
            if !tag.dollar && !tag.text.starts_with("${") {
                edits.push(whole(at, written.len(), &format!("{{${{{name}}}}}")));
            }
            edits
        }
        Language::Python | Language::Go | Language::Lua => return None,
    };
    edits::on_request(format!("fill in `{name}`"), WHY, edits)
}

/// The string, or the one among those that are put together, that holds the placeholder.
fn literal_with<'p>(made: Site<'p>, written: &str) -> Option<Site<'p>> {
    let ir = &made.file.ir;
    let mut found = Vec::new();
    let mut at = vec![made.expr];
    while let Some(expr) = at.pop() {
        match ir.kind(expr) {
            ExprKind::Text(bytes) if memchr::memmem::find(bytes, written.as_bytes()).is_some() => found.push(expr),
            ExprKind::Binary { left, right, .. } => at.extend([*left, *right]),
            _ => {}
        }
    }
    match found.as_slice() {
        [expr] => Some(Site { file: made.file, expr: *expr }),
        _ => None,
    }
}
