//! The findings that a project has decided to live with for now: a file of fingerprints. It marks findings; it drops none.
//!
//! The file is JSON lines, made to be committed: a first line with the version, then an entry a line, sorted by path, rule and
//! fingerprint. Paths, and the fingerprints with them, are seen from the folder of the file, so that it means the same wherever
//! slotlint is started.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::{Report, Style, fingerprint};
use crate::source::shown_path;
use crate::syntax::language_of;

/// The version of the format that is written, and the only one that is read.
const VERSION: u32 = 1;

/// Whether a finding is in the baseline; in the words of SARIF's `baselineState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is not: it counts for the exit code.
    New,
    /// It is: it is shown, marked, and does not count.
    Unchanged,
}

impl State {
    /// The word for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            State::New => "new",
            State::Unchanged => "unchanged",
        }
    }
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    slotlint_baseline: u32,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// From the folder of the baseline, with `/`.
    pub path: String,
    /// The rule's name.
    pub rule: String,
    /// What [`fingerprint`] gives, with paths from the folder of the baseline.
    pub fingerprint: String,
}

/// Why a baseline cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineError {
    /// From 1.
    pub row: usize,
    /// One line.
    pub message: String,
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}: {}", self.row, self.message)
    }
}

/// What a baseline file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Sorted.
    pub entries: Vec<Entry>,
}

impl Baseline {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// With the row: what is no baseline, or one of another version.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let error = |row: usize, message: String| BaselineError { row, message };
        let mut rows = text.lines().map(str::trim_end).enumerate().filter(|(_, line)| !line.is_empty());
        let head = rows.next().map(|(index, line)| (index + 1, serde_json::from_str::<Head>(line)));
        match head {
            Some((_, Ok(Head { slotlint_baseline: VERSION }))) => {}
            Some((row, Ok(Head { slotlint_baseline: version }))) => {
                let message = format!("a baseline of version {version}; this slotlint reads version {VERSION}");
                return Err(error(row, message));
            }
            Some((row, Err(_))) => {
                let message = format!("no baseline: it begins with `{{\"slotlint_baseline\":{VERSION}}}`");
                return Err(error(row, message));
            }
            None => return Err(error(1, "an empty file is no baseline".to_owned())),
        }
        let entry = |(index, line): (usize, &str)| {
            // Conflicts that were not resolved are the likeliest mistake.
            serde_json::from_str::<Entry>(line).map_err(|_| {
                let message = "no entry of a baseline: `{\"path\":...,\"rule\":...,\"fingerprint\":...}`";
                error(index + 1, message.to_owned())
            })
        };
        let mut entries = rows.map(entry).collect::<Result<Vec<_>, _>>()?;
        entries.sort();
        entries.dedup();
        Ok(Self { entries })
    }

    /// The findings of a report as a baseline in `folder`, which is absolute.
    pub fn of(report: &Report, style: &Style, folder: &Path) -> Self {
        let findings = report.findings.iter().zip(prints(report, style, folder));
        let entry = |(finding, fingerprint): (&crate::finding::Finding, String)| Entry {
            path: shown_path(&finding.place.path, folder),
            rule: finding.rule.to_owned(),
            fingerprint,
        };
        let mut entries: Vec<Entry> = findings.map(entry).collect();
        entries.sort();
        entries.dedup();
        Self { entries }
    }

    /// Marks the findings of a report; gives the entries that no finding has any more, of files and rules that `ran` says were
    /// linted.
    pub fn mark(
        &self,
        report: &mut Report,
        style: &Style,
        folder: &Path,
        ran: impl Fn(&Path, &str) -> bool,
    ) -> Vec<Entry> {
        let known: FxHashSet<(&str, &str)> =
            self.entries.iter().map(|entry| (entry.rule.as_str(), entry.fingerprint.as_str())).collect();
        let prints = prints(report, style, folder);
        let found: FxHashSet<(&str, &str)> =
            report.findings.iter().zip(&prints).map(|(finding, print)| (finding.rule, print.as_str())).collect();
        let is_gone = |entry: &&Entry| {
            !found.contains(&(entry.rule.as_str(), entry.fingerprint.as_str()))
                && self.was_linted(report, &folder.join(&entry.path))
                && ran(&folder.join(&entry.path), &entry.rule)
        };
        let gone = self.entries.iter().filter(is_gone).cloned().collect();
        let state = |(finding, print): (&crate::finding::Finding, &String)| match known.contains(&(finding.rule, print))
        {
            true => State::Unchanged,
            false => State::New,
        };
        report.states = report.findings.iter().zip(&prints).map(state).collect();
        gone
    }

    /// Files that are gone were linted as far as that is possible; files that were left out or skipped were not.
    fn was_linted(&self, report: &Report, path: &Path) -> bool {
        report.seen.contains(path) || !path.exists() || (language_of(path).is_none() && path.is_file())
    }

    /// Adds the entries of another one that are not in this one.
    pub fn add(&mut self, others: impl IntoIterator<Item = Entry>) {
        self.entries.extend(others);
        self.entries.sort();
        self.entries.dedup();
    }

    /// Writes the text of a file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &Head { slotlint_baseline: VERSION })?;
        writeln!(out)?;
        for entry in &self.entries {
            serde_json::to_writer(&mut *out, entry)?;
            writeln!(out)?;
        }
        Ok(())
    }
}

fn prints(report: &Report, style: &Style, folder: &Path) -> Vec<String> {
    fingerprint::all(report, &Style { working_dir: folder.to_path_buf(), ..style.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn written(baseline: &Baseline) -> String {
        let mut out = Vec::new();
        baseline.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn two() -> Report {
        let mut report = sample::flagging("cluster.mget('a', 'b')\ncluster.mget('c', 'd')", "mget(");
        report.sort();
        report
    }

    #[test]
    fn a_baseline_is_read_as_it_is_written() {
        let baseline = Baseline::of(&two(), &sample::style(), Path::new("/work"));
        let text = written(&baseline);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.starts_with(
            "{\"slotlint_baseline\":1}\n{\"path\":\"a.js\",\"rule\":\"cross-slot-command\",\"fingerprint\":\""
        ));
        assert_eq!(Baseline::parse(&text), Ok(baseline));
        assert_eq!(Baseline::parse(&text.replace('\n', "\r\n")).map(|read| written(&read)), Ok(text));
    }

    #[test]
    fn what_is_in_it_is_marked_and_the_rest_is_new() {
        let mut baseline = Baseline::of(&two(), &sample::style(), Path::new("/work"));
        let left = baseline.entries.pop().unwrap();
        let mut report = two();
        let gone = baseline.mark(&mut report, &sample::style(), Path::new("/work"), |_, _| true);
        assert_eq!(gone, []);
        let unchanged = report.states.iter().filter(|state| **state == State::Unchanged).count();
        assert_eq!((report.states.len(), unchanged), (2, 1));
        let state_of_left = Baseline::of(&two(), &sample::style(), Path::new("/work")).entries.contains(&left);
        assert!(state_of_left);
    }

    #[test]
    fn what_is_no_longer_found_is_told_when_its_rule_ran() {
        let baseline = Baseline::of(&two(), &sample::style(), Path::new("/work"));
        let mut report = two();
        report.findings.pop();
        let gone = |ran: bool, report: &mut Report| {
            baseline.mark(report, &sample::style(), Path::new("/work"), |_, _| ran).len()
        };
        assert_eq!(gone(true, &mut report), 1);
        assert_eq!(gone(false, &mut report), 0);
    }

    #[test]
    fn mistakes_are_told_with_their_row() {
        let message = |text: &str| Baseline::parse(text).unwrap_err().to_string();
        assert_eq!(message(""), "row 1: an empty file is no baseline");
        assert_eq!(message("[]"), "row 1: no baseline: it begins with `{\"slotlint_baseline\":1}`");
        assert_eq!(
            message("{\"slotlint_baseline\":2}\n"),
            "row 1: a baseline of version 2; this slotlint reads version 1"
        );
        assert_eq!(
            message("{\"slotlint_baseline\":1}\n\n<<<<<<< ours\n"),
            "row 3: no entry of a baseline: `{\"path\":...,\"rule\":...,\"fingerprint\":...}`"
        );
    }
}
