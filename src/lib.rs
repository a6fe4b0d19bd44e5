//! slotlint
pub mod finding;
pub mod redis;
pub mod syntax;
