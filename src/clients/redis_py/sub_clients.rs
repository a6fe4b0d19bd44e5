//! The clients of modules that redis-py gives, `client.json()` and its like: their methods that take several keys.

use crate::clients::api::KeyArg::{self, At, From, Pairs};

/// How a sub-client is got, its method, the command, and its keys (redis-py 8.1.0, `commands/json`, `timeseries`, `bf`).
const METHODS: &[(&str, &str, &str, &[KeyArg])] = &[
    ("cms", "merge", "CMS.MERGE", &[At(0, "dest"), At(2, "srcs")]),
    ("json", "mget", "JSON.MGET", &[At(0, "keys")]),
    ("json", "mset", "JSON.MSET", &[Pairs(0)]),
    ("tdigest", "merge", "TDIGEST.MERGE", &[At(0, "destination_key"), From(2)]),
    ("ts", "createrule", "TS.CREATERULE", &[At(0, "source_key"), At(1, "dest_key")]),
    ("ts", "deleterule", "TS.DELETERULE", &[At(0, "source_key"), At(1, "dest_key")]),
    ("ts", "madd", "TS.MADD", &[Pairs(0)]),
];

/// What gives a sub-client (redis-py 8.1.0, `commands/redismodules.py`).
const NAMES: &[&str] = &["bf", "cf", "cms", "ft", "graph", "json", "tdigest", "topk", "ts", "vset"];

/// Whether a method gives a sub-client.
pub(in crate::clients) fn is_one(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Whether a method of some sub-client has this name.
pub(in crate::clients) fn has_method(name: &str) -> bool {
    METHODS.iter().any(|(_, method, ..)| *method == name)
}

/// The command of a method, and its keys.
pub(in crate::clients) fn method(sub_client: &str, name: &str) -> Option<(&'static str, &'static [KeyArg])> {
    let row = METHODS.iter().find(|(of, method, ..)| *of == sub_client && *method == name);
    row.map(|(.., command, keys)| (*command, *keys))
}
