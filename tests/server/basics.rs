//! A file is opened, changed, hovered over and closed.

use serde_json::json;

use crate::editor::{Editor, brief};
use crate::program::folder;

const BAD: &str = "import { Cluster } from 'ioredis';
const patient = { slotsRefreshTimeout: 5000, retryDelayOnFailover: 1000, redisOptions: { commandTimeout: 5000 } };
const redis = new Cluster([{ host: '127.0.0.1', port: 7000 }], patient);
export const both = () => redis.mget('user:1:name', 'user:2:name');
";

fn pulling() -> serde_json::Value {
    json!({"textDocument": {"diagnostic": {}}})
}

#[test]
fn a_finding_comes_and_goes_with_what_is_typed() {
    let tree = folder(&[("a.ts", BAD.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.ts");
    assert_eq!(editor.found("a.ts"), ["3:26 cross-slot-command"]);
    editor.write("a.ts", 2, &BAD.replace("user:2", "{user:1:name}"));
    assert_eq!(editor.found("a.ts"), [] as [&str; 0]);
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_diagnostic_names_rule_severity_page_and_keys() {
    let tree = folder(&[("a.ts", BAD.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.ts");
    let found = editor.pull("a.ts").remove(0);
    assert_eq!((&found["source"], &found["severity"]), (&json!("slotlint"), &json!(1)));
    let page = found["codeDescription"]["href"].as_str().unwrap();
    assert!(page.ends_with("/rules/cross-slot-command.md"), "{page}");
    let related: Vec<&str> =
        found["relatedInformation"].as_array().unwrap().iter().map(|one| one["message"].as_str().unwrap()).collect();
    assert!(related.contains(&"user:1:name -> slot 12440"), "{related:?}");
}

#[test]
fn editors_that_do_not_ask_are_told() {
    let tree = folder(&[("a.ts", BAD.as_bytes())]);
    let mut editor = Editor::open(tree.path(), json!({}));
    editor.show("a.ts");
    let told = editor.hear("textDocument/publishDiagnostics");
    assert_eq!((&told["version"], &told["uri"]), (&json!(1), &json!(editor.uri("a.ts"))));
    assert_eq!(brief(told["diagnostics"].as_array().unwrap()), ["3:26 cross-slot-command"]);
}

#[test]
fn hovering_over_a_key_tells_its_slot() {
    let tree = folder(&[("a.ts", BAD.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.ts");
    let told = editor.hover("a.ts", 3, 40);
    assert!(told.contains("`user:1:name`") && told.contains("slot 12440"), "{told}");
    assert_eq!(editor.hover("a.ts", 0, 3), "");
}
