//! Which arguments of a command are keys, when perhaps only some of the arguments are known.
//!
//! The arguments leave out the command's name, are in the order in which they go to the server, and are flat: an array
//! that a client flattens is its elements, or one [`Arg::Many`]. A subcommand is the first argument.

use smallvec::SmallVec;

use super::commands::Command;
use super::search::{self, Cursor};
use super::spec::{Access, Begin, Find, KeySpec};

/// One argument as far as the source tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg<'a> {
    /// One argument whose bytes are known.
    Known(&'a [u8]),
    /// One argument whose bytes are not known.
    Value,
    /// One argument that is a number: the length of the `Many` at index `of`, plus `plus`. It makes
    /// `eval(script, keys.length, ...keys, ...rest)` exact.
    Length {
        /// Index of a [`Arg::Many`].
        of: usize,
        /// What is added to its length.
        plus: usize,
    },
    /// Any number of arguments, none included: a spread, a list.
    Many,
}

impl Arg<'_> {
    pub(super) fn is_many(self) -> bool {
        self == Arg::Many
    }

    pub(super) fn is_known_as(self, word: &str) -> bool {
        matches!(self, Arg::Known(text) if text.eq_ignore_ascii_case(word.as_bytes()))
    }
}

/// The keys among the arguments of one call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// In the order of the key specifications, which is that of the arguments for all commands but SORT with patterns.
    pub found: SmallVec<[FoundKey; 4]>,
    /// Index of the argument that counts the keys, if the command has one and it could be told apart.
    pub numkeys: Option<usize>,
    /// Why `found` may not be what the server will see. Without a doubt it is, provided that the server accepts the
    /// arguments at all and that every `Many` has the elements that `found` speaks of.
    pub doubt: Option<Doubt>,
}

/// One key, or the keys in one `Many`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundKey {
    /// Where.
    pub at: KeyAt,
    /// What the command does to it, or that it is a channel.
    pub access: Access,
}

/// Where a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAt {
    /// The argument with this index.
    One(usize),
    /// Elements of the `Many` with this index.
    Rest {
        /// Index of the argument.
        index: usize,
        /// Which elements.
        elements: Elements,
    },
}

impl KeyAt {
    /// The argument's index.
    pub fn index(self) -> usize {
        match self {
            KeyAt::One(index) | KeyAt::Rest { index, .. } => index,
        }
    }
}

/// Elements of a `Many`: every `step`-th from element `from` on, both counted from 0, as far as `take` goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elements {
    /// The first one.
    pub from: usize,
    /// 1: every element. 2: a list of pairs, whose keys are meant.
    pub step: usize,
    /// How far.
    pub take: Take,
}

/// How far [`Elements`] go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// So many of them at most.
    First(usize),
    /// To the end, except for so many elements there, which are no keys: the timeout of `blpop(...args)`.
    AllBut(usize),
    /// The first half of all elements: the streams of `xread('STREAMS', ...args)`.
    Half,
}

impl Elements {
    /// All of them.
    pub const ALL: Elements = Elements { from: 0, step: 1, take: Take::AllBut(0) };

    /// Which elements of a list of `length` elements are keys.
    pub fn indexes(self, length: usize) -> impl Iterator<Item = usize> {
        let (end, count) = match self.take {
            Take::First(count) => (length, count),
            Take::AllBut(last) => (length.saturating_sub(last), usize::MAX),
            Take::Half => (self.from + length.saturating_sub(self.from) / 2, usize::MAX),
        };
        (self.from..end).step_by(self.step.max(1)).take(count)
    }

    /// Whether it is at most one element, however long the list.
    pub fn is_single(self) -> bool {
        matches!(self.take, Take::First(0 | 1))
    }
}

/// Why the keys found may not be the keys the server will see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The number of keys is not known; `found` holds everything that may be one, up to and with the first `Many`.
    NumkeysUnknown,
    /// The number of keys is text that is no number; the server will refuse it.
    NumkeysInvalid,
    /// The number of keys is greater than the arguments that follow; the server will refuse it. `found` has those.
    NumkeysTooLarge,
    /// A `Many` with arguments behind it was taken to be long enough, and with a shorter one those behind it are keys.
    SpreadTooShort,
    /// A `Many` may hold an option with one more key, as STORE.
    OptionHidden,
    /// The word before the keys, as STREAMS, is not among the arguments that are known; no key of it was found.
    KeywordUnknown,
    /// Where the first half of the arguments ends cannot be told; `found` holds what is most plausible.
    HalfUnknown,
}

impl Doubt {
    /// One line for people, with which "not resolved:" can begin.
    pub fn text(self) -> &'static str {
        match self {
            Doubt::NumkeysUnknown => "the number of keys is not known here",
            Doubt::NumkeysInvalid => "the number of keys is not a number",
            Doubt::NumkeysTooLarge => "the number of keys is greater than the arguments that follow",
            Doubt::SpreadTooShort => "how long a spread list is decides which arguments are keys",
            Doubt::OptionHidden => "a spread list may hold an option that names another key",
            Doubt::KeywordUnknown => "the word in front of the keys is not known here",
            Doubt::HalfUnknown => "how long a spread list is decides which arguments are keys and which ids",
        }
    }
}

impl Keys {
    /// Whether it can be two keys or more.
    pub fn can_be_several(&self) -> bool {
        match self.found.as_slice() {
            [] => false,
            [FoundKey { at: KeyAt::One(_), .. }] => false,
            [FoundKey { at: KeyAt::Rest { elements, .. }, .. }] => !elements.is_single(),
            _ => true,
        }
    }
}

/// Finds the keys among `args`, the arguments of one call of `command` without its name.
///
/// A `Many` is taken to have as many elements as are needed to reach what comes next; where a shorter one would change
/// the outcome, [`Keys::doubt`] says so. Never allocates for up to four keys.
pub fn extract(command: &Command, args: &[Arg<'_>]) -> Keys {
    let mut keys = Keys::default();
    for spec in command.specs {
        if let Some((start, find)) = begin(spec, args, &mut keys) {
            Walk { args, access: spec.access, keys: &mut keys }.find(start, find);
        }
    }
    keys
}

/// Where `spec` begins among `args`, and what to find from there; `None` if it does not apply.
fn begin(spec: &KeySpec, args: &[Arg<'_>], keys: &mut Keys) -> Option<(Cursor, Find)> {
    let (start, doubt) = match spec.begin {
        Begin::Index(position) => (search::position(args, position), None),
        Begin::Keyword { word, from } => search::keyword(args, word, from),
        Begin::Option(option) => search::option(args, option),
        Begin::IndexOr { index, option } => {
            let first = search::position(args, index)?;
            let (behind, doubt) = match args[first.arg] {
                Arg::Known(text) if !text.is_empty() => (None, None),
                _ => search::option(args, option),
            };
            keys.doubt = keys.doubt.or(doubt);
            let single = Find::Range { last: 0, step: 1 };
            return Some(behind.map_or((first, single), |cursor| (cursor, spec.find)));
        }
        Begin::Unknown => (None, None),
    };
    keys.doubt = keys.doubt.or(doubt);
    Some((start?, spec.find))
}

/// The way from the begin of one specification over the arguments behind it.
struct Walk<'a, 'k> {
    args: &'a [Arg<'a>],
    access: Access,
    keys: &'k mut Keys,
}

impl Walk<'_, '_> {
    fn find(&mut self, start: Cursor, find: Find) {
        match find {
            Find::Range { last, step } => match usize::try_from(last) {
                Ok(last) => {
                    let count = last / usize::from(step) + 1;
                    self.count(start, count, step.into());
                }
                Err(_) => self.until_end(start, usize::from(last.unsigned_abs()) - 1, step.into()),
            },
            Find::Part { parts } => self.part(start, parts.into()),
            Find::KeyNum { at, first, step } => {
                let counted = start.advance(self.args, at.into());
                let first = start.advance(self.args, first.into());
                self.keynum(counted, first, step.into());
            }
        }
    }

    fn one(&mut self, index: usize) {
        self.keys.found.push(FoundKey { at: KeyAt::One(index), access: self.access });
    }

    fn rest(&mut self, index: usize, from: usize, step: usize, take: Take) {
        let elements = Elements { from, step, take };
        self.keys.found.push(FoundKey { at: KeyAt::Rest { index, elements }, access: self.access });
    }

    fn doubt(&mut self, doubt: Doubt) {
        self.keys.doubt.get_or_insert(doubt);
    }

    /// `count` keys, `step` apart. Returns how many there were no arguments for.
    fn count(&mut self, mut cursor: Cursor, count: usize, step: usize) -> usize {
        for done in 0..count {
            match self.args.get(cursor.arg) {
                None => return count - done,
                Some(Arg::Many) => {
                    self.rest(cursor.arg, cursor.offset, step, Take::First(count - done));
                    self.doubt_if_followed(cursor.arg);
                    return 0;
                }
                Some(_) => self.one(cursor.arg),
            }
            cursor = cursor.advance(self.args, step);
        }
        0
    }

    fn doubt_if_followed(&mut self, many: usize) {
        if many + 1 < self.args.len() {
            self.doubt(Doubt::SpreadTooShort);
        }
    }

    /// Keys `step` apart up to the end, but for the last `spare` arguments.
    fn until_end(&mut self, start: Cursor, spare: usize, step: usize) {
        let after = &self.args[start.arg.min(self.args.len())..];
        let fixed_at_end = after.iter().rev().take(spare).take_while(|arg| !arg.is_many()).count();
        let end = start.arg + after.len() - fixed_at_end;
        if start.offset > 0 {
            self.doubt_if_followed(start.arg);
        }
        // How many arguments, modulo `step`, lie between the last key and here; 0: a key comes next.
        let mut phase = 0;
        for index in start.arg..end {
            if !self.args[index].is_many() {
                if phase == 0 {
                    self.one(index);
                }
                phase = (phase + 1) % step;
                continue;
            }
            let offset = if index == start.arg { start.offset } else { 0 };
            let spare_here = if index + 1 == end { spare - fixed_at_end } else { 0 };
            self.rest(index, offset + (step - phase) % step, step, Take::AllBut(spare_here));
            let behind = &self.args[index + 1..end];
            // The groups come out even at the end; only between two lists nothing tells, and whole groups are meant.
            if step > 1 && !behind.iter().any(|arg| arg.is_many()) {
                phase = (step - behind.len() % step) % step;
            }
        }
    }

    /// The first 1/`parts` of what follows.
    fn part(&mut self, start: Cursor, parts: usize) {
        let after = &self.args[start.arg.min(self.args.len())..];
        let size = after.len() / parts;
        let first_many = after.iter().position(|arg| arg.is_many());
        let alike = start.offset == 0
            && after.len().is_multiple_of(parts)
            && (size..after.len()).all(|i| after[i].is_many() == after[i - size].is_many());
        match first_many {
            None => (0..size).for_each(|i| self.one(start.arg + i)),
            Some(_) if alike && parts <= after.len() => self.all(start.arg, size),
            Some(0) if after.len() == 1 && parts == 2 => self.rest(start.arg, start.offset, 1, Take::Half),
            Some(many) => {
                self.doubt(Doubt::HalfUnknown);
                self.all(start.arg, many);
                let take = if many == 0 { Take::AllBut(0) } else { Take::Half };
                self.rest(start.arg + many, if many == 0 { start.offset } else { 0 }, 1, take);
            }
        }
    }

    /// `count` arguments from `index` on, whatever each is.
    fn all(&mut self, index: usize, count: usize) {
        for index in index..index + count {
            if self.args[index].is_many() {
                self.rest(index, 0, 1, Take::AllBut(0));
            } else {
                self.one(index);
            }
        }
    }

    /// As many keys from `first` on as the argument at `counted` says.
    fn keynum(&mut self, counted: Cursor, first: Cursor, step: usize) {
        let numkeys = self.args.get(counted.arg).copied();
        if numkeys.is_some_and(|arg| !arg.is_many()) {
            self.keys.numkeys = Some(counted.arg);
        }
        match numkeys {
            None => {}
            Some(Arg::Known(text)) => match parse_count(text) {
                None => self.doubt(Doubt::NumkeysInvalid),
                Some(count) if self.count(first, count, step) > 0 => self.doubt(Doubt::NumkeysTooLarge),
                Some(_) => {}
            },
            Some(Arg::Length { of, plus }) if self.args.get(of) == Some(&Arg::Many) && of >= first.arg => {
                self.length(first, of, plus, step);
            }
            Some(Arg::Value | Arg::Length { .. } | Arg::Many) => self.plausible(first, step),
        }
    }

    /// The list at index `of` and `plus` keys more, before or behind it.
    fn length(&mut self, mut cursor: Cursor, of: usize, mut plus: usize, step: usize) {
        while cursor.arg < of {
            if self.args[cursor.arg].is_many() || plus == 0 {
                return self.plausible(cursor, step);
            }
            self.one(cursor.arg);
            plus -= 1;
            cursor = cursor.advance(self.args, step);
        }
        if cursor.arg > of {
            return self.doubt(Doubt::NumkeysUnknown);
        }
        self.rest(of, cursor.offset, step, Take::AllBut(0));
        if self.count(Cursor { arg: of + 1, offset: 0 }, plus, step) > 0 {
            self.doubt(Doubt::NumkeysTooLarge);
        }
    }

    fn plausible(&mut self, mut cursor: Cursor, step: usize) {
        self.doubt(Doubt::NumkeysUnknown);
        while let Some(arg) = self.args.get(cursor.arg) {
            if arg.is_many() {
                return self.rest(cursor.arg, cursor.offset, step, Take::AllBut(0));
            }
            self.one(cursor.arg);
            cursor = cursor.advance(self.args, step);
        }
    }
}

/// A number as servers read it: decimal digits, no sign, no spaces.
fn parse_count(text: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(text).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests;
