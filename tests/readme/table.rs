//! The table of rules.

use std::fmt::Write;

use slotlint::rules::document::FrontMatter;

use crate::pages;

const BEGIN: &str = "<!-- rules: made from rules/*.md by UPDATE_README=1 cargo test readme -->\n";
const END: &str = "<!-- /rules -->\n";

/// In the order of the catalogue.
const GROUPS: [&str; 8] =
    ["slots", "scripts", "hash-tags", "clients", "retry", "one-node", "libraries", "suppressions"];

/// The text with the table between its two marks.
pub(crate) fn with_rules(readme: &str) -> String {
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    format!("{before}{BEGIN}{}{END}{after}", rules())
}

fn rules() -> String {
    let mut rules: Vec<FrontMatter> = pages::all().iter().map(|page| FrontMatter::parse(&page.text).unwrap()).collect();
    let group = |rule: &FrontMatter| GROUPS.iter().position(|group| *group == rule.group);
    for rule in &rules {
        assert!(group(rule).is_some(), "{}: `{}` is none of {GROUPS:?}", rule.name, rule.group);
    }
    rules.sort_by(|a, b| (group(a), &a.name).cmp(&(group(b), &b.name)));
    let mut table = "| rule | group | severity, at most | clients | finds |\n|---|---|---|---|---|\n".to_owned();
    for FrontMatter { name, group, severity, clients, summary, .. } in &rules {
        let (severity, clients) = (severity.as_str(), clients.join(", "));
        // Formatting into a `String` cannot fail.
        let _ = writeln!(
            table,
            "| [`{name}`](rules/{name}.md) | `{group}` | {severity} | {clients} | {} |",
            summary.replace('|', "\\|")
        );
    }
    table
}
