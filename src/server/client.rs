//! The editor: what it can do, and how it is spoken to.

use std::sync::atomic::{AtomicI32, Ordering};

use crossbeam_channel::Sender;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::notification::{LogMessage, Notification as _, PublishDiagnostics, ShowMessage};
use lsp_types::request::Request as RequestKind;
use lsp_types::{
    ClientCapabilities, LogMessageParams, MessageType, PositionEncodingKind, PublishDiagnosticsParams,
    ShowMessageParams,
};
use serde::Serialize;

use crate::source::ColumnUnit;

/// What an editor told of itself, as far as it makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Abilities {
    /// How columns are counted.
    pub(super) unit: ColumnUnit,
    /// Who begins with diagnostics.
    pub(super) diagnostics: Delivery,
    /// Whether it asks again for diagnostics when told to.
    pub(super) refreshes: bool,
    /// Whether diagnostics may point at other places.
    pub(super) related: bool,
    /// Whether files can be watched for us.
    pub(super) watches: bool,
    /// Whether progress can be shown.
    pub(super) progress: bool,
    /// Whether a page can be shown.
    pub(super) shows_pages: bool,
    /// Whether edits may carry the version of the buffer that they are for.
    pub(super) versioned_edits: bool,
}

/// Who begins with diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    /// The editor asks.
    Pull,
    /// The server tells.
    Push,
}

impl Abilities {
    /// What the editor said when it began.
    pub(super) fn of(told: &ClientCapabilities, raw: &serde_json::Value) -> Self {
        let text = told.text_document.as_ref();
        let workspace = told.workspace.as_ref();
        let pulls = text.is_some_and(|text| text.diagnostic.is_some());
        // lsp-types 0.97 looks for it under another name than the protocol's.
        let refreshes = raw.pointer("/capabilities/workspace/diagnostics/refreshSupport");
        let publish = text.and_then(|text| text.publish_diagnostics.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let window = told.window.as_ref();
        Self {
            unit: unit(told),
            diagnostics: if pulls { Delivery::Pull } else { Delivery::Push },
            refreshes: refreshes.and_then(serde_json::Value::as_bool).unwrap_or(false),
            // Editors that pull say nothing about it there, and all of them can.
            related: pulls || publish.and_then(|publish| publish.related_information).unwrap_or(false),
            watches: watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false),
            progress: window.and_then(|window| window.work_done_progress).unwrap_or(false),
            shows_pages: window
                .and_then(|window| window.show_document.as_ref())
                .is_some_and(|show_document| show_document.support),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or(false),
        }
    }
}

/// Bytes are free of charge, so they come first; without a word the protocol means UTF-16.
fn unit(told: &ClientCapabilities) -> ColumnUnit {
    let offered = told.general.as_ref().and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
    let has = |kind: PositionEncodingKind| offered.contains(&kind);
    match () {
        () if has(PositionEncodingKind::UTF8) => ColumnUnit::Bytes,
        () if has(PositionEncodingKind::UTF16) || offered.is_empty() => ColumnUnit::Utf16,
        () if has(PositionEncodingKind::UTF32) => ColumnUnit::Characters,
        () => ColumnUnit::Utf16,
    }
}

/// The protocol's name of a unit.
pub(super) fn encoding(unit: ColumnUnit) -> PositionEncodingKind {
    match unit {
        ColumnUnit::Bytes => PositionEncodingKind::UTF8,
        ColumnUnit::Utf16 => PositionEncodingKind::UTF16,
        ColumnUnit::Characters => PositionEncodingKind::UTF32,
    }
}

/// The way to the editor. What cannot be sent is lost: then the editor is gone, and the main loop ends by itself.
#[derive(Debug)]
pub(super) struct Client {
    sender: Sender<Message>,
    /// What it can do.
    pub(super) can: Abilities,
    asked: AtomicI32,
}

impl Client {
    pub(super) fn new(sender: Sender<Message>, can: Abilities) -> Self {
        Self { sender, can, asked: AtomicI32::new(0) }
    }

    pub(super) fn send(&self, message: impl Into<Message>) {
        let _ = self.sender.send(message.into());
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: RequestId, answer: Result<serde_json::Value, ResponseError>) {
        let (result, error) = match answer {
            Ok(result) => (Some(result), None),
            Err(error) => (None, Some(error)),
        };
        self.send(Response { id, result, error });
    }

    pub(super) fn notify(&self, method: &str, params: impl Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }

    /// Asks the editor for something; what it says is of no interest.
    pub(super) fn ask<R: RequestKind>(&self, params: R::Params) {
        let id = self.asked.fetch_add(1, Ordering::Relaxed);
        self.send(Request::new(RequestId::from(format!("slotlint-{id}")), R::METHOD.to_owned(), params));
    }

    pub(super) fn log(&self, typ: MessageType, message: impl Into<String>) {
        self.notify(LogMessage::METHOD, LogMessageParams { typ, message: message.into() });
    }

    /// Says something to whoever sits at the editor.
    pub(super) fn show(&self, typ: MessageType, message: impl Into<String>) {
        self.notify(ShowMessage::METHOD, ShowMessageParams { typ, message: message.into() });
    }

    pub(super) fn publish(&self, params: PublishDiagnosticsParams) {
        self.notify(PublishDiagnostics::METHOD, params);
    }
}

/// A refusal.
pub(super) fn refused(code: ErrorCode, message: impl Into<String>) -> ResponseError {
    ResponseError { code: code as i32, message: message.into(), data: None }
}
