//! A command about the whole keyspace, or about all servers, that the client sends to one node.

mod fix;

use super::FileCx;
use super::draft::{Draft, severity};
use crate::clients::missing::missing;
use crate::clients::model::{Library, Mode, Operation};
use crate::clients::one_node::{OneNode, Subject, asks_one_node};
use crate::clients::per_node::is_one_of_several;
use crate::clients::uses::Use;
use crate::finding::{Confidence, Finding, Severity};

const RULE: &str = "single-node-command";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    let mut calls = cx.model.uses.iter().filter(|used| used.operation.is_some()).peekable();
    for (index, operation) in cx.model.operations.iter().enumerate() {
        // Both stand in the order in which they were read.
        while calls.next_if(|used| used.operation < Some(index)).is_some() {}
        if !cx.concerns(&operation.client) {
            continue;
        }
        let Some(asked) = asks_one_node(cx.ev, operation) else { continue };
        let call = calls.peek().filter(|used| used.operation == Some(index));
        if call.is_none_or(|used| is_judged(cx, used)) {
            findings.push(finding(operation, asked));
        }
    }
}

/// What does not exist on a cluster client is not sent to one node either, and who goes through several clients asks
/// each of them.
fn is_judged<'p>(cx: &FileCx<'_, 'p>, used: &Use<'p>) -> bool {
    let knows_cluster = used.client.mode.may_be_cluster();
    missing(cx.ev, used).is_none() && (knows_cluster || !is_one_of_several(cx.ev, used))
}

fn finding(operation: &Operation<'_>, asked: OneNode) -> Finding {
    let client = &operation.client;
    let confidence = match client.mode {
        Mode::Unknown => Confidence::Possible,
        Mode::Either => Confidence::Likely,
        _ => Confidence::Certain,
    };
    let name = operation.command.map_or_else(
        || operation.command_name.to_string(),
        |command| command.name.replace('|', " ").to_ascii_uppercase(),
    );
    let outcome = outcome(operation, asked);
    let message = match client.mode {
        Mode::Cluster => format!("{name} asks {} here; {outcome}", asked.node),
        Mode::Either => format!("{name} asks {} when this is a cluster client; {outcome}", asked.node),
        _ => format!("on a cluster, {name} asks {} only; {outcome}", asked.node),
    };
    // What one server says of itself is often what is wanted; a part of the keys is not.
    let severity = match asked.subject {
        Subject::Keyspace => severity(client, confidence),
        Subject::Setting => severity(client, confidence).lower(),
        Subject::Report => Severity::Info,
    };
    let draft = Draft::at(RULE, operation.site, severity, confidence, message);
    draft.command(&name).client(client).through(operation).help(way_out(operation)).fix(fix::of(operation, asked.subject)).done()
}

fn outcome(operation: &Operation<'_>, asked: OneNode) -> &'static str {
    match (asked.subject, operation.command.map_or("", |command| command.name)) {
        (_, "flushall" | "flushdb") => "the keys of the other nodes stay, and the reply is OK all the same",
        (_, "scan") => "the loop ends normally and has not seen the keys of the other nodes",
        (_, "dbsize") => "the keys of the other nodes are not counted",
        (Subject::Keyspace, _) => "the keys of the other nodes are missing, and no error says so",
        (Subject::Report, _) => "the other nodes are not asked",
        (Subject::Setting, _) => "the other nodes stay as they are",
    }
}

fn way_out(operation: &Operation<'_>) -> &'static str {
    let knows_cluster = operation.client.mode.may_be_cluster();
    match operation.client.library {
        Library::Ioredis if knows_cluster => {
            "ask each primary and put the answers together: `await Promise.all(cluster.nodes('master').map((node) => ...))`"
        }
        Library::Ioredis => "use `Redis.Cluster` and ask each of its `nodes('master')`",
        Library::RedisPy | Library::RedisPyCluster if knows_cluster => {
            "ask all primaries: `target_nodes=RedisCluster.PRIMARIES` (`scan_iter()` does so by itself)"
        }
        Library::RedisPy | Library::RedisPyCluster => {
            "use `RedisCluster`, whose `scan_iter()` and `flushall()` ask all primaries, with `target_nodes=RedisCluster.PRIMARIES` for the others"
        }
        Library::GoRedis if knows_cluster => {
            "ask each primary: `rdb.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error { ... })`, which runs in parallel"
        }
        Library::GoRedis => "use a `ClusterClient` and its `ForEachMaster`",
    }
}
