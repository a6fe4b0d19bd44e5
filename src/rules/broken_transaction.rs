//! A transaction or pipeline opened in a form that a cluster client accepts, and that does not work on it.

use super::FileCx;
use super::draft::{Draft, severity};
use crate::clients::awaited::Awaited;
use crate::clients::guards;
use crate::clients::model::{BatchKind, Form, Library, Mode};
use crate::clients::uses::{Use, UsedOn};
use crate::eval::Evaluator;
use crate::eval::value::Value;
use crate::finding::{Confidence, Finding};

const RULE: &str = "broken-transaction";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    let mut awaited = Awaited::default();
    for used in &cx.model.uses {
        if !used.client.mode.may_be_cluster() || !cx.concerns(&used.client) {
            continue;
        }
        let broken = unpipelined(cx.ev, used)
            .or_else(|| raw_multi(cx, used))
            .or_else(|| awaited_command(cx, used, &mut awaited))
            .or_else(|| forgotten_unlink(used, &mut awaited));
        if let Some(broken) = broken {
            findings.push(finding(used, &broken));
        }
    }
}

struct Broken {
    message: String,
    help: &'static str,
}

fn finding(used: &Use<'_>, broken: &Broken) -> Finding {
    let confidence = if used.client.mode == Mode::Cluster { Confidence::Certain } else { Confidence::Likely };
    let severity = severity(&used.client, confidence);
    let draft = Draft::at(RULE, used.site, severity, confidence, broken.message.clone());
    draft.client(&used.client).seen_through(used).help(broken.help).done()
}

/// ioredis' `multi({ pipeline: false })` and `multi(commands, { pipeline: false })`.
fn unpipelined<'p>(ev: &Evaluator<'p>, used: &Use<'p>) -> Option<Broken> {
    if used.client.library != Library::Ioredis || used.on != UsedOn::Client || used.method != "multi" {
        return None;
    }
    let off = |index: usize| match used.value(ev, index) {
        Some(Value::Map(map)) => map.get("pipeline").is_some_and(|entry| matches!(entry.value, Value::Bool(false))),
        _ => false,
    };
    (off(0) || off(1)).then(|| Broken {
        message: "without a pipeline, MULTI goes to a random node of the cluster and the commands to the nodes of their keys: they run at once, outside any transaction, and other calls on the node of the MULTI answer `QUEUED`".to_owned(),
        help: "send the transaction as one: `cluster.multi().set(...).set(...).exec()`, with keys of one slot",
    })
}

/// MULTI by name, on a connection that everything else shares.
fn raw_multi(cx: &FileCx<'_, '_>, used: &Use<'_>) -> Option<Broken> {
    let operation = cx.model.operations.get(used.operation?)?;
    let multi = operation.command.is_some_and(|command| command.name == "multi");
    if !multi || operation.form != Form::Raw || used.on != UsedOn::Client {
        return None;
    }
    let (message, help) = match used.client.library {
        Library::Ioredis => (
            "MULTI by itself goes to a random node of the cluster and stays open on a connection that the whole process shares: other calls on that node answer `QUEUED`",
            "send the transaction as one: `cluster.multi().set(...).set(...).exec()`, with keys of one slot",
        ),
        Library::GoRedis => (
            "MULTI by itself leaves one pooled connection to one node inside a transaction: whoever gets it next reads `QUEUED`",
            "use `TxPipelined`, with keys of one slot",
        ),
        Library::RedisPy | Library::RedisPyCluster => (
            "MULTI by itself has no node to go to: `RedisClusterException: No way to dispatch this command to Redis Cluster. Missing key.`",
            "use `pipeline(transaction=True)` (redis-py 6.1, asyncio 6.2), with keys of one slot",
        ),
    };
    Some(Broken { message: message.to_owned(), help })
}

/// redis-py asyncio: `await pipe.set(...)` on a pipeline of a cluster client.
fn awaited_command<'p>(cx: &FileCx<'_, 'p>, used: &Use<'p>, awaited: &mut Awaited) -> Option<Broken> {
    let UsedOn::Batch(kind) = used.on else { return None };
    let client = &used.client;
    if client.library != Library::RedisPy || !client.asynchronous {
        return None;
    }
    let operation = cx.model.operations.get(used.operation?)?;
    if matches!(used.method.as_str(), "watch" | "unwatch" | "discard") || !awaited.contains(used.call) {
        return None;
    }
    if guards::is_for_no_batch(cx.ev, &used.cx, used.call.expr) {
        return None;
    }
    // There `unlink` is a coroutine that must be awaited (redis/asyncio/cluster.py, 6.2.0).
    if used.method == "unlink" && kind != BatchKind::Transaction && !client.is_before((6, 2, 0)) {
        return None;
    }
    if kind != BatchKind::Pipeline && is_sent_at_once(cx, used) {
        return None;
    }
    Some(Broken {
        message: format!(
            "awaiting {} on a pipeline of a cluster client initialises the pipeline again and drops all that was queued, this command included: `execute()` returns `[]` and nothing is written",
            operation.command_name
        ),
        help: "queue without `await`, and await `pipe.execute()` once",
    })
}

/// redis-py asyncio from 6.2 on: `pipe.unlink(key)` gives a coroutine, and queues when that is awaited.
fn forgotten_unlink(used: &Use<'_>, awaited: &mut Awaited) -> Option<Broken> {
    let client = &used.client;
    let is_coroutine = client.library == Library::RedisPy
        && client.asynchronous
        && client.mode == Mode::Cluster
        && !client.is_before((6, 2, 0));
    if !is_coroutine || used.method != "unlink" || !matches!(used.on, UsedOn::Batch(_)) || awaited.contains(used.call) {
        return None;
    }
    // Otherwise it may be awaited later.
    let is_dropped = used.call.file.ir.statements.contains(&used.call.span());
    if !is_dropped {
        return None;
    }
    Some(Broken {
        message: "`unlink` on a pipeline of an asyncio cluster client gives a coroutine: nobody awaits it, so nothing is queued, and no error says so".to_owned(),
        help: "queue `delete` instead",
    })
}

/// Between `watch()` and `multi()` commands are sent at once, and their replies awaited.
fn is_sent_at_once(cx: &FileCx<'_, '_>, used: &Use<'_>) -> bool {
    let of_batch = |method: &'static str| {
        cx.model.uses.iter().filter(move |other| other.batch == used.batch && other.method == method)
    };
    let start = |other: &Use<'_>| other.call.span().start;
    let here = start(used);
    let Some(watched) = of_batch("watch").map(start).filter(|&at| at < here).max() else { return false };
    !of_batch("multi").map(start).any(|at| watched < at && at < here)
}
