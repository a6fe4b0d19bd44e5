//! The built binary: arguments, configuration, exit codes. What rules find is tested elsewhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{self, Write};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder with these files.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn command(folder: &TempDir, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_slotlint"));
    command.args(words).current_dir(folder.path()).stdin(Stdio::null());
    for name in ["NO_COLOR", "FORCE_COLOR", "SLOTLINT_OUTPUT_FORMAT"] {
        command.env_remove(name);
    }
    command
}

/// Exit code, standard output, standard error.
fn outcome(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn run(folder: &TempDir, words: &[&str]) -> (i32, String, String) {
    outcome(&command(folder, words).output().unwrap())
}

/// What a run with exit code 2 says; it writes nothing to standard output.
fn refusal(folder: &TempDir, words: &[&str]) -> String {
    let (code, out, err) = run(folder, words);
    assert_eq!((code, out.as_str()), (2, ""), "{words:?}: {err}");
    err
}

fn piped(folder: &TempDir, words: &[&str], input: &str) -> (i32, String, String) {
    let mut command = command(folder, words);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    outcome(&child.wait_with_output().unwrap())
}

#[test]
fn a_clean_file_exits_with_0_and_a_summary_on_standard_error() {
    let folder = project(&[("a.js", "console.log(1);\n")]);
    let (code, out, err) = run(&folder, &["check", "a.js"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.starts_with("Found nothing in 1 file"), "{err}");
    assert_eq!(run(&folder, &["check", "-q", "a.js"]), (0, String::new(), String::new()));
}

#[test]
fn json_of_a_clean_file_is_an_empty_array() {
    let folder = project(&[("a.js", "")]);
    assert_eq!(run(&folder, &["check", "-q", "a.js", "--output-format", "json"]).1, "[]\n");
    let from_env = command(&folder, &["check", "-q", "a.js"]).env("SLOTLINT_OUTPUT_FORMAT", "json").output().unwrap();
    assert_eq!(outcome(&from_env).1, "[]\n");
    let unset = command(&folder, &["check", "-q", "a.js"]).env("SLOTLINT_OUTPUT_FORMAT", "").output().unwrap();
    assert_eq!(outcome(&unset).0, 0);
    let wrong = command(&folder, &["check", "a.js"]).env("SLOTLINT_OUTPUT_FORMAT", "jsn").output().unwrap();
    let expected = "error: SLOTLINT_OUTPUT_FORMAT: there is no output format `jsn`; did you mean `json`?\n";
    assert_eq!(outcome(&wrong), (2, String::new(), expected.to_owned()));
    let flag_wins = ["check", "-q", "a.js", "--output-format", "concise"];
    let both = command(&folder, &flag_wins).env("SLOTLINT_OUTPUT_FORMAT", "json").output().unwrap();
    assert_eq!(outcome(&both).1, "");
}

#[test]
fn output_goes_to_a_file() {
    let folder = project(&[("a.js", "")]);
    let (code, out, _) = run(&folder, &["check", "a.js", "--output-format", "json", "-o", "report.json"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(folder.path().join("report.json")).unwrap(), "[]\n");
    let err = refusal(&folder, &["check", "a.js", "-o", "none/report.json"]);
    assert!(err.starts_with("error: cannot write none/report.json: "), "{err}");
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = project(&[("a.js", "")]);
    for (words, expected) in [
        (&["check", "none.js"][..], "error: no such file or folder: none.js\n"),
        (&["check", "-"], "error: `-` needs --stdin-filename PATH, which tells the language and the settings\n"),
        (&["check", "a.js", "--stdin-filename", "b.js"], "error: --stdin-filename needs the path `-`\n"),
        (&["check", "--config", "nothing"], "error: --config: `nothing` is neither a file nor `key = value`\n"),
        (&["check", "--select", ""], "error: --select: no rule or group is named; nothing would run\n"),
        (
            &["check", "--select", "unused-supression"],
            "error: --select: there is no rule or group `unused-supression`; did you mean `unused-suppression`?\n",
        ),
    ] {
        assert_eq!(refusal(&folder, words), expected, "{words:?}");
    }
    for words in [&["check", "--no-such-flag"][..], &["check", "--output-format", "xml"], &["check", "-j", "0"], &[]] {
        refusal(&folder, words);
    }
}

#[test]
fn a_pattern_may_hold_a_comma() {
    let folder = project(&[("a.js", "")]);
    assert_eq!(run(&folder, &["check", "--exclude", "*.{spec,test}.js", "--exclude", "gen", "a.js"]).0, 0);
    let err = refusal(&folder, &["check", "--exclude", "[", "a.js"]);
    assert!(err.starts_with("error: --exclude: `[` is no pattern for paths"), "{err}");
}

#[test]
fn help_and_version_exit_with_0() {
    let folder = project(&[]);
    let (code, out, _) = run(&folder, &["check", "--help"]);
    assert_eq!(code, 0);
    assert!(out.contains("--output-format") && out.contains("Exit codes: 0"), "{out}");
    assert_eq!(run(&folder, &["--version"]).1, format!("slotlint {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_configuration_mistake_stops_the_run() {
    let folder = project(&[("app/a.js", ""), ("app/slotlint.toml", "\nselct = []\n")]);
    let expected = "error: app/slotlint.toml:2: `selct`: unknown key; did you mean `select`?\n";
    assert_eq!(refusal(&folder, &["check", "app/a.js"]), expected);
    assert_eq!(run(&folder, &["check", "app/a.js", "--isolated"]).0, 0);
}

#[test]
fn inline_configuration_is_checked_like_a_file() {
    let folder = project(&[("a.js", "")]);
    assert_eq!(run(&folder, &["check", "a.js", "--config", "server = \"valkey-8.1\""]).0, 0);
    assert_eq!(
        refusal(&folder, &["check", "a.js", "--config", "deployment = 1"]),
        "error: --config: `deployment`: expected a string, found an integer\n"
    );
}

#[test]
fn a_named_configuration_file_replaces_those_that_are_found() {
    let folder = project(&[("a.js", ""), ("slotlint.toml", "wrong"), ("ci.toml", "min-confidence = \"likely\"")]);
    assert_eq!(run(&folder, &["check", "a.js", "--config", "ci.toml"]).0, 0);
    let err = refusal(&folder, &["check", "a.js", "--config", "ci.toml", "--isolated"]);
    assert!(err.contains("--isolated reads no file"), "{err}");
}

#[test]
fn control_characters_in_a_configuration_do_not_reach_the_terminal() {
    let folder = project(&[("a.js", ""), ("slotlint.toml", "\"\\u001b[2Jx\" = 1\n")]);
    assert_eq!(refusal(&folder, &["check", "a.js"]), "error: slotlint.toml:1: `\\x1b[2Jx`: unknown key\n");
}

#[test]
fn standard_input_stands_for_a_file_that_need_not_exist() {
    let folder = project(&[]);
    let words = ["check", "-", "--stdin-filename", "src/a.ts"];
    let (code, _, err) = piped(&folder, &words, "console.log(1)");
    assert_eq!(code, 0);
    assert!(err.starts_with("Found nothing in 1 file"), "{err}");
}

#[test]
fn slot_tells_where_keys_live() {
    let folder = project(&[]);
    let (code, out, err) = run(&folder, &["slot", "user:{42}:name", "user:{42}:mail"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("slot 8000   tag 42  only the hash tag is hashed"), "{out}");
    assert!(out.ends_with("one slot: these keys can be used in one command\n"), "{out}");
    refusal(&folder, &["slot"]);
}

#[test]
fn explain_shows_the_document_of_a_rule() {
    let folder = project(&[]);
    let (code, out, _) = run(&folder, &["explain", "unused-suppression"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("unused-suppression: "), "{out}");
    let (_, markdown, _) = run(&folder, &["explain", "unused-suppression", "--output-format", "markdown"]);
    assert!(markdown.starts_with("# unused-suppression\n"), "{markdown}");
    let (_, json, _) = run(&folder, &["explain", "unused-suppression", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["name"].as_str(), json["severity"].as_str()), (Some("unused-suppression"), Some("warning")));
    let (_, all, _) = run(&folder, &["explain", "--all", "--output-format", "json"]);
    let all: Vec<serde_json::Value> = serde_json::from_str(&all).unwrap();
    assert!(all.iter().any(|doc| doc["name"] == json["name"]));
}

#[test]
fn explain_suggests_a_rule() {
    let folder = project(&[]);
    assert_eq!(
        refusal(&folder, &["explain", "unused-suppresion"]),
        "error: there is no rule `unused-suppresion`; did you mean `unused-suppression`?\n"
    );
    refusal(&folder, &["explain"]);
}

#[test]
fn completions_name_the_commands() {
    let folder = project(&[]);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let (code, out, _) = run(&folder, &["completions", shell]);
        assert!(code == 0 && out.contains("explain"), "{shell}");
    }
}

#[test]
fn manual_pages_are_written_for_those_who_package() {
    let folder = project(&[]);
    let (code, _, err) = run(&folder, &["man", "."]);
    assert_eq!(code, 0, "{err}");
    let page = fs::read_to_string(folder.path().join("slotlint-check.1")).unwrap();
    assert!(page.contains(r"\-\-force\-exclude"), "{page}");
    assert!(!folder.path().join("slotlint-man.1").exists());
    assert!(!run(&folder, &["--help"]).1.contains("\n  man"));
    let (code, _, err) = run(&folder, &["man", "nowhere"]);
    assert!(code == 2 && err.starts_with("error: cannot write to nowhere: "), "{err}");
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let folder = project(&[("a.js", "")]);
    for words in [&["explain", "--all"][..], &["completions", "bash"], &["check", "a.js", "--output-format", "json"]] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let output = command(&folder, words).stdout(writer).output().unwrap();
        let (code, _, err) = outcome(&output);
        assert_eq!(code, 0, "{words:?}: {err}");
        assert!(!err.contains("error"), "{words:?}: {err}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let folder = project(&[]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&folder, &["explain", "--all"]).stdout(full).output().unwrap();
    assert_eq!(outcome(&output).0, 2);
}
