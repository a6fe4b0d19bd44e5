//! Methods that give or end something rather than send one command: pipelines, scripts, nodes, sub-clients.

use crate::clients::api::ScriptForm::Numkeys;
use crate::clients::api::{Does, KeyArg, Method, On, other};
use crate::clients::model::BatchKind;

const fn script(method: &'static str, command: &'static str) -> Method {
    other(method, On::Any, Does::Script(Numkeys(command)))
}

/// By name.
///
/// - `watch` on a client sends nothing: it warns and returns (`commands/core.py`, 4.6 to 8.1), so it has no keys here.
/// - A `pubsub()` is taken for the client it belongs to, for the sake of `subscribe` and its kin.
/// - A `Sentinel` is taken for a client of that mode; `master_for` and `slave_for` give one.
/// - `get_node`, `get_redis_connection` and others that give one node are not told from those that give a list.
#[rustfmt::skip]
pub(super) const OBJECTS: [Method; 78] = [
    other("aclose", On::Any, Does::Nothing),
    other("bf", On::Any, Does::Nothing),
    other("cf", On::Any, Does::Nothing),
    other("client", On::Client, Does::SameClient),
    other("close", On::Any, Does::Nothing),
    other("cluster_keyslot", On::Any, Does::Nothing),
    other("cms", On::Any, Does::Nothing),
    other("determine_node", On::Any, Does::Nothing),
    other("determine_slot", On::Any, Does::Nothing),
    other("digest_local", On::Any, Does::Nothing),
    other("discard", On::Batch, Does::Command("DISCARD", &[])),
    other("disconnect_connection_pools", On::Any, Does::Nothing),
    other("discover_master", On::Client, Does::Nothing),
    other("discover_slaves", On::Client, Does::Nothing),
    script("eval", "EVAL"),
    script("eval_ro", "EVAL_RO"),
    script("evalsha", "EVALSHA"),
    script("evalsha_ro", "EVALSHA_RO"),
    other("execute", On::Batch, Does::Nothing),
    other("execute_command", On::Any, Does::Raw),
    script("fcall", "FCALL"),
    script("fcall_ro", "FCALL_RO"),
    other("ft", On::Any, Does::Nothing),
    other("get_cache", On::Any, Does::Nothing),
    other("get_connection_kwargs", On::Any, Does::Nothing),
    other("get_default_node", On::Client, Does::Nodes),
    other("get_encoder", On::Any, Does::Nothing),
    other("get_message", On::Client, Does::Nothing),
    other("get_node", On::Client, Does::Nodes),
    other("get_node_from_key", On::Client, Does::Nodes),
    other("get_nodes", On::Client, Does::Nodes),
    other("get_nodes_from_slot", On::Client, Does::Nodes),
    other("get_primaries", On::Client, Does::Nodes),
    other("get_random_node", On::Client, Does::Nodes),
    other("get_random_primary_node", On::Client, Does::Nodes),
    other("get_random_primary_or_all_nodes", On::Client, Does::Nodes),
    other("get_redis_connection", On::Client, Does::Nodes),
    other("get_replicas", On::Client, Does::Nodes),
    other("get_retry", On::Any, Does::Nothing),
    other("get_sharded_message", On::Client, Does::Nothing),
    other("get_special_nodes", On::Client, Does::Nodes),
    other("graph", On::Any, Does::Nothing),
    other("himport_discard", On::Any, Does::Nothing),
    other("himport_discard_all", On::Any, Does::Nothing),
    other("himport_prepare", On::Any, Does::Nothing),
    other("immediate_execute_command", On::Batch, Does::Raw),
    other("initialize", On::Any, Does::SameClient),
    other("json", On::Any, Does::Nothing),
    other("keyslot", On::Any, Does::Nothing),
    other("keyspace_notifications", On::Client, Does::Nothing),
    other("listen", On::Client, Does::Nothing),
    other("load_external_module", On::Any, Does::Nothing),
    other("load_scripts", On::Batch, Does::Nothing),
    other("lock", On::Any, Does::Nothing),
    other("master_for", On::Client, Does::SameClient),
    other("monitor", On::Client, Does::Nothing),
    other("multi", On::Batch, Does::Nothing),
    other("on_connect", On::Any, Does::Nothing),
    other("parse_response", On::Any, Does::Nothing),
    other("pipeline", On::Any, Does::OpensBatch(BatchKind::Default)),
    other("pipeline_execute_command", On::Batch, Does::Raw),
    other("pubsub", On::Any, Does::SameClient),
    other("register_script", On::Any, Does::MakesScript),
    other("replace_default_node", On::Any, Does::Nothing),
    other("reset", On::Batch, Does::Nothing),
    other("run_in_thread", On::Client, Does::Nothing),
    other("set_default_node", On::Any, Does::Nothing),
    other("set_response_callback", On::Any, Does::Nothing),
    other("set_result_callback", On::Any, Does::Nothing),
    other("set_retry", On::Any, Does::Nothing),
    other("slave_for", On::Client, Does::SameClient),
    other("tdigest", On::Any, Does::Nothing),
    other("topk", On::Any, Does::Nothing),
    other("transaction", On::Client, Does::RunsBatch(BatchKind::Transaction, 0)),
    other("ts", On::Any, Does::Nothing),
    other("vset", On::Any, Does::Nothing),
    other("watch", On::Batch, Does::Command("WATCH", &[KeyArg::From(0)])),
    other("watch", On::Client, Does::Command("WATCH", &[])),
];
