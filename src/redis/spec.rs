//! Key specifications: how a command's reply to `COMMAND` tells where its keys are
//! (<https://redis.io/docs/latest/develop/reference/key-specs/>).
//!
//! Positions count the command name as 0, as servers do; `keys.rs` turns them into argument indexes.

/// One key specification of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeySpec {
    /// Where the search starts.
    pub begin: Begin,
    /// Which arguments from there on are keys.
    pub find: Find,
    /// What the command does to these keys.
    pub access: Access,
}

/// Where a key specification begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// At this position.
    Index(u8),
    /// Behind the first such word, searched from position `from` on, any case; the last argument is not looked at.
    Keyword {
        /// The word, in upper case.
        word: &'static str,
        /// First position that is looked at.
        from: u8,
    },
    /// Behind an option that may be absent.
    Option(OptionSearch),
    /// Behind the option if it is given and the argument at `index` is the empty string, else at `index` alone:
    /// MIGRATE.
    IndexOr {
        /// Position of the only key.
        index: u8,
        /// The option with the other keys.
        option: OptionSearch,
    },
    /// The server does not say; the hand-written tables replace every such row.
    Unknown,
}

/// How servers look for an option in code of their own, beyond what a keyword specification can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionSearch {
    /// The option's names, in upper case.
    pub words: &'static [&'static str],
    /// First position that is looked at.
    pub from: u8,
    /// Words, in upper case, with the number of arguments that belong to them and are not looked at.
    pub skip: &'static [(&'static str, u8)],
    /// Which one counts if the option is given several times.
    pub counts: Occurrence,
}

/// Which of several occurrences counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence {
    /// The first.
    First,
    /// The last.
    Last,
}

/// Which arguments are keys, counted from the begin of a specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Find {
    /// Every `step`-th argument up to `last`, both from the begin; a negative `last` counts from the end of all
    /// arguments, -1 being the last one.
    Range {
        /// The last key's offset.
        last: i8,
        /// Distance from one key to the next, at least 1.
        step: u8,
    },
    /// The first 1/`parts` of all arguments from the begin: XREAD's streams are the first half, their ids the second.
    Part {
        /// At least 2.
        parts: u8,
    },
    /// As many keys as the argument at offset `at` says.
    KeyNum {
        /// Offset of the count.
        at: u8,
        /// Offset of the first key.
        first: u8,
        /// Distance from one key to the next, at least 1.
        step: u8,
    },
}

/// What a command does to a key: the server's RO, RW, OW and RM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Reads it.
    Read,
    /// Changes it, and the old value matters.
    Update,
    /// Writes it whatever it held: the destination of a STORE.
    Overwrite,
    /// Deletes it.
    Delete,
    /// The server does not say.
    Unstated,
    /// It is no key but the channel of a sharded publish or subscribe, which has a slot as a key has.
    Channel,
}

pub(super) const fn index(position: u8, access: Access) -> KeySpec {
    KeySpec { begin: Begin::Index(position), find: Find::Range { last: 0, step: 1 }, access }
}

pub(super) const fn keyword(word: &'static str, from: u8, access: Access) -> KeySpec {
    KeySpec { begin: Begin::Keyword { word, from }, find: Find::Range { last: 0, step: 1 }, access }
}

pub(super) const fn option(search: OptionSearch, access: Access) -> KeySpec {
    KeySpec { begin: Begin::Option(search), find: Find::Range { last: 0, step: 1 }, access }
}

pub(super) const fn unknown() -> KeySpec {
    KeySpec { begin: Begin::Unknown, find: Find::Range { last: 0, step: 1 }, access: Access::Unstated }
}

impl KeySpec {
    pub(super) const fn range(self, last: i8, step: u8) -> Self {
        Self { find: Find::Range { last, step }, ..self }
    }

    pub(super) const fn part(self, parts: u8) -> Self {
        Self { find: Find::Part { parts }, ..self }
    }

    pub(super) const fn keynum(self, at: u8, first: u8, step: u8) -> Self {
        Self { find: Find::KeyNum { at, first, step }, ..self }
    }

    /// Whether it can name two keys or more.
    pub fn is_many(&self) -> bool {
        match (self.begin, self.find) {
            (Begin::Unknown, _) => false,
            (_, Find::Range { last, .. }) => last != 0,
            (_, Find::Part { .. } | Find::KeyNum { .. }) => true,
        }
    }
}
