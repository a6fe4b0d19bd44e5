//! The options of queues: prefix and connection.

use std::rc::Rc;

use super::{Class, Connection, QueueLibrary, Setting};
use crate::clients::guards::{self, narrowed};
use crate::clients::library;
use crate::clients::receivers::{Receiver, Receivers};
use crate::eval::Cx;
use crate::eval::value::{MapEntry, MapValue, Value};
use crate::syntax::ir::{Call, ExprId, ExprKind, Spread};

/// Options poured into options are followed this deep.
const MAX_SPREADS: u32 = 4;

/// The options of a constructor; bull's may have a URL in front of them.
pub(super) fn options_of<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, call: &Call, class: &Class) -> Value<'p> {
    let at = |index: usize| call.args.get(index).map(|arg| finder.ev.eval(cx, arg.value));
    if call.args.iter().take(class.options + 1).any(|arg| arg.spread != Spread::No) {
        return finder.ev.hole(cx, call.callee);
    }
    match at(class.options) {
        Some(url) if class.library == QueueLibrary::Bull && is_url(&url) => {
            let mut map = MapValue::default();
            map.rest.extend(at(class.options + 1));
            let url = Value::text(b"", None);
            map.entries.push(MapEntry { key: Value::text(b"redis", None), value: url, turn: None, site: None });
            Value::Map(Rc::new(map))
        }
        Some(value) => value,
        None => Value::Null,
    }
}

/// Whether a value is text or a port rather than options: also a variable of the environment, which is never an object.
fn is_url(value: &Value<'_>) -> bool {
    value.alternatives().iter().any(|value| {
        matches!(value, Value::Text(_) | Value::Number(_))
            || library::symbol_of(value).is_some_and(|(module, path)| {
                module.is_empty() && path.len() > 2 && path[0] == "process" && path[1] == "env"
            })
    })
}

/// An option of options that may be several, or poured together.
pub(super) fn setting<'p>(options: &Value<'p>, name: &str, depth: u32) -> Setting<'p> {
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

pub(super) fn connection<'p>(
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
