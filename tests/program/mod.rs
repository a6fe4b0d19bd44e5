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
