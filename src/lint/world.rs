//! What a session knows: a project as it was walked, and what came of its files.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::kept::Kept;
use super::keys::KeyUse;
use crate::config::Configs;
use crate::eval::aliases::Aliases;
use crate::eval::callers::{CallsIn, indexed};
use crate::finding::Finding;
use crate::project::{ModuleFile, Project};
use crate::syntax::ir::ExprId;

/// A project, its settings, and everything that was found out about it.
pub(super) struct World {
    pub(super) project: Arc<Project>,
    pub(super) configs: Arc<Configs>,
    known: RwLock<Arc<Known>>,
    kept: Mutex<FxHashMap<Arc<Path>, Arc<Kept>>>,
    /// The keys of files, each with the revision at which they were read.
    pub(super) keys: Mutex<KeysOf>,
    /// Whether a walk would come by files that it did not find when it was made.
    pub(super) walked_to: Mutex<FxHashMap<PathBuf, bool>>,
}

impl World {
    pub(super) fn new(project: Project, configs: Arc<Configs>) -> Self {
        Self {
            project: Arc::new(project),
            configs,
            known: RwLock::default(),
            kept: Mutex::default(),
            keys: Mutex::default(),
            walked_to: Mutex::default(),
        }
    }

    pub(super) fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn learn(&self, known: Known) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }

    pub(super) fn kept(&self, path: &Path) -> Option<Arc<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// In no order.
    pub(super) fn all_kept(&self) -> Vec<Arc<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Unless something newer is there already.
    pub(super) fn keep(&self, kept: Arc<Kept>) {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if all.get(&kept.path).is_none_or(|old| old.valid_at() <= kept.valid_at()) {
            all.insert(Arc::clone(&kept.path), kept);
        }
    }
}

/// The keys of files, each with a revision.
type KeysOf = FxHashMap<Arc<Path>, (u64, Arc<Vec<KeyUse>>)>;

/// Which files are linted, and who calls what in them.
#[derive(Default, Clone)]
pub(super) struct Known {
    /// Whether the project was walked.
    pub(super) stage: Stage,
    /// Files that pass the gate.
    pub(super) first: FxHashSet<Arc<Path>>,
    /// Files that import a client or a wrapper from one of these without naming Redis at all.
    pub(super) second: FxHashSet<Arc<Path>>,
    /// What the second pass looks for the importers of.
    pub(super) given: Given,
    /// The calls of the walked files, by name.
    pub(super) calls: Arc<FxHashMap<SmolStr, Vec<CallsIn>>>,
    /// What the names in these files stand for.
    pub(super) aliases: Arc<Aliases>,
    /// What is found in the project as a whole.
    pub(super) of_project: Vec<Finding>,
}

/// The files that give something to others, sorted by path.
#[derive(Default, Clone, PartialEq, Eq)]
pub(super) struct Given {
    /// Those that give clients or wrappers.
    pub(super) whole: Vec<Arc<Path>>,
    /// The names of the clients that they give.
    pub(super) names: Vec<SmolStr>,
    /// Those that hold a client in fields.
    pub(super) holding: Vec<(Arc<Path>, Vec<SmolStr>)>,
}

impl Given {
    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.holding.is_empty()
    }

    pub(super) fn contains(&self, path: &Arc<Path>) -> bool {
        self.whole.contains(path) || self.holding.iter().any(|(holding, _)| holding == path)
    }
}

/// How much of a project is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Stage {
    /// Only what was asked for.
    #[default]
    Asked,
    /// All of it.
    Walked,
}

/// The calls of one file, by the last name of what they call.
pub(super) type CallsOf = FxHashMap<SmolStr, Vec<ExprId>>;

pub(super) fn calls_of(file: &ModuleFile) -> CallsOf {
    let mut by_name = CallsOf::default();
    for (name, expr) in indexed(&file.ir) {
        by_name.entry(name).or_default().push(expr);
    }
    by_name
}

/// The calls of many files, by name.
pub(super) fn index<'p>(files: impl IntoIterator<Item = &'p ModuleFile>) -> FxHashMap<SmolStr, Vec<CallsIn>> {
    let mut by_name: FxHashMap<SmolStr, Vec<CallsIn>> = FxHashMap::default();
    for file in files {
        for (name, calls) in calls_of(file) {
            by_name.entry(name).or_default().push((Arc::clone(&file.path), calls));
        }
    }
    by_name
}

/// What names stand for, over many files.
pub(super) fn aliases<'p>(files: impl IntoIterator<Item = &'p ModuleFile>) -> Aliases {
    let mut aliases = Aliases::default();
    files.into_iter().for_each(|file| aliases.add(&file.ir));
    aliases
}
