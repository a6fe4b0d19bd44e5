//! Clients that a function gets as an interface: what its callers really pass.

use super::merging::merge;
use super::model::{Client, Evidence, Mode};
use super::receivers::{Receiver, Receivers};
use crate::eval::Cx;
use crate::syntax::ir::{DefKind, ExprId, ExprKind, FuncId, Language, Spread};

/// Functions with more callers than this are left as their types say.
const MAX_CALLERS: usize = 8;

impl<'p> Receivers<'_, 'p> {
    /// `client redis.Cmdable` of a function that only its own package can call is what the calls there pass, provided that
    /// all of them are understood.
    pub(super) fn as_passed(&self, cx: &Cx<'p>, object: ExprId, receiver: Receiver<'p>) -> Receiver<'p> {
        let Receiver::Client(client) = &receiver else { return receiver };
        if client.mode != Mode::Either || client.evidence != Evidence::Typed || client.made.is_some() {
            return receiver;
        }
        let passed = parameter_of(cx, object).and_then(|(function, index)| self.passed(cx, function, index as usize));
        passed.unwrap_or(receiver)
    }

    fn passed(&self, cx: &Cx<'p>, function: FuncId, index: usize) -> Option<Receiver<'p>> {
        let project = self.ev.project;
        let mut callers = self.ev.callers(cx.file, function);
        if !project.is_test(&cx.file.path) {
            callers.retain(|site| !project.is_test(&site.file.path));
        }
        if callers.len() > MAX_CALLERS {
            return None;
        }
        let mut found = Vec::with_capacity(callers.len());
        for site in callers {
            let arg = site.file.ir.call(site.expr)?.args.get(index).filter(|arg| arg.spread == Spread::No)?;
            let value = self.ev.eval(&Cx::of(site.file), arg.value);
            let receiver = self.of_value(&value, site.file.ir.language, 1, 1)?;
            if !receiver.client().is_some_and(|client| is_one_kind(client)) {
                return None;
            }
            found.push(receiver);
        }
        merge(found)
    }
}

fn is_one_kind(client: &Client<'_>) -> bool {
    !matches!(client.mode, Mode::Either | Mode::Unknown)
}

/// The parameter that a name stands for, if it is one of a function that no other package can call.
fn parameter_of(cx: &Cx<'_>, object: ExprId) -> Option<(FuncId, u32)> {
    let ir = cx.ir();
    let ExprKind::Name { binding: Some(binding), .. } = ir.kind(object) else { return None };
    let [definition] = ir.binding(*binding).defs.as_slice() else { return None };
    let DefKind::Value(value) = definition.kind else { return None };
    let ExprKind::Param { function, index } = *ir.kind(value) else { return None };
    let is_private = ir.language == Language::Go && ir.function(function).name.starts_with(char::is_lowercase);
    (is_private && cx.frame_of(function).is_none()).then_some((function, index))
}
