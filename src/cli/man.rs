//! `slotlint man`: a manual page for each command, in a folder.

use clap::CommandFactory;

use super::args::{Args, ManArgs};
use super::{Failure, Outcome};

/// Writes `slotlint.1`, `slotlint-check.1` and so on into a folder that exists.
pub(super) fn run(args: &ManArgs) -> Result<Outcome, Failure> {
    let slotlint = Args::command().disable_help_subcommand(true);
    let written = clap_mangen::generate_to(slotlint, &args.folder);
    written.map_err(|error| Failure::new(format_args!("cannot write to {}: {error}", args.folder.display())))?;
    Ok(Outcome::Clean)
}
