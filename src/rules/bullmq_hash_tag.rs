//! Queues of BullMQ and bull whose keys share no hash tag.

mod fix;

use std::rc::Rc;

use super::FileCx;
use super::draft::{self, Draft};
use crate::clients::bullmq::{Connection, QueueClass, QueueLibrary, QueueUse, Setting};
use crate::clients::relation::{apart, slots_matter};
use crate::config::Deployment;
use crate::eval::pattern::Pattern;
use crate::finding::{Confidence, Finding, Severity};

const RULE: &str = "bullmq-hash-tag";

/// What is wrong with the keys.
enum Fault<'p> {
    /// Those of one queue have no tag.
    Untagged(Rc<Pattern<'p>>, Confidence),
    /// Those of two queues of one flow have different tags.
    Apart(Rc<Pattern<'p>>, Rc<Pattern<'p>>, Confidence),
}

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    findings.extend(cx.model.queues.iter().filter_map(|queue| judge(cx, queue)));
}

fn judge<'p>(cx: &FileCx<'_, 'p>, queue: &QueueUse<'p>) -> Option<Finding> {
    let fault = fault_of(queue)?;
    let sure = match &fault {
        Fault::Untagged(_, sure) | Fault::Apart(_, _, sure) => *sure,
    };
    let (severity, confidence) = weight(cx, &queue.connection, sure)?;
    let (message, help) = match &fault {
        Fault::Untagged(start, _) => (untagged(queue, start), help(queue, start)),
        Fault::Apart(a, b, _) => (
            format!(
                "the jobs of one flow are added together; their keys `{}...` and `{}...` have different hash tags, so `add` is rejected",
                a.display(),
                b.display()
            ),
            "give all queues of a flow one hash tag, for example as the `prefix` of the FlowProducer and of each queue and worker in it".to_owned(),
        ),
    };
    let mut draft = Draft::at(RULE, queue.site, severity, confidence, message).help(help);
    if let Connection::Client(client) = &queue.connection {
        draft = draft.client(client);
    }
    if let Some(Setting::Given(_, Some(site))) = queue.queues.first().map(|queue| &queue.prefix) {
        draft = draft.related(site.place(), "the prefix".to_owned());
    }
    if let Some(through) = queue.through {
        draft = draft.related(through.place(), "made through this call".to_owned());
    }
    let untagged = matches!(fault, Fault::Untagged(..));
    Some(draft.fix(fix::of(queue).filter(|_| untagged)).done())
}

/// How bad it is, and how sure, by what the queue is connected to.
fn weight(cx: &FileCx<'_, '_>, connection: &Connection<'_>, sure: Confidence) -> Option<(Severity, Confidence)> {
    match connection {
        Connection::Client(client) => {
            let matters = slots_matter(client.mode) && cx.concerns(client);
            matters.then(|| (draft::severity(client, sure), sure))
        }
        Connection::Options(_) if cx.deployment() == Deployment::Cluster => {
            Some((Severity::Warning, sure.min(Confidence::Likely)))
        }
        Connection::Unknown if cx.deployment() == Deployment::Cluster => {
            Some((Severity::Warning, Confidence::Possible))
        }
        Connection::Options(_) | Connection::Unknown | Connection::Missing | Connection::NoCluster => None,
    }
}

fn fault_of<'p>(queue: &QueueUse<'p>) -> Option<Fault<'p>> {
    let mut tagged: Vec<Rc<Pattern<'p>>> = Vec::new();
    for name in &queue.queues {
        let starts = name.key_starts();
        let with_tag = starts.known.iter().find(|start| start.is_tagged());
        match with_tag {
            // A tag in one arm of a switch: the other one is for servers that are no cluster.
            Some(start) => tagged.push(start.clone()),
            None if starts.open => return None,
            None => {
                let start = starts.known.first()?;
                let literal = start.as_literal().is_some();
                let confidence = if literal { Confidence::Certain } else { Confidence::Likely };
                return Some(Fault::Untagged(start.clone(), confidence));
            }
        }
    }
    let first = tagged.first()?;
    tagged.iter().skip(1).find_map(|other| {
        let confidence = apart(first, other).filter(|sure| *sure > Confidence::Possible)?;
        Some(Fault::Apart(first.clone(), other.clone(), confidence))
    })
}

fn untagged(queue: &QueueUse<'_>, start: &Pattern<'_>) -> String {
    let keys = start.display();
    let what = match (queue.class, queue.library) {
        (QueueClass::Queue, QueueLibrary::BullMq) => "adding a job is rejected with CROSSSLOT",
        (QueueClass::Queue, QueueLibrary::Bull) => "adding and processing jobs is rejected with CROSSSLOT",
        (QueueClass::Worker, _) => "the worker emits CROSSSLOT as `error` events and never processes a job",
        (QueueClass::Events, _) => "nothing can be added to the queue, and no events arrive",
        (QueueClass::Flow, _) => "`add` is rejected, since all its keys must be in one slot",
    };
    format!("the keys `{keys}...` have no hash tag and are in different slots of a cluster: {what}")
}

fn help(queue: &QueueUse<'_>, start: &Pattern<'_>) -> String {
    let shown = start.display();
    let name = shown.trim_end_matches(':').split_once(':').map_or(shown.as_str(), |(_, name)| name);
    let plain: String = name.chars().filter(|ch| !matches!(ch, '{' | '}')).collect();
    let change = match queue.class {
        QueueClass::Flow => "set `prefix: '{...}'`, the same one, in the FlowProducer and in every class that works on its queues".to_owned(),
        QueueClass::Queue | QueueClass::Worker | QueueClass::Events => {
            format!("set `prefix: '{{{plain}}}'` in every class that works on this queue, or give it a name with a tag, `{{{plain}}}`")
        }
    };
    format!("{change}. Jobs under the old keys stay there: let the queue run empty first")
}
