//! `slotlint check --fix` and `--diff`.

use std::io::{self, BufWriter, Write};

use super::settings::{CheckSettings, OnFindings, Verbosity};
use super::{Failure, Outcome, say};
use crate::fixes::{self, Allowed, Fixed};
use crate::lint::Request;
use crate::report::Report;
use crate::source::shown_path;

/// Makes the fixes; gives what is left.
///
/// # Errors
/// When a configuration is wrong, or a file cannot be written.
pub(super) fn write(request: &Request<'_>, allowed: Allowed, settings: &CheckSettings) -> Result<Report, Failure> {
    let fixed = fixes::fix(request, allowed, &settings.style)?;
    let failed = fixes::write_all(&fixed.changed, request);
    tell(&fixed, settings, "fixed");
    if failed.is_empty() {
        return Ok(fixed.report);
    }
    let list =
        failed.iter().map(|(path, reason)| format!("{}: {reason}", shown_path(path, &settings.style.working_dir)));
    Err(Failure::new(format_args!("cannot write {}", list.collect::<Vec<_>>().join("; "))))
}

/// Shows what [`write`] would change.
///
/// # Errors
/// When a configuration is wrong, or the diff cannot be written.
pub(super) fn show(request: &Request<'_>, allowed: Allowed, settings: &CheckSettings) -> Result<Outcome, Failure> {
    let fixed = fixes::fix(request, allowed, &settings.style)?;
    let mut out = BufWriter::new(io::stdout().lock());
    fixes::write_diff(&fixed.changed, &settings.style.working_dir, &mut out)?;
    out.flush()?;
    tell(&fixed, settings, "would fix");
    Ok(match settings.on_findings {
        OnFindings::Fail if !fixed.changed.is_empty() => Outcome::Findings,
        OnFindings::Fail | OnFindings::ExitZero => Outcome::Clean,
    })
}

fn tell(fixed: &Fixed, settings: &CheckSettings, verb: &str) {
    for refused in &fixed.refused {
        let path = shown_path(&refused.path, &settings.style.working_dir);
        say(&format!("warning: not fixed in {path} ({}): {}: {}", refused.rule, refused.title, refused.reason));
    }
    if settings.verbosity == Verbosity::Quiet || fixed.made.is_empty() {
        return;
    }
    let count = |number: usize, thing: &str| format!("{number} {thing}{}", if number == 1 { "" } else { "s" });
    say(&format!("{verb} {} in {}", count(fixed.made.len(), "finding"), count(fixed.changed.len(), "file")));
}
