//! stub
use super::api::*;
use super::model::*;
pub(super) static API: Api = Api {
    library: Library::Ioredis,
    modules: &["ioredis", "iovalkey"],
    symbols: &[("", Symbol::Client(Mode::Standalone)), ("Redis", Symbol::Client(Mode::Standalone)), ("Cluster", Symbol::Client(Mode::Cluster)), ("Redis.Cluster", Symbol::Client(Mode::Cluster))],
    methods: &[
        other("call", On::Any, Does::Raw),
        other("duplicate", On::Any, Does::SameClient),
        other("eval", On::Any, Does::Script(ScriptForm::Numkeys("EVAL"))),
        other("evalsha", On::Any, Does::Script(ScriptForm::Numkeys("EVALSHA"))),
        other("exec", On::Any, Does::Nothing),
        other("multi", On::Any, Does::OpensBatch(BatchKind::Transaction)),
        other("nodes", On::Any, Does::Nodes),
        other("pipeline", On::Any, Does::OpensBatch(BatchKind::Pipeline)),
    ],
};
