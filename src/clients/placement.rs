//! Options that a client does not look at where they are written.

use super::model::{Client, Library, Mode};
use super::options::Level;
use super::{ioredis, redis_py};

/// Where an option belongs that is written elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// Directly among the options of a cluster client.
    Top,
    /// In ioredis' `redisOptions`.
    Node,
    /// Among the options of a cluster client; this one is none.
    Cluster,
    /// Nowhere; what to do instead.
    Nowhere(&'static str),
}

/// How much hangs on an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Without it the client cannot connect, does not start, or reads and writes something else.
    Breaks,
    /// A default takes its place.
    Default,
    /// The client sets it by itself.
    Forced,
}

/// What can be done about an option that belongs nowhere, without knowing what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing.
    None,
    /// Taking it out, which changes nothing.
    TakeOut,
    /// The name that means the same.
    Rename(&'static str),
}

/// An option that the client does not look at where it is written.
#[derive(Debug, Clone, Copy)]
pub struct Misplaced {
    /// Where it belongs.
    pub home: Home,
    /// What happens as it stands.
    pub happens: &'static str,
    /// How much hangs on it.
    pub weight: Weight,
    /// For [`Home::Nowhere`].
    pub remedy: Remedy,
}

/// Whether a client ignores, or refuses, an option of this name at this level.
pub fn misplaced(client: &Client<'_>, level: Level, name: &str) -> Option<Misplaced> {
    match (client.library, client.mode, level) {
        (Library::Ioredis, Mode::Cluster, Level::Top) => ioredis::placement::at_top(client.version, name),
        (Library::Ioredis, Mode::Cluster, Level::Node) => ioredis::placement::in_redis_options(client.version, name),
        (Library::Ioredis, Mode::Standalone, Level::Top) => ioredis::placement::on_plain(name),
        (Library::RedisPy, Mode::Cluster, Level::Top) => redis_py::placement::of_cluster(client, name),
        _ => None,
    }
}

/// The names of options that a client knows, where slotlint has all of them: what a name may have been meant to be.
pub fn known_names(client: &Client<'_>) -> &'static [&'static str] {
    match client.library {
        Library::RedisPy => redis_py::placement::known(client),
        Library::Ioredis | Library::RedisPyCluster | Library::GoRedis => &[],
    }
}
