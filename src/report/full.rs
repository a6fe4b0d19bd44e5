//! For people: each finding with its snippet, labelled keys, related places, and the way out. The only user of `miette`.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents};
use miette::{SourceCode, SourceSpan, SpanContents};

use super::excerpt::{Excerpt, line_around};
use super::visible::Visible;
use super::{Color, Glyphs, Report, Style};
use crate::finding::{Finding, Related, Severity};
use crate::source::{ColumnUnit, shown_path};

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const CYAN: &str = "\u{1b}[36m";
const RESET: &str = "\u{1b}[0m";

/// The escape sequence that begins a severity's colour.
pub(super) fn ansi(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\u{1b}[1;31m",
        Severity::Warning => "\u{1b}[1;33m",
        Severity::Info => "\u{1b}[1;34m",
    }
}

/// Findings with a blank line between.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let handler = handler(style);
    for (index, finding) in report.findings.iter().enumerate() {
        write_header(finding, super::mark(report.state(index)), style, out)?;
        write_snippet(finding, report, style, &handler, out)?;
        for related in &finding.related {
            write_related(related, report, style, out)?;
        }
        if let Some(help) = &finding.help {
            let (cyan, reset) = paint(style, CYAN);
            writeln!(out, "{cyan}help{reset}: {}", Visible(help))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn paint(style: &Style, sequence: &'static str) -> (&'static str, &'static str) {
    match style.color {
        Color::On => (sequence, RESET),
        Color::Off => ("", ""),
    }
}

fn write_header(finding: &Finding, mark: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (on, off) = paint(style, ansi(finding.severity));
    let (bold, reset) = paint(style, BOLD);
    let severity = finding.severity.as_str();
    let message = Visible(&finding.message);
    writeln!(
        out,
        "{on}{severity}[{}]{off}{mark}: {bold}{message}{reset} ({})",
        finding.rule,
        finding.confidence.as_str()
    )
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let mut theme = match (style.color, style.glyphs) {
        (Color::On, Glyphs::Unicode) => GraphicalTheme::unicode(),
        (Color::Off, Glyphs::Unicode) => GraphicalTheme::unicode_nocolor(),
        (_, Glyphs::Ascii) => GraphicalTheme::none(),
    };
    if style.color == Color::On {
        theme.styles = miette::ThemeStyles::ansi();
    }
    // The excerpt's name already holds row and column: miette would count columns in bytes, and from the excerpt's first row.
    GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .without_cause_chain()
        .without_primary_span_start()
        .without_syntax_highlighting()
        .with_wrap_lines(false)
}

fn write_snippet(
    finding: &Finding,
    report: &Report,
    style: &Style,
    handler: &GraphicalReportHandler,
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = shown_path(&finding.place.path, &style.working_dir);
    let (start, _) = report.sources.positions(&finding.place, ColumnUnit::Characters);
    let name = format!("{}:{}:{}", Visible(&path), start.row, start.column);
    let Some(file) = report.sources.get(&finding.place.path) else {
        return writeln!(out, "  {name}");
    };
    let snippet = Snippet { excerpt: Excerpt::new(file, finding), name };
    let mut text = String::new();
    handler.render_report(&mut text, &snippet).map_err(io::Error::other)?;
    // The first line is miette's own header, of which ours takes the place.
    let body = text.split_once('\n').map_or("", |(_, body)| body);
    out.write_all(body.as_bytes())
}

/// `   src/keys.ts:3:35  key made here`, and the line that is meant.
fn write_related(related: &Related, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let path = shown_path(&related.place.path, &style.working_dir);
    let (start, _) = report.sources.positions(&related.place, ColumnUnit::Characters);
    let (cyan, reset) = paint(style, CYAN);
    let place = format!("{}:{}:{}", Visible(&path), start.row, start.column);
    writeln!(out, "   {cyan}{place}{reset}  {}", Visible(&related.message))?;
    let Some(file) = report.sources.get(&related.place.path) else {
        return Ok(());
    };
    let (dim, reset) = paint(style, DIM);
    let bar = match style.glyphs {
        Glyphs::Unicode => '│',
        Glyphs::Ascii => '|',
    };
    let line = line_around(file, related.place.span);
    writeln!(out, "   {dim}{:>4} {bar}{reset} {line}", start.row)
}

/// What miette is given: the excerpt under a name that holds the position.
#[derive(Debug)]
struct Snippet {
    excerpt: Excerpt,
    name: String,
}

impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.excerpt.labels.iter();
        Some(Box::new(labels.map(|(range, text)| LabeledSpan::new(text.clone(), range.start, range.len()))))
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.excerpt.text.read_span(span, before, after)?;
        let row = read.line() + self.excerpt.first_row as usize - 1;
        let (name, range) = (self.name.clone(), *read.span());
        Ok(Box::new(MietteSpanContents::new_named(name, read.data(), range, row, read.column(), read.line_count())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Label, Span};
    use crate::report::sample;

    #[test]
    fn colours_change_nothing_but_colours() {
        let report = sample::two_keys();
        let style = Style { color: Color::On, ..sample::style() };
        let mut out = Vec::new();
        write(&report, &style, &mut out).unwrap();
        let mut coloured = String::from_utf8(out).unwrap();
        assert!(coloured.starts_with("\u{1b}[1;31merror[cross-slot-command]\u{1b}[0m: "), "{coloured}");
        while let Some(start) = coloured.find('\u{1b}') {
            let end = start + coloured[start..].find('m').unwrap();
            coloured.replace_range(start..=end, "");
        }
        assert_eq!(coloured, sample::written(&report, "full"));
    }

    #[test]
    fn ascii_glyphs_are_ascii() {
        let style = Style { glyphs: Glyphs::Ascii, ..sample::style() };
        let mut out = Vec::new();
        write(&sample::flagging("cluster.mget('a', 'b')", "mget("), &style, &mut out).unwrap();
        assert!(out.is_ascii(), "{}", String::from_utf8_lossy(&out));
    }

    #[test]
    fn spans_that_fit_no_text_are_shown_somehow() {
        let text = "é😀\r\n\n\t\u{1b}x\rmget()";
        for start in 0..text.len() + 2 {
            for end in 0..text.len() + 2 {
                let mut report = sample::flagging(text, "mget(");
                let span = Span::new(start, end);
                report.findings[0].place.span = span;
                assert!(sample::written(&report, "full").contains("a.js:"));
                report.findings[0].labels = vec![Label { span, text: "here".to_owned() }];
                assert!(sample::written(&report, "full").contains("here"), "{start}..{end}");
                assert!(sample::written(&report, "json").contains("\"a.js\""));
            }
        }
    }

    #[test]
    fn a_finding_shows_snippet_labels_related_places_and_help() {
        insta::assert_snapshot!(sample::written(&sample::two_keys(), "full"));
    }

    #[test]
    fn a_call_over_several_lines_is_underlined_where_it_starts() {
        let text = "one\ntwo\nawait cluster.mget(\n  'a',\n  'b',\n);\n";
        insta::assert_snapshot!(sample::written(&sample::flagging(text, "mget("), "full"));
    }

    #[test]
    fn hostile_text_is_escaped_and_still_underlined() {
        insta::assert_snapshot!(sample::written(&sample::hostile(), "full"));
    }

    #[test]
    fn a_huge_line_is_cut_around_what_is_meant() {
        let text = format!("{}mget('a', 'b'){}\n", "x = 1; ".repeat(2000), "; y = 2".repeat(2000));
        let written = sample::written(&sample::flagging(&text, "mget("), "full");
        assert!(written.len() < 2000, "{written}");
        assert!(written.contains("mget('a', 'b')") && written.contains('…'), "{written}");
        assert!(written.contains("a.js:1:14001"), "{written}");
    }

    #[test]
    fn a_finding_at_the_very_end_is_shown() {
        for text in ["mget()", "x\r\nmget()", "é\rmget()"] {
            assert!(sample::written(&sample::flagging(text, "mget("), "full").contains("│ mget()"), "{text:?}");
        }
    }
}
