//! Startup nodes in a form that a cluster client cannot use.

use super::addresses::{keyword, parse_url, positional, settings, text_of};
use super::model::{Construction, Library, Mode};
use super::options::{Level, Options};
use crate::eval::value::{ListPart, Value};
use crate::eval::{Evaluator, Site};
use crate::syntax::ir::{Arg, DefKind, ExprKind};

/// What is wrong with the startup nodes of a client.
#[derive(Clone)]
pub struct BadNodes<'p> {
    /// The argument or option that holds them.
    pub site: Site<'p>,
    /// The node, where it is one of several.
    pub node: Option<Site<'p>>,
    /// What is written.
    pub written: &'static str,
    /// What the client does with it.
    pub happens: &'static str,
    /// What to write instead.
    pub instead: &'static str,
    /// The same as something to do, where it can be done without knowing more.
    pub remedy: Option<Remedy>,
}

/// What makes startup nodes right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Brackets around them.
    List,
    /// The URL itself instead of an object that holds it.
    Url,
    /// The name `host` for this one.
    Host(&'static str),
    /// `tls` among the options of connections.
    Tls,
    /// An object of redis-py for each.
    ClusterNodes,
    /// The name of the argument.
    Named,
    /// A scheme that the client knows.
    Scheme,
    /// A string for each address.
    Split,
}

/// A form that does not work: what is written, what happens, what to write instead.
type Wrong = (&'static str, &'static str, &'static str, Option<Remedy>);

/// What is wrong with the startup nodes of a client, if anything is.
pub fn bad_nodes<'p>(ev: &Evaluator<'p>, made: &Construction<'p>, options: &Options<'p>) -> Option<BadNodes<'p>> {
    match (made.client.library, made.client.mode) {
        (Library::Ioredis, Mode::Cluster) => of_ioredis(options),
        (Library::RedisPy, Mode::Cluster) => of_redis_py(ev, made, options),
        (Library::GoRedis, Mode::Cluster) => of_go_redis(options),
        (Library::GoRedis, _) if made.client.name == "redis.NewUniversalClient" => of_go_redis(options),
        _ => None,
    }
}

fn bad<'p>(site: Site<'p>, node: Option<Site<'p>>, (written, happens, instead, remedy): Wrong) -> BadNodes<'p> {
    BadNodes { site, node, written, happens, instead, remedy }
}

const HANGS: &str = "the client has no startup node, so every command waits for ever and no `error` event says why";
const LIST: &str = "give a list: `[{ host, port }]`";

fn of_ioredis<'p>(options: &Options<'p>) -> Option<BadNodes<'p>> {
    let (value, site) = options.nodes.as_ref()?;
    let all = |test: fn(&Value<'_>) -> bool| value.alternatives().iter().all(test);
    if all(|value| matches!(value, Value::Text(_) | Value::Number(_))) {
        return Some(bad(
            *site,
            None,
            ("one address instead of a list", HANGS, "give a list: `[url]`", Some(Remedy::List)),
        ));
    }
    if all(|value| matches!(value, Value::Map(_))) {
        return Some(bad(*site, None, ("an object instead of a list", HANGS, LIST, Some(Remedy::List))));
    }
    let Value::List(list) = value else { return None };
    if list.parts.is_empty() {
        return stays_empty(*site).then(|| bad(*site, None, ("an empty list", HANGS, LIST, None)));
    }
    // With TLS switched on in the right place the scheme does no harm.
    let has_tls = options.get(Level::Node, "tls").is_some() || options.node_open || options.open;
    list.parts.iter().find_map(|part| {
        let wrong = wrong_ioredis_node(element(part)?, has_tls)?;
        Some(bad(*site, part.site(), wrong))
    })
}

fn element<'a, 'p>(part: &'a ListPart<'p>) -> Option<&'a Value<'p>> {
    match part {
        ListPart::One(value, _) | ListPart::Each(value, ..) => Some(value),
        ListPart::Rest(..) => None,
    }
}

fn wrong_ioredis_node(node: &Value<'_>, has_tls: bool) -> Option<Wrong> {
    match node {
        Value::List(_) => Some((
            "a list in the list",
            "host and port of that node are silently 127.0.0.1 and 6379",
            "give one flat list: `[{ host, port }, ...]`",
            None,
        )),
        Value::Map(map) if map.rest.is_empty() && map.get("host").is_none() && map.get("path").is_none() => {
            let named = |names: &[&str]| names.iter().any(|name| map.get(name).is_some());
            if named(&["url", "uri"]) {
                return Some((
                    "`url` in a startup node, which is no option of ioredis",
                    "host and port of that node are silently 127.0.0.1 and 6379",
                    "give the URL itself, `['redis://host:port']`, or `{ host, port }`",
                    Some(Remedy::Url),
                ));
            }
            let host = ["ip", "hostname", "address", "endpoint"].into_iter().find(|name| map.get(name).is_some())?;
            Some((
                "a startup node without `host`",
                "its host is silently 127.0.0.1",
                "name the host `host`: `{ host, port }`",
                Some(Remedy::Host(host)),
            ))
        }
        Value::Text(_) if !has_tls && text_of(node)?.starts_with("rediss://") => Some((
            "`rediss://` in the list of nodes",
            "it does not switch TLS on: the client speaks plain text",
            "add `redisOptions: { tls: {} }`",
            Some(Remedy::Tls),
        )),
        _ => None,
    }
}

/// Whether nothing can have been added to an empty list: it is written here, or its name is used for nothing else.
fn stays_empty(site: Site<'_>) -> bool {
    let ir = &site.file.ir;
    match ir.kind(site.expr) {
        ExprKind::List { elements, .. } => elements.is_empty(),
        ExprKind::Record { entries, .. } => entries.is_empty(),
        ExprKind::Name { binding: Some(binding), .. } => {
            let uses = ir
                .exprs
                .iter()
                .filter(|expr| matches!(&expr.kind, ExprKind::Name { binding: Some(other), .. } if other == binding));
            let defs = &ir.binding(*binding).defs;
            uses.count() == 1 && defs.len() == 1 && matches!(defs[0].kind, DefKind::Value(_))
        }
        _ => false,
    }
}

const CLUSTER_NODES: &str =
    "use `ClusterNode(host, port)` from `redis.cluster`, `redis.asyncio.cluster` for the asyncio client";

fn of_redis_py<'p>(ev: &Evaluator<'p>, made: &Construction<'p>, options: &Options<'p>) -> Option<BadNodes<'p>> {
    if let Some((value, site)) = &options.nodes
        && let Some((node, wrong)) = wrong_cluster_nodes(value)
    {
        return Some(bad(*site, node, wrong));
    }
    for settings in settings(ev, made) {
        let first = positional(settings.call, 0);
        let value_of = |arg: &Arg| (ev.eval(&settings.cx, arg.value), settings.cx.site(arg.value));
        let url = keyword(settings.call, "url").or_else(|| first.filter(|_| settings.takes_url)).map(value_of);
        if let Some(found) = url.and_then(|(value, site)| Some(bad(site, None, wrong_redis_py_url(&value)?))) {
            return Some(found);
        }
        if let Some((Value::List(_), site)) = first.map(value_of) {
            let happens = "it becomes `host`: `RedisClusterException: Redis Cluster cannot be connected. …`";
            let instead = "name it: `startup_nodes=[...]`";
            let wrong = ("a list as the first argument", happens, instead, Some(Remedy::Named));
            return Some(bad(site, None, wrong));
        }
    }
    None
}

fn wrong_cluster_nodes<'p>(value: &Value<'p>) -> Option<(Option<Site<'p>>, Wrong)> {
    let wrong = |node: &Value<'_>| -> Option<Wrong> {
        match node {
            Value::Map(_) => Some((
                "startup nodes as dicts",
                "`AttributeError: 'dict' object has no attribute 'name'` ('host' with the asyncio client)",
                CLUSTER_NODES,
                Some(Remedy::ClusterNodes),
            )),
            Value::List(_) => Some((
                "startup nodes as tuples or lists",
                "`AttributeError: 'tuple' object has no attribute 'name'` ('host' with the asyncio client)",
                CLUSTER_NODES,
                Some(Remedy::ClusterNodes),
            )),
            Value::Text(_) => Some((
                "startup nodes as strings",
                "`AttributeError: 'str' object has no attribute 'name'` ('host' with the asyncio client)",
                CLUSTER_NODES,
                Some(Remedy::ClusterNodes),
            )),
            _ => None,
        }
    };
    match value {
        Value::List(list) => list.parts.iter().find_map(|part| Some((part.site(), wrong(element(part)?)?))),
        Value::Text(_) => Some((None, wrong(value)?)),
        _ => None,
    }
}

fn wrong_redis_py_url(value: &Value<'_>) -> Option<Wrong> {
    let text = text_of(value)?;
    let url = parse_url(&text)?;
    if !matches!(url.scheme, "redis" | "rediss" | "unix" | "valkey" | "valkeys") && !url.scheme.contains('\u{1}') {
        return Some((
            "a URL with a scheme of its own",
            "`ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)`",
            "write `redis://` or `rediss://`; the class says that it is a cluster",
            Some(Remedy::Scheme),
        ));
    }
    let hosts = url.authority.rsplit('@').next().unwrap_or(url.authority);
    hosts.contains(',').then_some((
        "several nodes in one URL",
        "`ValueError: Port could not be cast to integer value`",
        "name one node, which tells of the others; or give `startup_nodes=[ClusterNode(host, port), ...]`",
        None,
    ))
}

fn of_go_redis<'p>(options: &Options<'p>) -> Option<BadNodes<'p>> {
    let entry = options.get(Level::Top, "Addrs")?;
    let (name, site) = entry.site;
    let Value::List(list) = &entry.value else { return None };
    if list.parts.is_empty() {
        let wrong = (
            "an empty list of addresses",
            "every command answers `redis: cluster has no nodes`",
            "name one node or more",
            None,
        );
        return stays_empty(site).then(|| bad(name, None, wrong));
    }
    list.parts.iter().find_map(|part| {
        let text = text_of(element(part)?)?;
        let wrong: Wrong = if text.contains("://") {
            (
                "a URL among the addresses",
                "`dial tcp: address …: too many colons in address`",
                "write `host:port`, or make the options with `redis.ParseClusterURL`",
                None,
            )
        } else if text.contains(',') {
            (
                "several addresses in one string",
                "`dial tcp: address a:7000,b:7000: too many colons in address`",
                "give each its own string, or take the string apart with `strings.Split(addrs, \",\")`",
                Some(Remedy::Split),
            )
        } else {
            return None;
        };
        Some(bad(name, part.site(), wrong))
    })
}
