//! A session at one moment. Questions are answered from it while files go on changing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::kept::{Kept, Pass};
use super::keys::{KeyUse, keys_of};
use super::outcome::Question;
use super::world::{CallsOf, Known, Stage, World};
use super::{NamedPaths, Overlay, Request, keep_sources, project_findings, settle, settle_manifest};
use crate::clients::Reader;
use crate::config::ConfigError;
use crate::eval::Evaluator;
use crate::eval::callers::CallIndex;
use crate::finding::{Finding, Place, Span};
use crate::project::{self, Edits, ManifestFile, Project};
use crate::report::{Report, Skipped};
use crate::source::suppress::{self, Told};

/// How long an answer may take for the sake of what other files say about the one that is asked about.
#[derive(Debug, Clone, Copy)]
pub enum Effort {
    /// What is not known by then is left out, and comes later.
    Until(Instant),
    /// Everything.
    Full,
}

impl Effort {
    /// Whether there is time for something that took so long the last time.
    fn allows(self, cost: Duration) -> bool {
        match self {
            Effort::Until(end) => Instant::now() + cost < end,
            Effort::Full => true,
        }
    }
}

/// What is found in one file.
pub struct FileReport {
    /// The findings, and the sources that they point into.
    pub report: Report,
    /// Whether other files may still have something to say about this one.
    pub complete: Completeness,
}

/// Whether an answer is the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// Nothing more will come unless files change.
    Complete,
    /// More may come.
    Partial,
}

/// The calls of the changed files.
pub(super) type EditedCalls = FxHashMap<PathBuf, Arc<OnceLock<CallsOf>>>;

/// A session at one moment.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) root: Arc<Path>,
    pub(super) world: Arc<World>,
    pub(super) known: Arc<Known>,
    pub(super) edits: Arc<Edits>,
    pub(super) calls: Arc<EditedCalls>,
    /// For each file that changed since the walk, the revision at which it did so last.
    pub(super) edited_at: Arc<FxHashMap<PathBuf, u64>>,
    pub(super) revision: u64,
    /// Of changed files that the walk did not know.
    pub(super) passes: Arc<Mutex<FxHashMap<PathBuf, Option<Pass>>>>,
}

impl Snapshot {
    /// What is found in one file.
    ///
    /// # Errors
    /// When a configuration file is wrong.
    pub fn check(&self, path: &Path, effort: Effort) -> Result<FileReport, ConfigError> {
        let mut report = Report::default();
        let settings = self.world.configs.for_file(path)?;
        if settings.excludes_within(path) {
            return Ok(FileReport { report, complete: Completeness::Complete });
        }
        let (mut findings, complete) = self.placed_in(path, effort)?;
        let view = self.view();
        let manifests = self.findings_of_project(path, &view, &mut findings)?;
        let overlay = Overlay::default();
        let request = self.request(&overlay);
        if let Some(file) = view.peek(path) {
            report.summary.notices.extend(file.source.notices.iter().cloned());
            settle(&request, &view, file, findings, &mut report)?;
        } else if let Some(manifest) = manifests.iter().find(|manifest| *manifest.source.path == *path) {
            settle_manifest(&request, manifest, findings, &mut report)?;
        }
        if let Some(skip) = view.skip_of_edit(path) {
            report.summary.skipped.push(Skipped { path: Arc::from(path), skip });
        }
        if let Some(message) = self.world.kept(path).and_then(|kept| kept.outcome.panicked.clone()) {
            let skip = crate::source::Skip::Panicked(message);
            report.summary.skipped.push(Skipped { path: Arc::from(path), skip });
        }
        keep_sources(&view, &manifests, &mut report);
        report.sort();
        Ok(FileReport { report, complete })
    }

    /// The findings placed in a file, whichever file they come from.
    fn placed_in(&self, path: &Path, effort: Effort) -> Result<(Vec<Finding>, Completeness), ConfigError> {
        let mut findings = Vec::new();
        if self.pass_of(path).is_some() {
            findings.extend(at(&*self.outcome(path, Question::Findings)?, path));
        }
        let mut complete = match self.known.stage {
            Stage::Asked => Completeness::Partial,
            Stage::Walked => Completeness::Complete,
        };
        for kept in self.world.all_kept().into_iter().filter(|kept| *kept.path != *path) {
            if self.is_valid(&kept) {
                if kept.reaches(path) {
                    findings.extend(at(&kept, path));
                }
                continue;
            }
            let matters = kept.reaches(path) || kept.outcome.depends_on_callers;
            let worth = matters || matches!(effort, Effort::Full);
            if worth && effort.allows(kept.cost) && self.pass_of(&kept.path).is_some() {
                findings.extend(at(&*self.outcome(&kept.path, Question::Findings)?, path));
            } else {
                complete = Completeness::Partial;
            }
        }
        Ok((findings, complete))
    }

    fn findings_of_project(
        &self,
        path: &Path,
        view: &Project,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<ManifestFile>, ConfigError> {
        let here = |finding: &&Finding| *finding.place.path == *path;
        if !self.known.of_project.iter().any(|finding| here(&finding)) {
            return Ok(Vec::new());
        }
        let manifests = view.manifests();
        if self.edited_at.contains_key(path) {
            let overlay = Overlay::default();
            let renewed = project_findings(&self.request(&overlay), view, &manifests)?;
            findings.extend(renewed.iter().filter(here).cloned());
        } else {
            findings.extend(self.known.of_project.iter().filter(here).cloned());
        }
        Ok(manifests)
    }

    /// The keys that calls in one file use.
    ///
    /// # Errors
    /// When a configuration file is wrong.
    pub fn keys(&self, path: &Path) -> Result<Arc<Vec<KeyUse>>, ConfigError> {
        let edited = self.edited_at.get(path).copied().unwrap_or(0);
        let known = self.world.keys.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some((at, keys)) = known
            && at >= edited
        {
            return Ok(keys);
        }
        let settings = self.world.configs.for_file(path)?;
        let view = self.view();
        let calls = CallIndex::on_demand(self.find_calls(Pass::All), Arc::clone(&self.known.aliases));
        let keys = match view.load(path).filter(|_| self.pass_of(path).is_some()) {
            Some(file) => {
                let ev = Evaluator::new(&view, &calls);
                keys_of(&Reader::new(&ev, file, settings.client_names.clone()).read())
            }
            None => Vec::new(),
        };
        let keys = Arc::new(keys);
        let mut all = self.world.keys.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(Arc::from(path), (self.revision, Arc::clone(&keys)));
        Ok(keys)
    }

    /// The keys of all files that are linted, by file.
    ///
    /// # Errors
    /// When a configuration file is wrong.
    pub fn all_keys(&self) -> Result<Vec<Arc<Vec<KeyUse>>>, ConfigError> {
        self.linted().iter().map(|path| self.keys(path)).collect()
    }

    /// A file's text and rows, if it can be read.
    pub fn source(&self, path: &Path) -> Option<crate::source::SourceFile> {
        self.view().peek(path).map(|file| file.source.clone())
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The row where a place begins, from 1.
    pub fn row(&self, place: &Place) -> u32 {
        self.view().peek(&place.path).map_or(1, |file| file.source.lines.row(place.span.start))
    }

    /// The suppression comment at an offset.
    pub fn comment_at(&self, path: &Path, offset: u32) -> Option<Told> {
        let view = self.view();
        let file = view.peek(path)?;
        suppress::told(&file.source, &file.ir.comments, offset)
    }

    /// The innermost statement around a span.
    pub fn statement_around(&self, path: &Path, span: Span) -> Option<Span> {
        let view = self.view();
        let around = view.peek(path)?.ir.statements.iter().filter(|statement| statement.contains(span)).copied();
        around.min_by_key(|statement| statement.end - statement.start)
    }

    /// The files that are linted, by path.
    pub(super) fn linted(&self) -> Vec<Arc<Path>> {
        let mut files: Vec<Arc<Path>> = self.known.first.iter().chain(&self.known.second).cloned().collect();
        let edited = self
            .edits
            .keys()
            .filter(|path| !self.known.first.contains(&***path) && !self.known.second.contains(&***path));
        files.extend(edited.filter(|path| self.pass_of(path).is_some()).map(|path| Arc::from(path.as_path())));
        files.sort();
        files
    }

    pub(super) fn view(&self) -> Project {
        Project::over(&self.world.project, &self.edits)
    }

    pub(super) fn request<'a>(&'a self, overlay: &'a Overlay) -> Request<'a> {
        Request {
            paths: &[],
            overlay,
            configs: &self.world.configs,
            named_paths: NamedPaths::UnlessExcluded,
            threads: None,
            on_file: &|| {},
        }
    }

    /// Whether a file is linted, and when.
    pub(super) fn pass_of(&self, path: &Path) -> Option<Pass> {
        if self.known.first.contains(path) {
            return Some(Pass::First);
        }
        if self.known.second.contains(path) {
            return Some(Pass::All);
        }
        if !self.edits.contains_key(path) {
            return None;
        }
        let mut passes = self.passes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pass) = passes.get(path) {
            return *pass;
        }
        let pass = self.pass_of_edit(path);
        passes.insert(path.to_path_buf(), pass);
        pass
    }

    fn pass_of_edit(&self, path: &Path) -> Option<Pass> {
        let edit = self.edits.get(path)?;
        let pass = if edit.passes() { Pass::First } else { self.imports_given(path).then_some(Pass::All)? };
        self.is_wanted(path).then_some(pass)
    }

    /// Whether a file that the walk did not pass on is of the project all the same.
    pub(super) fn is_wanted(&self, path: &Path) -> bool {
        let excluded = self.world.configs.for_file(path).is_ok_and(|settings| settings.excludes_within(path));
        !excluded && self.is_walked_to(path)
    }

    /// Whether a changed file imports what the second pass looks for.
    fn imports_given(&self, path: &Path) -> bool {
        let view = self.view();
        let Some(file) = view.peek(path).filter(|_| !self.known.given.is_empty()) else { return false };
        let is_given = |files: &[Arc<Path>]| files.iter().any(|file| self.known.given.contains(file));
        file.ir.imports.iter().any(|import| is_given(view.resolve(file, &import.specifier).files()))
            || is_given(&view.package_files(file).into_iter().map(Arc::from).collect::<Vec<_>>())
    }

    /// Whether the walk came by a file or, for a new one, would.
    fn is_walked_to(&self, path: &Path) -> bool {
        if self.world.project.is_walked(path) {
            return true;
        }
        let mut known = self.world.walked_to.lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry(path.to_path_buf()).or_insert_with(|| project::would_walk(&self.root, path))
    }
}

fn at<'a>(kept: &'a Kept, path: &'a Path) -> impl Iterator<Item = Finding> + use<'a> {
    kept.outcome.findings.iter().filter(move |finding| *finding.place.path == *path).cloned()
}
