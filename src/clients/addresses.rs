//! Where a client is told to connect to: hosts, URLs, `host:port`, as far as they are written in its options.

use super::library::symbol_of;
use super::model::{Construction, Library, Mode};
use super::options::{Level, Options};
use crate::eval::pattern::Part;
use crate::eval::value::{External, Value};
use crate::eval::{Cx, Evaluator, Site};
use crate::syntax::ir::{Arg, Call, Spread};

/// One address.
#[derive(Clone)]
pub struct Address<'p> {
    /// Host, URL, or `host:port`.
    pub value: Value<'p>,
    /// Where it stands.
    pub site: Site<'p>,
}

/// A call whose arguments say what a client connects to: the constructor, or what it is given that was made for it.
#[derive(Clone)]
pub struct Settings<'p> {
    /// The frame it stands in.
    pub cx: Cx<'p>,
    /// The call.
    pub call: &'p Call,
    /// Whether its first argument is a URL.
    pub takes_url: bool,
}

/// The calls that say what a client connects to.
pub fn settings<'p>(ev: &Evaluator<'p>, made: &Construction<'p>) -> Vec<Settings<'p>> {
    let takes_url = made.client.name.ends_with("from_url");
    let mut all = vec![Settings { cx: made.cx.clone(), call: made.call, takes_url }];
    let given = match made.client.library {
        Library::RedisPy | Library::RedisPyCluster => keyword(made.call, "connection_pool"),
        // `redis.NewClient(opt)` with `opt, err := redis.ParseURL(url)`.
        Library::GoRedis => made.call.args.first(),
        Library::Ioredis => None,
    };
    all.extend(given.and_then(|arg| made_by(&ev.eval(&made.cx, arg.value))));
    all
}

/// The call of a pool or of `ParseURL` that a value comes from.
fn made_by<'p>(value: &Value<'p>) -> Option<Settings<'p>> {
    let Value::External(external) = value else { return None };
    match &**external {
        External::Call { callee, site, cx, .. } => {
            let (_, path) = symbol_of(callee)?;
            let last = path.last()?.as_str();
            let takes_url = matches!(last, "from_url" | "ParseURL" | "ParseClusterURL");
            let is_pool = path.iter().any(|name| name.ends_with("ConnectionPool"));
            let call = site.file.ir.call(site.expr)?;
            (takes_url || is_pool).then(|| Settings { cx: cx.clone(), call, takes_url })
        }
        External::Element { of, .. } | External::Member { of, .. } => made_by(of),
        _ => None,
    }
}

/// A keyword argument.
pub fn keyword<'c>(call: &'c Call, name: &str) -> Option<&'c Arg> {
    call.args.iter().find(|arg| arg.name.as_deref() == Some(name))
}

/// A positional argument, if nothing in front of it stands for many.
pub fn positional(call: &Call, index: usize) -> Option<&Arg> {
    let mut plain = call.args.iter().filter(|arg| arg.name.is_none()).take(index + 1);
    if plain.clone().any(|arg| arg.spread != Spread::No) {
        return None;
    }
    plain.nth(index)
}

/// The addresses that a client is given.
pub fn addresses<'p>(ev: &Evaluator<'p>, made: &Construction<'p>, options: &Options<'p>) -> Vec<Address<'p>> {
    let mut found = Vec::new();
    let named = options.entries.iter().filter(|entry| {
        matches!(entry.level, Level::Top | Level::StartupNode) && matches!(entry.name.as_str(), "host" | "url" | "Addr")
    });
    found.extend(named.map(|entry| Address { value: entry.value.clone(), site: entry.site.1 }));
    for settings in settings(ev, made) {
        from_arguments(ev, made, &settings, &mut found);
    }
    if let Some((nodes, site)) = &options.nodes {
        from_nodes(nodes, *site, &mut found);
    }
    found
}

fn from_arguments<'p>(
    ev: &Evaluator<'p>,
    made: &Construction<'p>,
    settings: &Settings<'p>,
    found: &mut Vec<Address<'p>>,
) {
    let mut add = |arg: &Arg| {
        let value = ev.eval(&settings.cx, arg.value);
        let is_text = value.alternatives().iter().any(|value| matches!(value, Value::Text(_) | Value::Hole(_)));
        if is_text || matches!(value, Value::External(_)) {
            found.push(Address { value, site: settings.cx.site(arg.value) });
        }
    };
    match made.client.library {
        Library::Ioredis if made.client.mode == Mode::Cluster => {}
        // `new Redis(url)`, `new Redis(port, host)`.
        Library::Ioredis => [0, 1].iter().filter_map(|&index| positional(settings.call, index)).for_each(add),
        Library::RedisPy | Library::RedisPyCluster => {
            for name in ["host", "url"] {
                keyword(settings.call, name).into_iter().for_each(&mut add);
            }
            positional(settings.call, 0).into_iter().for_each(add);
        }
        Library::GoRedis if settings.takes_url => positional(settings.call, 0).into_iter().for_each(add),
        Library::GoRedis => {}
    }
}

fn from_nodes<'p>(nodes: &Value<'p>, site: Site<'p>, found: &mut Vec<Address<'p>>) {
    let Value::List(list) = nodes else {
        found.push(Address { value: nodes.clone(), site });
        return;
    };
    for part in &list.parts {
        let site = part.site().unwrap_or(site);
        match part.value() {
            Value::Map(map) => {
                if let Some(entry) = map.get("host") {
                    let site = entry.site.map_or(site, |(_, value)| value);
                    found.push(Address { value: entry.value.clone(), site });
                }
            }
            value => found.push(Address { value: value.clone(), site }),
        }
    }
}

/// The text of a URL or address with what is not known in it as one `\u{1}` each.
pub fn text_of(value: &Value<'_>) -> Option<String> {
    let Value::Text(pattern) = value else { return None };
    let mut text = String::new();
    for part in pattern.parts() {
        match part {
            Part::Literal(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
            Part::Hole(_) => text.push('\u{1}'),
        }
    }
    Some(text)
}

/// A URL's parts, as all three libraries read them.
pub struct Url<'t> {
    /// In front of `://`.
    pub scheme: &'t str,
    /// Credentials, hosts and ports.
    pub authority: &'t str,
    /// Behind the first `/` of the rest, without the query.
    pub path: &'t str,
    /// Behind `?`.
    pub query: &'t str,
}

/// Takes a URL apart; `None` for what has no scheme.
pub fn parse_url(text: &str) -> Option<Url<'_>> {
    let (scheme, rest) = text.split_once("://")?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    Some(Url { scheme, authority, path, query })
}
