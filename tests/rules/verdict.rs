//! Holds what slotlint finds against what an example claims.

use std::collections::BTreeSet;
use std::fmt::Write;

use slotlint::rules::RULES;
use slotlint::rules::document::{Example, RuleDoc, Verdict};

use crate::disguise::Disguise;
use crate::manifest;
use crate::run::{self, Findings};

/// One example of a page.
pub(crate) struct Case<'a> {
    pub(crate) page: &'a str,
    /// From 1, among the page's examples.
    number: usize,
    pub(crate) example: &'a Example<'a>,
}

impl<'a> Case<'a> {
    /// Those of one page, in order.
    pub(crate) fn of_page(doc: &'a RuleDoc<'a>) -> impl Iterator<Item = Case<'a>> {
        (1..).zip(&doc.examples).map(|(number, example)| Case { page: &doc.meta.name, number, example })
    }

    pub(crate) fn title(&self) -> String {
        let Example { language, verdict, attributes, first_row, code, .. } = self.example;
        let verdict = match verdict {
            Verdict::Bad => "bad",
            Verdict::Good => "good",
            Verdict::Todo => "todo",
        };
        let words: Vec<&str> = [*language, verdict].into_iter().chain(attributes.iter().copied()).collect();
        let first = code.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        format!("rules/{}.md:{first_row}: example {} ({}): {first}\n", self.page, self.number, words.join(" "))
    }

    /// Row and rule. A rule that has a page and no code yet is not expected.
    fn marked(&self) -> BTreeSet<(u32, String)> {
        let marks = self.example.marks.iter().filter(|mark| is_registered(mark.rule));
        marks.map(|mark| (mark.row, mark.rule.to_owned())).collect()
    }
}

fn is_registered(rule: &str) -> bool {
    RULES.iter().any(|registered| registered.name == rule)
}

/// What is wrong with a case, each in a readable block.
pub(crate) fn problems(case: &Case<'_>) -> Vec<String> {
    match judged(case) {
        Ok(problems) => problems.into_iter().map(|problem| case.title() + &problem).collect(),
        Err(message) => vec![format!("{}    {message}\n", case.title())],
    }
}

fn judged(case: &Case<'_>) -> Result<Vec<String>, String> {
    let example = case.example;
    let manifest = manifest::of(example.language, &example.attributes)?;
    let find = |code: &str| run::findings(example.language, manifest.as_ref(), code);
    let found = find(example.code)?;
    let marked = case.marked();
    let as_marked = found.keys().eq(&marked);
    let plain = match example.verdict {
        Verdict::Bad | Verdict::Good if !as_marked => Some(difference(example.code, &marked, &found)),
        Verdict::Todo if as_marked && is_registered(case.page) => {
            Some("    this limit is gone: mark it bad\n".to_owned())
        }
        Verdict::Bad | Verdict::Good | Verdict::Todo => None,
    };
    let mut problems = Vec::from_iter(plain);
    for disguise in Disguise::ALL {
        let code = disguise.put_on(example.language, example.code);
        let disguised = find(&code)?;
        let expected = found.keys().map(|(row, rule)| (row + disguise.shift(), rule.clone())).collect();
        if !disguised.keys().eq(&expected) {
            problems.push(format!("  {}:\n{}", disguise.as_str(), difference(&code, &expected, &disguised)));
        }
    }
    Ok(problems)
}

/// The marks that nothing was found for, then what was found without a mark.
fn difference(code: &str, expected: &BTreeSet<(u32, String)>, found: &Findings) -> String {
    let mut text = String::new();
    let line = |row: u32| code.lines().nth(row as usize - 1).unwrap_or_default().trim();
    for (row, rule) in expected.iter().filter(|mark| !found.contains_key(mark)) {
        // Formatting into a `String` cannot fail.
        let _ = writeln!(text, "    missing    {row}: {rule}\n               {}", line(*row));
    }
    for ((row, rule), message) in found.iter().filter(|(place, _)| !expected.contains(place)) {
        let _ = writeln!(text, "    unexpected {row}: {rule}: {message}\n               {}", line(*row));
    }
    text
}
