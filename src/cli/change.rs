//! `slotlint check` where it changes files: `--fix`, `--add-ignore`, and `--diff` of either.

use std::io::{self, BufWriter, IsTerminal, Write};

use super::baseline::Read;
use super::settings::{Change, CheckSettings, OnFindings, Verbosity};
use super::{Failure, Outcome, say};
use crate::config::ConfigError;
use crate::fixes::{self, Fixed};
use crate::lint::Request;
use crate::report::Report;
use crate::report::visible::Visible;
use crate::source::shown_path;

/// Changes the files; gives what is left.
///
/// # Errors
/// When a configuration is wrong, or a file cannot be written.
pub(super) fn write(
    request: &Request<'_>,
    change: &Change,
    baseline: Option<&Read>,
    settings: &CheckSettings,
) -> Result<Report, Failure> {
    let fixed = changed(request, change, baseline, settings)?;
    let failed = fixes::write_all(&fixed.changed, request);
    let verb = match change {
        Change::Fix(_) => "fixed",
        Change::Ignore(_) => "silenced",
    };
    tell_refused(&fixed, change, settings);
    if failed.is_empty() {
        tell_made(&fixed, settings, verb);
        return Ok(fixed.report);
    }
    let written = fixed.changed.len() - failed.len();
    if written > 0 {
        say(&format!("{written} of {} files written", fixed.changed.len()));
    }
    let told = |path| shown_path(path, &settings.style.working_dir);
    let list = failed.iter().map(|(path, reason)| format!("{}: {reason}", told(path)));
    Err(Failure::new(format_args!("not written: {}", list.collect::<Vec<_>>().join("; "))))
}

/// Shows what [`write()`] would change.
///
/// # Errors
/// When a configuration is wrong, or the diff cannot be written.
pub(super) fn show(
    request: &Request<'_>,
    change: &Change,
    baseline: Option<&Read>,
    settings: &CheckSettings,
) -> Result<Outcome, Failure> {
    let fixed = changed(request, change, baseline, settings)?;
    let mut diff = Vec::new();
    fixes::write_diff(&fixed.changed, &settings.style.working_dir, &mut diff)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match io::stdout().is_terminal() {
        // A diff that is piped has to apply; one that is looked at has to do no harm.
        true => String::from_utf8_lossy(&diff).lines().try_for_each(|line| writeln!(out, "{}", Visible(line)))?,
        false => out.write_all(&diff)?,
    }
    out.flush()?;
    let verb = match change {
        Change::Fix(_) => "would fix",
        Change::Ignore(_) => "would silence",
    };
    tell_refused(&fixed, change, settings);
    tell_made(&fixed, settings, verb);
    Ok(match settings.on_findings {
        OnFindings::Fail if !fixed.changed.is_empty() => Outcome::Findings,
        OnFindings::Fail | OnFindings::ExitZero => Outcome::Clean,
    })
}

fn changed(
    request: &Request<'_>,
    change: &Change,
    baseline: Option<&Read>,
    settings: &CheckSettings,
) -> Result<Fixed, ConfigError> {
    match change {
        Change::Fix(allowed) => fixes::fix(request, *allowed, &settings.style),
        Change::Ignore(reason) => fixes::add_ignores(request, reason, &settings.style, &|report| {
            if let Some(baseline) = baseline {
                baseline.mark_only(report, settings);
            }
        }),
    }
}

fn tell_refused(fixed: &Fixed, change: &Change, settings: &CheckSettings) {
    // A comment that cannot stand in one place may have found another; what is left is in the report.
    let refused = if matches!(change, Change::Fix(_)) { fixed.refused.as_slice() } else { &[] };
    for refused in refused {
        let path = shown_path(&refused.path, &settings.style.working_dir);
        say(&format!("warning: not fixed in {path} ({}): {}: {}", refused.rule, refused.title, refused.reason));
    }
}

fn tell_made(fixed: &Fixed, settings: &CheckSettings, verb: &str) {
    if settings.verbosity == Verbosity::Quiet || fixed.made.is_empty() {
        return;
    }
    let count = |number: usize, thing: &str| format!("{number} {thing}{}", if number == 1 { "" } else { "s" });
    say(&format!("{verb} {} in {}", count(fixed.made.len(), "finding"), count(fixed.changed.len(), "file")));
}
