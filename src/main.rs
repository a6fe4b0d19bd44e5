//! slotlint
fn main() {}
