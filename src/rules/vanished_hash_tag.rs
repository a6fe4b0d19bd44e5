//! Braces that look like a hash tag, but are eaten by an f-string or by `.format`.

use std::rc::Rc;

use super::FileCx;
use super::cross_slot_command;
use super::cross_slot_script;
use super::cross_slot_transaction;
use super::draft::Draft;
use super::edits;
use crate::clients::model::{Client, KeyItem, KeyKind};
use crate::clients::relation::{Relation, judge};
use crate::eval::Site;
use crate::eval::pattern::{Filled, Part, Pattern};
use crate::finding::{Confidence, Finding, Fix, Span};
use crate::syntax::ir::Language;

const RULE: &str = "vanished-hash-tag";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    if cx.file.ir.language != Language::Python {
        return;
    }
    for operation in &cx.model.operations {
        let keys = &operation.keys.items;
        if !patterns(keys).any(|pattern| vanished(pattern).is_some()) {
            continue;
        }
        let apart = cross_slot_command::judge_operation(cx, operation)
            .or_else(|| cross_slot_script::judge_operation(cx, operation));
        if let Some(beside) = apart {
            report(&operation.client, keys, operation.site, &beside, findings);
        }
    }
    for batch in cx.model.batches.iter().filter(|batch| cross_slot_transaction::is_transaction(batch)) {
        let keys = cross_slot_transaction::keys_of(cx, batch);
        if !cx.concerns(&batch.client) || !patterns(&keys).any(|pattern| vanished(pattern).is_some()) {
            continue;
        }
        if let Some(beside) = cross_slot_transaction::judge_batch(cx, batch) {
            report(&batch.client, &keys, batch.reported, &beside, findings);
        }
    }
}

/// Reports the strings behind keys that are apart, if they would be together with the braces kept.
fn report<'p>(
    client: &Client<'p>,
    keys: &[KeyItem<'p>],
    used: Site<'p>,
    beside: &Finding,
    findings: &mut Vec<Finding>,
) {
    let tagged: Vec<KeyItem<'p>> = keys.iter().map(with_braces).collect();
    if !matches!(judge(client, &tagged), Relation::Same) {
        return;
    }
    for pattern in patterns(keys) {
        let Some(filled) = vanished(pattern) else { continue };
        let confidence = beside.confidence.min(Confidence::Likely);
        let (place, key) = (filled.site, pattern.display());
        let what = if is_format_call(place) { "`.format`" } else { "the f-string" };
        let message = format!(
            "the braces around `{}` belong to {what}: the key is `{key}`, without a hash tag, and not in one slot with the others",
            filled.hole.text()
        );
        let draft = Draft::at(RULE, place, beside.severity, confidence, message)
            .help(help(filled))
            .client(client)
            .related(used.place(), "the keys are used together here".to_owned())
            .fix(double_them(filled));
        findings.push(draft.done());
    }
}

fn patterns<'a, 'p>(keys: &'a [KeyItem<'p>]) -> impl Iterator<Item = &'a Rc<Pattern<'p>>> {
    keys.iter().flat_map(|item| match &item.kind {
        KeyKind::One(patterns) | KeyKind::Each(patterns, _) => patterns.as_slice(),
        KeyKind::Opaque(..) => &[],
    })
}

/// The value that stands where the braces were, if no brace is left in the key.
fn vanished<'a, 'p>(pattern: &'a Pattern<'p>) -> Option<&'a Filled<'p>> {
    let left = pattern.parts().iter().any(|part| matches!(part, Part::Literal(bytes) if memchr::memchr(b'{', bytes).is_some()));
    // `"{}{}".format(prefix, key)` only joins its parts.
    pattern.filled.as_deref().filter(|_| !left && pattern.has_text())
}

/// A key as it would be hashed if the braces had stayed.
fn with_braces<'p>(item: &KeyItem<'p>) -> KeyItem<'p> {
    let all = |patterns: &[Rc<Pattern<'p>>]| patterns.iter().map(braced).collect();
    let kind = match &item.kind {
        KeyKind::One(patterns) => KeyKind::One(all(patterns)),
        KeyKind::Each(patterns, turn) => KeyKind::Each(all(patterns), *turn),
        KeyKind::Opaque(value, source) => KeyKind::Opaque(value.clone(), *source),
    };
    KeyItem { kind, site: item.site }
}

fn braced<'p>(pattern: &Rc<Pattern<'p>>) -> Rc<Pattern<'p>> {
    let Some(filled) = vanished(pattern) else { return pattern.clone() };
    let mut tag = Pattern::empty(pattern.made);
    tag.push_bytes(b"{");
    tag.push_pattern(&filled.value);
    tag.push_bytes(b"}");
    Rc::new(tag)
}

fn is_format_call(site: Site<'_>) -> bool {
    site.file.ir.call(site.expr).is_some()
}

fn help(filled: &Filled<'_>) -> String {
    let kept = match written(filled) {
        Some(text) => format!("double the braces that shall reach the key, `{text}`"),
        None => "braces that shall reach the key are doubled in a `.format` template, `{{{0}}}`".to_owned(),
    };
    format!("{kept}; values that are stored already stay under the old names")
}

/// The f-string with the braces around the value doubled.
fn written(filled: &Filled<'_>) -> Option<String> {
    let text = filled.site.text();
    let (open, close) = braces(filled)?;
    Some(format!("{}{{{{{}}}}}{}", &text[..open], &text[open..=close], &text[close + 1..]))
}

/// Where the braces around the value begin and where they end, in the text of the f-string.
fn braces(filled: &Filled<'_>) -> Option<(usize, usize)> {
    let text = filled.site.text();
    if is_format_call(filled.site) || text.contains('\n') {
        return None;
    }
    let start = (filled.hole.span().start.checked_sub(filled.site.span().start))? as usize;
    let open = text.get(..start)?.rfind('{')?;
    let close = start + text.get(start..)?.find('}')?;
    Some((open, close))
}

fn double_them(filled: &Filled<'_>) -> Option<Fix> {
    let (open, close) = braces(filled)?;
    let at = |offset: usize, text: &str| {
        let offset = filled.site.span().start as usize + offset;
        edits::at(filled.site, Span::new(offset, offset), text)
    };
    edits::on_request("double the braces", "renames keys that are already stored", vec![at(open, "{{"), at(close + 1, "}}")])
}
