//! What the protocol asks of every server, and what editors get wrong.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::editor::{Editor, uri};
use crate::program::folder;

fn pulling() -> Value {
    json!({"textDocument": {"diagnostic": {}}})
}

const WIDE: &str = "import { Cluster } from 'ioredis';
const redis = new Cluster([{ host: 'é😀' }], { slotsRefreshTimeout: 5000, retryDelayOnFailover: 1000, redisOptions: { commandTimeout: 5000 } });
export const both = () => ['é😀', redis.mget('a', 'b')];
";

#[test]
fn columns_count_in_the_unit_that_the_editor_offers() {
    let tree = folder(&[("a.ts", WIDE.as_bytes())]);
    for (offered, agreed, column) in [
        (json!(["utf-8", "utf-16"]), "utf-8", 37),
        (json!(["utf-32"]), "utf-32", 33),
        (json!(["utf-16"]), "utf-16", 34),
        (Value::Null, "utf-16", 34),
    ] {
        let capabilities = json!({"textDocument": {"diagnostic": {}}, "general": {"positionEncodings": offered}});
        let mut editor = Editor::open(tree.path(), capabilities);
        assert_eq!(editor.offers["capabilities"]["positionEncoding"], agreed);
        editor.show("a.ts");
        let found = editor.found("a.ts");
        assert!(found.contains(&format!("2:{column} cross-slot-command")), "{agreed}: {found:?}");
        // Taken away in the same unit.
        let at = |character: u32| json!({"line": 2, "character": character});
        let change = json!({"range": {"start": at(column + 16), "end": at(column + 19)}, "text": "'a'"});
        let document = json!({"uri": editor.uri("a.ts"), "version": 2});
        editor.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
        assert_eq!(editor.found("a.ts"), [] as [&str; 0], "{agreed}");
    }
}

#[test]
fn the_server_says_who_it_is() {
    let tree = folder(&[]);
    let editor = Editor::open(tree.path(), json!({}));
    assert_eq!(editor.offers["serverInfo"], json!({"name": "slotlint", "version": env!("CARGO_PKG_VERSION")}));
}

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown() {
    let tree = folder(&[]);
    let mut editor = Editor::silent(tree.path());
    assert_eq!(editor.ask_in_vain("textDocument/hover", json!({})), -32002);
    editor.ask("initialize", json!({"processId": null, "capabilities": {}}));
    editor.ask("shutdown", Value::Null);
    assert_eq!(editor.ask_in_vain("textDocument/hover", json!({})), -32600);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.outlive(), 0);
}

#[test]
fn what_is_not_understood_is_refused_and_the_next_request_answered() {
    let tree = folder(&[("a.ts", WIDE.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.raw(b"Content-Length: 9\r\n\r\n{\"json\": ");
    editor.raw(b"Content-Length: soon\r\n\r\n");
    editor.raw(b"hello?\r\n");
    assert_eq!(editor.ask_in_vain("textDocument/unheardOf", json!({})), -32601);
    assert_eq!(editor.ask_in_vain("textDocument/diagnostic", json!({"textDocument": 7})), -32602);
    assert_eq!(editor.ask_in_vain("workspace/executeCommand", json!({"command": "rm", "arguments": []})), -32602);
    editor.tell("textDocument/didChange", json!({"textDocument": "?"}));
    editor.tell("$/unheardOf", json!([]));
    editor.show("a.ts");
    assert_eq!(editor.found("a.ts"), ["2:34 cross-slot-command"]);
}

#[test]
fn files_that_are_too_much_do_not_stop_the_others() {
    let tree = folder(&[("a.ts", WIDE.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show_as("huge.ts", &format!("import 'ioredis';\n{}", "redis.get('x');\n".repeat(400_000)));
    editor.show_as("deep.ts", &format!("redis.get({}1{});", "[".repeat(50_000), "]".repeat(50_000)));
    editor.show_as("odd.py", "import redis\n\u{0}\u{feff}\u{202e}def (:\n");
    editor.show_as("nameless", "redis");
    editor.show("a.ts");
    assert_eq!(editor.found("a.ts"), ["2:34 cross-slot-command"]);
    assert_eq!(editor.found("huge.ts"), [] as [&str; 0]);
    editor.pull("deep.ts");
    editor.pull("odd.py");
    editor.pull("nameless");
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_cancelled_request_is_answered_as_such() {
    let tree = folder(&[("a.ts", WIDE.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.ts");
    let params = json!({"command": "slotlint.server.checkWorkspace", "arguments": []});
    let requests: Vec<i64> = (0..20).map(|_| editor.begin("workspace/executeCommand", params.clone())).collect();
    for id in &requests {
        editor.tell("$/cancelRequest", json!({"id": id}));
    }
    let answers: Vec<Value> = requests.iter().map(|id| editor.end(*id)).collect();
    let cancelled = answers.iter().filter(|answer| answer["error"]["code"] == -32800).count();
    assert!(cancelled > 0, "{answers:?}");
    assert_eq!(editor.found("a.ts"), ["2:34 cross-slot-command"]);
}

#[test]
fn questions_about_a_text_that_has_changed_are_given_back() {
    let tree = folder(&[("a.ts", WIDE.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.ts");
    // The threads that answer are busy, so that the questions still wait when the text changes.
    let params = json!({"command": "slotlint.server.checkWorkspace", "arguments": []});
    let busy: Vec<i64> = (0..30).map(|_| editor.begin("workspace/executeCommand", params.clone())).collect();
    let document = json!({"uri": editor.uri("a.ts")});
    let position = json!({"line": 2, "character": 50});
    let hover = editor.begin("textDocument/hover", json!({"textDocument": document, "position": position}));
    let pull = editor.begin("textDocument/diagnostic", json!({"textDocument": document}));
    editor.write("a.ts", 2, "");
    assert_eq!(editor.end(hover)["error"]["code"], -32801);
    let error = editor.end(pull)["error"].clone();
    assert_eq!((&error["code"], &error["data"]["retriggerRequest"]), (&json!(-32802), &json!(true)));
    busy.iter().for_each(|id| drop(editor.end(*id)));
    assert_eq!(editor.found("a.ts"), [] as [&str; 0]);
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let tree = folder(&[("a.ts", WIDE.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.ts");
    let document = json!({"uri": editor.uri("a.ts")});
    let first = editor.ask("textDocument/diagnostic", json!({"textDocument": document}));
    let again = json!({"textDocument": document, "previousResultId": first["resultId"]});
    let second = editor.ask("textDocument/diagnostic", again.clone());
    assert_eq!((&second["kind"], &second["resultId"]), (&json!("unchanged"), &first["resultId"]));
    editor.write("a.ts", 2, "");
    assert_eq!(editor.ask("textDocument/diagnostic", again)["kind"], "full");
}

#[test]
fn the_server_ends_when_the_editor_is_gone() {
    let tree = folder(&[]);
    assert_eq!(Editor::open(tree.path(), json!({})).vanish(), 1);
    let mut abrupt = Editor::open(tree.path(), json!({}));
    abrupt.tell("exit", Value::Null);
    assert_eq!(abrupt.outlive(), 1);
}

#[cfg(unix)]
#[test]
fn the_server_ends_with_its_parent_though_the_pipe_stays_open() {
    let tree = folder(&[]);
    let mut parent = Command::new("sleep").arg("1000").stdout(Stdio::null()).spawn().unwrap();
    let folders = json!([{"uri": uri(tree.path()), "name": "folder"}]);
    let params = json!({"processId": parent.id(), "capabilities": {}, "workspaceFolders": folders});
    let editor = Editor::start(tree.path(), params);
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert_eq!(editor.outlive(), 1);
}

#[test]
fn buffers_that_are_no_files_are_left_alone() {
    let tree = folder(&[]);
    let mut editor = Editor::open(tree.path(), pulling());
    let item = json!({"uri": "untitled:Untitled-1", "languageId": "typescript", "version": 1, "text": WIDE});
    editor.tell("textDocument/didOpen", json!({"textDocument": item}));
    let asked = json!({"textDocument": {"uri": "untitled:Untitled-1"}});
    assert_eq!(editor.ask("textDocument/diagnostic", asked), Value::Null);
    fs::write(tree.path().join("a.ts"), WIDE).unwrap();
    editor.show("a.ts");
    assert_eq!(editor.found("a.ts"), ["2:34 cross-slot-command"]);
}
