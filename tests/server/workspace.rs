//! Folders, settings, and files that change outside of the editor.

use std::fs;

use serde_json::{Value, json};

use crate::editor::{Editor, brief, uri};
use crate::program::folder;

const BAD: &str = "import { Cluster } from 'ioredis';
const redis = new Cluster([{ host: '127.0.0.1', port: 7000 }], { slotsRefreshTimeout: 5000, retryDelayOnFailover: 1000, redisOptions: { commandTimeout: 5000 } });
export const both = () => redis.mget('a', 'b');
";
const FOUND: [&str; 1] = ["2:26 cross-slot-command"];
const NOTHING: [&str; 0] = [];

fn pulling() -> Value {
    json!({"textDocument": {"diagnostic": {}}})
}

fn check(editor: &mut Editor) -> Value {
    editor.ask("workspace/executeCommand", json!({"command": "slotlint.server.checkWorkspace", "arguments": []}))
}

fn changed(editor: &mut Editor, path: &str, kind: u32) {
    let change = json!({"uri": editor.uri(path), "type": kind});
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
}

/// Asks until the answer is the one; the test harness ends what never comes.
fn until(editor: &mut Editor, path: &str, expected: &[&str]) {
    while editor.found(path) != expected {
        std::thread::yield_now();
    }
}

#[test]
fn each_folder_has_its_own_settings() {
    let tree = folder(&[
        ("one/a.ts", BAD.as_bytes()),
        ("two/a.ts", BAD.as_bytes()),
        ("two/slotlint.toml", b"ignore = [\"cross-slot-command\"]\n"),
    ]);
    let folders = ["one", "two"].map(|name| json!({"uri": uri(&tree.path().join(name)), "name": name}));
    let params = json!({"processId": null, "capabilities": pulling(), "workspaceFolders": [folders[0]]});
    let mut editor = Editor::start(tree.path(), params);
    editor.show("one/a.ts");
    assert_eq!(editor.found("one/a.ts"), FOUND);
    editor.tell(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": {"added": [folders[1]], "removed": [folders[0]]}}),
    );
    editor.show("two/a.ts");
    assert_eq!(editor.found("two/a.ts"), NOTHING);
    assert_eq!(check(&mut editor), json!({"files": 1, "errors": 0, "warnings": 0, "infos": 0}));
}

#[test]
fn settings_that_change_hold_at_once() {
    let tree = folder(&[("a.ts", BAD.as_bytes())]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.ts");
    assert_eq!(editor.found("a.ts"), FOUND);
    fs::write(tree.path().join("slotlint.toml"), "ignore = [\"cross-slot-command\"]\n").unwrap();
    changed(&mut editor, "slotlint.toml", 1);
    until(&mut editor, "a.ts", &NOTHING);
    fs::write(tree.path().join("slotlint.toml"), "ignroe = []\n").unwrap();
    changed(&mut editor, "slotlint.toml", 2);
    let shown = editor.hear("window/showMessage");
    let message = shown["message"].as_str().unwrap();
    assert!(message.contains("slotlint.toml") && message.contains("ignroe"), "{message}");
    fs::remove_file(tree.path().join("slotlint.toml")).unwrap();
    changed(&mut editor, "slotlint.toml", 3);
    until(&mut editor, "a.ts", &FOUND);
}

#[test]
fn a_wrong_setting_is_said_from_the_beginning_and_its_end_noticed() {
    let tree = folder(&[("a.ts", BAD.as_bytes()), ("slotlint.toml", b"max-file-size = \"many\"\n")]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.ts");
    assert_eq!(editor.found("a.ts"), NOTHING);
    assert!(editor.hear("window/showMessage")["message"].as_str().unwrap().contains("max-file-size"));
    fs::write(tree.path().join("slotlint.toml"), "").unwrap();
    changed(&mut editor, "slotlint.toml", 2);
    until(&mut editor, "a.ts", &FOUND);
}

#[test]
fn files_that_are_not_of_the_project_are_not_linted() {
    let tree = folder(&[
        (".gitignore", b"ignored.ts\nout/\n"),
        ("ignored.ts", BAD.as_bytes()),
        ("out/a.ts", BAD.as_bytes()),
        ("node_modules/x/a.ts", BAD.as_bytes()),
        ("a.ts", BAD.as_bytes()),
    ]);
    fs::create_dir(tree.path().join(".git")).unwrap();
    let mut editor = Editor::open(tree.path(), pulling());
    for path in ["ignored.ts", "out/a.ts", "node_modules/x/a.ts", "a.ts"] {
        editor.show(path);
    }
    for round in 0..2 {
        for path in ["ignored.ts", "out/a.ts", "node_modules/x/a.ts"] {
            assert_eq!(editor.found(path), NOTHING, "{path}, round {round}");
        }
        assert_eq!(editor.found("a.ts"), FOUND);
        check(&mut editor);
    }
}

#[test]
fn files_that_come_and_go_and_change_on_disk_are_noticed() {
    let keys = "export const a = 'x';\nexport const b = 'y';\n";
    let user = BAD.replace("'a', 'b'", "a, b").replace("const redis", "import { a, b } from './keys';\nconst redis");
    let tree = folder(&[("user.ts", user.as_bytes())]);
    let capabilities = json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}},
    });
    let mut editor = Editor::open(tree.path(), capabilities);
    let registered = editor.hear("client/registerCapability").to_string();
    assert!(registered.contains("slotlint.toml") && registered.contains("package.json"), "{registered}");
    editor.show("user.ts");
    check(&mut editor);
    let found = ["3:26 cross-slot-command"];
    let same = keys.replace("'y'", "'{x}'");
    fs::write(tree.path().join("keys.ts"), &same).unwrap();
    changed(&mut editor, "keys.ts", 1);
    until(&mut editor, "user.ts", &NOTHING);
    fs::write(tree.path().join("keys.ts"), keys).unwrap();
    changed(&mut editor, "keys.ts", 2);
    assert_eq!(editor.found("user.ts"), found);
    fs::write(tree.path().join("keys.ts"), &same).unwrap();
    changed(&mut editor, "keys.ts", 2);
    assert_eq!(editor.found("user.ts"), NOTHING);
    fs::remove_file(tree.path().join("keys.ts")).unwrap();
    changed(&mut editor, "keys.ts", 3);
    until(&mut editor, "user.ts", &found);
}

#[test]
fn checking_the_workspace_tells_of_closed_files_and_shows_progress() {
    let tree = folder(&[("a.ts", BAD.as_bytes()), ("b.ts", BAD.as_bytes())]);
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "window": {"workDoneProgress": true}});
    let mut editor = Editor::open(tree.path(), capabilities);
    editor.show("a.ts");
    assert_eq!(check(&mut editor), json!({"files": 2, "errors": 2, "warnings": 0, "infos": 0}));
    let token = editor.hear("window/workDoneProgress/create")["token"].clone();
    let progress = editor.hear("$/progress");
    assert_eq!((&progress["token"], &progress["value"]["kind"]), (&token, &json!("begin")));
    let told = editor.hear("textDocument/publishDiagnostics");
    assert_eq!(told["uri"], json!(editor.uri("b.ts")));
    assert_eq!(brief(told["diagnostics"].as_array().unwrap()), FOUND);
    fs::write(tree.path().join("b.ts"), BAD.replace("'b'", "'a'")).unwrap();
    changed(&mut editor, "b.ts", 2);
    let told = editor.hear("textDocument/publishDiagnostics");
    assert_eq!((&told["uri"], &told["diagnostics"]), (&json!(editor.uri("b.ts")), &json!([])));
}

#[test]
fn what_a_check_found_in_a_file_stays_when_the_file_is_closed() {
    for capabilities in [pulling(), json!({})] {
        let tree = folder(&[("a.ts", BAD.as_bytes()), ("b.ts", BAD.as_bytes())]);
        let mut editor = Editor::open(tree.path(), capabilities);
        editor.show("a.ts");
        check(&mut editor);
        let a = editor.uri("a.ts");
        // What is not saved goes with the buffer.
        editor.write("a.ts", 2, &format!("\n{BAD}"));
        assert_eq!(editor.found("a.ts"), ["3:26 cross-slot-command"]);
        editor.tell("textDocument/didClose", json!({"textDocument": {"uri": a}}));
        let is_told = |message: &Value, found: &[&str]| {
            message["params"]["uri"] == json!(a)
                && message["params"]["version"].is_null()
                && brief(message["params"]["diagnostics"].as_array().unwrap()) == found
        };
        editor.wait(|message| is_told(message, &FOUND));
        fs::write(tree.path().join("a.ts"), BAD.replace("'b'", "'a'")).unwrap();
        changed(&mut editor, "a.ts", 2);
        editor.wait(|message| is_told(message, &NOTHING));
    }
}

#[test]
fn a_check_of_the_workspace_can_be_stopped() {
    let names: Vec<String> = (0..600).map(|number| format!("{number}.ts")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), BAD.as_bytes())).collect();
    let tree = folder(&files);
    let command = |token| json!({"command": "slotlint.server.checkWorkspace", "arguments": [], "workDoneToken": token});
    for by_its_number in [true, false] {
        let mut editor = Editor::open(tree.path(), pulling());
        let id = editor.begin("workspace/executeCommand", command("check"));
        let begun = editor.hear("$/progress");
        assert_eq!((&begun["value"]["kind"], &begun["value"]["cancellable"]), (&json!("begin"), &json!(true)));
        match by_its_number {
            true => editor.tell("$/cancelRequest", json!({"id": id})),
            false => editor.tell("window/workDoneProgress/cancel", json!({"token": "check"})),
        }
        assert_eq!(editor.end(id)["error"]["code"], json!(-32800));
        let is_end = |message: &Value| message["params"]["value"]["kind"] == "end";
        assert_eq!(editor.wait(is_end)["params"]["value"]["message"], json!("stopped"));
        let totals = json!({"files": 600, "errors": 600, "warnings": 0, "infos": 0});
        assert_eq!(check(&mut editor), totals, "the next check is a whole one");
    }
}

#[test]
fn a_file_outside_of_all_folders_is_linted_alone() {
    let tree = folder(&[("project/x.ts", b""), ("loose/a.ts", BAD.as_bytes())]);
    let mut editor = Editor::open(&tree.path().join("project"), pulling());
    editor.root = tree.path().to_path_buf();
    editor.show("loose/a.ts");
    assert_eq!(editor.found("loose/a.ts"), FOUND);
}

#[test]
fn a_manifest_has_its_findings() {
    let tree = folder(&[
        ("requirements.txt", b"redis-py-cluster==2.1.3\n"),
        ("a.py", b"from rediscluster import RedisCluster\nclient = RedisCluster()\nclient.get('a')\n"),
    ]);
    let mut editor = Editor::open(tree.path(), pulling());
    editor.show("a.py");
    check(&mut editor);
    assert!(editor.found("a.py").iter().any(|found| found.ends_with("unsupported-client")));
    editor.write("a.py", 2, "\n\nfrom rediscluster import RedisCluster\nclient = RedisCluster()\nclient.get('a')\n");
    assert!(editor.found("a.py").iter().any(|found| found.starts_with("2:") && found.ends_with("unsupported-client")));
}
