//! The built binary in a folder, as a person would run it. Not every test that shares this uses all of it.

#![allow(dead_code, reason = "each test is a crate of its own")]

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// How a run ended, and what it said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// slotlint in a folder, without a terminal, and deaf to the environment.
pub(crate) fn slotlint(folder: &Path, words: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_slotlint"));
    command.args(words).current_dir(folder).stdin(Stdio::null());
    for name in ["NO_COLOR", "FORCE_COLOR", "SLOTLINT_OUTPUT_FORMAT"] {
        command.env_remove(name);
    }
    command
}

/// Runs it to its end.
pub(crate) fn run(folder: &Path, words: &[impl AsRef<OsStr>]) -> Said {
    said(&mut slotlint(folder, words))
}

/// Runs a command to its end.
pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// The findings of one rule, or of all, in the files of a program: a line each, in the format `concise`.
pub(crate) fn concise(files: &[(&str, &str)], rule: Option<&str>) -> String {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let mut words = vec!["check", "--output-format", "concise", "--isolated"];
    words.extend(rule.iter().flat_map(|rule| ["--select", *rule]));
    run(folder(&files).path(), &words).out
}

/// Files, rows and rules of what is found in a program: `a.py:3 cross-slot-command`.
pub(crate) fn found_in(files: &[(&str, &str)]) -> Vec<String> {
    let shown = |line: &str| {
        let mut parts = line.split(':');
        let (file, row) = (parts.next().unwrap(), parts.next().unwrap());
        format!("{file}:{row} {}", line.split(['[', ']']).nth(1).unwrap())
    };
    concise(files, None).lines().map(shown).collect()
}

/// Rows and rules of what is found in a Python file that is all there is: `3 cross-slot-command`.
pub(crate) fn found(text: &str) -> Vec<String> {
    found_in(&[("a.py", text)]).iter().map(|told| told["a.py:".len()..].to_owned()).collect()
}
