//! Modules that somebody asked for, read and lowered once, and given up when there are many.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use elsa::sync::FrozenMap;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::naming::Refusals;
use super::read::ModuleFile;
use super::store::Project;

/// Modules of so many bytes of text are worth giving up; they take about eight times as much memory.
const MUCH: usize = 8 << 20;
/// So many times this must fit into the text of the files that are kept: what is looked up in these anew each time that
/// modules were given up grows with them.
const SHARE: usize = 4;

/// A module, once it was read; `None` if that was not possible.
type Slot = OnceLock<Option<ModuleFile>>;

/// Modules by path.
#[derive(Default)]
pub(super) struct Loaded {
    modules: FrozenMap<PathBuf, Box<Slot>>,
    /// Of text, since modules were last given up.
    bytes: AtomicUsize,
    /// Of files that need not be among them.
    pub(super) refusals: Refusals,
}

impl Loaded {
    /// The module of a path that was asked for before.
    pub(super) fn known(&self, path: &Path) -> Option<&Slot> {
        self.modules.get(path)
    }

    /// The module of a path.
    pub(super) fn slot(&self, path: &Path) -> &Slot {
        self.modules.insert(path.to_path_buf(), Box::default())
    }

    /// What was read of a module, counted.
    pub(super) fn counted(&self, module: Option<ModuleFile>) -> Option<ModuleFile> {
        self.bytes.fetch_add(module.as_ref().map_or(0, |module| module.source.text.len()), Ordering::Relaxed);
        module
    }
}

impl Project {
    /// Whether modules that were asked for take so much memory that [`Self::make_room`] gives them up.
    pub fn is_crowded(&self) -> bool {
        let loaded = self.loaded.bytes.load(Ordering::Relaxed);
        loaded > MUCH && loaded > self.primary.iter().map(|module| module.source.text.len()).sum::<usize>() / SHARE
    }

    /// Gives up the modules that were asked for, except those of `kept`, if they take much memory. Who asks for one again
    /// gets it read again.
    pub fn make_room(&mut self, kept: &[PathBuf]) {
        if !self.is_crowded() {
            return;
        }
        let kept: FxHashSet<&Path> = kept.iter().map(PathBuf::as_path).collect();
        let all = std::mem::take(&mut self.loaded).modules.into_tuple_vec();
        let (kept, given_up): (Vec<_>, Vec<_>) = all.into_iter().partition(|(path, _)| kept.contains(path.as_path()));
        given_up.into_par_iter().for_each(drop);
        for (path, slot) in kept {
            self.loaded.modules.insert(path, slot);
        }
    }
}
