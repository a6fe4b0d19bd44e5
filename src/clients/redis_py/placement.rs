//! Keyword arguments that redis-py's cluster clients do not know.
//!
//! Sources: `RedisCluster.__init__`, `REDIS_ALLOWED_KEYS` and `KWARGS_DISABLED_KEYS` of `redis/cluster.py`, and
//! `RedisCluster.__init__` of `redis/asyncio/cluster.py`, in 4.3.6, 4.6.0, 5.3.1, 6.4.0, 7.4.1 and 8.1.0.

use crate::clients::model::Client;
use crate::clients::placement::{Home, Misplaced, Remedy, Weight};

/// What the sync client looks at in some version.
#[rustfmt::skip]
static SYNC: &[&str] = &[
    "address_remap", "cache", "cache_config", "charset", "client_name", "cluster_error_retry_attempts",
    "connection_class", "connection_pool", "connection_pool_class", "credential_provider", "db", "decode_responses",
    "driver_info", "dynamic_startup_nodes", "encoding", "encoding_errors", "errors", "event_dispatcher", "host",
    "legacy_responses", "lib_name", "lib_version", "load_balancing_strategy", "maint_notifications_config",
    "max_connections", "nodes_flag", "password", "policy_resolver", "port", "protocol", "queue_class",
    "read_from_replicas", "redis_connect_func", "reinitialize_steps", "require_full_coverage", "retry",
    "retry_on_timeout", "socket_connect_timeout", "socket_keepalive", "socket_keepalive_options", "socket_read_size",
    "socket_timeout", "ssl", "ssl_ca_certs", "ssl_ca_data", "ssl_ca_path", "ssl_cert_reqs", "ssl_certfile",
    "ssl_check_hostname", "ssl_exclude_verify_flags", "ssl_include_verify_flags", "ssl_keyfile", "ssl_password",
    "startup_nodes", "timeout", "unix_socket_path", "url", "username",
];

/// What the asyncio client takes in some version.
#[rustfmt::skip]
static ASYNC: &[&str] = &[
    "address_remap", "client_name", "cluster_error_retry_attempts", "connection_error_retry_attempts",
    "credential_provider", "db", "decode_responses", "driver_info", "dynamic_startup_nodes", "encoding",
    "encoding_errors", "event_dispatcher", "health_check_interval", "host", "legacy_responses", "lib_name",
    "lib_version", "load_balancing_strategy", "maint_notifications_config", "max_connections", "password", "path",
    "policy_resolver", "port", "protocol", "read_from_replicas", "reinitialize_steps", "require_full_coverage", "retry",
    "retry_on_error", "socket_connect_timeout", "socket_keepalive", "socket_keepalive_options", "socket_read_size",
    "socket_timeout", "ssl", "ssl_ca_certs", "ssl_ca_data", "ssl_cert_reqs", "ssl_certfile", "ssl_check_hostname",
    "ssl_ciphers", "ssl_exclude_verify_flags", "ssl_include_verify_flags", "ssl_keyfile", "ssl_min_version",
    "startup_nodes", "username",
];

/// Taken from the plain client, whose asyncio twin on a cluster knows them.
static ONLY_ASYNC: &[&str] = &["health_check_interval", "retry_on_error"];

/// Of redis-py-cluster.
static OF_REDIS_PY_CLUSTER: &[(&str, &str, Remedy)] = &[
    // Full coverage is not asked for by default.
    ("skip_full_coverage_check", "say it with `require_full_coverage`", Remedy::TakeOut),
    ("max_connections_per_node", "limit connections, per node, with `max_connections`", Remedy::None),
    (
        "readonly_mode",
        "read from replicas with `read_from_replicas`, or `load_balancing_strategy` from 5.3 on",
        Remedy::Rename("read_from_replicas"),
    ),
    ("init_slot_cache", "leave it out: the slots are always read", Remedy::TakeOut),
    ("nodemanager_follow_cluster", "leave it out: the client always follows the cluster", Remedy::TakeOut),
    ("host_port_remap", "translate addresses with `address_remap`, a function, from 4.6 on", Remedy::None),
];

/// The keyword arguments that a cluster client knows.
pub(in crate::clients) fn known(client: &Client<'_>) -> &'static [&'static str] {
    if client.asynchronous { ASYNC } else { SYNC }
}

const IGNORED: &str = "the sync `RedisCluster` throws it away";
const REFUSED: &str = "the asyncio `RedisCluster` raises `TypeError: … got an unexpected keyword argument`";

/// Whether a cluster client has no use for a keyword argument. valkey-py, which counts its versions by itself, took over
/// the lists of redis-py 5.
pub(in crate::clients) fn of_cluster(client: &Client<'_>, name: &str) -> Option<Misplaced> {
    // The only argument that `from_url` has of its own.
    if name == "url" && client.name.ends_with("from_url") {
        return None;
    }
    let known = known(client);
    let before_6 = client.version.and_then(|version| version.before(6, 0, 0)) != Some(false);
    let removed_in_6 = match client.asynchronous {
        true => name == "connection_error_retry_attempts",
        false => matches!(name, "charset" | "errors"),
    };
    if known.contains(&name) && (!removed_in_6 || before_6 || client.name.starts_with("valkey")) {
        return None;
    }
    let (home, remedy) = match OF_REDIS_PY_CLUSTER.iter().find(|(old, ..)| *old == name) {
        Some(&(_, instead, remedy)) => (Home::Nowhere(instead), remedy),
        None if ONLY_ASYNC.contains(&name) => {
            (Home::Nowhere("leave it out; the asyncio `RedisCluster` and the plain client know it"), Remedy::TakeOut)
        }
        None => (Home::Nowhere("leave it out, or correct its name"), Remedy::None),
    };
    Some(match client.asynchronous {
        true => Misplaced { home, happens: REFUSED, weight: Weight::Breaks, remedy },
        false => Misplaced { home, happens: IGNORED, weight: Weight::Default, remedy },
    })
}
