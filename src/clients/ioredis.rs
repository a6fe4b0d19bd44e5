//! The API of ioredis (4 to 6) and its fork iovalkey.
//!
//! A method named as a command in lower case is that command, with the method's arguments, and so is its twin that ends
//! in `Buffer`: only what is none of these, or more than that, has a row. Of the names of commands that prototypes of
//! ioredis 4.31.0, 6.0.0 and iovalkey 0.4.0 define by themselves (`exec`, `monitor`, `multi`, `quit`) each has one.

mod missing;
pub(super) mod nest;
pub(super) mod placement;
mod resilience;

pub(super) use missing::missing;
pub(super) use resilience::{ESSENTIALS, SWITCHES};

use super::api::KeyArg::{At, Pairs};
use super::api::ScriptForm::Numkeys;
use super::api::{Api, Does, KeyArg, Method, Methods, On, Symbol, other, row};
use super::model::{BatchKind, Library, Mode};

/// ioredis and iovalkey.
pub(super) static API: Api = Api {
    library: Library::Ioredis,
    modules: &["ioredis", "iovalkey"],
    symbols: SYMBOLS,
    methods: Methods::of(&METHODS),
    only_on_cluster: ONLY_ON_CLUSTER,
};

/// Since version 2.
const ONLY_ON_CLUSTER: &[&str] = &["nodes", "slots", "startupNodes", "refreshSlotsCache"];

const PLAIN: Symbol = Symbol::Client(Mode::Standalone);
const CLUSTER: Symbol = Symbol::Client(Mode::Cluster);
const BATCH: Symbol = Symbol::Batch(BatchKind::Pipeline);

/// Paths without `default`. The class is the default export (the empty path) and, since 5.0, `Redis`; before, that name
/// was a type only. `createClient` is a static method of it.
#[rustfmt::skip]
static SYMBOLS: &[(&str, Symbol)] = &[
    ("", PLAIN), ("Redis", PLAIN), ("Redis.Redis", PLAIN),
    ("Valkey", PLAIN), ("Redis.Valkey", PLAIN), ("Valkey.Valkey", PLAIN), ("Valkey.Redis", PLAIN),
    ("createClient", Symbol::Makes(Mode::Standalone)),
    ("Redis.createClient", Symbol::Makes(Mode::Standalone)),
    ("Valkey.createClient", Symbol::Makes(Mode::Standalone)),
    ("Cluster", CLUSTER), ("Redis.Cluster", CLUSTER), ("Valkey.Cluster", CLUSTER),
    // What clients of both kinds implement.
    ("RedisCommander", Symbol::Client(Mode::Either)),
    ("ChainableCommander", BATCH), ("Pipeline", BATCH), ("Redis.Pipeline", BATCH), ("Valkey.Pipeline", BATCH),
];

const FIRST: &[KeyArg] = &[At(0, "")];
/// Keys and values by turns, also in one list, or one object or `Map`. A list of pairs is taken for one key, though
/// (`lib/Command.ts`, argument transformer of `mset`).
const PAIRS: &[KeyArg] = &[Pairs(0)];

const fn script(method: &'static str, command: &'static str) -> Method {
    other(method, On::Any, Does::Script(Numkeys(command)))
}

/// By name, in order of bytes.
#[rustfmt::skip]
static METHODS: [Method; 64] = [
    other("addBuiltinCommand", On::Any, Does::Nothing),
    other("addListener", On::Client, Does::Nothing),
    other("call", On::Any, Does::Raw),
    other("callBuffer", On::Any, Does::Raw),
    other("connect", On::Client, Does::Nothing),
    other("createBuiltinCommand", On::Any, Does::Nothing),
    other("defineCommand", On::Any, Does::DefinesCommand),
    other("delayUntilReady", On::Client, Does::Nothing),
    other("disconnect", On::Client, Does::Nothing),
    other("duplicate", On::Client, Does::SameClient),
    other("emit", On::Client, Does::Nothing),
    other("end", On::Client, Does::Nothing),
    script("eval", "EVAL"),
    script("evalBuffer", "EVAL"),
    script("eval_ro", "EVAL_RO"),
    script("eval_roBuffer", "EVAL_RO"),
    script("evalsha", "EVALSHA"),
    script("evalshaBuffer", "EVALSHA"),
    script("evalsha_ro", "EVALSHA_RO"),
    script("evalsha_roBuffer", "EVALSHA_RO"),
    other("eventNames", On::Client, Does::Nothing),
    other("exec", On::Batch, Does::Nothing),
    other("exec", On::Client, Does::Wire("EXEC")),
    other("execBuffer", On::Batch, Does::Nothing),
    other("execBuffer", On::Client, Does::Wire("EXEC")),
    script("fcall", "FCALL"),
    script("fcallBuffer", "FCALL"),
    script("fcall_ro", "FCALL_RO"),
    script("fcall_roBuffer", "FCALL_RO"),
    other("getBuiltinCommands", On::Any, Does::Nothing),
    other("getMaxListeners", On::Client, Does::Nothing),
    other("hscanBufferStream", On::Client, Does::Command("HSCAN", FIRST)),
    other("hscanStream", On::Client, Does::Command("HSCAN", FIRST)),
    other("listenerCount", On::Client, Does::Nothing),
    other("listeners", On::Client, Does::Nothing),
    other("monitor", On::Any, Does::Wire("MONITOR")),
    row("mset", "MSET", PAIRS),
    row("msetBuffer", "MSET", PAIRS),
    row("msetnx", "MSETNX", PAIRS),
    row("msetnxBuffer", "MSETNX", PAIRS),
    other("multi", On::Any, Does::OpensBatch(BatchKind::Transaction)),
    other("nodes", On::Client, Does::Nodes),
    other("off", On::Client, Does::Nothing),
    other("on", On::Client, Does::Nothing),
    other("once", On::Client, Does::Nothing),
    other("pipeline", On::Client, Does::OpensBatch(BatchKind::Pipeline)),
    other("prependListener", On::Client, Does::Nothing),
    other("prependOnceListener", On::Client, Does::Nothing),
    other("quit", On::Client, Does::Nothing),
    other("rawListeners", On::Client, Does::Nothing),
    other("refreshSlotsCache", On::Client, Does::Nothing),
    other("removeAllListeners", On::Client, Does::Nothing),
    other("removeListener", On::Client, Does::Nothing),
    other("scanBufferStream", On::Client, Does::Command("SCAN", &[])),
    other("scanStream", On::Client, Does::Command("SCAN", &[])),
    other("sendCommand", On::Any, Does::RawObject),
    other("send_command", On::Any, Does::Raw),
    other("sentinel", On::Any, Does::Wire("SENTINEL")),
    other("sentinelBuffer", On::Any, Does::Wire("SENTINEL")),
    other("setMaxListeners", On::Client, Does::Nothing),
    other("sscanBufferStream", On::Client, Does::Command("SSCAN", FIRST)),
    other("sscanStream", On::Client, Does::Command("SSCAN", FIRST)),
    other("zscanBufferStream", On::Client, Does::Command("ZSCAN", FIRST)),
    other("zscanStream", On::Client, Does::Command("ZSCAN", FIRST)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redis;

    fn does(method: &str, on: On) -> Does {
        API.method(method, on).unwrap_or_else(|| panic!("{method} has a row")).does
    }

    #[test]
    fn rows_are_sorted_and_no_two_fit_one_receiver() {
        assert!(METHODS.is_sorted_by(|a, b| a.name <= b.name));
        for pair in METHODS.windows(2) {
            let overlap = pair[0].on == On::Any || pair[1].on == On::Any || pair[0].on == pair[1].on;
            assert!(pair[0].name != pair[1].name || !overlap, "{} twice", pair[0].name);
        }
    }

    #[test]
    fn every_command_but_sentinel_is_known() {
        for method in &METHODS {
            let (Does::Command(name, _) | Does::Wire(name) | Does::Script(Numkeys(name))) = method.does else {
                continue;
            };
            assert_eq!(redis::lookup(name).is_some(), name != "SENTINEL", "{}", method.name);
        }
    }

    #[test]
    fn names_of_commands_have_a_row_only_where_they_are_more_than_that() {
        let named: Vec<_> =
            METHODS.iter().map(|method| method.name).filter(|name| redis::lookup(name).is_some()).collect();
        let mut expected = vec!["eval", "eval_ro", "evalsha", "evalsha_ro", "fcall", "fcall_ro", "mset", "msetnx"];
        expected.extend(["exec", "exec", "monitor", "multi", "quit"]);
        expected.sort_unstable();
        assert_eq!(named, expected);
    }

    #[test]
    fn batches_are_opened_and_ended() {
        assert!(matches!(does("pipeline", On::Client), Does::OpensBatch(BatchKind::Pipeline)));
        assert!(matches!(does("multi", On::Client), Does::OpensBatch(BatchKind::Transaction)));
        assert!(matches!(does("exec", On::Batch), Does::Nothing));
        assert!(matches!(does("exec", On::Client), Does::Wire("EXEC")));
    }

    #[test]
    fn commands_by_name_and_scripts_are_told_from_typed_methods() {
        assert!(matches!(does("call", On::Batch), Does::Raw));
        assert!(matches!(does("sendCommand", On::Client), Does::RawObject));
        assert!(matches!(does("defineCommand", On::Client), Does::DefinesCommand));
        assert!(matches!(does("evalshaBuffer", On::Client), Does::Script(Numkeys("EVALSHA"))));
        assert!(matches!(does("msetBuffer", On::Client), Does::Command("MSET", [Pairs(0)])));
        assert!(matches!(does("hscanStream", On::Client), Does::Command("HSCAN", [At(0, "")])));
        assert!(matches!(does("scanStream", On::Client), Does::Command("SCAN", [])));
        assert!(API.method("mget", On::Client).is_none());
    }

    #[test]
    fn classes_are_found_by_every_path() {
        for path in ["", "Redis", "Redis.Redis", "Valkey"] {
            assert_eq!(API.symbol(path), Some(Symbol::Client(Mode::Standalone)), "{path}");
        }
        for path in ["Cluster", "Redis.Cluster", "Valkey.Cluster"] {
            assert_eq!(API.symbol(path), Some(Symbol::Client(Mode::Cluster)), "{path}");
        }
        assert_eq!(API.symbol("createClient"), Some(Symbol::Makes(Mode::Standalone)));
        assert_eq!(API.symbol("ChainableCommander"), Some(Symbol::Batch(BatchKind::Pipeline)));
        assert_eq!(API.symbol("RedisKey"), None);
    }
}
