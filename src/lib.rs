//! slotlint
pub mod clients;
pub mod config;
pub mod eval;
pub mod finding;
pub mod project;
pub mod redis;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
