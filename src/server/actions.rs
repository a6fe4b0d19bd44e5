//! What can be done about a finding.

use std::sync::Arc;

use lsp_types::{CodeAction, CodeActionOrCommand, CodeActionParams};

use super::documents::Document;
use super::shared::Shared;
use crate::lint::Snapshot;

/// The actions for the findings in a range.
pub(super) fn offered(
    _shared: &Arc<Shared>,
    _document: &Document,
    _params: &CodeActionParams,
    _snapshot: &Snapshot,
) -> Vec<CodeActionOrCommand> {
    let _: Option<CodeAction> = None;
    Vec::new()
}
