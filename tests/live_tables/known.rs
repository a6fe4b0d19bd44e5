//! Which methods slotlint's tables know.

use slotlint::clients::api::{Api, Does, Method, On};
use slotlint::clients::{api_of, model};
use slotlint::redis;

use crate::programs::Library;

/// Methods that need no row or no call.
const EXEMPT: &str = include_str!("../../fixtures/live/calls/exempt.tsv");

/// What is missing of a method of a library: its row, or a call of it in the catalogue if it takes keys.
pub(crate) fn gap(library: Library, method: &str) -> Option<&'static str> {
    let api = api_of(match library {
        Library::Ioredis => model::Library::Ioredis,
        Library::RedisPy | Library::RedisPyAsyncio => model::Library::RedisPy,
        Library::GoRedis => model::Library::GoRedis,
    });
    let plain = if library == Library::Ioredis { method.strip_suffix("Buffer").unwrap_or(method) } else { method };
    let is_exempt = |line: &str| {
        let mut parts = line.split('\t');
        parts.next() == Some(library.name()) && parts.next().is_some_and(|name| name == method || name == plain)
    };
    if EXEMPT.lines().any(is_exempt) {
        return None;
    }
    let is_called =
        |name: &str| library.templates().iter().any(|template| template.name.split(' ').next() == Some(name));
    if let Some(row) = row(api, method) {
        return (takes_keys(&row) && !is_called(plain)).then_some("takes keys, and is in no call");
    }
    if library != Library::Ioredis {
        return Some("no row");
    }
    // ioredis' methods are commands by their names.
    let mut own = redis::commands().filter(|known| known.container() == plain).peekable();
    if own.peek().is_none() {
        return Some("no such command");
    }
    (own.any(|known| !known.specs.is_empty()) && !is_called(plain)).then_some("takes keys, and is in no call")
}

fn row(api: &Api, method: &str) -> Option<Method> {
    [On::Client, On::Batch].into_iter().find_map(|on| api.method(method, on).copied())
}

fn takes_keys(row: &Method) -> bool {
    match row.does {
        Does::Command(_, keys) => !keys.is_empty(),
        Does::Script(_) => true,
        _ => false,
    }
}
