//! slotlint's verdict on each call of the API tables agrees with what the real library and a real cluster did.
//!
//! `scripts/live-tables` records; nothing here needs a server. Where the two disagree on purpose, `fixtures/live/tables/
//! exceptions.tsv` says why.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod calls;
mod exceptions;
mod lint;
mod programs;
mod recording;
#[path = "../request/mod.rs"]
mod request;
mod verdict;

use std::collections::BTreeSet;

use exceptions::Exceptions;
use programs::{Library, Program};
use recording::{Column, Recording};
use verdict::{Live, Said};

/// Each call of a column where slotlint and the cluster disagree.
fn disagreements(library: Library, recording: &Recording, column: &Column) -> BTreeSet<String> {
    let id = |call: &calls::Call| (call.template.to_string(), call.context.to_owned(), call.placement.to_string());
    let program = Program::new(library, &column.version, |call| recording.is_news(column, &id(call)));
    let rules = lint::rules_by_call(library, &program, column);
    let mut found = BTreeSet::new();
    for (index, call) in program.calls.iter().enumerate() {
        let id = id(call);
        let outcome = recording.outcome(column, &id).unwrap();
        let plain = (id.0.clone(), "client".to_owned(), "same".to_owned());
        if recording.outcome(column, &plain).is_some_and(|plain| Live::new(plain) == Live::NotShown) {
            continue;
        }
        let said = Said::new(rules.get(&index).map_or(&[][..], Vec::as_slice));
        if !Live::new(outcome).agrees(&said) {
            found.insert(format!("{}\t{}\t{}\t{}\t{outcome}\t{said}", column.label, id.0, id.1, id.2));
        }
    }
    found
}

fn assert_agrees(library: Library) {
    let recording = Recording::read(library.name());
    assert!(!recording.columns.is_empty());
    let mut exceptions = Exceptions::of(library.name());
    let mut unexplained = Vec::new();
    for column in &recording.columns {
        for line in disagreements(library, &recording, column) {
            if !exceptions.explain(&line) {
                unexplained.push(line);
            }
        }
    }
    assert!(unexplained.is_empty(), "{} disagreements:\n{}", unexplained.len(), unexplained.join("\n"));
    assert_eq!(exceptions.unused(), [""; 0], "exceptions that nothing needs");
}

/// Redis 8.2 without a cluster counts the commands that would not work on one.
#[test]
fn second_judge() {
    let (judged, live) = (Recording::read("judge"), Recording::read("ioredis"));
    let main = live.columns.iter().find(|column| column.label == "6@redis-8.2").unwrap();
    let column = &judged.columns[0];
    let known = |line: &String| {
        let template = line.split('\t').nth(1).unwrap().to_owned();
        let outcome = live.outcome(main, &(template, "client".to_owned(), "same".to_owned()));
        outcome.is_some_and(|outcome| Live::new(outcome) != Live::NotShown)
    };
    let found = disagreements(Library::Ioredis, &judged, column);
    let mut exceptions = Exceptions::of("judge");
    let unexplained: Vec<_> = found.into_iter().filter(known).filter(|line| !exceptions.explain(line)).collect();
    assert_eq!(unexplained, [""; 0]);
    assert_eq!(exceptions.unused(), [""; 0], "exceptions that nothing needs");
}

/// What it counts, and what it is blind to, slotlint finds.
#[test]
fn criteria_of_the_second_judge() {
    let criteria = include_str!("../../fixtures/live/calls/judge.tsv").lines().filter(|line| !line.starts_with('#'));
    let counted = include_str!("../../fixtures/live/tables/criteria.tsv");
    for line in criteria {
        let parts: Vec<&str> = line.split('\t').collect();
        let [name, rule, code, _] = parts.as_slice() else { panic!("four columns expected: {line}") };
        let expected = if name.starts_with("blind:") { "not counted" } else { "counted" };
        assert!(counted.contains(&format!("{name}\t{expected}\n")), "the server: {name}");
        let rules = lint::rules_of_javascript(code);
        assert!(rules.contains(rule), "{name}: {rules:?}");
    }
}

#[test]
fn ioredis() {
    assert_agrees(Library::Ioredis);
}

#[test]
fn redis_py() {
    assert_agrees(Library::RedisPy);
}

#[test]
fn redis_py_asyncio() {
    assert_agrees(Library::RedisPyAsyncio);
}

#[test]
fn go_redis() {
    assert_agrees(Library::GoRedis);
}
