//! A lint that stays: what an editor asks, again and again, while files change.
//!
//! A session knows a folder: the project as it was walked, the texts that changed since, and what came of each file. What
//! came of a file is kept with what it rests on, and found out again only when some of that has changed. Walking happens
//! in [`Session::learn`], on a thread of its own; until it is done, a question is answered from the file that it is about
//! and what this file imports.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::asked::Asked;
use super::asker::Asker;
use super::outcome::{Outcome, Question};
use super::snapshot::{EditedCalls, Snapshot};
use super::world::{Given, Known, Stage, World, aliases, index};
use super::{ByConfig, NamedPaths, Overlay, Request, STACK, assemble, open, project_findings};
use crate::config::{ConfigError, Configs, Discovery, Layer};
use crate::project::{Edit, Edits, ModuleFile, Reach, SoughtImporters};
use crate::report::Report;

/// A folder, and what is known of it.
pub struct Session {
    root: Arc<Path>,
    typed: Vec<Layer>,
    state: Mutex<State>,
    /// One thread learns at a time.
    learning: Mutex<()>,
    /// How often the files there are, or the settings, have changed.
    changes: AtomicU64,
}

/// What changes between questions.
struct State {
    world: Arc<World>,
    edits: Arc<Edits>,
    calls: Arc<EditedCalls>,
    edited_at: Arc<FxHashMap<PathBuf, u64>>,
    revision: u64,
    /// Open buffers; the other changed texts are those of files that changed on disk.
    open: FxHashSet<PathBuf>,
}

impl Session {
    /// Knows nothing yet; `root` is absolute, `typed` are settings over those of configuration files.
    ///
    /// # Errors
    /// Never for what a configuration file says: that is told by each question that it matters for.
    pub fn new(root: &Path, typed: Vec<Layer>) -> Result<Self, ConfigError> {
        let nearest = configs(root, &typed, &Discovery::Nearest)?;
        let world = match open_world(root, Arc::clone(&nearest), &Overlay::default(), Reach::OnDemand) {
            Ok(world) => world,
            // How large files may be is not known; everything else is asked for later.
            Err(_) => {
                let isolated = configs(root, &typed, &Discovery::Isolated)?;
                let mut world = open_world(root, isolated, &Overlay::default(), Reach::OnDemand)?;
                world.configs = nearest;
                world
            }
        };
        let state = State {
            world: Arc::new(world),
            edits: Arc::default(),
            calls: Arc::default(),
            edited_at: Arc::default(),
            revision: 0,
            open: FxHashSet::default(),
        };
        Ok(Self {
            root: Arc::from(root),
            typed,
            state: Mutex::new(state),
            learning: Mutex::new(()),
            changes: AtomicU64::new(0),
        })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// An open buffer holds this text instead of what is on disk.
    pub fn edit(&self, path: &Path, text: &str) {
        let mut state = self.lock();
        state.open.insert(path.to_path_buf());
        state.put(path, Arc::from(text.as_bytes()));
    }

    /// A buffer was closed: what is on disk counts again.
    pub fn close(&self, path: &Path) {
        self.lock().open.remove(path);
        self.changed_on_disk(path);
    }

    /// A file has other bytes than before; that of an open buffer does not matter.
    pub fn changed_on_disk(&self, path: &Path) {
        let bytes = std::fs::read(path).unwrap_or_default();
        let mut state = self.lock();
        if !state.open.contains(path) {
            state.put(path, Arc::from(bytes));
        }
    }

    /// The session as it is now.
    pub fn snapshot(&self) -> Snapshot {
        let state = self.lock();
        Snapshot {
            root: Arc::clone(&self.root),
            world: Arc::clone(&state.world),
            known: state.world.known(),
            edits: Arc::clone(&state.edits),
            calls: Arc::clone(&state.calls),
            edited_at: Arc::clone(&state.edited_at),
            revision: state.revision,
            passes: Arc::default(),
        }
    }

    /// Whether the folder was walked and nothing was made, removed or configured since.
    pub fn is_learned(&self) -> bool {
        self.lock().world.known().stage == Stage::Walked
    }

    /// Files were made or removed, or settings changed: [`Self::learn`] is to be called again.
    pub fn outdate(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// Walks the folder, and finds out what there is to know; it is for nothing when files come or go meanwhile, or when
    /// the asker goes.
    ///
    /// # Errors
    /// When a configuration file is wrong; what was known before stays.
    pub fn learn(&self, asker: &dyn Asker) -> Result<(), ConfigError> {
        let _one = self.learning.lock().unwrap_or_else(PoisonError::into_inner);
        if asker.has_gone() {
            return Ok(());
        }
        let changes = self.changes.load(Ordering::SeqCst);
        let configs = configs(&self.root, &self.typed, &Discovery::Nearest)?;
        // The walk reads from disk what is not open.
        let open = self.lock().open.clone();
        let before = self.snapshot().of_open(&open);
        let unsaved: Overlay = before
            .edits
            .iter()
            .filter(|(path, _)| !path.exists())
            .map(|(path, edit)| (path.clone(), edit.bytes().to_vec()))
            .collect();
        let world = Arc::new(open_world(&self.root, configs, &unsaved, Reach::Walked)?);
        let before_revision = before.revision;
        let snapshot = Snapshot { world: Arc::clone(&world), known: world.known(), passes: Arc::default(), ..before };
        pool(|| find_out(snapshot, asker))?;
        if !asker.has_gone() && changes == self.changes.load(Ordering::SeqCst) {
            self.lock().turn_to(world, before_revision);
        }
        Ok(())
    }

    /// Finds out again what came of the files that rest on a changed one, and which files matter.
    ///
    /// # Errors
    /// When a configuration file is wrong.
    pub fn catch_up(&self, asker: &dyn Asker) -> Result<(), ConfigError> {
        self.lock().refresh();
        let snapshot = self.snapshot();
        if snapshot.known.stage == Stage::Asked {
            return Ok(());
        }
        pool(|| renew(&snapshot, asker))
    }

    /// Everything that is found in the folder, as the command line finds it; nothing when the asker goes meanwhile.
    ///
    /// # Errors
    /// When a configuration file is wrong.
    pub fn check_all(&self, asker: &dyn Asker) -> Result<Option<Report>, ConfigError> {
        if !self.is_learned() {
            self.learn(asker)?;
        }
        self.catch_up(asker)?;
        if asker.has_gone() {
            return Ok(None);
        }
        let snapshot = self.snapshot();
        let view = snapshot.view();
        let mut files: Vec<&ModuleFile> = Vec::new();
        let mut outcomes: Vec<Outcome> = Vec::new();
        for path in snapshot.linted() {
            if asker.has_gone() {
                return Ok(None);
            }
            let Some(file) = view.peek(&path) else { continue };
            files.push(file);
            outcomes.push(snapshot.outcome(&path, Question::Findings)?.outcome.clone());
        }
        let overlay = Overlay::default();
        let request = snapshot.request(&overlay);
        let mut report = assemble(&request, &view, &Asked::of(&request), &files, outcomes)?;
        let walked = &snapshot.world.project;
        report.summary.files_seen = walked.primary().len() + walked.others().count();
        Ok(Some(report))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The walk has seen the files that changed on disk before `revision`.
    fn turn_to(&mut self, world: Arc<World>, revision: u64) {
        self.world = world;
        let edited_at = Arc::clone(&self.edited_at);
        let open = &self.open;
        let stays = |path: &PathBuf| open.contains(path) || edited_at.get(path).is_some_and(|at| *at > revision);
        Arc::make_mut(&mut self.edits).retain(|path, _| stays(path));
        Arc::make_mut(&mut self.calls).retain(|path, _| stays(path));
        Arc::make_mut(&mut self.edited_at).retain(|path, _| stays(path));
    }

    fn put(&mut self, path: &Path, bytes: Arc<[u8]>) {
        self.revision += 1;
        let edit = match self.edits.get(path) {
            Some(before) => Edit::after(before, bytes),
            None => Edit::new(path, bytes),
        };
        self.set(path, edit);
    }

    /// What was parsed with the help of earlier texts is forgotten.
    fn refresh(&mut self) {
        let seeded: Vec<(PathBuf, Arc<[u8]>)> = self
            .edits
            .iter()
            .filter(|(_, edit)| edit.is_seeded())
            .map(|(path, edit)| (path.clone(), Arc::clone(edit.bytes())))
            .collect();
        for (path, bytes) in seeded {
            self.revision += 1;
            self.set(&path, Edit::new(&path, bytes));
        }
    }

    fn set(&mut self, path: &Path, edit: Edit) {
        let edit = Arc::new(edit);
        Arc::make_mut(&mut self.edits).insert(path.to_path_buf(), edit);
        Arc::make_mut(&mut self.calls).insert(path.to_path_buf(), Arc::default());
        Arc::make_mut(&mut self.edited_at).insert(path.to_path_buf(), self.revision);
    }
}

fn configs(root: &Path, typed: &[Layer], discovery: &Discovery) -> Result<Arc<Configs>, ConfigError> {
    let known = Arc::new(crate::rules::known());
    Ok(Arc::new(Configs::new(known, Arc::from(root), discovery, typed.to_vec())?))
}

fn open_world(root: &Path, configs: Arc<Configs>, overlay: &Overlay, reach: Reach) -> Result<World, ConfigError> {
    let excludes = Arc::new(ByConfig::new(&configs));
    let request = Request {
        paths: &[root.to_path_buf()],
        overlay,
        configs: &configs,
        named_paths: NamedPaths::UnlessExcluded,
        threads: None,
        on_file: &|| {},
    };
    let project = open(&request, request.paths.to_vec(), &excludes, reach)?;
    excludes.check()?;
    Ok(World::new(project, configs))
}

/// Runs on threads with stacks that evaluation needs. One is left to whoever types meanwhile.
fn pool<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1);
    match rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build() {
        Ok(pool) => pool.install(run),
        Err(_) => run(),
    }
}

/// The two passes of a run, with all that comes of it kept.
fn find_out(mut snapshot: Snapshot, asker: &dyn Asker) -> Result<(), ConfigError> {
    let view = snapshot.view();
    let mut files = view.walked();
    files.retain(|file| view.is_primary(&file.path) || snapshot.is_wanted(&file.path));
    let mut known = Known {
        stage: Stage::Walked,
        first: files.iter().map(|file| Arc::clone(&file.path)).collect(),
        calls: Arc::new(index(files.iter().copied())),
        aliases: Arc::new(aliases(files.iter().copied())),
        ..Known::default()
    };
    snapshot.hold(known.clone());
    files.par_iter().take_any_while(|_| !asker.has_gone()).try_for_each(|file| {
        asker.looked_at_a_file();
        snapshot.outcome(&file.path, Question::Everything).map(drop)
    })?;
    if asker.has_gone() {
        return Ok(());
    }
    known = with_importers(&snapshot, known)?;
    let overlay = Overlay::default();
    known.of_project = project_findings(&snapshot.request(&overlay), &view, &view.manifests())?;
    snapshot.hold(known);
    renew_outcomes(&snapshot, asker)
}

/// Which files the second pass is about, and their calls.
fn with_importers(snapshot: &Snapshot, known: Known) -> Result<Known, ConfigError> {
    let view = snapshot.view();
    let given = given(snapshot)?;
    let whole: Vec<&Path> = given.whole.iter().map(AsRef::as_ref).collect();
    let holding: Vec<(&Path, &[SmolStr])> =
        given.holding.iter().map(|(path, fields)| (&**path, fields.as_slice())).collect();
    let found = view.importers(&SoughtImporters { of: &whole, holding: &holding, names: &given.names });
    let second: Vec<&ModuleFile> =
        found.iter().filter(|path| !known.first.contains(&***path)).filter_map(|path| view.peek(path)).collect();
    let files = known.first.iter().filter_map(|path| view.peek(path)).chain(second.iter().copied());
    Ok(Known {
        calls: Arc::new(index(files.clone())),
        aliases: Arc::new(aliases(files)),
        second: second.iter().map(|file| Arc::clone(&file.path)).collect(),
        given,
        ..known
    })
}

/// What files give to others.
fn given(snapshot: &Snapshot) -> Result<Given, ConfigError> {
    let mut given = Given::default();
    for mut kept in snapshot.world.all_kept() {
        if snapshot.known.second.contains(&kept.path) {
            continue;
        }
        // Somebody has typed meanwhile.
        if !kept.outcome.answers(Question::Everything) {
            kept = snapshot.outcome(&kept.path, Question::Everything)?;
        }
        let outcome = &kept.outcome;
        let exports = outcome.exports();
        if !exports.names.is_empty() || outcome.depends_on_callers {
            given.whole.push(Arc::clone(&kept.path));
        }
        given.names.extend(exports.names.iter().cloned());
        if !exports.fields.is_empty() {
            given.holding.push((Arc::clone(&kept.path), exports.fields.clone()));
        }
    }
    given.names.sort_unstable();
    given.names.dedup();
    given.whole.sort_unstable();
    given.holding.sort_unstable();
    Ok(given)
}

fn renew_outcomes(snapshot: &Snapshot, asker: &dyn Asker) -> Result<(), ConfigError> {
    let linted = snapshot.linted();
    let wanted = linted.par_iter().take_any_while(|_| !asker.has_gone());
    wanted.try_for_each(|path| snapshot.outcome(path, Question::Everything).map(drop))
}

fn renew(snapshot: &Snapshot, asker: &dyn Asker) -> Result<(), ConfigError> {
    renew_outcomes(snapshot, asker)?;
    if asker.has_gone() {
        return Ok(());
    }
    let mut known = Known::clone(&snapshot.known);
    let changed = given(snapshot)? != known.given;
    if changed {
        known = with_importers(snapshot, known)?;
    }
    let view = snapshot.view();
    let overlay = Overlay::default();
    known.of_project = project_findings(&snapshot.request(&overlay), &view, &view.manifests())?;
    let mut next = snapshot.clone();
    next.hold(known);
    if changed { renew_outcomes(&next, asker) } else { Ok(()) }
}

impl Snapshot {
    /// With changed texts for open buffers alone.
    fn of_open(mut self, open: &FxHashSet<PathBuf>) -> Self {
        Arc::make_mut(&mut self.edits).retain(|path, _| open.contains(path));
        Arc::make_mut(&mut self.calls).retain(|path, _| open.contains(path));
        Arc::make_mut(&mut self.edited_at).retain(|path, _| open.contains(path));
        self
    }

    fn hold(&mut self, known: Known) {
        self.world.learn(known);
        self.known = self.world.known();
        self.passes = Arc::default();
    }
}
