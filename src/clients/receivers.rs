//! What a command is called on: a client, a batch, a script object, found from the value and, weakest, from its name.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::api::{On, Symbol};
use super::dialects::Dialects;
use super::from_callers::MAX_CALLERS;
use super::library::{self, Known};
use super::merging::{merge, without_switch};
use super::model::{BatchKind, Client, Evidence, Library, Mode, Prefix};
use super::{go_redis, ioredis, options, redis_py, subclasses};
use crate::eval::value::{External, Instance, Shape, Value};
use crate::eval::{Cx, Evaluator, Site};
use crate::project::Version;
use crate::syntax::ir::*;

/// Chains of members and calls longer than this are not followed.
pub(super) const MAX_CHAIN: u32 = 40;

/// What a command is called on.
#[derive(Clone)]
pub enum Receiver<'p> {
    /// A client.
    Client(Rc<Client<'p>>),
    /// A pipeline or transaction.
    Batch(Rc<BatchRef<'p>>),
    /// The nodes of a cluster.
    Nodes(Rc<Client<'p>>),
    /// A single connection handed to a `Watch` callback.
    Connection(Rc<Client<'p>>, Option<(Cx<'p>, Site<'p>)>),
    /// A script object.
    Script(ScriptMade<'p>),
}

/// A script object.
#[derive(Clone)]
pub struct ScriptMade<'p> {
    /// Whose.
    pub library: Library,
    /// The call that makes it from Lua text, if known.
    pub made: Option<(Cx<'p>, Site<'p>)>,
    /// The client that it runs on unless told otherwise.
    pub client: Option<Rc<Client<'p>>>,
}

impl<'p> Receiver<'p> {
    /// The client behind it.
    pub fn client(&self) -> Option<&Rc<Client<'p>>> {
        match self {
            Receiver::Client(client) | Receiver::Nodes(client) | Receiver::Connection(client, _) => Some(client),
            Receiver::Batch(batch) => Some(&batch.client),
            Receiver::Script(_) => None,
        }
    }

    /// On what its methods are called.
    pub fn on(&self) -> On {
        match self {
            Receiver::Batch(_) => On::Batch,
            Receiver::Connection(..) => On::Connection,
            Receiver::Client(_) | Receiver::Nodes(_) | Receiver::Script(_) => On::Client,
        }
    }
}

/// A batch as reached from a value.
pub struct BatchRef<'p> {
    /// Whose.
    pub client: Rc<Client<'p>>,
    /// What it is.
    pub kind: BatchKind,
    /// The call that makes it, if known.
    pub made: Option<(Cx<'p>, Site<'p>)>,
    /// The `Watch` call it happens in.
    pub within: Option<(Cx<'p>, Site<'p>)>,
}

/// Finds receivers. One per worker.
pub struct Receivers<'e, 'p> {
    /// The evaluator.
    pub ev: &'e Evaluator<'p>,
    /// Names of receivers that settings call clients.
    pub names: Vec<String>,
    pub(super) dialects: Dialects,
    memo: RefCell<FxHashMap<u64, Option<Receiver<'p>>>>,
}

impl<'e, 'p> Receivers<'e, 'p> {
    /// A finder that has found nothing yet.
    pub fn new(ev: &'e Evaluator<'p>, names: Vec<String>) -> Self {
        Self { ev, names, dialects: Dialects::default(), memo: RefCell::default() }
    }

    /// What an expression that a method is called on is.
    pub fn of(&self, cx: &Cx<'p>, object: ExprId) -> Option<Receiver<'p>> {
        if self.is_made_afar(cx, object) {
            return None;
        }
        let value = self.ev.eval(cx, object);
        let found = self.of_value(&value, cx.ir().language, 0, 0);
        let found =
            found.or_else(|| self.of_unknown_call(cx, &value, 0)).or_else(|| self.by_name(cx, object, &value))?;
        Some(self.with_version(cx, self.as_passed(cx, object, found)))
    }

    /// Cheap: whether no client can be behind an expression, going by where it comes from.
    pub(super) fn is_made_afar(&self, cx: &Cx<'p>, expr: ExprId) -> bool {
        self.ev.is_made_afar(cx, expr, &|name| self.is_client_name(name) || name.contains("bull"))
    }

    /// A client known only by its type has the version that the manifest next to its use says.
    fn with_version(&self, cx: &Cx<'p>, receiver: Receiver<'p>) -> Receiver<'p> {
        match receiver {
            Receiver::Client(client) => Receiver::Client(self.at_version(cx, client)),
            Receiver::Connection(client, within) => Receiver::Connection(self.at_version(cx, client), within),
            other => other,
        }
    }

    /// The client of [`Receivers::with_version`].
    pub(super) fn at_version(&self, cx: &Cx<'p>, client: Rc<Client<'p>>) -> Rc<Client<'p>> {
        if client.evidence != Evidence::Typed || client.version.is_some_and(|version| version.below.is_none()) {
            return client;
        }
        let packages = client.library.packages().iter();
        let version = packages
            .filter_map(|package| self.ev.project.version_of(&cx.file.path, package))
            .find(|version| client.version.is_none_or(|known| known.major == version.major));
        match version {
            Some(version) => Rc::new(Client { version: Some(version), ..(*client).clone() }),
            None => client,
        }
    }

    /// What a value is.
    pub fn of_value(&self, value: &Value<'p>, language: Language, depth: u32, hops: u32) -> Option<Receiver<'p>> {
        if depth > MAX_CHAIN {
            return None;
        }
        let key = value.identity();
        if let Some(known) = self.memo.borrow().get(&key) {
            return known.clone();
        }
        let found = match value {
            Value::External(external) => self.of_external(external, language, depth, hops),
            Value::Instance(instance) => self.of_instance(instance),
            Value::Union(values) => {
                let found: Vec<Receiver<'p>> =
                    values.iter().filter_map(|value| self.of_value(value, language, depth + 1, hops)).collect();
                merge(without_switch(found))
            }
            // What is declared to be text, a number or a list is no client, whatever callers give.
            Value::Hole(hole) if hops < MAX_CALLERS && hole.shape == Shape::Unknown => {
                self.given(hole).and_then(|given| self.of_parameter(&given, hops))
            }
            _ => None,
        };
        if hops == 0 && depth == 0 {
            self.memo.borrow_mut().insert(key, found.clone());
        }
        found
    }

    fn of_external(&self, external: &External<'p>, language: Language, depth: u32, hops: u32) -> Option<Receiver<'p>> {
        match external {
            External::Symbol { .. } => None,
            External::Call { callee, site, cx, .. } => self.of_call(callee, *site, cx, depth, hops),
            // redis-py: a `ClusterNode` holds the client of that node.
            External::Member { of, name, .. } if name == "redis_connection" => {
                match self.of_value(of, language, depth + 1, hops)? {
                    Receiver::Nodes(client) => Some(Receiver::Client(client)),
                    Receiver::Client(client) if client.mode == Mode::OneNode => Some(Receiver::Client(client)),
                    _ => None,
                }
            }
            // `client.json()` and the like lead elsewhere; a member of a client that is no call is no client.
            External::Member { .. } => None,
            External::Element { of, .. } => match (self.of_value(of, language, depth + 1, hops)?, of) {
                (Receiver::Nodes(client), _) => Some(Receiver::Client(client)),
                // An element that was put into a list and is met again there.
                (again, Value::External(of)) if matches!(**of, External::Element { .. } | External::Call { .. }) => {
                    Some(again)
                }
                _ => None,
            },
            External::Handed { callee, call, cx, index, ty } => self
                .handed(callee, (cx, *call), *index, language, depth, hops)
                .or_else(|| self.of_value(ty.as_ref()?, language, depth + 1, hops)),
            External::OfType { ty } => self.of_type(ty, language),
            External::Ascribed { value, ty } => {
                let by_value = self.of_value(value, language, depth + 1, hops);
                let by_type = self.of_value(ty, language, depth + 1, hops);
                match (by_value, by_type) {
                    // `x as Cluster` narrows what was only known to be one or the other.
                    (Some(Receiver::Client(value)), Some(Receiver::Client(ty)))
                        if matches!(value.mode, Mode::Either | Mode::Unknown) =>
                    {
                        Some(Receiver::Client(ty))
                    }
                    (Some(value), _) => Some(value),
                    (None, ty) => ty,
                }
            }
            External::Extends { base, .. } => self.of_type(base, language),
        }
    }

    fn of_instance(&self, instance: &Rc<Instance<'p>>) -> Option<Receiver<'p>> {
        let Some(base) = self.ev.external_base(instance.class) else { return self.of_interface(instance.class) };
        let language = instance.class.file.ir.language;
        let (module, path) = library::symbol_of(&base)?;
        let known = library::known(language, module, path)?;
        let Some(Symbol::Client(mode)) = known.symbol else { return None };
        if let Some((cx, site)) = &instance.made
            && subclasses::passes_on(self.ev, instance.class).is_some()
        {
            return Some(Receiver::Client(self.made(&known, mode, *site, cx)));
        }
        let name = instance.class.file.ir.class(instance.class.class).name.clone();
        let mut client = self.client(&known, mode, instance.class.file, Evidence::Typed, name);
        client.made = instance.made.clone();
        if client.library == Library::Ioredis {
            client.prefix = subclasses::prefix_of(self.ev, instance, &client);
        }
        Some(Receiver::Client(Rc::new(client)))
    }

    /// The client that a call of `super(...)` makes, in a class that extends one.
    pub(super) fn of_super(&self, cx: &Cx<'p>, expr: ExprId) -> Option<Rc<Client<'p>>> {
        let (known, mode) = subclasses::behind_super(self.ev, cx, cx.ir().call(expr)?)?;
        Some(self.made(&known, mode, cx.site(expr), cx))
    }

    pub(super) fn of_type(&self, ty: &Value<'p>, language: Language) -> Option<Receiver<'p>> {
        let (module, path) = library::symbol_of(ty)?;
        let known = library::known(language, module, path)?;
        let name = SmolStr::from(display_path(&known));
        let mode = match known.symbol? {
            Symbol::Client(mode) => mode,
            Symbol::Connection => Mode::OneNode,
            Symbol::Batch(_) => Mode::Unknown,
            Symbol::Script => {
                let library = known.api.library;
                return Some(Receiver::Script(ScriptMade { library, made: None, client: None }));
            }
            Symbol::Makes(_) => return None,
        };
        let mut client = Client {
            library: known.api.library,
            version: None,
            mode,
            asynchronous: redis_py::is_async(&known.path),
            evidence: Evidence::Typed,
            made: None,
            prefix: Prefix::Unknown,
            name,
        };
        client.version = version_in_path(&known);
        let client = Rc::new(client);
        Some(match known.symbol? {
            Symbol::Batch(kind) => Receiver::Batch(Rc::new(BatchRef { client, kind, made: None, within: None })),
            Symbol::Connection => Receiver::Connection(client, None),
            _ => Receiver::Client(client),
        })
    }

    fn client(
        &self,
        known: &Known,
        mode: Mode,
        file: &'p crate::project::ModuleFile,
        evidence: Evidence,
        name: SmolStr,
    ) -> Client<'p> {
        Client {
            library: known.api.library,
            version: self.version(known, file),
            mode,
            asynchronous: redis_py::is_async(&known.path),
            evidence,
            made: None,
            prefix: Prefix::None,
            name,
        }
    }

    fn version(&self, known: &Known, file: &'p crate::project::ModuleFile) -> Option<Version> {
        let project = self.ev.project;
        let by_manifest = match known.api.library {
            Library::GoRedis => project.version_of(&file.path, &known.module),
            _ => {
                let package = known.module.split('.').next().unwrap_or(&known.module);
                project.version_of(&file.path, package)
            }
        };
        by_manifest.or_else(|| version_in_path(known))
    }

    /// What a call of something external gives.
    fn of_call(&self, callee: &Value<'p>, site: Site<'p>, cx: &Cx<'p>, depth: u32, hops: u32) -> Option<Receiver<'p>> {
        let language = cx.ir().language;
        if let Some((module, path)) = library::symbol_of(callee) {
            if let Some(mode) = ioredis::nest::injected(module, path) {
                return Some(Receiver::Client(self.of_service(mode, path.last()?, site)));
            }
            let known = library::known(language, module, path)?;
            return match known.symbol? {
                Symbol::Client(mode) | Symbol::Makes(mode) => Some(Receiver::Client(self.made(&known, mode, site, cx))),
                Symbol::Script => {
                    let made = Some((cx.clone(), site));
                    Some(Receiver::Script(ScriptMade { library: known.api.library, made, client: None }))
                }
                Symbol::Batch(_) | Symbol::Connection => None,
            };
        }
        let Value::External(external) = callee else { return None };
        match &**external {
            External::Member { of, name, .. } => {
                if let Some(mode) = ioredis::nest::given(of, name) {
                    return Some(Receiver::Client(self.of_service(mode, name, site)));
                }
                match self.of_value(of, language, depth + 1, hops).or_else(|| self.named_member(of, cx)) {
                    Some(receiver) => self.method_result(&receiver, name, site, cx),
                    None => Self::script_by_method(cx, name, site),
                }
            }
            External::Extends { base, .. } => {
                let (module, path) = library::symbol_of(base)?;
                let known = library::known(language, module, path)?;
                match known.symbol? {
                    Symbol::Client(mode) => Some(Receiver::Client(self.made(&known, mode, site, cx))),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A client that a service of a framework hands out.
    fn of_service(&self, mode: Mode, method: &SmolStr, site: Site<'p>) -> Rc<Client<'p>> {
        Rc::new(Client {
            library: Library::Ioredis,
            version: self.ev.project.version_of(&site.file.path, "ioredis"),
            mode,
            asynchronous: false,
            evidence: Evidence::Typed,
            made: None,
            prefix: Prefix::Unknown,
            name: method.clone(),
        })
    }

    fn made(&self, known: &Known, mode: Mode, site: Site<'p>, cx: &Cx<'p>) -> Rc<Client<'p>> {
        let name = SmolStr::from(display_path(known));
        let mut client = self.client(known, mode, site.file, Evidence::Constructed, name);
        client.made = Some((cx.clone(), site));
        match known.api.library {
            Library::GoRedis => client.mode = options::mode_made(self.ev, cx, site.expr, &known.path, mode),
            Library::Ioredis => {
                client.prefix = options::prefix_of(self.ev, cx, site.expr, &client);
                client.mode = options::ioredis_mode(self.ev, cx, site.expr, &client);
            }
            Library::RedisPy | Library::RedisPyCluster => {}
        }
        Rc::new(client)
    }
}

/// The last name of an expression: `redis` of `this.app.redis`, `getRedis` of `getRedis()`.
pub fn last_identifier(ir: &Module, expr: ExprId) -> Option<&SmolStr> {
    match ir.kind(expr) {
        ExprKind::Name { name, .. } => Some(name),
        ExprKind::Member { property, .. } => Some(property),
        ExprKind::Call(call) => last_identifier(ir, call.callee),
        ExprKind::Await(value) | ExprKind::Cast { value, .. } | ExprKind::Entered(value) => last_identifier(ir, *value),
        _ => None,
    }
}

fn version_in_path(known: &Known) -> Option<Version> {
    match known.api.library {
        Library::GoRedis => {
            go_redis::major_of(&known.module).map(|major| Version::from_on((major, 0, 0), Some((major + 1, 0, 0))))
        }
        _ => None,
    }
}

fn display_path(known: &Known) -> String {
    match known.api.library {
        Library::Ioredis if known.path.is_empty() => "Redis".to_owned(),
        Library::Ioredis => known.path.clone(),
        Library::GoRedis => format!("redis.{}", known.path),
        Library::RedisPy | Library::RedisPyCluster => {
            let top = known.module.split('.').next().unwrap_or("redis");
            format!("{top}.{}", known.path)
        }
    }
}
