//! Redis and Valkey as a cluster sees them. Knows no programming language.

pub mod slot;

pub use slot::{SLOTS, SlotExplanation, SlotReason, explain, hash_tag, hashed_region, slot};
