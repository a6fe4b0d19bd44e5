//! From source text to [`ir`]: one front end per language, and no tree-sitter type leaves this floor.

pub mod builder;
mod flow;
mod go;
pub mod ir;
