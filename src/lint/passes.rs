//! The two passes of a run.
//!
//! Files are linted in groups: modules that were loaded for one are given up before the next when they are many. What comes
//! of a file does not depend on what is loaded, so this costs time, where modules are read again, and changes nothing.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use smol_str::SmolStr;

use super::Request;
use super::outcome::{Outcome, Question, lint_file};
use super::spread::spread;
use crate::config::ConfigError;
use crate::eval::callers::CallIndex;
use crate::project::{ModuleFile, Project, SoughtImporters};

/// Files of one group: as many as keep all workers busy for a while, whatever single files cost.
const GROUP: usize = 512;

/// First the files that pass the gate. Then those that import a client or a wrapper from one of them without naming Redis
/// at all, and once more the files whose wrappers these call.
///
/// Gives the files of the second pass, and what came of all [`files`].
pub(super) fn lint_all(
    project: &mut Project,
    request: &Request<'_>,
) -> Result<(Vec<PathBuf>, Vec<Outcome>), ConfigError> {
    let first: Vec<usize> = (0..project.primary().len()).collect();
    let mut outcomes = lint_some(project, request, &[], &first, Question::Everything)?;
    let second = importers(project, &outcomes);
    project.make_room(&[]);
    let second: Vec<PathBuf> = second.into_par_iter().filter(|path| project.load(path).is_some()).collect();
    if second.is_empty() {
        return Ok((second, outcomes));
    }
    project.make_room(&second);
    let again = first.iter().copied().filter(|&index| outcomes[index].depends_on_callers);
    let again: Vec<usize> = again.collect();
    let wanted: Vec<usize> = again.iter().copied().chain(first.len()..first.len() + second.len()).collect();
    let mut renewed = lint_some(project, request, &second, &wanted, Question::Findings)?.into_iter();
    for (index, outcome) in again.into_iter().zip(renewed.by_ref()) {
        outcomes[index] = outcome;
    }
    outcomes.extend(renewed);
    Ok((second, outcomes))
}

/// The files of both passes: those that pass the gate, and behind them those of the second.
pub(super) fn files<'p>(project: &'p Project, second: &[PathBuf]) -> Vec<&'p ModuleFile> {
    project.primary().iter().chain(second.iter().filter_map(|path| project.load(path))).collect()
}

/// What comes of some of the [`files`], given by their numbers.
fn lint_some(
    project: &mut Project,
    request: &Request<'_>,
    second: &[PathBuf],
    wanted: &[usize],
    question: Question,
) -> Result<Vec<Outcome>, ConfigError> {
    let mut outcomes = Vec::with_capacity(wanted.len());
    while outcomes.len() < wanted.len() {
        project.make_room(second);
        let project = &*project;
        let files = files(project, second);
        let calls = CallIndex::of(files.iter().copied());
        for group in wanted[outcomes.len()..].chunks(GROUP) {
            let size = |&index: &usize| files[index].source.text.len();
            let lint = |&index: &usize| lint_file(project, &calls, request, files[index], question);
            for outcome in spread(group, size, lint) {
                outcomes.push(outcome?);
            }
            if project.is_crowded() {
                break;
            }
        }
    }
    Ok(outcomes)
}

/// The files that import what the files of the first pass give to others.
fn importers(project: &Project, outcomes: &[Outcome]) -> Vec<PathBuf> {
    let files = || project.primary().iter().zip(outcomes);
    let reaching_out = |outcome: &Outcome| !outcome.exports().names.is_empty() || outcome.depends_on_callers;
    let given: Vec<&Path> = files().filter(|(_, outcome)| reaching_out(outcome)).map(|(file, _)| &*file.path).collect();
    let holding = files().map(|(file, outcome)| (&*file.path, outcome.exports().fields.as_slice()));
    let holding: Vec<(&Path, &[SmolStr])> = holding.filter(|(_, fields)| !fields.is_empty()).collect();
    let names: Vec<SmolStr> = outcomes.iter().flat_map(|outcome| outcome.exports().names.iter().cloned()).collect();
    project.importers(&SoughtImporters { of: &given, holding: &holding, names: &names })
}
