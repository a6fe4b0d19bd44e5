//! Queues of BullMQ and of bull, the library before it: which keys they use, and over which connection.
//!
//! All keys of a queue begin with `<prefix>:<name>:`, where the prefix is `bull` if none is given (bullmq
//! src/classes/queue-keys.ts, 5.81 and 6.7; bull lib/queue.js, 4.16).

use std::rc::Rc;

use smol_str::SmolStr;

use super::guards::{self, narrowed};
use super::library;
use super::model::Client;
use super::receivers::{Receiver, Receivers, last_identifier};
use crate::eval::pattern::{Pattern, Tag};
use crate::eval::value::{ClassRef, External, Value};
use crate::eval::{Cx, Site};
use crate::syntax::ir::*;

/// Callers of a function that makes queues are followed this many times.
const MAX_LIFT: u32 = 2;
/// Callers that are looked at.
const MAX_CALLERS: usize = 48;
/// Jobs of one flow that are looked at.
const MAX_JOBS: usize = 64;
/// Options poured into options are followed this deep.
const MAX_SPREADS: u32 = 4;

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
                // A name of which nothing is known may hold a tag; where the prefix has one, it does not matter.
                let opaque = !matches!(name, Value::Text(pattern) if pattern.has_text());
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

/// Adds the queues that a call makes or works on.
pub fn read<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, expr: ExprId, found: &mut Vec<QueueUse<'p>>) {
    let ir = cx.ir();
    if !matches!(ir.language, Language::JavaScript | Language::TypeScript | Language::Tsx) {
        return;
    }
    let Some(call) = ir.call(expr) else { return };
    if let Some(class) = constructed(finder, cx, call) {
        if class.class != QueueClass::Flow {
            made(finder, cx, expr, call, &class, found);
        }
        return;
    }
    let ExprKind::Member { object, property, .. } = ir.kind(call.callee) else { return };
    if matches!(property.as_str(), "add" | "addBulk") && may_be_flow(cx, *object) {
        flow(finder, cx, expr, call, *object, found);
    }
}

/// The class that a call makes something of.
fn constructed<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, call: &Call) -> Option<Class> {
    let ir = cx.ir();
    match (call.kind, ir.kind(call.callee)) {
        (_, ExprKind::Super) => {
            let mut function = ir.function_of(call.callee);
            while ir.function(function).class.is_none() && ir.function(function).parent != function {
                function = ir.function(function).parent;
            }
            let class = ClassRef { file: cx.file, class: ir.function(function).class? };
            class_of(&finder.ev.external_base(class)?)
        }
        (CallKind::New, _) => match finder.ev.eval(cx, call.callee) {
            Value::Class(class) => {
                let methods = &class.file.ir.class(class.class).methods;
                let own = methods.iter().any(|&id| class.file.ir.function(id).method == MethodKind::Constructor);
                // What its constructor passes on stands in the call of `super`.
                if own { None } else { class_of(&finder.ev.external_base(class)?) }
            }
            callee => class_of(&callee),
        },
        (CallKind::Plain, ExprKind::Name { name, .. }) if matches!(name.as_str(), "Queue" | "Bull") => {
            class_of(&finder.ev.eval(cx, call.callee)).filter(|class| class.library == QueueLibrary::Bull)
        }
        _ => None,
    }
}

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

/// A constructor as it stands, or as the callers of the function around it let it be known.
fn made<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    call: &'p Call,
    class: &Class,
    found: &mut Vec<QueueUse<'p>>,
) {
    let here = one_use(finder, cx, expr, call, class, None);
    if here.queues.iter().any(|queue| queue.key_starts().open) {
        let mut lifted = Vec::new();
        let chain = [];
        lift(finder, cx.file, expr, &Constructor { site: cx.site(expr), call, class }, &chain, &mut lifted);
        if !lifted.is_empty() {
            found.append(&mut lifted);
            return;
        }
    }
    found.push(here);
}

struct Constructor<'a, 'p> {
    site: Site<'p>,
    call: &'p Call,
    class: &'a Class,
}

/// Looks at a constructor from the callers of the function around `inside`.
fn lift<'p>(
    finder: &Receivers<'_, 'p>,
    file: &'p crate::project::ModuleFile,
    inside: ExprId,
    constructor: &Constructor<'_, 'p>,
    chain: &[(&'p crate::project::ModuleFile, FuncId, Site<'p>)],
    found: &mut Vec<QueueUse<'p>>,
) {
    let Some(function) = named_function(&file.ir, file.ir.function_of(inside)) else { return };
    for caller in finder.ev.callers(file, function).into_iter().take(MAX_CALLERS) {
        let mut outer = vec![(file, function, caller)];
        outer.extend(chain.iter().copied());
        finder.ev.begin();
        let mut cx = Cx::of(caller.file);
        let entered =
            outer.iter().all(|(file, function, site)| match finder.ev.enter_call(&cx, *site, file, *function) {
                Some(inner) => {
                    cx = inner;
                    true
                }
                None => false,
            });
        if !entered {
            continue;
        }
        let seen = one_use(finder, &cx, constructor.site.expr, constructor.call, constructor.class, Some(caller));
        if seen.queues.iter().any(|queue| !queue.key_starts().known.is_empty()) {
            found.push(seen);
        } else if (chain.len() as u32) + 1 < MAX_LIFT {
            lift(finder, caller.file, caller.expr, constructor, &outer, found);
        }
    }
}

/// The innermost function with parameters that callers can name.
fn named_function(ir: &Module, mut function: FuncId) -> Option<FuncId> {
    loop {
        let info = ir.function(function);
        if info.parent == function {
            return None;
        }
        if !info.params.is_empty() && (!info.name.is_empty() || info.method == MethodKind::Constructor) {
            return Some(function);
        }
        if !info.params.is_empty() && info.class.is_none() {
            // `const makeQueue = (name) => ...`: callers find it by its binding.
            return Some(function);
        }
        function = info.parent;
    }
}

fn one_use<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    call: &'p Call,
    class: &Class,
    through: Option<Site<'p>>,
) -> QueueUse<'p> {
    let name = match call.args.first() {
        Some(arg) => finder.ev.eval(cx, arg.value),
        None => Value::Null,
    };
    let options = options_of(finder, cx, call, class);
    QueueUse {
        library: class.library,
        class: class.class,
        class_name: class.name.clone(),
        site: cx.site(expr),
        through,
        queues: vec![QueueName { name, prefix: setting(&options, "prefix", 0) }],
        connection: connection(finder, cx, expr, class.library, &options),
    }
}

/// The options of a constructor; bull's may have a URL in front of them.
fn options_of<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, call: &Call, class: &Class) -> Value<'p> {
    let at = |index: usize| call.args.get(index).map(|arg| finder.ev.eval(cx, arg.value));
    if call.args.iter().take(class.options + 1).any(|arg| arg.spread != Spread::No) {
        return finder.ev.hole(cx, call.callee);
    }
    match at(class.options) {
        Some(url @ (Value::Text(_) | Value::Number(_))) if class.library == QueueLibrary::Bull => {
            let mut map = match at(class.options + 1) {
                Some(Value::Map(map)) => (*map).clone(),
                _ => crate::eval::value::MapValue::default(),
            };
            map.entries.push(crate::eval::value::MapEntry {
                key: Value::text(b"redis", None),
                value: url,
                turn: None,
                site: None,
            });
            Value::Map(Rc::new(map))
        }
        Some(value) => value,
        None => Value::Null,
    }
}

/// An option of options that may be several, or poured together.
fn setting<'p>(options: &Value<'p>, name: &str, depth: u32) -> Setting<'p> {
    let mut given: Vec<Value<'p>> = Vec::new();
    let mut place = None;
    let mut unknown = false;
    for one in options.alternatives() {
        match one {
            Value::Map(map) => {
                if let Some(entry) = map.get(name) {
                    given.push(entry.value.clone());
                    place = place.or(entry.site.map(|(_, value)| value));
                    continue;
                }
                for rest in &map.rest {
                    if depth >= MAX_SPREADS {
                        unknown = true;
                        break;
                    }
                    match setting(rest, name, depth + 1) {
                        Setting::Given(value, site) => {
                            given.push(value);
                            place = place.or(site);
                        }
                        Setting::Unknown => unknown = true,
                        Setting::Missing => {}
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Text(_) | Value::Number(_) => {}
            _ => unknown = true,
        }
    }
    match (given.is_empty(), unknown) {
        (false, _) => Setting::Given(Value::union(given), place),
        (true, true) => Setting::Unknown,
        (true, false) => Setting::Missing,
    }
}

fn connection<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    library: QueueLibrary,
    options: &Value<'p>,
) -> Connection<'p> {
    let known = guards::known(finder.ev, cx, expr);
    if known.cluster == Some(false) {
        return Connection::NoCluster;
    }
    let given = match library {
        QueueLibrary::BullMq => setting(options, "connection", 0),
        QueueLibrary::Bull => match setting(options, "createClient", 0) {
            // `createClient: (type) => new Redis.Cluster(...)`.
            Setting::Given(function, site) => Setting::Given(finder.ev.apply(cx, expr, &function, Vec::new()), site),
            _ => setting(options, "redis", 0),
        },
    };
    let (value, site) = match given {
        Setting::Missing => return Connection::Missing,
        Setting::Unknown => return Connection::Unknown,
        Setting::Given(value, site) => (value, site),
    };
    let by_value = finder.of_value(&value, cx.ir().language, 0, 0);
    let receiver = by_value.or_else(|| {
        let site = site.filter(|site| !matches!(site.file.ir.kind(site.expr), ExprKind::Record { .. }))?;
        finder.of(&Cx::of(site.file), site.expr)
    });
    match (receiver, &value) {
        (Some(Receiver::Client(client)), _) => Connection::Client(Rc::new(narrowed(&client, known))),
        (_, Value::Map(_) | Value::Text(_)) => Connection::Options(site),
        (_, Value::Union(values)) if values.iter().any(|value| matches!(value, Value::Map(_) | Value::Text(_))) => {
            Connection::Options(site)
        }
        (_, Value::Null) => Connection::Missing,
        _ => Connection::Unknown,
    }
}

/// Cheap: whether something may be a `FlowProducer`.
fn may_be_flow(cx: &Cx<'_>, object: ExprId) -> bool {
    let named = last_identifier(cx.ir(), object).is_some_and(|name| name.to_ascii_lowercase().contains("flow"));
    named || cx.file.source.text.contains("FlowProducer")
}

/// `flow.add({ queueName, children })`.
fn flow<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    call: &'p Call,
    object: ExprId,
    found: &mut Vec<QueueUse<'p>>,
) {
    let producer = finder.ev.eval(cx, object);
    let Some((class, options)) = producer.alternatives().iter().find_map(|value| flow_options(finder, value, 0)) else {
        return;
    };
    let Some(first) = call.args.first() else { return };
    let trees = match finder.ev.eval(cx, first.value) {
        Value::List(list) => list.parts.iter().map(|part| part.value().clone()).collect(),
        tree => vec![tree],
    };
    for tree in trees {
        let queues = queues_of(&tree, &setting(&options, "prefix", 0));
        if queues.is_empty() {
            continue;
        }
        found.push(QueueUse {
            library: class.library,
            class: QueueClass::Flow,
            class_name: class.name.clone(),
            site: cx.site(expr),
            through: None,
            queues,
            connection: connection(finder, cx, expr, class.library, &options),
        });
    }
}

/// The options that a `FlowProducer` was made with; unknown ones if only its type is known.
fn flow_options<'p>(finder: &Receivers<'_, 'p>, value: &Value<'p>, depth: u32) -> Option<(Class, Value<'p>)> {
    let is_flow = |class: &Class| class.class == QueueClass::Flow;
    if depth > 4 {
        return None;
    }
    match value {
        Value::External(external) => match &**external {
            External::Call { callee, site, cx } => {
                let class = class_of(callee).filter(is_flow)?;
                let options = options_of(finder, cx, cx.ir().call(site.expr)?, &class);
                Some((class, options))
            }
            External::OfType { ty } => {
                let class = class_of(ty).filter(is_flow)?;
                Some((class, value.clone()))
            }
            External::Ascribed { value, .. } => flow_options(finder, value, depth + 1),
            _ => None,
        },
        Value::Instance(instance) => {
            let class = class_of(&finder.ev.external_base(instance.class)?).filter(is_flow)?;
            Some((class, value.clone()))
        }
        _ => None,
    }
}

/// The queues of a tree of jobs.
fn queues_of<'p>(tree: &Value<'p>, prefix: &Setting<'p>) -> Vec<QueueName<'p>> {
    let mut queues = Vec::new();
    let mut jobs = vec![tree.clone()];
    while let Some(job) = jobs.pop() {
        let Value::Map(map) = &job else { continue };
        if queues.len() == MAX_JOBS {
            break;
        }
        if let Some(entry) = map.get("queueName") {
            let own = setting(&job, "prefix", 0);
            let prefix = if matches!(own, Setting::Missing) { prefix.clone() } else { own };
            queues.push(QueueName { name: entry.value.clone(), prefix });
        }
        if let Some(Value::List(children)) = map.get("children").map(|entry| &entry.value) {
            jobs.extend(children.parts.iter().rev().map(|part| part.value().clone()));
        }
    }
    queues
}
