//! slotlint finds, in application code, what will break on a Redis or Valkey Cluster.
//!
//! [`lint::lint`] is the one entrance. Data flows one way through the floors below; ARCHITECTURE.md says which knows which.

pub mod cli;
pub mod clients;
pub mod config;
pub mod eval;
pub mod finding;
pub mod fixes;
pub mod lint;
pub mod project;
pub mod redis;
pub mod report;
pub mod rules;
mod server;
pub mod source;
pub mod syntax;
