//! What `Redis` and its pipeline have, and `RedisCluster` and its pipeline lack or refuse (classes of redis-py 4.6.0,
//! 5.3.1, 6.4.0, 7.4.1 and 8.1.0).

use super::behaviour::{ASYNC_MISSING, ASYNC_NEVER, PIPELINE_BLOCKED};
use crate::clients::api::{Does, On, ScriptForm};
use crate::clients::missing::Missing;
use crate::clients::model::{BatchKind, Client};
use crate::clients::uses::{Use, UsedOn};
use crate::eval::Evaluator;
use crate::eval::value::Value;
use crate::finding::Confidence;
use crate::redis;
use crate::syntax::ir::Spread;

const TARGET_NODES: &str = "say which nodes: `target_nodes=RedisCluster.PRIMARIES`, or `get_redis_connection(node)`";
const NEEDS_NEWER: &str = "use a Lua script, or redis-py 6.1 (asyncio: 6.2) and newer with all keys in one slot";
const ONE_BY_ONE: &str = "call it once for each key, or on the client instead of the pipeline";
const RAW: &str = "call it on the client instead of the pipeline, or queue it raw when its keys share a slot: `pipe.execute_command(\"MGET\", a, b)`";
const ON_CLIENT: &str = "call it on the client instead of the pipeline";
const TRANSACTION: &str = "open the pipeline with `transaction=True`; all keys must share a slot";
const SCRIPT: &str = "use a Lua script, or redis-py 6.1 (asyncio: 6.2) and newer with `pipeline(transaction=True)`";

const NO_WAY: &str = "RedisClusterException: No way to dispatch this command to Redis Cluster. Missing key.";

/// Methods without a key whose command no client of a cluster knows where to send.
const UNDISPATCHED: &[&str] = &["debug_object", "lolwut", "psync", "quit", "reset", "role", "script_kill", "sync"];

const NEEDS_5: &str = "use redis-py 5 or newer, or a plain client of the node";

/// Methods with a key behind a subcommand, which the asyncio client of redis-py 4 does not find.
const UNDISPATCHED_BEFORE_5: &[&str] = &[
    "memory_usage",
    "object",
    "xgroup_create",
    "xgroup_createconsumer",
    "xgroup_delconsumer",
    "xgroup_destroy",
    "xgroup_setid",
    "xinfo_consumers",
    "xinfo_groups",
    "xinfo_stream",
];

fn is_undispatched_before_5(client: &Client<'_>, method: &str) -> bool {
    client.asynchronous && client.is_before((5, 0, 0)) && UNDISPATCHED_BEFORE_5.contains(&method)
}

/// What of a call on a cluster client or its pipeline is missing.
pub(in crate::clients) fn missing<'p>(ev: &Evaluator<'p>, used: &Use<'p>) -> Option<Missing> {
    match used.on {
        UsedOn::Client => on_client(ev, used),
        UsedOn::Batch(kind) => on_pipeline(ev, used, kind),
        UsedOn::OneNode => None,
    }
}

/// Whether the cluster client has no transactions yet.
fn lacks_transactions(client: &Client<'_>) -> bool {
    client.is_before(if client.asynchronous { (6, 2, 0) } else { (6, 1, 0) })
}

fn on_client<'p>(ev: &Evaluator<'p>, used: &Use<'p>) -> Option<Missing> {
    let (client, method) = (&used.client, used.method.as_str());
    let lacking = || format!("AttributeError: 'RedisCluster' object has no attribute '{method}'");
    match method {
        "pipeline" => pipeline(ev, used),
        "transaction" if lacks_transactions(client) => Some(Missing::new(method, lacking(), NEEDS_NEWER)),
        "msetex" if client.is_before((7, 1, 0)) => {
            Some(Missing::new(method, lacking(), "call `set(key, value, ex=seconds)` for each key"))
        }
        _ if is_undispatched_before_5(client, method) => Some(Missing::new(method, NO_WAY, NEEDS_5)),
        "slaveof" | "replicaof" => {
            let error =
                format!("RedisClusterException: {} is not supported in cluster mode", method.to_ascii_uppercase());
            Some(Missing::new(method, error, "`CLUSTER REPLICATE` on the node itself is an operator's matter"))
        }
        _ if ASYNC_MISSING.contains(&method) && client.asynchronous && client.is_before((8, 0, 0)) => {
            let instead = "use a plain `redis.asyncio.Redis` of one node for publish and subscribe, which reach the whole cluster, or redis-py 8";
            Some(Missing::new(method, lacking(), instead))
        }
        _ if ASYNC_NEVER.contains(&method) && client.asynchronous => {
            Some(Missing::new(method, lacking(), "make a plain `redis.asyncio.Redis` of the node that is meant"))
        }
        _ if UNDISPATCHED.contains(&method) && !used.may_have_keyword("target_nodes") => {
            Some(Missing::new(method, NO_WAY, TARGET_NODES))
        }
        _ => None,
    }
}

/// `pipeline(transaction=None, shard_hint=None)`.
fn pipeline<'p>(ev: &Evaluator<'p>, used: &Use<'p>) -> Option<Missing> {
    let given = |index: usize, name: &str| used.keyword(ev, name).or_else(|| used.value(ev, index));
    if given(1, "shard_hint").is_some_and(|hint| !matches!(hint, Value::Null)) {
        let error = "RedisClusterException: shard_hint is deprecated in cluster mode";
        return Some(Missing::new("pipeline(shard_hint=...)", error, "leave `shard_hint` out"));
    }
    if !lacks_transactions(&used.client) {
        return None;
    }
    let on = given(0, "transaction").is_some_and(|value| matches!(value, Value::Bool(true)));
    let error = "RedisClusterException: transaction is deprecated in cluster mode";
    on.then(|| Missing::new("pipeline(transaction=True)", error, NEEDS_NEWER))
}

fn on_pipeline<'p>(ev: &Evaluator<'p>, used: &Use<'p>, kind: BatchKind) -> Option<Missing> {
    let (client, method) = (&used.client, used.method.as_str());
    if let Some(blocked) = blocked(client, method) {
        let error = format!(
            "RedisClusterException: ERROR: Calling pipelined function {blocked} is blocked when running redis in cluster mode..."
        );
        let instead = if takes_keys(blocked) { RAW } else { ON_CLIENT };
        return Some(Missing::new(format!("{method} in a pipeline"), error, instead));
    }
    let missing = match method {
        "eval" if !client.asynchronous && used.argument_count() > 0 => {
            let error = "TypeError: ClusterPipeline.eval() takes 1 positional argument";
            Missing::new(
                "eval in a pipeline",
                error,
                "queue it raw, `pipe.execute_command(\"EVAL\", script, 1, key)`, or run it on the client",
            )
        }
        "delete" | "unlink" => outside_transaction(deletes_several(used, method)?, kind)?,
        "watch" | "multi" | "unwatch" | "discard" => outside_transaction(watches(client, method)?, kind)?,
        "touch" if !client.asynchronous => {
            let error = "it is not queued but runs at once, and `execute()` has no result for it";
            Missing::new("touch in a pipeline", error, ON_CLIENT)
        }
        "mset_nonatomic" if kind == BatchKind::Transaction => {
            let error = "NotImplementedError: Method is not supported in transactional context.";
            Missing::new("mset_nonatomic in a transaction", error, "use `set` for each key; all keys must share a slot")
        }
        _ if kind == BatchKind::Transaction && client.asynchronous && has_movable_keys(ev, used) => {
            let error = "RuntimeError: ... got Future ... attached to a different loop, since the pipeline asks the server for the keys";
            Missing::new(format!("{method} in an asyncio transaction"), error, ON_CLIENT)
        }
        _ if is_undispatched_before_5(client, method) => {
            Missing::new(format!("{method} in a pipeline"), NO_WAY, NEEDS_5)
        }
        _ if UNDISPATCHED.contains(&method) && !used.may_have_keyword("target_nodes") => {
            Missing::new(format!("{method} in a pipeline"), NO_WAY, TARGET_NODES)
        }
        _ => return None,
    };
    Some(missing)
}

/// Whether the place of the keys depends on the arguments of the command that is sent. The asyncio transaction finds the
/// slots of all others, and of EVAL and EVALSHA, by itself (`TransactionStrategy` of 6.4.0, 7.4.1 and 8.1.0).
fn has_movable_keys<'p>(ev: &Evaluator<'p>, used: &Use<'p>) -> bool {
    let Some(row) = super::API.method(&used.method, On::Batch) else { return false };
    let command = match row.does {
        Does::Command(command, _) | Does::Script(ScriptForm::Numkeys(command)) => redis::lookup(command),
        Does::Raw => used.value(ev, 0).and_then(|name| redis::lookup(name.as_str()?)),
        _ => None,
    };
    command.is_some_and(|command| command.has_movable_keys() && !matches!(command.name, "eval" | "evalsha"))
}

/// The name under which the pipeline refuses a method.
fn blocked<'m>(client: &Client<'_>, method: &'m str) -> Option<&'m str> {
    let refused = match method {
        "scan_iter" => "scan",
        "sort_ro" => "sort",
        other => other,
    };
    let exists = match refused {
        "mset_nonatomic" => !client.asynchronous,
        "msetex" => !client.is_before((7, 1, 0)),
        _ => true,
    };
    (exists && PIPELINE_BLOCKED.binary_search(&refused).is_ok()).then_some(refused)
}

fn takes_keys(method: &str) -> bool {
    super::API.method(method, On::Batch).is_some_and(|row| match row.does {
        Does::Command(_, keys) => !keys.is_empty(),
        _ => false,
    })
}

/// The sync pipeline takes one key a call, and so does `unlink` of the asyncio one from 6.2.
fn deletes_several(used: &Use<'_>, method: &str) -> Option<Missing> {
    let client = &used.client;
    let refuses = !client.asynchronous || (method == "unlink" && !client.is_before((6, 2, 0)));
    if !refuses {
        return None;
    }
    let spread = used.arguments().iter().any(|arg| arg.spread == Spread::List);
    if !spread && used.argument_count() < 2 {
        return None;
    }
    let verb = if method == "delete" { "deleting" } else { "unlinking" };
    let error = format!("RedisClusterException: {verb} multiple keys is not implemented in pipeline command");
    let sure = if used.argument_count() < 2 { Confidence::Likely } else { Confidence::Certain };
    Some(Missing::new(format!("{method} of several keys in a pipeline"), error, ONE_BY_ONE).likely(sure))
}

fn watches(client: &Client<'_>, method: &str) -> Option<Missing> {
    let what = format!("{method} in a pipeline that is no transaction");
    if !lacks_transactions(client) {
        let error =
            format!("RedisClusterException: method {method}() is not supported outside of transactional context");
        return Some(Missing::new(what, error, TRANSACTION));
    }
    let error = match (method, client.asynchronous) {
        ("watch", true) => "nothing at all is watched, and no error says so".to_owned(),
        ("discard", _) | ("multi", true) => {
            format!("AttributeError: 'ClusterPipeline' object has no attribute '{method}'")
        }
        _ => format!("RedisClusterException: method {method}() is not implemented"),
    };
    Some(Missing::new(what, error, SCRIPT))
}

/// What is so only where the pipeline is no transaction.
fn outside_transaction(missing: Missing, kind: BatchKind) -> Option<Missing> {
    match kind {
        BatchKind::Pipeline => Some(missing),
        // What decides was not found, or the client may be the plain one.
        BatchKind::Default => Some(missing.likely(Confidence::Possible)),
        BatchKind::Transaction => None,
    }
}
