//! What can be asked for by name: as commands of the editor, or as requests of our own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use lsp_server::ErrorCode;
use lsp_types::request::ShowDocument;
use lsp_types::{ExecuteCommandParams, ProgressToken, ShowDocumentParams, Uri};
use serde_json::{Value, json};

use super::client::refused;
use super::jobs::{About, Answer, Wanted};
use super::progress::Progress;
use super::requests::Plan;
use super::shared::Shared;
use super::{diagnostics, tender, uri};
use crate::config::ConfigError;
use crate::finding::Severity;
use crate::lint::{Asker, Session};
use crate::redis;
use crate::report::Report;
use crate::rules::RULES;
use crate::rules::document::RuleDoc;

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Looks at every file of every folder, and tells what is found in those that are not open.
    CheckWorkspace,
    /// The slot of a key: `["user:1"]`.
    Slot,
    /// The page of a rule: `["cross-slot-command"]`.
    Explain,
    /// Shows the page of a rule.
    ShowRule,
    /// Name, version, number of rules.
    Version,
}

const COMMANDS: [(Command, &str); 5] = [
    (Command::CheckWorkspace, "checkWorkspace"),
    (Command::Slot, "slot"),
    (Command::Explain, "explain"),
    (Command::ShowRule, "showRule"),
    (Command::Version, "version"),
];

/// What commands begin with; an extension has names of its own.
const PREFIX: &str = "slotlint.server.";

/// As the editor knows them.
pub(super) fn names() -> Vec<String> {
    COMMANDS.iter().map(|(_, name)| format!("{PREFIX}{name}")).collect()
}

pub(super) fn name_of(command: Command) -> String {
    let name = COMMANDS.iter().find(|(known, _)| *known == command).map_or("", |(_, name)| name);
    format!("{PREFIX}{name}")
}

/// The command that is a request of our own: `slotlint/version`.
pub(super) fn named(method: &str) -> Option<Command> {
    by_name(method.strip_prefix("slotlint/")?)
}

fn by_name(name: &str) -> Option<Command> {
    COMMANDS.iter().find(|(_, known)| *known == name).map(|(command, _)| *command)
}

/// Runs `workspace/executeCommand`.
pub(super) fn execute(shared: Arc<Shared>, params: ExecuteCommandParams) -> Option<Plan> {
    let Some(command) = params.command.strip_prefix(PREFIX).and_then(by_name) else {
        let message = format!("there is no command `{}`", params.command);
        return Some(Plan::new(About::Nothing, move || Err(refused(ErrorCode::InvalidParams, message))));
    };
    let token = params.work_done_progress_params.work_done_token;
    Some(plan(shared, command, params.arguments.into_iter().next().unwrap_or_default(), token))
}

/// Runs a request of our own; its parameters are the argument, or a list with it.
pub(super) fn run(shared: Arc<Shared>, command: Command, params: Value) -> Plan {
    let token = params.get("workDoneToken").and_then(|token| serde_json::from_value(token.clone()).ok());
    let argument = match params {
        Value::Array(list) => list.into_iter().next().unwrap_or_default(),
        other => other,
    };
    plan(shared, command, argument, token)
}

fn plan(shared: Arc<Shared>, command: Command, argument: Value, token: Option<ProgressToken>) -> Plan {
    Plan::ending(move |wanted| match command {
        Command::CheckWorkspace => check_workspace(&shared, token, wanted),
        Command::Slot => slot(&text_of(&argument, "key")?),
        Command::Explain => explain(&text_of(&argument, "rule")?),
        Command::ShowRule => show_rule(&shared, &text_of(&argument, "rule")?),
        Command::Version => Ok(json!({
            "name": "slotlint",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": RULES.len(),
        })),
    })
}

/// A string, or an object that has it under a name.
fn text_of(argument: &Value, name: &str) -> Result<String, lsp_server::ResponseError> {
    let text = argument.as_str().or_else(|| argument.get(name)?.as_str());
    text.map(str::to_owned).ok_or_else(|| refused(ErrorCode::InvalidParams, format!("`{name}` is missing")))
}

/// A key as it stands in source, quotes and all, or bare.
fn slot(text: &str) -> Answer {
    let trimmed = text.trim();
    let quoted = ['"', '\'', '`'].iter().find_map(|quote| trimmed.strip_prefix(*quote)?.strip_suffix(*quote));
    let key = quoted.unwrap_or(text);
    let told = redis::explain(key.as_bytes());
    let tag = told.tag.map(String::from_utf8_lossy);
    Ok(json!({"key": key, "slot": told.slot, "tag": tag, "why": told.why.text()}))
}

fn explain(rule: &str) -> Answer {
    let found = RULES.iter().find(|known| known.name == rule).and_then(|rule| RuleDoc::parse(rule.document).ok());
    let Some(page) = found else {
        return Err(refused(ErrorCode::InvalidParams, format!("there is no rule `{rule}`")));
    };
    let severity = page.meta.severity.as_str();
    Ok(json!({
        "rule": rule,
        "summary": page.meta.summary,
        "severity": severity,
        "markdown": page.body,
        "url": diagnostics::page(rule),
    }))
}

fn show_rule(shared: &Shared, rule: &str) -> Answer {
    let page = explain(rule)?;
    let address = page["url"].as_str().and_then(uri::parse);
    if let Some(uri) = address.filter(|_: &Uri| shared.client.can.shows_pages) {
        let params = ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
        shared.client.ask::<ShowDocument>(params);
    }
    Ok(page)
}

/// Who asked to check the workspace.
struct Patient<'a> {
    progress: &'a Progress<'a>,
    wanted: &'a Wanted,
    looked_at: AtomicUsize,
}

impl Asker for Patient<'_> {
    fn looked_at_a_file(&self) {
        self.progress.report(&|| format!("{} files", self.looked_at.fetch_add(1, Ordering::Relaxed) + 1));
    }

    fn has_gone(&self) -> bool {
        self.wanted.is_over()
    }
}

fn check_workspace(shared: &Shared, token: Option<ProgressToken>, wanted: &Wanted) -> Answer {
    let progress = Progress::new(&shared.client, token);
    if let Some(token) = progress.token() {
        shared.begin(token.clone(), wanted.clone());
    }
    progress.begin("slotlint: checking the workspace");
    let checked = check_folders(shared, &Patient { progress: &progress, wanted, looked_at: AtomicUsize::new(0) });
    if let Some(token) = progress.token() {
        shared.forget_running(token);
    }
    match &checked {
        Ok(Some(Totals { files, counts: [errors, warnings, infos] })) => {
            progress.end(&format!("{errors} errors, {warnings} warnings, {infos} infos in {files} files"));
            Ok(json!({"files": files, "errors": errors, "warnings": warnings, "infos": infos}))
        }
        Ok(None) => {
            progress.end("stopped");
            Err(refused(ErrorCode::RequestCanceled, "cancelled"))
        }
        Err(error) => {
            progress.end("failed");
            shared.say_mistake(error);
            Err(refused(ErrorCode::RequestFailed, error.to_string()))
        }
    }
}

/// What was found in all folders.
struct Totals {
    files: usize,
    /// Errors, warnings, infos.
    counts: [usize; 3],
}

fn check_folders(shared: &Shared, asker: &Patient<'_>) -> Result<Option<Totals>, ConfigError> {
    let mut totals = Totals { files: 0, counts: [0; 3] };
    for session in shared.folders() {
        let Some(report) = session.check_all(asker)? else { return Ok(None) };
        totals.files += report.summary.files_seen;
        for finding in &report.findings {
            totals.counts[match finding.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Info => 2,
            }] += 1;
        }
        shared.tell_all();
        tell(shared, &session, report);
    }
    tender::tell_news(shared);
    Ok(Some(totals))
}

/// Files that are not open get their diagnostics this way; the others have them.
fn tell(shared: &Shared, session: &Session, mut report: Report) {
    let is_open: Vec<_> = shared.documents().iter().map(|document| document.path.clone()).collect();
    let findings = std::mem::take(&mut report.findings);
    let mut by_file: std::collections::BTreeMap<_, Vec<_>> = std::collections::BTreeMap::new();
    for finding in findings {
        by_file.entry(Arc::clone(&finding.place.path)).or_default().push(finding);
    }
    let before = shared.told_in(session.root());
    for path in before.iter().filter(|path| !by_file.contains_key(path.as_path())) {
        shared.tell(path, Vec::new());
    }
    for (path, findings) in by_file {
        if is_open.iter().any(|open| **open == *path) {
            continue;
        }
        report.findings = findings;
        shared.tell(&path, diagnostics::of(&report, shared.client.can));
    }
}
