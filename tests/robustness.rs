//! Damaged programs: nothing panics, nothing hangs, and what is found lies in the file.
//!
//! The examples of the rules' pages and the fixtures are cut, doubled, swapped and sprinkled with odd bytes, the same way in
//! every run, and linted in this process. `SLOTLINT_MUTATIONS=<count>` sets how many for each language.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use slotlint::config::{Configs, Discovery, KnownRules, RuleMeta};
use slotlint::lint::{NamedPaths, Overlay, Request, lint};
use slotlint::report::Report;
use slotlint::rules::RULES;
use slotlint::rules::document::{FrontMatter, RuleDoc};
use slotlint::source::Skip;

/// Damaged programs for each language, if nobody says otherwise.
const MUTATIONS: usize = 2_000;
/// Programs linted at once, each in a folder of its own.
const BATCH: usize = 100;
/// Bytes that mean something to a grammar, a decoder or a hash tag.
const ODD: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\r",
    b"\xe2\x80\xa8",
    "\u{1f600}".as_bytes(),
    b"{",
    b"}",
    b"(",
    b")",
    b"`",
    b"${",
    b"'",
    b"\"\"\"",
    b"\\",
    b"//",
    b"#",
    b"/*",
    b"{}",
    b"{{",
    b"=>",
    b"...",
    b"await ",
    b"yield ",
    b":=",
    b"-1",
    b"9999999999999999999",
    b"1e309",
    b"\n    ",
    b"redis.call(",
];

/// xorshift64*: the same sequence on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(mixed).unwrap() % limit.max(1)
    }

    /// A range of at most `longest` bytes.
    fn range(&mut self, length: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(longest)).min(length)
    }
}

fn mutate(random: &mut Random, program: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = program.to_vec();
    for _ in 0..=random.below(4) {
        let length = bytes.len();
        match random.below(7) {
            0 => drop(bytes.drain(random.range(length, 60))),
            1 => {
                let twice = bytes[random.range(length, 80)].to_vec();
                let at = random.below(length + 1);
                bytes.splice(at..at, twice);
            }
            2 => bytes.truncate(random.below(length + 1)),
            3 => drop(bytes.drain(..random.below(length / 2 + 1))),
            4 if length > 1 => bytes.swap(random.below(length), random.below(length)),
            5 => {
                let from = other[random.range(other.len(), 200)].to_vec();
                bytes.splice(random.range(length, 40), from);
            }
            _ => {
                let at = random.below(length + 1);
                bytes.splice(at..at, ODD[random.below(ODD.len())].iter().copied());
            }
        }
    }
    bytes
}

/// The examples and fixtures in one language.
fn programs(extensions: &[&str]) -> Vec<Vec<u8>> {
    let mut programs = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("fixtures"), root.join("rules")];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("README.md") {
                let page = fs::read_to_string(path).unwrap();
                let page = RuleDoc::parse(&page).unwrap();
                let examples = page.examples.iter().filter(|example| extensions.contains(&example.language));
                programs.extend(examples.map(|example| example.code.as_bytes().to_vec()));
            } else if path.extension().is_some_and(|extension| extensions.iter().any(|known| extension == *known)) {
                programs.push(fs::read(path).unwrap());
            }
        }
    }
    assert!(programs.len() > 10, "{extensions:?}: {} programs", programs.len());
    programs
}

fn configs(root: &Path) -> Arc<Configs> {
    let meta = |rule: &slotlint::rules::Rule| RuleMeta {
        name: rule.name,
        group: FrontMatter::parse(rule.document).unwrap().group,
    };
    let known = Arc::new(KnownRules::new(RULES.iter().map(meta).collect()));
    Arc::new(Configs::new(known, Arc::from(root), &Discovery::Isolated, Vec::new()).unwrap())
}

fn report_on(programs: &[Vec<u8>], extension: &str) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let path = |index: usize| root.join(format!("{index}/program.{extension}"));
    let paths: Vec<PathBuf> = (0..programs.len()).map(path).collect();
    let overlay: Overlay = paths.iter().cloned().zip(programs.iter().cloned()).collect();
    lint(&Request {
        paths: &paths,
        overlay: &overlay,
        configs: &configs(&root),
        named_paths: NamedPaths::Always,
        threads: None,
        on_file: &|| {},
    })
    .unwrap()
}

/// What is wrong with a report.
fn complaints(report: &Report) -> Vec<String> {
    let panicked = report.summary.skipped.iter().filter_map(|skipped| match &skipped.skip {
        Skip::Panicked(message) => Some(format!("{}: {message}", skipped.path.display())),
        _ => None,
    });
    let mut complaints: Vec<String> = panicked.collect();
    for finding in &report.findings {
        let related = finding.related.iter().map(|related| &related.place);
        for place in std::iter::once(&finding.place).chain(related) {
            let text = report.sources.get(&place.path).map(|source| source.text.as_str());
            if text.and_then(|text| text.get(place.span.range())).is_none() {
                complaints.push(format!("{} of {} at {:?}", finding.rule, place.path.display(), place.span));
            }
        }
    }
    complaints
}

/// A complaint, and the program that it is about.
fn with_program(complaint: &str, damaged: &[Vec<u8>]) -> String {
    let folder = complaint.split("/program.").next().and_then(|path| path.rsplit('/').next());
    let program = folder.and_then(|folder| damaged.get(folder.parse::<usize>().ok()?));
    let text = program.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    format!("{complaint}\n--- program\n{text}\n---")
}

fn survives(extensions: &[&str], seed: u64) {
    let count = std::env::var("SLOTLINT_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(MUTATIONS);
    let originals = programs(extensions);
    let mut random = Random(seed);
    for _ in 0..count.div_ceil(BATCH) {
        let damaged: Vec<Vec<u8>> = (0..BATCH)
            .map(|_| {
                let program = &originals[random.below(originals.len())];
                let other = &originals[random.below(originals.len())];
                mutate(&mut random, program, other)
            })
            .collect();
        let report = report_on(&damaged, extensions[0]);
        assert!(report.summary.files_parsed > BATCH / 2, "{} programs are read", report.summary.files_parsed);
        let complaints = complaints(&report);
        let programs: Vec<String> = complaints.iter().map(|complaint| with_program(complaint, &damaged)).collect();
        assert!(programs.is_empty(), "{}", programs.join("\n"));
    }
}

#[test]
fn damaged_javascript_is_survived() {
    survives(&["js"], 0x51_07_11);
}

#[test]
fn damaged_typescript_is_survived() {
    survives(&["ts", "js"], 0x51_07_12);
}

#[test]
fn damaged_python_is_survived() {
    survives(&["py"], 0x51_07_13);
}

#[test]
fn damaged_go_is_survived() {
    survives(&["go"], 0x51_07_14);
}

#[test]
fn the_programs_that_are_damaged_have_findings() {
    for extension in ["js", "py", "go"] {
        let report = report_on(&programs(&[extension]), extension);
        assert!(report.findings.len() > 10, "{extension}: {} findings", report.findings.len());
        assert_eq!(complaints(&report), Vec::<String>::new());
    }
}
