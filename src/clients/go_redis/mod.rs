//! go-redis: its modules, what they export, and what its methods do.

mod methods;
mod resilience;
#[cfg(test)]
mod tests;

pub(super) use resilience::{ESSENTIALS, SWITCHES};

use super::api::{Api, Methods, Symbol};
use super::model::{BatchKind, Library, Mode};
use Symbol::{Batch, Client, Connection, Makes, Script};

/// The table of go-redis v3 to v9. Modules are prefixes: see [`major_of`] for what may follow.
pub(super) static API: Api = Api {
    library: Library::GoRedis,
    modules: &MODULES,
    symbols: SYMBOLS,
    methods: Methods::of(methods::METHODS),
    // A Go program asks for the type.
    only_on_cluster: &[],
};

const MODULES: [&str; 4] =
    ["github.com/redis/go-redis", "github.com/go-redis/redis", "gopkg.in/redis", "gopkg.in/go-redis/redis"];

/// A `Pipeliner` may be of `Pipeline` or of `TxPipeline`; the type does not tell, and what is true of a pipeline is true
/// of both. `NewSentinelClient` is left out: it holds no data.
const SYMBOLS: &[(&str, Symbol)] = &[
    ("NewClient", Makes(Mode::Standalone)),
    ("NewClusterClient", Makes(Mode::Cluster)),
    ("NewFailoverClient", Makes(Mode::Sentinel)),
    ("NewFailoverClusterClient", Makes(Mode::FailoverCluster)),
    ("NewRing", Makes(Mode::Ring)),
    ("NewScript", Script),
    ("NewScriptServerSHA", Script),
    ("NewUniversalClient", Makes(Mode::Either)),
    ("Client", Client(Mode::Standalone)),
    ("ClusterClient", Client(Mode::Cluster)),
    ("Ring", Client(Mode::Ring)),
    ("UniversalClient", Client(Mode::Either)),
    ("AutoPipeliner", Client(Mode::Either)),
    ("Cmdable", Client(Mode::Either)),
    ("Scripter", Client(Mode::Either)),
    ("ACLCmdable", Client(Mode::Either)),
    ("ArrayCmdable", Client(Mode::Either)),
    ("BitMapCmdable", Client(Mode::Either)),
    ("ClusterCmdable", Client(Mode::Either)),
    ("GenericCmdable", Client(Mode::Either)),
    ("GeoCmdable", Client(Mode::Either)),
    ("HashCmdable", Client(Mode::Either)),
    ("HyperLogLogCmdable", Client(Mode::Either)),
    ("JSONCmdable", Client(Mode::Either)),
    ("ListCmdable", Client(Mode::Either)),
    ("ProbabilisticCmdable", Client(Mode::Either)),
    ("PubSubCmdable", Client(Mode::Either)),
    ("ScriptingFunctionsCmdable", Client(Mode::Either)),
    ("SearchCmdable", Client(Mode::Either)),
    ("SetCmdable", Client(Mode::Either)),
    ("SortedSetCmdable", Client(Mode::Either)),
    ("StreamCmdable", Client(Mode::Either)),
    ("StringCmdable", Client(Mode::Either)),
    ("TimeseriesCmdable", Client(Mode::Either)),
    ("VectorSetCmdable", Client(Mode::Either)),
    ("Pipeline", Batch(BatchKind::Pipeline)),
    ("Pipeliner", Batch(BatchKind::Pipeline)),
    ("Conn", Connection),
    ("StatefulCmdable", Connection),
    ("Tx", Connection),
    ("Script", Script),
];

/// The major version that the path of an import names: 9 for `github.com/redis/go-redis/v9`, 5 for
/// `gopkg.in/redis.v5`. Paths on GitHub without a version are version 6, the last one before Go modules. None if the
/// path is no package of go-redis, or one of its extra modules (`.../extra/redisotel/v9`), which have versions of their
/// own.
pub(super) fn major_of(path: &str) -> Option<u32> {
    let (on_gopkg, rest) = MODULES.iter().find_map(|module| {
        let rest = path.strip_prefix(module)?;
        Some((module.starts_with("gopkg.in/"), rest))
    })?;
    let rest = match (on_gopkg, rest) {
        (false, "") => return Some(6),
        (true, rest) => rest.strip_prefix(".v")?,
        (false, rest) => rest.strip_prefix("/v")?,
    };
    rest.split('/').next()?.parse().ok()
}
