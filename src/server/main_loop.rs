//! What comes in, one after the other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};
use lsp_server::{ErrorCode, Message, Notification, Request, ResponseError};
use lsp_types::{
    DiagnosticOptions, DiagnosticServerCapabilities, DidChangeTextDocumentParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport,
    HoverParams, HoverProviderCapability, InitializeParams, InitializeResult, MessageType, OneOf,
    PublishDiagnosticsParams, RelatedFullDocumentDiagnosticReport, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Ended;
use super::client::{Abilities, Client, Delivery, encoding, refused};
use super::documents::{Document, Documents};
use super::transport::Incoming;
use super::{diagnostics, hover, uri};
use crate::lint::Session;

/// Serves until told to end, or until nothing comes in any more.
pub(super) fn run(incoming: &Receiver<Incoming>, outgoing: Sender<Message>) -> Ended {
    let Some(mut server) = initialize(incoming, outgoing) else { return Ended::Abandoned };
    for message in incoming {
        match message {
            Incoming::Message(Message::Request(request)) => server.request(request),
            Incoming::Message(Message::Notification(note)) if note.method == "exit" => {
                return if server.shut_down { Ended::Asked } else { Ended::Abandoned };
            }
            Incoming::Message(Message::Notification(note)) => server.notification(note),
            Incoming::Message(Message::Response(_)) => {}
            Incoming::Malformed(why) => server.client.log(MessageType::WARNING, why),
        }
    }
    Ended::Abandoned
}

/// Waits for the editor's first request; before it everything else is refused.
fn initialize(incoming: &Receiver<Incoming>, outgoing: Sender<Message>) -> Option<Server> {
    for message in incoming {
        match message {
            Incoming::Message(Message::Request(request)) if request.method == "initialize" => {
                let params: InitializeParams = serde_json::from_value(request.params).unwrap_or_default();
                let client = Client::new(outgoing, Abilities::of(&params.capabilities));
                let server = Server::new(client, &params);
                server.client.answer(request.id, Ok(json(&server.offers())));
                return Some(server);
            }
            Incoming::Message(Message::Request(request)) => {
                let error = refused(ErrorCode::ServerNotInitialized, "the first request must be `initialize`");
                let _ = outgoing.send(lsp_server::Response { id: request.id, result: None, error: Some(error) }.into());
            }
            Incoming::Message(Message::Notification(note)) if note.method == "exit" => return None,
            Incoming::Message(_) | Incoming::Malformed(_) => {}
        }
    }
    None
}

struct Server {
    client: Client,
    documents: Documents,
    folders: Vec<Arc<Session>>,
    shut_down: bool,
}

type Answer = Result<Value, ResponseError>;

impl Server {
    fn new(client: Client, params: &InitializeParams) -> Self {
        let mut roots: Vec<PathBuf> = Vec::new();
        for folder in params.workspace_folders.iter().flatten() {
            roots.extend(uri::path_of(folder.uri.as_str()));
        }
        if roots.is_empty() {
            #[allow(deprecated, reason = "older editors have nothing else")]
            roots.extend(params.root_uri.as_ref().and_then(|root| uri::path_of(root.as_str())));
        }
        let mut server = Self { client, documents: Documents::default(), folders: Vec::new(), shut_down: false };
        for root in roots {
            server.add_folder(root);
        }
        server
    }

    fn add_folder(&mut self, root: PathBuf) {
        match Session::new(root) {
            Ok(session) => self.folders.push(Arc::new(session)),
            Err(error) => self.client.log(MessageType::ERROR, error.to_string()),
        }
    }

    fn offers(&self) -> InitializeResult {
        let capabilities = ServerCapabilities {
            position_encoding: Some(encoding(self.client.can.unit)),
            text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
            diagnostic_provider: Some(DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some(diagnostics::SOURCE.to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: false,
                ..DiagnosticOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                file_operations: None,
            }),
            ..ServerCapabilities::default()
        };
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        InitializeResult { capabilities, server_info: Some(ServerInfo { name: "slotlint".to_owned(), version }) }
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        let answer = self.answer(request);
        self.client.answer(id, answer);
    }

    fn answer(&mut self, request: Request) -> Answer {
        if self.shut_down {
            return Err(refused(ErrorCode::InvalidRequest, "the server was told to shut down"));
        }
        match request.method.as_str() {
            "shutdown" => {
                self.shut_down = true;
                Ok(Value::Null)
            }
            "textDocument/diagnostic" => self.pull(&params(request.params)?),
            "textDocument/hover" => self.hover(&params(request.params)?),
            method => Err(refused(ErrorCode::MethodNotFound, format!("there is no method `{method}`"))),
        }
    }

    fn notification(&mut self, note: Notification) {
        let heard = match note.method.as_str() {
            "textDocument/didOpen" => params(note.params).map(|params| self.opened(params)),
            "textDocument/didChange" => params(note.params).map(|params| self.changed(params)),
            "textDocument/didClose" => params(note.params).map(|params| self.closed(&params)),
            _ => Ok(()),
        };
        if let Err(error) = heard {
            self.client.log(MessageType::WARNING, format!("{}: {}", note.method, error.message));
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let opened = self.documents.open(item.uri.as_str(), item.version, item.text).cloned();
        self.edited(opened);
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let (id, unit) = (params.text_document, self.client.can.unit);
        let changed = self.documents.change(id.uri.as_str(), id.version, params.content_changes, unit).cloned();
        self.edited(changed);
    }

    fn closed(&mut self, params: &DidCloseTextDocumentParams) {
        let Some(document) = self.documents.close(params.text_document.uri.as_str()) else { return };
        if let Some(session) = self.session(&document.path) {
            session.edit(&document.path, None);
        }
        self.publish(&document, Vec::new());
    }

    fn edited(&self, document: Option<Document>) {
        let Some(document) = document else { return };
        if let Some(session) = self.session(&document.path) {
            session.edit(&document.path, Some(Arc::clone(&document.text)));
        }
        if self.client.can.diagnostics == Delivery::Push {
            for open in self.documents.iter() {
                let found = self.diagnose(&open.path);
                self.publish(open, found);
            }
        }
    }

    /// The innermost folder that holds a path.
    fn session(&self, path: &Path) -> Option<&Arc<Session>> {
        let holding = self.folders.iter().filter(|session| path.starts_with(session.root()));
        holding.max_by_key(|session| session.root().as_os_str().len())
    }

    fn publish(&self, document: &Document, diagnostics: Vec<lsp_types::Diagnostic>) {
        let Some(uri) = uri::uri_of(&document.path) else { return };
        self.client.publish(PublishDiagnosticsParams { uri, diagnostics, version: Some(document.version) });
    }

    fn diagnose(&self, path: &Path) -> Vec<lsp_types::Diagnostic> {
        let Some(session) = self.session(path) else { return Vec::new() };
        match session.check(path) {
            Ok(report) => diagnostics::of(&report, self.client.can),
            Err(error) => {
                self.client.log(MessageType::ERROR, error.to_string());
                Vec::new()
            }
        }
    }

    fn pull(&self, params: &DocumentDiagnosticParams) -> Answer {
        let document = self.documents.get(params.text_document.uri.as_str());
        let path = document.map(|document| document.path.clone());
        let path = path.or_else(|| uri::path_of(params.text_document.uri.as_str()));
        let items = path.map(|path| self.diagnose(&path)).unwrap_or_default();
        Ok(json(&DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: None, items },
        })))
    }

    fn hover(&self, params: &HoverParams) -> Answer {
        let at = &params.text_document_position_params;
        let Some(document) = self.documents.get(at.text_document.uri.as_str()) else { return Ok(Value::Null) };
        let Some(session) = self.session(&document.path) else { return Ok(Value::Null) };
        let keys = session.keys(&document.path).unwrap_or_default();
        Ok(json(&hover::on_key(document, at.position, self.client.can.unit, &keys)))
    }
}

fn params<T: DeserializeOwned>(value: Value) -> Result<T, ResponseError> {
    serde_json::from_value(value).map_err(|error| refused(ErrorCode::InvalidParams, error.to_string()))
}

/// What the protocol's types hold always becomes JSON.
fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

