//! A command about the whole keyspace, or about all servers, that the client sends to one node.

use super::FileCx;
use super::draft::{Draft, severity};
use crate::clients::missing::missing;
use crate::clients::model::{Library, Mode, Operation};
use crate::clients::one_node::{OneNode, Subject, asks_one_node};
use crate::finding::{Confidence, Finding};

const RULE: &str = "single-node-command";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    // What does not exist on a cluster client is not sent to one node either.
    let absent: Vec<usize> = cx
        .model
        .uses
        .iter()
        .filter_map(|used| used.operation.filter(|_| missing(cx.ev, used).is_some()))
        .collect();
    for (index, operation) in cx.model.operations.iter().enumerate() {
        if !cx.concerns(&operation.client) || absent.binary_search(&index).is_ok() {
            continue;
        }
        if let Some(asked) = asks_one_node(cx.ev, operation) {
            findings.push(finding(operation, asked));
        }
    }
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
    // What a server keeps for itself is often wanted of one server; keys are not.
    let severity = match asked.subject {
        Subject::Keyspace => severity(client, confidence),
        Subject::Report | Subject::Setting => severity(client, confidence).lower(),
    };
    let draft = Draft::at(RULE, operation.site, severity, confidence, message);
    draft.command(&name).client(client).through(operation).help(way_out(operation)).done()
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
