//! Commands about the whole keyspace or all servers that a client sends to one node: which they are depends on the
//! library, its version, and how the command is written.

use super::model::{Form, Library, Mode, Operation};
use super::{commands, redis_py};
use crate::eval::Evaluator;
use crate::eval::pattern::{Part, Tag};
use crate::eval::value::Value;
use crate::redis::Command;
use crate::syntax::ir::{Call, Spread};

/// What one node's answer leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Keys, which are spread over all primaries.
    Keyspace,
    /// What each server says of itself: statistics, connections.
    Report,
    /// What is changed on each server by itself: settings, users.
    Setting,
}

/// A command that a client sends to one node only.
#[derive(Debug, Clone, Copy)]
pub struct OneNode {
    /// What it is about.
    pub subject: Subject,
    /// Which node that is, as a phrase: `a random primary`.
    pub node: &'static str,
}

/// The commands about the keyspace.
const KEYSPACE: &[&str] = &["dbsize", "flushall", "flushdb", "keys", "randomkey", "scan"];
/// The commands about servers for which one node's answer is not that of all.
const REPORTS: &[&str] =
    &["client|list", "info", "memory|stats", "pubsub|channels", "pubsub|numsub", "slowlog|get", "slowlog|len"];
/// The commands that change or start something on one node, where all are meant.
const SETTINGS: &[&str] = &[
    "acl|deluser",
    "acl|setuser",
    "bgsave",
    "client|kill",
    "config|resetstat",
    "config|rewrite",
    "config|set",
    "slowlog|reset",
];

/// What an operation asks one node only; none if it asks all of them, or one is enough.
pub fn asks_one_node<'p>(ev: &Evaluator<'p>, operation: &Operation<'p>) -> Option<OneNode> {
    let command = operation.command?;
    let subject = subject(command)?;
    let client = &operation.client;
    let node = match client.mode {
        // Who asks one server how it is means that server.
        Mode::Standalone | Mode::Unknown if subject == Subject::Report => return None,
        Mode::Standalone | Mode::Unknown => "the node it is connected to",
        Mode::Cluster | Mode::Either => match client.library {
            Library::Ioredis => "a random primary",
            Library::RedisPy => redis_py(operation, command)?,
            Library::GoRedis => go_redis(ev, operation, command)?,
            // It asks all nodes, and gives a dict of answers.
            Library::RedisPyCluster => return None,
        },
        // Asked on purpose, or no cluster at all.
        Mode::OneNode | Mode::NoCluster | Mode::Sentinel | Mode::Ring | Mode::FailoverCluster => return None,
    };
    Some(OneNode { subject, node })
}

fn subject(command: &Command) -> Option<Subject> {
    let of = |names: &[&str], subject| names.contains(&command.name).then_some(subject);
    of(KEYSPACE, Subject::Keyspace).or_else(|| of(REPORTS, Subject::Report)).or_else(|| of(SETTINGS, Subject::Setting))
}

/// redis-py asks its default node for the commands flagged so; FLUSHALL and SCAN go to all primaries. The command's
/// name decides, however it is written.
fn redis_py(operation: &Operation<'_>, command: &Command) -> Option<&'static str> {
    let method = command.name.replace(['|', '-'], "_");
    let asks_default = redis_py::DEFAULT_NODE.binary_search(&method.as_str()).is_ok();
    let call = syntax(operation)?;
    let targeted = call.args.iter().any(|arg| arg.name.as_deref() == Some("target_nodes") || arg.spread == Spread::Map);
    (asks_default && !targeted).then_some("the default node")
}

/// go-redis (v6.15.9 to v9.23.0, osscluster.go, osscluster_commands.go, osscluster_router.go).
fn go_redis<'p>(ev: &Evaluator<'p>, operation: &Operation<'p>, command: &Command) -> Option<&'static str> {
    let client = &operation.client;
    let typed = operation.form == Form::Typed;
    match command.name {
        // Summed over the primaries by the method, not by `Do`.
        "dbsize" if typed => None,
        // Routed by the hash tag of MATCH.
        "scan" if typed && !client.is_before((9, 11, 0)) => {
            let tagged = argument(ev, operation, 1).is_some_and(|pattern| has_tag(&pattern));
            (!tagged).then_some("another node for each page")
        }
        "scan" => Some("another node for each page"),
        "keys" if !client.is_before((9, 3, 1)) && client.is_before((9, 20, 0)) => {
            let pattern = argument(ev, operation, if typed { 0 } else { 1 });
            (!pattern.is_some_and(|pattern| has_tag(&pattern))).then_some("the node that the pattern hashes to")
        }
        _ => Some("one node"),
    }
}

/// An argument of a method or of `Do`, counted behind Go's context.
fn argument<'p>(ev: &Evaluator<'p>, operation: &Operation<'p>, index: usize) -> Option<Value<'p>> {
    let call = syntax(operation)?;
    let skip = commands::context_arguments(&operation.client, &operation.cx, call);
    let arg = call.args.get(skip + index)?;
    Some(ev.eval(&operation.cx, arg.value))
}

/// Whether all keys that a pattern finds have one hash tag. A wildcard inside the braces stands for many.
fn has_tag(pattern: &Value<'_>) -> bool {
    let wild =
        |part: &Part<'_>| matches!(part, Part::Literal(bytes) if memchr::memchr3(b'*', b'?', b'[', bytes).is_some());
    pattern.alternatives().iter().all(|pattern| match pattern {
        Value::Text(pattern) => {
            let hashed = pattern.hashed();
            hashed.tag == Tag::Tagged && !hashed.region.parts().iter().any(wild)
        }
        _ => false,
    })
}

fn syntax<'p>(operation: &Operation<'p>) -> Option<&'p Call> {
    operation.call.file.ir.call(operation.call.expr)
}
