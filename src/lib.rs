//! slotlint
pub mod cli;
pub mod clients;
pub mod config;
pub mod eval;
pub mod finding;
pub mod lint;
pub mod project;
pub mod redis;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
