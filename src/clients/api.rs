//! The shape of client API tables: what the names that a library exports are, and what its methods do.
//!
//! Adding a client is adding a table; adding a method is adding a row.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::model::{BatchKind, Mode};
use crate::redis::{self, Command};

/// A client library, with the forks that share its API.
pub struct Api {
    /// Which one.
    pub library: super::model::Library,
    /// The modules it is imported from; see [`Api::symbol`].
    pub modules: &'static [&'static str],
    /// What it exports, by dotted path behind the module (`Cluster`, `cluster.RedisCluster`).
    pub symbols: &'static [(&'static str, Symbol)],
    /// Its methods.
    pub methods: Methods,
    /// Members that a cluster client has and no other: who asks for one of them asks whether there is a cluster.
    pub only_on_cluster: &'static [&'static str],
}

/// The methods of a library: every name that is called anywhere is looked up here.
pub struct Methods {
    /// Sorted by name; of those with one name, the first row that fits the receiver counts.
    pub rows: &'static [Method],
    by_name: OnceLock<FxHashMap<&'static str, &'static [Method]>>,
}

impl Methods {
    /// The rows are sorted by name.
    pub const fn of(rows: &'static [Method]) -> Self {
        Methods { rows, by_name: OnceLock::new() }
    }

    fn named(&self, name: &str) -> &'static [Method] {
        let index = || self.rows.chunk_by(|a, b| a.name == b.name).map(|rows| (rows[0].name, rows)).collect();
        self.by_name.get_or_init(index).get(name).copied().unwrap_or_default()
    }
}

/// What an exported name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// A class or type: making one, or being declared as one, gives a client.
    Client(Mode),
    /// A function that gives a client.
    Makes(Mode),
    /// A type of batches: `redis.Pipeliner`, `ChainableCommander`.
    Batch(BatchKind),
    /// A type of single-node connections inside a transaction: `*redis.Tx`, `*redis.Conn`.
    Connection,
    /// A function or class that makes a script object from Lua text: `redis.NewScript`.
    Script,
}

/// A method.
#[derive(Debug, Clone, Copy)]
pub struct Method {
    /// Its name, as written in code.
    pub name: &'static str,
    /// What it must be called on.
    pub on: On,
    /// What it does.
    pub does: Does,
}

/// What a method can be called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// A client or a batch.
    Any,
    /// A client, a connection, a node.
    Client,
    /// A connection that a callback gets.
    Connection,
    /// A batch.
    Batch,
}

/// What a method does.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Runs or queues one command, whose keys are at the given arguments.
    Command(&'static str, &'static [KeyArg]),
    /// Runs or queues one command whose arguments, lists flattened one level, are those of the method.
    Wire(&'static str),
    /// The first argument names the command, the others (lists flattened one level) are its arguments: `call`,
    /// `execute_command`, `Do`.
    Raw,
    /// The argument is a command object or an array that holds name and arguments: `sendCommand(new Command(...))`.
    RawObject,
    /// Gives a batch.
    OpensBatch(BatchKind),
    /// Runs a callback with a batch: the callback is at the given argument.
    RunsBatch(BatchKind, u8),
    /// Watches keys and runs a callback with a connection: the callback's position and where the keys begin.
    Watches {
        /// The callback.
        callback: u8,
        /// The first key.
        keys: u8,
    },
    /// Gives the same client, or one like it: `duplicate()`, `initialize()`.
    SameClient,
    /// Gives the nodes of a cluster, each a client of one node.
    Nodes,
    /// Runs a callback once per node with that node's client: the callback's position.
    EachNode(u8),
    /// Runs a script given by text or name, with its keys: see [`ScriptForm`].
    Script(ScriptForm),
    /// Gives a script object made from Lua text: `register_script`.
    MakesScript,
    /// Adds a method made from Lua text: `defineCommand`.
    DefinesCommand,
    /// Ends a batch or connection, or something else without a command: `exec`, `execute`, `close`, `on`.
    Nothing,
}

/// How a script call is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptForm {
    /// `eval(script, numkeys, key..., arg...)`; lists are flattened.
    Numkeys(&'static str),
    /// `Eval(ctx, script, keys []string, args...)`.
    KeyList(&'static str),
    /// `script.Run(ctx, client, keys, args...)`, called on a script object.
    RunOn,
}

/// Where keys are among the arguments of a typed method. Positions count from 0, without Go's leading context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyArg {
    /// One argument: a key, or a list of keys; also by keyword.
    At(u8, &'static str),
    /// All positional arguments from here on: keys, or lists of keys.
    From(u8),
    /// From here on keys and values by turns; or one map whose keys are keys; or one list of pairs.
    Pairs(u8),
    /// The keys of a map (or the elements of a list); also by keyword.
    KeysOf(u8, &'static str),
    /// A field of an argument struct: a key or a list of keys.
    Field(u8, &'static str),
    /// The first half of a list in a field of an argument struct: `XReadArgs.Streams`. All of it where a field `ID` is set.
    FirstHalf(u8, &'static str),
    /// The first half of the positional arguments from here on.
    FirstHalfFrom(u8),
    /// A keyword argument only.
    Named(&'static str),
    /// `numkeys` here, then so many keys as positional arguments or one list.
    Numkeys(u8),
}

impl Api {
    /// What a path behind one of the library's modules is. `default` and the library's own class name in front of a path
    /// are skipped by the library's own table.
    pub fn symbol(&self, path: &str) -> Option<Symbol> {
        self.symbols.iter().find(|(name, _)| *name == path).map(|(_, symbol)| *symbol)
    }

    /// All rows of a method.
    pub fn named(&self, name: &str) -> &'static [Method] {
        self.methods.named(name)
    }

    /// The row of a method for a receiver.
    pub fn method(&self, name: &str, on: On) -> Option<&'static Method> {
        let fits = |row: On| row == On::Any || row == on || (row == On::Client && on == On::Connection);
        self.named(name).iter().find(|method| fits(method.on))
    }
}

impl Method {
    /// Whether a call without any argument does something.
    pub fn runs_bare(&self) -> bool {
        match self.does {
            Does::Command(_, keys) => keys.is_empty(),
            Does::Wire(command) => redis::lookup(command).is_none_or(Command::takes_nothing),
            Does::Raw | Does::RawObject | Does::Script(_) | Does::MakesScript | Does::DefinesCommand => false,
            Does::RunsBatch(..) | Does::Watches { .. } | Does::EachNode(_) => false,
            Does::OpensBatch(_) | Does::SameClient | Does::Nodes | Does::Nothing => true,
        }
    }
}

/// A row for a command method.
pub(super) const fn row(name: &'static str, command: &'static str, keys: &'static [KeyArg]) -> Method {
    Method { name, on: On::Any, does: Does::Command(command, keys) }
}

/// A row for anything else.
pub(super) const fn other(name: &'static str, on: On, does: Does) -> Method {
    Method { name, on, does }
}
