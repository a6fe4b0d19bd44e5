//! Makes the fixes of the bad examples in `rules/`, for `scripts/live`.
//!
//! usage: live_fixes < REQUESTS
//!
//! REQUESTS has a line for each example and version: page, number of the example on it (from 1), `library=version`, with
//! tabs between them. An object of JSON is printed for each program that comes of it.

#![allow(clippy::unwrap_used, reason = "a part of the tests, which fail by panicking")]
#![allow(dead_code, reason = "the tests use the rest of these modules")]

#[path = "../tests/live/fixed.rs"]
mod fixed;
#[path = "../tests/rules/manifest.rs"]
mod manifest;
#[path = "../tests/rules/pages.rs"]
mod pages;
#[path = "../tests/rules/run.rs"]
mod run;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use slotlint::rules::document::{Example, RuleDoc};

fn main() -> ExitCode {
    let requests = std::io::read_to_string(std::io::stdin()).unwrap();
    let requests: Vec<&str> = requests.lines().collect();
    let pages = pages::all();
    let docs: BTreeMap<&str, RuleDoc<'_>> =
        pages.iter().map(|page| (page.name.as_str(), RuleDoc::parse(&page.text).unwrap())).collect();
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some((index, request)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, requests.get(at)?)))
        {
            let lines = lines(&docs, request);
            done.lock().unwrap().insert(index, lines);
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let lines: String = done.into_inner().unwrap().into_values().collect();
    match std::io::stdout().write_all(lines.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// What is printed for one request.
fn lines(docs: &BTreeMap<&str, RuleDoc<'_>>, request: &str) -> String {
    let words: Vec<&str> = request.split('\t').collect();
    let [page, number, library] = words[..] else { panic!("no page, number and library: {request}") };
    let number: usize = number.parse().unwrap();
    let example: &Example<'_> = &docs[page].examples[number - 1];
    let object = |program: fixed::Program| {
        let way = program.way.as_str();
        let object = serde_json::json!({
            "page": page, "number": number, "library": library, "way": way, "code": program.code, "left": program.left,
        });
        format!("{object}\n")
    };
    fixed::programs(example, library).unwrap().into_iter().map(object).collect()
}
