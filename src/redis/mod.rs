//! Redis and Valkey as a cluster sees them: slots, hash tags, commands and where their keys are. Knows no programming
//! language.

pub mod commands;
mod modules;
mod overlay;
pub mod slot;
pub mod spec;
mod table;

pub use commands::{Command, Policy, Reach, commands, lookup, lookup_with_sub};
pub use slot::{SLOTS, SlotExplanation, SlotReason, explain, hash_tag, hashed_region, slot};
pub use spec::Access;
