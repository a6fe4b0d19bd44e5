//! Methods that a cluster client, or its pipeline, lacks or refuses, while the plain client has them. Each library's own
//! file knows which.

use super::model::Library;
use super::uses::Use;
use super::{ioredis, redis_py};
use crate::eval::Evaluator;
use crate::finding::Confidence;

/// What happens when a method that is missing is called.
pub struct Missing {
    /// The method as people write it: `scanStream`, `pipeline(transaction=True)`.
    pub what: String,
    /// The error, as the client says it.
    pub error: String,
    /// The way out.
    pub instead: &'static str,
    /// How sure it is that the client is so used.
    pub confidence: Confidence,
}

impl Missing {
    pub(super) fn new(what: impl Into<String>, error: impl Into<String>, instead: &'static str) -> Self {
        Self { what: what.into(), error: error.into(), instead, confidence: Confidence::Certain }
    }

    pub(super) fn likely(self, confidence: Confidence) -> Self {
        Self { confidence: self.confidence.min(confidence), ..self }
    }
}

/// What is missing of a call on something that is, or may be, of a cluster client. Methods that go-redis' cluster
/// client lacks do not compile.
pub fn missing<'p>(ev: &Evaluator<'p>, used: &Use<'p>) -> Option<Missing> {
    if !used.client.mode.may_be_cluster() {
        return None;
    }
    match used.client.library {
        Library::Ioredis => ioredis::missing(used),
        Library::RedisPy => redis_py::missing(ev, used),
        // redis-py-cluster is retired; go-redis' compiler says it.
        Library::RedisPyCluster | Library::GoRedis => None,
    }
}
