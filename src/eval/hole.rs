//! What is not known of a value, and what is known of it all the same.

use std::rc::Rc;

use smol_str::SmolStr;

use super::Site;
use super::pattern::Pattern;
use super::value::Turns;
use crate::syntax::ir::FuncId;

/// A value that is not known, but recognised when met again.
#[derive(Clone)]
pub struct Hole<'p> {
    /// Equal for the same unreassigned binding, the same parameter, the same pure call with the same arguments.
    pub id: u64,
    /// How people would name it: `id`, `user.id`.
    pub text: SmolStr,
    /// The loops with whose turns it varies.
    pub turns: Turns,
    /// Where it comes from.
    pub origin: Origin,
    /// Where it stands.
    pub site: Option<Site<'p>>,
    /// What is known of it all the same.
    pub shape: Shape,
    /// The texts that it is one of, when they are few and known.
    pub among: Option<Rc<[Rc<Pattern<'p>>]>>,
}

/// Where a hole comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A parameter of a function that was looked at without a caller.
    Param {
        /// The file's key.
        file: u64,
        /// The function.
        function: FuncId,
        /// Counted from 0.
        index: u32,
    },
    /// A member of such a parameter, however deep: `options.key`, the `key` of `({ key })`.
    Within {
        /// The file's key.
        file: u64,
        /// The function.
        function: FuncId,
    },
    /// An element of the reply of a command of the server, whose name in lower case this is.
    Reply(&'static str),
    /// Looking further was given up: the budget was used up.
    TooDeep,
    /// Something else that slotlint does not follow.
    Other,
}

impl Origin {
    /// The file and the function whose callers give it.
    pub fn given_to(self) -> Option<(u64, FuncId)> {
        match self {
            Origin::Param { file, function, .. } | Origin::Within { file, function } => Some((file, function)),
            Origin::Reply(_) | Origin::TooDeep | Origin::Other => None,
        }
    }
}

/// What is known of a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Unknown,
    /// A string.
    Text,
    /// A number.
    Number,
    /// A list of something.
    List,
}

impl<'p> Hole<'p> {
    /// A hole of which only identity and text are known.
    pub fn unknown(id: u64, text: impl Into<SmolStr>) -> Self {
        Hole {
            id,
            text: text.into(),
            turns: Turns::new(),
            origin: Origin::Other,
            site: None,
            shape: Shape::Unknown,
            among: None,
        }
    }
}
