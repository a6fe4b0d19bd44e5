//! `fixtures/live`: what became of each program, by page. `scripts/live` writes it.

use std::fs;
use std::path::Path;

/// One line of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// The page's name.
    pub(crate) page: String,
    /// Of the program's text, as [`hash`] makes it.
    pub(crate) program: String,
    /// Such as `redis=5.3.1`, which is an attribute of an example.
    pub(crate) library: String,
    /// Such as `redis-7.0`.
    pub(crate) server: String,
    /// `works`, `ends in time`, `hangs`, `fails: …`, `prints: …`.
    pub(crate) outcome: String,
}

/// FNV-1a, 64 bits: it only has to tell that a program was changed since.
pub(crate) fn hash(code: &str) -> String {
    let step = |value: u64, byte: u8| (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", code.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

/// All of them, in order of pages and lines.
pub(crate) fn all() -> Vec<Run> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/live");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // The folders beside the pages' files are those of the API tables.
    paths.retain(|path| path.is_file());
    paths.sort();
    let runs = |path: &std::path::PathBuf| {
        let page = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        text.lines().filter(|line| !line.starts_with('#')).map(|line| run(&page, line)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(runs).collect()
}

/// One line of a recording of programs that slotlint has fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FixedRun {
    /// The page's name.
    pub(crate) page: String,
    /// Of the example's text, as [`hash`] makes it.
    pub(crate) program: String,
    /// Which fixes: `safe`, `unsafe` or `second`.
    pub(crate) way: String,
    /// Such as `redis=5.3.1`.
    pub(crate) library: String,
    /// Of the text with the fixes.
    pub(crate) fixed: String,
}

/// All of `fixtures/live/fixes`, in order of pages and lines.
pub(crate) fn all_fixed() -> Vec<FixedRun> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/live/fixes");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.file_stem().is_some_and(|stem| stem != "exceptions"));
    paths.sort();
    let runs = |path: &std::path::PathBuf| {
        let page = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        text.lines().filter(|line| !line.starts_with('#')).map(|line| fixed_run(&page, line)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(runs).collect()
}

fn fixed_run(page: &str, line: &str) -> FixedRun {
    let columns: Vec<&str> = line.split('\t').collect();
    let [program, way, library, _, fixed, _, _] = columns[..] else {
        panic!("fixtures/live/fixes/{page}.tsv: not seven columns: {line}");
    };
    FixedRun {
        page: page.to_owned(),
        program: program.to_owned(),
        way: way.to_owned(),
        library: library.replace(' ', "="),
        fixed: fixed.to_owned(),
    }
}

fn run(page: &str, line: &str) -> Run {
    let columns: Vec<&str> = line.split('\t').collect();
    let [program, _, library, server, outcome] = columns[..] else {
        panic!("fixtures/live/{page}.tsv: not five columns: {line}");
    };
    Run {
        page: page.to_owned(),
        program: program.to_owned(),
        library: library.replace(' ', "="),
        server: server.to_owned(),
        outcome: outcome.to_owned(),
    }
}

#[test]
fn the_hash_is_that_of_the_runner() {
    assert_eq!(hash(""), "cbf29ce484222325");
    assert_eq!(hash("é\n"), "5feb2d1c1dfb0cb1");
}
