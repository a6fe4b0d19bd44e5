//! A project with some of its files changed since it was walked: what stays between two questions of an editor.
//!
//! Texts change all the time, and which files there are hardly ever. So everything that only depends on which files there
//! are (listings, manifests, what imports mean) stays in the project below, and a layer holds the changed texts. A layer
//! costs next to nothing to make; each question gets its own, which also notes what the question looked at.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::gate;
use super::outline::Outline;
use super::read::ModuleFile;
use super::store::Project;
use crate::source::Skip;
use crate::syntax::again::{self, Parsed};
use crate::syntax::language_of;

/// A text that stands in for a file, lowered when somebody looks at it.
pub struct Edit {
    path: Arc<Path>,
    bytes: Arc<[u8]>,
    module: OnceLock<Result<ModuleFile, Skip>>,
    /// What was parsed for a text before this one, until this one is parsed.
    seed: Mutex<Option<Parsed>>,
    start: Start,
    /// What was parsed for this one.
    parsed: OnceLock<Option<Parsed>>,
    passes: OnceLock<bool>,
}

/// How a text is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// As if there had been none before.
    Afresh,
    /// With the help of the text before.
    Seeded,
}

impl Edit {
    /// `path` is absolute, without `.` and `..`.
    pub fn new(path: &Path, bytes: Arc<[u8]>) -> Self {
        let (module, parsed, passes) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { path: Arc::from(path), bytes, module, seed: Mutex::default(), start: Start::Afresh, parsed, passes }
    }

    /// A text that differs a little from that of another edit of the same file.
    pub fn after(before: &Edit, bytes: Arc<[u8]>) -> Self {
        let seed = before.next_seed();
        let start = if seed.is_some() { Start::Seeded } else { Start::Afresh };
        Self { seed: Mutex::new(seed), start, ..Self::new(&before.path, bytes) }
    }

    /// The same text, parsed as if there had been none before. Whoever types on meanwhile does not wait for that.
    pub fn afresh(&self) -> Self {
        Self { seed: Mutex::new(self.next_seed()), ..Self::new(&self.path, Arc::clone(&self.bytes)) }
    }

    /// Whether [`Self::afresh`] may come to something else: how mistakes are got over may depend on the text before.
    pub fn depends_on_before(&self) -> bool {
        let is_whole = matches!(self.module.get(), Some(Ok(file)) if file.ir.damaged.is_empty());
        self.start == Start::Seeded && !is_whole
    }

    /// What helps to parse the next text.
    fn next_seed(&self) -> Option<Parsed> {
        // It is given up for what was parsed, behind that.
        let seed = self.seed();
        self.parsed.get().cloned().unwrap_or_else(|| seed.clone())
    }

    /// What it holds.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// Whether it may hold what slotlint looks for.
    pub fn passes(&self) -> bool {
        *self
            .passes
            .get_or_init(|| language_of(&self.path).is_some_and(|language| gate::mentions(language, &self.bytes)))
    }

    fn seed(&self) -> MutexGuard<'_, Option<Parsed>> {
        self.seed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn module(&self, project: &Project) -> &Result<ModuleFile, Skip> {
        self.module.get_or_init(|| {
            let language = language_of(&self.path).ok_or(Skip::NotAFile)?;
            let lower = || project.reader.module(Arc::clone(&self.path), language, &self.bytes);
            let seed = match self.start {
                Start::Afresh => None,
                Start::Seeded => self.seed().as_mut().map(Parsed::give),
            };
            let module_of = |lowered: &Result<ModuleFile, Skip>| Some(Arc::clone(&lowered.as_ref().ok()?.ir));
            let (module, parsed) = again::with(seed, lower, module_of);
            let parsed = match self.start {
                Start::Afresh => parsed.map(|parsed| parsed.behind(self.seed().as_ref())),
                Start::Seeded => parsed,
            };
            let _ = self.parsed.set(parsed);
            // Modules that nobody needs any more would pile up behind it.
            *self.seed() = None;
            module
        })
    }
}

/// The changed texts, by path.
pub type Edits = FxHashMap<PathBuf, Arc<Edit>>;

/// What a question looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Files.
    pub files: FxHashSet<Arc<Path>>,
    /// Folders whose Go packages were asked for names.
    pub packages: FxHashSet<PathBuf>,
    /// Whether it matters which files import which.
    pub importers: bool,
}

/// The changed texts over a project.
pub(super) struct Layer {
    pub(super) base: Arc<Project>,
    pub(super) edits: Arc<Edits>,
    seen: Mutex<Seen>,
}

impl Layer {
    pub(super) fn new(base: Arc<Project>, edits: Arc<Edits>) -> Self {
        Self { base, edits, seen: Mutex::default() }
    }

    fn note(&self, note: impl FnOnce(&mut Seen)) {
        note(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn note_importers(&self) {
        self.note(|seen| seen.importers = true);
    }

    /// A file, noted as looked at.
    pub(super) fn load(&self, path: &Path) -> Option<&ModuleFile> {
        self.note(|seen| {
            // A file that does not exist matters as well, but who makes it tells so.
            if !seen.files.contains(path) {
                seen.files.insert(Arc::from(path));
            }
        });
        self.peek(path)
    }

    /// A file.
    pub(super) fn peek(&self, path: &Path) -> Option<&ModuleFile> {
        match self.edits.get(path) {
            Some(edit) => edit.module(&self.base).as_ref().ok(),
            None => self.base.load(path),
        }
    }

    pub(super) fn skip(&self, path: &Path) -> Option<Skip> {
        self.edits.get(path)?.module(&self.base).as_ref().err().cloned()
    }

    /// Whether a text in this very folder is changed; the folder is noted as looked at.
    pub(super) fn changes_package(&self, file: &Path) -> bool {
        let Some(folder) = file.parent() else { return false };
        self.note(|seen| {
            if !seen.packages.contains(folder) {
                seen.packages.insert(folder.to_path_buf());
            }
        });
        self.edits.keys().any(|path| path.parent() == Some(folder))
    }

    pub(super) fn outline(&self, path: &Path) -> Option<Outline> {
        self.edits.get(path).map(|edit| Outline::of(&edit.bytes))
    }

    /// Whether a changed text may hold a client where there was none.
    pub(super) fn brings_clients(&self) -> bool {
        self.edits.values().any(|edit| edit.passes() && !self.base.is_primary(&edit.path))
    }

    /// The walked files with their changes, and the changed files that pass the gate by now; by bytes of their paths.
    pub(super) fn walked(&self) -> Vec<&ModuleFile> {
        let base = self.base.primary().iter().filter_map(|file| self.peek(&file.path));
        let is_known = |path: &Path| self.base.is_primary(path);
        let new = self.edits.values().filter(|edit| edit.passes() && !is_known(&edit.path));
        let mut files: Vec<&ModuleFile> = base.chain(new.filter_map(|edit| self.peek(&edit.path))).collect();
        files.sort_by(|a, b| a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes()));
        files
    }
}

impl Project {
    /// The project with some texts changed. `base` is none of these itself.
    pub fn over(base: &Arc<Project>, edits: &Arc<Edits>) -> Self {
        Self::layered(Layer::new(Arc::clone(base), Arc::clone(edits)))
    }

    /// What was looked at through this layer.
    pub fn seen(&self) -> Seen {
        let seen = self.layer.as_ref().map(|layer| layer.seen.lock().unwrap_or_else(PoisonError::into_inner).clone());
        seen.unwrap_or_default()
    }

    /// As [`Project::load`], without a note of it.
    pub fn peek(&self, path: &Path) -> Option<&ModuleFile> {
        match &self.layer {
            Some(layer) => layer.peek(path),
            None => self.load(path),
        }
    }

    /// Why a changed text is not linted.
    pub fn skip_of_edit(&self, path: &Path) -> Option<Skip> {
        self.layer.as_ref()?.skip(path)
    }

    /// The files that passed the gate, by bytes of their paths, changed texts included.
    pub fn walked(&self) -> Vec<&ModuleFile> {
        match &self.layer {
            Some(layer) => layer.walked(),
            None => self.primary().iter().collect(),
        }
    }

    /// Whether the walk came by this source file.
    pub fn is_walked(&self, path: &Path) -> bool {
        let sought = path.as_os_str().as_encoded_bytes();
        let others = self.candidates();
        self.is_primary(path)
            || others.binary_search_by(|(_, other)| other.as_os_str().as_encoded_bytes().cmp(sought)).is_ok()
    }

    /// Whether the walk found this file worth parsing.
    pub fn is_primary(&self, path: &Path) -> bool {
        let base = self.layer.as_ref().map_or(self, |layer| &layer.base);
        base.by_path.contains_key(path)
    }
}

/// Whether a walk of `root` comes by this file: by the very rules of the walk, but only along the folders around the file.
pub fn would_walk(root: &Path, path: &Path) -> bool {
    let Ok(inner) = path.strip_prefix(root) else { return false };
    let depth = inner.components().count();
    let target = path.to_path_buf();
    let mut builder = ignore::WalkBuilder::new(root);
    builder.max_depth(Some(depth)).filter_entry(move |entry| target.starts_with(entry.path()));
    let is_link = |entry: &ignore::DirEntry| entry.path_is_symlink();
    match path.try_exists() {
        Ok(true) => builder.build().flatten().any(|entry| entry.path() == path && !is_link(&entry)),
        // What was never saved cannot be ignored.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Options;

    const WHOLE: &str = "export function load(id) {\n  return redis.get(`user:${id}`);\n}\nload(1);\n";

    /// An empty folder, and an edit of a file in it after the other, each looked at.
    fn typed(texts: &[&str]) -> (Project, Edit) {
        let tree = tempfile::tempdir().unwrap();
        let project = Project::open(Options::new(tree.path(), vec![tree.path().to_path_buf()]));
        let bytes = |text: &str| Arc::from(text.as_bytes());
        let mut edit = Edit::new(&tree.path().join("a.js"), bytes(texts[0]));
        for text in &texts[1..] {
            assert!(edit.module(&project).is_ok());
            edit = Edit::after(&edit, bytes(text));
        }
        (project, edit)
    }

    #[test]
    fn only_a_text_with_mistakes_depends_on_the_one_before() {
        for (text, depends) in [("f(2);\n", false), ("f(;\n", true)] {
            let text = format!("{WHOLE}{text}");
            let (project, edit) = typed(&[WHOLE, &text]);
            assert!(edit.module(&project).is_ok());
            assert_eq!(edit.depends_on_before(), depends, "{text}");
            assert!(!edit.afresh().depends_on_before(), "{text}");
        }
    }

    #[test]
    fn who_types_on_does_not_wait_for_a_text_that_is_parsed_afresh() {
        let (project, edit) = typed(&[WHOLE, "f(;"]);
        assert!(edit.module(&project).is_ok());
        let next = Edit::after(&edit.afresh(), Arc::from(WHOLE.as_bytes()));
        assert_eq!(next.start, Start::Seeded);
    }

    #[test]
    fn a_text_that_was_looked_at_keeps_nothing_of_those_before() {
        let (project, edit) = typed(&[WHOLE, "\n", WHOLE]);
        assert!(edit.seed().is_some());
        assert!(edit.module(&project).is_ok());
        assert!(edit.seed().is_none());
    }
}
