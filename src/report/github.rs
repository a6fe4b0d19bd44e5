//! Workflow commands of GitHub Actions: what a job prints becomes annotations on the lines of a pull request.
//!
//! `::error title=...,file=...,line=...,endLine=...,col=...,endColumn=...::message`. The escapes are those of the toolkit
//! (actions/toolkit, `packages/core/src/command.ts`) that the runner (actions/runner, `ActionCommand.cs`) undoes.
//! Rows and columns count from 1, columns in characters, `endColumn` behind the last one.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use super::account::account;
use super::visible::Visible;
use super::{Report, Style, by_severity, counted};
use crate::finding::Severity;
use crate::source::{ColumnUnit, boundary_before, shown_path};

/// GitHub shows as many annotations of each level for one step, and drops the rest in silence (actions/toolkit,
/// `docs/problem-matchers.md`).
const SHOWN_PER_LEVEL: usize = 10;

/// Bytes of a message: runners since 2.305 cut behind 4096 characters; annotations hold 64 KB.
const LONGEST_MESSAGE: usize = 4000;

/// The most severe first, as only the first ones are shown; all are in the log.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for index in by_severity(report) {
        writeln!(out, "{}", command(index, report, style))?;
    }
    match too_many(report) {
        Some(note) => writeln!(out, "::notice title=slotlint::{}", Data(&note)),
        None => Ok(()),
    }
}

fn command(index: usize, report: &Report, style: &Style) -> String {
    let finding = &report.findings[index];
    let path = shown_path(&finding.place.path, &style.repository);
    let (start, end) = report.sources.positions(&finding.place, ColumnUnit::Characters);
    // A span up to a line end is over on the row that it ends.
    let last_row = if end.column == 1 && end.row > start.row { end.row - 1 } else { end.row };
    let mut text = format!("::{} title={}", level(counted(report, index)), Property(finding.rule));
    // Formatting into a `String` cannot fail.
    let _ = write!(text, ",file={},line={},endLine={last_row}", Property(&path), start.row);
    // The runner drops columns of a finding on several lines (`ActionCommandManager.cs`).
    if end.row == start.row {
        let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
    }
    let _ = write!(text, "::{}", Data(&message(index, report, style)));
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// The log shows nothing but the message, so that it says by itself where, and which rule.
fn message(index: usize, report: &Report, style: &Style) -> String {
    let mut text = account(index, report, &style.repository);
    if text.len() > LONGEST_MESSAGE {
        text.truncate(boundary_before(&text, LONGEST_MESSAGE));
        text.push_str("...");
    }
    text
}

fn too_many(report: &Report) -> Option<String> {
    let count = |severity| (0..report.findings.len()).filter(|index| counted(report, *index) == severity).count();
    let counts = [Severity::Error, Severity::Warning, Severity::Info].map(count);
    counts.iter().any(|count| *count > SHOWN_PER_LEVEL).then(|| {
        let all = report.findings.len();
        format!("GitHub shows {SHOWN_PER_LEVEL} annotations of a level; all {all} findings are in the log of this step")
    })
}

/// The text behind the second `::`.
struct Data<'a>(&'a str);

impl fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '%' => f.write_str("%25"),
            '\r' => f.write_str("%0D"),
            '\n' => f.write_str("%0A"),
            _ => f.write_char(character),
        })
    }
}

/// The value of a property. Names of files keep what they are; what could steer a terminal is percent-encoded for the runner
/// where it knows such an escape, and visible where it does not.
struct Property<'a>(&'a str);

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '%' => f.write_str("%25"),
            '\r' => f.write_str("%0D"),
            '\n' => f.write_str("%0A"),
            ':' => f.write_str("%3A"),
            ',' => f.write_str("%2C"),
            _ => write!(f, "{}", Visible(character.encode_utf8(&mut [0; 4]))),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use crate::finding::Severity;
    use crate::report::{Report, State, sample};

    /// What the runner makes of a line: command, properties, message (`ActionCommand.TryParseV2`).
    fn understood(line: &str) -> (String, Vec<(String, String)>, String) {
        let unescape = |text: &str, pairs: &[(&str, &str)]| {
            pairs.iter().fold(text.to_owned(), |text, (code, plain)| text.replace(code, plain))
        };
        let data = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
        let property = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
        let (head, message) = line.trim_start().strip_prefix("::").unwrap().split_once("::").unwrap();
        let (command, properties) = head.split_once(' ').unwrap();
        let properties = properties.split(',').map(|pair| pair.split_once('=').unwrap());
        let properties = properties.map(|(name, value)| (name.to_owned(), unescape(value, &property)));
        (command.to_owned(), properties.collect(), unescape(message, &data))
    }

    fn first(report: &Report) -> (String, Vec<(String, String)>, String) {
        understood(sample::written(report, "github").lines().next().unwrap())
    }

    #[test]
    fn a_finding_is_an_annotation_with_its_related_places_and_help() {
        assert_eq!(
            sample::written(&sample::two_keys(), "github"),
            "::error title=cross-slot-command,file=src/profile.ts,line=2,endLine=2,col=17,endColumn=50::\
             src/profile.ts:2:17: error[cross-slot-command] MGET on a cluster needs one slot; these two keys hash apart%0A\
             src/redis.ts:1:18: client made here: Redis.Cluster (ioredis 5.4)%0A\
             help: give both the same hash tag\n"
        );
    }

    #[test]
    fn a_finding_on_several_lines_has_no_columns() {
        let (_, properties, _) = first(&sample::flagging("x;\nmget(\n'a'\n);", "mget("));
        let names: Vec<_> = properties.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(names, ["title=cross-slot-command", "file=a.js", "line=2", "endLine=4"]);
    }

    #[test]
    fn a_file_name_or_message_forges_no_command() {
        const EVIL: &str = "a,line=9:c%0A%25.js\n::error::forged";
        let mut report = sample::flagging("mget('a')", "mget(");
        report.findings[0].place.path = Arc::from(Path::new(EVIL));
        report.findings[0].message = format!("100% {EVIL}\r##[error]x");
        let text = sample::written(&report, "github");
        assert_eq!(text.lines().count(), 1, "{text}");
        let (command, properties, message) = first(&report);
        assert_eq!((command.as_str(), properties[1].1.as_str()), ("error", EVIL));
        assert!(message.contains("100% a,line=9:c%0A%25.js\\n::error::forged\\r##\\x5berror]x"), "{message}");
    }

    #[test]
    fn the_worst_come_first_and_too_many_are_said() {
        let mut report = sample::flagging(&"mget('a');".repeat(12), "mget(");
        report.findings[11].severity = Severity::Error;
        for finding in &mut report.findings[..11] {
            finding.severity = Severity::Info;
        }
        let text = sample::written(&report, "github");
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("::error ") && lines[1].starts_with("::notice "), "{text}");
        assert!(lines[12].ends_with("all 12 findings are in the log of this step"), "{text}");
        report.findings.truncate(10);
        assert_eq!(sample::written(&report, "github").lines().count(), 10);
    }

    #[test]
    fn what_the_baseline_knows_is_a_notice() {
        let mut report = sample::flagging("mget('a');mget('b')", "mget(");
        report.states = vec![State::Unchanged, State::New];
        let text = sample::written(&report, "github");
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("::error ") && lines[0].contains("line=1,endLine=1,col=11,"), "{text}");
        assert!(
            lines[1].starts_with("::notice ") && lines[1].contains("error[cross-slot-command] (baseline) "),
            "{text}"
        );
    }

    #[test]
    fn a_long_message_is_cut() {
        let mut report = sample::two_keys();
        report.findings[0].message = "é😀".repeat(2000);
        let (_, _, message) = first(&report);
        assert!(message.ends_with("...") && message.len() < 4100, "{}", message.len());
    }
}
