//! Asks a live server where keys are and which slots they have, and compares slotlint's answers.
//!
//! usage: differential PORT [COUNT]
//!
//! COUNT keys (60000) go to CLUSTER KEYSLOT, as many argument vectors to COMMAND GETKEYS. The same numbers give the same
//! questions each time. What differs is printed, and the exit code is 1 then.

#[path = "differential/questions.rs"]
mod questions;
#[path = "differential/server.rs"]
mod server;

use std::io::{self, Write};
use std::process::ExitCode;

use questions::Dice;
use server::{Reply, Server};
use slotlint::redis::{self, Access, Arg, Doubt};

const COUNT: usize = 60_000;
/// Questions on their way at a time.
const BATCH: usize = 500;
/// Differences that are printed.
const SHOWN: usize = 40;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let port = words.next().and_then(|word| word.parse().ok());
    let count = words.next().map_or(Some(COUNT), |word| word.parse().ok());
    let (Some(port), Some(count)) = (port, count) else { return ExitCode::from(2) };
    match compare(port, count) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "differential: 127.0.0.1:{port}: {error}");
            ExitCode::from(2)
        }
    }
}

/// How many answers differ.
fn compare(port: u16, count: usize) -> io::Result<usize> {
    let mut server = Server::connect(port)?;
    let mut out = io::stdout().lock();
    let slots = compare_slots(&mut server, count)?;
    let keys = compare_keys(&mut server, count)?;
    for difference in slots.iter().chain(&keys.different).take(SHOWN) {
        writeln!(out, "{difference}")?;
    }
    writeln!(
        out,
        "127.0.0.1:{port}: {count} keys and {} argument vectors ({} more were refused by the server, {} show a known \
         oddity of it); {} slots and {} vectors differ",
        keys.compared,
        keys.refused,
        keys.odd,
        slots.len(),
        keys.different.len()
    )?;
    Ok(slots.len() + keys.different.len())
}

fn compare_slots(server: &mut Server, count: usize) -> io::Result<Vec<String>> {
    let mut dice = Dice::new(11);
    let mut different = Vec::new();
    let keys: Vec<Vec<u8>> = (0..count).map(|_| questions::key(&mut dice)).collect();
    for batch in keys.chunks(BATCH) {
        let asked: Vec<Vec<&[u8]>> = batch.iter().map(|key| vec![&b"CLUSTER"[..], b"KEYSLOT", key]).collect();
        for (key, reply) in batch.iter().zip(server.ask(&asked)?) {
            let ours = i64::from(redis::slot(key));
            if reply != Reply::Number(ours) {
                different.push(format!("slot of {}: {ours}, the server says {reply:?}", key.escape_ascii()));
            }
        }
    }
    Ok(different)
}

#[derive(Default)]
struct Compared {
    compared: usize,
    refused: usize,
    odd: usize,
    different: Vec<String>,
}

fn compare_keys(server: &mut Server, count: usize) -> io::Result<Compared> {
    let mut dice = Dice::new(12);
    let mut result = Compared::default();
    let vectors = questions::vectors(&mut dice, count);
    for batch in vectors.chunks(BATCH) {
        let asked: Vec<Vec<&[u8]>> = batch
            .iter()
            .map(|vector| [&b"COMMAND"[..], b"GETKEYS"].into_iter().chain(vector.iter().map(Vec::as_slice)).collect())
            .collect();
        for (vector, reply) in batch.iter().zip(server.ask(&asked)?) {
            judge(&mut result, vector, reply);
        }
    }
    Ok(result)
}

fn judge(result: &mut Compared, vector: &[Vec<u8>], reply: Reply) {
    let theirs = match reply {
        Reply::Keys(keys) => keys,
        Reply::Error(text) if text.contains("no key arguments") => Vec::new(),
        _ => {
            result.refused += 1;
            return;
        }
    };
    let (ours, doubt) = ours(vector);
    result.compared += 1;
    // The server takes arguments for keys that it then refuses to run.
    let is_refused_later = matches!(doubt, Some(Doubt::NumkeysInvalid | Doubt::NumkeysTooLarge));
    if ours == theirs || is_refused_later {
        return;
    }
    if questions::is_odd(vector) {
        result.odd += 1;
        return;
    }
    let shown = |words: &[Vec<u8>]| {
        words.iter().map(|w| format!("{:?}", w.escape_ascii().to_string())).collect::<Vec<_>>().join(" ")
    };
    result.different.push(format!(
        "keys of {}: {}; the server says {}; {doubt:?}",
        shown(vector),
        shown(&ours),
        shown(&theirs)
    ));
}

fn ours(vector: &[Vec<u8>]) -> (Vec<Vec<u8>>, Option<Doubt>) {
    let name = String::from_utf8_lossy(&vector[0]);
    let arguments = &vector[1..];
    let Some(command) = redis::lookup_with_sub(&name, arguments.first().map(Vec::as_slice)) else {
        return (Vec::new(), None);
    };
    let known: Vec<Arg<'_>> = arguments.iter().map(|argument| Arg::Known(argument)).collect();
    let keys = redis::extract(command, &known);
    let found = keys.found.iter().filter(|key| key.access != Access::Channel);
    (found.map(|key| arguments[key.at.index()].clone()).collect(), keys.doubt)
}
