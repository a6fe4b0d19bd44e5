//! An editor is told what the command line says, file by file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use slotlint::config::{Configs, Discovery};
use slotlint::finding::Severity;
use slotlint::lint::{NamedPaths, Overlay, Request, lint};
use slotlint::source::ColumnUnit;

use crate::editor::{Editor, uri};

/// By file: range, rule, severity, and the first words, each as one line.
type Said = BTreeMap<PathBuf, Vec<String>>;

/// What the command line says of a folder, with these texts instead of what is on disk.
fn command_line(root: &Path, overlay: &Overlay) -> Said {
    let known = Arc::new(slotlint::rules::known());
    let configs = Configs::new(known, Arc::from(root), &Discovery::Nearest, Vec::new()).unwrap();
    let report = lint(&Request {
        paths: &[root.to_path_buf()],
        overlay,
        configs: &Arc::new(configs),
        named_paths: NamedPaths::UnlessExcluded,
        threads: None,
        on_file: &|| {},
    });
    let report = report.unwrap();
    let mut said = Said::new();
    for finding in &report.findings {
        let (start, end) = report.sources.positions(&finding.place, ColumnUnit::Utf16);
        let severity = match finding.severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Info => 3,
        };
        let range = [start, end].map(|at| format!("{}:{}", at.row - 1, at.column - 1)).join("-");
        let line = format!("{range} {} {severity} {}", finding.rule, finding.message);
        said.entry(finding.place.path.to_path_buf()).or_default().push(line);
    }
    said
}

/// What diagnostics say, as above; `expected` only tells how long the message of the command line is.
fn told(diagnostics: &[Value], expected: &[String]) -> Vec<String> {
    let one = |(index, found): (usize, &Value)| {
        let at = |end: &str| format!("{}:{}", found["range"][end]["line"], found["range"][end]["character"]);
        let message = found["message"].as_str().unwrap();
        let head = format!("{}-{} {} {} ", at("start"), at("end"), found["code"].as_str().unwrap(), found["severity"]);
        let length = expected.get(index).map_or(0, |line| line.len().saturating_sub(head.len()));
        head + message.get(..length).unwrap_or(message)
    };
    diagnostics.iter().enumerate().map(one).collect()
}

fn files_of(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { folders.push(entry) } else { files.push(entry) }
        }
    }
    files.sort();
    files
}

fn is_text_of_editor(path: &Path) -> bool {
    slotlint::syntax::language_of(path).is_some()
}

fn open_all(editor: &mut Editor, files: &[PathBuf]) {
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let item = json!({"uri": uri(file), "languageId": "", "version": 1, "text": text});
        editor.tell("textDocument/didOpen", json!({"textDocument": item}));
    }
}

fn check_all(editor: &mut Editor) -> Value {
    editor.ask("workspace/executeCommand", json!({"command": "slotlint.server.checkWorkspace", "arguments": []}))
}

fn compare(editor: &mut Editor, files: &[PathBuf], said: &Said) {
    for file in files {
        let report = editor.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri(file)}}));
        let expected = said.get(file).cloned().unwrap_or_default();
        assert_eq!(told(report["items"].as_array().unwrap(), &expected), expected, "{}", file.display());
    }
}

#[test]
fn the_shops() {
    for shop in ["shop-js", "shop-py", "shop-go"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(shop);
        let files = files_of(&root);
        let said = command_line(&root, &Overlay::default());
        assert!(!said.is_empty(), "{shop}");
        let mut editor = Editor::open(&root, json!({"textDocument": {"diagnostic": {}}}));
        let sources: Vec<PathBuf> = files.iter().filter(|file| is_text_of_editor(file)).cloned().collect();
        open_all(&mut editor, &sources);
        let counts = check_all(&mut editor);
        let all: usize = said.values().map(Vec::len).sum();
        let counted = ["errors", "warnings", "infos"].map(|kind| counts[kind].as_u64().unwrap() as usize);
        assert_eq!(counted.iter().sum::<usize>(), all, "{shop}: {counts}");
        compare(&mut editor, &files, &said);
    }
}

/// Each file in turn is moved down by a row, and everything is as if it had been saved like that.
#[test]
fn the_shops_while_somebody_types() {
    for shop in ["shop-js", "shop-py", "shop-go"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(shop);
        let files = files_of(&root);
        let sources: Vec<PathBuf> = files.iter().filter(|file| is_text_of_editor(file)).cloned().collect();
        let mut editor = Editor::open(&root, json!({"textDocument": {"diagnostic": {}}}));
        open_all(&mut editor, &sources);
        check_all(&mut editor);
        let mut overlay = Overlay::default();
        for (number, file) in sources.iter().enumerate() {
            let text = format!("\n{}", fs::read_to_string(file).unwrap());
            overlay.insert(file.clone(), text.into_bytes());
            let start = json!({"line": 0, "character": 0});
            let change = json!({"range": {"start": start, "end": start}, "text": "\n"});
            let document = json!({"uri": uri(file), "version": number + 2});
            editor.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
            // The file itself at once, and all the others a moment later.
            editor.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri(file)}}));
            if number % 3 == 0 {
                check_all(&mut editor);
                compare(&mut editor, &sources, &command_line(&root, &overlay));
            }
        }
        check_all(&mut editor);
        compare(&mut editor, &sources, &command_line(&root, &overlay));
    }
}

/// The examples of all pages, each in a folder of its own.
#[test]
fn the_examples() {
    let tree = tempfile::tempdir().unwrap();
    let root = tree.path().canonicalize().unwrap();
    let mut files = Vec::new();
    let pages = files_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"));
    for page in pages.iter().filter(|page| page.extension().is_some_and(|extension| extension == "md")) {
        for (language, code) in examples(&fs::read_to_string(page).unwrap()) {
            let folder = root.join(files.len().to_string());
            fs::create_dir(&folder).unwrap();
            let file = folder.join(format!("example.{language}"));
            fs::write(&file, code).unwrap();
            files.push(file);
        }
    }
    assert!(files.len() > 150, "{} examples", files.len());
    let folder = |file: &PathBuf| json!({"uri": uri(file.parent().unwrap()), "name": "example"});
    let folders: Vec<Value> = files.iter().map(folder).collect();
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    let params = json!({"processId": null, "capabilities": capabilities, "workspaceFolders": folders});
    let mut editor = Editor::start(&root, params);
    open_all(&mut editor, &files);
    check_all(&mut editor);
    for file in &files {
        let said = command_line(file.parent().unwrap(), &Overlay::default());
        compare(&mut editor, std::slice::from_ref(file), &said);
    }
}

/// Language and text of each fence with a verdict.
fn examples(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let mut words = info.split_whitespace();
        let language = words.next().unwrap_or_default();
        if words.next().is_some_and(|verdict| ["bad", "good", "todo"].contains(&verdict)) {
            found.push((language.to_owned(), code.join("\n") + "\n"));
        }
    }
    found
}
