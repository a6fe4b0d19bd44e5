//! An editor, as far as a server can tell: the built binary behind two pipes.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Long enough for a machine with much else to do; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    unread: VecDeque<Value>,
    pub(crate) root: PathBuf,
    /// What the server answered to `initialize`.
    pub(crate) offers: Value,
    requests: i64,
}

impl Editor {
    /// Started and told of one folder; `capabilities` is what the editor can do.
    pub(crate) fn open(root: &Path, capabilities: Value) -> Self {
        let folders = json!([{"uri": uri(root), "name": "folder"}]);
        Self::start(root, json!({"processId": null, "capabilities": capabilities, "workspaceFolders": folders}))
    }

    /// Started with these parameters of `initialize`.
    pub(crate) fn start(root: &Path, params: Value) -> Self {
        let mut editor = Self::silent(root);
        editor.offers = editor.ask("initialize", params);
        editor.tell("initialized", json!({}));
        editor
    }

    /// Started, and told nothing yet.
    pub(crate) fn silent(root: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_slotlint"));
        command.arg("server").current_dir(root).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, output) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let root = root.to_path_buf();
        Self { child, input, output, unread: VecDeque::new(), root, offers: Value::Null, requests: 0 }
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks without waiting; gives the request's number.
    pub(crate) fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The whole answer to a request: with `result` or `error`.
    pub(crate) fn end(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == json!(id) && message.get("method").is_none())
    }

    /// The result of a request.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        let answer = self.end(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The error of a request.
    pub(crate) fn ask_in_vain(&mut self, method: &str, params: Value) -> i64 {
        let id = self.begin(method, params);
        let answer = self.end(id);
        answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method} succeeded: {answer}"))
    }

    /// The next message that is wanted; the others are kept.
    pub(crate) fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&wanted) {
            return self.unread.remove(at).unwrap();
        }
        loop {
            let message = self.output.recv_timeout(PATIENCE).expect("the server says nothing");
            if wanted(&message) {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    /// The next notification or request of the server with this method; its parameters.
    pub(crate) fn hear(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method)["params"].clone()
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        uri(&self.root.join(path))
    }

    /// Opens a file with the text it has on disk.
    pub(crate) fn show(&mut self, path: &str) {
        let text = std::fs::read_to_string(self.root.join(path)).unwrap();
        self.show_as(path, &text);
    }

    /// Opens a file with another text.
    pub(crate) fn show_as(&mut self, path: &str, text: &str) {
        let item = json!({"uri": self.uri(path), "languageId": "", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": item}));
    }

    /// Replaces the whole text of a file.
    pub(crate) fn write(&mut self, path: &str, version: i32, text: &str) {
        let document = json!({"uri": self.uri(path), "version": version});
        let params = json!({"textDocument": document, "contentChanges": [{"text": text}]});
        self.tell("textDocument/didChange", params);
    }

    /// The diagnostics of a file, asked for.
    pub(crate) fn pull(&mut self, path: &str) -> Vec<Value> {
        let document = json!({"uri": self.uri(path)});
        let report = self.ask("textDocument/diagnostic", json!({"textDocument": document}));
        report["items"].as_array().unwrap_or_else(|| panic!("no full report: {report}")).clone()
    }

    /// `row:column rule` of each diagnostic of a file, counted from 0.
    pub(crate) fn found(&mut self, path: &str) -> Vec<String> {
        brief(&self.pull(path))
    }

    /// The Markdown that hovering tells; empty for nothing.
    pub(crate) fn hover(&mut self, path: &str, line: u32, character: u32) -> String {
        let at = json!({"line": line, "character": character});
        let params = json!({"textDocument": {"uri": self.uri(path)}, "position": at});
        let told = self.ask("textDocument/hover", params);
        told["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Ends in order; the exit code.
    pub(crate) fn quit(mut self) -> i32 {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.child.wait().unwrap().code().unwrap()
    }

    /// Closes the pipe without a word; the exit code.
    pub(crate) fn vanish(mut self) -> i32 {
        self.input = None;
        self.child.wait().unwrap().code().unwrap()
    }

    /// Waits for the server to end by itself; the exit code.
    pub(crate) fn outlive(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `row:column rule` of each diagnostic, counted from 0.
pub(crate) fn brief(diagnostics: &[Value]) -> Vec<String> {
    let one = |found: &Value| {
        let start = &found["range"]["start"];
        format!("{}:{} {}", start["line"], start["character"], found["code"].as_str().unwrap())
    };
    diagnostics.iter().map(one).collect()
}

pub(crate) fn uri(path: &Path) -> String {
    let mut text = String::from("file://");
    for byte in path.to_str().unwrap().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => text.push(byte as char),
            _ => text += &format!("%{byte:02X}"),
        }
    }
    text
}

fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().strip_prefix("Content-Length: ") {
            Some(value) => length = value.parse().ok()?,
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
