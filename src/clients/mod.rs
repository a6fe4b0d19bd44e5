//! What calls of Redis clients mean: the only floor that knows ioredis, redis-py, go-redis and BullMQ.

pub mod api;
pub mod arguments;
mod batches;
mod constructions;
pub mod guards;
pub mod library;
pub mod model;
mod operations;
pub mod options;
pub mod receivers;
pub mod scripts;

use api::Api;
use model::{Batch, Construction, Library, Operation, Unresolved};
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
    /// Calls that look like Redis calls and could not be resolved.
    pub unresolved: Vec<Unresolved<'p>>,
    /// Operations that are judged at their callers instead.
    pub wrapped: usize,
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
