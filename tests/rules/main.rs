//! Every example of every page in `rules/` goes through slotlint, as it stands and in disguise, and is held to its word.
//!
//! `SLOTLINT_EXAMPLES=<part of a page's name>` runs that page alone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod disguise;
mod fixes;
mod manifest;
mod pages;
mod run;
mod verdict;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use slotlint::rules::RULES;
use slotlint::rules::document::RuleDoc;

use verdict::{Case, problems};

#[test]
fn every_example_is_judged_as_its_page_says() {
    let filter = std::env::var("SLOTLINT_EXAMPLES").unwrap_or_default();
    let pages = pages::all();
    let docs: Vec<RuleDoc<'_>> = pages
        .iter()
        .map(|page| RuleDoc::parse(&page.text).unwrap_or_else(|error| panic!("{}: {error}", page.name)))
        .collect();
    let chosen = docs.iter().filter(|doc| doc.meta.name.contains(&filter));
    let cases: Vec<Case<'_>> = chosen.flat_map(Case::of_page).collect();
    assert!(!cases.is_empty(), "no page is named like `{filter}`");
    let found = judge(&cases);
    let wrong = found.iter().map(|(index, _)| index).collect::<BTreeSet<_>>().len();
    let list: String = found.iter().map(|(_, problem)| format!("\n{problem}")).collect();
    assert!(found.is_empty(), "{wrong} of {} examples are not judged as their pages say:\n{list}", cases.len());
}

/// The problems of all cases in their order. Plain threads: linting brings its own pool, which must not nest in another.
fn judge(cases: &[Case<'_>]) -> Vec<(usize, String)> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let work = || {
        while let Some((index, case)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, cases.get(at)?)))
        {
            let problems = problems(case);
            found.lock().unwrap().extend(problems.into_iter().map(|problem| (index, problem)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut found = found.into_inner().unwrap();
    found.sort();
    found
}

#[test]
fn every_page_has_code_and_all_code_a_page() {
    let pages = pages::all();
    let pages: BTreeSet<&str> = pages.iter().map(|page| page.name.as_str()).collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    let without_code: Vec<_> = pages.difference(&rules).collect();
    let without_page: Vec<_> = rules.difference(&pages).collect();
    assert!(without_code.is_empty(), "pages that no line of `rules!` names: {without_code:?}");
    assert!(without_page.is_empty(), "rules without a page: {without_page:?}");
    let in_order: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(in_order, Vec::from_iter(rules), "the table of rules is sorted, and names each once");
}
