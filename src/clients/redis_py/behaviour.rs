//! What cluster clients and pipelines do with some methods, by method name: split them, refuse them, ask one node.
//!
//! Read from the classes of redis-py 4.6.0, 5.3.1, 6.4.0, 7.4.1 and 8.1.0. All lists are sorted.

use crate::clients::model::{BatchKind, Client};

/// Members of `RedisCluster` alone, since redis-py 4.
pub(super) const ONLY_ON_CLUSTER: &[&str] = &[
    "get_default_node",
    "get_node_from_key",
    "get_nodes",
    "get_primaries",
    "get_random_node",
    "get_redis_connection",
    "get_replicas",
    "nodes_manager",
];

/// Methods of a cluster client that it splits by slot by itself, not atomically (`commands/cluster.py`); every other
/// command with keys of several slots raises, `execute_command("DEL", ...)` too.
///
/// Pipelines differ: the sync one splits none of them, and raises or runs `touch` at once; the asyncio one splits, outside
/// transactions, `delete`, `exists`, `touch`, `mset_nonatomic`, and until 6.1 `unlink`.
pub(in crate::clients) const SPLIT_BY_CLIENT: &[&str] =
    &["delete", "exists", "mget_nonatomic", "mset_nonatomic", "touch", "unlink"];

/// Whether a cluster pipeline splits a method by slot: the asyncio one outside transactions. The sync one runs `touch` at
/// once, on the client.
pub(in crate::clients) fn is_split_by_batch(client: &Client<'_>, kind: BatchKind, method: &str) -> bool {
    match (method, client.asynchronous) {
        ("touch", false) => true,
        ("delete" | "exists" | "touch" | "mset_nonatomic", true) => kind != BatchKind::Transaction,
        ("unlink", true) => kind != BatchKind::Transaction && client.is_before((6, 2, 0)),
        _ => false,
    }
}

/// Methods that raise as soon as they are called on a pipeline of a cluster client, whatever the keys, transaction or
/// not: `PIPELINE_BLOCKED_COMMANDS` of `cluster.py`, 69 names to 7.0 and 70 since 7.1 (`msetex`).
/// The asyncio pipeline has its own `mset_nonatomic`. Not listed by the library, but they call one of these and raise
/// just so: `scan_iter`, `script(client=pipeline)`; `sort_ro` calls `sort`.
pub(in crate::clients) const PIPELINE_BLOCKED: &[&str] = &[
    "bgrewriteaof",
    "bgsave",
    "bitop",
    "brpoplpush",
    "client",
    "client_getname",
    "client_kill",
    "client_list",
    "client_setname",
    "config",
    "config_get",
    "config_resetstat",
    "config_rewrite",
    "config_set",
    "dbsize",
    "echo",
    "evalsha",
    "flushall",
    "flushdb",
    "info",
    "keys",
    "lastsave",
    "mget",
    "mget_nonatomic",
    "move",
    "mset",
    "mset_nonatomic",
    "msetex",
    "msetnx",
    "pfcount",
    "pfmerge",
    "ping",
    "publish",
    "randomkey",
    "readonly",
    "readwrite",
    "rename",
    "renamenx",
    "rpoplpush",
    "save",
    "scan",
    "script",
    "script_exists",
    "script_flush",
    "script_kill",
    "script_load",
    "sdiff",
    "sdiffstore",
    "sentinel",
    "sentinel_get_master_addr_by_name",
    "sentinel_master",
    "sentinel_masters",
    "sentinel_monitor",
    "sentinel_remove",
    "sentinel_sentinels",
    "sentinel_set",
    "sentinel_slaves",
    "shutdown",
    "sinter",
    "sinterstore",
    "slaveof",
    "slowlog",
    "slowlog_get",
    "slowlog_len",
    "slowlog_reset",
    "smove",
    "sort",
    "sunion",
    "sunionstore",
    "time",
];

/// Methods of a cluster client, sync and asyncio, that ask one default node only, unless `target_nodes` says otherwise:
/// those whose command has the flag `default-node` in `COMMAND_FLAGS` of 8.1.0. Since 4.6.0 the list has only grown, by
/// `client_setinfo`, `cluster_myshardid`, `command_getkeys`, `module_*`, `pubsub_shard*`. For some of them one node is
/// as good as all (`cluster_nodes`, `command_list`); [`crate::redis::Command::reach`] tells.
pub(in crate::clients) const DEFAULT_NODE: &[&str] = &[
    "acl_cat",
    "acl_deluser",
    "acl_dryrun",
    "acl_genpass",
    "acl_getuser",
    "acl_help",
    "acl_list",
    "acl_load",
    "acl_log",
    "acl_log_reset",
    "acl_save",
    "acl_setuser",
    "acl_users",
    "acl_whoami",
    "auth",
    "bgsave",
    "client_getname",
    "client_getredir",
    "client_id",
    "client_info",
    "client_kill",
    "client_kill_filter",
    "client_list",
    "client_pause",
    "client_reply",
    "client_setinfo",
    "client_setname",
    "client_trackinginfo",
    "client_unblock",
    "client_unpause",
    "cluster_count_failure_report",
    "cluster_info",
    "cluster_meet",
    "cluster_myshardid",
    "cluster_nodes",
    "cluster_replicas",
    "cluster_reset",
    "cluster_set_config_epoch",
    "cluster_shards",
    "cluster_slots",
    "command",
    "command_count",
    "command_getkeys",
    "command_list",
    "config_get",
    "config_resetstat",
    "config_rewrite",
    "config_set",
    "dbsize",
    "info",
    "keys",
    "lastsave",
    "latency_history",
    "latency_latest",
    "latency_reset",
    "memory_malloc_stats",
    "memory_purge",
    "memory_stats",
    "module_list",
    "module_load",
    "module_loadex",
    "module_unload",
    "ping",
    "pubsub_channels",
    "pubsub_numpat",
    "pubsub_numsub",
    "pubsub_shardchannels",
    "pubsub_shardnumsub",
    "randomkey",
    "readonly",
    "readwrite",
    "save",
    "shutdown",
    "slowlog_get",
    "slowlog_len",
    "slowlog_reset",
    "time",
    "wait",
    "waitaof",
];

/// Methods that the asyncio cluster client lacks before 8.0: `AttributeError`.
pub(in crate::clients) const ASYNC_MISSING: &[&str] = &[
    "publish",
    "pubsub",
    "pubsub_channels",
    "pubsub_numpat",
    "pubsub_numsub",
    "pubsub_shardchannels",
    "pubsub_shardnumsub",
    "spublish",
];

/// Methods of the sync cluster client that the asyncio one lacks in every version.
pub(in crate::clients) const ASYNC_NEVER: &[&str] = &["get_redis_connection", "monitor"];
