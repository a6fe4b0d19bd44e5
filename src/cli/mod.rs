//! The command line: what was typed (`args`), what it means (`settings`), and one file per command.

mod args;
mod baseline;
mod change;
mod check;
mod completions;
mod explain;
mod progress;
mod server;
mod settings;
mod slot;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::Parser;

use crate::config::ConfigError;
use crate::report::visible::Visible;
use args::{Args, Command};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Exit 0: nothing found, or advice only.
    Clean,
    /// Exit 1: errors or warnings.
    Findings,
    /// Exit 1: the editor went away without a word, as the protocol wants it.
    Abandoned,
    /// Exit 2: something was not linted through slotlint's own fault.
    Internal,
}

/// Why a command could not do its work: exit 2.
#[derive(Debug)]
enum Failure {
    /// In words.
    Message(String),
    /// Whoever read the output has left, `| head` for one: no failure of ours, exit 0.
    ReaderGone,
}

impl Failure {
    fn new(message: impl fmt::Display) -> Self {
        Failure::Message(message.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ReaderGone,
            _ => Failure::new(format_args!("cannot write: {error}")),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Failure::new(error)
    }
}

/// Runs the command line; `words` are those of the process, its own name first.
pub fn run(words: impl Iterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(words) {
        Ok(args) => args,
        Err(error) => {
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    // A panic has printed its message by then; what is left is to end as the documented exit codes say.
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| dispatch(args)));
    match outcome.unwrap_or_else(|_| Err(Failure::new("internal failure; this is a bug in slotlint"))) {
        Ok(Outcome::Clean) | Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Ok(Outcome::Findings | Outcome::Abandoned) => ExitCode::from(1),
        Ok(Outcome::Internal) => ExitCode::from(2),
        Err(Failure::Message(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

fn dispatch(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Check(check) => check::run(*check, &args.common),
        Command::Explain(explain) => explain::run(&explain),
        Command::Slot(slot) => slot::run(&slot),
        Command::Server(server) => Ok(server::run(&server)),
        Command::Completions(completions) => completions::run(&completions),
    }
}

/// One line to standard error; that it cannot be read is no reason to fail. Names of files and keys may come from anybody.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", Visible(line));
}
