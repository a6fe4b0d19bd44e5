//! Which languages there are.

/// The languages slotlint reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// JavaScript, with JSX.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// Python, stubs included.
    Python,
    /// Go.
    Go,
    /// Lua, in files or inside strings.
    Lua,
}

impl Language {
    /// Whether it is JavaScript, in one of its forms: they share libraries, modules and built-in functions.
    pub fn is_javascript(self) -> bool {
        matches!(self, Language::JavaScript | Language::TypeScript | Language::Tsx)
    }
}
