//! Writes the programs with which `scripts/live-tables` asks the real client libraries what calls do.
//!
//! usage: live_tables programs LIBRARY VERSION FOLDER
//!
//!        live_tables gaps LIBRARY < METHODS
//!
//!        live_tables wire
//!
//! The second form prints what ioredis' program sends, without its pipelines: template, context, placement, anchor, words.
//!
//! METHODS has a line for each method, `ClusterClient <tab> Get`; those of which slotlint's tables have no row, or the
//! catalogue no call though they take keys, are printed.
//!
//! FOLDER gets the program, and `calls.tsv` with the function, template, context and placement of each call.

#![allow(dead_code, reason = "the tests use the rest of these modules")]

#[path = "../tests/live_tables/calls.rs"]
mod calls;
#[path = "../tests/live_tables/known.rs"]
mod known;
#[path = "../tests/live_tables/programs.rs"]
mod programs;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use programs::{Library, Program};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["programs", library, version, folder] => write_program(library, version, Path::new(folder)),
        ["wire"] => print_wire(),
        ["gaps", library] => print_gaps(library),
        _ => return ExitCode::from(2),
    };
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn parse(library: &str) -> Option<Library> {
    [Library::Ioredis, Library::RedisPy, Library::RedisPyAsyncio, Library::GoRedis]
        .into_iter()
        .find(|known| known.name() == library)
}

fn write_program(library: &str, version: &str, folder: &Path) -> std::io::Result<()> {
    let Some(library) = parse(library) else { return Err(std::io::ErrorKind::InvalidInput.into()) };
    let program = Program::new(library, version, |_| true);
    let mut list = String::new();
    for call in &program.calls {
        let _ = writeln!(list, "{}\t{}\t{}\t{}", call.function(), call.template, call.context, call.placement);
    }
    std::fs::write(folder.join(library.file()), program.head + &program.rows.concat())?;
    std::fs::write(folder.join("calls.tsv"), list)
}

fn print_gaps(library: &str) -> std::io::Result<()> {
    let Some(library) = parse(library) else { return Err(std::io::ErrorKind::InvalidInput.into()) };
    let methods = std::io::read_to_string(std::io::stdin())?;
    let mut out = std::io::stdout().lock();
    for (owner, method) in methods.lines().filter_map(|line| line.split_once('\t')) {
        if let Some(gap) = known::gap(library, method) {
            writeln!(out, "{owner}.{method}: {gap}")?;
        }
    }
    Ok(())
}

fn print_wire() -> std::io::Result<()> {
    let program = Program::new(Library::Ioredis, "6.0.0", |call| call.context != "pipeline");
    let mut out = std::io::stdout().lock();
    for call in &program.calls {
        let name = call.template.name.replace(' ', "\t");
        let words = programs::words(&call.arguments()).join("\t");
        let (template, context, placement, anchor) = (&call.template, call.context, call.placement, call.anchor());
        writeln!(out, "{template}\t{context}\t{placement}\t{anchor}\t{name}\t{words}")?;
    }
    Ok(())
}
