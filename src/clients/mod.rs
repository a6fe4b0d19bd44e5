//! What calls of Redis clients mean: the only floor that knows ioredis, redis-py, go-redis and BullMQ.

pub mod addresses;
pub mod api;
pub mod arguments;
pub mod awaited;
mod batches;
mod bound;
pub mod bullmq;
mod by_slot;
mod callbacks;
mod choices;
mod cluster_flags;
mod commands;
mod constructions;
pub mod databases;
mod dialects;
mod exports;
pub mod fate;
mod from_callers;
mod go_redis;
pub mod guards;
mod ioredis;
mod key_names;
pub mod library;
mod lifting;
pub mod lua;
mod merging;
mod mirrors;
mod misfits;
pub mod missing;
pub mod model;
mod naming;
pub mod one_node;
mod operations;
pub mod options;
mod parameters;
pub mod per_node;
pub mod placement;
pub mod receivers;
mod redis_py;
pub mod relation;
pub mod replies;
pub mod resilience;
mod results;
pub mod retired;
pub mod rows;
mod script_calls;
pub mod scripts;
mod sorting;
pub mod startup;
mod subclasses;
pub mod switches;
mod unresolved;
pub mod uses;

use api::Api;
pub use exports::Exports;
pub use key_names::key_name;
use model::{Batch, BatchKind, Client, Construction, KeyItem, KeyKind, Library, Operation, Unresolved};
pub use operations::Reader;

use crate::syntax::ir::Language;

/// What one file does with Redis.
#[derive(Default)]
pub struct FileModel<'p> {
    /// Calls of clients and batches, in order of their spans.
    pub operations: Vec<Operation<'p>>,
    /// Pipelines, transactions and watches.
    pub batches: Vec<Batch<'p>>,
    /// Clients being made.
    pub constructions: Vec<Construction<'p>>,
    /// Queues of BullMQ and bull.
    pub queues: Vec<bullmq::QueueUse<'p>>,
    /// Every call of a method on a client or batch, whether it runs a command or not.
    pub uses: Vec<uses::Use<'p>>,
    /// Calls that look like Redis calls and could not be resolved.
    pub unresolved: Vec<Unresolved<'p>>,
    /// Operations that are judged at their callers instead.
    pub wrapped: usize,
    /// Whether keys or clients of some operations come from the callers of the functions they stand in.
    pub depends_on_callers: bool,
    key_names: std::cell::OnceCell<key_names::KeyNames<'p>>,
}

/// The keys of all operations of a batch that may run on a cluster. A key of an operation inside a loop that the batch was
/// made outside of stands for one key per turn.
pub fn batch_keys<'p>(model: &FileModel<'p>, batch: &Batch<'p>) -> Vec<KeyItem<'p>> {
    let mut keys = Vec::new();
    for &index in &batch.operations {
        let operation = &model.operations[index];
        if operation.client.mode == model::Mode::NoCluster {
            continue;
        }
        let turns = operation.turns_within(batch);
        for item in &operation.keys.items {
            let kind = match (&item.kind, turns.as_slice()) {
                (KeyKind::One(patterns), [turn, ..]) => {
                    let varying = turns.iter().find(|turn| {
                        patterns.iter().any(|pattern| pattern.holes().any(|hole| hole.turns.contains(turn)))
                    });
                    KeyKind::Each(patterns.clone(), *varying.unwrap_or(turn))
                }
                (kind, _) => kind.clone(),
            };
            keys.push(KeyItem { kind, site: item.site });
        }
    }
    keys
}

/// Whether redis-py's cluster client splits a method per slot.
pub fn split_by_client(method: &str) -> bool {
    redis_py::SPLIT_BY_CLIENT.contains(&method)
}

/// Whether the pipeline of redis-py's cluster client splits a method per slot, or runs it on the client, which does.
pub fn split_by_batch(client: &Client<'_>, kind: BatchKind, method: &str) -> bool {
    redis_py::is_split_by_batch(client, kind, method)
}

/// The table of a library.
pub fn api_of(library: Library) -> &'static Api {
    match library {
        Library::Ioredis => &ioredis::API,
        Library::RedisPy => &redis_py::API,
        Library::RedisPyCluster => &redis_py::CLUSTER_API,
        Library::GoRedis => &go_redis::API,
    }
}

/// The tables of a language.
pub fn apis(language: Language) -> &'static [&'static Api] {
    static JAVASCRIPT: [&Api; 1] = [&ioredis::API];
    static PYTHON: [&Api; 2] = [&redis_py::API, &redis_py::CLUSTER_API];
    static GO: [&Api; 1] = [&go_redis::API];
    match language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => &JAVASCRIPT,
        Language::Python => &PYTHON,
        Language::Go => &GO,
        Language::Lua => &[],
    }
}
