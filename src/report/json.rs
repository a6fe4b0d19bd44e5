//! A JSON array with one object a finding; the fields are a promise to those who parse them.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::ser::{Formatter, PrettyFormatter};

use super::visible::is_unsafe;
use super::{Report, Sources, State, Style, fingerprint};
use crate::finding::{Applicability, Confidence, Facts, Finding, Fix, Place, Severity};
use crate::source::{ColumnUnit, Position, shown_path};

/// Where the documents of the rules can be read.
const RULE_URL: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules/");

#[derive(Serialize)]
struct Location {
    row: u32,
    column: u32,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    message: &'a str,
    filename: String,
    location: Location,
    end_location: Location,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    applicability: &'static str,
    message: &'a str,
    /// What an unsafe fix gives up.
    why_unsafe: Option<&'static str>,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    content: &'a str,
    filename: String,
    location: Location,
    end_location: Location,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'static str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    filename: String,
    location: Location,
    end_location: Location,
    help: Option<&'a str>,
    related: Vec<JsonRelated<'a>>,
    facts: &'a Facts,
    /// The best one, if any.
    fix: Option<JsonFix<'a>>,
    url: String,
    fingerprint: String,
    /// With a baseline: `new` or `unchanged`.
    baseline_state: Option<State>,
}

/// Rows and columns count from 1, columns in characters.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let prints = fingerprint::all(report, style);
    let formatter = Escaping(PrettyFormatter::new());
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, formatter);
    let mut array = serializer.serialize_seq(None)?;
    for (index, (finding, print)) in report.findings.iter().zip(prints).enumerate() {
        let finding =
            JsonFinding { baseline_state: report.state(index), ..json_finding(finding, print, &report.sources, style) };
        array.serialize_element(&finding)?;
    }
    array.end()?;
    writeln!(out)
}

fn json_finding<'a>(finding: &'a Finding, fingerprint: String, sources: &Sources, style: &Style) -> JsonFinding<'a> {
    let (location, end_location) = locations(&finding.place, sources);
    JsonFinding {
        code: finding.rule,
        severity: finding.severity,
        confidence: finding.confidence,
        message: &finding.message,
        filename: shown_path(&finding.place.path, &style.working_dir),
        location,
        end_location,
        help: finding.help.as_deref(),
        related: related(finding, sources, style),
        facts: &finding.facts,
        fix: finding.fixes.first().map(|fix| json_fix(fix, sources, style)),
        url: format!("{RULE_URL}{}.md", finding.rule),
        fingerprint,
        baseline_state: None,
    }
}

fn related<'a>(finding: &'a Finding, sources: &Sources, style: &Style) -> Vec<JsonRelated<'a>> {
    let related = finding.related.iter().map(|related| {
        let (location, end_location) = locations(&related.place, sources);
        let filename = shown_path(&related.place.path, &style.working_dir);
        JsonRelated { message: &related.message, filename, location, end_location }
    });
    related.collect()
}

fn json_fix<'a>(fix: &'a Fix, sources: &Sources, style: &Style) -> JsonFix<'a> {
    let edits = fix.edits.iter().map(|edit| {
        let (location, end_location) = locations(&edit.place, sources);
        let filename = shown_path(&edit.place.path, &style.working_dir);
        JsonEdit { content: &edit.replacement, filename, location, end_location }
    });
    JsonFix {
        applicability: fix.applicability.as_str(),
        message: &fix.title,
        why_unsafe: match fix.applicability {
            Applicability::Safe => None,
            Applicability::Unsafe { why } => Some(why),
        },
        edits: edits.collect(),
    }
}

fn locations(place: &Place, sources: &Sources) -> (Location, Location) {
    let (start, end) = sources.positions(place, ColumnUnit::Characters);
    let location = |position: Position| Location { row: position.row, column: position.column };
    (location(start), location(end))
}

/// JSON escapes C0 only; a terminal that shows the file also minds the others, and `\u` loses nothing.
pub(super) struct Escaping<'a>(pub(super) PrettyFormatter<'a>);

impl Formatter for Escaping<'_> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            let (safe, tail) = rest.split_at(at);
            out.write_all(safe.as_bytes())?;
            let mut chars = tail.chars();
            for unit in chars.next().iter().flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec()) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = chars.as_str();
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::report::{Report, sample};

    fn parsed(report: &Report) -> Value {
        serde_json::from_str(&sample::written(report, "json")).unwrap()
    }

    #[test]
    fn a_finding_has_every_promised_field() {
        let mut value = parsed(&sample::two_keys());
        let print = value[0]["fingerprint"].take();
        assert!(print.as_str().is_some_and(|print| print.len() == 16), "{print}");
        assert_eq!(
            value,
            json!([{
                "code": "cross-slot-command",
                "severity": "error",
                "confidence": "likely",
                "message": "MGET on a cluster needs one slot; these two keys hash apart",
                "filename": "src/profile.ts",
                "location": {"row": 2, "column": 17},
                "end_location": {"row": 2, "column": 50},
                "help": "give both the same hash tag",
                "related": [{
                    "message": "client made here: Redis.Cluster (ioredis 5.4)",
                    "filename": "src/redis.ts",
                    "location": {"row": 1, "column": 18},
                    "end_location": {"row": 1, "column": 35},
                }],
                "facts": {
                    "command": "MGET",
                    "keys": [
                        {"key": "user:<id>:profile", "slot": null, "tag": null},
                        {"key": "user:<id>:settings", "slot": null, "tag": null},
                    ],
                    "client": "Redis.Cluster (ioredis 5.4)",
                },
                "fix": null,
                "url": "https://github.com/slotlint/slotlint/blob/main/rules/cross-slot-command.md",
                "fingerprint": null,
                "baseline_state": null,
            }])
        );
    }

    #[test]
    fn nothing_found_is_an_empty_array() {
        assert_eq!(parsed(&Report::default()), json!([]));
    }

    #[test]
    fn escapes_lose_nothing() {
        let report = sample::hostile();
        assert_eq!(parsed(&report)[0]["message"], Value::from(report.findings[0].message.as_str()));
    }
}
