//! Which database a client asks for when it is made.

use super::addresses::{Settings, keyword, parse_url, positional, settings, text_of};
use super::commands::context_arguments;
use super::model::{Construction, Form, Library, Mode, Operation};
use super::options::{Level, Options};
use crate::eval::value::{ListPart, Value};
use crate::eval::{Evaluator, Site};

/// How a database is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// By an option, at this level.
    Option(Level),
    /// In a URL.
    Url,
}

/// A database that is asked for.
#[derive(Clone)]
pub struct Database<'p> {
    /// Its number, if known.
    pub number: Option<i64>,
    /// How.
    pub asked: Asked,
    /// Where.
    pub site: Site<'p>,
}

/// The databases that a client asks for; unset and `None` do not count.
pub fn databases<'p>(ev: &Evaluator<'p>, made: &Construction<'p>, options: &Options<'p>) -> Vec<Database<'p>> {
    let mut found = Vec::new();
    let name = if made.client.library == Library::GoRedis { "DB" } else { "db" };
    for level in [Level::Top, Level::Node] {
        if let Some(entry) = options.get(level, name).filter(|entry| !matches!(entry.value, Value::Null)) {
            found.push(Database { number: number(&entry.value), asked: Asked::Option(level), site: entry.site.0 });
        }
    }
    for settings in settings(ev, made) {
        from_arguments(ev, made, &settings, &mut found);
    }
    if made.client.library == Library::Ioredis && made.client.mode == Mode::Cluster {
        from_nodes(options, &mut found);
    }
    found
}

fn from_arguments<'p>(
    ev: &Evaluator<'p>,
    made: &Construction<'p>,
    settings: &Settings<'p>,
    found: &mut Vec<Database<'p>>,
) {
    let is_own = std::ptr::eq(settings.call, made.call);
    let is_python = matches!(made.client.library, Library::RedisPy | Library::RedisPyCluster);
    let mut url = |arg: &crate::syntax::ir::Arg| {
        let value = ev.eval(&settings.cx, arg.value);
        if let Some(number) = of_url(&value) {
            found.push(Database { number: Some(number), asked: Asked::Url, site: settings.cx.site(arg.value) });
        }
    };
    let is_cluster_list = made.client.library == Library::Ioredis && made.client.mode == Mode::Cluster;
    if settings.takes_url || (made.client.library == Library::Ioredis && !is_cluster_list) {
        positional(settings.call, 0).into_iter().for_each(&mut url);
    }
    if is_python {
        keyword(settings.call, "url").into_iter().for_each(&mut url);
        // `Redis(host, port, db)`; a cluster client has its nodes there.
        let third = positional(settings.call, 2).filter(|_| !settings.takes_url && made.client.mode != Mode::Cluster);
        let of_pool = keyword(settings.call, "db").filter(|_| !is_own);
        for arg in third.into_iter().chain(of_pool) {
            let value = ev.eval(&settings.cx, arg.value);
            let site = settings.cx.site(arg.value);
            found.push(Database { number: number(&value), asked: Asked::Option(Level::Top), site });
        }
    }
}

fn from_nodes<'p>(options: &Options<'p>, found: &mut Vec<Database<'p>>) {
    let Some((Value::List(nodes), site)) = &options.nodes else { return };
    for part in &nodes.parts {
        let (ListPart::One(value, at) | ListPart::Each(value, _, at)) = part else { continue };
        let site = at.unwrap_or(*site);
        match value {
            Value::Map(map) => {
                if let Some(entry) = map.get("db").filter(|entry| !matches!(entry.value, Value::Null)) {
                    let site = entry.site.map_or(site, |(name, _)| name);
                    found.push(Database {
                        number: number(&entry.value),
                        asked: Asked::Option(Level::StartupNode),
                        site,
                    });
                }
            }
            value => {
                if let Some(number) = of_url(value) {
                    found.push(Database { number: Some(number), asked: Asked::Url, site });
                }
            }
        }
    }
}

/// A database by its number or its digits; of several the first, if 0 is none of them.
pub fn number(value: &Value<'_>) -> Option<i64> {
    let one = |value: &Value<'_>| match value {
        Value::Number(number) => Some(*number as i64),
        Value::Text(_) => value.as_str()?.trim().parse().ok(),
        _ => None,
    };
    let all: Option<Vec<i64>> = value.alternatives().iter().map(one).collect();
    let all = all?;
    if all.contains(&0) { Some(0) } else { all.first().copied() }
}

/// The database that a URL names in its path or as `db` in its query. Of several URLs, the first, if all name one.
fn of_url(value: &Value<'_>) -> Option<i64> {
    let all: Option<Vec<i64>> = value.alternatives().iter().map(of_one_url).collect();
    let all = all?;
    if all.contains(&0) { Some(0) } else { all.first().copied() }
}

fn of_one_url(value: &Value<'_>) -> Option<i64> {
    let text = text_of(value)?;
    let url = parse_url(&text)?;
    if url.scheme == "unix" {
        return None;
    }
    let in_query = url.query.split('&').find_map(|pair| pair.strip_prefix("db="));
    in_query.unwrap_or(url.path).parse().ok()
}

/// What a command does about databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// SELECT, of this database.
    Select(i64),
    /// MOVE.
    Move,
    /// SWAPDB.
    Swap,
    /// COPY into this database.
    Copy(i64),
}

/// What an operation does about databases; `None` for nothing, and when the number is not known.
pub fn switch_of<'p>(ev: &Evaluator<'p>, operation: &Operation<'p>) -> Option<Switch> {
    let name = operation.command_name.as_str();
    if !matches!(name, "SELECT" | "MOVE" | "SWAPDB" | "COPY") {
        return None;
    }
    let cx = &operation.cx;
    let call = cx.ir().call(operation.call.expr)?;
    let name_is_argument = usize::from(operation.form == Form::Raw);
    let skip = context_arguments(&operation.client, cx, call) + name_is_argument;
    let at = |index: usize| Some(number(&ev.eval(cx, positional(call, skip + index)?.value)));
    match name {
        "MOVE" => Some(Switch::Move),
        "SWAPDB" => Some(Switch::Swap),
        "SELECT" => {
            let named = ["db", "index"].iter().find_map(|name| keyword(call, name));
            let database = named.map_or_else(|| at(0), |arg| Some(number(&ev.eval(cx, arg.value))));
            Some(Switch::Select(database??))
        }
        _ => {
            let is_wire = operation.form == Form::Raw || operation.client.library == Library::Ioredis;
            let database = match keyword(call, "destination_db") {
                Some(arg) => number(&ev.eval(cx, arg.value)),
                None if is_wire => {
                    let is_word = |index: &usize| {
                        let arg = positional(call, skip + index);
                        arg.is_some_and(|arg| {
                            ev.eval(cx, arg.value).as_str().is_some_and(|text| text.eq_ignore_ascii_case("DB"))
                        })
                    };
                    let word = (2..call.args.len()).find(is_word)?;
                    at(word + 1).flatten()
                }
                None => at(2).flatten(),
            };
            Some(Switch::Copy(database?))
        }
    }
}
