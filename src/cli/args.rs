//! What can be typed. What it means is decided in `settings`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::report::FORMATS;

const EXIT_CODES: &str = "\
Exit codes: 0 nothing found, or advice (info) only; 1 errors or warnings found; 2 wrong usage or configuration, or a failure of \
slotlint itself.";

/// Finds, in application code, what will break on a Redis or Valkey Cluster, before it is deployed.
#[derive(Debug, Parser)]
#[command(name = "slotlint", version, after_help = EXIT_CODES, subcommand_required = true, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) common: Common,
}

/// For every command.
#[derive(Debug, clap::Args)]
pub(super) struct Common {
    /// Leave out the summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Also list skipped files, those understood in part, and call sites that were not resolved, with reasons
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    /// Colours; `auto` minds the terminal, NO_COLOR and FORCE_COLOR
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(super) color: When,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lint files and folders
    Check(Box<CheckArgs>),
    /// Tell what a rule finds, why it matters, and the way out
    Explain(ExplainArgs),
    /// Tell the slot of keys, their hash tags, and why
    Slot(SlotArgs),
    /// Serve an editor on standard input and output (language server protocol)
    Server(ServerArgs),
    /// Write a completion script for a shell
    Completions(CompletionsArgs),
    /// Write the manual pages, for those who package slotlint
    #[command(hide = true)]
    Man(ManArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct CheckArgs {
    /// Files and folders; `-` for standard input, with --stdin-filename
    #[arg(default_value = ".", value_name = "PATHS")]
    pub(super) paths: Vec<PathBuf>,
    /// Run these rules or groups only, separated by commas (`ALL` for all)
    #[arg(long, value_delimiter = ',', value_name = "RULES", help_heading = "Rules")]
    pub(super) select: Option<Vec<String>>,
    /// Run these rules or groups as well
    #[arg(long, value_delimiter = ',', value_name = "RULES", help_heading = "Rules")]
    pub(super) extend_select: Vec<String>,
    /// Leave these rules or groups out
    #[arg(long, value_delimiter = ',', value_name = "RULES", help_heading = "Rules")]
    pub(super) ignore: Vec<String>,
    /// Leave out findings that are less sure
    #[arg(long, value_parser = ["possible", "likely", "certain"], value_name = "CONFIDENCE", help_heading = "Rules")]
    pub(super) min_confidence: Option<String>,
    /// Make the fixes that change nothing but what is wrong, and report what is left
    #[arg(long, help_heading = "Fixes")]
    pub(super) fix: bool,
    /// With --fix or --diff: also make those that rename stored keys or give up atomicity
    #[arg(long, help_heading = "Fixes")]
    pub(super) unsafe_fixes: bool,
    /// Write what --fix would change as a unified diff, and nothing else; exit with 1 if there is any
    #[arg(long, conflicts_with_all = ["statistics", "output_format"], help_heading = "Fixes")]
    pub(super) diff: bool,
    /// Mark the findings that are in this file, and let them not count for the exit code
    #[arg(long, value_name = "FILE", help_heading = "Adoption")]
    pub(super) baseline: Option<PathBuf>,
    /// Write the findings to this file, for --baseline; entries of files that this run does not look at stay
    #[arg(long, value_name = "FILE", conflicts_with = "diff", help_heading = "Adoption")]
    pub(super) write_baseline: Option<PathBuf>,
    /// Silence each finding by a comment, with this reason; --diff shows the comments instead
    #[arg(
        long,
        value_name = "REASON",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        conflicts_with_all = ["fix", "unsafe_fixes"],
        help_heading = "Adoption"
    )]
    pub(super) add_ignore: Option<String>,
    /// How findings are written; without it the environment's SLOTLINT_OUTPUT_FORMAT, else `full`
    #[arg(
        long,
        value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)),
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(super) output_format: Option<String>,
    /// Write findings to a file
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Write how often each rule found something, instead of the findings
    #[arg(long, help_heading = "Output")]
    pub(super) statistics: bool,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Output")]
    pub(super) exit_zero: bool,
    /// Report only findings that a branch had a hand in: what changed since it left REF, such as `origin/main`, new files and
    /// changes that are not committed included
    #[arg(long, value_name = "REF", conflicts_with_all = ["fix", "diff", "add_ignore", "write_baseline"], help_heading = "Files")]
    pub(super) since: Option<String>,
    /// The path that standard input stands for: its language, its settings, its imports
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Leave out paths that match, besides those that the configuration excludes; may be repeated
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub(super) exclude: Vec<String>,
    /// Leave out excluded paths even when they are named
    #[arg(long, help_heading = "Files")]
    pub(super) force_exclude: bool,
    /// A configuration file instead of those that are found, or one setting such as `server = "redis-7.0"`; may be repeated
    #[arg(long, action = ArgAction::Append, value_name = "FILE|KEY=VALUE", help_heading = "Configuration")]
    pub(super) config: Vec<String>,
    /// Read no configuration file
    #[arg(long, help_heading = "Configuration")]
    pub(super) isolated: bool,
    /// Threads; as many as the machine has, if not given
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// The rule's name
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub(super) rule: Option<String>,
    /// All rules
    #[arg(long)]
    pub(super) all: bool,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text, value_name = "FORMAT")]
    pub(super) output_format: ExplainFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    Text,
    Markdown,
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct SlotArgs {
    /// Keys, each as the server gets it
    #[arg(required = true, value_name = "KEY")]
    pub(super) keys: Vec<std::ffi::OsString>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ServerArgs {
    /// The only way there is; editors like to say it
    #[arg(long)]
    pub(super) stdio: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// The folder to write into
    pub(super) folder: PathBuf,
}
