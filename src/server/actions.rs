//! What can be done about a finding: a fix, a comment that silences it, its page.

use std::path::Path;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command, Diagnostic, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextEdit, WorkspaceEdit,
};
use serde_json::Value;

use super::documents::Document;
use super::shared::{Shared, soon};
use super::{commands, diagnostics, uri};
use crate::finding::{Applicability, Finding, Fix};
use crate::fixes;
use crate::lint::Snapshot;
use crate::report::Report;
use crate::report::visible::Visible;

/// What a comment says until somebody says better.
const REASON: &str = "TODO: say why this is right";

/// The actions for the findings that touch a range.
pub(super) fn offered(
    shared: &Shared,
    document: &Document,
    params: &CodeActionParams,
    snapshot: &Snapshot,
) -> Vec<CodeActionOrCommand> {
    if !wants_quick_fixes(params) {
        return Vec::new();
    }
    let report = match snapshot.check(&document.path, soon()) {
        Ok(found) => found.report,
        Err(error) => {
            shared.say_mistake(&error);
            return Vec::new();
        }
    };
    let offer = Offer { shared, document, report: &report };
    let found = report.findings.iter().zip(diagnostics::of(&report, shared.client.can));
    let found = found.filter(|(_, diagnostic)| touch(diagnostic.range, params.range));
    found.flat_map(|(finding, diagnostic)| offer.all(finding, &diagnostic)).collect()
}

fn wants_quick_fixes(params: &CodeActionParams) -> bool {
    let wanted = |kind: &CodeActionKind| CodeActionKind::QUICKFIX.as_str().starts_with(kind.as_str());
    params.context.only.as_ref().is_none_or(|only| only.iter().any(wanted))
}

fn touch(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}

struct Offer<'a> {
    shared: &'a Shared,
    document: &'a Document,
    report: &'a Report,
}

impl Offer<'_> {
    fn all(&self, finding: &Finding, diagnostic: &Diagnostic) -> Vec<CodeActionOrCommand> {
        let mut actions: Vec<CodeAction> =
            finding.fixes.iter().filter_map(|fix| self.fix(fix, &title(fix), diagnostic)).collect();
        let source = self.report.sources.get(&self.document.path);
        if let Some(fix) = source.and_then(|source| fixes::ignore_here(source, finding, REASON)) {
            actions.extend(
                self.fix(&fix, &format!("Ignore {} here", finding.rule), diagnostic)
                    .map(|action| CodeAction { is_preferred: None, ..action }),
            );
        }
        actions.push(explain(finding.rule, diagnostic));
        actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
    }

    fn fix(&self, fix: &Fix, title: &str, diagnostic: &Diagnostic) -> Option<CodeAction> {
        let is_safe = matches!(fix.applicability, Applicability::Safe);
        Some(CodeAction {
            title: title.to_owned(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic.clone()]),
            edit: Some(self.edit(fix)?),
            is_preferred: is_safe.then_some(true),
            ..CodeAction::default()
        })
    }

    fn edit(&self, fix: &Fix) -> Option<WorkspaceEdit> {
        let mut files: Vec<(&Path, Vec<TextEdit>)> = Vec::new();
        for edit in &fix.edits {
            // Where an edit goes cannot be told without the text it is for.
            self.report.sources.get(&edit.place.path)?;
            let range = diagnostics::range(self.report, &edit.place, self.shared.client.can.unit);
            let edit_text = TextEdit { range, new_text: edit.replacement.clone() };
            match files.iter_mut().find(|(path, _)| *path == &*edit.place.path) {
                Some((_, edits)) => edits.push(edit_text),
                None => files.push((&edit.place.path, vec![edit_text])),
            }
        }
        Some(if self.shared.client.can.versioned_edits { self.versioned(files)? } else { plain(files)? })
    }

    /// With the versions of the buffers, so that the editor refuses what is meant for another text.
    fn versioned(&self, files: Vec<(&Path, Vec<TextEdit>)>) -> Option<WorkspaceEdit> {
        let documents = self.shared.documents();
        let edits = files.into_iter().map(|(path, edits)| {
            let open = documents.iter().find(|document| document.path == path);
            let version = match path == self.document.path {
                true => Some(self.document.version),
                false => open.map(|document| document.version),
            };
            let uri = open.map_or_else(|| uri::uri_of(path), |document| uri::parse(&document.uri))?;
            let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
            Some(TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() })
        });
        let edits = edits.collect::<Option<Vec<_>>>()?;
        Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits)), ..WorkspaceEdit::default() })
    }
}

#[allow(clippy::mutable_key_type, reason = "the protocol's own type; nothing changes these addresses")]
fn plain(files: Vec<(&Path, Vec<TextEdit>)>) -> Option<WorkspaceEdit> {
    let changes = files.into_iter().map(|(path, edits)| Some((uri::uri_of(path)?, edits))).collect::<Option<_>>()?;
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// What gives something up says so before anybody chooses it.
fn title(fix: &Fix) -> String {
    let title = Visible(&fix.title).to_string();
    let mut letters = title.chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    match fix.applicability {
        Applicability::Safe => title,
        Applicability::Unsafe { why } => format!("{title} (unsafe: {why})"),
    }
}

fn explain(rule: &str, diagnostic: &Diagnostic) -> CodeAction {
    let title = format!("Explain {rule}");
    let arguments = Some(vec![Value::String(rule.to_owned())]);
    let command = Command { title: title.clone(), command: commands::name_of(commands::Command::ShowRule), arguments };
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        command: Some(command),
        ..CodeAction::default()
    }
}
