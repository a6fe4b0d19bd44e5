//! What the words of `check` mean, decided once.

use std::env;
use std::fs;
use std::io::{self, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use super::args::{CheckArgs, Common, When};
use crate::config::{self, Configs, Discovery, KnownRules, Layer, PathSet, Selection, Selector};
use crate::fixes::Allowed;
use crate::lint::{NamedPaths, Overlay};
use crate::report::{self, Color, FORMATS, Format, Glyphs, Style};
use crate::rules;
use crate::source::suggest::did_you_mean;

/// What `-` stands for.
const STDIN: &str = "-";

/// For people who want another format wherever they are.
const FORMAT_VARIABLE: &str = "SLOTLINT_OUTPUT_FORMAT";

/// How much is said besides the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verbosity {
    /// Only what is wrong.
    Quiet,
    /// The summary.
    Normal,
    /// Skipped files and unresolved call sites as well.
    Verbose,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Findings,
    Statistics,
}

/// What is changed in the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Fixes are made.
    Fix(Allowed),
    /// Findings are silenced by comments with this reason.
    Ignore(String),
}

/// What is done with the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Changing {
    /// Nothing.
    Off,
    /// They are changed.
    Write(Change),
    /// What would change is shown.
    Diff(Change),
}

/// What findings do to the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnFindings {
    Fail,
    ExitZero,
}

/// A run of `check`, ready to go.
#[derive(Debug)]
pub(super) struct CheckSettings {
    pub(super) paths: Vec<PathBuf>,
    pub(super) overlay: Overlay,
    pub(super) configs: Arc<Configs>,
    pub(super) named_paths: NamedPaths,
    pub(super) threads: Option<NonZeroUsize>,
    pub(super) format: &'static Format,
    pub(super) content: Content,
    pub(super) changing: Changing,
    /// Findings are limited to what changed since this branch, tag or commit.
    pub(super) since: Option<String>,
    /// What findings are held against.
    pub(super) baseline: Option<PathBuf>,
    /// Where they are written to.
    pub(super) write_baseline: Option<PathBuf>,
    /// `None` for standard output.
    pub(super) output: Option<PathBuf>,
    pub(super) style: Style,
    pub(super) verbosity: Verbosity,
    pub(super) on_findings: OnFindings,
}

impl CheckSettings {
    /// Reads standard input when `-` asks for it.
    ///
    /// # Errors
    /// Wrong usage, wrong configuration, a path that does not exist.
    pub(super) fn new(mut args: CheckArgs, common: &Common) -> Result<Self, Failure> {
        let working_dir = env::current_dir().map_err(|e| Failure::new(format_args!("no working directory: {e}")))?;
        let configs = Arc::new(configs(&args, &working_dir)?);
        let changing = changing(&mut args)?;
        let (paths, overlay) = inputs(args.paths, args.stdin_filename)?;
        if args.since.is_some() && !overlay.is_empty() {
            return Err(Failure::new("--since compares files on disk, and cannot be used with `-`"));
        }
        let format = format(args.output_format)?;
        let repository = repository(&working_dir).to_path_buf();
        let style =
            Style { color: color(common.color, args.output.as_deref()), glyphs: glyphs(), working_dir, repository };
        Ok(Self {
            paths,
            overlay,
            configs,
            named_paths: if args.force_exclude { NamedPaths::UnlessExcluded } else { NamedPaths::Always },
            threads: args.jobs,
            format,
            changing,
            baseline: args.baseline,
            write_baseline: args.write_baseline,
            since: args.since,
            content: if args.statistics { Content::Statistics } else { Content::Findings },
            output: args.output,
            style,
            verbosity: verbosity(common),
            on_findings: if args.exit_zero { OnFindings::ExitZero } else { OnFindings::Fail },
        })
    }
}

/// The folder around the working directory that is a git repository; without one, itself.
fn repository(working_dir: &Path) -> &Path {
    working_dir.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(working_dir)
}

fn changing(args: &mut CheckArgs) -> Result<Changing, Failure> {
    let allowed = if args.unsafe_fixes { Allowed::Unsafe } else { Allowed::Safe };
    let ignore = args.add_ignore.take().map(Change::Ignore);
    let is_stdin = args.paths.iter().any(|path| path.as_os_str() == STDIN);
    match (args.diff, args.fix) {
        (true, _) => Ok(Changing::Diff(ignore.unwrap_or(Change::Fix(allowed)))),
        (false, fix) if is_stdin && (fix || ignore.is_some()) => {
            Err(Failure::new("standard input cannot be written; --diff shows what would change"))
        }
        (false, true) => Ok(Changing::Write(Change::Fix(allowed))),
        (false, false) if args.unsafe_fixes => Err(Failure::new("--unsafe-fixes needs --fix or --diff")),
        (false, false) => Ok(ignore.map_or(Changing::Off, Changing::Write)),
    }
}

/// The flag, else the environment; a variable that is set to nothing is not set.
fn format(flag: Option<String>) -> Result<&'static Format, Failure> {
    let from_env = || env::var(FORMAT_VARIABLE).ok().filter(|name| !name.is_empty());
    let Some(name) = flag.or_else(from_env) else {
        return Ok(&FORMATS[0]);
    };
    report::format(&name).ok_or_else(|| {
        let hint = did_you_mean(&name, FORMATS.iter().map(|format| format.name));
        Failure::new(format_args!("{FORMAT_VARIABLE}: there is no output format `{name}`{hint}"))
    })
}

fn verbosity(common: &Common) -> Verbosity {
    match (common.quiet, common.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, true) => Verbosity::Verbose,
        (false, false) => Verbosity::Normal,
    }
}

/// The paths to lint, and standard input under the name that it stands for.
fn inputs(mut paths: Vec<PathBuf>, stdin_filename: Option<PathBuf>) -> Result<(Vec<PathBuf>, Overlay), Failure> {
    let mut overlay = Overlay::default();
    let reads_stdin = paths.iter().any(|path| path.as_os_str() == STDIN);
    match (reads_stdin, stdin_filename) {
        (false, None) => {}
        (false, Some(_)) => return Err(Failure::new("--stdin-filename needs the path `-`")),
        (true, None) => {
            return Err(Failure::new("`-` needs --stdin-filename PATH, which tells the language and the settings"));
        }
        (true, Some(name)) => {
            paths.retain(|path| path.as_os_str() != STDIN);
            let mut bytes = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| Failure::new(format_args!("cannot read standard input: {error}")))?;
            overlay.insert(name.clone(), bytes);
            paths.push(name);
        }
    }
    // A dangling link exists: it is skipped, and said.
    let missing = |path: &&PathBuf| !overlay.contains_key(*path) && fs::symlink_metadata(path).is_err();
    if let Some(path) = paths.iter().find(missing) {
        return Err(Failure::new(format_args!("no such file or folder: {}", path.display())));
    }
    Ok((paths, overlay))
}

fn configs(args: &CheckArgs, working_dir: &Path) -> Result<Configs, Failure> {
    let known = Arc::new(rules::known());
    let mut discovery = if args.isolated { Discovery::Isolated } else { Discovery::Nearest };
    let mut typed = Vec::new();
    for value in &args.config {
        match config_file(value) {
            Some(_) if args.isolated => return Err(Failure::new("--isolated reads no file, not even --config FILE")),
            Some(_) if matches!(discovery, Discovery::File(_)) => {
                return Err(Failure::new("--config FILE was given twice; one file can `extend` another"));
            }
            Some(path) => discovery = Discovery::File(path),
            None if value.contains('=') => typed.push(config::inline(value, &known, working_dir)?),
            None => return Err(Failure::new(format_args!("--config: `{value}` is neither a file nor `key = value`"))),
        }
    }
    typed.push(flags(args, &known, working_dir)?);
    Ok(Configs::new(known, Arc::from(working_dir), &discovery, typed)?)
}

fn config_file(value: &str) -> Option<PathBuf> {
    let path = Path::new(value);
    path.is_file().then(|| path.to_owned())
}

/// The flags as the last layer.
fn flags(args: &CheckArgs, known: &KnownRules, working_dir: &Path) -> Result<Layer, Failure> {
    let confidence = args.min_confidence.as_deref().map(config::confidence).transpose();
    let exclude = PathSet::new(working_dir, args.exclude.iter().map(String::as_str));
    Ok(Layer {
        selection: Selection {
            select: args.select.as_deref().map(|words| selected(words, known)).transpose()?,
            extend_select: selectors("--extend-select", &args.extend_select, known)?,
            ignore: selectors("--ignore", &args.ignore, known)?,
        },
        min_confidence: confidence.map_err(|message| Failure::new(format_args!("--min-confidence: {message}")))?,
        extend_exclude: Some(exclude.map_err(|message| Failure::new(format_args!("--exclude: {message}")))?),
        ..Layer::default()
    })
}

/// A variable of a shell that is empty must not switch everything off.
fn selected(words: &[String], known: &KnownRules) -> Result<Vec<Selector>, Failure> {
    let selectors = selectors("--select", words, known)?;
    match selectors.is_empty() {
        true => Err(Failure::new(format_args!("--select: no rule or group is named; nothing would run"))),
        false => Ok(selectors),
    }
}

fn selectors(flag: &str, words: &[String], known: &KnownRules) -> Result<Vec<Selector>, Failure> {
    let words = words.iter().map(|word| word.trim()).filter(|word| !word.is_empty());
    let selectors = words.map(|word| known.selector(word)).collect::<Result<_, _>>();
    selectors.map_err(|message| Failure::new(format_args!("{flag}: {message}")))
}

/// The flag, then NO_COLOR (no-color.org), then FORCE_COLOR, then whether somebody watches.
fn color(when: When, output: Option<&Path>) -> Color {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let on = match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") || output.is_some() => false,
        When::Auto if set("FORCE_COLOR") => env::var_os("FORCE_COLOR").is_some_and(|value| value != "0"),
        When::Auto => io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb"),
    };
    if on { Color::On } else { Color::Off }
}

/// ASCII only on a terminal whose locale says that it has nothing else; files and pipes are UTF-8.
fn glyphs() -> Glyphs {
    if !io::stdout().is_terminal() || cfg!(windows) {
        return Glyphs::Unicode;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(env::var_os).find(|value| !value.is_empty());
    let utf8 = |locale: std::ffi::OsString| {
        let locale = locale.to_string_lossy().to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    };
    if locale.is_none_or(utf8) { Glyphs::Unicode } else { Glyphs::Ascii }
}
