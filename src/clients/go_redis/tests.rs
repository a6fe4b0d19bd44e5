use std::collections::BTreeSet;

use super::*;
use crate::clients::api::{Does, KeyArg, On, ScriptForm};
use crate::redis::{self, Arg};

/// What the methods of the real library send.
const RECORDED: &str = include_str!("../../../fixtures/go_redis_commands.tsv");
/// Commands of rows that are newer than the table of commands.
const NOT_IN_TABLE: [&str; 1] = ["TS.READ"];

/// A recorded argument that is a mark: the position, and the way to the value inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark<'a> {
    at: u8,
    way: &'a str,
}

impl<'a> Mark<'a> {
    fn parse(word: &'a str) -> Option<Self> {
        let rest = word.strip_prefix('@')?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        Some(Mark { at: rest[..digits].parse().ok()?, way: &rest[digits..] })
    }

    fn is_element(self) -> bool {
        self.way.is_empty() || self.way.starts_with('[') && self.way.ends_with(']')
    }

    fn is_in_field(self, field: &str) -> bool {
        let way = self.way.split('[').find(|part| part.contains('.')).unwrap_or(self.way);
        way.rsplit('.').next() == Some(field)
    }

    fn is_first_of_pair(self, from: u8) -> bool {
        let flat = self.way.is_empty() && self.at >= from && (self.at - from).is_multiple_of(2);
        flat || self.at == from && (self.way == "{key}" || self.way.ends_with("[0]"))
    }
}

fn recorded() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = RECORDED.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let (method, words) = line.split_once('\t').expect("two columns");
        (method, words.split(' ').collect())
    })
}

fn marks<'a>(words: &[&'a str]) -> Vec<Mark<'a>> {
    words.iter().filter_map(|word| Mark::parse(word)).collect()
}

/// The marks that a row calls keys, in no order.
fn claimed<'a>(keys: &[KeyArg], marks: &[Mark<'a>]) -> BTreeSet<Mark<'a>> {
    let mut all = BTreeSet::new();
    for key in keys {
        let fitting = |fits: &dyn Fn(Mark<'a>) -> bool| -> Vec<Mark<'a>> {
            marks.iter().copied().filter(|mark| fits(*mark)).collect()
        };
        let half = |mut list: Vec<Mark<'a>>| {
            list.truncate(list.len() / 2);
            list
        };
        all.extend(match *key {
            KeyArg::At(at, "") => fitting(&|mark| mark.at == at && mark.is_element()),
            KeyArg::From(from) => begun_at(from, fitting(&|mark| mark.at >= from && mark.is_element())),
            KeyArg::Pairs(from) => begun_at(from, fitting(&|mark| mark.is_first_of_pair(from))),
            KeyArg::KeysOf(at, "") => fitting(&|mark| mark.at == at && mark.way == "{key}"),
            KeyArg::Field(at, field) => fitting(&|mark| mark.at == at && mark.is_in_field(field)),
            KeyArg::FirstHalf(at, field) => half(fitting(&|mark| mark.at == at && mark.is_in_field(field))),
            KeyArg::FirstHalfFrom(from) => half(begun_at(from, fitting(&|mark| mark.at >= from))),
            KeyArg::At(..) | KeyArg::KeysOf(..) | KeyArg::Named(_) | KeyArg::Numkeys(_) => {
                panic!("Go has no keyword arguments, and go-redis counts keys by itself")
            }
        });
    }
    all
}

/// Numbers bear no marks: a row must not begin at one in front of the keys.
fn begun_at(from: u8, marks: Vec<Mark<'_>>) -> Vec<Mark<'_>> {
    assert!(marks.iter().map(|mark| mark.at).min().is_none_or(|first| first == from), "{marks:?} begin behind {from}");
    marks
}

/// The marks among the keys of what was sent.
fn sent<'a>(words: &[&'a str]) -> Option<BTreeSet<Mark<'a>>> {
    let command = redis::lookup_with_sub(words[0], words.get(1).map(|word| word.as_bytes()))?;
    let args: Vec<_> = words[1..].iter().map(|word| Arg::Known(word.as_bytes())).collect();
    let keys = redis::extract(command, &args);
    Some(keys.found.iter().filter_map(|key| Mark::parse(words[key.at.index() + 1])).collect())
}

fn commands_of_rows() -> BTreeSet<String> {
    let names = API.methods.rows.iter().filter_map(|method| match method.does {
        Does::Command(name, _)
        | Does::Wire(name)
        | Does::Script(ScriptForm::KeyList(name) | ScriptForm::Numkeys(name)) => Some(name.to_string()),
        _ => None,
    });
    names.collect()
}

#[test]
fn rows_are_sorted_and_unique() {
    assert!(API.methods.rows.is_sorted_by(|a, b| (a.name, a.on == On::Client) < (b.name, b.on == On::Client)));
    let names: BTreeSet<_> = API.symbols.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), API.symbols.len());
}

#[test]
fn every_recorded_method_has_a_row() {
    let without: Vec<_> =
        recorded().map(|(method, _)| method).filter(|method| API.method(method, On::Client).is_none()).collect();
    assert_eq!(without, [""; 0]);
}

#[test]
fn rows_name_the_command_and_the_keys_that_the_library_sends() {
    // Servers list no key for DEBUG, and DEBUG OBJECT has one all the same.
    for (method, words) in recorded().filter(|(method, _)| *method != "DebugObject") {
        let row = API.method(method, On::Batch).or(API.method(method, On::Client)).expect("a row");
        let marks = marks(&words);
        let (name, keys) = match row.does {
            Does::Command(name, keys) => (name, claimed(keys, &marks)),
            Does::Script(ScriptForm::KeyList(name)) => {
                (name, marks.iter().copied().filter(|mark| mark.at == 1).collect())
            }
            Does::Wire(name) => {
                assert!(marks.iter().map(|mark| mark.at).eq(0..marks.len() as u8), "{method} sends its arguments");
                assert_eq!(name.to_ascii_lowercase(), words[0].to_ascii_lowercase());
                continue;
            }
            ref does => panic!("{method} sends {words:?}, and its row says {does:?}"),
        };
        let start = words.iter().copied().take(name.split(' ').count()).collect::<Vec<_>>().join(" ");
        assert_eq!(name, start.to_ascii_uppercase(), "{method}");
        if let Some(sent) = sent(&words) {
            assert_eq!(keys, sent, "{method} sends {words:?}");
        } else {
            assert!(NOT_IN_TABLE.contains(&name), "{method}: unknown command");
        }
    }
}

#[test]
fn commands_of_rows_are_known() {
    let unknown: Vec<_> = commands_of_rows().into_iter().filter(|name| redis::lookup(name).is_none()).collect();
    assert_eq!(unknown, NOT_IN_TABLE);
}

#[test]
fn commands_with_several_keys_have_a_row_where_the_library_has_a_method() {
    let rows = commands_of_rows();
    let has_row = |name: &str| rows.contains(&name.to_ascii_uppercase().replace('|', " "));
    let several = redis::commands().filter(|c| c.is_multi_key()).map(|c| c.name);
    assert_eq!(several.filter(|name| !has_row(name)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_channel_of_a_shard_is_a_key_and_a_channel_is_not() {
    for (method, expected) in [("SSubscribe", &[KeyArg::From(0)][..]), ("Subscribe", &[]), ("PSubscribe", &[])] {
        let row = API.method(method, On::Client).expect("a row");
        assert!(matches!(row.does, Does::Command(_, keys) if keys == expected), "{method}");
    }
}

#[test]
fn batches_are_told_apart() {
    for (method, expected) in [("Pipeline", BatchKind::Pipeline), ("TxPipeline", BatchKind::Transaction)] {
        let row = API.method(method, On::Client).expect("a row");
        assert!(matches!(row.does, Does::OpensBatch(kind) if kind == expected), "{method}");
    }
    for (method, expected) in [("Pipelined", BatchKind::Pipeline), ("TxPipelined", BatchKind::Transaction)] {
        let row = API.method(method, On::Client).expect("a row");
        assert!(matches!(row.does, Does::RunsBatch(kind, 0) if kind == expected), "{method}");
    }
    let watch = API.method("Watch", On::Client).expect("a row");
    assert!(matches!(watch.does, Does::Watches { callback: 0, keys: 1 }));
}

#[test]
fn constructors_tell_the_mode() {
    for (name, expected) in [
        ("NewClusterClient", Some(Symbol::Makes(Mode::Cluster))),
        ("NewUniversalClient", Some(Symbol::Makes(Mode::Either))),
        ("NewFailoverClient", Some(Symbol::Makes(Mode::Sentinel))),
        ("NewSentinelClient", None),
        ("NewStringCmd", None),
    ] {
        assert_eq!(API.symbol(name), expected, "{name}");
    }
}

#[test]
fn paths_of_imports_name_the_major_version() {
    for (path, expected) in [
        ("github.com/redis/go-redis/v9", Some(9)),
        ("github.com/redis/go-redis/v9/maintnotifications", Some(9)),
        ("github.com/redis/go-redis/v10", Some(10)),
        ("github.com/go-redis/redis/v8", Some(8)),
        ("github.com/go-redis/redis", Some(6)),
        ("gopkg.in/redis.v5", Some(5)),
        ("gopkg.in/go-redis/redis.v4", Some(4)),
        ("gopkg.in/redis", None),
        ("github.com/redis/go-redis/extra/redisotel/v9", None),
        ("github.com/redis/go-redis-entraid", None),
        ("github.com/go-redis/redis_rate/v9", None),
        ("github.com/go-redis/redismock/v9", None),
        ("github.com/redis/go-redis/v", None),
        ("github.com/gomodule/redigo/redis", None),
    ] {
        assert_eq!(major_of(path), expected, "{path}");
    }
}
