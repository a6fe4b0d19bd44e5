//! Requests about a file: what each needs is taken at once, and the answer found out on another thread.

use std::sync::Arc;

use lsp_types::{
    CodeActionParams, DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, HoverParams,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};
use serde_json::Value;

use super::jobs::{About, Answer, Wanted};
use super::main_loop::json;
use super::shared::{Shared, hash, soon};
use super::{actions, hover, uri};

/// How a request will be answered.
pub(super) struct Plan {
    /// What makes the answer worthless.
    pub(super) about: About,
    /// Whether anybody wants to know it any more.
    pub(super) wanted: Wanted,
    /// Finds it out.
    pub(super) work: Box<dyn FnOnce() -> Answer + Send>,
}

impl Plan {
    pub(super) fn new(about: About, work: impl FnOnce() -> Answer + Send + 'static) -> Self {
        Self { about, wanted: Wanted::default(), work: Box::new(work) }
    }

    /// For work that is worth ending early.
    pub(super) fn ending(work: impl FnOnce(&Wanted) -> Answer + Send + 'static) -> Self {
        let wanted = Wanted::default();
        let own = wanted.clone();
        Self { about: About::Nothing, wanted, work: Box::new(move || work(&own)) }
    }
}

/// The diagnostics of a buffer, or of any file.
pub(super) fn pull(shared: Arc<Shared>, params: DocumentDiagnosticParams) -> Option<Plan> {
    let address = params.text_document.uri.as_str().to_owned();
    let path = uri::path_of(&address)?;
    let version = shared.documents().get(&address).map(|document| document.version);
    let snapshot = shared.session_or_loose(&path).map(|session| session.snapshot());
    let about = About::Diagnostics(address.clone());
    Some(Plan::new(about, move || {
        let items = snapshot.map(|snapshot| shared.diagnose(&snapshot, &path, soon())).unwrap_or_default();
        let hash = hash(&items);
        if version.is_some() {
            shared.deliver(&address, hash);
        }
        let id = format!("{hash:016x}");
        if params.previous_result_id.as_ref() == Some(&id) {
            return Ok(json(&DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
            })));
        }
        Ok(json(&DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
        })))
    }))
}

/// What is under the mouse.
pub(super) fn hover(shared: Arc<Shared>, params: HoverParams) -> Option<Plan> {
    let at = params.text_document_position_params;
    let document = shared.documents().get(at.text_document.uri.as_str())?.clone();
    let snapshot = shared.session_or_loose(&document.path)?.snapshot();
    Some(Plan::new(About::Place(document.uri.clone()), move || {
        Ok(json(&hover::at(&document, at.position, shared.client.can.unit, &snapshot)))
    }))
}

/// What can be done about the findings in a range.
pub(super) fn actions(shared: Arc<Shared>, params: CodeActionParams) -> Option<Plan> {
    let document = shared.documents().get(params.text_document.uri.as_str())?.clone();
    let snapshot = shared.session_or_loose(&document.path)?.snapshot();
    Some(Plan::new(About::Place(document.uri.clone()), move || {
        let actions = actions::offered(&shared, &document, &params, &snapshot);
        Ok(if actions.is_empty() { Value::Null } else { json(&actions) })
    }))
}
