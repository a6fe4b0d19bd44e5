//! SORT inside of a script.

use std::rc::Rc;

use super::{RULE, worst_refusal};
use crate::clients::lua::{Caller, LuaKey, Touch, analyse, site_of, span_in_file};
use crate::clients::model::{Client, KeyItem, KeyKind, Operation, Prefix, ScriptText, ScriptUse, SortPattern};
use crate::clients::relation::slots_matter;
use crate::config::Server;
use crate::finding::{Finding, Place};
use crate::rules::FileCx;
use crate::rules::draft::{Draft, severity};

pub(super) fn check(cx: &FileCx<'_, '_>, server: Server, findings: &mut Vec<Finding>) {
    for operation in &cx.model.operations {
        let Some(script) = operation.script.as_ref() else { continue };
        let Some(text) = script.text.as_deref() else { continue };
        if !cx.concerns(&operation.client) || !slots_matter(operation.client.mode) {
            continue;
        }
        let facts = analyse(&text.text);
        if facts.shebang.as_ref().is_some_and(|line| line.has("no-cluster")) {
            continue;
        }
        let sorting = facts.touches.iter().filter(|touch| !touch.sorts_by.is_empty());
        findings.extend(sorting.filter_map(|touch| judge(server, operation, script, text, touch)));
    }
}

fn judge<'p>(
    server: Server,
    operation: &Operation<'p>,
    script: &ScriptUse<'p>,
    text: &ScriptText<'p>,
    touch: &Touch,
) -> Option<Finding> {
    let sort = as_sent(operation, script, touch)?;
    let worst = worst_refusal(server, &sort)?;
    let site = site_of(text, touch.call);
    let draft = Draft::at(RULE, site, severity(&operation.client, worst.confidence), worst.confidence, worst.message)
        .command(&sort.command_name)
        .keys(&worst.shown)
        .caller(operation.site, format!("the script is called here, by {}", operation.command_name))
        .client(&operation.client)
        .help(worst.help);
    let mut finding = draft.done();
    if let Some(span) = span_in_file(text, touch.via.unwrap_or(touch.call)) {
        finding.place = Place { path: site.file.path.clone(), span };
        finding.labels.retain(|label| span.contains(label.span));
    }
    Some(finding)
}

/// The SORT that the script sends in this call, as if the client sent it. What is built in the script has no prefix of the
/// client, and what comes in KEYS has it already.
fn as_sent<'p>(operation: &Operation<'p>, script: &ScriptUse<'p>, touch: &Touch) -> Option<Operation<'p>> {
    let caller =
        Caller { client: &operation.client, keys: &operation.keys.items, arguments: script.given.clone() };
    let item = |key: &LuaKey| {
        let patterns = key.alternatives().iter().map(|key| caller.touched(key, 0)).collect();
        KeyItem { kind: KeyKind::One(patterns), site: None }
    };
    let patterns = touch.sorts_by.iter().filter(|(_, pattern)| !matches!(pattern, LuaKey::Unknown));
    let mut sort = Operation {
        sorts_by: patterns.map(|(word, pattern)| SortPattern { word: *word, item: item(pattern) }).collect(),
        command_name: touch.command.name.to_uppercase().into(),
        client: Rc::new(Client { prefix: Prefix::None, ..(*operation.client).clone() }),
        batch: None,
        script: None,
        ..operation.clone()
    };
    sort.keys.items = vec![item(&touch.keys.first()?.key)];
    Some(sort)
}
