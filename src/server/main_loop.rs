//! What comes in, one after the other. Nothing here waits: what takes time happens on other threads.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId};
use lsp_types::{
    CancelParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, InitializeParams, MessageType,
    NumberOrString, WorkDoneProgressCancelParams,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::{Abilities, Client, refused};
use super::jobs::{Pending, Workers};
use super::shared::{Shared, soon};
use super::tender::{self, Signal};
use super::transport::Incoming;
use super::{Ended, capabilities, commands, parent, requests, uri, watch};
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
                let params = InitializeParams::deserialize(&request.params).unwrap_or_default();
                let client = Client::new(outgoing, Abilities::of(&params.capabilities, &request.params));
                // Before the answer: an editor that ends right behind it was there to be seen.
                parent::watch(params.process_id);
                client.answer(request.id, Ok(json(&capabilities::offers(client.can))));
                return Some(Server::new(client, &params));
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
    client: Arc<Client>,
    shared: Arc<Shared>,
    pending: Arc<Pending>,
    workers: Workers,
    shut_down: bool,
}

impl Server {
    fn new(client: Client, params: &InitializeParams) -> Self {
        let client = Arc::new(client);
        let (tender, signals) = unbounded();
        let shared = Arc::new(Shared::new(Arc::clone(&client), tender));
        let tended = Arc::clone(&shared);
        // Without it nothing is known but what is asked for.
        let _ = thread::Builder::new().name("tender".to_owned()).spawn(move || tender::run(&tended, &signals));
        for root in roots(params) {
            shared.add_folder(&root);
        }
        let server = Self { client, shared, pending: Arc::default(), workers: Workers::new(), shut_down: false };
        server.outdate_all();
        server
    }

    fn request(&mut self, request: Request) {
        if self.shut_down {
            let error = refused(ErrorCode::InvalidRequest, "the server was told to shut down");
            return self.client.answer(request.id, Err(error));
        }
        let id = request.id;
        let shared = Arc::clone(&self.shared);
        match request.method.as_str() {
            "shutdown" => {
                self.shut_down = true;
                self.client.answer(id, Ok(Value::Null));
            }
            "textDocument/diagnostic" => self.start(id, request.params, |params| requests::pull(shared, params)),
            "textDocument/hover" => self.start(id, request.params, |params| requests::hover(shared, params)),
            "textDocument/codeAction" => self.start(id, request.params, |params| requests::actions(shared, params)),
            "workspace/executeCommand" => self.start(id, request.params, |params| commands::execute(shared, params)),
            method => match commands::named(method) {
                Some(command) => self.start(id, request.params, |params| Some(commands::run(shared, command, params))),
                None => {
                    let error = refused(ErrorCode::MethodNotFound, format!("there is no method `{method}`"));
                    self.client.answer(id, Err(error));
                }
            },
        }
    }

    /// Has a request answered. `plan` sees everything as it is at this moment; what it gives may take its time. Without a
    /// plan there is nothing to say.
    fn start<P: DeserializeOwned>(&self, id: RequestId, params: Value, plan: impl FnOnce(P) -> Option<requests::Plan>) {
        match read(params) {
            Err(error) => self.client.answer(id, Err(error)),
            Ok(params) => match plan(params) {
                None => self.client.answer(id, Ok(Value::Null)),
                Some(plan) => {
                    self.workers.answer((&self.client, &self.pending), id, plan);
                }
            },
        }
    }

    fn notification(&mut self, note: Notification) {
        let heard = match note.method.as_str() {
            "textDocument/didOpen" => read(note.params).map(|params| self.opened(params)),
            "textDocument/didChange" => read(note.params).map(|params| self.changed(params)),
            "textDocument/didClose" => read(note.params).map(|params| self.closed(&params)),
            "textDocument/didSave" => read(note.params).map(|params| self.saved(&params)),
            "workspace/didChangeWatchedFiles" => read(note.params).map(|params| self.files_changed(&params)),
            "workspace/didChangeWorkspaceFolders" => read(note.params).map(|params| self.folders_changed(&params)),
            "workspace/didChangeConfiguration" => {
                self.outdate_all();
                Ok(())
            }
            "$/cancelRequest" => read(note.params).map(|params: CancelParams| self.cancelled(params)),
            "window/workDoneProgress/cancel" => {
                read(note.params).map(|params: WorkDoneProgressCancelParams| self.shared.stop(&params.token))
            }
            "initialized" => {
                watch::register(&self.client);
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(error) = heard {
            self.client.log(MessageType::WARNING, format!("{}: {}", note.method, error.message));
        }
    }

    fn cancelled(&self, params: CancelParams) {
        let id = match params.id {
            NumberOrString::Number(id) => RequestId::from(id),
            NumberOrString::String(id) => RequestId::from(id),
        };
        self.pending.cancel(&self.client, id);
    }

    fn opened(&self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let address = item.uri.as_str().to_owned();
        let path =
            self.shared.documents().open(&address, item.version, item.text).map(|document| document.path.clone());
        let Some(path) = path else { return };
        if !self.shared.pushes() {
            // The editor asks from now on; what it was told before would stand beside that.
            self.shared.tell(&path, Vec::new());
        }
        self.edited(&address);
    }

    fn changed(&self, params: DidChangeTextDocumentParams) {
        let (id, unit) = (params.text_document, self.client.can.unit);
        let address = id.uri.as_str().to_owned();
        self.pending.outdate(&self.client, &address);
        let known = self.shared.documents().change(&address, id.version, params.content_changes, unit).is_some();
        if known {
            self.edited(&address);
        }
    }

    fn closed(&self, params: &DidCloseTextDocumentParams) {
        let address = params.text_document.uri.as_str();
        let Some(document) = self.shared.documents().close(address) else { return };
        self.shared.forget(address);
        let session = self.shared.session(&document.path);
        let is_told_anew = session.is_some() && self.shared.closed(&document.path);
        if let Some(session) = session {
            session.close(&document.path);
            self.signal(Signal::Edited(session));
        }
        if self.shared.pushes() && !is_told_anew {
            self.shared.tell_nothing(address);
        }
    }

    /// Editors that watch no files tell at least this.
    fn saved(&self, params: &DidSaveTextDocumentParams) {
        let Some(path) = uri::path_of(params.text_document.uri.as_str()) else { return };
        if watch::matters_as_a_whole(&path) {
            self.outdate(self.shared.session(&path));
        }
    }

    fn edited(&self, address: &str) {
        let Some(document) = self.shared.documents().get(address).cloned() else { return };
        let Some(session) = self.shared.session_or_loose(&document.path) else { return };
        session.edit(&document.path, &document.text);
        if self.shared.pushes() {
            let (shared, snapshot) = (Arc::clone(&self.shared), session.snapshot());
            self.workers.run(move || {
                if shared.is_current(&document) {
                    let found = shared.diagnose(&snapshot, &document.path, soon());
                    shared.push(&document.uri, document.version, found);
                }
            });
        }
        self.signal(Signal::Edited(session));
    }

    fn files_changed(&self, params: &DidChangeWatchedFilesParams) {
        let mut touched: Vec<Arc<Session>> = Vec::new();
        for (path, what) in watch::sorted(&params.changes) {
            let Some(session) = self.shared.session(&path) else { continue };
            match what {
                watch::Change::Text => session.changed_on_disk(&path),
                watch::Change::Whole => session.outdate(),
            }
            if !touched.iter().any(|known| Arc::ptr_eq(known, &session)) {
                touched.push(Arc::clone(&session));
            }
            if what == watch::Change::Whole {
                self.signal(Signal::Outdated(session));
            }
        }
        touched.into_iter().for_each(|session| self.signal(Signal::Edited(session)));
    }

    fn folders_changed(&self, params: &DidChangeWorkspaceFoldersParams) {
        for folder in &params.event.removed {
            if let Some(root) = uri::path_of(folder.uri.as_str()) {
                self.shared.remove_folder(&root);
            }
        }
        for folder in &params.event.added {
            if let Some(root) = uri::path_of(folder.uri.as_str()) {
                self.shared.add_folder(&root);
            }
        }
        self.outdate_all();
    }

    fn outdate_all(&self) {
        self.shared.folders().into_iter().for_each(|session| self.outdate(Some(session)));
    }

    fn outdate(&self, session: Option<Arc<Session>>) {
        if let Some(session) = session {
            session.outdate();
            self.signal(Signal::Outdated(session));
        }
    }

    fn signal(&self, signal: Signal) {
        let _ = self.shared.tender.send(signal);
    }
}

/// The folders that are open; older editors tell one only.
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten().map(|folder| folder.uri.as_str());
    let mut roots: Vec<PathBuf> = folders.filter_map(uri::path_of).collect();
    if roots.is_empty() {
        #[allow(deprecated, reason = "older editors have nothing else")]
        roots.extend(params.root_uri.as_ref().and_then(|root| uri::path_of(root.as_str())));
    }
    roots
}

pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T, lsp_server::ResponseError> {
    serde_json::from_value(value).map_err(|error| refused(ErrorCode::InvalidParams, error.to_string()))
}

/// What the protocol's types hold always becomes JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
