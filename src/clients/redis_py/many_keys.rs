//! Methods that can name several keys, or whose key is not their first argument.
//!
//! Positions and keywords are those of redis-py 8.1 and hold back to 3.5: in what the methods of 3.5.3, 4.6.0, 5.3.1, 7.4.1
//! and 8.1.0 send, COMMAND GETKEYS of a server that knows the command finds the same keys.

use crate::clients::api::KeyArg::{At, From, KeysOf, Named};
use crate::clients::api::{KeyArg, Method, row};

/// `delete(*keys)`.
const ALL: &[KeyArg] = &[From(0)];
/// `sinter(keys, *args)`: keys, or a list with more keys behind it.
const ALL_KEYS: &[KeyArg] = &[From(0), Named("keys")];
/// `sinterstore(dest, keys, *args)`.
const DEST_KEYS: &[KeyArg] = &[At(0, "dest"), From(1), Named("keys")];
/// `blpop(keys, timeout)`: a list, or a single key.
const KEYS: &[KeyArg] = &[At(0, "keys")];
/// `zunion(keys)`: a list, or a dict of keys to weights.
const WEIGHTED: &[KeyArg] = &[KeysOf(0, "keys")];
/// `mset(mapping)`.
const MAPPING: &[KeyArg] = &[KeysOf(0, "mapping")];
/// `sintercard(numkeys, keys)`.
const NUMKEYS: &[KeyArg] = &[At(1, "keys")];
/// `lmove(first_list, second_list, src, dest)`, where `src` and `dest` are ends of lists, LEFT or RIGHT.
const LISTS: &[KeyArg] = &[At(0, "first_list"), At(1, "second_list")];
/// `rename(src, dst)`.
const SRC_DST: &[KeyArg] = &[At(0, "src"), At(1, "dst")];

/// By name. The channels of `spublish` and `ssubscribe` have a slot as keys have.
#[rustfmt::skip]
pub(super) const MANY_KEYS: [Method; 62] = [
    row("bitop", "BITOP", &[At(1, "dest"), From(2)]),
    row("blmove", "BLMOVE", LISTS),
    row("blmovem", "BLMOVEM", LISTS),
    row("blmpop", "BLMPOP", &[From(2)]),
    row("blpop", "BLPOP", KEYS),
    row("brpop", "BRPOP", KEYS),
    row("brpoplpush", "BRPOPLPUSH", SRC_DST),
    row("bzmpop", "BZMPOP", &[At(2, "keys")]),
    row("bzpopmax", "BZPOPMAX", KEYS),
    row("bzpopmin", "BZPOPMIN", KEYS),
    row("copy", "COPY", &[At(0, "source"), At(1, "destination")]),
    row("delete", "DEL", ALL),
    row("exists", "EXISTS", ALL),
    row("georadius", "GEORADIUS", &[At(0, "name"), At(10, "store"), At(11, "store_dist")]),
    row("georadiusbymember", "GEORADIUSBYMEMBER", &[At(0, "name"), At(9, "store"), At(10, "store_dist")]),
    row("geosearchstore", "GEOSEARCHSTORE", &[At(0, "dest"), At(1, "name")]),
    row("lcs", "LCS", &[At(0, "key1"), At(1, "key2")]),
    row("lmove", "LMOVE", LISTS),
    row("lmovem", "LMOVEM", LISTS),
    row("lmpop", "LMPOP", &[From(1)]),
    row("mget", "MGET", ALL_KEYS),
    row("mget_nonatomic", "MGET", ALL_KEYS),
    row("migrate", "MIGRATE", &[At(2, "keys")]),
    row("mset", "MSET", MAPPING),
    row("mset_nonatomic", "MSET", MAPPING),
    row("msetex", "MSETEX", MAPPING),
    row("msetnx", "MSETNX", MAPPING),
    row("object", "OBJECT", &[At(1, "key")]),
    row("pfcount", "PFCOUNT", ALL),
    row("pfmerge", "PFMERGE", &[At(0, "dest"), From(1)]),
    row("rename", "RENAME", SRC_DST),
    row("renamenx", "RENAMENX", SRC_DST),
    row("rpoplpush", "RPOPLPUSH", SRC_DST),
    row("sdiff", "SDIFF", ALL_KEYS),
    row("sdiffcard", "SDIFFCARD", NUMKEYS),
    row("sdiffstore", "SDIFFSTORE", DEST_KEYS),
    row("sinter", "SINTER", ALL_KEYS),
    row("sintercard", "SINTERCARD", NUMKEYS),
    row("sinterstore", "SINTERSTORE", DEST_KEYS),
    row("smove", "SMOVE", SRC_DST),
    row("sort", "SORT", &[At(0, "name"), At(7, "store")]),
    row("spublish", "SPUBLISH", &[At(0, "shard_channel")]),
    row("ssubscribe", "SSUBSCRIBE", ALL),
    row("sunion", "SUNION", ALL_KEYS),
    row("sunioncard", "SUNIONCARD", NUMKEYS),
    row("sunionstore", "SUNIONSTORE", DEST_KEYS),
    row("sunsubscribe", "SUNSUBSCRIBE", ALL),
    row("tfcall", "TFCALL", &[At(2, "keys")]),
    row("tfcall_async", "TFCALLASYNC", &[At(2, "keys")]),
    row("touch", "TOUCH", ALL),
    row("unlink", "UNLINK", ALL),
    row("xread", "XREAD", &[KeysOf(0, "streams")]),
    row("xreadgroup", "XREADGROUP", &[KeysOf(2, "streams")]),
    row("zdiff", "ZDIFF", KEYS),
    row("zdiffstore", "ZDIFFSTORE", &[At(0, "dest"), At(1, "keys")]),
    row("zinter", "ZINTER", WEIGHTED),
    row("zintercard", "ZINTERCARD", NUMKEYS),
    row("zinterstore", "ZINTERSTORE", &[At(0, "dest"), KeysOf(1, "keys")]),
    row("zmpop", "ZMPOP", NUMKEYS),
    row("zrangestore", "ZRANGESTORE", &[At(0, "dest"), At(1, "name")]),
    row("zunion", "ZUNION", WEIGHTED),
    row("zunionstore", "ZUNIONSTORE", &[At(0, "dest"), KeysOf(1, "keys")]),
];
