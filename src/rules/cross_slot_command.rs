//! One command whose keys are in different slots.

use super::FileCx;
use super::draft::{Draft, severity};
use super::splitting;
use super::tagging;
use crate::clients::model::{Client, Form, Library, Mode, Operation};
use crate::clients::relation::{Relation, Shown, Why, judge};
use crate::clients::{split_by_batch, split_by_client};
use crate::finding::{Confidence, Finding};

const RULE: &str = "cross-slot-command";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for operation in &cx.model.operations {
        if let Some(finding) = judge_operation(cx, operation) {
            findings.push(finding);
        }
    }
}

/// The finding about one command, if there is one.
pub(super) fn judge_operation<'p>(cx: &FileCx<'_, 'p>, operation: &Operation<'p>) -> Option<Finding> {
    let command = operation.command?;
    let takes_several = command.is_multi_key() || subscribes_in_one(operation);
    if operation.script.is_some() || operation.at_most_one || !takes_several || is_split(cx, operation) {
        return None;
    }
    if matches!(command.name, "watch") || !cx.concerns(&operation.client) {
        return None;
    }
    let Relation::Different { confidence, shown, why } = judge(&operation.client, &operation.keys.items) else {
        return None;
    };
    let client = &operation.client;
    let name = &operation.command_name;
    let message = match why {
        Why::Apart if subscribes_in_one(operation) => {
            format!("{name} needs all its channels in one slot; {} hash apart", pair(&shown))
        }
        Why::Apart if confidence == Confidence::Possible => {
            format!("{name} needs all its keys in one slot; nothing here says that {} share one", pair(&shown))
        }
        Why::Apart => format!("{name} needs all its keys in one slot; {} hash apart", pair(&shown)),
        Why::Varies if confidence == Confidence::Possible => {
            format!("{name} needs all its keys in one slot; nothing here says that those of this list, {}, share one", pair(&shown))
        }
        Why::Varies => format!(
            "{name} needs all its keys in one slot; the keys of this list, {}, are in as many slots as there are keys",
            pair(&shown)
        ),
        Why::Reply(giver) => format!(
            "{name} needs all its keys in one slot; the keys of `{}` come from {} and are in any slots",
            shown[0].text,
            giver.to_ascii_uppercase()
        ),
        Why::Unknown => format!(
            "{name} needs all its keys in one slot; nothing here says that those of `{}` share one",
            shown[0].text
        ),
    };
    let draft = Draft::at(RULE, operation.site, severity(client, confidence), confidence, message)
        .command(name)
        .keys(&shown)
        .through(operation)
        .client(client)
        .help(help(operation, &shown, why))
        .fix(splitting::of(cx.ev, operation))
        .fix(tagging::of(cx.model, client, &operation.keys.items));
    Some(draft.done())
}

/// Whether it subscribes to sharded channels in one command. redis-py's cluster client asks a node for each.
fn subscribes_in_one(operation: &Operation<'_>) -> bool {
    let library = operation.client.library;
    operation.command.is_some_and(|command| command.name == "ssubscribe")
        && matches!(library, Library::Ioredis | Library::GoRedis)
}

/// Keys in a message, with their slots when both are known. Of a list that is made in a loop they may be written alike.
pub(super) fn pair(shown: &[Shown<'_>]) -> String {
    let all: Vec<String> = shown
        .iter()
        .map(|key| {
            let fact = key.fact();
            match fact.slot {
                Some(slot) => format!("`{}` (slot {slot})", fact.key),
                None => format!("`{}`", fact.key),
            }
        })
        .collect();
    match all.as_slice() {
        [one, other] if one == other => format!("the keys {one}"),
        _ => all.join(" and "),
    }
}

/// Whether redis-py's cluster client or pipeline splits the call by slot itself; in raw form they do not.
fn is_split(cx: &FileCx<'_, '_>, operation: &Operation<'_>) -> bool {
    let client: &Client<'_> = &operation.client;
    if client.library != Library::RedisPy || operation.form != Form::Typed {
        return false;
    }
    match operation.batch {
        None => client.mode.may_be_cluster() && split_by_client(&operation.method),
        Some(batch) => {
            client.mode == Mode::Cluster && split_by_batch(client, cx.model.batches[batch].kind, &operation.method)
        }
    }
}

fn help(operation: &Operation<'_>, shown: &[Shown<'_>], why: Why) -> String {
    let one_by_one = one_by_one(operation);
    match (why, shown) {
        (Why::Apart, [a, b]) => format!(
            "give the keys the same hash tag, `{}` and `{}`, which renames keys that are already stored; or {one_by_one}, which is not atomic",
            tagged(a),
            tagged(b),
        ),
        _ => format!(
            "{one_by_one}, which is not atomic; or give the keys a common hash tag, which renames keys that are already stored"
        ),
    }
}

/// How to go without one command over all keys.
fn one_by_one(operation: &Operation<'_>) -> &'static str {
    let command = operation.command_name.as_str();
    match (command, operation.client.library) {
        ("RENAME" | "RENAMENX" | "COPY", _) => "write the value under the other key with a command of its own",
        ("SMOVE" | "RPOPLPUSH" | "BRPOPLPUSH" | "LMOVE" | "BLMOVE", _) => {
            "take from the one key and add to the other with a command each"
        }
        ("PFMERGE" | "BITOP" | "ZRANGESTORE" | "GEOSEARCHSTORE" | "SORT", _) => STORED,
        (stores, _) if stores.ends_with("STORE") => STORED,
        ("MGET", Library::RedisPy | Library::RedisPyCluster) => "use `mget_nonatomic`, which asks each slot by itself",
        ("MSET", Library::RedisPy | Library::RedisPyCluster) => "use `mset_nonatomic`, which writes each slot by itself",
        ("DEL" | "UNLINK" | "EXISTS" | "TOUCH", Library::RedisPy | Library::RedisPyCluster) => {
            "use a `RedisCluster` client, whose method for it asks each slot by itself"
        }
        (_, Library::RedisPy | Library::RedisPyCluster) => "run it once per slot",
        (_, Library::Ioredis) => "run it once per key, for example with `Promise.all`",
        (_, Library::GoRedis) => "run it once per key in a `Pipelined` call, which go-redis sends to each node by itself",
    }
}

const STORED: &str = "read the keys one by one, and store what the program makes of them";

/// A suggestion: the first value of a key, or all of it, in braces.
pub(super) fn tagged(shown: &Shown<'_>) -> String {
    use crate::eval::pattern::Part;
    let Some(pattern) = &shown.pattern else { return shown.text.clone() };
    let parts = pattern.parts();
    let hole = parts.iter().position(|part| matches!(part, Part::Hole(_)));
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Literal(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                let plain: String = text.chars().filter(|ch| !matches!(ch, '{' | '}')).collect();
                match (hole, index) {
                    (None, 0) => out.push_str(&braced(&plain)),
                    _ => out.push_str(&plain),
                }
            }
            Part::Hole(value) if hole == Some(index) => out.push_str(&format!("{{<{}>}}", value.text)),
            Part::Hole(value) => out.push_str(&format!("<{}>", value.text)),
        }
    }
    out
}

/// `user:1000:profile` as `{user:1000}:profile`: all but the last part, as the tag.
fn braced(text: &str) -> String {
    match text.rfind([':', '.', '/', '-', '_']) {
        Some(at) if at > 0 => format!("{{{}}}{}", &text[..at], &text[at..]),
        _ => format!("{{{text}}}"),
    }
}
