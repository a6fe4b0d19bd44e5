//! slotlint
pub mod config;
pub mod finding;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
