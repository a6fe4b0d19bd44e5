//! Progress that the editor shows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use lsp_types::notification::{Notification, Progress as Told};
use lsp_types::request::WorkDoneProgressCreate;
use lsp_types::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::client::Client;

/// More often than this nobody looks.
const INTERVAL: Duration = Duration::from_millis(100);

/// Something that takes its time, and that can be stopped.
pub(super) struct Progress<'a> {
    client: &'a Client,
    token: Option<ProgressToken>,
    begun: Instant,
    /// Milliseconds after the beginning.
    told: AtomicU64,
}

impl<'a> Progress<'a> {
    /// Under the editor's token, else under one of our own.
    pub(super) fn new(client: &'a Client, token: Option<ProgressToken>) -> Self {
        let token = token.or_else(|| {
            let token = ProgressToken::String("slotlint-progress".to_owned());
            client.can.progress.then(|| {
                client.ask::<WorkDoneProgressCreate>(WorkDoneProgressCreateParams { token: token.clone() });
                token
            })
        });
        Self { client, token, begun: Instant::now(), told: AtomicU64::new(0) }
    }

    /// It begins.
    pub(super) fn begin(&self, title: &str) {
        self.tell(WorkDoneProgress::Begin(WorkDoneProgressBegin {
            title: title.to_owned(),
            cancellable: Some(true),
            message: None,
            percentage: None,
        }));
    }

    /// Tells how far it is, now and then; `message` is asked only then.
    pub(super) fn report(&self, message: &dyn Fn() -> String) {
        let message = message();
        let now = self.begun.elapsed().as_millis() as u64;
        let told = self.told.load(Ordering::Relaxed);
        let is_due = now >= told + INTERVAL.as_millis() as u64;
        if is_due && self.told.compare_exchange(told, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let report = WorkDoneProgressReport { cancellable: None, message: Some(message), percentage: None };
            self.tell(WorkDoneProgress::Report(report));
        }
    }

    /// By what it goes; `None` when the editor shows no progress.
    pub(super) fn token(&self) -> Option<&ProgressToken> {
        self.token.as_ref()
    }

    /// It is done.
    pub(super) fn end(&self, message: &str) {
        self.tell(WorkDoneProgress::End(WorkDoneProgressEnd { message: Some(message.to_owned()) }));
    }

    fn tell(&self, value: WorkDoneProgress) {
        let Some(token) = self.token.clone() else { return };
        let value = ProgressParamsValue::WorkDone(value);
        self.client.notify(Told::METHOD, ProgressParams { token, value });
    }
}
