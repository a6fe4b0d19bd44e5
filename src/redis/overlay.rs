//! What live servers say wrongly, leave open, or did not know yet when the table was made.

use super::commands::Policy::{Default, Special};
use super::commands::flag::{BLOCKING, MOVABLE, READONLY, WRITE};
use super::commands::{Command, reads, row, writes};
use super::spec::Access::{Overwrite, Read, Update};
use super::spec::{Begin, KeySpec, Occurrence, OptionSearch, index, option};

/// Redis 7.0.15 `sortGetKeys`: the arguments of LIMIT, GET and BY are skipped, and the last STORE counts. What BY and
/// GET name are patterns, not keys.
const SORT_STORE: OptionSearch =
    OptionSearch { words: &["STORE"], from: 2, skip: &[("LIMIT", 2), ("GET", 1), ("BY", 1)], counts: Occurrence::Last };

/// Of STORE and STOREDIST only the last is written. Valkey 9.1.2 answers COMMAND GETKEYS so, too; Redis 7.0.15 names
/// both destinations.
const fn georadius_store(from: u8) -> KeySpec {
    let words = &["STORE", "STOREDIST"];
    option(OptionSearch { words, from, skip: &[("STORE", 1), ("STOREDIST", 1)], counts: Occurrence::Last }, Overwrite)
}

/// `migrateGetKeys`: either the third argument, or that one empty and all that follows KEYS.
const MIGRATE: KeySpec = KeySpec {
    begin: Begin::IndexOr {
        index: 3,
        option: OptionSearch {
            words: &["KEYS"],
            from: 6,
            skip: &[("AUTH", 1), ("AUTH2", 2)],
            counts: Occurrence::First,
        },
    },
    ..index(3, Update).range(-1, 1)
};

/// Rows that go before those of the table; bit patterns name the servers as there, 0 is documentation alone.
#[rustfmt::skip]
pub(super) static OVERLAY: [Command; 37] = [
    // Arrays: Redis 8.8.
    reads("arcount"),
    writes("ardel"),
    writes("ardelrange"),
    reads("arget"),
    reads("argetrange"),
    reads("argrep"),
    reads("arinfo"),
    writes("arinsert"),
    reads("arlastitems"),
    reads("arlen"),
    reads("armget"),
    writes("armset"),
    reads("arnext"),
    reads("arop"),
    writes("arring"),
    reads("arscan"),
    writes("arseek"),
    writes("arset"),
    // Redis 8.10.
    row("blmovem", -6, WRITE | BLOCKING, 0, Default, &[index(1, Update), index(2, Update)]),
    // Valkey 9.1: its only specification is the cursor, which carries a slot but is no key.
    row("clusterscan", -2, READONLY, 0b10000, Special, &[]),
    row("georadius", -6, WRITE | MOVABLE, 0b11111, Default, &[index(1, Read), georadius_store(6)]),
    row("georadiusbymember", -5, WRITE | MOVABLE, 0b11111, Default, &[index(1, Read), georadius_store(5)]),
    // Redis 8.10: what is prepared belongs to the connection.
    row("himport", -2, 0, 0, Default, &[]),
    row("himport|discard", -2, 0, 0, Default, &[]),
    row("himport|discardall", -2, 0, 0, Default, &[]),
    row("himport|prepare", -2, 0, 0, Default, &[]),
    row("himport|set", -4, WRITE, 0, Default, &[index(2, Update)]),
    // Redis 8.8.
    writes("increx"),
    // Redis 8.10.
    row("lmovem", -5, WRITE, 0, Default, &[index(1, Update), index(2, Update)]),
    row("migrate", -6, WRITE | MOVABLE, 0b11111, Default, &[MIGRATE]),
    // NX and XX are decided over all keys together: splitting it by slot, as the tip says, changes what it does.
    row("msetex", -4, WRITE | MOVABLE, 0b10100, Default, &[index(1, Overwrite).keynum(0, 1, 2)]),
    // The same; Redis 7.0 has the tip, 8.x took it back.
    row("msetnx", -3, WRITE, 0b11111, Default, &[index(1, Overwrite).range(-1, 2)]),
    // Redis 8.10.
    row("sdiffcard", -3, READONLY | MOVABLE, 0, Default, &[index(1, Read).keynum(0, 1, 1)]),
    row("sort", -2, WRITE | MOVABLE, 0b11111, Default, &[index(1, Read), option(SORT_STORE, Overwrite)]),
    row("sort_ro", -2, READONLY | MOVABLE, 0b11111, Default, &[index(1, Read)]),
    // Redis 8.10.
    row("sunioncard", -3, READONLY | MOVABLE, 0, Default, &[index(1, Read).keynum(0, 1, 1)]),
    // Redis 8.8.
    writes("xnack"),
];
