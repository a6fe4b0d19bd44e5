use super::behaviour::{ASYNC_MISSING, ASYNC_NEVER, PIPELINE_BLOCKED};
use super::*;
use crate::clients::api::KeyArg::{At, From, KeysOf, Named};
use crate::clients::api::{Does, KeyArg, On, ScriptForm, Symbol};
use crate::clients::model::{BatchKind, Mode};
use crate::redis;

/// Commands that no table of the `redis` floor has: of Sentinel, of functions that came and went, of debugging.
const UNKNOWN_COMMANDS: [&str; 6] = ["DEBUG OBJECT", "DEBUG SEGFAULT", "SENTINEL", "STRALGO", "TFCALL", "TFCALLASYNC"];

fn does(method: &str, on: On) -> Does {
    API.method(method, on).unwrap_or_else(|| panic!("{method} has a row")).does
}

#[track_caller]
fn assert_command(method: &str, command: &str, keys: &[KeyArg]) {
    match does(method, On::Client) {
        Does::Command(name, args) => assert_eq!((name, args), (command, keys), "{method}"),
        other => panic!("{method} is {other:?}"),
    }
}

fn command_of(method: &Method) -> Option<&'static str> {
    match method.does {
        Does::Command(name, _) | Does::Script(ScriptForm::Numkeys(name)) => Some(name),
        _ => None,
    }
}

#[test]
fn rows_are_sorted_and_no_two_fit_one_receiver() {
    assert!(METHODS.is_sorted_by(|a, b| a.name <= b.name));
    for pair in METHODS.windows(2) {
        let overlap = pair[0].on == On::Any || pair[1].on == On::Any || pair[0].on == pair[1].on;
        assert!(pair[0].name != pair[1].name || !overlap, "{} twice", pair[0].name);
    }
    assert!(METHODS.len() > 400);
}

#[test]
fn every_command_is_known_or_named_as_an_exception() {
    for method in &METHODS {
        let Some(command) = command_of(method) else { continue };
        let exception = UNKNOWN_COMMANDS.contains(&command)
            || command.starts_with("SENTINEL ")
            || command.starts_with("TFUNCTION ");
        assert_eq!(redis::lookup(command).is_none(), exception, "{}: {command}", method.name);
    }
}

#[test]
fn rows_have_keys_exactly_where_their_commands_have() {
    for method in &METHODS {
        let Does::Command(name, keys) = method.does else { continue };
        let Some(command) = redis::lookup(name) else { continue };
        // OBJECT has its keys in its subcommands.
        let has_keys = match (method.name, method.on) {
            ("object", _) => true,
            ("watch", On::Client) => false,
            _ => !command.specs.is_empty(),
        };
        assert_eq!(!keys.is_empty(), has_keys, "{}", method.name);
    }
}

#[test]
fn a_command_with_several_keys_is_never_given_one_place_only() {
    for method in &METHODS {
        let Does::Command(name, [At(0, "name" | "key")]) = method.does else { continue };
        let many = redis::lookup(name).is_some_and(redis::Command::is_multi_key);
        // SORT_RO is sent as SORT, which could store.
        assert!(!many || method.name == "sort_ro", "{}", method.name);
    }
}

#[test]
fn keys_are_where_the_signatures_have_them() {
    assert_command("mget", "MGET", &[From(0), Named("keys")]);
    assert_command("mset", "MSET", &[KeysOf(0, "mapping")]);
    assert_command("mget_nonatomic", "MGET", &[From(0), Named("keys")]);
    assert_command("delete", "DEL", &[From(0)]);
    assert_command("sinterstore", "SINTERSTORE", &[At(0, "dest"), From(1), Named("keys")]);
    assert_command("zunionstore", "ZUNIONSTORE", &[At(0, "dest"), KeysOf(1, "keys")]);
    assert_command("bitop", "BITOP", &[At(1, "dest"), From(2)]);
    assert_command("blpop", "BLPOP", &[At(0, "keys")]);
    assert_command("bzmpop", "BZMPOP", &[At(2, "keys")]);
    assert_command("lmpop", "LMPOP", &[From(1)]);
    assert_command("xreadgroup", "XREADGROUP", &[KeysOf(2, "streams")]);
    assert_command("sort", "SORT", &[At(0, "name"), At(7, "store")]);
    assert_command("georadius", "GEORADIUS", &[At(0, "name"), At(10, "store"), At(11, "store_dist")]);
    assert_command("lmove", "LMOVE", &[At(0, "first_list"), At(1, "second_list")]);
    assert_command("object", "OBJECT", &[At(1, "key")]);
    assert_command("hget", "HGET", &[At(0, "name")]);
    assert_command("xgroup_create", "XGROUP CREATE", &[At(0, "name")]);
    assert_command("config_set", "CONFIG SET", &[]);
}

#[test]
fn watching_on_a_client_names_no_keys_since_nothing_is_sent() {
    assert_command("watch", "WATCH", &[]);
    assert!(matches!(does("watch", On::Batch), Does::Command("WATCH", [From(0)])));
}

#[test]
fn what_is_no_command_leads_on_or_ends() {
    assert!(matches!(does("eval", On::Client), Does::Script(ScriptForm::Numkeys("EVAL"))));
    assert!(matches!(does("register_script", On::Client), Does::MakesScript));
    assert!(matches!(does("pipeline", On::Client), Does::OpensBatch(BatchKind::Default)));
    assert!(matches!(does("transaction", On::Client), Does::RunsBatch(BatchKind::Transaction, 0)));
    assert!(matches!(does("execute_command", On::Batch), Does::Raw));
    assert!(matches!(does("get_primaries", On::Client), Does::Nodes));
    assert!(matches!(does("client", On::Client), Does::SameClient));
    assert!(matches!(does("reset", On::Batch), Does::Nothing));
    assert!(API.method("execute", On::Client).is_none());
}

#[test]
fn symbols_are_found_by_every_path_that_imports_them() {
    for (path, symbol) in [
        ("RedisCluster", Symbol::Client(Mode::Cluster)),
        ("asyncio.cluster.RedisCluster", Symbol::Client(Mode::Cluster)),
        ("asyncio.RedisCluster.from_url", Symbol::Makes(Mode::Cluster)),
        ("ValkeyCluster", Symbol::Client(Mode::Cluster)),
        ("from_url", Symbol::Makes(Mode::Standalone)),
        ("StrictRedis", Symbol::Client(Mode::Standalone)),
        ("sentinel.Sentinel", Symbol::Client(Mode::Sentinel)),
        ("cluster.ClusterPipeline", Symbol::Batch(BatchKind::Pipeline)),
        ("client.Pipeline", Symbol::Batch(BatchKind::Default)),
    ] {
        assert_eq!(API.symbol(path), Some(symbol), "{path}");
    }
    assert_eq!(API.symbol("ConnectionPool"), None);
    assert_eq!(CLUSTER_API.symbol("RedisCluster"), Some(Symbol::Client(Mode::Cluster)));
}

#[test]
fn no_symbol_stands_twice_and_each_module_has_its_table() {
    for api in [&API, &CLUSTER_API] {
        for (at, (name, _)) in api.symbols.iter().enumerate() {
            assert!(api.symbols[..at].iter().all(|(other, _)| other != name), "{name} twice");
        }
        for module in api.modules {
            assert_eq!(api_of(module).map(|found| found.library), Some(api.library), "{module}");
        }
    }
    assert!(api_of("redis.exceptions").is_some());
    assert!(api_of("redisvl").is_none() && api_of("fakeredis").is_none());
}

#[test]
fn asyncio_is_seen_in_the_path() {
    for path in ["asyncio.Redis", "asyncio.cluster.RedisCluster", "redis.asyncio.Redis", "aioredis.Redis", "aioredis"] {
        assert!(is_async(path), "{path}");
    }
    for path in ["Redis", "cluster.RedisCluster", "client.Redis", ""] {
        assert!(!is_async(path), "{path}");
    }
}

#[test]
fn lists_of_methods_are_sorted_and_name_methods() {
    for list in [SPLIT_BY_CLIENT, PIPELINE_BLOCKED, DEFAULT_NODE, ASYNC_MISSING, ASYNC_NEVER] {
        assert!(list.is_sorted_by(|a, b| a < b));
        for name in list {
            let listed = API.method(name, On::Client).or_else(|| API.method(name, On::Batch));
            assert!(listed.is_some(), "{name}");
        }
    }
    assert_eq!(PIPELINE_BLOCKED.len(), 70);
}

#[test]
fn what_asks_one_node_by_default_has_no_key() {
    for name in DEFAULT_NODE {
        assert!(matches!(does(name, On::Client), Does::Command(_, [])), "{name}");
    }
}
