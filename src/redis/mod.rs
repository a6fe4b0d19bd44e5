//! Redis and Valkey as a cluster sees them: slots, hash tags, commands and where their keys are. Knows no programming
//! language.

pub mod commands;
pub mod keys;
mod modules;
mod overlay;
mod search;
pub mod slot;
pub mod spec;
mod table;

pub use commands::{Command, Policy, Reach, commands, lookup, lookup_with_sub};
pub use keys::{Arg, Doubt, Elements, FoundKey, KeyAt, Keys, Take, extract};
pub use slot::{SLOTS, SlotExplanation, SlotReason, explain, hash_tag, hashed_region, slot, slot_of_hashed};
pub use spec::Access;
