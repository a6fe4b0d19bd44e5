//! The language server as an editor sees it. Nothing here looks at a clock.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod actions;
mod basics;
mod cross_file;
mod editor;
#[path = "../program/mod.rs"]
mod program;
mod protocol;
mod same;
mod workspace;
