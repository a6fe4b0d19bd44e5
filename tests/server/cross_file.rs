//! What is typed in one file changes what is found in others.

use serde_json::json;

use crate::editor::{Editor, brief};
use crate::program::folder;

const REDIS: &str = "import { Cluster } from 'ioredis';
export const redis = new Cluster([{ host: '127.0.0.1', port: 7000 }], { slotsRefreshTimeout: 5000, retryDelayOnFailover: 1000, redisOptions: { commandTimeout: 5000 } });
";
const KEYS: &str = "export const profile = (id: string) => `user:${id}:profile`;
export const settings = (id: string) => `user:${id}:settings`;
";
const TAGGED: &str = "export const profile = (id: string) => `{user:${id}}:profile`;
export const settings = (id: string) => `{user:${id}}:settings`;
";
const USER: &str = "import { redis } from './redis';
import { profile, settings } from './keys';
export const load = (id: string) => redis.mget(profile(id), settings(id));
";
const FOUND: [&str; 1] = ["2:36 cross-slot-command"];
const NOTHING: [&str; 0] = [];

fn files() -> tempfile::TempDir {
    folder(&[("redis.ts", REDIS.as_bytes()), ("keys.ts", KEYS.as_bytes()), ("user.ts", USER.as_bytes())])
}

#[test]
fn a_key_builder_that_is_fixed_but_not_saved_clears_its_users() {
    let tree = files();
    let mut editor = Editor::open(tree.path(), json!({"textDocument": {"diagnostic": {}}}));
    editor.show("user.ts");
    assert_eq!(editor.found("user.ts"), FOUND);
    editor.show("keys.ts");
    assert_eq!(editor.found("user.ts"), FOUND);
    editor.write("keys.ts", 2, TAGGED);
    assert_eq!(editor.found("user.ts"), NOTHING);
    // Closed without being saved: the text on disk counts again.
    editor.tell("textDocument/didClose", json!({"textDocument": {"uri": editor.uri("keys.ts")}}));
    assert_eq!(editor.found("user.ts"), FOUND);
}

#[test]
fn editors_that_ask_are_told_to_ask_again() {
    let tree = files();
    let capabilities = json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    });
    let mut editor = Editor::open(tree.path(), capabilities);
    editor.show("user.ts");
    editor.show("keys.ts");
    editor.ask("workspace/executeCommand", json!({"command": "slotlint.server.checkWorkspace", "arguments": []}));
    assert_eq!(editor.found("user.ts"), FOUND);
    editor.write("keys.ts", 2, TAGGED);
    editor.hear("workspace/diagnostic/refresh");
    assert_eq!(editor.found("user.ts"), NOTHING);
}

#[test]
fn editors_that_do_not_ask_are_told_of_the_users() {
    let tree = files();
    let mut editor = Editor::open(tree.path(), json!({}));
    editor.show("user.ts");
    let user = editor.uri("user.ts");
    let of_user = |editor: &mut Editor, wanted: &[&str]| {
        let user = user.clone();
        let wanted: Vec<String> = wanted.iter().map(|line| (*line).to_owned()).collect();
        editor.wait(move |message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == json!(user)
                && brief(params["diagnostics"].as_array().unwrap()) == wanted
        });
    };
    of_user(&mut editor, &FOUND);
    editor.show_as("keys.ts", TAGGED);
    of_user(&mut editor, &NOTHING);
    editor.write("keys.ts", 2, KEYS);
    of_user(&mut editor, &FOUND);
}

/// A wrapper is judged where it is called: what is typed in the wrapper's file matters to its callers, and the other way round.
#[test]
fn a_wrapper_and_its_callers_are_judged_together() {
    let wrapper = "import { redis } from './redis';
export const dropAll = (...keys: string[]) => redis.del(...keys);
";
    let caller = "import { dropAll } from './wrapper';
export const forget = () => dropAll('a', 'b');
";
    let tree =
        folder(&[("redis.ts", REDIS.as_bytes()), ("wrapper.ts", wrapper.as_bytes()), ("caller.ts", caller.as_bytes())]);
    let mut editor = Editor::open(tree.path(), json!({"textDocument": {"diagnostic": {}}}));
    editor.show("caller.ts");
    editor.show("wrapper.ts");
    editor.ask("workspace/executeCommand", json!({"command": "slotlint.server.checkWorkspace", "arguments": []}));
    assert_eq!(editor.found("caller.ts"), ["1:28 cross-slot-command"]);
    editor.write("caller.ts", 2, &format!("\n{caller}"));
    editor.ask("workspace/executeCommand", json!({"command": "slotlint.server.checkWorkspace", "arguments": []}));
    assert_eq!(editor.found("caller.ts"), ["2:28 cross-slot-command"]);
    editor.write("caller.ts", 3, &caller.replace("'a', 'b'", "'{t}a', '{t}b'"));
    editor.ask("workspace/executeCommand", json!({"command": "slotlint.server.checkWorkspace", "arguments": []}));
    assert_eq!(editor.found("caller.ts"), NOTHING);
}
