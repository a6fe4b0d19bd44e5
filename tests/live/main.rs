//! Holds slotlint against what happened on live clusters (`fixtures/live`). Needs no server: `scripts/live` records anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../rules/claims.rs"]
mod claims;
mod fixed;
mod fixes;
#[path = "../rules/manifest.rs"]
mod manifest;
#[path = "../rules/pages.rs"]
mod pages;
mod recording;
#[path = "../rules/run.rs"]
mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use slotlint::rules::document::{Example, RuleDoc, Verdict};

use recording::Run;

/// An example with what its page says of all its examples.
struct Program<'a> {
    page: &'a str,
    example: Example<'a>,
    /// The state of the cluster it ran on; empty for one at rest.
    trouble: String,
    /// Why its page's bad examples cannot be shown.
    is_shown: bool,
}

fn programs(pages: &[pages::Page]) -> Vec<Program<'_>> {
    pages.iter().flat_map(of_page).collect()
}

fn of_page(page: &pages::Page) -> Vec<Program<'_>> {
    let front: toml::Table = toml::from_str(page.text.split("+++").nth(1).unwrap()).unwrap();
    let trouble = front.get("live").and_then(|value| value.as_str()).unwrap_or_default();
    let is_shown = !front.contains_key("not-shown-live");
    let program = |example| Program { page: &page.name, example, trouble: trouble.to_owned(), is_shown };
    RuleDoc::parse(&page.text).unwrap().examples.into_iter().map(program).collect()
}

/// A library that the proof does not have.
const UNKNOWN_LIBRARY: &str = "import aioredis";

impl Program<'_> {
    fn place(&self) -> String {
        format!("rules/{}.md:{}", self.page, self.example.first_row)
    }

    /// Whether it has no recording, by the words of its page.
    fn is_left_out(&self) -> bool {
        let claims = claims::of(&self.example);
        let is_not_shown = claims.iter().any(|claim| claim.verb == "not shown" && claim.only.is_empty());
        let is_open = self.example.verdict == Verdict::Todo && !self.trouble.is_empty();
        is_not_shown || is_open || self.example.code.contains(UNKNOWN_LIBRARY)
    }

    /// Whether the run was as good as it can be.
    fn came_through(&self, outcome: &str) -> bool {
        let is_good = self.example.verdict == Verdict::Good;
        // While a node is frozen for good, an error in time is all one can ask for.
        outcome == "works"
            || (is_good && outcome.starts_with("prints: "))
            || (self.trouble == "frozen" && is_good && outcome != "hangs")
    }

    /// What slotlint says of it with this version that the run does not show, or the other way round.
    fn disagreement(&self, run: &Run) -> Option<String> {
        if self.example.verdict == Verdict::Todo || (self.example.verdict == Verdict::Bad && !self.is_shown) {
            return None;
        }
        let manifest = manifest::of(self.example.language, &[&run.library]).unwrap();
        let found = match run::findings(self.example.language, manifest.as_ref(), Some(&run.server), self.example.code)
        {
            Ok(found) => found,
            Err(message) => return Some(message),
        };
        let is_this = |rule: &str| rule == self.page;
        let said: Vec<String> =
            found.iter().map(|((row, rule), message)| format!("{row}: {rule}: {message}")).collect();
        let is_accused = match self.example.verdict {
            Verdict::Bad => found.keys().any(|(_, rule)| is_this(rule)),
            _ => found.iter().any(|((_, rule), message)| is_this(rule) || message.starts_with("error: ")),
        };
        let came_through = self.came_through(&run.outcome);
        let problem = match (came_through, is_accused || (!came_through && !found.is_empty())) {
            (true, true) => "works, and slotlint reports it",
            (false, false) => "goes wrong, and slotlint is silent",
            (true, false) | (false, true) => return None,
        };
        Some(format!("{problem}\n    live: {}\n    slotlint: {said:?}", run.outcome))
    }
}

#[test]
fn every_recording_is_of_an_example_and_every_example_is_recorded() {
    let pages = pages::all();
    let programs = programs(&pages);
    let there: BTreeMap<(&str, String), &Program<'_>> =
        programs.iter().map(|program| ((program.page, recording::hash(program.example.code)), program)).collect();
    let runs = recording::all();
    let recorded: BTreeSet<(&str, String)> = runs.iter().map(|run| (run.page.as_str(), run.program.clone())).collect();
    let stale: Vec<_> = recorded.iter().filter(|key| !there.contains_key(key)).collect();
    let missing: Vec<_> = there
        .iter()
        .filter(|(key, program)| !recorded.contains(key) && !program.is_left_out())
        .map(|(_, program)| program.place())
        .collect();
    assert!(stale.is_empty(), "recorded, but no example (any more); run scripts/live: {stale:#?}");
    assert!(missing.is_empty(), "not recorded; run scripts/live: {missing:#?}");
}

#[test]
fn slotlint_says_what_happens_live() {
    let pages = pages::all();
    let programs = programs(&pages);
    let there: BTreeMap<(&str, String), &Program<'_>> =
        programs.iter().map(|program| ((program.page, recording::hash(program.example.code)), program)).collect();
    let runs = recording::all();
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let work = || {
        while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Some(program) = there.get(&(run.page.as_str(), run.program.clone())) else { continue };
            if let Some(problem) = program.disagreement(run) {
                let title = format!("{} with {} on {}", program.place(), run.library, run.server);
                found.lock().unwrap().push(format!("{title}: {problem}"));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut found = found.into_inner().unwrap();
    found.sort();
    assert!(found.is_empty(), "{} of {} runs disagree:\n{}", found.len(), runs.len(), found.join("\n"));
}

#[test]
fn every_kind_of_library_and_server_was_proven() {
    let runs = recording::all();
    let servers: BTreeSet<&str> = runs.iter().map(|run| run.server.as_str()).collect();
    assert_eq!(Vec::from_iter(servers), ["redis-7.0", "redis-8.2", "valkey-8.1"]);
    let majors: BTreeSet<&str> = runs.iter().map(|run| run.library.split('.').next().unwrap()).collect();
    let wanted = ["bullmq=5", "bullmq=6", "go-redis=8", "go-redis=9", "ioredis=4", "ioredis=5", "ioredis=6"];
    let wanted = wanted.into_iter().chain(["redis=4", "redis=5", "redis=6", "redis=7", "redis=8"]);
    let missing: Vec<_> = wanted.filter(|major| !majors.contains(major)).collect();
    assert!(missing.is_empty(), "no recordings with {missing:?}");
}
