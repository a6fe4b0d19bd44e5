//! Holds the fixes that slotlint makes against those that were run on live clusters (`fixtures/live/fixes`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use slotlint::rules::document::{Example, RuleDoc, Verdict};

use crate::{fixed, pages, recording};

/// Way and hash of each program that comes of an example.
type Made = BTreeSet<(String, String)>;

#[test]
fn every_fix_that_is_made_was_run() {
    let pages = pages::all();
    let docs: Vec<RuleDoc<'_>> = pages.iter().map(|page| RuleDoc::parse(&page.text).unwrap()).collect();
    let examples: BTreeMap<(&str, String), &Example<'_>> = docs
        .iter()
        .flat_map(|doc| doc.examples.iter().map(|example| (doc.meta.name.as_str(), example)))
        .filter(|(_, example)| example.verdict == Verdict::Bad)
        .map(|(page, example)| ((page, recording::hash(example.code)), example))
        .collect();
    let ran = recording::all();
    let mut recorded: BTreeMap<(String, String, String), Made> = BTreeMap::new();
    // What was never run as written, such as what needs a machine of its own, may have no fix either.
    for run in ran.iter().filter(|run| run.server == "redis-7.0") {
        recorded.entry((run.page.clone(), run.program.clone(), run.library.clone())).or_default();
    }
    for run in recording::all_fixed() {
        recorded.entry((run.page, run.program, run.library)).or_default().insert((run.way, run.fixed));
    }
    let recorded: Vec<_> = recorded.into_iter().collect();
    let problems = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(((page, program, library), ran)) = recorded.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Some(example) = examples.get(&(page.as_str(), program.clone())) else { continue };
            let made = made(page, example, library);
            if made != *ran {
                let place = format!("rules/{page}.md:{} with {library}", example.first_row);
                problems.lock().unwrap().push(format!("{place}: made {made:?}, recorded {ran:?}"));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut problems = problems.into_inner().unwrap();
    problems.sort();
    assert!(problems.is_empty(), "other fixes than those recorded; run scripts/live --fixes: {problems:#?}");
}

#[test]
fn every_recorded_fix_is_of_an_example() {
    let pages = pages::all();
    let docs: Vec<RuleDoc<'_>> = pages.iter().map(|page| RuleDoc::parse(&page.text).unwrap()).collect();
    let there: BTreeSet<(&str, String)> = docs
        .iter()
        .flat_map(|doc| doc.examples.iter().map(|example| (doc.meta.name.as_str(), recording::hash(example.code))))
        .collect();
    let runs = recording::all_fixed();
    assert!(!runs.is_empty());
    let stale: Vec<_> = runs.iter().filter(|run| !there.contains(&(run.page.as_str(), run.program.clone()))).collect();
    assert!(stale.is_empty(), "recorded, but no example (any more); run scripts/live --fixes: {stale:#?}");
}

/// Those after which the page's rule finds nothing more.
fn made(page: &str, example: &Example<'_>, library: &str) -> Made {
    let programs = fixed::programs(example, library).unwrap();
    let mended = programs.into_iter().filter(|program| !program.left.contains(page));
    mended.map(|program| (program.way.as_str().to_owned(), recording::hash(&program.code))).collect()
}
