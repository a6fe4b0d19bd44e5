//! Walks folders and lowers every source file, whatever it holds: what slotlint would cost without its gate.
//!
//! `scripts/bench` compares `slotlint check` with this.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use ignore::{WalkBuilder, WalkState};
use slotlint::syntax::{language_of, lower};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut folders = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(first) = folders.next() else { return ExitCode::from(2) };
    let mut walk = WalkBuilder::new(first);
    folders.for_each(|folder| {
        walk.add(folder);
    });
    let (files, calls) = (AtomicUsize::new(0), AtomicUsize::new(0));
    walk.hidden(false).filter_entry(|entry| entry.file_name() != ".git").build_parallel().run(|| {
        Box::new(|entry| {
            let Ok(entry) = entry else { return WalkState::Continue };
            if let (true, Some(language)) = (entry.path().is_file(), language_of(entry.path()))
                && let Ok(text) = std::fs::read_to_string(entry.path())
            {
                files.fetch_add(1, Ordering::Relaxed);
                calls.fetch_add(lower(language, &text).flow.calls.len(), Ordering::Relaxed);
            }
            WalkState::Continue
        })
    });
    let said = writeln!(std::io::stdout(), "{} files, {} calls", files.into_inner(), calls.into_inner());
    if said.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
