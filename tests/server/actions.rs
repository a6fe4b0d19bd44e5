//! What can be done about a finding, what hovering tells, and the commands.

use serde_json::{Value, json};

use crate::editor::Editor;
use crate::program::folder;

const PATIENT: &str =
    "{ slotsRefreshTimeout: 5000, retryDelayOnFailover: 1000, redisOptions: { commandTimeout: 5000 } }";

fn program(rest: &str) -> String {
    format!(
        "import {{ Cluster }} from 'ioredis';\nconst redis = new Cluster([{{ host: '127.0.0.1', port: 7000 }}], {PATIENT});\n{rest}"
    )
}

/// The actions for a row, counted from 0.
fn actions(editor: &mut Editor, path: &str, row: u32) -> Vec<Value> {
    let range = json!({"start": {"line": row, "character": 0}, "end": {"line": row, "character": 200}});
    let params = json!({"textDocument": {"uri": editor.uri(path)}, "range": range, "context": {"diagnostics": []}});
    editor.ask("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

/// A text with the changes of an action, whose columns count characters of ASCII.
fn applied(text: &str, action: &Value) -> String {
    let edits = &action["edit"]["documentChanges"][0]["edits"];
    let mut edits: Vec<&Value> = edits.as_array().unwrap_or_else(|| panic!("{action}")).iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit["range"]["start"]["line"].as_u64()));
    let mut text = text.to_owned();
    for edit in edits {
        let offset = |end: &str| {
            let at = &edit["range"][end];
            let line = at["line"].as_u64().unwrap() as usize;
            let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            before + at["character"].as_u64().unwrap() as usize
        };
        text.replace_range(offset("start")..offset("end"), edit["newText"].as_str().unwrap());
    }
    text
}

fn capabilities() -> Value {
    json!({"textDocument": {"diagnostic": {}}, "workspace": {"workspaceEdit": {"documentChanges": true}}})
}

fn titled<'a>(actions: &'a [Value], part: &str) -> &'a Value {
    let titles: Vec<&Value> = actions.iter().map(|action| &action["title"]).collect();
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().contains(part));
    found.unwrap_or_else(|| panic!("none of {titles:?} holds {part:?}"))
}

#[test]
fn a_finding_is_ignored_by_a_comment_above_it() {
    let text = program("export const both = () => redis.mget('a', 'b');\n");
    let tree = folder(&[("a.ts", text.as_bytes())]);
    let mut editor = Editor::open(tree.path(), capabilities());
    editor.show("a.ts");
    let all = actions(&mut editor, "a.ts", 2);
    let ignore = titled(&all, "Ignore cross-slot-command here");
    assert_eq!(ignore["diagnostics"][0]["code"], "cross-slot-command");
    assert_eq!(ignore["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    let text = applied(&text, ignore);
    assert!(text.contains("// slotlint: ignore[cross-slot-command] "), "{text}");
    editor.write("a.ts", 2, &text);
    assert_eq!(editor.found("a.ts"), [] as [&str; 0]);
}

#[test]
fn fixes_are_made_and_unsafe_ones_say_so() {
    let text = "import redis\nfrom redis.cluster import RedisCluster\nclient = RedisCluster(startup_nodes=[{'host': '127.0.0.1', 'port': 7000}])\n";
    let tree = folder(&[("a.py", text.as_bytes())]);
    let mut editor = Editor::open(tree.path(), capabilities());
    editor.show("a.py");
    assert!(editor.found("a.py").iter().any(|found| found.ends_with("invalid-startup-nodes")));
    let all = actions(&mut editor, "a.py", 2);
    let safe = all.iter().find(|action| action["isPreferred"] == true).unwrap();
    let text = applied(text, safe);
    editor.write("a.py", 2, &text);
    assert!(!editor.found("a.py").iter().any(|found| found.ends_with("invalid-startup-nodes")), "{text}");

    let queue = "import { Queue } from 'bullmq';\nimport { Cluster } from 'ioredis';\nconst connection = new Cluster([{ host: '127.0.0.1', port: 7000 }]);\nexport const queue = new Queue('mail', { connection });\n";
    editor.show_as("b.ts", queue);
    assert!(editor.found("b.ts").contains(&"3:21 bullmq-hash-tag".to_owned()));
    let all = actions(&mut editor, "b.ts", 3);
    let action = titled(&all, "(unsafe: ");
    assert_eq!(action["isPreferred"], Value::Null);
    editor.write("b.ts", 2, &applied(queue, action));
    assert!(!editor.found("b.ts").iter().any(|found| found.ends_with("bullmq-hash-tag")));
}

#[test]
fn a_rule_is_explained() {
    let text = program("redis.mget('a', 'b');\n");
    let tree = folder(&[("a.ts", text.as_bytes())]);
    let mut editor = Editor::open(tree.path(), capabilities());
    editor.show("a.ts");
    let all = actions(&mut editor, "a.ts", 2);
    let command = titled(&all, "Explain cross-slot-command")["command"].clone();
    let page = editor
        .ask("workspace/executeCommand", json!({"command": command["command"], "arguments": command["arguments"]}));
    assert!(page["markdown"].as_str().unwrap().contains("## Why it matters"));
    assert!(actions(&mut editor, "a.ts", 0).is_empty());
}

#[test]
fn the_slot_of_a_selection_and_the_version_are_told() {
    let tree = folder(&[]);
    let mut editor = Editor::open(tree.path(), json!({}));
    let ask = |editor: &mut Editor, key: &str| {
        editor.ask("workspace/executeCommand", json!({"command": "slotlint.server.slot", "arguments": [key]}))
    };
    let told = ask(&mut editor, "'{order}:12345'");
    assert_eq!((&told["slot"], &told["tag"]), (&json!(16025), &json!("order")));
    assert_eq!(editor.ask("slotlint/slot", json!({"key": "foo"}))["slot"], 12182);
    assert_eq!(editor.ask("slotlint/version", json!({}))["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn hovering_tells_how_a_key_was_understood_and_who_else_uses_it() {
    let keys = "export const profile = (id: string) => `{user:${id}}:profile`;\n";
    let first =
        program("import { profile } from './keys';\nexport const load = (id: string) => redis.get(profile(id));\n");
    let second = program(
        "import { profile } from './keys';\nexport const drop = (userId: string) => redis.del(profile(userId));\n",
    );
    let tree = folder(&[("keys.ts", keys.as_bytes()), ("a.ts", first.as_bytes()), ("b.ts", second.as_bytes())]);
    let mut editor = Editor::open(tree.path(), capabilities());
    editor.show("a.ts");
    editor.ask("workspace/executeCommand", json!({"command": "slotlint.server.checkWorkspace", "arguments": []}));
    let told = editor.hover("a.ts", 3, 48);
    for part in ["`{user:<id>}:profile`", "hash tag `user:<id>`", "`GET` on `Cluster", "`DEL` at [b.ts:4]"] {
        assert!(told.contains(part), "{part:?} is not in {told}");
    }
    // Where the key is made, though no call stands there.
    editor.show("keys.ts");
    let told = editor.hover("keys.ts", 0, 45);
    assert!(told.contains("hash tag `user:<id>`") && told.contains("b.ts:4"), "{told}");
}

#[test]
fn hovering_over_a_comment_tells_what_it_ignores() {
    let text =
        program("// slotlint: ignore[cross-slot-command, no-such-rule] both are `small`\nredis.mget('a', 'b');\n");
    let tree = folder(&[("a.ts", text.as_bytes())]);
    let mut editor = Editor::open(tree.path(), capabilities());
    editor.show("a.ts");
    let told = editor.hover("a.ts", 2, 25);
    for part in
        ["[cross-slot-command](https://", "`no-such-rule`: there is no such rule", "reason: both are \\`small\\`"]
    {
        assert!(told.contains(part), "{part:?} is not in {told}");
    }
}
