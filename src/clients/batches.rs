//! Pipelines and transactions: what opens them, and of which kind they are.

use std::rc::Rc;

use smallvec::SmallVec;

use super::api::{Api, Does, KeyArg, On};
use super::commands::context_arguments;
use super::model::{BatchKind, Client, Library, Mode, Operation, WatchForm};
use super::naming::holds_word;
use super::operations::Reader;
use super::receivers::{BatchRef, last_identifier};
use super::rows::keys_of_rows;
use crate::eval::value::Value;
use crate::eval::{Cx, Evaluator, Frame, Site};
use crate::syntax::ir::*;

/// What kind of batch a call opens. redis-py decides by `transaction=` and by the client; ioredis' `multi` may be told
/// not to be a pipeline.
pub(super) fn kind_opened<'p>(
    ev: &Evaluator<'p>,
    client: &Client<'p>,
    kind: BatchKind,
    cx: &Cx<'p>,
    expr: ExprId,
) -> BatchKind {
    if kind != BatchKind::Default || !matches!(client.library, Library::RedisPy | Library::RedisPyCluster) {
        return kind;
    }
    let Some(call) = cx.ir().call(expr) else { return kind };
    let given = call
        .args
        .iter()
        .find(|arg| arg.name.as_deref() == Some("transaction"))
        .or_else(|| call.args.first().filter(|arg| arg.name.is_none()));
    match given.map(|arg| ev.eval(cx, arg.value)) {
        Some(Value::Bool(true)) => BatchKind::Transaction,
        Some(Value::Bool(false) | Value::Null) => BatchKind::Pipeline,
        Some(_) => BatchKind::Default,
        None => match client.mode {
            // `RedisCluster.pipeline()` is not transactional, `Redis.pipeline()` is (redis-py, all versions).
            Mode::Cluster => BatchKind::Pipeline,
            Mode::Standalone | Mode::Sentinel | Mode::OneNode => BatchKind::Transaction,
            _ => BatchKind::Default,
        },
    }
}

impl<'p> Reader<'_, 'p> {
    /// The `Watch` that a call is, made known on first sight.
    pub(super) fn watch(&mut self, cx: &Cx<'p>, site: Site<'p>, client: &Rc<Client<'p>>) -> Option<usize> {
        let key = (site.file.key, site.expr, cx.frame_id());
        if let Some(&known) = self.batches.get(&key) {
            return Some(known);
        }
        let call = cx.ir().call(site.expr)?;
        let ExprKind::Member { property, .. } = cx.ir().kind(call.callee) else { return None };
        let Does::Watches { keys, .. } = super::api_of(client.library).method(property, On::Client)?.does else {
            return None;
        };
        let skip = context_arguments(client, cx, call);
        let watched = keys_of_rows(&self.finder, cx, call, skip, &[KeyArg::From(keys)]);
        let made = Some((cx.clone(), site));
        let index =
            self.batch(&BatchRef { client: client.clone(), kind: BatchKind::Transaction, made, within: None })?;
        let form = if watched.items.is_empty() { WatchForm::NoKeys } else { WatchForm::Keys };
        let batch = &mut self.model.batches[index];
        batch.watch = Some(form);
        batch.watched = watched.items;
        Some(index)
    }

    /// A function of the project that hands a batch to a callback is not where its keys are chosen: where the callback is
    /// passed is. There the batch of an operation is reported that stands outside of that function.
    pub(super) fn reported_at_callback(&mut self, operation: &Operation<'p>) {
        let Some(batch) = operation.batch.map(|index| &self.model.batches[index]) else { return };
        let calls: SmallVec<[u64; 4]> = calls_into(&operation.cx).map(|frame| frame.id).collect();
        let outermost = calls_into(&batch.cx).take_while(|frame| !calls.contains(&frame.id)).last();
        let Some(passed) = outermost.and_then(|frame| frame.call.as_ref()).map(|(_, site)| *site) else { return };
        let (index, within) = (operation.batch, batch.within);
        for batch in [index, within].into_iter().flatten() {
            self.model.batches[batch].reported = passed;
        }
    }
}

/// The calls that are being looked through on the way into a context, innermost first.
fn calls_into<'a, 'p>(cx: &'a Cx<'p>) -> impl Iterator<Item = &'a Rc<Frame<'p>>> {
    std::iter::successors(cx.frame.as_ref(), |frame| frame.call.as_ref().and_then(|(cx, _)| cx.frame.as_ref()))
}

/// Whether a method of the given name begins a batch, or hands one to a callback.
pub(super) fn begins_batch(api: &Api, name: &str) -> bool {
    let begins = |does| matches!(does, Does::OpensBatch(_) | Does::RunsBatch(..) | Does::Watches { .. });
    api.named(name).iter().any(|method| begins(method.does))
}

/// The parameter that a variable begins as.
fn parameter_of(ir: &Module, binding: BindingId) -> Option<(FuncId, u32)> {
    match ir.binding(binding).defs.first()?.kind {
        DefKind::Value(value) => match *ir.kind(value) {
            ExprKind::Param { function, index } => Some((function, index)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a variable is a parameter.
pub(super) fn is_parameter(ir: &Module, binding: Option<BindingId>) -> bool {
    binding.is_some_and(|binding| parameter_of(ir, binding).is_some())
}

/// Whether a variable is declared to be of a type that is called as batches are: `p redis.Pipeliner`.
pub(super) fn is_typed_as_batch(ir: &Module, binding: Option<BindingId>) -> bool {
    let Some(binding) = binding else { return false };
    let of_parameter =
        parameter_of(ir, binding).and_then(|(function, index)| ir.function(function).params.get(index as usize)?.ty);
    match ir.binding(binding).ty.or(of_parameter).map(|ty| ir.ty(ty)) {
        Some(TypeExpr::Ref(ty, _)) => last_identifier(ir, *ty).is_some_and(|name| names_batch(name)),
        _ => false,
    }
}

/// Whether a variable is called as batches are.
pub(super) fn names_batch(name: &str) -> bool {
    ["pipe", "multi", "batch", "tx", "trans"].iter().any(|mark| holds_word(name, mark))
}
