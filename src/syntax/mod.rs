//! From source text to [`ir`]: one front end per language, and no tree-sitter type leaves this floor.

pub mod builder;
#[cfg(test)]
pub(crate) mod dump;
mod flow;
pub mod ir;
mod python;
