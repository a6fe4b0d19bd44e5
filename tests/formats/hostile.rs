//! A repository that wants to forge or break what slotlint writes.
#![cfg(unix)]

use std::path::PathBuf;

use serde_json::Value;
use slotlint::report::visible::is_unsafe;
use tempfile::TempDir;

use crate::{FORMATS, check, junit, program, valid};

/// Ends a workflow command, a property, a tag, a string and a line, and steers a terminal.
const NAME: &str = "x,line=9:%0A\n::error::forged\r\u{1b}[2J\u{202e}]]><b>&\"'\u{ffff}😀.js";

/// What is in a key may do as much, and be a link in Markdown.
const KEY: &str =
    "<b>&]]>%0A,col=1::error::forged ##[error] [x](https://evil.example) ${{ x }} \u{1b}[2J\u{202e}\u{ffff}";

fn hostile() -> TempDir {
    let source = format!(
        "import {{ Cluster }} from 'ioredis';\n\
         const redis = new Cluster([{{ host: '127.0.0.1', port: 7000 }}]);\n\
         redis.mget('{KEY}', 'b');\nredis.mget('\\r\\n::error::forged', 'c');\n"
    );
    program::folder(&[(NAME, source.as_bytes()), ("::error::forged, too.js", source.as_bytes())])
}

#[test]
fn no_format_lets_anything_steer_a_terminal() {
    let folder = hostile();
    for format in FORMATS {
        let said = check(folder.path(), format);
        assert_eq!(said.code, 1, "{format}: {}", said.err);
        let raw = said.out.chars().chain(said.err.chars()).find(|c| is_unsafe(*c) && *c != '\n');
        assert_eq!(raw, None, "{format}: {}", said.out);
    }
}

#[test]
fn json_keeps_names_and_texts_as_they_are() {
    let folder = hostile();
    let json = valid(folder.path(), "json");
    let names: Vec<_> = json.as_array().unwrap().iter().map(|finding| finding["filename"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 4);
    assert!(names.contains(&NAME), "{names:?}");
    let lines = check(folder.path(), "json-lines").out;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Value::from(lines), json);
    let gitlab = valid(folder.path(), "gitlab");
    assert!(gitlab.as_array().unwrap().iter().any(|issue| issue["location"]["path"] == NAME));
    let rdjson = valid(folder.path(), "rdjson");
    let diagnostics = rdjson["diagnostics"].as_array().unwrap();
    assert!(diagnostics.iter().any(|diagnostic| diagnostic["location"]["path"] == NAME));
}

#[test]
fn sarif_has_the_same_file_and_no_link() {
    let sarif = valid(hostile().path(), "sarif");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    let uri = |result: &Value| {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap().to_owned()
    };
    let decoded: Vec<String> = results.iter().map(|result| decode(&uri(result))).collect();
    assert!(decoded.iter().any(|path| path == NAME), "{decoded:?}");
    let texts = results.iter().map(|result| result["message"]["text"].as_str().unwrap());
    assert!(texts.clone().any(|text| text.contains("evil.example")));
    for text in texts {
        assert!(!text.replace("\\](", "").contains("]("), "{text}");
    }
}

fn decode(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%' {
            let digits = std::str::from_utf8(&rest[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &rest[2..];
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn junit_stays_well_formed() {
    let cases = junit::cases(&check(hostile().path(), "junit").out);
    assert_eq!(cases.len(), 4, "{cases:?}");
}

/// Whatever else a line holds, the runner acts on one that begins so, or that has the old form anywhere in it.
#[test]
fn no_line_is_a_workflow_command_that_slotlint_did_not_mean() {
    let folder = hostile();
    for format in FORMATS {
        let said = check(folder.path(), format);
        assert!(format == "github" || !said.out.contains("##["), "{format}: {}", said.out);
        let commands: Vec<&str> =
            said.out.lines().chain(said.err.lines()).filter(|line| line.trim_start().starts_with("::")).collect();
        if format == "github" {
            assert_eq!(commands.len(), 4, "{}", said.out);
            assert!(commands.iter().all(|line| line.starts_with("::error title=cross-slot-command,file=")));
            assert_eq!(said.out.lines().count(), 4);
        } else {
            assert_eq!(commands, Vec::<&str>::new(), "{format}");
        }
    }
}

#[test]
fn skipped_files_are_named_as_safely() {
    let folder = hostile();
    let dangling = folder.path().join(PathBuf::from(format!("link{NAME}")));
    std::os::unix::fs::symlink("nowhere", dangling).unwrap();
    let sarif = valid(folder.path(), "sarif");
    let notifications = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notifications.len(), 1);
    assert_eq!(notifications[0]["message"]["text"], "skipped: vanished while it was read, or a dangling link");
    let cases = junit::cases(&check(folder.path(), "junit").out);
    assert_eq!(cases.iter().filter(|case| case.starts_with("slotlint.skipped link")).count(), 1, "{cases:?}");
}
