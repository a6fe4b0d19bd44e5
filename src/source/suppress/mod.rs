//! Suppression comments: which findings they silence, and which of them silence nothing.
//!
//! A comment silences a finding when it stands on any line of the flagged span, at the end of the line where the span or its
//! statement starts, or alone above that line. The syntax floor says which spans are comments, so string literals never count.

mod directive;
mod rows;
mod told;
mod unused;

use directive::Directive;
pub use directive::MARK;
use rows::CodeRows;

pub use directive::Reach;
pub use told::{Told, told};

use super::SourceFile;
use super::suggest::did_you_mean;
use crate::finding::{Confidence, Facts, Finding, Place, Severity, Span};

/// The rule that reports comments which silence nothing.
pub const UNUSED_SUPPRESSION: &str = "unused-suppression";

/// Rules named in the comments of one file; nobody writes so many, and each finding is held against all.
const MOST: usize = 10_000;

/// A finding that a comment silences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// What was silenced.
    pub finding: Finding,
    /// The words behind the list of rules; may be empty.
    pub reason: String,
}

/// The outcome of [`Suppressions::apply`].
#[derive(Debug, Default)]
pub struct Applied {
    /// Findings that stand, then those about the comments themselves.
    pub kept: Vec<Finding>,
    /// Findings that a comment silences.
    pub suppressed: Vec<Suppressed>,
}

/// One rule of one comment; comments that name several are tracked rule by rule.
#[derive(Debug)]
struct Suppression {
    rule: &'static str,
    reason: String,
    /// The rule's name in the comment.
    span: Span,
    /// The directive, without the comment's sign.
    directive: Span,
    /// The comment, with its sign.
    comment: Span,
    reach: Reach,
    /// Row of the comment.
    row: u32,
    /// The row of code that it stands at or above; 0 when no code follows.
    target: u32,
    used: bool,
}

/// A comment that names no known rule.
#[derive(Debug)]
struct Problem {
    message: String,
    span: Span,
}

/// The suppression comments of one file.
#[derive(Debug, Default)]
pub struct Suppressions {
    /// In order of their rows.
    items: Vec<Suppression>,
    problems: Vec<Problem>,
}

/// Whether the text can hold a suppression comment at all: cheaper than asking for its comments.
pub fn may_suppress(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some()
}

impl Suppressions {
    /// Reads the comments of a file: `comments` are spans with their signs, sorted; `known` are the names of all rules.
    pub fn parse(file: &SourceFile, comments: &[Span], known: &[&'static str]) -> Self {
        let mut found = Self::default();
        if !may_suppress(&file.text) {
            return found;
        }
        let mut code = None;
        for comment in comments {
            let text = file.slice(*comment);
            if !text.contains(MARK) {
                continue;
            }
            let code = code.get_or_insert_with(|| CodeRows::new(file, comments));
            for directive in directive::parse(text, comment.start as usize) {
                found.add(file, *comment, code.target(file, *comment), directive, known);
            }
        }
        found
    }

    /// Whether there is nothing to apply.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.problems.is_empty()
    }

    fn add(&mut self, file: &SourceFile, comment: Span, target: u32, directive: Directive, known: &[&'static str]) {
        let (reach, rules, reason, whole) = match directive {
            Directive::Ignore { reach, rules, reason, span } => (reach, rules, reason, span),
            Directive::Broken { message, span } if self.problems.len() < MOST => {
                return self.problems.push(Problem { message, span });
            }
            Directive::Broken { .. } => return,
        };
        for rule in rules {
            if self.items.len() + self.problems.len() >= MOST {
                return;
            }
            let Some(&name) = known.iter().find(|name| **name == rule.name) else {
                let hint = did_you_mean(&rule.name, known.iter().copied());
                let message = format!("there is no rule `{}`, so this ignores nothing{hint}", rule.name);
                self.problems.push(Problem { message, span: rule.span });
                continue;
            };
            let row = file.lines.row(whole.start);
            let reason = reason.clone();
            self.items.push(Suppression {
                rule: name,
                reason,
                span: rule.span,
                directive: whole,
                comment,
                reach,
                row,
                target,
                used: false,
            });
        }
    }

    /// Takes the silenced findings out, and adds one for each comment that silences nothing.
    ///
    /// `findings` are those of `file`; `statements` are the spans of its statements in any order, of which the innermost around a
    /// finding counts; `ran` tells whether a rule ran on this file: only then can a comment be unused.
    pub fn apply(
        mut self,
        file: &SourceFile,
        findings: Vec<Finding>,
        statements: &[Span],
        ran: impl Fn(&str) -> bool,
    ) -> Applied {
        let mut applied = Applied::default();
        if self.is_empty() {
            applied.kept = findings;
            return applied;
        }
        let statements = sorted(statements);
        self.silence(file, findings, &statements, &mut applied);
        if !ran(UNUSED_SUPPRESSION) {
            return applied;
        }
        let problems = self.problems.iter().map(|problem| report(file, problem.span, problem.message.clone()));
        let about_others = problems.chain(self.unused(file, |rule| rule != UNUSED_SUPPRESSION && ran(rule))).collect();
        self.silence(file, about_others, &statements, &mut applied);
        applied.kept.extend(self.unused(file, |rule| rule == UNUSED_SUPPRESSION));
        applied
    }

    fn silence(&mut self, file: &SourceFile, findings: Vec<Finding>, statements: &[Span], applied: &mut Applied) {
        for finding in findings {
            match self.matching(file, &finding, statements) {
                Some(index) => {
                    let reason = self.items[index].reason.clone();
                    applied.suppressed.push(Suppressed { finding, reason });
                }
                None => applied.kept.push(finding),
            }
        }
    }

    /// Marks all that cover the finding as used, so that none of them is called superfluous; gives the first.
    fn matching(&mut self, file: &SourceFile, finding: &Finding, statements: &[Span]) -> Option<usize> {
        if !self.items.iter().any(|item| item.rule == finding.rule) {
            return None;
        }
        let rows = Rows::of(file, finding.place.span, statements);
        let mut matched = None;
        for (index, item) in self.items.iter_mut().enumerate().filter(|(_, item)| item.rule == finding.rule) {
            let covers = match item.reach {
                Reach::File => true,
                Reach::Code => rows.covered_by(item.row, item.target),
            };
            if covers {
                item.used = true;
                matched = matched.or(Some(index));
            }
        }
        matched
    }

    fn unused(&self, file: &SourceFile, judged: impl Fn(&str) -> bool) -> Vec<Finding> {
        let unused = self.items.iter().filter(|item| !item.used && judged(item.rule));
        unused
            .map(|item| {
                let message = format!("this comment ignores `{}`, which finds nothing here", item.rule);
                let fix = unused::take_out(file, item.comment, item.directive, item.span, item.rule);
                Finding { fixes: Vec::from_iter(fix), ..report(file, item.span, message) }
            })
            .collect()
    }
}

/// A comment that ignores rules at the code it stands at, for whoever wants to add one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ignoring {
    /// Offset of the bracket that closes the list of rules.
    pub close: u32,
    /// The directive, without the comment's sign.
    pub span: Span,
    row: u32,
    target: u32,
}

/// The well-formed `ignore` comments of a file, in their order.
pub fn ignoring(file: &SourceFile, comments: &[Span]) -> Vec<Ignoring> {
    let mut found = Vec::new();
    if !may_suppress(&file.text) {
        return found;
    }
    let code = CodeRows::new(file, comments);
    for comment in comments {
        for directive in directive::parse(file.slice(*comment), comment.start as usize) {
            let Directive::Ignore { reach: Reach::Code, rules, span, .. } = directive else { continue };
            let Some(last) = rules.last() else { continue };
            let rest = file.slice(Span { start: last.span.end, end: span.end });
            let Some(close) = rest.find(']') else { continue };
            let close = last.span.end + close as u32;
            found.push(Ignoring { close, span, row: file.lines.row(span.start), target: code.target(file, *comment) });
        }
    }
    found
}

/// The rows that a comment may stand on or above to silence what is found at a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rows {
    /// Of the span.
    pub first: u32,
    /// Of the span.
    pub last: u32,
    /// Of the start of the innermost statement around it.
    pub statement: u32,
}

impl Rows {
    /// `statements` as [`sorted`] gives them.
    pub fn of(file: &SourceFile, span: Span, statements: &[Span]) -> Self {
        let first = file.lines.row(span.start);
        let last = file.lines.row(span.end.saturating_sub(1).max(span.start));
        let statement = innermost(statements, span).map_or(first, |statement| file.lines.row(statement.start));
        Self { first, last, statement }
    }

    fn covered_by(self, row: u32, target: u32) -> bool {
        (self.first..=self.last).contains(&row) || target == self.first || target == self.statement
    }
}

impl Ignoring {
    /// Whether a rule in its list would be ignored there.
    pub fn covers(&self, rows: Rows) -> bool {
        rows.covered_by(self.row, self.target)
    }
}

fn report(file: &SourceFile, span: Span, message: String) -> Finding {
    Finding {
        rule: UNUSED_SUPPRESSION,
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        message,
        place: Place { path: file.path.clone(), span },
        labels: Vec::new(),
        related: Vec::new(),
        callers: Vec::new(),
        facts: Facts::default(),
        help: None,
        fixes: Vec::new(),
        scope: String::new(),
    }
}

/// By start, outer before inner.
pub fn sorted(statements: &[Span]) -> Vec<Span> {
    let mut sorted = statements.to_vec();
    sorted.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    sorted
}

/// Statements nest or are apart, so the last one that starts before `span` and reaches over it is the innermost.
fn innermost(sorted: &[Span], span: Span) -> Option<Span> {
    let started = sorted.partition_point(|statement| statement.start <= span.start);
    sorted[..started].iter().rev().find(|statement| statement.contains(span)).copied()
}

#[cfg(test)]
mod tests;
