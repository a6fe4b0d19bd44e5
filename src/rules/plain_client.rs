//! Why a plain client may be right on a cluster: what the rules about plain clients ask first.

use std::cell::OnceCell;

use super::FileCx;
use crate::clients::addresses::{Address, addresses};
use crate::clients::api::{Does, On};
use crate::clients::fate::{Done, Fates};
use crate::clients::library::{self, root_symbol};
use crate::clients::model::{Construction, Mode};
use crate::clients::receivers::last_identifier;
use crate::clients::switches::{in_other_arm, words};
use crate::clients::{api_of, model::Library};
use crate::project::SoughtImporters;
use crate::syntax::ir::{BinaryOp, ExprId, ExprKind, Language};

/// Commands that any node answers as well as any other, or that are about the node itself.
const PROBES: [&str; 12] =
    ["PING", "INFO", "ECHO", "TIME", "HELLO", "ROLE", "COMMAND", "CONFIG", "AUTH", "READONLY", "QUIT", "CLIENT"];
/// Classic messages are broadcast to every node.
const MESSAGES: [&str; 5] = ["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "PUBLISH"];

/// Finds out what the clients of one file are for.
pub(super) struct Purposes<'c, 'a, 'p> {
    cx: &'c FileCx<'a, 'p>,
    fates: OnceCell<Fates<'p>>,
}

impl<'c, 'a, 'p> Purposes<'c, 'a, 'p> {
    /// Of a file, of which nothing is known yet.
    pub(super) fn of(cx: &'c FileCx<'a, 'p>) -> Self {
        Self { cx, fates: OnceCell::new() }
    }

    /// Whether the project means a client to be plain: the other arm of a cluster switch, one of the nodes, a probe, a
    /// subscriber, a test.
    pub(super) fn on_purpose(&self, made: &Construction<'p>) -> bool {
        let cx = self.cx;
        is_for_tests(cx)
            || in_plain_arm(cx, made)
            || is_for_node(cx, made)
            || is_for_fake(cx, made)
            || self.asks_any_node(made)
    }

    /// Whether all that is done with the client is the same on every node.
    fn asks_any_node(&self, made: &Construction<'p>) -> bool {
        let cx = self.cx;
        let done = self.fates.get_or_init(|| Fates::of(&cx.file.ir)).of_value(made.site.expr);
        let mut harmless = 0;
        for &call in &done.calls {
            match what_is_done(cx, made, call) {
                Step::Harmless => harmless += 1,
                Step::Neutral => {}
                Step::Data => return false,
            }
        }
        if harmless == 0 && !(done.calls.is_empty() && done.names.iter().any(|name| names_messages(name))) {
            return false;
        }
        if done.escapes || is_seen_elsewhere(cx, &done) {
            return done.names.iter().any(|name| names_messages(name));
        }
        true
    }
}

/// Whether the address is that of a node, taken from a list of nodes: `node.host`.
fn is_for_node<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>) -> bool {
    let options = made.options(cx.ev);
    addresses(cx.ev, made, &options).iter().any(|address| {
        let ir = &address.site.file.ir;
        let owner = match ir.kind(address.site.expr) {
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => last_identifier(ir, *object),
            _ => None,
        };
        owner.is_some_and(|owner| words(owner).any(|word| matches!(word.as_str(), "node" | "shard" | "replica")))
    })
}

/// Whether the address is that of a server inside the program, which is no cluster: `miniredis.Run()`.
fn is_for_fake<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>) -> bool {
    let options = made.options(cx.ev);
    let is_fake = |address: &Address<'p>| root_symbol(&address.value).is_some_and(|module| library::is_server(module));
    addresses(cx.ev, made, &options).iter().any(is_fake)
}

/// Whether the number of addresses decides between this client and a cluster client: a cluster's configuration endpoint
/// is one address.
pub(super) fn decided_by_count<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>) -> bool {
    cx.ev.guards(&made.cx, made.site.expr).iter().any(|guard| {
        let ir = guard.cx.ir();
        let ExprKind::Binary { op, left, right } = ir.kind(guard.test) else { return false };
        let is_count = match ir.kind(*left) {
            ExprKind::Member { property, .. } => property == "length",
            ExprKind::Call(call) => last_identifier(ir, call.callee).is_some_and(|name| name == "len"),
            _ => false,
        };
        let names_addresses = || {
            let text = guard.cx.site(*left).text().to_ascii_lowercase();
            ["addr", "node", "host", "endpoint", "server"].iter().any(|word| text.contains(word))
        };
        let compares = matches!(op, BinaryOp::Greater | BinaryOp::Less | BinaryOp::Equal | BinaryOp::NotEqual);
        // `len(addrs) == 0` asks whether there is any address.
        let is_one = matches!(ir.kind(*right), ExprKind::Number(number) if *number >= 1.0);
        is_count && compares && is_one && names_addresses()
    })
}

/// Whether the file is a test: what it talks to is up to whoever runs it.
pub(super) fn is_for_tests(cx: &FileCx<'_, '_>) -> bool {
    cx.project.is_test(&cx.file.path)
}

/// Whether the client is made only where there is no cluster.
pub(super) fn in_plain_arm<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>) -> bool {
    made.client.mode == Mode::NoCluster || in_other_arm(cx.ev, &made.cx, made.site.expr)
}

enum Step {
    Harmless,
    Neutral,
    Data,
}

fn what_is_done(cx: &FileCx<'_, '_>, made: &Construction<'_>, call: ExprId) -> Step {
    if let Some(operation) = cx.model.operations.iter().find(|operation| operation.call.expr == call) {
        let name = operation.command_name.as_str();
        let first = name.split(['|', ' ']).next().unwrap_or(name);
        let harmless = PROBES.contains(&first) || MESSAGES.contains(&first) || first == "CLUSTER";
        return if harmless { Step::Harmless } else { Step::Data };
    }
    let ir = &cx.file.ir;
    let Some(ExprKind::Member { property, .. }) = ir.call(call).map(|call| ir.kind(call.callee)) else {
        return Step::Data;
    };
    let library = made.client.library;
    if property == "pubsub" && matches!(library, Library::RedisPy | Library::RedisPyCluster) {
        return Step::Harmless;
    }
    match api_of(library).method(property, On::Client).map(|method| method.does) {
        Some(Does::Nothing) => Step::Neutral,
        _ => Step::Data,
    }
}

/// Whether a name says that the client is for messages: `subClient`, `redis_subscriber`, `pub`.
fn names_messages(name: &str) -> bool {
    let mut words = words(name);
    words.any(|word| {
        matches!(
            word.as_str(),
            "sub" | "subs" | "subscriber" | "subscribe" | "subscription" | "pub" | "publisher" | "pubsub"
        )
    })
}

/// Whether a top-level name may be used in other files: Python and Go export all of them.
fn is_seen_elsewhere(cx: &FileCx<'_, '_>, done: &Done) -> bool {
    if !done.top_level {
        return false;
    }
    match cx.file.ir.language {
        Language::Go => true,
        Language::Python => is_imported(cx),
        // What JavaScript exports is a use.
        _ => false,
    }
}

fn is_imported(cx: &FileCx<'_, '_>) -> bool {
    let path = &cx.file.path;
    let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { return true };
    let name = match stem {
        "__init__" => cx.file.folder().file_name().and_then(|name| name.to_str()).unwrap_or(stem),
        _ => stem,
    };
    let names = |specifier: &str| specifier.rsplit('.').next() == Some(name);
    let imported = cx.project.walked().into_iter().any(|file| {
        file.path != *path
            && file.ir.language == Language::Python
            && (file.ir.imports.iter().any(|import| names(&import.specifier)) || file.ir.top.contains_key(name))
    });
    imported || !cx.project.importers(&SoughtImporters { of: &[path], holding: &[], names: &[] }).is_empty()
}
