//! What rules see: clients, operations, batches and scripts, with nothing of a language or a library's API in them.

use std::rc::Rc;

use smol_str::SmolStr;

use super::lua::Given;
use crate::eval::pattern::Pattern;
use crate::eval::value::{Turn, Value};
use crate::eval::{Cx, Site};
use crate::project::Version;
use crate::redis::Command;
use crate::syntax::ir::{Call, ContextKind};

/// A client library; forks share the entry of what they forked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Library {
    /// ioredis and iovalkey.
    Ioredis,
    /// redis-py and valkey-py.
    RedisPy,
    /// redis-py-cluster, retired.
    RedisPyCluster,
    /// go-redis.
    GoRedis,
}

impl Library {
    /// As people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Library::Ioredis => "ioredis",
            Library::RedisPy => "redis-py",
            Library::RedisPyCluster => "redis-py-cluster",
            Library::GoRedis => "go-redis",
        }
    }
}

/// What a client talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A cluster, whose redirects it follows.
    Cluster,
    /// One server; on a cluster it cannot follow redirects.
    Standalone,
    /// A primary found through Sentinel.
    Sentinel,
    /// go-redis' client-side sharding over standalone servers.
    Ring,
    /// go-redis' cluster type over one Sentinel-managed shard: servers accept any keys.
    FailoverCluster,
    /// One node of a cluster, on purpose.
    OneNode,
    /// A cluster or one server, decided at run time.
    Either,
    /// In the arm of a switch where the deployment is no cluster: nothing about slots matters.
    NoCluster,
    /// Not known.
    Unknown,
}

impl Mode {
    /// Whether the client is, or may be, one that knows clusters.
    pub fn may_be_cluster(self) -> bool {
        matches!(self, Mode::Cluster | Mode::Either)
    }
}

/// How a client was recognised, weakest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Only by the name of what a command is called on.
    Named,
    /// By its declared type.
    Typed,
    /// By the expression that makes it.
    Constructed,
}

/// A client.
#[derive(Clone)]
pub struct Client<'p> {
    /// Its library.
    pub library: Library,
    /// The library's version, when a manifest says.
    pub version: Option<Version>,
    /// What it talks to.
    pub mode: Mode,
    /// redis-py: whether it is the asyncio client.
    pub asynchronous: bool,
    /// How it was recognised.
    pub evidence: Evidence,
    /// The call that makes it, with the frame it stands in.
    pub made: Option<(Cx<'p>, Site<'p>)>,
    /// ioredis: what it puts in front of every key.
    pub prefix: Prefix<'p>,
    /// As people would write it: `Redis.Cluster`, `redis.NewClient`.
    pub name: SmolStr,
}

impl Client<'_> {
    /// Whether its version is known to be earlier than this one of the library; an unknown version is the newest. Forks
    /// count as what they forked: iovalkey 0.x ioredis 5.4, valkey-py 6.x redis-py 5.3.
    pub fn is_before(&self, asked: (u32, u32, u32)) -> bool {
        let (major, minor, patch) = asked;
        match self.library {
            Library::RedisPy if self.name.starts_with("valkey.") => asked > (5, 3, 1),
            Library::Ioredis if self.version.is_some_and(|version| version.major == 0) => asked > (5, 4, 2),
            _ => self.version.and_then(|version| version.before(major, minor, patch)) == Some(true),
        }
    }
}

/// ioredis' `keyPrefix`.
#[derive(Clone)]
pub enum Prefix<'p> {
    /// None.
    None,
    /// This text.
    Known(Rc<Pattern<'p>>),
    /// The options are not known.
    Unknown,
}

/// A set of commands sent together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchKind {
    /// Sent together, not atomic.
    Pipeline,
    /// MULTI ... EXEC.
    Transaction,
    /// redis-py's `pipeline()`: its arguments and the client's mode decide which of the two.
    Default,
}

/// A call of a client or batch.
#[derive(Clone)]
pub struct Operation<'p> {
    /// The call of the client's method, in the frame that its keys were found in.
    pub cx: Cx<'p>,
    /// The call of the client's method.
    pub call: Site<'p>,
    /// Where it is reported: the call itself, or the call of the wrapper at which its keys became known.
    pub site: Site<'p>,
    /// For a wrapper that is wrong for all its known callers: those calls.
    pub callers: Vec<Site<'p>>,
    /// The method's name.
    pub method: SmolStr,
    /// How the command was written.
    pub form: Form,
    /// The command; unknown names have none.
    pub command: Option<&'static Command>,
    /// The command's name in upper case, as shown.
    pub command_name: SmolStr,
    /// Its keys.
    pub keys: KeyList<'p>,
    /// The client.
    pub client: Rc<Client<'p>>,
    /// Whether a condition around the call says that the list of keys has at most one element.
    pub at_most_one: bool,
    /// The batch it is queued in: an index into [`super::FileModel::batches`].
    pub batch: Option<usize>,
    /// For script calls, the script.
    pub script: Option<ScriptUse<'p>>,
    /// For SORT, what it makes keys of.
    pub sorts_by: Vec<SortPattern<'p>>,
}

/// A pattern of SORT, each star of which an element takes the place of.
#[derive(Clone)]
pub struct SortPattern<'p> {
    /// What stands before it.
    pub word: SortWord,
    /// The pattern.
    pub item: KeyItem<'p>,
}

/// The options of SORT that take a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortWord {
    /// The weights to sort by.
    By,
    /// The values to give back.
    Get,
}

impl SortWord {
    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            SortWord::By => "BY",
            SortWord::Get => "GET",
        }
    }
}

/// How a command was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The client's method for the command.
    Typed,
    /// By name: `call('MGET', ...)`, `execute_command`, `Do`.
    Raw,
}

/// The keys of an operation, in the order of the command.
#[derive(Clone, Default)]
pub struct KeyList<'p> {
    /// The keys.
    pub items: Vec<KeyItem<'p>>,
    /// Why they may not be all of them.
    pub doubt: Option<&'static str>,
}

/// A key, or several.
#[derive(Clone)]
pub struct KeyItem<'p> {
    /// What it is.
    pub kind: KeyKind<'p>,
    /// Where it stands.
    pub site: Option<Site<'p>>,
}

/// What a [`KeyItem`] is.
#[derive(Clone)]
pub enum KeyKind<'p> {
    /// One key: one of these patterns.
    One(Vec<Rc<Pattern<'p>>>),
    /// Any number of keys, one per turn of a loop, that look like one of these patterns.
    Each(Vec<Rc<Pattern<'p>>>, Turn),
    /// Any number of keys of which nothing is known but where they come from.
    Opaque(Value<'p>, Source),
}

/// Where a list of unknown keys comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A parameter of the function around the call.
    Parameter,
    /// The reply of a command that gives keys or members, such as KEYS, SCAN, SMEMBERS.
    Reply(&'static str),
    /// Something else.
    Other,
}

/// A pipeline or transaction.
#[derive(Clone)]
pub struct Batch<'p> {
    /// The call that makes it, with its frame.
    pub cx: Cx<'p>,
    /// The call that makes it.
    pub site: Site<'p>,
    /// Where it is reported: that call, or the call of the project's function that hands the batch to a callback in which
    /// the keys are chosen.
    pub reported: Site<'p>,
    /// What it is.
    pub kind: BatchKind,
    /// The client it belongs to.
    pub client: Rc<Client<'p>>,
    /// The `Watch` it happens in, as an index into the same list.
    pub within: Option<usize>,
    /// Its operations: indexes into [`super::FileModel::operations`].
    pub operations: Vec<usize>,
    /// Keys that are watched for it.
    pub watched: Vec<KeyItem<'p>>,
    /// Whether it is a `Watch` rather than a batch, and whether it watches nothing.
    pub watch: Option<WatchForm>,
}

/// How keys are watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchForm {
    /// With keys.
    Keys,
    /// Without any key.
    NoKeys,
}

/// A script as used by one call.
#[derive(Clone)]
pub struct ScriptUse<'p> {
    /// Its Lua text, if found.
    pub text: Option<Rc<ScriptText<'p>>>,
    /// How many keys the call declares, if known.
    pub declared: Option<usize>,
    /// Where the count stands.
    pub declared_site: Option<Site<'p>>,
    /// What it gives to ARGV.
    pub given: Given<'p>,
}

/// Lua text, and where it is written.
#[derive(Clone)]
pub struct ScriptText<'p> {
    /// The text.
    pub text: Vec<u8>,
    /// The string that holds it, or the file.
    pub origin: ScriptOrigin<'p>,
}

/// Where Lua text is written.
#[derive(Clone, Copy)]
pub enum ScriptOrigin<'p> {
    /// In a string literal of a file.
    Literal(Site<'p>),
    /// In a `.lua` file, from its beginning.
    File(&'p crate::project::ModuleFile),
}

/// A client being made.
#[derive(Clone)]
pub struct Construction<'p> {
    /// The client.
    pub client: Rc<Client<'p>>,
    /// The frame the call stands in.
    pub cx: Cx<'p>,
    /// The call.
    pub site: Site<'p>,
    /// The call, for its arguments.
    pub call: &'p Call,
}

/// A call that looks like a Redis call but could not be resolved.
#[derive(Clone)]
pub struct Unresolved<'p> {
    /// The call.
    pub site: Site<'p>,
    /// Why.
    pub reason: &'static str,
}

impl<'p> Operation<'p> {
    /// The loops around the operation that are not around the making of its batch.
    pub fn turns_within(&self, batch: &Batch<'p>) -> Vec<Turn> {
        let mut turns = turns_around(&self.cx, self.call);
        let outside = turns_around(&batch.cx, batch.site);
        turns.retain(|turn| !outside.contains(turn));
        turns
    }
}

/// The loops around an expression, through the calls that lead to it.
pub(super) fn turns_around<'p>(cx: &Cx<'p>, site: Site<'p>) -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut at = Some((cx.clone(), site));
    for _ in 0..12 {
        let Some((cx, site)) = at else { break };
        let ir = &site.file.ir;
        turns.extend(ir.contexts(ir.context_of(site.expr)).filter_map(|context| match context.kind {
            ContextKind::Loop(turn) => Some(Turn { file: site.file.key, turn }),
            _ => None,
        }));
        at = cx.frame.as_ref().and_then(|frame| frame.call.clone());
    }
    turns
}
