//! Clients that a function gets as an interface, or as one of several kinds: what its callers really pass.

use std::rc::Rc;

use super::guards::{self, narrowed};
use super::merging::merge;
use super::model::{Client, Evidence, Mode};
use super::receivers::{Receiver, Receivers};
use crate::eval::Cx;
use crate::syntax::ir::{DefKind, ExprId, ExprKind, FuncId, Language, Spread};

/// Functions with more callers than this are left as their types say.
const MAX_CALLERS: usize = 8;

impl<'p> Receivers<'_, 'p> {
    /// `client redis.Cmdable` of a function that only its own package can call is what the calls there pass, provided that
    /// all of them are understood. `client: Redis | Cluster` is one node when that is what all known callers pass.
    pub(super) fn as_passed(&self, cx: &Cx<'p>, object: ExprId, receiver: Receiver<'p>) -> Receiver<'p> {
        let Receiver::Client(client) = &receiver else { return receiver };
        if client.mode != Mode::Either || client.evidence != Evidence::Typed || client.made.is_some() {
            return receiver;
        }
        let Some((function, index)) = parameter_of(cx, object) else { return receiver };
        let Some(passed) = self.passed(cx, function, index as usize) else { return receiver };
        let says_all = match cx.ir().language {
            Language::Go => cx.ir().function(function).name.starts_with(char::is_lowercase),
            // Nothing says that nobody else calls it; a helper that gets the nodes of a cluster is made for nodes.
            _ => passed.client().is_some_and(|client| client.mode == Mode::OneNode),
        };
        if says_all { passed } else { receiver }
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
            let caller = Cx::of(site.file);
            let value = self.ev.eval(&caller, arg.value);
            let receiver = self.of_value(&value, site.file.ir.language, 1, 1)?;
            let receiver = self.as_guarded(&caller, site.expr, receiver);
            if !receiver.client().is_some_and(|client| is_one_kind(client)) {
                return None;
            }
            found.push(receiver);
        }
        merge(found)
    }

    /// A client as it is where it is passed: `return scan(this.client)` behind a check that it is no cluster.
    pub(super) fn as_guarded(&self, cx: &Cx<'p>, call: ExprId, receiver: Receiver<'p>) -> Receiver<'p> {
        match receiver {
            Receiver::Client(client) if client.mode == Mode::Either => {
                Receiver::Client(Rc::new(narrowed(&client, guards::known(self.ev, cx, call))))
            }
            other => other,
        }
    }
}

fn is_one_kind(client: &Client<'_>) -> bool {
    !matches!(client.mode, Mode::Either | Mode::Unknown)
}

/// The parameter that a name stands for, if it is one.
fn parameter_of(cx: &Cx<'_>, object: ExprId) -> Option<(FuncId, u32)> {
    let ir = cx.ir();
    let ExprKind::Name { binding: Some(binding), .. } = ir.kind(object) else { return None };
    let [definition] = ir.binding(*binding).defs.as_slice() else { return None };
    let DefKind::Value(value) = definition.kind else { return None };
    let ExprKind::Param { function, index } = *ir.kind(value) else { return None };
    cx.frame_of(function).is_none().then_some((function, index))
}
