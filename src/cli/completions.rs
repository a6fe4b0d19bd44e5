//! `slotlint completions`: a script for the shell.

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{Args, CompletionsArgs};
use super::{Failure, Outcome};

/// Writes the script to standard output.
pub(super) fn run(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    // In memory first: the generator panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "slotlint", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Outcome::Clean)
}
