//! slotlint
pub mod finding;
