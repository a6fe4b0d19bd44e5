//! A declared number of script keys that does not fit the keys given or used.



use super::FileCx;
use super::draft::{Draft, severity};
use super::edits;
use crate::clients::lua::{Need, ScriptFacts, analyse, site_of, span_in_file};
use crate::clients::model::{KeyKind, Operation, ScriptText};
use crate::eval::value::Value;
use crate::eval::{Cx, Site};
use crate::finding::{Confidence, Finding, Fix, Place};
use crate::redis::Doubt;
use crate::syntax::ir::{Call, ExprKind, Spread};

const RULE: &str = "script-key-count";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for operation in &cx.model.operations {
        let Some(script) = operation.script.as_ref() else { continue };
        let Some(declared) = script.declared.filter(|_| counts_are_sure(operation)) else { continue };
        if !cx.concerns(&operation.client) {
            continue;
        }
        let known = script.text.as_deref().map(|text| (text, analyse(&text.text)));
        if let Some(finding) = too_few_given(operation, declared, known.as_ref().map(|(_, facts)| &**facts)) {
            findings.push(finding);
            continue;
        }
        let Some((text, facts)) = known else { continue };
        cx.ev.begin();
        let used = too_few_declared(cx, operation, declared, text, &facts);
        findings.extend(used.or_else(|| value_as_key(operation, declared, &facts)));
    }
}

/// Whether what the call gives is written one by one.
fn counts_are_sure(operation: &Operation<'_>) -> bool {
    let Some(call) = call_of(operation) else { return false };
    let is_all = operation.keys.doubt.is_none() || has_too_few(operation);
    let hidden = operation.keys.items.is_empty() && call.args.iter().any(|arg| arg.spread != Spread::No);
    is_all && !hidden
}

fn call_of<'p>(operation: &Operation<'p>) -> Option<&'p Call> {
    operation.call.file.ir.call(operation.call.expr)
}

fn has_too_few(operation: &Operation<'_>) -> bool {
    operation.keys.doubt == Some(Doubt::NumkeysTooLarge.text())
}

/// More keys are declared than arguments follow.
fn too_few_given(operation: &Operation<'_>, declared: usize, facts: Option<&ScriptFacts>) -> Option<Finding> {
    let items = &operation.keys.items;
    let all_single = items.iter().all(|item| matches!(item.kind, KeyKind::One(_)));
    if !all_single || items.len() >= declared {
        return None;
    }
    let (keys, follow) = (count(declared, "key"), items.len());
    let message = match follow {
        0 => format!("{keys} declared, but no argument follows"),
        1 => format!("{keys} declared, but only one argument follows"),
        _ => format!("{keys} declared, but only {follow} arguments follow"),
    };
    let help = format!("declare as many keys as are passed, here {follow}");
    // All that the text uses is there.
    let enough = facts.is_some_and(|facts| !facts.damaged && facts.keys.sometimes.map_or(0, |need| need.index) <= follow);
    let fix = enough.then(|| declare(operation, follow)).flatten();
    Some(draft(operation, stated_at(operation), Confidence::Certain, message).help(help).fix(fix).done())
}

/// Another number, where it is written.
fn declare(operation: &Operation<'_>, number: usize) -> Option<Fix> {
    let site = operation.script.as_ref()?.declared_site?;
    let is_number = matches!(site.file.ir.kind(site.expr), ExprKind::Number(_));
    let title = format!("declare {}", count(number, "key"));
    edits::safe(title, vec![edits::replace(site, number.to_string())]).filter(|_| is_number)
}

/// The text uses a key beyond the number.
fn too_few_declared<'p>(
    cx: &FileCx<'_, 'p>,
    operation: &Operation<'p>,
    declared: usize,
    text: &ScriptText<'p>,
    facts: &ScriptFacts,
) -> Option<Finding> {
    let beyond = |need: Option<Need>| need.filter(|need| need.index > declared);
    let (need, confidence) = match beyond(facts.keys.always) {
        Some(need) => (need, Confidence::Certain),
        None if facts.damaged => return None,
        None => (beyond(facts.keys.sometimes)?, Confidence::Likely),
    };
    let are = if declared == 1 { "is" } else { "are" };
    let message = format!("the script uses KEYS[{}], but {} {are} declared", need.index, count(declared, "key"));
    let used = Place {
        path: site_of(text, need.span).file.path.clone(),
        span: span_in_file(text, need.span).unwrap_or_else(|| site_of(text, need.span).span()),
    };
    let given = operation.keys.items.len() + operation.script.as_ref().map_or(0, |script| script.given.values.len());
    let site = definition(cx, operation).unwrap_or_else(|| stated_at(operation));
    let draft = draft(operation, site, confidence, message)
        .related(used, format!("KEYS[{}] is used here", need.index))
        .help(format!("declare {} and pass them first; what follows is ARGV", count(need.index, "key")))
        .fix(declare(operation, need.index).filter(|_| given >= need.index));
    Some(draft.done())
}

/// The number is so large that a value becomes a key, and the text misses it in ARGV.
fn value_as_key<'p>(
    operation: &Operation<'p>,
    declared: usize,
    facts: &ScriptFacts,
) -> Option<Finding> {
    let used = facts.keys.sometimes.map_or(0, |need| need.index);
    if facts.damaged || facts.keys.open || declared <= used {
        return None;
    }
    let arguments = &operation.script.as_ref()?.given;
    let need = facts.arguments.sometimes.filter(|_| arguments.is_all)?;
    let missing = need.index.checked_sub(arguments.values.len()).filter(|&missing| missing > 0)?;
    if missing > declared - used {
        return None;
    }
    let message = format!(
        "{} declared, but the script uses {}: the value for ARGV[{}] is taken for a key",
        count(declared, "key"),
        if used == 0 { "none".to_owned() } else { format!("only KEYS[{used}]") },
        arguments.values.len() + 1,
    );
    let help = format!("declare {}, so that the rest arrives in ARGV", count(declared - missing, "key"));
    let fix = declare(operation, declared - missing);
    Some(draft(operation, stated_at(operation), Confidence::Likely, message).help(help).fix(fix).done())
}

/// The call that states the number: that of the client, unless a wrapper's caller gives the number or the keys.
fn stated_at<'p>(operation: &Operation<'p>) -> Site<'p> {
    let call = operation.call;
    let inside = |site: Site<'p>| site.file.key == call.file.key && call.span().contains(site.span());
    let here = match operation.script.as_ref().and_then(|script| script.declared_site) {
        Some(site) => inside(site) && matches!(site.file.ir.kind(site.expr), ExprKind::Number(_) | ExprKind::Text(_)),
        None => operation.keys.items.iter().all(|item| item.site.is_some_and(inside)),
    };
    if here { call } else { operation.site }
}

fn draft<'p>(operation: &Operation<'p>, site: Site<'p>, confidence: Confidence, message: String) -> Draft<'p> {
    Draft::at(RULE, site, severity(&operation.client, confidence), confidence, message)
        .command(&operation.command_name)
        .through(operation)
        .client(&operation.client)
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// The `defineCommand` that states the number for a method of its name.
fn definition<'p>(cx: &FileCx<'_, 'p>, operation: &Operation<'p>) -> Option<Site<'p>> {
    cx.ev.every_call_named("defineCommand").iter().copied().find(|site| {
        let Some([name, definition, ..]) = site.file.ir.call(site.expr).map(|call| call.args.as_slice()) else {
            return false;
        };
        let at = Cx::of(site.file);
        let states = |value: &Value<'_>| matches!(value, Value::Map(map) if map.get("numberOfKeys").is_some());
        cx.ev.eval(&at, name.value).as_str() == Some(operation.method.as_str())
            && states(&cx.ev.eval(&at, definition.value))
    })
}
