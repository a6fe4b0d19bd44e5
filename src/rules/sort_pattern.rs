//! A pattern behind BY or GET of SORT that a cluster refuses.

mod in_scripts;

use std::rc::Rc;

use super::FileCx;
use super::cross_slot_command::pair;
use super::draft::{Draft, severity};
use crate::clients::model::{Client, KeyItem, KeyKind, Library, Mode, Operation, Prefix, SortPattern, SortWord};
use crate::clients::relation::{self, Relation, Shown, judge, slots_matter};
use crate::config::Server;
use crate::eval::pattern::{Part, Pattern};
use crate::finding::{Confidence, Finding};

const RULE: &str = "sort-pattern";

const IN_THE_APPLICATION: &str = "read the list and the values, and sort them in the application";

/// What is wrong with a pattern.
struct Refusal<'p> {
    confidence: Confidence,
    message: String,
    help: String,
    shown: Vec<Shown<'p>>,
}

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    let server = cx.policy.settings.server;
    in_scripts::check(cx, server, findings);
    for operation in cx.model.operations.iter().filter(|operation| !operation.sorts_by.is_empty()) {
        let client = &operation.client;
        if !cx.concerns(client) || !slots_matter(client.mode) || is_never_sent(operation) {
            continue;
        }
        let Some(worst) = worst_refusal(server, operation) else { continue };
        let severity = severity(client, worst.confidence);
        let draft = Draft::at(RULE, operation.site, severity, worst.confidence, worst.message)
            .command(&operation.command_name)
            .keys(&worst.shown)
            .through(operation)
            .client(client)
            .help(worst.help);
        findings.push(draft.done());
    }
}

fn worst_refusal<'p>(server: Server, operation: &Operation<'p>) -> Option<Refusal<'p>> {
    let refusals = operation.sorts_by.iter().filter_map(|pattern| refusal(server, operation, pattern));
    refusals.reduce(|worst, next| if next.confidence > worst.confidence { next } else { worst })
}

/// redis-py's cluster pipelines have no `sort`: that is another rule's.
fn is_never_sent(operation: &Operation<'_>) -> bool {
    let client = &operation.client;
    client.library == Library::RedisPy && client.mode == Mode::Cluster && operation.batch.is_some()
}

fn refusal<'p>(server: Server, operation: &Operation<'p>, sorted: &SortPattern<'p>) -> Option<Refusal<'p>> {
    let (KeyKind::One(patterns) | KeyKind::Each(patterns, _)) = &sorted.item.kind else { return None };
    let limit = if patterns.len() > 1 { Confidence::Likely } else { Confidence::Certain };
    let of_server = patterns.iter().filter_map(|pattern| match server.accepts_sort_patterns() {
        true => outside(operation, sorted, pattern),
        false => old(server, sorted, pattern),
    });
    let worst = of_server.max_by_key(|refusal| refusal.confidence).or_else(|| taken_for_key(operation, sorted))?;
    Some(Refusal { confidence: worst.confidence.min(limit), ..worst })
}

/// Servers that refuse every pattern.
fn old<'p>(server: Server, sorted: &SortPattern<'p>, pattern: &Rc<Pattern<'p>>) -> Option<Refusal<'p>> {
    // Without a star BY means not to sort.
    if sorted.word == SortWord::By && before_star(pattern).is_none() {
        return None;
    }
    let word = sorted.word.as_str();
    Some(Refusal {
        confidence: Confidence::Certain,
        message: format!(
            "{server} refuses every {word} pattern of SORT on a cluster, `{}` too: `{word} option of SORT denied in Cluster mode`",
            pattern.display()
        ),
        help: format!(
            "{IN_THE_APPLICATION}; Redis from 7.4 and Valkey from 8.0 accept a pattern that begins with the hash tag of the key"
        ),
        shown: vec![shown(sorted, pattern)],
    })
}

/// Newer servers refuse a pattern unless its hash tag, in front of its first star, is in the slot of the key.
fn outside<'p>(operation: &Operation<'p>, sorted: &SortPattern<'p>, pattern: &Rc<Pattern<'p>>) -> Option<Refusal<'p>> {
    let before_star = before_star(pattern);
    match sorted.word {
        SortWord::By if before_star.is_none() => return None,
        SortWord::Get if pattern.as_literal() == Some(b"#") => return None,
        SortWord::By | SortWord::Get => {}
    }
    let client = &operation.client;
    let word = sorted.word.as_str();
    let whole = before_star.is_none();
    let in_front = before_star.unwrap_or_else(|| (**pattern).clone());
    let by_prefix = matches!(&client.prefix, Prefix::Known(prefix) if prefix.is_tagged());
    if by_prefix {
        return None;
    }
    let (confidence, message, shown) = if in_front.is_tagged() || whole {
        let item = KeyItem { kind: KeyKind::One(vec![pattern.clone()]), site: sorted.item.site };
        let Relation::Different { confidence, shown, .. } = judge(client, &[key(operation)?, item]) else { return None };
        let message =
            format!("SORT needs the keys of its {word} pattern in the slot of its key; {} hash apart", pair(&shown));
        (confidence, message, shown)
    } else {
        let message = format!(
            "SORT needs the keys of its {word} pattern in the slot of its key; `{}` has no hash tag in front of its `*`",
            pattern.display()
        );
        (without_tag(client, &in_front), message, vec![shown(sorted, pattern)])
    };
    let help = format!("begin key and pattern with the same hash tag, which renames stored keys; or {IN_THE_APPLICATION}");
    Some(Refusal { confidence, message, help, shown })
}

/// How sure it is that a pattern has no hash tag, by what stands in front of its star.
fn without_tag(client: &Client<'_>, in_front: &Pattern<'_>) -> Confidence {
    let unknown_prefix = matches!(client.prefix, Prefix::Unknown) && client.made.is_some();
    match in_front.holes().next() {
        _ if unknown_prefix || relation::may_hold_tag(in_front) => Confidence::Possible,
        Some(_) => Confidence::Likely,
        None => Confidence::Certain,
    }
}

/// ioredis takes the patterns of a pipelined SORT for keys, `nosort` too, and looks at their slots before anything is sent.
fn taken_for_key<'p>(operation: &Operation<'p>, sorted: &SortPattern<'p>) -> Option<Refusal<'p>> {
    let client = &operation.client;
    if client.library != Library::Ioredis || !client.mode.may_be_cluster() || operation.batch.is_none() {
        return None;
    }
    if let KeyKind::One(patterns) = &sorted.item.kind
        && patterns.iter().any(|pattern| sorted.word == SortWord::Get && pattern.as_literal() == Some(b"#"))
    {
        return None;
    }
    let Relation::Different { confidence, shown, .. } = judge(client, &[key(operation)?, sorted.item.clone()]) else {
        return None;
    };
    let word = sorted.word.as_str();
    let message = format!(
        "ioredis takes the {word} pattern of a pipelined SORT for a key; {} hash apart, and `exec` refuses the pipeline",
        pair(&shown)
    );
    let help = "call it outside of the pipeline; or begin the pattern with the hash tag of the key".to_owned();
    Some(Refusal { confidence, message, help, shown })
}

fn key<'p>(operation: &Operation<'p>) -> Option<KeyItem<'p>> {
    operation.keys.items.first().cloned()
}

fn shown<'p>(sorted: &SortPattern<'p>, pattern: &Rc<Pattern<'p>>) -> Shown<'p> {
    Shown { pattern: Some(pattern.clone()), site: sorted.item.site, text: String::new() }
}

/// What stands in front of the first star, if there is one.
fn before_star<'p>(pattern: &Pattern<'p>) -> Option<Pattern<'p>> {
    let mut in_front = Pattern::empty(pattern.made);
    for part in pattern.parts() {
        match part {
            Part::Hole(hole) => in_front.push_hole(hole.clone()),
            Part::Literal(bytes) => match memchr::memchr(b'*', bytes) {
                Some(at) => {
                    in_front.push_bytes(&bytes[..at]);
                    return Some(in_front);
                }
                None => in_front.push_bytes(bytes),
            },
        }
    }
    None
}
