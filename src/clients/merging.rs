//! Several receivers that a value may be, as one.

use std::rc::Rc;

use super::model::{BatchKind, Client, Mode, Prefix};
use super::receivers::{BatchRef, Receiver, ScriptMade};

/// Several receivers that a value may be, as one: clients of different modes are "either".
pub(super) fn merge<'p>(found: Vec<Receiver<'p>>) -> Option<Receiver<'p>> {
    let mut found = found.into_iter();
    let mut merged = found.next()?;
    for next in found {
        merged = match (merged, next) {
            (Receiver::Client(a), Receiver::Client(b)) => Receiver::Client(Rc::new(either(&a, &b))),
            (Receiver::Batch(a), Receiver::Batch(b)) => {
                let client = Rc::new(either(&a.client, &b.client));
                let made = a.made.clone().or_else(|| b.made.clone());
                let within = a.within.clone().or_else(|| b.within.clone());
                let kind = if a.kind == b.kind { a.kind } else { BatchKind::Pipeline };
                Receiver::Batch(Rc::new(BatchRef { client, kind, made, within }))
            }
            // `getCmdable(pipe)`: who passes a batch means the batch; the client is for those who pass none.
            (batch @ Receiver::Batch(_), Receiver::Client(_)) | (Receiver::Client(_), batch @ Receiver::Batch(_)) => {
                batch
            }
            (first, _) => first,
        };
    }
    Some(merged)
}

/// What the callers of a function give, as one. Which of several scripts it is, is known where it is given.
pub(super) fn merge_given<'p>(found: Vec<Receiver<'p>>) -> Option<Receiver<'p>> {
    let place = |receiver: &Receiver<'p>| match receiver {
        Receiver::Script(script) => script.made.as_ref().map(|(cx, site)| (site.file.key, site.expr, cx.frame_id())),
        _ => None,
    };
    let (first, rest) = found.split_first()?;
    let differ = rest.iter().any(|other| place(other) != place(first));
    match merge(found)? {
        Receiver::Script(script) if differ => Some(Receiver::Script(ScriptMade { made: None, ..script })),
        merged => Some(merged),
    }
}

/// `isCluster ? client.nodes('master') : [client]`, whatever the condition is: who takes the nodes of a cluster or else the
/// client itself takes the client where it is no cluster.
pub(super) fn without_switch<'p>(mut found: Vec<Receiver<'p>>) -> Vec<Receiver<'p>> {
    let mode = |receiver: &Receiver<'p>| receiver.client().map(|client| client.mode);
    let has = |sought: Mode| found.iter().any(|receiver| mode(receiver) == Some(sought));
    if has(Mode::OneNode) {
        // A value of the type `Redis | Cluster` is one of two.
        let by_type = has(Mode::Standalone);
        found.retain(|receiver| match mode(receiver) {
            Some(Mode::Either) => false,
            Some(Mode::Cluster) => !by_type,
            _ => true,
        });
    }
    found
}

fn either<'p>(a: &Client<'p>, b: &Client<'p>) -> Client<'p> {
    // What says more goes first: a cluster's constructor tells more than a standalone one.
    let (first, second) = if b.mode == Mode::Cluster && a.mode != Mode::Cluster { (b, a) } else { (a, b) };
    let mode = match (first.mode, second.mode) {
        (a, b) if a == b => a,
        (Mode::Unknown, known) | (known, Mode::Unknown) => known,
        // The nodes of a cluster, or the one server there is: one after the other, each by itself.
        (Mode::OneNode, Mode::Standalone | Mode::Sentinel | Mode::NoCluster)
        | (Mode::Standalone | Mode::Sentinel | Mode::NoCluster, Mode::OneNode) => Mode::OneNode,
        (Mode::Cluster | Mode::Either, _) | (_, Mode::Cluster | Mode::Either) => Mode::Either,
        (a, _) => a,
    };
    let prefix = match (&first.prefix, &second.prefix) {
        (Prefix::Known(a), Prefix::Known(b)) if a.same_as(b) => Prefix::Known(a.clone()),
        (Prefix::None, Prefix::None) => Prefix::None,
        _ => Prefix::Unknown,
    };
    Client { mode, prefix, evidence: first.evidence.max(second.evidence), ..first.clone() }
}
