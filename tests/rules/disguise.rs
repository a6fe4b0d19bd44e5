//! The same program in other bytes: what is found must not depend on them.

/// A way to write a program down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disguise {
    /// `\r\n` for `\n`.
    Crlf,
    /// A byte order mark in front.
    ByteOrderMark,
    /// A first line of characters that are longer than a byte, one of them two UTF-16 units.
    WideComment,
}

impl Disguise {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Crlf, Self::ByteOrderMark, Self::WideComment];

    /// The program in this disguise.
    pub(crate) fn put_on(self, language: &str, code: &str) -> String {
        match self {
            Self::Crlf => code.replace('\n', "\r\n"),
            Self::ByteOrderMark => format!("\u{feff}{code}"),
            Self::WideComment if language == "py" => format!("# é😀\n{code}"),
            Self::WideComment => format!("// é😀\n{code}"),
        }
    }

    /// How many rows everything moves down.
    pub(crate) fn shift(self) -> u32 {
        match self {
            Self::Crlf | Self::ByteOrderMark => 0,
            Self::WideComment => 1,
        }
    }

    /// What messages call it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Crlf => "with CRLF line ends",
            Self::ByteOrderMark => "with a byte order mark",
            Self::WideComment => "behind a comment of wide characters",
        }
    }
}
