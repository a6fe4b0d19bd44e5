//! The patterns that SORT makes keys of: what stands behind BY and GET.

use super::api::KeyArg;
use super::arguments::{Many, Wired, item, wire};
use super::model::{Form, KeyItem, Library, SortPattern, SortWord};
use super::receivers::Receivers;
use super::rows::keys_of_rows;
use crate::eval::Cx;
use crate::redis::Command;
use crate::syntax::ir::Call;

/// Whether a command takes such patterns.
pub(super) fn sorts(command: &Command) -> bool {
    matches!(command.name, "sort" | "sort_ro")
}

/// The patterns of one call; `skip` arguments in front are none of the command's.
pub(super) fn of_call<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    call: &'p Call,
    (skip, form, library, method): (usize, Form, Library, &str),
) -> Vec<SortPattern<'p>> {
    let wired = || wire(finder, cx, call.args.get(skip..).unwrap_or_default());
    let (by, get) = match (form, library) {
        (Form::Raw, _) => return of_wired(wired().get(1..).unwrap_or_default(), |arg| item(finder, arg)),
        (Form::Typed, Library::Ioredis) => return of_wired(&wired(), |arg| item(finder, arg)),
        // `sort(name, start, num, by, get, ...)`, `sort_ro(key, start, num, by, get, ...)`.
        (Form::Typed, Library::RedisPy | Library::RedisPyCluster) => (KeyArg::At(3, "by"), KeyArg::At(4, "get")),
        // `SortStore(ctx, key, store, &redis.Sort{})`, else `Sort(ctx, key, &redis.Sort{})`.
        (Form::Typed, Library::GoRedis) => {
            let options = if method == "SortStore" { 2 } else { 1 };
            (KeyArg::Field(options, "By"), KeyArg::Field(options, "Get"))
        }
    };
    let of = |word, row| {
        let items = keys_of_rows(finder, cx, call, skip, &[row]).items;
        items.into_iter().map(move |item| SortPattern { word, item })
    };
    of(SortWord::By, by).chain(of(SortWord::Get, get)).collect()
}

/// The patterns among the arguments of SORT as they go to the server, the key in front.
pub(super) fn of_wired<'p>(args: &[Wired<'p>], item: impl Fn(&Wired<'p>) -> KeyItem<'p>) -> Vec<SortPattern<'p>> {
    let word = |arg: &Wired<'p>| match arg.value.as_str() {
        Some(text) if arg.many == Many::No => text.to_ascii_uppercase(),
        Some(_) | None => String::new(),
    };
    let words: Vec<String> = args.iter().map(word).collect();
    patterns(&words).into_iter().map(|(word, at)| SortPattern { word, item: item(&args[at]) }).collect()
}

/// Which arguments of SORT are patterns: `words` are the arguments, the key in front, in upper case; empty where not known.
pub(super) fn patterns<T: AsRef<[u8]>>(words: &[T]) -> Vec<(SortWord, usize)> {
    let mut found = Vec::new();
    let mut at = 1;
    while at + 1 < words.len() {
        let word = match words[at].as_ref() {
            b"BY" => Some(SortWord::By),
            b"GET" => Some(SortWord::Get),
            _ => None,
        };
        found.extend(word.map(|word| (word, at + 1)));
        at += match words[at].as_ref() {
            b"BY" | b"GET" | b"STORE" => 2,
            b"LIMIT" => 3,
            _ => 1,
        };
    }
    found
}
