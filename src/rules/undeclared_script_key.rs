//! Lua that reaches a key which the caller did not pass in KEYS.

mod reached;

use std::rc::Rc;


use super::FileCx;
use super::draft::{Draft, severity};
use crate::clients::lua::{
    Caller, LuaKey, ScriptFacts, UndeclaredKind, analyse, relation_to_declared, site_of, span_in_file,
};
use crate::clients::model::{Operation, Prefix, ScriptText, ScriptUse};
use crate::clients::relation::{Shown, apart, slots_matter};
use crate::eval::pattern::{Part, Pattern, Tag};
use reached::{Reach, Reached, flagged, reached, spoken};
use crate::finding::{Confidence, Finding, Label, Place};

const RULE: &str = "undeclared-script-key";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for operation in &cx.model.operations {
        let Some(script) = operation.script.as_ref() else { continue };
        if !cx.concerns(&operation.client) || !slots_matter(operation.client.mode) {
            continue;
        }
        let Some(text) = script.text.as_deref() else {
            findings.extend(unseen(operation, script));
            continue;
        };
        let facts = analyse(&text.text);
        // Such a script never runs on a cluster.
        if facts.shebang.as_ref().is_some_and(|line| line.has("no-cluster")) {
            continue;
        }
        cx.ev.begin();
        judge_call(operation, script, text, &facts, findings);
    }
}

/// A script of which nothing is known but that it gets arguments, and no keys: it hardly works on none.
fn unseen(operation: &Operation<'_>, script: &ScriptUse<'_>) -> Option<Finding> {
    if !has_no_keys(operation, script) || script.given.values.is_empty() || !operation.client.mode.may_be_cluster() {
        return None;
    }
    let confidence = Confidence::Possible;
    let message = format!(
        "{} gives this script arguments, but no key is declared: the call goes to any node, and what it reaches is on another",
        operation.command_name
    );
    let draft = Draft::at(RULE, operation.site, severity(&operation.client, confidence), confidence, message)
        .command(&operation.command_name)
        .through(operation)
        .client(&operation.client)
        .help("pass each key that the script reaches in KEYS, all with the same hash tag");
    Some(draft.done())
}

fn has_no_keys(operation: &Operation<'_>, script: &ScriptUse<'_>) -> bool {
    script.declared == Some(0) && operation.keys.items.is_empty() && operation.keys.doubt.is_none()
}

fn judge_call<'p>(
    operation: &Operation<'p>,
    script: &ScriptUse<'p>,
    text: &ScriptText<'p>,
    facts: &ScriptFacts,
    findings: &mut Vec<Finding>,
) {
    let arguments = script.given.clone();
    let caller = Caller { client: &operation.client, keys: &operation.keys.items, arguments };
    let has_no_keys = has_no_keys(operation, script);
    for reached in reached(text, facts) {
        let key = &reached.first.key.key;
        let verdict = if has_no_keys { without_keys(&caller, key) } else { beside_keys(&caller, key) };
        if let Some(verdict) = verdict {
            findings.push(report(operation, text, &reached, &verdict));
        }
    }
}

/// What is wrong with a key.
struct Verdict<'p> {
    confidence: Confidence,
    /// The key as it is in this call.
    touched: Rc<Pattern<'p>>,
    /// The declared key it is compared with; `None`: there is none.
    declared: Option<Rc<Pattern<'p>>>,
}

/// A call without keys goes to any node, whatever the key is.
fn without_keys<'p>(caller: &Caller<'_, 'p>, key: &LuaKey) -> Option<Verdict<'p>> {
    let confidences = key.alternatives().iter().map(|key| match relation_to_declared(key) {
        UndeclaredKind::Other if starts_with_reply(key) => Some(Confidence::Likely),
        UndeclaredKind::Other => Some(Confidence::Certain),
        // Without KEYS it is nil: another rule's matter.
        UndeclaredKind::Declared | UndeclaredKind::Derived { .. } | UndeclaredKind::Unknown => None,
    });
    let confidence = lowest(confidences)?;
    Some(Verdict { confidence, touched: caller.touched(key.alternatives().first()?, 0), declared: None })
}

/// The confidence of several alternatives: some of which may be right.
fn lowest(all: impl Iterator<Item = Option<Confidence>>) -> Option<Confidence> {
    let all: Vec<Option<Confidence>> = all.collect();
    let lowest = all.iter().flatten().min().copied()?;
    Some(if all.contains(&None) { Confidence::Possible } else { lowest })
}

fn beside_keys<'p>(caller: &Caller<'_, 'p>, key: &LuaKey) -> Option<Verdict<'p>> {
    let mut worst: Option<Verdict<'p>> = None;
    let mut some_right = false;
    for alternative in key.alternatives() {
        for way in 0..caller.ways() {
            match compare(caller, alternative, way) {
                Some(verdict) if worst.as_ref().is_none_or(|worst| worst.confidence < verdict.confidence) => {
                    worst = Some(verdict);
                }
                Some(_) => {}
                None => some_right = true,
            }
        }
    }
    let mut worst = worst?;
    if some_right && key.alternatives().len() > 1 {
        worst.confidence = Confidence::Possible;
    } else if caller.ways() > 1 {
        worst.confidence = worst.confidence.min(Confidence::Likely);
    }
    Some(worst)
}

/// One key against the declared key it is made from, or else against all of them.
fn compare<'p>(caller: &Caller<'_, 'p>, key: &LuaKey, way: usize) -> Option<Verdict<'p>> {
    let kind = relation_to_declared(key);
    let from = match kind {
        UndeclaredKind::Declared => return None,
        UndeclaredKind::Unknown if !matches!(key, LuaKey::Built(parts) if is_judged(parts)) => return None,
        UndeclaredKind::Derived { from, .. } => Some(from),
        UndeclaredKind::Unknown | UndeclaredKind::Other => None,
    };
    let touched = caller.touched(key, way);
    let candidates = match from {
        Some(from) => vec![caller.key(from, way)],
        None => (1..=caller.keys.len().max(1)).map(|n| caller.key(Some(n), way)).collect(),
    };
    let mut found: Option<Verdict<'p>> = None;
    for declared in candidates {
        let confidence = judged(caller, key, &declared, &touched)?;
        if found.as_ref().is_none_or(|found| confidence < found.confidence) {
            found = Some(Verdict { confidence, touched: touched.clone(), declared: Some(declared) });
        }
    }
    found
}

/// `'{' .. KEYS[1] .. '}:x'`: unknown by its form, but the pattern tells.
fn is_judged(parts: &[LuaKey]) -> bool {
    !parts.iter().any(|part| matches!(part, LuaKey::Unknown | LuaKey::OneOf(_)))
}

/// How sure it is that the script's key is in another slot than a declared one; `None`: it is in the same.
fn judged<'p>(
    caller: &Caller<'_, 'p>,
    key: &LuaKey,
    declared: &Pattern<'p>,
    touched: &Pattern<'p>,
) -> Option<Confidence> {
    let confidence = apart(declared, touched)?;
    if matches!(caller.client.prefix, Prefix::Unknown) && caller.client.made.is_some() {
        return Some(Confidence::Possible);
    }
    let from_host = matches!(key.parts().first(), Some(LuaKey::Host));
    let only_lua_knows = !touched.has_text() && touched.holes().all(|hole| hole.site.is_none());
    let comes_whole = from_host || (only_lua_knows && confidence == Confidence::Possible);
    if !comes_whole {
        return Some(confidence);
    }
    // What comes whole from elsewhere may have the same tag, but only if there is one.
    let may_be_tagged = from_all_keys(key) || !is_untagged(declared);
    Some(if may_be_tagged { Confidence::Possible } else { Confidence::Likely })
}

/// Whether a key surely has no tag: it begins with known text, and has no brace.
fn is_untagged(pattern: &Pattern<'_>) -> bool {
    matches!(pattern.parts().first(), Some(Part::Literal(_))) && pattern.hashed().tag == Tag::None
}

/// Whether a key is from the reply of a command that gives the keys of the node it runs on.
fn from_all_keys(key: &LuaKey) -> bool {
    let gives_keys = |name: &str| matches!(name, "keys" | "scan" | "randomkey");
    matches!(key, LuaKey::Reply(Some(command)) if gives_keys(command.name))
}

fn starts_with_reply(key: &LuaKey) -> bool {
    matches!(key.parts().first(), Some(LuaKey::Reply(_)))
}

fn report<'p>(
    operation: &Operation<'p>,
    text: &ScriptText<'p>,
    reached: &Reached<'_>,
    verdict: &Verdict<'p>,
) -> Finding {
    let Reach { touch, key } = reached.first;
    let site = site_of(text, touch.call);
    let shown = |pattern: &Rc<Pattern<'p>>| Shown { pattern: Some(pattern.clone()), site: None, text: String::new() };
    let mut keys: Vec<Shown<'p>> = verdict.declared.iter().map(shown).collect();
    keys.push(shown(&verdict.touched));
    let command = spoken(touch);
    let severity = severity(&operation.client, verdict.confidence);
    let draft = Draft::at(RULE, site, severity, verdict.confidence, message(&command, &key.key, verdict, &keys))
        .command(&command)
        .keys(&keys)
        .caller(operation.site, format!("the script is called here, by {}", operation.command_name))
        .client(&operation.client)
        .help(help(&verdict.touched));
    let mut finding = draft.done();
    let flagged = flagged(touch);
    if let Some(span) = span_in_file(text, flagged) {
        finding.place = Place { path: site.file.path.clone(), span };
        finding.labels.retain(|label| span.contains(label.span));
    }
    if let (None, Some(span)) = (touch.via, span_in_file(text, key.span)) {
        finding.labels.push(Label { span, text: shown(&verdict.touched).describe() });
    }
    finding.related.extend(reached.again_in(text, &finding.place));
    finding
}

fn message(command: &str, key: &LuaKey, verdict: &Verdict<'_>, keys: &[Shown<'_>]) -> String {
    let name = |shown: &Shown<'_>| {
        let fact = shown.fact();
        match fact.slot {
            Some(slot) => format!("`{}` (slot {slot})", fact.key),
            None => format!("`{}`", fact.key),
        }
    };
    let touched = keys.last().map(name).unwrap_or_default();
    let written = match key {
        LuaKey::Literal(_) => String::new(),
        _ if touched == format!("`{key}`") || touched == format!("`<{key}>`") => String::new(),
        key => format!(", written `{key}`"),
    };
    let reached = format!("{command} in this script reaches {touched}{written}");
    let Some(declared) = keys.first().filter(|_| verdict.declared.is_some()).map(name) else {
        return format!("{reached}, but no key is declared: the call goes to any node");
    };
    match verdict.confidence {
        Confidence::Certain | Confidence::Likely => {
            format!("{reached}, which is not in KEYS and not in the slot of {declared}")
        }
        Confidence::Possible => {
            format!("{reached}, which is not in KEYS, and nothing here says that it shares the slot of {declared}")
        }
    }
}

fn help(touched: &Pattern<'_>) -> String {
    let key = touched.display();
    format!("pass `{key}` in KEYS, with the same hash tag as the other keys; or send this command outside the script")
}
