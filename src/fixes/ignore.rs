//! Suppression comments for what is found: added to one that is there already, above the statement, or else where the language
//! allows one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::finding::{Applicability, Edit, Finding, Fix, Place, Span};
use crate::source::SourceFile;
use crate::source::suppress::{Ignoring, Rows, UNUSED_SUPPRESSION, ignoring, sorted};
use crate::syntax::ir::{ExprKind, Language, Module};
use crate::syntax::items::line_end_of;
use crate::syntax::{language_of, lower};

/// One comment, and the findings it silences: positions in the list that was given.
pub(super) struct Comment {
    pub(super) findings: Vec<usize>,
    pub(super) fix: Fix,
}

/// Comments of other tools that must stay right above the code they are about.
const STICKY: &[&str] = &[
    "eslint-disable-next-line",
    "@ts-ignore",
    "@ts-expect-error",
    "prettier-ignore",
    "biome-ignore",
    "nolint",
    "fmt: skip",
    "istanbul ignore",
    "c8 ignore",
];

/// Where a comment may go, most readable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spot {
    /// Into the list of a comment that is there.
    Merge,
    /// Alone on a row above the statement.
    Above,
    /// `/* */` right before the flagged code.
    Inline,
    /// At the end of the row where the flagged code begins.
    Behind,
}

impl Spot {
    pub(super) const ALL: [Self; 4] = [Self::Merge, Self::Above, Self::Inline, Self::Behind];

    fn title(self) -> &'static str {
        match self {
            Spot::Merge => "ignore it in the comment that is there",
            Spot::Above => "ignore it in a comment above",
            Spot::Inline => "ignore it in a comment before it",
            Spot::Behind => "ignore it in a comment behind it",
        }
    }
}

/// The comments that silence findings of one file. `spots` tells for each where it may go; what cannot go there is left out.
pub(super) fn comments(file: &SourceFile, findings: &[(&Finding, Spot)], reason: &str) -> Vec<Comment> {
    let Some(language) = language_of(&file.path) else { return Vec::new() };
    let module = lower(language, &file.text);
    let writer = Writer {
        file,
        language,
        statements: sorted(&module.statements),
        ignoring: ignoring(file, &module.comments),
        module,
        reason: one_line(reason),
    };
    let mut places: BTreeMap<(u32, Spot), Vec<usize>> = BTreeMap::new();
    for (index, (finding, spot)) in findings.iter().enumerate() {
        if let Some(at) = writer.offset(finding, *spot) {
            places.entry((at, *spot)).or_default().push(index);
        }
    }
    let comment = |((at, spot), indexes): ((u32, Spot), Vec<usize>)| {
        let mut rules: Vec<&str> = indexes.iter().map(|index| findings[*index].0.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let place = Place { path: file.path.clone(), span: Span { start: at, end: at } };
        let edits = vec![Edit { place, replacement: writer.text(at, spot, &rules.join(", ")) }];
        Comment {
            findings: indexes,
            fix: Fix { title: spot.title().to_owned(), applicability: Applicability::Safe, edits },
        }
    };
    places.into_iter().map(comment).collect()
}

/// As a comment can hold it.
fn one_line(reason: &str) -> String {
    let plain: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").replace("*/", "* /").replace("]]", "] ]")
}

struct Writer<'a> {
    file: &'a SourceFile,
    language: Language,
    module: Module,
    statements: Vec<Span>,
    ignoring: Vec<Ignoring>,
    reason: String,
}

impl Writer<'_> {
    /// Where a comment is put in.
    fn offset(&self, finding: &Finding, spot: Spot) -> Option<u32> {
        let span = finding.place.span;
        let rows = Rows::of(self.file, span, &self.statements);
        match spot {
            Spot::Merge if finding.rule == UNUSED_SUPPRESSION => {
                self.ignoring.iter().find(|known| known.span.contains(span)).map(|known| known.close)
            }
            Spot::Merge => self.ignoring.iter().find(|known| known.covers(rows)).map(|known| known.close),
            Spot::Above => {
                let mut row = rows.statement;
                while row > 1 && self.is_sticky(row - 1) {
                    row -= 1;
                }
                let start = self.row(row).start;
                (self.is_code(start) && !self.is_continued(row)).then_some(start)
            }
            Spot::Inline => match self.language {
                Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Go => {
                    self.is_code(span.start).then_some(span.start)
                }
                Language::Python | Language::Lua => None,
            },
            Spot::Behind => {
                let row = self.row(rows.first);
                let text = self.file.slice(row).trim_end();
                let end = row.start + text.len() as u32;
                (self.is_code(end) && !text.ends_with('\\')).then_some(end)
            }
        }
    }

    fn text(&self, at: u32, spot: Spot, rules: &str) -> String {
        let space = if self.reason.is_empty() { "" } else { " " };
        let directive = format!("slotlint: ignore[{rules}]{space}{}", self.reason);
        let sign = match self.language {
            Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Go => "//",
            Language::Python => "#",
            Language::Lua => "--",
        };
        match spot {
            Spot::Merge => format!(", {rules}"),
            Spot::Above => {
                let row = &self.file.text[at as usize..];
                let indent: Cow<'_, str> = row[..row.len() - row.trim_start_matches([' ', '\t']).len()].into();
                format!("{indent}{sign} {directive}{}", line_end_of(&self.file.text))
            }
            Spot::Inline => format!("/* {directive} */ "),
            Spot::Behind if self.language == Language::Python => format!("  {sign} {directive}"),
            Spot::Behind => format!(" {sign} {directive}"),
        }
    }

    fn row(&self, row: u32) -> Span {
        self.file.lines.row_span(&self.file.text, row)
    }

    fn is_sticky(&self, row: u32) -> bool {
        let text = self.file.slice(self.row(row)).trim();
        (text.starts_with("//") || text.starts_with('#') || text.starts_with("/*"))
            && STICKY.iter().any(|mark| text.contains(mark))
    }

    /// Whether an offset is neither in a string nor in a comment.
    fn is_code(&self, at: u32) -> bool {
        let inside = |span: Span| span.start < at && at < span.end;
        let is_text = |kind: &ExprKind| matches!(kind, ExprKind::Text(_) | ExprKind::Template(_));
        !self.module.comments.iter().any(|comment| inside(*comment) && self.file.slice(*comment).starts_with("/*"))
            && !self
                .module
                .exprs
                .iter()
                .any(|expr| is_text(&expr.kind) && inside(expr.span) && !self.in_hole(expr.span, at))
    }

    /// Whether an offset is in a value that is filled into a string.
    fn in_hole(&self, text: Span, at: u32) -> bool {
        self.module.exprs.iter().any(|expr| {
            let span = expr.span;
            text.contains(span)
                && span != text
                && span.start <= at
                && at < span.end
                && !matches!(expr.kind, ExprKind::Text(_))
        })
    }

    /// Whether a row goes on with the statement of the one before it, by a backslash.
    fn is_continued(&self, row: u32) -> bool {
        self.language == Language::Python && row > 1 && self.file.slice(self.row(row - 1)).trim_end().ends_with('\\')
    }
}
