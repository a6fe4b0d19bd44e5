//! Pipelines and transactions: what opens them, and of which kind they are.

use super::api::{Api, Does};
use super::model::{BatchKind, Client, Library, Mode};
use crate::eval::value::Value;
use crate::eval::{Cx, Evaluator};
use crate::syntax::ir::ExprId;

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

/// Whether a method of the given name begins a batch, or hands one to a callback.
pub(super) fn begins_batch(api: &Api, name: &str) -> bool {
    let begins = |does| matches!(does, Does::OpensBatch(_) | Does::RunsBatch(..) | Does::Watches { .. });
    api.named(name).iter().any(|method| begins(method.does))
}

/// Whether a variable is called as batches are.
pub(super) fn names_batch(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["pipe", "multi", "batch", "tx", "trans"].iter().any(|mark| lower.contains(mark))
}
