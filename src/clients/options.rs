//! The options a client is made with, by the level at which they are written.

use std::rc::Rc;

use smol_str::SmolStr;

use super::model::{Client, Construction, Library, Mode, Prefix};
use crate::eval::value::{MapValue, Value};
use crate::eval::{Cx, Evaluator, Site};
use crate::syntax::ir::{Call, ExprId, ExprKind, Module, Spread};

/// Where an option is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Directly among the client's options or keyword arguments.
    Top,
    /// In ioredis' `redisOptions`.
    Node,
    /// In one of the startup nodes.
    StartupNode,
}

/// One option.
#[derive(Clone)]
pub struct OptionEntry<'p> {
    /// Where it is written.
    pub level: Level,
    /// Its name.
    pub name: SmolStr,
    /// Its value.
    pub value: Value<'p>,
    /// Where its name and its value stand; the call, when they come from elsewhere.
    pub site: (Site<'p>, Site<'p>),
}

/// All options of a client.
#[derive(Clone, Default)]
pub struct Options<'p> {
    /// Those that are known.
    pub entries: Vec<OptionEntry<'p>>,
    /// Whether there may be others: a spread, a variable of unknown content.
    pub open: bool,
    /// Whether there may be others in `redisOptions`.
    pub node_open: bool,
    /// The startup nodes or addresses, with their place.
    pub nodes: Option<(Value<'p>, Site<'p>)>,
    /// The names of options in the query of a URL: `redis://host?socket_timeout=5`.
    pub in_url: Vec<SmolStr>,
}

impl<'p> Options<'p> {
    /// An option of a level, the last one written.
    pub fn get(&self, level: Level, name: &str) -> Option<&OptionEntry<'p>> {
        self.entries.iter().rev().find(|entry| entry.level == level && entry.name == name)
    }
}

impl<'p> Construction<'p> {
    /// The options it is made with.
    pub fn options(&self, ev: &Evaluator<'p>) -> Options<'p> {
        of_call(ev, &self.cx, self.site.expr, &self.client)
    }
}

/// The options of a call that makes a client.
pub fn of_call<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, client: &Client<'p>) -> Options<'p> {
    let Some(call) = cx.ir().call(expr) else { return Options::default() };
    match client.library {
        Library::Ioredis => of_ioredis(ev, cx, call, client),
        Library::RedisPy | Library::RedisPyCluster => of_keywords(ev, cx, call),
        Library::GoRedis => of_struct(ev, cx, call),
    }
}

fn of_ioredis<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &Call, client: &Client<'p>) -> Options<'p> {
    let mut options = Options::default();
    let is_cluster = client.mode == Mode::Cluster;
    for (index, arg) in call.args.iter().enumerate() {
        let value = ev.eval(cx, arg.value);
        let site = cx.site(arg.value);
        if is_cluster && index == 0 {
            options.nodes = Some((value, site));
            continue;
        }
        match &value {
            Value::Map(map) => read_map(&mut options, map, Level::Top, site),
            Value::Text(_) | Value::Number(_) | Value::Null | Value::Bool(_) => {}
            Value::Hole(_) | Value::Union(_) | Value::External(_) if !is_cluster && index == 0 => {
                // A URL, a port or an options object.
                options.open = true;
            }
            Value::Union(values) => {
                for value in values.iter() {
                    match value {
                        Value::Map(map) => read_map(&mut options, map, Level::Top, site),
                        _ => options.open = true,
                    }
                }
            }
            _ => options.open = true,
        }
        options.open |= arg.spread != Spread::No;
    }
    let nested = options.get(Level::Top, "redisOptions").cloned();
    if let Some(nested) = nested {
        match &nested.value {
            Value::Map(map) => read_map(&mut options, map, Level::Node, nested.site.1),
            Value::Null => {}
            _ => options.node_open = true,
        }
        options.node_open |=
            is_written_to(cx.ir(), "redisOptions") || is_written_to(&nested.site.1.file.ir, "redisOptions");
    }
    options
}

/// Whether somewhere in a file `x.<name>.y = z`: options that are filled in later, of whichever client.
fn is_written_to(ir: &Module, name: &str) -> bool {
    let inner = |object| matches!(ir.kind(object), ExprKind::Member { property, .. } if property == name);
    ir.flow.member_assignments.iter().any(|assignment| inner(assignment.object))
}

/// The names in the query of a URL, as far as it is written out.
fn names_in_query(value: &Value<'_>, names: &mut Vec<SmolStr>) {
    let Value::Text(pattern) = value else { return };
    let text = pattern.display();
    let Some((_, query)) = text.split_once('?') else { return };
    names.extend(query.split('&').filter_map(|pair| pair.split('=').next()).map(SmolStr::from));
}

fn read_map<'p>(options: &mut Options<'p>, map: &Rc<MapValue<'p>>, level: Level, fallback: Site<'p>) {
    for entry in &map.entries {
        let Some(name) = entry.key.as_str() else {
            options.open = true;
            continue;
        };
        options.entries.push(OptionEntry {
            level,
            name: SmolStr::from(name),
            value: entry.value.clone(),
            site: entry.site.unwrap_or((fallback, fallback)),
        });
    }
    if !map.rest.is_empty() {
        match level {
            Level::Node => options.node_open = true,
            _ => options.open = true,
        }
    }
}

fn of_keywords<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &Call) -> Options<'p> {
    let mut options = Options::default();
    for arg in &call.args {
        let value = ev.eval(cx, arg.value);
        let site = cx.site(arg.value);
        match (&arg.name, arg.spread) {
            (Some(name), _) => {
                if name == "startup_nodes" {
                    options.nodes = Some((value.clone(), site));
                }
                if name == "url" {
                    names_in_query(&value, &mut options.in_url);
                }
                options.entries.push(OptionEntry { level: Level::Top, name: name.clone(), value, site: (site, site) });
            }
            (None, Spread::Map) => match &value {
                Value::Map(map) => read_map(&mut options, map, Level::Top, site),
                _ => options.open = true,
            },
            (None, Spread::List) => options.open = true,
            (None, Spread::No) => names_in_query(&value, &mut options.in_url),
        }
    }
    options
}

fn of_struct<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &Call) -> Options<'p> {
    let mut options = Options::default();
    let Some(first) = call.args.first() else { return options };
    let site = cx.site(first.value);
    match ev.eval(cx, first.value) {
        Value::Map(map) => read_map(&mut options, &map, Level::Top, site),
        _ => options.open = true,
    }
    let addresses = options.get(Level::Top, "Addrs").or_else(|| options.get(Level::Top, "Addr"));
    options.nodes = addresses.map(|entry| (entry.value.clone(), entry.site.1));
    options
}

/// What an ioredis client puts in front of every key. In `redisOptions` it counts since 5.0.0
/// (lib/cluster/index.ts:174-180 of 6.0.0); before, it is ignored there.
pub fn prefix_of<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, client: &Client<'p>) -> Prefix<'p> {
    let options = of_call(ev, cx, expr, client);
    let at_node = || {
        let counts = client.version.is_none_or(|version| version.at_least(5, 0, 0) != Some(false));
        options.get(Level::Node, "keyPrefix").filter(|_| counts)
    };
    match options.get(Level::Top, "keyPrefix").or_else(at_node) {
        Some(entry) => match &entry.value {
            Value::Text(pattern) => Prefix::Known(pattern.clone()),
            Value::Null => Prefix::None,
            _ => Prefix::Unknown,
        },
        // A spread of options whose content is not known could hold one; hardly any does.
        None => Prefix::None,
    }
}

/// What `new Redis` gives: with `sentinels`, a primary found through them.
pub fn ioredis_mode<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, client: &Client<'p>) -> Mode {
    let options = of_call(ev, cx, expr, client);
    match options.get(Level::Top, "sentinels") {
        Some(entry) if client.mode == Mode::Standalone && !matches!(entry.value, Value::Null) => Mode::Sentinel,
        _ => client.mode,
    }
}

/// What go-redis' constructors give, where their options decide (go-redis v9.22.0, universal.go).
pub fn mode_made<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, path: &str, mode: Mode) -> Mode {
    let Some(call) = cx.ir().call(expr) else { return mode };
    let options = of_struct(ev, cx, call);
    match path {
        "NewUniversalClient" => universal_mode(&options),
        // A manual topology: usually servers that are no cluster.
        "NewClusterClient" if options.get(Level::Top, "ClusterSlots").is_some() => Mode::FailoverCluster,
        _ => mode,
    }
}

fn universal_mode(options: &Options<'_>) -> Mode {
    let set = |name: &str| options.get(Level::Top, name).map(|entry| &entry.value);
    match set("MasterName") {
        None | Some(Value::Null) => {}
        Some(master) => match master.literal() {
            Some([]) => {}
            Some(_) => return Mode::Sentinel,
            None => return Mode::Either,
        },
    }
    match set("IsClusterMode") {
        Some(Value::Bool(true)) => return Mode::Cluster,
        Some(Value::Bool(false)) | None => {}
        Some(_) => return Mode::Either,
    }
    if options.open {
        return Mode::Either;
    }
    match set("Addrs") {
        Some(Value::List(list))
            if list.parts.iter().all(|part| matches!(part, crate::eval::value::ListPart::One(..))) =>
        {
            if list.parts.len() > 1 { Mode::Cluster } else { Mode::Standalone }
        }
        Some(_) => Mode::Either,
        None => Mode::Standalone,
    }
}
