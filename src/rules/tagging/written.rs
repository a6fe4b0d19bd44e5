//! A key as it is written: pieces of text with values between them, in one expression.

use super::{Range, Unit};
use crate::eval::Site;
use crate::finding::{Edit, Span};
use crate::rules::edits;
use crate::syntax::ir::{BinaryOp, Call, ExprId, ExprKind, Language, Piece as IrPiece};

/// A part of a key in the source.
#[derive(Debug, Clone, Copy)]
enum Piece {
    /// Characters as they are; the braces of a tag are put among them.
    Text(Span),
    /// A value; in a template or format string with the signs around it.
    Value(Span),
}

/// The pieces of one expression, and how it writes braces.
pub(super) struct Written<'p> {
    site: Site<'p>,
    pieces: Vec<Piece>,
    braces: Braces,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Braces {
    Plain,
    /// f-strings and `.format` templates.
    Doubled,
    /// Strings that are added up: braces can only go into one of them.
    InStrings,
}

impl<'p> Written<'p> {
    /// None for expressions whose text cannot be told from their source.
    pub(super) fn of(site: Site<'p>) -> Option<Self> {
        let ir = &site.file.ir;
        let made = |(pieces, braces)| Some(Self { site, pieces, braces });
        match ir.kind(site.expr) {
            ExprKind::Text(bytes) => {
                let span = literal(site, bytes)?;
                let braces = if is_f_string(site) { Braces::Doubled } else { Braces::Plain };
                made((vec![Piece::Text(span)], braces))
            }
            ExprKind::Template(pieces) => made(template(site, pieces)?),
            ExprKind::Binary { op: BinaryOp::Add, .. } => made((sum(site)?, Braces::InStrings)),
            ExprKind::Binary { op: BinaryOp::Percent, left, .. } => {
                made((verbs(Site { file: site.file, expr: *left })?, Braces::Plain))
            }
            ExprKind::Call(call) => made((verbs(format_argument(site, call)?)?, Braces::Plain)),
            _ => None,
        }
    }

    /// Braces around some units of the key.
    pub(super) fn tag(&self, units: &[Unit], (start, end): Range) -> Option<[Edit; 2]> {
        let lengths = self.lengths(units)?;
        let (open, close) = match self.braces {
            Braces::Plain | Braces::InStrings => ("{", "}"),
            Braces::Doubled => ("{{", "}}"),
        };
        let at = |unit| self.offset(&lengths, unit);
        let edit = |offset: u32, text: &str| edits::at(self.site, Span { start: offset, end: offset }, text);
        let (start, end) = (at(start)?, at(end)?);
        (start < end).then(|| [edit(start, open), edit(end, close)])
    }

    /// How many units each piece stands for: a value as few as fit.
    fn lengths(&self, units: &[Unit]) -> Option<Vec<usize>> {
        let text = |span: Span| self.site.file.source.slice(span).as_bytes();
        let begins = |at: usize, bytes: &[u8]| {
            units
                .get(at..at + bytes.len())
                .is_some_and(|some| some.iter().zip(bytes).all(|(unit, byte)| *unit == Unit::Byte(*byte)))
        };
        let mut lengths = Vec::with_capacity(self.pieces.len());
        let mut at = 0;
        for (index, piece) in self.pieces.iter().enumerate() {
            let length = match piece {
                Piece::Text(span) => begins(at, text(*span)).then(|| text(*span).len())?,
                Piece::Value(_) => match self.pieces.get(index + 1) {
                    None => units.len().checked_sub(at)?,
                    Some(Piece::Value(_)) => 1,
                    Some(Piece::Text(next)) => {
                        let is_last = index + 2 == self.pieces.len();
                        let fits = |end: &usize| {
                            begins(*end, text(*next)) && (!is_last || end + text(*next).len() == units.len())
                        };
                        (at + 1..=units.len()).find(fits)? - at
                    }
                },
            };
            lengths.push(length);
            at += length;
        }
        (at == units.len()).then_some(lengths)
    }

    /// Where in the source a unit begins.
    fn offset(&self, lengths: &[usize], unit: usize) -> Option<u32> {
        let mut at = 0;
        for (index, (piece, length)) in self.pieces.iter().zip(lengths).enumerate() {
            if unit > at + length || (unit == at + length && self.pieces.get(index + 1).is_some_and(is_text)) {
                at += length;
                continue;
            }
            let inside = unit - at;
            return match piece {
                Piece::Text(span) => Some(span.start + inside as u32),
                Piece::Value(span) if self.braces != Braces::InStrings && inside == 0 => Some(span.start),
                Piece::Value(span) if self.braces != Braces::InStrings && inside == *length => Some(span.end),
                // Between strings that are added up, behind the one before.
                Piece::Value(_) if inside == 0 => match index.checked_sub(1).map(|before| self.pieces[before]) {
                    Some(Piece::Text(span)) => Some(span.end),
                    _ => None,
                },
                Piece::Value(_) => None,
            };
        }
        None
    }
}

fn is_text(piece: &Piece) -> bool {
    matches!(piece, Piece::Text(_))
}

/// The characters between the quotes, if they are the text itself.
fn literal(site: Site<'_>, bytes: &[u8]) -> Option<Span> {
    let text = site.text();
    let quote = text.find(['"', '\'', '`'])?;
    let signs = text[quote..].chars().next()?;
    let width = if text[quote..].starts_with(&signs.to_string().repeat(3)) { 3 } else { 1 };
    let inner = text.get(quote + width..text.len().checked_sub(width)?)?;
    let start = site.span().start as usize + quote + width;
    (inner.as_bytes() == bytes && !inner.contains(['{', '}'])).then(|| Span::new(start, start + inner.len()))
}

fn is_f_string(site: Site<'_>) -> bool {
    let prefix = site.text().split(['"', '\'']).next().unwrap_or_default();
    site.file.ir.language == Language::Python && prefix.contains(['f', 'F'])
}

/// A JavaScript template or a Python f-string.
fn template(site: Site<'_>, pieces: &[IrPiece]) -> Option<(Vec<Piece>, Braces)> {
    let is_python = site.file.ir.language == Language::Python;
    let text = &site.file.source.text;
    let whole = site.text();
    let quote = whole.find(['"', '\'', '`'])?;
    let sign = whole[quote..].chars().next()?;
    let width = if whole[quote..].starts_with(&sign.to_string().repeat(3)) { 3 } else { 1 };
    let mut at = site.span().start as usize + quote + width;
    let end = site.span().end as usize - width;
    let mut found = Vec::new();
    for piece in pieces {
        match piece {
            IrPiece::Text(bytes) => {
                let same = text.as_bytes().get(at..at + bytes.len()) == Some(&**bytes);
                if !same || bytes.iter().any(|byte| matches!(byte, b'{' | b'}')) {
                    return None;
                }
                found.push(Piece::Text(Span::new(at, at + bytes.len())));
                at += bytes.len();
            }
            IrPiece::Hole(expr) => {
                let value = site.file.ir.span(*expr);
                let open = if is_python { "{" } else { "${" };
                let before = text.get(at..value.start as usize)?.trim_end();
                let behind = text.get(value.end as usize..end)?;
                let close = behind.len() - behind.trim_start().strip_prefix('}')?.len();
                if before != open {
                    return None;
                }
                let close = value.end as usize + close;
                found.push(Piece::Value(Span::new(at, close)));
                at = close;
            }
        }
    }
    (at == end).then_some((found, if is_python { Braces::Doubled } else { Braces::Plain }))
}

/// `"user:" + id + ":name"`: the operands, leftmost first.
fn sum(site: Site<'_>) -> Option<Vec<Piece>> {
    let ir = &site.file.ir;
    let mut operands: Vec<ExprId> = Vec::new();
    let mut rest = site.expr;
    while let ExprKind::Binary { op: BinaryOp::Add, left, right } = ir.kind(rest) {
        operands.push(*right);
        rest = *left;
    }
    operands.push(rest);
    let piece = |expr: ExprId| {
        let operand = Site { file: site.file, expr };
        match ir.kind(expr) {
            ExprKind::Text(bytes) if !is_f_string(operand) => Some(Piece::Text(literal(operand, bytes)?)),
            ExprKind::Text(_) | ExprKind::Template(_) => None,
            _ => Some(Piece::Value(operand.span())),
        }
    };
    operands.into_iter().rev().map(piece).collect()
}

/// The template of `fmt.Sprintf`.
fn format_argument<'p>(site: Site<'p>, call: &Call) -> Option<Site<'p>> {
    let callee = Site { file: site.file, expr: call.callee }.text();
    let first = call.args.first()?;
    (callee == "fmt.Sprintf").then_some(Site { file: site.file, expr: first.value })
}

/// A literal with `%s` and the like in it.
fn verbs(template: Site<'_>) -> Option<Vec<Piece>> {
    let ExprKind::Text(bytes) = template.file.ir.kind(template.expr) else { return None };
    let span = literal(template, bytes).filter(|_| !is_f_string(template))?;
    let text = template.file.source.slice(span);
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('%').map(|at| from + at) {
        let verb = text[at + 1..].chars().next().filter(|verb| matches!(verb, 's' | 'd' | 'v'))?;
        let start = span.start as usize;
        if at > from {
            pieces.push(Piece::Text(Span::new(start + from, start + at)));
        }
        from = at + 1 + verb.len_utf8();
        pieces.push(Piece::Value(Span::new(start + at, start + from)));
    }
    if from < text.len() {
        pieces.push(Piece::Text(Span::new(span.start as usize + from, span.end as usize)));
    }
    Some(pieces)
}
