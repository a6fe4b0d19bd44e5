//! Queues of BullMQ and of bull, the library before it: which keys they use, and over which connection.
//!
//! All keys of a queue begin with `<prefix>:<name>:`, where the prefix is `bull` if none is given (bullmq
//! src/classes/queue-keys.ts, 5.81 and 6.7; bull lib/queue.js, 4.16).

mod constructors;
mod flows;
mod options;

use std::rc::Rc;

use smol_str::SmolStr;

use super::library;
use super::model::Client;
use super::receivers::Receivers;
use crate::eval::pattern::{Part, Pattern, Tag};
use crate::eval::value::Value;
use crate::eval::{Cx, Site};
use crate::syntax::ir::{ExprId, ExprKind};

/// Which library a queue belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueLibrary {
    /// BullMQ, and BullMQ Pro.
    BullMq,
    /// bull.
    Bull,
}

/// What is made or done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueClass {
    /// A queue, or what schedules its jobs.
    Queue,
    /// A worker.
    Worker,
    /// A listener.
    Events,
    /// `FlowProducer`: reported where a tree of jobs is added.
    Flow,
}

/// A class, with the position of its options among its arguments; the name comes first, but for flows.
struct Class {
    library: QueueLibrary,
    class: QueueClass,
    name: SmolStr,
    options: usize,
}

#[rustfmt::skip]
static CLASSES: &[(&str, QueueClass, usize)] = &[
    ("Queue", QueueClass::Queue, 1), ("QueuePro", QueueClass::Queue, 1),
    ("QueueBase", QueueClass::Queue, 1), ("QueueGetters", QueueClass::Queue, 1),
    ("QueueScheduler", QueueClass::Queue, 1), ("JobScheduler", QueueClass::Queue, 1),
    ("Worker", QueueClass::Worker, 2), ("WorkerPro", QueueClass::Worker, 2),
    ("QueueEvents", QueueClass::Events, 1), ("QueueEventsPro", QueueClass::Events, 1),
    ("QueueEventsProducer", QueueClass::Events, 1),
    ("FlowProducer", QueueClass::Flow, 0), ("FlowProducerPro", QueueClass::Flow, 0),
];

/// One place that works on the keys of queues.
#[derive(Clone)]
pub struct QueueUse<'p> {
    /// Its library.
    pub library: QueueLibrary,
    /// What it is.
    pub class: QueueClass,
    /// The class by name.
    pub class_name: SmolStr,
    /// The constructor, or the call that adds a flow.
    pub site: Site<'p>,
    /// The call through which name and options became known.
    pub through: Option<Site<'p>>,
    /// The queue, or all queues of a flow.
    pub queues: Vec<QueueName<'p>>,
    /// What it is connected to.
    pub connection: Connection<'p>,
}

/// One queue.
#[derive(Clone)]
pub struct QueueName<'p> {
    /// Its name.
    pub name: Value<'p>,
    /// Its option `prefix`.
    pub prefix: Setting<'p>,
}

/// An option.
#[derive(Clone)]
pub enum Setting<'p> {
    /// Not given.
    Missing,
    /// Given, with its place.
    Given(Value<'p>, Option<Site<'p>>),
    /// It may be given among options that are not known.
    Unknown,
}

/// What queues are connected to.
#[derive(Clone)]
pub enum Connection<'p> {
    /// A client.
    Client(Rc<Client<'p>>),
    /// Options or a URL, of which the library makes a client for one server.
    Options(Option<Site<'p>>),
    /// Not given: a server on this machine.
    Missing,
    /// Not known.
    Unknown,
    /// In the arm of a switch where the deployment is no cluster.
    NoCluster,
}

/// What the keys of a queue begin with.
pub struct KeyStarts<'p> {
    /// `<prefix>:<name>:`, for each prefix and name that may be.
    pub known: Vec<Rc<Pattern<'p>>>,
    /// Whether there may be others.
    pub open: bool,
}

impl QueueUse<'_> {
    /// Whether callers of the function around it decide about the keys.
    pub fn depends_on_callers(&self) -> bool {
        self.through.is_some() || self.queues.iter().any(|queue| queue.key_starts().open)
    }
}

impl<'p> QueueName<'p> {
    /// What all keys of the queue begin with.
    pub fn key_starts(&self) -> KeyStarts<'p> {
        let mut starts = KeyStarts { known: Vec::new(), open: false };
        let default = Value::text(b"bull", None);
        let prefixes = match &self.prefix {
            Setting::Missing => std::slice::from_ref(&default),
            Setting::Given(value, _) => value.alternatives(),
            Setting::Unknown => {
                starts.open = true;
                return starts;
            }
        };
        for prefix in prefixes {
            let prefix = match prefix {
                Value::Text(_) => prefix,
                Value::Null => &default,
                _ => {
                    starts.open = true;
                    continue;
                }
            };
            for name in self.name.alternatives() {
                let mut start = Pattern::empty(None);
                start.push_value(prefix);
                start.push_bytes(b":");
                start.push_value(name);
                start.push_bytes(b":");
                // A value may bring a tag of its own; where there is one already, that does not matter.
                let opaque = !matches!(name, Value::Text(pattern) if pattern.has_text()) || may_bring_a_tag(&start);
                if opaque && start.hashed().tag != Tag::Tagged {
                    starts.open = true;
                } else {
                    starts.known.push(Rc::new(start));
                }
            }
        }
        starts
    }
}

/// Whether a value in a prefix or name is, going by what it is called, a prefix or the whole name made elsewhere.
fn may_bring_a_tag(start: &Pattern<'_>) -> bool {
    let mut leads = true;
    start.parts().iter().any(|part| match part {
        Part::Literal(bytes) => {
            leads = bytes.ends_with(b":");
            false
        }
        Part::Hole(hole) => {
            let name = hole.text.to_ascii_lowercase();
            let called = |marks: &[&str]| marks.iter().any(|mark| name.contains(mark));
            called(&["prefix", "tag", "slot"]) || leads && called(&["key", "name", "queue"])
        }
    })
}

/// Adds the queues that a call makes or works on.
pub fn read<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, expr: ExprId, found: &mut Vec<QueueUse<'p>>) {
    let ir = cx.ir();
    if !ir.language.is_javascript() {
        return;
    }
    let Some(call) = ir.call(expr) else { return };
    if let Some(class) = constructors::constructed(finder, cx, call) {
        if class.class != QueueClass::Flow {
            constructors::made(finder, cx, expr, call, &class, found);
        }
        return;
    }
    let ExprKind::Member { object, property, .. } = ir.kind(call.callee) else { return };
    if matches!(property.as_str(), "add" | "addBulk") && flows::may_be_flow(cx, *object) {
        flows::flow(finder, cx, expr, call, *object, found);
    }
}

/// The class that a symbol is.
fn class_of(value: &Value<'_>) -> Option<Class> {
    let (module, path) = library::symbol_of(value)?;
    let name = path.iter().rev().find(|name| *name != "default");
    match module.as_str() {
        "bullmq" | "@taskforcesh/bullmq-pro" => {
            let (name, class, options) = CLASSES.iter().find(|(known, ..)| name.is_some_and(|name| name == known))?;
            Some(Class { library: QueueLibrary::BullMq, class: *class, name: SmolStr::from(*name), options: *options })
        }
        "bull" if name.is_none_or(|name| name == "Queue") => Some(Class {
            library: QueueLibrary::Bull,
            class: QueueClass::Queue,
            name: SmolStr::from("Queue"),
            options: 1,
        }),
        _ => None,
    }
}
