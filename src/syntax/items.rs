//! Things between brackets with commas between them, as they are written: the arguments of a call, the entries of an object,
//! the elements of a list. For whoever wants to put one in or take one out, and leave the rest as it is.

use super::ir::{Arg, Call, Entry, ExprId, ExprKind, Module, Spread};
use crate::finding::Span;

/// The items of one bracket.
///
/// Only made when nothing but blanks, comments and single commas stands around the items: what is not understood is not
/// touched.
#[derive(Debug)]
pub struct Items<'a> {
    text: &'a str,
    comments: &'a [Span],
    /// From the opening bracket to behind the closing one.
    brackets: Span,
    items: Vec<Span>,
}

/// Text that takes the place of a span; empty where text is only put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What goes away.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl<'a> Items<'a> {
    /// The items of a record, list or call of a module with this text.
    pub fn of(text: &'a str, module: &'a Module, expr: ExprId) -> Option<Self> {
        let comments = module.comments.as_slice();
        let spans = match module.kind(expr) {
            ExprKind::Record { entries, .. } => {
                entries.iter().map(|entry| entry_span(text, module, entry)).collect::<Option<Vec<_>>>()?
            }
            ExprKind::List { elements, .. } => {
                elements.iter().map(|element| spread_span(text, module.span(element.value), element.spread)).collect()
            }
            ExprKind::Call(Call { args, .. }) => {
                args.iter().map(|arg| argument_span(text, module, arg)).collect::<Option<Vec<_>>>()?
            }
            _ => return None,
        };
        let around = module.span(expr);
        let end = around.end as usize;
        let close = end.checked_sub(1).filter(|at| matches!(text.as_bytes().get(*at), Some(b'}' | b']' | b')')))?;
        let first = spans.first().map_or(close, |first: &Span| first.start as usize);
        let inner = back_over_blanks(text, comments, first);
        let open = inner.checked_sub(1).filter(|at| matches!(text.as_bytes().get(*at), Some(b'{' | b'[' | b'(')))?;
        let items = Self { text, comments, brackets: Span::new(open, end), items: spans };
        (around.contains(items.brackets) && items.is_plain()).then_some(items)
    }

    /// The items among which an expression stands: as an element, an argument, a key, a value.
    pub fn around(text: &'a str, module: &'a Module, item: ExprId) -> Option<Self> {
        let holds = |kind: &ExprKind| match kind {
            ExprKind::Record { entries, .. } => entries.iter().any(|entry| match entry {
                Entry::Pair { key, value } => *key == item || *value == item,
                Entry::Spread(value) | Entry::Positional(value) => *value == item,
            }),
            ExprKind::List { elements, .. } => elements.iter().any(|element| element.value == item),
            ExprKind::Call(call) => call.args.iter().any(|arg| arg.value == item),
            _ => false,
        };
        let holder = module.exprs.iter().position(|expr| holds(&expr.kind))?;
        Self::of(text, module, ExprId(holder as u32))
    }

    /// The item that holds a span.
    pub fn find(&self, span: Span) -> Option<usize> {
        self.items.iter().position(|item| item.contains(span))
    }

    /// Puts items behind another; each on a row of its own where that one has a row of its own.
    pub fn put_behind(&self, index: usize, new: &[&str]) -> Change {
        let item = self.items[index];
        let Some(indent) = self.indent_of(index) else {
            let text = new.iter().flat_map(|new| [", ", new]).collect();
            return Change { span: Span { start: item.end, end: item.end }, text };
        };
        let between = format!(",{}{indent}", line_end_of(self.text));
        let rows = new.join(&between);
        let row_end = self.row_end(item.end as usize);
        // The comment behind the item stays behind it.
        if self.comma_behind(item.end as usize).is_some() {
            return Change { span: at(row_end), text: format!("{}{rows},", &between[1..]) };
        }
        let rest = &self.text[item.end as usize..row_end];
        let span = Span { start: item.end, end: row_end as u32 };
        Change { span, text: format!(",{rest}{}{rows}", &between[1..]) }
    }

    /// What stands before an item on its row, when it is alone there: nothing but blanks before it, and behind it only a
    /// comma and a comment.
    fn indent_of(&self, index: usize) -> Option<&'a str> {
        let item = self.items[index];
        let row_start = self.text[..item.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let before = &self.text[row_start..item.start as usize];
        let alone = before.trim().is_empty()
            && self.items.get(index + 1).is_none_or(|next| next.start as usize > self.row_end(item.end as usize))
            && self.brackets.end as usize > self.row_end(item.end as usize);
        alone.then_some(before)
    }

    /// The offset of the comma behind an item, if there is one.
    fn comma_behind(&self, end: usize) -> Option<usize> {
        let comma = forward_over_blanks(self.text, self.comments, end);
        (self.text.as_bytes().get(comma) == Some(&b',')).then_some(comma)
    }

    fn row_end(&self, from: usize) -> usize {
        self.text[from..].find(['\n', '\r']).map_or(self.text.len(), |at| from + at)
    }

    fn is_plain(&self) -> bool {
        let mut from = self.brackets.start as usize + 1;
        for (index, item) in self.items.iter().enumerate() {
            if (item.start as usize) < from {
                return false;
            }
            if index > 0 {
                match self.comma_behind(from) {
                    Some(comma) => from = comma + 1,
                    None => return false,
                }
            }
            if forward_over_blanks(self.text, self.comments, from) != item.start as usize {
                return false;
            }
            from = item.end as usize;
        }
        if !self.items.is_empty()
            && let Some(comma) = self.comma_behind(from)
        {
            from = comma + 1;
        }
        forward_over_blanks(self.text, self.comments, from) + 1 == self.brackets.end as usize
    }
}

fn at(offset: usize) -> Span {
    Span::new(offset, offset)
}

/// The first line end of a text; `\n` for a text of one line.
pub fn line_end_of(text: &str) -> &'static str {
    match text.find(['\n', '\r']).map(|at| &text[at..]) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

fn entry_span(text: &str, module: &Module, entry: &Entry) -> Option<Span> {
    match entry {
        Entry::Pair { key, value } => {
            let (key, value) = (module.span(*key), module.span(*value));
            Some(Span { start: key.start.min(value.start), end: key.end.max(value.end) })
        }
        Entry::Spread(value) => Some(spread_span(text, module.span(*value), Spread::Map)),
        Entry::Positional(value) => Some(module.span(*value)),
    }
}

fn spread_span(text: &str, value: Span, spread: Spread) -> Span {
    if spread == Spread::No {
        return value;
    }
    let before = text[..value.start as usize].trim_end();
    if let Some(sign) = ["...", "**", "*"].into_iter().find(|sign| before.ends_with(sign)) {
        return Span::new(before.len() - sign.len(), value.end as usize);
    }
    let behind = &text[value.end as usize..];
    let blanks = behind.len() - behind.trim_start().len();
    match behind.trim_start().starts_with("...") {
        true => Span::new(value.start as usize, value.end as usize + blanks + 3),
        false => value,
    }
}

/// A keyword argument begins with its name, which has no span of its own.
fn argument_span(text: &str, module: &Module, arg: &Arg) -> Option<Span> {
    let value = module.span(arg.value);
    let Some(name) = &arg.name else { return Some(spread_span(text, value, arg.spread)) };
    let before = text[..value.start as usize].trim_end().strip_suffix('=')?.trim_end().strip_suffix(name.as_str())?;
    Some(Span::new(before.len(), value.end as usize))
}

fn back_over_blanks(text: &str, comments: &[Span], mut from: usize) -> usize {
    loop {
        let trimmed = text[..from].trim_end().len();
        // A comment begins before what it ends at, so that each turn goes back.
        match comments.iter().rev().find(|comment| comment.end as usize == trimmed && comment.start < comment.end) {
            Some(comment) => from = comment.start as usize,
            None => return trimmed,
        }
    }
}

fn forward_over_blanks(text: &str, comments: &[Span], mut from: usize) -> usize {
    loop {
        let rest = &text[from..];
        let start = from + (rest.len() - rest.trim_start().len());
        let index = comments.partition_point(|comment| (comment.start as usize) < start);
        match comments.get(index) {
            Some(comment) if comment.start as usize == start && comment.start < comment.end => {
                from = comment.end as usize;
            }
            _ => return start,
        }
    }
}
