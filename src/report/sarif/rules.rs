//! The rules' pages as SARIF's `reportingDescriptor`s.

use serde_json::{Value, json};

use super::level;
use crate::finding::Severity;
use crate::report::rule_url;
use crate::rules::document::RuleDoc;
use crate::rules::{RULES, Rule};

/// The parts of a page that a service shows; examples and limits, which hold programs, are a link away.
const SHOWN: [&str; 2] = ["What it finds", "Why it matters"];

/// Every rule, in the order of the table, so that an index means the same in every report.
pub(super) fn all() -> Value {
    RULES.iter().map(descriptor).collect()
}

/// The index of a rule in [`all`].
pub(super) fn index(name: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.name == name)
}

fn descriptor(rule: &Rule) -> Value {
    let url = rule_url(rule.name);
    // Tests parse every page; one that did not parse would lack its help here.
    let Ok(doc) = RuleDoc::parse(rule.document) else {
        return json!({ "id": rule.name, "helpUri": url });
    };
    let tags = [doc.meta.group.clone()].into_iter().chain(doc.meta.clients.iter().cloned());
    json!({
        "id": rule.name,
        "name": pascal(rule.name),
        "shortDescription": { "text": doc.meta.summary },
        "fullDescription": { "text": doc.section("What it finds").unwrap_or(&doc.meta.summary) },
        "help": { "text": format!("{}: {url}", doc.meta.summary), "markdown": help(&doc, &url) },
        "helpUri": url,
        "defaultConfiguration": { "level": level(doc.meta.severity) },
        "properties": {
            "tags": tags.collect::<Vec<_>>(),
            "problem.severity": problem(doc.meta.severity),
            "since": doc.meta.since,
            "fix": doc.meta.fix,
        },
    })
}

fn help(doc: &RuleDoc<'_>, url: &str) -> String {
    let sections = SHOWN.iter().filter_map(|title| Some(format!("## {title}\n\n{}\n\n", doc.section(title)?)));
    format!("# {}\n\n{}[Examples and limits]({url}#examples)\n", doc.meta.name, sections.collect::<String>())
}

/// `CrossSlotCommand`: names of rules in SARIF are Pascal case, and not their ids.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    name.split('-').map(word).collect()
}

/// GitHub's word for it (docs.github.com, "SARIF support for code scanning").
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}
