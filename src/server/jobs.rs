//! Work beside the main loop: requests that are being answered, and the threads that do it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crossbeam_channel::{Sender, bounded, select, unbounded};
use lsp_server::{ErrorCode, RequestId, ResponseError};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::client::{Client, refused};
use super::requests::Plan;

/// Evaluation recurses; its own bounds keep well below this many bytes.
const STACK: usize = 16 << 20;

/// Threads that answer: one for what is typed, one for what is looked at.
const THREADS: usize = 2;

/// What a request came to.
pub(super) type Answer = Result<Value, ResponseError>;

type Job = Box<dyn FnOnce() + Send>;

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    /// A place in a buffer: it means nothing once the buffer has changed.
    Place(String),
    /// The diagnostics of a buffer, which the editor asks for again.
    Diagnostics(String),
    /// Something else.
    Nothing,
}

/// Whether an answer is wanted: it may be until it is there.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted(Arc<AtomicBool>);

impl Wanted {
    pub(super) fn is_over(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn end(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Requests that wait for their answer.
#[derive(Debug, Default)]
pub(super) struct Pending(Mutex<FxHashMap<RequestId, (About, Wanted)>>);

impl Pending {
    fn lock(&self) -> std::sync::MutexGuard<'_, FxHashMap<RequestId, (About, Wanted)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_waiting(&self, id: &RequestId) -> bool {
        self.lock().contains_key(id)
    }

    /// Answers, unless that was done already.
    fn settle(&self, client: &Client, id: RequestId, answer: Answer) {
        let waiting = self.lock().remove(&id);
        if let Some((_, wanted)) = waiting {
            wanted.end();
            client.answer(id, answer);
        }
    }

    /// The editor does not want to know any more.
    pub(super) fn cancel(&self, client: &Client, id: RequestId) {
        self.settle(client, id, Err(refused(ErrorCode::RequestCanceled, "cancelled")));
    }

    /// A buffer has changed: what is being found out about it is of no use.
    pub(super) fn outdate(&self, client: &Client, uri: &str) {
        let is_about = |about: &About| matches!(about, About::Place(at) | About::Diagnostics(at) if at == uri);
        let stale: Vec<(RequestId, About)> = self
            .lock()
            .iter()
            .filter(|(_, (about, _))| is_about(about))
            .map(|(id, (about, _))| (id.clone(), about.clone()))
            .collect();
        for (id, about) in stale {
            let error = match about {
                About::Diagnostics(_) => ResponseError {
                    data: Some(json!({"retriggerRequest": true})),
                    ..refused(ErrorCode::ServerCancelled, "the buffer has changed")
                },
                About::Place(_) | About::Nothing => refused(ErrorCode::ContentModified, "the buffer has changed"),
            };
            self.settle(client, id, Err(error));
        }
    }
}

/// The threads that answer.
///
/// What is typed is answered by one and the same thread, if it has nothing else to do: what it needs of the memory is still
/// near it from the keystroke before.
pub(super) struct Workers {
    /// Takes a job only while that thread waits for one.
    first: Sender<Job>,
    jobs: Sender<Job>,
}

impl Workers {
    pub(super) fn new() -> Self {
        let (first, offered) = bounded::<Job>(0);
        let (jobs, waiting) = unbounded::<Job>();
        // Were there no thread at all, requests would go without answer; the machine has other troubles then.
        let spawn = |number: usize, work: Box<dyn FnOnce() + Send>| {
            let _ = thread::Builder::new().name(format!("answers {number}")).stack_size(STACK).spawn(work);
        };
        for number in 1..THREADS {
            let waiting = waiting.clone();
            spawn(number, Box::new(move || waiting.iter().for_each(|job| job())));
        }
        let next = move || {
            select! {
                recv(offered) -> job => job,
                recv(waiting) -> job => job,
            }
        };
        spawn(0, Box::new(move || std::iter::from_fn(|| next().ok()).for_each(|job| job())));
        Self { first, jobs }
    }

    /// Runs soon. A panic ends the job and nothing else.
    pub(super) fn run(&self, job: impl FnOnce() + Send + 'static) {
        let guarded = move || {
            let _ = catch_unwind(AssertUnwindSafe(job));
        };
        if let Err(refused) = self.first.try_send(Box::new(guarded)) {
            let _ = self.jobs.send(refused.into_inner());
        }
    }

    /// Answers a request, soon.
    pub(super) fn answer(
        &self,
        (client, pending): (&Arc<Client>, &Arc<Pending>),
        id: RequestId,
        Plan { about, wanted, work }: Plan,
    ) {
        pending.lock().insert(id.clone(), (about, wanted));
        let (client, pending) = (Arc::clone(client), Arc::clone(pending));
        self.run(move || {
            if !pending.is_waiting(&id) {
                return;
            }
            let answer = catch_unwind(AssertUnwindSafe(work));
            let failed = || Err(refused(ErrorCode::InternalError, "internal failure; this is a bug in slotlint"));
            pending.settle(&client, id, answer.unwrap_or_else(|_| failed()));
        });
    }
}
