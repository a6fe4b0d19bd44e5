//! The commands: what they are called, where their keys are, and how far they reach in a cluster.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::modules::MODULES;
use super::overlay::OVERLAY;
use super::spec::{Access, KeySpec, index};
use super::table::{SERVERS, TABLE};

/// A command or subcommand.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// Lower case; a subcommand stands behind its container, `object|encoding`.
    pub name: &'static str,
    /// How many arguments it takes, the name counted; negative: at least that many.
    pub arity: i8,
    /// Where its keys are.
    pub specs: &'static [KeySpec],
    /// To which nodes a client should send it (the tip `request_policy`).
    pub policy: Policy,
    flags: u8,
    servers: u8,
}

/// The command tip `request_policy`: how a client should spread the command over a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// No tip: by its keys, or to any one node.
    Default,
    /// To every node, replicas too.
    AllNodes,
    /// To every primary.
    AllShards,
    /// May be split by slot; the parts together are not atomic.
    MultiShard,
    /// Needs logic of its own: SCAN.
    Special,
}

/// Whom a command reaches when a client sends it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The node that serves the slot of its keys. EVAL without keys goes to any node.
    Keyed,
    /// The node that serves the slot of its channels: SSUBSCRIBE, SPUBLISH.
    ShardChannel,
    /// The whole cluster, through any node: PUBLISH, SUBSCRIBE.
    PubSub,
    /// The connection, not the data: AUTH, SELECT, MULTI, PING.
    Connection,
    /// Any node, which answers for the whole cluster: CLUSTER NODES, FT.SEARCH.
    AnyNode,
    /// One node, which answers or acts for itself alone, and nothing says that others matter: TIME.
    OneNode,
    /// One primary, though it takes all of them to have the whole: KEYS, DBSIZE, FLUSHALL.
    AllShards,
    /// One node, though it takes all of them, replicas too: CONFIG SET.
    AllNodes,
    /// One node, though the whole takes logic of its own: SCAN.
    Special,
}

/// Bits of the column `flags`.
pub(super) mod flag {
    pub(in crate::redis) const WRITE: u8 = 1;
    pub(in crate::redis) const READONLY: u8 = 1 << 1;
    pub(in crate::redis) const BLOCKING: u8 = 1 << 2;
    pub(in crate::redis) const MOVABLE: u8 = 1 << 3;
    pub(in crate::redis) const PUBSUB: u8 = 1 << 4;
    pub(in crate::redis) const NOSCRIPT: u8 = 1 << 5;
    pub(in crate::redis) const ADMIN: u8 = 1 << 6;
}

pub(super) const fn row(
    name: &'static str,
    arity: i8,
    flags: u8,
    servers: u8,
    policy: Policy,
    specs: &'static [KeySpec],
) -> Command {
    Command { name, arity, specs, policy, flags, servers }
}

/// A command of which only this is known: it reads one key, its first argument.
pub(super) const fn reads(name: &'static str) -> Command {
    row(name, -2, flag::READONLY, 0, Policy::Default, const { &[index(1, Access::Read)] })
}

/// A command of which only this is known: it writes one key, its first argument.
pub(super) const fn writes(name: &'static str) -> Command {
    row(name, -2, flag::WRITE, 0, Policy::Default, const { &[index(1, Access::Update)] })
}

/// Commands, besides subcommands of CLIENT, whose effect is the connection's alone.
const CONNECTION: [&str; 13] = [
    "asking",
    "auth",
    "discard",
    "echo",
    "exec",
    "hello",
    "multi",
    "ping",
    "quit",
    "readonly",
    "readwrite",
    "reset",
    "select",
];
/// Keyless commands for which one node speaks for all. Search and time series fan out by themselves when their
/// modules run in a cluster.
const ANY_NODE: [&str; 7] =
    ["cluster|info", "cluster|keyslot", "cluster|nodes", "cluster|shards", "cluster|slots", "command", "lolwut"];
const PUBSUB: [&str; 5] = ["psubscribe", "publish", "punsubscribe", "subscribe", "unsubscribe"];

impl Command {
    /// Whether one call can name two keys or more. Channels are not keys.
    pub fn is_multi_key(&self) -> bool {
        let mut keys = self.specs.iter().filter(|spec| spec.access != Access::Channel);
        match (keys.next(), keys.next()) {
            (Some(only), None) => only.is_many(),
            (first, _) => first.is_some(),
        }
    }

    /// Whether it can be sent without any argument.
    pub fn takes_nothing(&self) -> bool {
        matches!(self.arity, -1 | 1)
    }

    /// Whether it can make its connection wait. XREAD and XREADGROUP do so only with BLOCK.
    pub fn is_blocking(&self) -> bool {
        self.flags & flag::BLOCKING != 0
    }

    /// Whether it may write.
    pub fn is_write(&self) -> bool {
        self.flags & flag::WRITE != 0
    }

    /// Whether it reads keys and never writes, so that replicas can serve it. EVAL is neither this nor a write.
    pub fn is_read_only(&self) -> bool {
        self.flags & flag::READONLY != 0
    }

    /// Whether the place of its keys depends on its arguments.
    pub fn has_movable_keys(&self) -> bool {
        self.flags & flag::MOVABLE != 0
    }

    /// Whether servers refuse it inside a script, at least the newest that was asked.
    pub fn is_refused_in_scripts(&self) -> bool {
        self.flags & flag::NOSCRIPT != 0
    }

    /// Whether servers count it as administration (`admin`).
    pub fn is_admin(&self) -> bool {
        self.flags & flag::ADMIN != 0
    }

    /// The labels of the servers that had it when the table was made; none for what is written by hand from
    /// documentation.
    pub fn servers(&self) -> impl Iterator<Item = &'static str> {
        let bits = self.servers;
        SERVERS.iter().enumerate().filter(move |(bit, _)| bits & (1 << bit) != 0).map(|(_, label)| *label)
    }

    /// The name without a subcommand: `object` of `object|encoding`.
    pub fn container(&self) -> &'static str {
        self.name.split_once('|').map_or(self.name, |(container, _)| container)
    }

    /// Whom it reaches when it is sent once.
    pub fn reach(&self) -> Reach {
        match self.specs.first() {
            Some(spec) if spec.access == Access::Channel => return Reach::ShardChannel,
            Some(_) => return Reach::Keyed,
            None => {}
        }
        let container = self.container();
        if container == "client" || CONNECTION.contains(&self.name) || self.name == "unwatch" {
            return Reach::Connection;
        }
        if PUBSUB.contains(&self.name) {
            return Reach::PubSub;
        }
        match self.policy {
            Policy::AllNodes => Reach::AllNodes,
            Policy::AllShards => Reach::AllShards,
            Policy::Special => Reach::Special,
            Policy::Default | Policy::MultiShard if self.answers_for_all() => Reach::AnyNode,
            Policy::Default | Policy::MultiShard => Reach::OneNode,
        }
    }

    fn answers_for_all(&self) -> bool {
        let subcommand_is_help = self.name.ends_with("|help");
        let module = self.name.starts_with("ft.") || self.name.starts_with("ts.");
        module || subcommand_is_help || ANY_NODE.contains(&self.name) || self.container() == "command"
    }
}

/// Every command once, in no particular order.
pub fn commands() -> impl Iterator<Item = &'static Command> {
    OVERLAY
        .iter()
        .chain(&MODULES)
        .chain(&TABLE)
        .filter(|row| search(row.name.bytes()).is_some_and(|known| std::ptr::eq(known, *row)))
}

/// The command of this name, in any case; a subcommand as `object|encoding` or `OBJECT ENCODING`.
///
/// Whoever sends two words as the name, as redis-py does, must still give the extraction of keys the second as the first
/// argument.
pub fn lookup(name: &str) -> Option<&'static Command> {
    search(name.bytes().map(|byte| if byte == b' ' { b'|' } else { byte }))
}

/// The command `name`, or its subcommand if `first_argument` is known and names one. Positions of keys count the
/// subcommand as the first argument either way.
pub fn lookup_with_sub(name: &str, first_argument: Option<&[u8]>) -> Option<&'static Command> {
    let subcommand = first_argument.and_then(|sub| search(name.bytes().chain([b'|']).chain(sub.iter().copied())));
    subcommand.or_else(|| lookup(name))
}

/// All rows by name: each name in a source is asked for, and most are none.
static BY_NAME: LazyLock<FxHashMap<&'static [u8], &'static Command>> = LazyLock::new(|| {
    // Of two rows with one name the later counts: what is written by hand before what servers said.
    let rows = MODULES.iter().chain(&TABLE).chain(&OVERLAY);
    rows.map(|row| (row.name.as_bytes(), row)).collect()
});

/// No command's name is longer than this, in bytes.
const LONGEST_NAME: usize = 64;

fn search(name: impl Iterator<Item = u8>) -> Option<&'static Command> {
    let lower = name.map(|byte| byte.to_ascii_lowercase());
    let name: SmallVec<[u8; LONGEST_NAME]> = lower.take(LONGEST_NAME).collect();
    BY_NAME.get(&name[..]).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redis::spec::Begin;

    fn command(name: &str) -> &'static Command {
        lookup(name).unwrap_or_else(|| panic!("{name} is a command"))
    }

    #[test]
    fn tables_are_sorted_and_lower_case() {
        for rows in [&OVERLAY[..], &MODULES, &TABLE] {
            assert!(rows.is_sorted_by(|a, b| a.name < b.name));
            assert!(rows.iter().all(|row| row.name == row.name.to_ascii_lowercase()));
        }
    }

    #[test]
    fn every_command_is_found_by_its_name_in_any_case() {
        for row in commands() {
            assert_eq!(lookup(&row.name.to_ascii_uppercase()), Some(row));
        }
        assert_eq!(lookup("geT").map(|c| c.name), Some("get"));
        assert_eq!(lookup("gets"), None);
        assert_eq!(lookup(""), None);
    }

    #[test]
    fn subcommands_are_found_behind_their_container() {
        let encoding = lookup("object|encoding");
        assert!(encoding.is_some());
        assert_eq!(lookup("OBJECT ENCODING"), encoding);
        assert_eq!(lookup_with_sub("Object", Some(b"Encoding")), encoding);
        assert_eq!(lookup_with_sub("object", None).map(|c| c.name), Some("object"));
        assert_eq!(lookup_with_sub("get", Some(b"encoding")).map(|c| c.name), Some("get"));
        assert_eq!(encoding.map(Command::container), Some("object"));
    }

    #[test]
    fn no_command_is_left_without_a_key_position() {
        let open = commands().filter(|c| c.specs.iter().any(|s| s.begin == Begin::Unknown));
        assert_eq!(open.map(|c| c.name).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn commands_with_several_keys_are_known_as_such() {
        let listed = "bitop blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax bzpopmin copy del eval eval_ro \
            evalsha evalsha_ro exists fcall fcall_ro georadius georadiusbymember geosearchstore lcs lmove lmpop mget migrate \
            mset msetex msetnx pfcount pfmerge rename renamenx rpoplpush sdiff sdiffstore sinter sintercard \
            sinterstore smove sort sunion sunionstore touch unlink watch xread xreadgroup zdiff zdiffstore zinter \
            zintercard zinterstore zmpop zrangestore zunion zunionstore blmovem lmovem sdiffcard sunioncard json.mget \
            json.mset ts.madd ts.createrule ts.deleterule ts.nrange ts.nrevrange tdigest.merge cms.merge";
        let mut expected: Vec<_> = listed.split_whitespace().collect();
        expected.sort_unstable();
        let mut found: Vec<_> = commands().filter(|c| c.is_multi_key()).map(|c| c.name).collect();
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn reach_tells_whom_one_call_asks() {
        for (name, reach) in [
            ("get", Reach::Keyed),
            ("eval", Reach::Keyed),
            ("object|encoding", Reach::Keyed),
            ("ssubscribe", Reach::ShardChannel),
            ("publish", Reach::PubSub),
            ("pubsub|channels", Reach::OneNode),
            ("client|setname", Reach::Connection),
            ("multi", Reach::Connection),
            ("cluster|nodes", Reach::AnyNode),
            ("ft.search", Reach::AnyNode),
            ("ts.mget", Reach::AnyNode),
            ("time", Reach::OneNode),
            ("keys", Reach::AllShards),
            ("dbsize", Reach::AllShards),
            ("flushall", Reach::AllShards),
            ("config|set", Reach::AllNodes),
            ("script|load", Reach::AllNodes),
            ("scan", Reach::Special),
        ] {
            assert_eq!(command(name).reach(), reach, "{name}");
        }
    }

    #[test]
    fn flags_and_servers_are_those_of_the_table() {
        assert!(command("blpop").is_blocking() && command("blpop").is_write());
        assert!(command("mget").is_read_only() && !command("mget").is_write());
        assert!(command("eval").has_movable_keys() && command("config|set").is_admin());
        assert_eq!(command("delifeq").servers().collect::<Vec<_>>(), ["valkey9.1.2"]);
        assert_eq!(command("json.mget").servers().count(), 0);
    }

    #[test]
    fn what_must_stay_one_call_is_never_called_splittable() {
        let split: Vec<_> = commands().filter(|c| c.policy == Policy::MultiShard).map(|c| c.name).collect();
        assert_eq!(split, ["del", "exists", "mget", "mset", "touch", "unlink"]);
    }
}
