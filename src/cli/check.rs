//! `slotlint check`: findings on standard output or in a file, everything else on standard error.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::args::{CheckArgs, Common};
use super::progress::Progress;
use super::settings::{Changing, CheckSettings, Content, OnFindings, Verbosity};
use super::{Failure, Outcome, baseline, change, say, since};
use crate::finding::{Applicability, Finding, Severity};
use crate::lint::{Request, lint_at_last};
use crate::report::{self, Report, State};
use crate::source::Skip;

/// Lints, writes, and tells how it ended.
pub(super) fn run(args: CheckArgs, common: &Common) -> Result<Outcome, Failure> {
    let settings = CheckSettings::new(args, common)?;
    let changes = since::changes(&settings)?;
    let progress = Progress::new(settings.verbosity);
    let request = Request {
        paths: &settings.paths,
        overlay: &settings.overlay,
        configs: &settings.configs,
        named_paths: settings.named_paths,
        threads: settings.threads,
        on_file: &|| progress.file_done(),
    };
    // A mistake in it is told before anything is done.
    let baseline = settings.baseline.as_deref().map(|path| baseline::Read::from(path, &settings)).transpose()?;
    let mut report = match &settings.changing {
        Changing::Off => lint_at_last(&request)?,
        Changing::Write(change) => change::write(&request, change, baseline.as_ref(), &settings)?,
        Changing::Diff(change) => return change::show(&request, change, baseline.as_ref(), &settings),
    };
    progress.finish();
    if let Some(baseline) = &baseline {
        baseline.mark(&mut report, &request, &settings);
    }
    if let Some(path) = &settings.write_baseline {
        baseline::write(path, &mut report, &request, &settings)?;
    }
    if let Some(changes) = &changes {
        since::limit(&mut report, changes, &settings.style);
    }
    write(&report, &settings)?;
    comment(&report, &settings);
    Ok(outcome(&report, settings.on_findings))
}

fn write(report: &Report, settings: &CheckSettings) -> Result<(), Failure> {
    let Some(path) = &settings.output else {
        return Ok(write_to(report, settings, &mut BufWriter::new(io::stdout().lock()))?);
    };
    let written = File::create(path).and_then(|file| write_to(report, settings, &mut BufWriter::new(file)));
    written.map_err(|error| Failure::new(format_args!("cannot write {}: {error}", path.display())))
}

fn write_to(report: &Report, settings: &CheckSettings, out: &mut dyn Write) -> io::Result<()> {
    match settings.content {
        Content::Findings => (settings.format.write)(report, &settings.style, out)?,
        Content::Statistics => report::write_statistics(report, settings.format.audience, out)?,
    }
    out.flush()
}

fn comment(report: &Report, settings: &CheckSettings) {
    for alarm in report.alarms(&settings.style) {
        say(&format!("warning: {alarm}"));
    }
    if settings.verbosity == Verbosity::Verbose {
        report.details(&settings.style).iter().for_each(|detail| say(detail));
    }
    if settings.verbosity == Verbosity::Quiet {
        return;
    }
    if report.summary.files_seen == 0 && report.summary.skipped.is_empty() {
        say("warning: no JavaScript, TypeScript, Python or Go files found");
    }
    say(&report.summary_line());
    if settings.changing == Changing::Off {
        fixable(report).iter().for_each(|line| say(line));
    }
}

/// What `--fix` would be good for.
fn fixable(report: &Report) -> Option<String> {
    let first = |finding: &Finding| finding.fixes.first().map(|fix| fix.applicability);
    let count = |is: fn(Applicability) -> bool| report.findings.iter().filter_map(first).filter(|fix| is(*fix)).count();
    let safe = count(|fix| fix == Applicability::Safe);
    let on_request = count(|fix| fix != Applicability::Safe);
    match (safe, on_request) {
        (0, 0) => None,
        (0, _) => Some(format!("{on_request} with a fix: --fix --unsafe-fixes")),
        (_, 0) => Some(format!("{safe} with a fix: --fix")),
        _ => Some(format!("{safe} with a fix: --fix; {on_request} more with --unsafe-fixes")),
    }
}

fn outcome(report: &Report, on_findings: OnFindings) -> Outcome {
    if report.summary.skipped.iter().any(|skipped| matches!(skipped.skip, Skip::Panicked(_))) {
        return Outcome::Internal;
    }
    let counts = report.findings.iter().enumerate().any(|(index, finding)| match finding.severity {
        Severity::Error | Severity::Warning => report.state(index) != Some(State::Unchanged),
        Severity::Info => false,
    });
    match on_findings {
        OnFindings::Fail if counts => Outcome::Findings,
        OnFindings::Fail | OnFindings::ExitZero => Outcome::Clean,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::report::{Skipped, sample};

    fn with_severity(severity: Severity) -> Report {
        let mut report = sample::two_keys();
        report.findings = vec![Finding { severity, ..report.findings.remove(0) }];
        report
    }

    #[test]
    fn errors_and_warnings_fail_and_advice_does_not() {
        for (severity, expected) in [
            (Severity::Error, Outcome::Findings),
            (Severity::Warning, Outcome::Findings),
            (Severity::Info, Outcome::Clean),
        ] {
            assert_eq!(outcome(&with_severity(severity), OnFindings::Fail), expected);
            assert_eq!(outcome(&with_severity(severity), OnFindings::ExitZero), Outcome::Clean);
        }
    }

    #[test]
    fn a_failure_on_one_file_is_never_hidden() {
        let mut report = with_severity(Severity::Error);
        let skip = |skip| Skipped { path: Arc::from(Path::new("a.js")), skip };
        report.summary.skipped.push(skip(Skip::Minified));
        assert_eq!(outcome(&report, OnFindings::Fail), Outcome::Findings);
        report.summary.skipped.push(skip(Skip::Panicked("index out of bounds".to_owned())));
        assert_eq!(outcome(&report, OnFindings::ExitZero), Outcome::Internal);
    }
}
