//! Finding a position, a keyword or an option among arguments of which some are not known.

use super::keys::{Arg, Doubt};
use super::spec::{Occurrence, OptionSearch};

/// A place among the arguments: the argument `arg`, and if that is a `Many`, its element `offset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) arg: usize,
    pub(super) offset: usize,
}

impl Cursor {
    /// `count` arguments on. A `Many` in the way takes up all that is left: it is thought long enough.
    pub(super) fn advance(self, args: &[Arg<'_>], count: usize) -> Cursor {
        let mut cursor = self;
        let mut left = count;
        while left > 0 && cursor.arg < args.len() && !args[cursor.arg].is_many() {
            cursor.arg += 1;
            left -= 1;
        }
        if args.get(cursor.arg).is_some_and(|arg| arg.is_many()) {
            cursor.offset += left;
        }
        cursor
    }
}

/// The place of a position that counts the command's name as 0; `None` if there is no such argument.
pub(super) fn position(args: &[Arg<'_>], position: u8) -> Option<Cursor> {
    let start = Cursor { arg: 0, offset: 0 };
    let cursor = start.advance(args, usize::from(position).checked_sub(1)?);
    (cursor.arg < args.len()).then_some(cursor)
}

/// The place behind the first `word`, and the doubt if it cannot be seen.
pub(super) fn keyword(args: &[Arg<'_>], word: &str, from: u8) -> (Option<Cursor>, Option<Doubt>) {
    let Some(start) = position(args, from) else {
        return (None, None);
    };
    let searched = &args[start.arg..];
    let mut matches = (0..searched.len()).filter(|&at| searched[at].is_known_as(word));
    match matches.next() {
        Some(at) if at + 1 < searched.len() => {
            // Of two such words the first may stand before `from`: a consumer named "streams".
            let ambiguous = searched[0].is_many() && matches.next().is_some();
            let behind = Cursor { arg: start.arg + at + 1, offset: 0 };
            (Some(behind), ambiguous.then_some(Doubt::SpreadTooShort))
        }
        Some(_) => (None, None),
        None if searched.iter().any(|arg| !matches!(arg, Arg::Known(_))) => (None, Some(Doubt::KeywordUnknown)),
        None => (None, None),
    }
}

/// The place behind the option that counts, and the doubt if a `Many` may hide one.
pub(super) fn option(args: &[Arg<'_>], search: OptionSearch) -> (Option<Cursor>, Option<Doubt>) {
    let Some(start) = position(args, search.from) else {
        return (None, None);
    };
    let mut found = None;
    let (mut hidden, mut straddled) = (false, false);
    let mut at = start.arg;
    while at < args.len() {
        hidden |= args[at].is_many();
        if at + 1 < args.len() && search.words.iter().any(|word| args[at].is_known_as(word)) {
            found = Some(Cursor { arg: at + 1, offset: 0 });
            if search.counts == Occurrence::First {
                break;
            }
        }
        let skipped = search.skip.iter().find(|(word, _)| args[at].is_known_as(word));
        at += 1;
        for _ in 0..skipped.map_or(0, |(_, count)| *count) {
            // A list is taken to hold all that is left to skip, and may hold more options.
            if args.get(at).is_none_or(|arg| arg.is_many()) {
                straddled = at < args.len();
                break;
            }
            at += 1;
        }
    }
    let doubt = match found {
        None => hidden.then_some(Doubt::OptionHidden),
        Some(_) => straddled.then_some(Doubt::SpreadTooShort),
    };
    (found, doubt)
}
