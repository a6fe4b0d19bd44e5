//! Why a file was not linted.

use std::fmt;
use std::io;

/// The reason why a file was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skip {
    /// The system would not give its bytes; its words.
    Unreadable(String),
    /// More bytes than the settings allow.
    TooLarge {
        /// Bytes in the file.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// Written by a bundler, for machines.
    Minified,
    /// It was listed, and then no longer there; a dangling link is the same.
    Vanished,
    /// A folder, socket or device under a name that looks like a source file.
    NotAFile,
    /// Nested deeper than is analysed.
    TooDeep,
    /// slotlint failed on it: its own fault, with the words of the failure.
    Panicked(String),
}

impl Skip {
    /// The skip that a failed open or read amounts to.
    pub fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Skip::Vanished,
            io::ErrorKind::IsADirectory => Skip::NotAFile,
            _ => Skip::Unreadable(error.to_string()),
        }
    }

    /// One or two words, for counting: `minified`, `too large`.
    pub fn kind(&self) -> &'static str {
        match self {
            Skip::Unreadable(_) => "unreadable",
            Skip::TooLarge { .. } => "too large",
            Skip::Minified => "minified",
            Skip::Vanished => "vanished",
            Skip::NotAFile => "not a file",
            Skip::TooDeep => "nested too deep",
            Skip::Panicked(_) => "failed",
        }
    }

    /// Whether people must hear of it without asking: the file may well hold what they look for.
    pub fn is_alarming(&self) -> bool {
        match self {
            Skip::Unreadable(_) | Skip::TooDeep | Skip::Panicked(_) => true,
            Skip::TooLarge { .. } | Skip::Minified | Skip::Vanished | Skip::NotAFile => false,
        }
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Skip::Unreadable(error) => write!(f, "unreadable: {error}"),
            Skip::TooLarge { size, limit } => {
                write!(f, "too large: {size} bytes, the limit is {limit} (setting `max-file-size`)")
            }
            Skip::Minified => f.write_str("minified"),
            Skip::Vanished => f.write_str("vanished while it was read, or a dangling link"),
            Skip::NotAFile => f.write_str("not a file"),
            Skip::TooDeep => f.write_str("nested too deep"),
            Skip::Panicked(message) => write!(f, "slotlint failed on it: {message}"),
        }
    }
}
