//! What calls of Redis clients mean: the only floor that knows ioredis, redis-py, go-redis and BullMQ.

pub mod api;
pub mod model;

use model::{Batch, Construction, Operation, Unresolved};

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
}
