//! JUnit's XML, as CI servers show test results: one suite a file, one case a finding. There is no standard; what is written is
//! common to the schemas of Jenkins' xUnit plugin (`junit-10.xsd`) and of Surefire, and to what GitLab reads.
//!
//! Errors and warnings are failures. Advice passes, as it does for the exit code, with its text as the case's output. Skipped
//! files are skipped cases; a file on which slotlint failed is an error. Without any of these there is one case that passes,
//! since servers take a report without cases for a broken one. Rows and columns count from 1, columns in characters.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use rustc_hash::FxHashSet;

use super::account::account;
use super::visible::Visible;
use super::{Report, Skipped, Style, counted};
use crate::finding::Severity;
use crate::source::{ColumnUnit, Skip, shown_path};

/// Findings of a file stand together in a report.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let path = |index: &usize| &report.findings[*index].place.path;
    let indexes: Vec<usize> = (0..report.findings.len()).collect();
    let files = indexes.chunk_by(|a, b| path(a) == path(b));
    let mut suites: Vec<Suite> = files.map(|indexes| of_file(indexes, report, style)).collect();
    if !report.summary.skipped.is_empty() {
        suites.push(of_skipped(&report.summary.skipped, style));
    }
    if suites.is_empty() {
        let passed = Case { name: "no findings".to_owned(), class: "slotlint".to_owned(), result: Result::Passed };
        suites.push(Suite { name: "slotlint".to_owned(), cases: vec![passed] });
    }
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let total = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
    let (tests, failures, errors) = (total(Suite::tests), total(Suite::failures), total(Suite::errors));
    writeln!(out, r#"<testsuites name="slotlint" tests="{tests}" failures="{failures}" errors="{errors}">"#)?;
    suites.iter().try_for_each(|suite| suite.write(out))?;
    writeln!(out, "</testsuites>")
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    class: String,
    result: Result,
}

enum Result {
    Passed,
    /// Passed, with something to say.
    Advice(String),
    Failed {
        severity: &'static str,
        message: String,
        text: String,
    },
    Skipped(String),
    Error(String),
}

fn of_file(indexes: &[usize], report: &Report, style: &Style) -> Suite {
    let first = indexes.first().map(|index| &report.findings[*index].place.path);
    let path = first.map(|path| shown_path(path, &style.working_dir)).unwrap_or_default();
    let mut names = FxHashSet::default();
    let case = |index: &usize| {
        let finding = &report.findings[*index];
        let (start, _) = report.sources.positions(&finding.place, ColumnUnit::Characters);
        let name = format!("{} at {}:{}", finding.rule, start.row, start.column);
        // Servers keep one case of a name.
        let number = (1..).find(|number| names.insert((name.clone(), *number))).unwrap_or(1);
        let name = if number == 1 { name } else { format!("{name} ({number})") };
        Case { name, class: path.clone(), result: result(*index, report, style) }
    };
    let cases = indexes.iter().map(case).collect();
    Suite { name: path, cases }
}

fn result(index: usize, report: &Report, style: &Style) -> Result {
    let text = account(index, report, &style.working_dir);
    let severity = counted(report, index);
    match severity {
        Severity::Info => Result::Advice(text),
        Severity::Error | Severity::Warning => {
            Result::Failed { severity: severity.as_str(), message: report.findings[index].message.clone(), text }
        }
    }
}

fn of_skipped(skipped: &[Skipped], style: &Style) -> Suite {
    let case = |skipped: &Skipped| Case {
        name: shown_path(&skipped.path, &style.working_dir),
        class: "slotlint.skipped".to_owned(),
        result: match &skipped.skip {
            Skip::Panicked(_) => Result::Error(skipped.skip.to_string()),
            other => Result::Skipped(other.to_string()),
        },
    };
    Suite { name: "files that were not linted".to_owned(), cases: skipped.iter().map(case).collect() }
}

impl Suite {
    fn tests(&self) -> usize {
        self.cases.len()
    }

    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.result, Result::Failed { .. })).count()
    }

    fn errors(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.result, Result::Error(_))).count()
    }

    fn skipped(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.result, Result::Skipped(_))).count()
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (tests, failures, errors, skipped) = (self.tests(), self.failures(), self.errors(), self.skipped());
        writeln!(
            out,
            r#"  <testsuite name="{}" tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}">"#,
            Xml(&self.name)
        )?;
        self.cases.iter().try_for_each(|case| case.write(out))?;
        writeln!(out, "  </testsuite>")
    }
}

impl Case {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, r#"    <testcase classname="{}" name="{}">"#, Xml(&self.class), Xml(&self.name))?;
        match &self.result {
            Result::Passed => Ok(()),
            Result::Advice(text) => writeln!(out, "      <system-out>{}</system-out>", Lines(text)),
            Result::Failed { severity, message, text } => {
                let (message, text) = (Xml(message), Lines(text));
                writeln!(out, r#"      <failure type="{severity}" message="{message}">{text}</failure>"#)
            }
            Result::Skipped(reason) => writeln!(out, r#"      <skipped message="{}"/>"#, Xml(reason)),
            Result::Error(reason) => writeln!(out, r#"      <error type="internal" message="{}"/>"#, Xml(reason)),
        }?;
        writeln!(out, "    </testcase>")
    }
}

/// Text for an attribute: on one line, without what XML 1.0 cannot hold even as a reference.
struct Xml<'a>(&'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Visible(self.0).to_string().chars().try_for_each(|character| escape(character, f))
    }
}

/// Text between tags, of lines that are harmless by themselves.
struct Lines<'a>(&'a str);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| escape(character, f))
    }
}

/// XML 1.0, section 2.2: no control characters, which are visible escapes by now, and no U+FFFE and U+FFFF.
fn escape(character: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match character {
        '&' => f.write_str("&amp;"),
        '<' => f.write_str("&lt;"),
        '>' => f.write_str("&gt;"),
        '"' => f.write_str("&quot;"),
        '\u{fffe}' | '\u{ffff}' => write!(f, "\\u{{{:x}}}", character as u32),
        _ => f.write_char(character),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::finding::Finding;
    use crate::report::{State, sample};

    #[test]
    fn a_finding_is_a_failed_case_of_its_file() {
        assert_eq!(
            sample::written(&sample::two_keys(), "junit"),
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="slotlint" tests="1" failures="1" errors="0">
  <testsuite name="src/profile.ts" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="src/profile.ts" name="cross-slot-command at 2:17">
      <failure type="error" message="MGET on a cluster needs one slot; these two keys hash apart">src/profile.ts:2:17: error[cross-slot-command] MGET on a cluster needs one slot; these two keys hash apart
src/redis.ts:1:18: client made here: Redis.Cluster (ioredis 5.4)
help: give both the same hash tag</failure>
    </testcase>
  </testsuite>
</testsuites>
"#
        );
    }

    #[test]
    fn nothing_found_is_a_case_that_passes() {
        let text = sample::written(&Report::default(), "junit");
        assert!(text.contains(r#"<testsuites name="slotlint" tests="1" failures="0" errors="0">"#), "{text}");
        assert!(text.contains(r#"<testcase classname="slotlint" name="no findings">"#), "{text}");
    }

    #[test]
    fn advice_passes_and_names_are_unique() {
        let mut report = sample::flagging("mget('a')", "mget(");
        let advice = Finding { severity: Severity::Info, ..report.findings[0].clone() };
        report.findings.push(advice);
        let text = sample::written(&report, "junit");
        assert!(text.contains(r#"tests="2" failures="1""#), "{text}");
        assert!(text.contains(r#"name="cross-slot-command at 1:1 (2)""#), "{text}");
        assert!(text.contains("<system-out>a.js:1:1: info[cross-slot-command] "), "{text}");
    }

    #[test]
    fn what_the_baseline_knows_passes() {
        let mut report = sample::two_keys();
        report.states = vec![State::Unchanged];
        let text = sample::written(&report, "junit");
        assert!(text.contains(r#"tests="1" failures="0""#), "{text}");
        assert!(text.contains("error[cross-slot-command] (baseline) MGET"), "{text}");
    }

    #[test]
    fn files_that_were_not_linted_are_cases_too() {
        let mut report = Report::default();
        let skipped = |path: &str, skip| Skipped { path: Arc::from(Path::new(path)), skip };
        report.summary.skipped = vec![
            skipped("a.min.js", Skip::Minified),
            skipped("<b>\u{ffff}.js", Skip::Panicked("at \"x\" & y".to_owned())),
        ];
        let text = sample::written(&report, "junit");
        assert!(text.contains(r#"tests="2" failures="0" errors="1" skipped="1">"#), "{text}");
        assert!(text.contains(r#"<skipped message="minified"/>"#), "{text}");
        assert!(text.contains(r#"name="&lt;b&gt;\u{ffff}.js""#), "{text}");
        assert!(text.contains(r#"message="slotlint failed on it: at &quot;x&quot; &amp; y"/>"#), "{text}");
    }
}
