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
