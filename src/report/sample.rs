//! Reports for the tests of the formats.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Color, Glyphs, Report, Style, format};
use crate::finding::{
    Applicability, Confidence, Edit, Facts, Finding, Fix, KeyFact, Label, Place, Related, Severity, Span,
};
use crate::source::SourceFile;

pub(crate) fn style() -> Style {
    let working_dir = PathBuf::from("/work");
    Style { color: Color::Off, glyphs: Glyphs::Unicode, repository: working_dir.clone(), working_dir }
}

/// What a format writes about a report.
pub(crate) fn written(report: &Report, name: &str) -> String {
    let mut out = Vec::new();
    (format(name).unwrap().write)(report, &style(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn file(report: &mut Report, path: &str, text: &str) -> Arc<Path> {
    let path: Arc<Path> = Arc::from(Path::new(path));
    report.sources.insert(Arc::new(SourceFile::from_text(path.clone(), text.to_owned())));
    path
}

fn span(text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap();
    Span::new(start, start + part.len())
}

fn key(name: &str) -> KeyFact {
    KeyFact { key: name.to_owned(), slot: None, tag: None }
}

/// One call with two labelled keys, a client in another file, and a wide character before it.
pub(crate) fn two_keys() -> Report {
    const TEXT: &str = "export const load = (id) =>\n\t/* é */ return cluster.mget(keyA(id), keyBB(id));\n// end\n";
    const CLIENT: &str = "export const r = new Redis.Cluster();\r\n";
    let mut report = Report::default();
    let path = file(&mut report, "src/profile.ts", TEXT);
    let client = file(&mut report, "./src/redis.ts", CLIENT);
    report.findings.push(Finding {
        rule: "cross-slot-command",
        severity: Severity::Error,
        confidence: Confidence::Likely,
        message: "MGET on a cluster needs one slot; these two keys hash apart".to_owned(),
        place: Place { path, span: span(TEXT, "cluster.mget(keyA(id), keyBB(id))") },
        labels: vec![
            Label { span: span(TEXT, "keyA(id)"), text: "user:<id>:profile".to_owned() },
            Label { span: span(TEXT, "keyBB(id)"), text: "user:<id>:settings".to_owned() },
        ],
        related: vec![Related {
            place: Place { path: client, span: span(CLIENT, "new Redis.Cluster") },
            message: "client made here: Redis.Cluster (ioredis 5.4)".to_owned(),
        }],
        callers: Vec::new(),
        facts: Facts {
            command: Some("MGET".to_owned()),
            keys: vec![key("user:<id>:profile"), key("user:<id>:settings")],
            client: Some("Redis.Cluster (ioredis 5.4)".to_owned()),
        },
        help: Some("give both the same hash tag".to_owned()),
        fixes: Vec::new(),
        scope: "load".to_owned(),
    });
    report
}

/// Gives the finding of [`two_keys`] a fix of two edits.
pub(crate) fn with_fix(report: &mut Report) {
    let finding = &mut report.findings[0];
    let edit = |label: &Label, replacement: &str| Edit {
        place: Place { path: finding.place.path.clone(), span: Span { end: label.span.end - 4, ..label.span } },
        replacement: replacement.to_owned(),
    };
    finding.fixes = vec![Fix {
        title: "tag the keys".to_owned(),
        applicability: Applicability::Unsafe { why: "renames stored keys" },
        edits: vec![edit(&finding.labels[0], "tagA"), edit(&finding.labels[1], "tagBB")],
    }];
}

/// A finding for each call that starts with `name` and goes to the closing bracket.
pub(crate) fn flagging(text: &str, name: &str) -> Report {
    let mut report = Report::default();
    let path = file(&mut report, "a.js", text);
    for (start, _) in text.match_indices(name) {
        let end = start + text[start..].find(')').unwrap() + 1;
        let template = two_keys().findings.remove(0);
        let place = Place { path: path.clone(), span: Span::new(start, end) };
        report.findings.push(Finding {
            place,
            labels: Vec::new(),
            related: Vec::new(),
            fixes: Vec::new(),
            scope: String::new(),
            ..template
        });
    }
    report
}

/// Control characters, escape sequences and reordering marks in every text that comes from a repository.
pub(crate) fn hostile() -> Report {
    const EVIL: &str = "evil\u{1b}[2J\u{7}\u{202e}\u{2066}\u{200b}\u{85}\u{9b}31m\u{7f}\r\u{2028}\u{e0041}";
    let text = format!("\tmget('{EVIL}', '\u{1b}]8;;x\u{7}')\n");
    let mut report = flagging(&text, "mget(");
    let path = file(&mut report, &format!("src/{EVIL}.js"), &text);
    let finding = &mut report.findings[0];
    finding.message = format!("{EVIL}\nforged: line");
    finding.help = Some(EVIL.to_owned());
    finding.place.path = path.clone();
    finding.labels = vec![Label { span: span(&text, EVIL), text: EVIL.to_owned() }];
    finding.related = vec![Related { place: finding.place.clone(), message: EVIL.to_owned() }];
    finding.facts.keys = vec![key(EVIL)];
    report
}
