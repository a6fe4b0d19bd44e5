//! slotlint
pub mod finding;
pub mod report;
pub mod source;
pub mod syntax;
