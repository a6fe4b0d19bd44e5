//! Keys and argument vectors, random and the same each time.

use slotlint::redis::{self, Access};

const CATALOGUE: &str = include_str!("../../fixtures/live/calls/commands.tsv");

/// A generator of numbers (xorshift64*): what it gives depends on the seed alone.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % bound
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Pieces of keys: braces above all.
const PIECES: [&[u8]; 22] = [
    b"{",
    b"}",
    b"{}",
    b"{{",
    b"}}",
    b"}{",
    b"{a}",
    b"{user:1}",
    b"a",
    b"b",
    b":",
    b"user",
    b"1000",
    b"\x00",
    b"\xff",
    b"\xc3\xa9",
    b"\xe2\x82\xac",
    b"\r\n",
    b" ",
    b"\"",
    b"{\xf0\x9f\x98\x80}",
    b"",
];

/// A key.
pub(crate) fn key(dice: &mut Dice) -> Vec<u8> {
    let count = dice.below(7);
    (0..count).flat_map(|_| dice.pick(&PIECES).iter().copied()).collect()
}

/// Words that searches for keys look for, or count by.
const WORDS: [&str; 27] = [
    "STREAMS",
    "streams",
    "STORE",
    "Store",
    "STOREDIST",
    "KEYS",
    "keys",
    "COUNT",
    "BLOCK",
    "LIMIT",
    "GET",
    "BY",
    "AUTH",
    "AUTH2",
    "ASC",
    "WEIGHTS",
    "NOACK",
    "GROUP",
    "0",
    "1",
    "2",
    "3",
    "4",
    "-1",
    "9999999999",
    "",
    "#",
];

fn word(dice: &mut Dice) -> Vec<u8> {
    if dice.below(2) == 0 { key(dice) } else { dice.pick(&WORDS).as_bytes().to_vec() }
}

/// Commands with arguments: calls of the catalogue with their keys and some other words replaced, and any words behind
/// the name of a command that takes keys.
pub(crate) fn vectors(dice: &mut Dice, count: usize) -> Vec<Vec<Vec<u8>>> {
    let calls: Vec<Vec<&str>> = CATALOGUE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(['\t', ' ']).map(|word| if word == "\"\"" { "" } else { word }).collect())
        .collect();
    let mut names: Vec<&redis::Command> = redis::commands().filter(|command| takes_keys(command)).collect();
    names.sort_unstable_by_key(|command| command.name);
    (0..count).map(|index| if index % 2 == 0 { changed(dice, &calls) } else { random(dice, &names) }).collect()
}

fn takes_keys(command: &redis::Command) -> bool {
    command.specs.iter().any(|spec| spec.access != Access::Channel)
}

fn changed(dice: &mut Dice, calls: &[Vec<&str>]) -> Vec<Vec<u8>> {
    let call = dice.pick(calls);
    let mut vector: Vec<Vec<u8>> = Vec::new();
    for part in call {
        let other = vector.len() > 1 && dice.below(12) == 0;
        vector.push(if part.starts_with('$') {
            key(dice)
        } else if other {
            word(dice)
        } else {
            part.as_bytes().to_vec()
        });
        if vector.len() > 1 && dice.below(15) == 0 {
            vector.push(word(dice));
        }
    }
    if dice.below(4) == 0 {
        vector.push(word(dice));
    }
    vector
}

fn random(dice: &mut Dice, names: &[&redis::Command]) -> Vec<Vec<u8>> {
    let command = dice.pick(names);
    let mut vector: Vec<Vec<u8>> = command.name.split('|').map(|part| part.as_bytes().to_vec()).collect();
    let least = usize::from(command.arity.unsigned_abs());
    let more = if command.arity < 0 { dice.below(8) } else { 0 };
    while vector.len() < least + more {
        vector.push(word(dice));
    }
    vector
}

/// Whether a server is known to answer such a question wrongly: of several STORE and STOREDIST, GEORADIUS writes the last,
/// and Redis 7.0 names the first of each.
pub(crate) fn is_odd(vector: &[Vec<u8>]) -> bool {
    let stores = |word: &&Vec<u8>| word.eq_ignore_ascii_case(b"STORE") || word.eq_ignore_ascii_case(b"STOREDIST");
    vector[0].to_ascii_lowercase().starts_with(b"georadius") && vector.iter().filter(stores).count() > 1
}
