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
    holder: ExprId,
}

/// Something to put between brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    text: &'a str,
    /// What its rows but the first begin with where it was.
    indent: &'a str,
    /// Comments on rows above it.
    above: Vec<&'a str>,
    /// A comment behind it, on its row.
    behind: Option<&'a str>,
}

impl<'a> Item<'a> {
    /// Without comments.
    pub fn new(text: &'a str) -> Self {
        Self { text, indent: "", above: Vec::new(), behind: None }
    }

    /// The same with another text.
    pub fn with_text<'b>(&self, text: &'b str) -> Item<'b>
    where
        'a: 'b,
    {
        Item { text, ..self.clone() }
    }

    /// Between others, with its comments in `/* */`; none when they cannot be written so.
    fn in_a_row(&self) -> Option<String> {
        if !self.above.is_empty() || self.text.contains(['\n', '\r']) && !self.indent.is_empty() {
            return None;
        }
        match self.behind {
            None => Some(self.text.to_owned()),
            Some(comment) => {
                let inner = comment.strip_prefix("//").filter(|inner| !inner.contains("*/"))?;
                Some(format!("{} /* {} */", self.text, inner.trim()))
            }
        }
    }

    fn on_its_rows(&self, line_end: &str, indent: &str, comma: &str) -> String {
        let mut rows: String = self.above.iter().map(|comment| format!("{line_end}{indent}{comment}")).collect();
        // What stands in a template string is no indentation.
        let text = match self.text.contains('`') {
            true => self.text.to_owned(),
            false => self.text.replace(&format!("\n{}", self.indent), &format!("\n{indent}")),
        };
        rows.push_str(&format!("{line_end}{indent}{text}{comma}"));
        rows.extend(self.behind.iter().flat_map(|comment| [" ", comment]));
        rows
    }
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
        let items = Self { text, comments, brackets: Span::new(open, end), items: spans, holder: expr };
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

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing stands between the brackets.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What they are the items of.
    pub fn holder(&self) -> ExprId {
        self.holder
    }

    /// The span of an item.
    pub fn span(&self, index: usize) -> Span {
        self.items[index]
    }

    /// The text of an item.
    pub fn text(&self, index: usize) -> &'a str {
        &self.text[self.items[index].range()]
    }

    /// Puts items behind another; each on a row of its own where that one has a row of its own.
    pub fn put_behind(&self, index: usize, new: &[Item<'_>]) -> Option<Change> {
        let item = self.items[index];
        let Some(indent) = self.indent_of(index) else {
            let text = new.iter().map(|new| Some(format!(", {}", new.in_a_row()?))).collect::<Option<String>>()?;
            return Some(Change { span: at(item.end as usize), text });
        };
        let line_end = line_end_of(self.text);
        let row_end = self.row_end(item.end as usize);
        let comma = self.comma_behind(item.end as usize).is_some();
        let count = new.len();
        let mut rows = String::new();
        for (number, new) in new.iter().enumerate() {
            let comma = if comma || number + 1 < count { "," } else { "" };
            rows.push_str(&new.on_its_rows(line_end, indent, comma));
        }
        if comma {
            // The comment behind the item stays behind it.
            return Some(Change { span: at(row_end), text: rows });
        }
        let rest = &self.text[item.end as usize..row_end];
        Some(Change { span: Span { start: item.end, end: row_end as u32 }, text: format!(",{rest}{rows}") })
    }

    /// Puts items behind all others.
    pub fn put_last(&self, new: &[Item<'_>]) -> Option<Change> {
        if let Some(last) = self.items.len().checked_sub(1) {
            return self.put_behind(last, new);
        }
        let inner = Span { start: self.brackets.start + 1, end: self.brackets.end - 1 };
        if !self.text[inner.range()].trim().is_empty() {
            return None;
        }
        let items = new.iter().map(Item::in_a_row).collect::<Option<Vec<_>>>()?.join(", ");
        let is_braces = self.text.as_bytes()[self.brackets.start as usize] == b'{';
        Some(Change { span: inner, text: if is_braces { format!(" {items} ") } else { items } })
    }

    /// Takes an item out, with its comma, and with its rows and the comment behind it where it has rows of its own.
    pub fn take_out(&self, index: usize) -> Change {
        let item = self.items[index];
        let change = |start: usize, end: usize| Change { span: Span::new(start, end), text: String::new() };
        if self.indent_of(index).is_some() {
            let row_end = self.row_end(item.end as usize);
            return change(self.row_start(item.start as usize), row_end + line_end_at(self.text, row_end));
        }
        if let Some(next) = self.items.get(index + 1)
            && !self.text[item.end as usize..next.start as usize].contains(['\n', '\r'])
        {
            return change(item.start as usize, next.start as usize);
        }
        let end = self.comma_behind(item.end as usize).map_or(item.end as usize, |comma| comma + 1);
        match index.checked_sub(1).map(|before| self.items[before].end as usize) {
            // The comma before it goes away with it, the one behind it stays.
            Some(before) => change(before, item.end as usize),
            None => change(item.start as usize, end),
        }
    }

    /// An item as it may be put in elsewhere: with the comments on the rows right above it and behind it.
    pub fn lift(&self, index: usize) -> (Change, Item<'a>) {
        let mut change = self.take_out(index);
        let mut item = Item::new(self.text(index));
        let Some(indent) = self.indent_of(index) else { return (change, item) };
        item.indent = indent;
        let end = self.items[index].end as usize;
        let behind = self.text[end..self.row_end(end)].trim_start().trim_start_matches(',').trim();
        item.behind = (!behind.is_empty()).then_some(behind);
        let mut start = change.span.start as usize;
        while let Some(row) = self.comment_row_above(start) {
            item.above.insert(0, self.text[row.range()].trim());
            start = row.start as usize;
        }
        change.span.start = start as u32;
        (change, item)
    }

    /// The row that ends at `row_start`, if there is nothing on it but a comment.
    fn comment_row_above(&self, row_start: usize) -> Option<Span> {
        let end = row_start.checked_sub(1)?;
        let start = self.row_start(self.text[..end].trim_end_matches('\r').len());
        let row = &self.text[start..end];
        let comment = start + (row.len() - row.trim_start().len());
        let is_comment = self.comments.iter().any(|span| {
            span.start as usize == comment && span.end as usize == start + row.trim_end().len() && comment < end
        });
        (is_comment && start > self.brackets.start as usize).then(|| Span::new(start, row_start))
    }

    /// What stands before an item on its row, when it is alone there: nothing but blanks before it, and behind it only a
    /// comma and a comment.
    fn indent_of(&self, index: usize) -> Option<&'a str> {
        let item = self.items[index];
        let before = &self.text[self.row_start(item.start as usize)..item.start as usize];
        let row_end = self.row_end(item.end as usize);
        let alone = before.trim().is_empty()
            && self.items.get(index + 1).is_none_or(|next| next.start as usize > row_end)
            && self.brackets.end as usize > row_end;
        alone.then_some(before)
    }

    fn row_start(&self, from: usize) -> usize {
        self.text[..from].rfind(['\n', '\r']).map_or(0, |at| at + 1)
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

/// Bytes of the line end at an offset.
fn line_end_at(text: &str, at: usize) -> usize {
    match &text.as_bytes()[at..] {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
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
