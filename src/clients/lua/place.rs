//! Where a part of a script stands in the file that holds the script.

use crate::clients::model::{ScriptOrigin, ScriptText};
use crate::eval::Site;
use crate::finding::Span;
use crate::syntax::ir::ExprId;

/// The expression of the host file that holds the script, or the call in a `.lua` file at `span`.
pub fn site_of<'p>(script: &ScriptText<'p>, span: Span) -> Site<'p> {
    match script.origin {
        ScriptOrigin::Literal(site) => site,
        ScriptOrigin::File(file) => {
            let ir = &file.ir;
            let call = ir.flow.calls.iter().copied().find(|&call| ir.span(call) == span);
            Site { file, expr: call.unwrap_or(ExprId(0)) }
        }
    }
}

/// Where `span` of the script's text stands in the file that holds it, in bytes of the file. `None` if the text is not
/// written there as it is: it has escapes, or is put together from elsewhere.
pub fn span_in_file(script: &ScriptText<'_>, span: Span) -> Option<Span> {
    let site = match script.origin {
        ScriptOrigin::Literal(site) => site,
        ScriptOrigin::File(_) => return Some(span),
    };
    let wanted = script.text.get(span.range())?;
    let whole = site.span();
    let source = site.file.source.text.as_bytes().get(whole.range())?;
    // The same text may occur several times: the n-th of the script is the n-th of the source.
    let before = memchr::memmem::find_iter(&script.text[..span.start as usize], wanted).count();
    let at = memchr::memmem::find_iter(source, wanted).nth(before)?;
    let start = whole.start as usize + at;
    Some(Span::new(start, start + wanted.len()))
}
