//! From source text to [`ir`]: one front end per language, and no tree-sitter type leaves this floor.

pub mod builder;
#[cfg(test)]
pub(crate) mod dump;
mod flow;
mod go;
pub mod ir;
mod lua;
