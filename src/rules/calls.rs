//! Calls of clients as they are written, for fixes that write them in another way.

use crate::clients::model::Operation;
use crate::eval::Site;
use crate::syntax::ir::{Call, ExprId, ExprKind, Language, Spread};

/// `receiver.method(arguments)`, with a receiver that may be written twice.
pub(super) struct Written<'p> {
    /// The call.
    pub(super) site: Site<'p>,
    /// The call.
    pub(super) call: &'p Call,
    /// Text of the receiver: names with dots between them.
    pub(super) receiver: &'p str,
    /// As written.
    pub(super) method: &'p str,
    /// Where it stands.
    pub(super) method_span: crate::finding::Span,
}

impl<'p> Written<'p> {
    /// None for calls through wrappers, in batches, and with receivers that do something.
    pub(super) fn of(operation: &Operation<'p>) -> Option<Self> {
        if operation.call != operation.site || operation.batch.is_some() {
            return None;
        }
        let site = operation.call;
        let call = site.file.ir.call(site.expr)?;
        let ExprKind::Member { object, property_span, .. } = site.file.ir.kind(call.callee) else { return None };
        let receiver = Site { file: site.file, expr: *object }.text();
        let is_plain = receiver.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '#'));
        let method = site.file.source.slice(*property_span);
        (is_plain && !receiver.is_empty()).then_some(Self { site, call, receiver, method, method_span: *property_span })
    }

    /// The text between the brackets of the call.
    pub(super) fn arguments(&self) -> &'p str {
        let text = self.site.text();
        let from = (self.method_span.end - self.site.span().start) as usize;
        let inner = text.get(from..).unwrap_or_default();
        inner.trim_start().strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or_default().trim()
    }

    /// `await` with this call, if that is how it stands.
    pub(super) fn awaited(&self) -> Option<Site<'p>> {
        let is_it = |kind: &ExprKind| matches!(kind, ExprKind::Await(inner) if *inner == self.site.expr);
        let at = self.site.file.ir.exprs.iter().position(|expr| is_it(&expr.kind))?;
        let site = Site { file: self.site.file, expr: ExprId(at as u32) };
        site.text().starts_with("await").then_some(site)
    }

    /// Whether the arguments mean the same inside a function of their own whose parameter has this name.
    pub(super) fn can_move_into(&self, parameter: &str) -> bool {
        let words = |text: &'p str| text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
        !words(self.arguments()).any(|word| matches!(word, "await" | "yield" | "arguments") || word == parameter)
            && !words(self.receiver).any(|word| word == parameter)
    }

    /// Whether any argument stands for several.
    pub(super) fn has_spread(&self) -> bool {
        self.call.args.iter().any(|arg| arg.spread != Spread::No)
    }
}

/// Whether nothing is done with the value of an expression: it is a statement.
pub(super) fn is_statement(site: Site<'_>) -> bool {
    let span = site.span();
    let is_python = site.file.ir.language == Language::Python;
    site.file.ir.statements.iter().any(|statement| {
        let rest = site.file.source.text.get(span.end as usize..statement.end as usize);
        statement.start == span.start && rest.is_some_and(|rest| matches!(rest.trim(), "" | ";"))
    }) && (!is_python || site.file.ir.call(site.expr).is_some() || site.text().starts_with("await"))
}
