//! A transaction whose keys are in different slots.

use super::FileCx;
use super::cross_slot_command::pair;
use super::draft::{Draft, severity};
use super::tagging;
use crate::clients::batch_keys;
use crate::clients::model::{Batch, BatchKind, Client, KeyItem, Library, Operation, WatchForm};
use crate::clients::relation::{Relation, judge};
use crate::eval::Site;
use crate::finding::{Confidence, Finding, Severity};
use crate::syntax::ir::ExprKind;

const RULE: &str = "cross-slot-transaction";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for batch in &cx.model.batches {
        if !is_transaction(batch) || !cx.concerns(&batch.client) {
            continue;
        }
        findings.extend(watch_without_keys(batch));
        findings.extend(judge_batch(cx, batch));
    }
    for operation in &cx.model.operations {
        let watches = operation.command.is_some_and(|command| command.name == "watch");
        if !watches || operation.batch.is_some() || !cx.concerns(&operation.client) {
            continue;
        }
        findings.extend(unguarded(cx, operation));
        let Relation::Different { confidence, shown, .. } = judge(&operation.client, &operation.keys.items) else {
            continue;
        };
        let message = format!("WATCH needs all its keys in one slot; {} hash apart", pair(&shown));
        let draft = Draft::at(RULE, operation.site, severity(&operation.client, confidence), confidence, message);
        findings.push(draft.keys(&shown).client(&operation.client).help(HELP).done());
    }
}

const HELP: &str = "give the keys of one transaction the same hash tag, which renames keys that are already stored; or do without the transaction";

/// Whether a batch is sent as MULTI and EXEC.
pub(super) fn is_transaction(batch: &Batch<'_>) -> bool {
    match batch.kind {
        BatchKind::Transaction => true,
        BatchKind::Pipeline => false,
        // Without arguments, redis-py's `pipeline()` is MULTI/EXEC on a plain client and not on a cluster client: of
        // "either" it is a transaction on one of them.
        BatchKind::Default => true,
    }
}

/// `client.Watch(ctx, fn)` (go-redis: "redis: Watch requires at least one key").
fn watch_without_keys(batch: &Batch<'_>) -> Option<Finding> {
    // One that is looked at through a call is looked at by itself, too.
    if batch.cx.frame.is_some() || batch.watch != Some(WatchForm::NoKeys) || !batch.client.mode.may_be_cluster() {
        return None;
    }
    let message = "`Watch` without keys fails on a cluster client: `redis: Watch requires at least one key`, since the keys say which node to ask".to_owned();
    let draft = Draft::at(RULE, batch.site, Severity::Error, Confidence::Certain, message);
    Some(draft.client(&batch.client).help("pass the keys that the transaction depends on; they must share a slot").done())
}

/// The keys that one transaction needs in one slot: those watched for it, its own, and those of what happens in it.
pub(super) fn keys_of<'p>(cx: &FileCx<'_, 'p>, batch: &Batch<'p>) -> Vec<KeyItem<'p>> {
    let mut keys: Vec<KeyItem<'_>> = batch.watched.clone();
    keys.extend(batch_keys(cx.model, batch));
    for inner in cx.model.batches.iter().filter(|inner| inner.within.is_some_and(|outer| std::ptr::eq(&cx.model.batches[outer], batch))) {
        keys.extend(batch_keys(cx.model, inner));
    }
    keys
}

/// The finding about the keys of one transaction, if there is one.
pub(super) fn judge_batch<'p>(cx: &FileCx<'_, 'p>, batch: &Batch<'p>) -> Option<Finding> {
    // What a Watch guards is judged with the Watch, which knows the keys watched.
    if batch.within.is_some() {
        return None;
    }
    let keys = keys_of(cx, batch);
    let Relation::Different { confidence, shown, why: _ } = judge(&batch.client, &keys) else { return None };
    // Filled by the callbacks of callers, whose keys these are: it is judged there.
    if confidence == Confidence::Possible && batch.cx.frame.is_none() && keys.len() == batch.watched.len() {
        return None;
    }
    let site = leaving(cx, batch).unwrap_or(batch.reported);
    let severity = severity(&batch.client, confidence);
    let outcome = outcome(&batch.client);
    let message = match shown.as_slice() {
        [_, _] => format!("this transaction has keys of several slots, {}; {outcome}", pair(&shown)),
        _ if confidence == Confidence::Possible => {
            format!("nothing here says that the keys of this transaction share a slot; if they do not, {outcome}")
        }
        _ => format!("this transaction has keys of several slots, as {} varies; {outcome}", pair(&shown)),
    };
    let draft = Draft::at(RULE, site, severity, confidence, message);
    let draft = draft.keys(&shown).runs(batch).client(&batch.client).help(HELP);
    Some(draft.fix(tagging::of(cx.model, &batch.client, &keys)).done())
}

/// The transaction inside a `Watch` that leaves the slot of the watched keys, when these share one.
fn leaving<'p>(cx: &FileCx<'_, 'p>, watch: &Batch<'p>) -> Option<Site<'p>> {
    let own = watch.watched.iter().cloned().chain(batch_keys(cx.model, watch)).collect::<Vec<_>>();
    if watch.watch.is_none() || !matches!(judge(&watch.client, &own), Relation::Same) {
        return None;
    }
    let inside = |inner: &&Batch<'p>| inner.within.is_some_and(|outer| std::ptr::eq(&cx.model.batches[outer], watch));
    let leaves = |inner: &&Batch<'p>| {
        let keys: Vec<KeyItem<'p>> = own.iter().cloned().chain(batch_keys(cx.model, inner)).collect();
        matches!(judge(&watch.client, &keys), Relation::Different { .. })
    };
    cx.model.batches.iter().filter(inside).find(leaves).map(|inner| inner.reported)
}

/// ioredis: the transaction that a WATCH is meant for, when it is in another slot, so on another connection.
fn unguarded<'p>(cx: &FileCx<'_, 'p>, watch: &Operation<'p>) -> Option<Finding> {
    let client = &watch.client;
    if client.library != Library::Ioredis || !client.mode.may_be_cluster() {
        return None;
    }
    let batch = guarded(&cx.model.batches, watch)?;
    let own = batch_keys(cx.model, batch);
    let shares_a_slot = |keys: &[KeyItem<'p>]| matches!(judge(client, keys), Relation::Same);
    if !shares_a_slot(&watch.keys.items) || !shares_a_slot(&own) {
        return None;
    }
    let all: Vec<KeyItem<'p>> = watch.keys.items.iter().cloned().chain(own).collect();
    let Relation::Different { confidence, shown, .. } = judge(client, &all) else { return None };
    let message = format!(
        "this transaction is in another slot than what is watched for it, {} hash apart: WATCH and EXEC go to different nodes, and EXEC succeeds although the watched key changed",
        pair(&shown)
    );
    let draft = Draft::at(RULE, batch.site, severity(client, confidence), confidence, message);
    let draft = draft.keys(&shown).related(watch.site.place(), "watched here".to_owned()).client(client).help(HELP);
    Some(draft.fix(tagging::of(cx.model, client, &all)).done())
}

/// The next transaction behind a WATCH, in the same function and on what is written the same.
fn guarded<'a, 'p>(batches: &'a [Batch<'p>], watch: &Operation<'p>) -> Option<&'a Batch<'p>> {
    let ir = &watch.call.file.ir;
    let on = receiver(watch.call)?;
    let follows = |batch: &&Batch<'p>| {
        batch.kind == BatchKind::Transaction
            && batch.site.file.key == watch.call.file.key
            && ir.function_of(batch.site.expr) == ir.function_of(watch.call.expr)
            && batch.site.span().start > watch.call.span().start
            && receiver(batch.site) == Some(on)
    };
    batches.iter().filter(follows).min_by_key(|batch| batch.site.span().start)
}

/// The text of what a method is called on.
fn receiver<'p>(call: Site<'p>) -> Option<&'p str> {
    let callee = call.file.ir.call(call.expr)?.callee;
    match call.file.ir.kind(callee) {
        ExprKind::Member { object, .. } => Some(Site { file: call.file, expr: *object }.text()),
        _ => None,
    }
}

/// What happens, by client and version.
fn outcome(client: &Client<'_>) -> &'static str {
    if !client.mode.may_be_cluster() {
        return "on a cluster EXEC fails and nothing is applied";
    }
    match client.library {
        Library::Ioredis => "`exec` rejects, with CROSSSLOT or before anything is sent",
        Library::RedisPy | Library::RedisPyCluster => {
            "`execute` raises `CrossSlotTransactionError` (before redis-py 6.1 a cluster pipeline is no transaction at all)"
        }
        Library::GoRedis => match client.version.and_then(|version| version.at_least(9, 11, 0)) {
            Some(true) | None => "`Exec` returns CROSSSLOT and nothing is applied",
            Some(false) => {
                "go-redis before 9.11 splits it without a word into one MULTI per slot, so that it is not atomic; later versions return CROSSSLOT"
            }
        },
    }
}
