use std::path::Path;
use std::sync::Arc;

use super::*;

const KNOWN: [&str; 3] = ["cross-slot-command", "single-node-command", UNUSED_SUPPRESSION];

/// Lints `text` as if each `mget(...)` were a `cross-slot-command` and each `keys(...)` a `single-node-command`; a statement is
/// what lies between `;`, a comment what lies between `//` and the line's end. Tells the rows and rules that are left.
fn lint(text: &str) -> Vec<String> {
    lint_running(text, &|_| true)
}

fn lint_running(text: &str, ran: &dyn Fn(&str) -> bool) -> Vec<String> {
    let file = SourceFile::from_text(Arc::from(Path::new("a.js")), text.to_owned());
    let comments = comments(text);
    let mut findings = calls(&file, "mget(", "cross-slot-command");
    findings.extend(calls(&file, "keys(", "single-node-command"));
    let applied = Suppressions::parse(&file, &comments, &KNOWN).apply(&file, findings, &statements(text), ran);
    let mut left: Vec<_> = applied.kept.iter().map(|kept| (file.lines.row(kept.place.span.start), kept)).collect();
    left.sort_by_key(|(row, _)| *row);
    left.into_iter()
        .map(|(row, kept)| match kept.rule {
            UNUSED_SUPPRESSION => format!("{row} unused: {}", kept.message),
            rule => format!("{row} {rule}"),
        })
        .collect()
}

fn comments(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(sign) = line.find("//") {
            spans.push(Span::new(at + sign, at + line.trim_end().len()));
        }
        at += line.len();
    }
    spans
}

fn calls(file: &SourceFile, name: &str, rule: &'static str) -> Vec<Finding> {
    let found =
        file.text.match_indices(name).filter(|(at, _)| !comments(&file.text).iter().any(|c| c.range().contains(at)));
    found
        .map(|(at, _)| {
            let end = at + file.text[at..].find(')').unwrap() + 1;
            Finding { rule, ..report(file, Span::new(at, end), String::new()) }
        })
        .collect()
}

fn statements(text: &str) -> Vec<Span> {
    let mut code = text.to_owned().into_bytes();
    for comment in comments(text) {
        code[comment.range()].fill(b' ');
    }
    let mut spans = Vec::new();
    let mut at = 0;
    for statement in code.split_inclusive(|byte| *byte == b';') {
        let blank = statement.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        spans.push(Span::new(at + blank, at + statement.len()));
        at += statement.len();
    }
    spans
}

#[test]
fn trailing_above_and_within() {
    for text in [
        "r.mget(a, b); // slotlint: ignore[cross-slot-command] one node",
        "// slotlint: ignore[cross-slot-command]\nr.mget(a, b);",
        "// slotlint: ignore[cross-slot-command]\r\n// and why\r\n\r\nr.mget(a, b);\r\n",
        "r.mget(\n  a, // slotlint: ignore[cross-slot-command]\n  b);",
        "r.mget(\n  // slotlint: ignore[cross-slot-command]\n  a, b);",
        "// slotlint: ignore[cross-slot-command]\nconst x = r\n  .pipeline()\n  .mget(a, b);",
        "const x = await r // slotlint: ignore[cross-slot-command]\n  .mget(a, b);",
        "r.x;\n// slotlint: file-ignore[cross-slot-command] all tests\nr.mget(a, b); r.mget(c, d);",
    ] {
        assert!(lint(text).is_empty(), "{text}: {:?}", lint(text));
    }
}

#[test]
fn the_statement_behind_the_next_is_not_covered() {
    let text = "// slotlint: ignore[cross-slot-command]\nr.mget(a, b);\nr.mget(c, d);";
    assert_eq!(lint(text), ["3 cross-slot-command"]);
}

#[test]
fn a_comment_behind_one_statement_says_nothing_about_the_next() {
    let text = "r.get(a); // slotlint: ignore[cross-slot-command]\nr.mget(a, b);";
    assert_eq!(
        lint(text),
        ["1 unused: this comment ignores `cross-slot-command`, which finds nothing here", "2 cross-slot-command"]
    );
}

#[test]
fn each_rule_of_a_comment_is_tracked_by_itself() {
    let text = "r.mget(a, b); // slotlint: ignore[cross-slot-command, single-node-command]";
    assert_eq!(lint(text), ["1 unused: this comment ignores `single-node-command`, which finds nothing here"]);
    let text = "r.mget(r.keys(a), b); // slotlint: ignore[cross-slot-command, single-node-command]";
    assert!(lint(text).is_empty());
}

#[test]
fn a_rule_that_did_not_run_has_no_unused_comments() {
    let text = "r.get(a); // slotlint: ignore[cross-slot-command]";
    assert!(lint_running(text, &|rule| rule != "cross-slot-command").is_empty());
    assert!(lint_running(text, &|rule| rule != UNUSED_SUPPRESSION).is_empty());
}

#[test]
fn an_unknown_rule_ignores_nothing_and_is_said() {
    let text = "r.mget(a, b); // slotlint: ignore[cross-slot-comand]";
    assert_eq!(
        lint(text),
        [
            "1 cross-slot-command",
            "1 unused: there is no rule `cross-slot-comand`, so this ignores nothing; did you mean `cross-slot-command`?"
        ]
    );
}

#[test]
fn there_is_no_blanket_form() {
    let left = lint("r.mget(a, b); // slotlint: ignore");
    assert_eq!(left[0], "1 cross-slot-command");
    assert!(left[1].starts_with("1 unused: `slotlint: ignore` names no rule"), "{left:?}");
}

#[test]
fn an_unused_comment_can_be_kept_on_purpose() {
    let text = "r.get(a); // slotlint: ignore[cross-slot-command, unused-suppression] generated";
    assert!(lint(text).is_empty());
    let text = "r.get(a); // slotlint: ignore[unused-suppression]";
    assert_eq!(lint(text), ["1 unused: this comment ignores `unused-suppression`, which finds nothing here"]);
}

#[test]
fn text_in_a_string_is_no_comment() {
    let file = SourceFile::from_text(Arc::from(Path::new("a.js")), "x('// slotlint: ignore[nothing]')".to_owned());
    assert!(Suppressions::parse(&file, &[], &KNOWN).is_empty());
}

#[test]
fn the_reason_is_kept() {
    let file = SourceFile::from_text(
        Arc::from(Path::new("a.js")),
        "r.mget(a); // slotlint: ignore[cross-slot-command] one key".to_owned(),
    );
    let finding = calls(&file, "mget(", "cross-slot-command");
    let found = Suppressions::parse(&file, &comments(&file.text), &KNOWN);
    let applied = found.apply(&file, finding, &[], |_| true);
    assert_eq!(applied.suppressed[0].reason, "one key");
}
