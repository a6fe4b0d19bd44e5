//! One command over keys of many slots, written as one command for each key or slot.

mod go;

use crate::clients::model::{Form, Library, Mode, Operation};
use crate::eval::value::Value;
use crate::eval::{Evaluator, Site};
use crate::finding::{Edit, Fix};
use crate::rules::calls::{Written, is_statement};
use crate::rules::edits;
use crate::syntax::ir::{ExprKind, Spread};

const WHY: &str = "gives up atomicity: the keys are read or written one after the other";

/// What splits a command, where its answers can be put together.
pub(super) fn of<'p>(ev: &Evaluator<'p>, operation: &Operation<'p>) -> Option<Fix> {
    let written = Written::of(operation)?;
    if !operation.client.mode.may_be_cluster() {
        return None;
    }
    match operation.client.library {
        Library::Ioredis if operation.form == Form::Typed => by_key(ev, operation, &written),
        Library::RedisPy if operation.client.mode == Mode::Cluster => by_client(operation, &written),
        Library::GoRedis if operation.form == Form::Typed => go::by_key(operation, &written),
        Library::Ioredis | Library::RedisPy | Library::RedisPyCluster | Library::GoRedis => None,
    }
}

/// redis-py has methods that ask each slot by itself.
fn by_client(operation: &Operation<'_>, written: &Written<'_>) -> Option<Fix> {
    let rename = |new: &str| edits::at(written.site, written.method_span, new);
    let (new, edits): (&str, Vec<Edit>) = match (operation.form, operation.command_name.as_str()) {
        (Form::Typed, "MGET") if written.method == "mget" => ("mget_nonatomic", vec![rename("mget_nonatomic")]),
        (Form::Typed, "MSET") if written.method == "mset" => ("mset_nonatomic", vec![rename("mset_nonatomic")]),
        (Form::Raw, name) => {
            let method = match name {
                "DEL" => "delete",
                "UNLINK" => "unlink",
                "EXISTS" => "exists",
                "TOUCH" => "touch",
                _ => return None,
            };
            let name = written.call.args.first().filter(|arg| arg.spread == Spread::No)?;
            let site = Site { file: written.site.file, expr: name.value };
            let ExprKind::Text(_) = site.file.ir.kind(site.expr) else { return None };
            let (items, index) = edits::item_of(site)?;
            (method, vec![rename(method), edits::changed(site, items.take_out(index))])
        }
        _ => return None,
    };
    edits::on_request(format!("use `{new}`, which asks each slot by itself"), WHY, edits)
}

/// ioredis: a call for each key, together in one promise with the same value.
fn by_key<'p>(ev: &Evaluator<'p>, operation: &Operation<'p>, written: &Written<'p>) -> Option<Fix> {
    let Written { receiver, method, .. } = written;
    let single = match *method {
        "mget" => "get",
        "del" | "unlink" | "exists" | "touch" => method,
        _ => return None,
    };
    if receiver.split('.').any(|word| word == "key") {
        return None;
    }
    let list = keys(ev, operation, written)?;
    let all = format!("Promise.all({list}.map((key) => {receiver}.{single}(key)))");
    let is_counted = single != "get" && !written.awaited().is_some_and(is_statement);
    let text = match is_counted {
        true => format!("{all}.then((counts) => counts.reduce((sum, count) => sum + count, 0))"),
        false => all,
    };
    edits::on_request(format!("call `{single}` for each key"), WHY, vec![edits::replace(written.site, text)])
}

/// An array of the keys.
fn keys<'p>(ev: &Evaluator<'p>, operation: &Operation<'p>, written: &Written<'p>) -> Option<String> {
    let is_list = |site: Site<'p>| matches!(ev.eval(&operation.cx, site.expr), Value::List(_));
    let site = |expr| Site { file: written.site.file, expr };
    match written.call.args.as_slice() {
        [] => None,
        [arg] => {
            let (text, kind) = (site(arg.value).text(), written.site.file.ir.kind(arg.value));
            let is_plain = matches!(
                kind,
                ExprKind::Name { .. } | ExprKind::Member { .. } | ExprKind::Call(_) | ExprKind::List { .. }
            );
            let known = is_list(site(arg.value)) && is_plain;
            match arg.spread {
                Spread::No => known.then(|| text.to_owned()),
                Spread::List if known => Some(text.to_owned()),
                Spread::List => Some(format!("[...{text}]")),
                Spread::Map => None,
            }
        }
        args => {
            let is_key = |value: &Value<'p>| matches!(value, Value::Text(_) | Value::Number(_) | Value::Hole(_));
            let all = args.iter().all(|arg| arg.spread != Spread::No || is_key(&ev.eval(&operation.cx, arg.value)));
            (all && !matches!(args.last().map(|arg| written.site.file.ir.kind(arg.value)), Some(ExprKind::Function(_))))
                .then(|| format!("[{}]", written.arguments().trim_end_matches(',')))
        }
    }
}
