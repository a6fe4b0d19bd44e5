//! stub
use super::api::*;
use super::model::*;
pub(super) static API: Api = Api { library: Library::RedisPy, modules: &["redis", "valkey"], symbols: &[("RedisCluster", Symbol::Client(Mode::Cluster)), ("cluster.RedisCluster", Symbol::Client(Mode::Cluster)), ("asyncio.RedisCluster", Symbol::Client(Mode::Cluster)),("Redis", Symbol::Client(Mode::Standalone))],
    methods: &[row("mget", "MGET", &[KeyArg::From(0)]), row("mset", "MSET", &[KeyArg::KeysOf(0, "mapping")])] };
pub(super) static CLUSTER_API: Api = Api { library: Library::RedisPyCluster, modules: &["rediscluster"], symbols: &[], methods: &[] };
pub(super) fn is_async(path: &str) -> bool { path.starts_with("asyncio") }
pub(super) const SPLIT_BY_CLIENT: &[&str] = &["delete", "unlink", "exists", "touch", "mget_nonatomic", "mset_nonatomic"];
