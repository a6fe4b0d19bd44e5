//! Values that take the place of braces in Python's strings, for keys whose author may have meant the braces as a hash tag.

use std::rc::Rc;

use super::pattern::{Filled, Pattern};
use super::value::Value;
use super::{Cx, Evaluator};
use crate::syntax::ir::{ExprId, Language};

/// Names of what stands in front of keys: nobody means these as hash tags.
const PREFIXES: &[&str] = &["prefix", "namespace", "root", "base", "env", "version", "separator"];

impl<'p> Evaluator<'p> {
    /// Notes the first value of an f-string or `.format` call that varies from call to call. Prefixes, whether constants
    /// or only named so, are passed over: braces around them would put all keys into one slot.
    pub(in crate::eval) fn note_filled(
        &self,
        pattern: &mut Pattern<'p>,
        cx: &Cx<'p>,
        expr: ExprId,
        hole: ExprId,
        value: &Value<'p>,
    ) {
        if cx.ir().language != Language::Python
            || pattern.filled.as_ref().is_some_and(|filled| filled.site.expr == expr)
        {
            return;
        }
        let name = cx.site(hole).text().to_ascii_lowercase();
        if PREFIXES.iter().any(|prefix| name.contains(prefix)) {
            return;
        }
        let alone = if cx.frame.is_some() { self.eval(&Cx::of(cx.file), hole) } else { value.clone() };
        if alone.literal().is_some() || matches!(alone, Value::Number(_)) {
            return;
        }
        let mut text = Pattern::empty(Some(cx.site(hole)));
        self.push(&mut text, cx, hole, value);
        pattern.filled = Some(Rc::new(Filled { site: cx.site(expr), hole: cx.site(hole), value: text }));
    }
}
