//! The one entrance: `lint(request) -> Report`, which is [`lint_at_last`] for a process that ends behind it, and the
//! [`Session`] of an editor.

mod asked;
mod asker;
mod kept;
mod keys;
mod merging;
mod outcome;
mod passes;
mod renewal;
mod session;
mod snapshot;
mod spread;
mod world;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{ConfigError, Configs, Deployment, Settings};
use crate::finding::Finding;
use crate::project::{self, Excludes, ManifestFile, ModuleFile, Project, Reach};
use crate::report::{Report, Skipped, Summary};
use crate::rules::{PROJECT_RULES, ProjectCx, RULES};
use crate::source::suppress::Suppressions;
use crate::source::{ColumnUnit, DEFAULT_MAX_FILE_SIZE, Notice, Skip};
use asked::Asked;
use merging::merge_by_place;
use outcome::Outcome;

pub use asker::Asker;
pub use keys::{Count, Decides, KeyUse};
pub use session::Session;
pub use snapshot::{Completeness, Effort, FileReport, Snapshot};

/// Bytes that stand in for files: standard input, open editor buffers. By path as it is named in the request.
pub type Overlay = FxHashMap<PathBuf, Vec<u8>>;

/// Whether paths that were named are linted even when settings exclude them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedPaths {
    /// Who names a path means it.
    Always,
    /// `--force-exclude`: tools that pass every changed file want the exclusions all the same.
    UnlessExcluded,
}

/// What to lint, and how.
pub struct Request<'a> {
    /// Files and folders as they were named; a path in the overlay need not exist.
    pub paths: &'a [PathBuf],
    /// Goes over the files.
    pub overlay: &'a Overlay,
    /// The settings of each folder.
    pub configs: &'a Arc<Configs>,
    /// What exclusions mean for `paths`.
    pub named_paths: NamedPaths,
    /// `None`: as many as the machine has.
    pub threads: Option<NonZeroUsize>,
    /// Called once for each file that was looked at, from any thread.
    pub on_file: &'a (dyn Fn() + Sync),
}

/// Lints.
///
/// # Errors
/// When a configuration file is wrong.
pub fn lint(request: &Request<'_>) -> Result<Report, ConfigError> {
    on_workers(request.threads, || lint_here(request)).map(|(report, _)| report)
}

/// As [`lint`], for a process that ends behind it: what was read of the project is left to the system, which takes all memory
/// back at once, file by file it takes a while.
///
/// # Errors
/// When a configuration file is wrong.
pub fn lint_at_last(request: &Request<'_>) -> Result<Report, ConfigError> {
    let (report, project) = on_workers(request.threads, || lint_here(request))?;
    std::mem::forget(project);
    Ok(report)
}

/// Works on threads with stacks that evaluation needs.
fn on_workers<T: Send>(threads: Option<NonZeroUsize>, work: impl FnOnce() -> T + Send) -> T {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, NonZeroUsize::get)).stack_size(STACK).build();
    match pool {
        Ok(pool) => pool.install(work),
        // Without threads of our own the global ones do.
        Err(_) => work(),
    }
}

fn lint_here(request: &Request<'_>) -> Result<(Report, Project), ConfigError> {
    let excludes = Arc::new(ByConfig::new(request.configs));
    let asked = Asked::of(request);
    let mut project = open(request, asked.walked(request), &excludes, Reach::Walked)?;
    excludes.check()?;
    let (second, outcomes) = passes::lint_all(&mut project, request)?;
    let files = passes::files(&project, &second);
    let mut report = assemble(request, &project, &asked, &files, outcomes)?;
    let parsed = files.iter().filter(|file| asked.contains(&file.path));
    report.seen.parsed = parsed.map(|file| (file.path.clone(), file.ir.damaged.len())).collect();
    report.seen.others = project.take_others();
    report.seen.others.retain(|path| asked.contains(path));
    Ok((report, project))
}

/// Evaluation recurses; its own bounds keep well below this many bytes.
const STACK: usize = 16 << 20;

fn open(
    request: &Request<'_>,
    paths: Vec<PathBuf>,
    excludes: &Arc<ByConfig>,
    reach: Reach,
) -> Result<Project, ConfigError> {
    let working_dir = request.configs.working_dir().to_path_buf();
    let mut options = project::Options::new(working_dir, paths);
    options.excludes = Arc::clone(excludes) as Arc<dyn Excludes>;
    options.named_paths = match request.named_paths {
        NamedPaths::Always => project::NamedPaths::Always,
        NamedPaths::UnlessExcluded => project::NamedPaths::UnlessExcluded,
    };
    options.max_file_size = max_file_size(request)?;
    options.threads = request.threads;
    options.overlay = request.overlay.iter().map(|(path, bytes)| (path.clone(), Arc::from(bytes.as_slice()))).collect();
    options.reach = reach;
    options.on_file = request.on_file;
    Ok(Project::open(options))
}

/// One limit for the run, in bytes: the largest of those that hold where the request begins.
///
/// Asks for these configurations even when nothing in them would be looked at, so that a mistake never goes by in silence.
fn max_file_size(request: &Request<'_>) -> Result<u64, ConfigError> {
    let mut largest = None;
    for path in request.paths {
        // The folder itself, when it is one.
        let settings = request.configs.for_file(&path.join("_"))?;
        largest = largest.max(Some(settings.max_file_size));
    }
    Ok(largest.unwrap_or(DEFAULT_MAX_FILE_SIZE))
}

/// Says what of a file could not be read: no call in there was seen.
fn say_damage(file: &ModuleFile, summary: &mut Summary) {
    let [first, others @ ..] = file.ir.damaged.as_slice() else { return };
    // An error may span the whole file, with the calls in it understood all the same.
    if first.range() == (0..file.source.text.len()) && file.ir.flow.calls.is_empty() {
        summary.skipped.push(Skipped { path: file.path.clone(), skip: Skip::TooDeep });
        return;
    }
    let row = file.source.position(first.start, ColumnUnit::Characters).row;
    let others = match others.len() {
        0 => String::new(),
        1 => " and in 1 other place".to_owned(),
        others => format!(" and in {others} other places"),
    };
    let message = format!("not understood at row {row}{others}; calls there may be missed");
    summary.understood_in_part.push(Notice { path: file.path.clone(), message: message.into() });
}

fn assemble(
    request: &Request<'_>,
    project: &Project,
    asked: &Asked,
    files: &[&ModuleFile],
    outcomes: Vec<Outcome>,
) -> Result<Report, ConfigError> {
    let mut report = Report::default();
    let mut by_file: FxHashMap<Arc<Path>, Vec<Finding>> = FxHashMap::default();
    for (file, mut outcome) in files.iter().zip(outcomes) {
        // A wrapper elsewhere may have been called wrongly in a file that was asked for.
        for finding in outcome.findings.drain(..).filter(|finding| asked.contains(&finding.place.path)) {
            by_file.entry(finding.place.path.clone()).or_default().push(finding);
        }
        if !asked.contains(&file.path) {
            continue;
        }
        report.summary.files_parsed += 1;
        report.summary.call_sites_checked += outcome.checked;
        report.summary.call_sites_unresolved.extend(outcome.unresolved);
        report.summary.notices.extend(file.source.notices.iter().cloned());
        say_damage(file, &mut report.summary);
        if let Some(message) = outcome.panicked {
            report.summary.skipped.push(Skipped { path: file.path.clone(), skip: Skip::Panicked(message) });
        }
    }
    let manifests = project.manifests();
    let found = project_findings(request, project, &manifests)?;
    for finding in found.into_iter().filter(|finding| asked.contains(&finding.place.path)) {
        by_file.entry(finding.place.path.clone()).or_default().push(finding);
    }
    for file in files.iter().filter(|file| asked.contains(&file.path)) {
        let found = by_file.remove(&file.path).unwrap_or_default();
        settle(request, project, file, found, &mut report)?;
    }
    for manifest in &manifests {
        let found = by_file.remove(&manifest.source.path).unwrap_or_default();
        settle_manifest(request, manifest, found, &mut report)?;
    }
    settle_elsewhere(request, project, by_file, &mut report)?;
    // Files of the second pass are among those that did not pass the gate.
    let primary = project.primary().iter().filter(|file| asked.contains(&file.path));
    report.summary.files_seen = primary.count() + project.others().filter(|path| asked.contains(path)).count();
    let skips = project
        .skips()
        .into_iter()
        .filter(|(path, _)| asked.contains(path))
        .map(|(path, skip)| Skipped { path: Arc::from(path), skip });
    report.summary.skipped.extend(skips);
    keep_sources(project, &manifests, &mut report);
    report.sort();
    Ok(report)
}

/// Findings at strings and constants of files that say nothing of Redis themselves.
fn settle_elsewhere(
    request: &Request<'_>,
    project: &Project,
    by_file: FxHashMap<Arc<Path>, Vec<Finding>>,
    report: &mut Report,
) -> Result<(), ConfigError> {
    let mut rest: Vec<(Arc<Path>, Vec<Finding>)> = by_file.into_iter().collect();
    rest.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, found) in rest {
        if request.configs.for_file(&path)?.excludes(&path) {
            continue;
        }
        if let Some(file) = project.load(&path) {
            settle(request, project, file, found, report)?;
        }
    }
    Ok(())
}

/// Suppression comments first, then what settings say of severity and confidence.
fn settle(
    request: &Request<'_>,
    project: &Project,
    file: &ModuleFile,
    mut found: Vec<Finding>,
    report: &mut Report,
) -> Result<(), ConfigError> {
    let policy = request.configs.for_file(&file.path)?.for_path(&file.path);
    merge_by_place(&mut found, &|path| project.is_test(path));
    let names: Vec<&'static str> = RULES.iter().map(|rule| rule.name).collect();
    let suppressions = Suppressions::parse(&file.source, &file.ir.comments, &names);
    let applied = suppressions.apply(&file.source, found, &file.ir.statements, |rule| policy.runs(rule));
    report.summary.suppressed += applied.suppressed.len();
    report.findings.extend(applied.kept.into_iter().filter_map(|finding| policy.judge(finding)));
    Ok(())
}

/// What rules find in the project as a whole, as far as it is asked for where it is found.
fn project_findings(
    request: &Request<'_>,
    project: &Project,
    manifests: &[ManifestFile],
) -> Result<Vec<Finding>, ConfigError> {
    let cx = ProjectCx { project, manifests };
    let mut kept = Vec::new();
    for rule in PROJECT_RULES {
        let mut found = Vec::new();
        (rule.check)(&cx, &mut found);
        for finding in found {
            let policy = request.configs.for_file(&finding.place.path)?.for_path(&finding.place.path);
            if policy.runs(rule.name) && policy.deployment != Deployment::Standalone {
                kept.push(finding);
            }
        }
    }
    Ok(kept)
}

/// As [`settle`], for a file that is no code: comments in it silence nothing, settings do.
fn settle_manifest(
    request: &Request<'_>,
    manifest: &ManifestFile,
    mut found: Vec<Finding>,
    report: &mut Report,
) -> Result<(), ConfigError> {
    if found.is_empty() {
        return Ok(());
    }
    let policy = request.configs.for_file(&manifest.source.path)?.for_path(&manifest.source.path);
    found.sort_by(|a, b| (&a.place, a.rule).cmp(&(&b.place, b.rule)));
    report.findings.extend(found.into_iter().filter_map(|finding| policy.judge(finding)));
    Ok(())
}

/// Only files that are pointed at are kept for the formats.
fn keep_sources(project: &Project, manifests: &[ManifestFile], report: &mut Report) {
    let mut paths: FxHashSet<Arc<Path>> = FxHashSet::default();
    for finding in &report.findings {
        paths.insert(finding.place.path.clone());
        paths.extend(finding.related.iter().chain(&finding.callers).map(|related| related.place.path.clone()));
        paths.extend(finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.place.path.clone()));
    }
    for path in paths {
        let manifest = || manifests.iter().find(|manifest| manifest.source.path == path).map(|file| &file.source);
        if let Some(source) = manifest().or_else(|| project.load(&path).map(|file| &file.source)) {
            report.sources.insert(Arc::new(source.clone()));
        }
    }
}

/// What the settings leave out, folder by folder. The first configuration that cannot be read is kept until after the walk.
struct ByConfig {
    configs: Arc<Configs>,
    failed: Mutex<Option<ConfigError>>,
}

impl ByConfig {
    fn new(configs: &Arc<Configs>) -> Self {
        Self { configs: Arc::clone(configs), failed: Mutex::new(None) }
    }

    fn settings(&self, path: &Path) -> Option<Arc<Settings>> {
        match self.configs.for_file(path) {
            Ok(settings) => Some(settings),
            Err(error) => {
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                None
            }
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        match self.failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

impl Excludes for ByConfig {
    fn excludes(&self, path: &Path) -> bool {
        self.settings(path).is_some_and(|settings| settings.excludes(path))
    }

    fn excludes_within(&self, path: &Path) -> bool {
        self.settings(path).is_some_and(|settings| settings.excludes_within(path))
    }

    fn names_clients(&self, path: &Path) -> bool {
        self.settings(path).is_some_and(|settings| !settings.client_names.is_empty())
    }
}
