//! A client that talks to one node and cannot follow a cluster.

use super::FileCx;
use super::draft::Draft;
use super::plain_client::{Purposes, decided_by_count, is_for_tests};
use crate::clients::addresses::{Address, addresses, keyword, text_of};
use crate::clients::library::root_symbol;
use crate::clients::model::{Construction, Library, Mode};
use crate::clients::options::{Level, Options, of_call};
use crate::clients::placement::misplaced;
use crate::clients::switches::constructs_cluster;
use crate::eval::value::{External, Origin, Value};
use crate::eval::{Cx, Site};
use crate::finding::{Confidence, Finding, Severity};

const RULE: &str = "non-cluster-client";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    let purposes = Purposes::of(cx);
    let mut pools = Vec::new();
    for made in &cx.model.constructions {
        let universal = made.client.name == "redis.NewUniversalClient";
        if made.client.mode != Mode::Standalone || universal || !cx.concerns(&made.client) {
            continue;
        }
        cx.ev.begin();
        if !purposes.on_purpose(made) {
            if is_first_of_pool(made, &mut pools) {
                findings.push(judge(cx, made));
            }
        } else if decided_by_count(cx, made) && !is_for_tests(cx) {
            findings.push(by_count(made));
        }
    }
}

/// redis-py: clients over one pool, made for each call, are said once for each class or function that holds the pool.
fn is_first_of_pool<'p>(made: &Construction<'p>, pools: &mut Vec<(u32, &'p str)>) -> bool {
    let Some(pool) = keyword(made.call, "connection_pool") else { return true };
    let ir = made.cx.ir();
    let function = ir.function_of(made.site.expr);
    let holder = ir.function(function).class.map_or(function.0, |class| u32::MAX - class.0);
    let pool = (holder, made.cx.site(pool.value).text());
    if pools.contains(&pool) {
        return false;
    }
    pools.push(pool);
    true
}

/// The arm for one address of a switch on their number.
fn by_count(made: &Construction<'_>) -> Finding {
    let message = format!(
        "with one address this makes a plain client, `{}`; the configuration endpoint of a cluster is one address as well",
        made.client.name
    );
    let help = "decide by a setting that says whether there is a cluster";
    Draft::at(RULE, made.site, Severity::Info, Confidence::Possible, message).client(&made.client).help(help).done()
}

/// What in the source says that a cluster is behind the address.
enum Sign<'p> {
    /// The host is an endpoint that only clusters have.
    Endpoint(Address<'p>),
    /// Several nodes are given.
    Several(Site<'p>),
    /// An option that only cluster clients have.
    Option(Site<'p>, String),
    /// A cluster client is made for the same address.
    Same(Site<'p>, String),
}

fn judge<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>) -> Finding {
    let client = &made.client;
    let name = &client.name;
    let options = made.options(cx.ev);
    let sign = sign(cx, made, &options);
    let (severity, confidence) = match &sign {
        Some(Sign::Endpoint(_) | Sign::Several(_)) => (Severity::Error, Confidence::Certain),
        Some(Sign::Option(..) | Sign::Same(..)) => (Severity::Error, Confidence::Likely),
        None if cx.project.is_sample(&cx.file.path) => (Severity::Info, Confidence::Likely),
        None => (Severity::Warning, Confidence::Likely),
    };
    let outcome = match client.library {
        Library::Ioredis if matches!(sign, Some(Sign::Several(_))) && starts_with_list(cx, made) => {
            "a list of nodes makes no cluster client of it: it connects to localhost:6379".to_owned()
        }
        _ => "it follows no redirect, so on a cluster a key of another node fails with MOVED".to_owned(),
    };
    let message = match &sign {
        Some(Sign::Endpoint(_)) => format!("`{name}` talks to one node, but this address is a cluster's; {outcome}"),
        Some(Sign::Several(_)) => format!("`{name}` talks to one node, but several are given; {outcome}"),
        Some(Sign::Option(_, option)) => {
            format!("`{name}` talks to one node; `{option}` does not change that, and {outcome}")
        }
        Some(Sign::Same(_, address)) => {
            format!("`{name}` talks to one node of `{address}`, which is a cluster elsewhere; {outcome}")
        }
        None => format!("`{name}` talks to one node; {outcome}"),
    };
    let mut draft = Draft::at(RULE, made.site, severity, confidence, message).client(client).help(help(made));
    match sign {
        Some(Sign::Endpoint(address)) => {
            draft = draft.label(address.site, "only a cluster has such an endpoint");
            draft = draft.related_outside(address.site, "the address is written here");
        }
        Some(Sign::Several(site)) => draft = draft.label(site, "several nodes"),
        Some(Sign::Option(site, _)) => draft = draft.label(site, "an option of cluster clients"),
        Some(Sign::Same(site, address)) => {
            draft = draft.related(site.place(), format!("a cluster client for `{address}` is made here"));
        }
        None => {}
    }
    draft.done()
}

fn help(made: &Construction<'_>) -> String {
    let instead = match (made.client.library, made.client.asynchronous) {
        (Library::Ioredis, _) => "`new Redis.Cluster([{ host, port }], options)`",
        (Library::RedisPy | Library::RedisPyCluster, false) => "`redis.cluster.RedisCluster`",
        (Library::RedisPy | Library::RedisPyCluster, true) => "`redis.asyncio.cluster.RedisCluster`",
        (Library::GoRedis, _) => "`redis.NewClusterClient`",
    };
    format!(
        "make a cluster client, {instead}; if there is no cluster behind this client, set `deployment` for these paths in the configuration"
    )
}

fn sign<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>, options: &Options<'p>) -> Option<Sign<'p>> {
    if starts_with_list(cx, made) {
        return Some(Sign::Several(first_argument(made)));
    }
    let given = addresses(cx.ev, made, options);
    for address in &given {
        for value in address.value.alternatives() {
            let Some(text) = text_of(value) else { continue };
            if is_cluster_endpoint(&text) {
                return Some(Sign::Endpoint(address.clone()));
            }
            if names_several(&text) {
                return Some(Sign::Several(address.site));
            }
        }
    }
    let option = options.entries.iter().find(|entry| {
        let is_wish = entry.name == "cluster" && matches!(entry.value, Value::Bool(true));
        entry.level == Level::Top && (is_wish || misplaced(&made.client, Level::Top, &entry.name).is_some())
    });
    if let Some(entry) = option {
        return Some(Sign::Option(entry.site.0, entry.name.to_string()));
    }
    same_address(cx, made, &given)
}

fn first_argument<'p>(made: &Construction<'p>) -> Site<'p> {
    made.call.args.first().map_or(made.site, |arg| made.cx.site(arg.value))
}

/// ioredis: whether the first argument is a list.
fn starts_with_list<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>) -> bool {
    made.client.library == Library::Ioredis
        && made.call.args.first().is_some_and(|arg| {
            let value = cx.ev.eval(&made.cx, arg.value);
            value.alternatives().iter().all(|value| matches!(value, Value::List(_)))
        })
}

/// Endpoints of ElastiCache and MemoryDB that stand for a whole cluster.
fn is_cluster_endpoint(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("clustercfg.") || (lower.contains(".serverless.") && lower.contains(".cache.amazonaws."))
}

/// `a:7000,b:7000`, perhaps in a URL.
fn names_several(text: &str) -> bool {
    let hosts = text.split_once("://").map_or(text, |(_, rest)| rest);
    let hosts = hosts.split(['/', '?']).next().unwrap_or(hosts);
    let hosts = hosts.rsplit('@').next().unwrap_or(hosts);
    hosts.split(',').filter(|host| host.contains(':') || host.contains('.') || host.contains('\u{1}')).count() > 1
}

/// Names of constructors of cluster clients, as the index of calls has them.
const CLUSTERS: [&str; 4] = ["Cluster", "RedisCluster", "NewClusterClient", "ValkeyCluster"];

/// A cluster client of the project that is given the same address, told by its text.
fn same_address<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>, given: &[Address<'p>]) -> Option<Sign<'p>> {
    let wanted: Vec<String> = given.iter().filter_map(|address| telling(&address.value)).collect();
    if wanted.is_empty() {
        return None;
    }
    for name in CLUSTERS {
        for site in cx.ev.calls_named(name).iter() {
            let there = Cx::of(site.file);
            if cx.project.is_test(&site.file.path) || !constructs_cluster(cx.ev, &there, site.expr) {
                continue;
            }
            let Some(call) = site.file.ir.call(site.expr) else { continue };
            let client = crate::clients::model::Client { mode: Mode::Cluster, ..(*made.client).clone() };
            let options = of_call(cx.ev, &there, site.expr, &client);
            let cluster = Construction { client: std::rc::Rc::new(client), cx: there, site: *site, call };
            let found = addresses(cx.ev, &cluster, &options);
            let same = found.iter().filter_map(|address| telling(&address.value)).find(|text| wanted.contains(text));
            if let Some(text) = same {
                return Some(Sign::Same(*site, text));
            }
        }
    }
    None
}

/// The text of an address that tells it from others: no loopback, no parameter, which is another one at each call.
fn telling(value: &Value<'_>) -> Option<String> {
    let text = match value {
        Value::Text(pattern) => pattern.display(),
        Value::Hole(hole) if !matches!(hole.origin, Origin::Param { .. }) => hole.text.to_string(),
        // What the environment or a settings library gives, by how it is asked for.
        Value::External(external) if root_symbol(value).is_some() => match &**external {
            External::Call { site, .. } | External::Element { site, .. } | External::Member { site, .. } => {
                site.label().to_string()
            }
            External::Symbol { path, .. } => path.join("."),
            _ => return None,
        },
        // The text beside what is not known is a default.
        Value::Union(values) => {
            return values.iter().filter(|value| !matches!(value, Value::Text(_))).find_map(telling);
        }
        _ => return None,
    };
    let is_here = ["localhost", "127.0.0.1", "0.0.0.0", "::1"].iter().any(|here| text.contains(here));
    (!is_here && text.len() > 4).then_some(text)
}
