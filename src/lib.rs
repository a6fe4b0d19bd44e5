//! slotlint
pub mod cli;
pub mod config;
pub mod finding;
pub mod lint;
pub mod redis;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
