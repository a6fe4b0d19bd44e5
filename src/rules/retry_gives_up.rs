//! A `clusterRetryStrategy` that can return something other than a number: the client ends for good.

use super::FileCx;
use super::draft::Draft;
use crate::clients::model::{Construction, Library, Mode};
use crate::clients::options::{Level, OptionEntry};
use crate::eval::returns::Ending;
use crate::eval::value::{Closure, Value};
use crate::eval::{Evaluator, Site};
use crate::finding::{Confidence, Finding, Severity};
use crate::syntax::ir::{ExprKind, FunctionKind};

const RULE: &str = "retry-gives-up";
const OPTION: &str = "clusterRetryStrategy";
const HELP: &str = "return a delay in milliseconds on every path, as the default does: `(times) => Math.min(100 + times * 2, 2000)`. To bound how long a caller waits, use `enableOfflineQueue: false` or a timeout around the call";
const DEAD: &str = "the client ends and never connects again: every later command fails with `Connection is closed.`";
/// Functions of the project that a strategy calls are looked into this deep.
const MAX_CALLS: u32 = 3;

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for construction in &cx.model.constructions {
        let client = &construction.client;
        if client.library == Library::Ioredis && client.mode == Mode::Cluster && cx.concerns(client) {
            let options = construction.options(cx.ev);
            if let Some(entry) = options.get(Level::Top, OPTION) {
                findings.extend(judge(cx, construction, entry));
            }
        }
    }
}

fn judge<'p>(cx: &FileCx<'_, 'p>, construction: &Construction<'p>, entry: &OptionEntry<'p>) -> Option<Finding> {
    let given = entry.value.alternatives();
    let (draft, place) = match given {
        [Value::Function(closure)] => {
            let gives = gives_up(cx.ev, closure, 0)?;
            let place = place_of(closure).unwrap_or(entry.site.0);
            let message = format!("`{OPTION}` {}; then {DEAD}", gives.what);
            let draft = Draft::at(RULE, place, Severity::Warning, gives.confidence, message);
            (gives.site.into_iter().fold(draft, |draft, site| draft.label(site, "not a number")), place)
        }
        [value] => {
            let what = what_is(value, entry.site.1)?;
            let message = format!(
                "`{OPTION}` is {what}, no function, so that there is no retry: once no node can be reached, {DEAD}"
            );
            (Draft::at(RULE, entry.site.0, Severity::Warning, Confidence::Certain, message), entry.site.0)
        }
        _ => return None,
    };
    let draft = match place == construction.site {
        true => draft,
        false => draft.related(construction.site.place(), "the client is made here".to_owned()),
    };
    Some(draft.client(&construction.client).help(HELP).done())
}

/// Why a strategy can give up.
struct GivesUp<'p> {
    what: String,
    site: Option<Site<'p>>,
    confidence: Confidence,
}

fn gives_up<'p>(ev: &Evaluator<'p>, closure: &Closure<'p>, depth: u32) -> Option<GivesUp<'p>> {
    let info = closure.cx.ir().function(closure.function);
    if info.kind != FunctionKind::Plain {
        let what = "does not return a number but a promise or a generator".to_owned();
        return Some(GivesUp { what, site: None, confidence: Confidence::Certain });
    }
    ev.endings(closure).into_iter().find_map(|ending| match ending {
        Ending::Nothing => {
            let what = "returns nothing on some path".to_owned();
            Some(GivesUp { what, site: None, confidence: Confidence::Certain })
        }
        Ending::Value(value, site) => no_number(ev, &value, site, depth),
    })
}

/// What a returned value is, if it may be no number.
fn no_number<'p>(ev: &Evaluator<'p>, value: &Value<'p>, site: Site<'p>, depth: u32) -> Option<GivesUp<'p>> {
    let found =
        |what: &str, confidence| Some(GivesUp { what: format!("can return {what}"), site: Some(site), confidence });
    if is_new_object(site) {
        return found("an object", Confidence::Certain);
    }
    if let Some(callee) = called(ev, site).filter(|_| depth < MAX_CALLS) {
        return gives_up(ev, &callee, depth + 1).map(|gives| GivesUp { site: Some(site), ..gives });
    }
    let values = value.alternatives();
    let sure = if values.len() == 1 { Confidence::Certain } else { Confidence::Likely };
    values.iter().find_map(|value| what_is(value, site)).and_then(|what| found(what, sure))
}

/// What a value is that is surely no number.
fn what_is(value: &Value<'_>, site: Site<'_>) -> Option<&'static str> {
    Some(match value {
        Value::Null if site.text().trim_end_matches([';', ')']).ends_with("undefined") => "`undefined`",
        Value::Null => "`null`",
        Value::Bool(_) => "a truth value",
        Value::Text(_) => "a string",
        Value::List(_) => "a list",
        Value::Map(_) | Value::Shaped(_) | Value::Instance(_) => "an object",
        Value::Function(_) | Value::Class(_) => "a function",
        Value::Number(_) => return None,
        Value::Namespace(_) | Value::External(_) | Value::Results(_) | Value::Union(_) | Value::Hole(_) => return None,
    })
}

/// `new Error(...)`: whatever it is, no number.
fn is_new_object(site: Site<'_>) -> bool {
    site.file.ir.call(site.expr).is_some_and(|call| call.kind == crate::syntax::ir::CallKind::New)
}

fn called<'p>(ev: &Evaluator<'p>, site: Site<'p>) -> Option<std::rc::Rc<Closure<'p>>> {
    let call = site.file.ir.call(site.expr)?;
    match ev.eval(&crate::eval::Cx::of(site.file), call.callee) {
        Value::Function(closure) => Some(closure),
        _ => None,
    }
}

/// Where a function is written.
fn place_of<'p>(closure: &Closure<'p>) -> Option<Site<'p>> {
    let ir = closure.cx.ir();
    let index =
        ir.exprs.iter().position(|expr| matches!(expr.kind, ExprKind::Function(id) if id == closure.function))?;
    Some(closure.cx.site(crate::syntax::ir::ExprId(u32::try_from(index).ok()?)))
}
