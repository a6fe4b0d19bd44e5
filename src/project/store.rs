//! The files of a project: those that the walk read, and those that are asked for later.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use elsa::sync::FrozenMap;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::folders::Folders;
use super::held;
use super::importers::{self, Sought};
use super::layer::Layer;
use super::loaded::Loaded;
use super::manifest::{ManifestFile, Manifests, Version};
use super::nearness::{self, Nearness};
use super::noted::NotedImports;
use super::options::{Options, Reach};
use super::outline::{Outline, Package};
use super::read::{Buffer, Lower, ModuleFile, Reader, check_regular};
use super::resolve::{Family, Resolution, Resolver, Tree, files_of_package};
use super::roots::{Roots, absolute};
use super::walk::{Excludes, Walk};
use crate::source::Skip;
use crate::syntax::ir::Language;
use crate::syntax::{language_of, lower};

/// Files, by path; shared by all threads. While it is shared, files are only added.
pub struct Project {
    /// For a project with changed texts: these, and the project below, which has all else.
    pub(super) layer: Option<Layer>,
    pub(super) primary: Vec<ModuleFile>,
    pub(super) by_path: FxHashMap<Arc<Path>, usize>,
    /// Source files that did not pass the gate, by bytes of their paths.
    pub(super) others: Vec<(Language, PathBuf)>,
    manifests_seen: Vec<PathBuf>,
    foreign: Vec<PathBuf>,
    /// What the Go files among them import.
    imports: NotedImports,
    /// Those of the others that only mention a client.
    pub(super) held: Vec<(Language, PathBuf)>,
    skips: Mutex<Vec<(PathBuf, Skip)>>,
    pub(super) loaded: Loaded,
    /// By folder; packages with their tests by the name of a test in it.
    packages: FrozenMap<PathBuf, Box<Package>>,
    nearness: Nearness,
    overlay: FxHashMap<PathBuf, Arc<[u8]>>,
    named: Vec<PathBuf>,
    excludes: Arc<dyn Excludes>,
    pub(super) reader: Reader,
    folders: Folders,
    manifests: Manifests,
    resolver: Resolver,
}

impl Project {
    /// Walks, and reads and lowers every file that may hold what slotlint looks for.
    pub fn open(options: Options<'_>) -> Self {
        Self::open_with(options, lower)
    }

    fn open_with(options: Options<'_>, lower: Lower) -> Self {
        let overlay: FxHashMap<PathBuf, Arc<[u8]>> =
            options.overlay.into_iter().map(|(path, bytes)| (absolute(&options.cwd, &path), bytes)).collect();
        let mut named: Vec<PathBuf> = options.named.iter().map(|path| absolute(&options.cwd, path)).collect();
        named.sort_unstable();
        named.dedup();
        let reader = Reader { max_file_size: options.max_file_size, lower };
        let walk = Walk {
            named: &named,
            excludes: &*options.excludes,
            named_paths: options.named_paths,
            threads: options.threads,
            reader,
            overlay: &overlay,
            on_file: options.on_file,
        };
        let seen = match options.reach {
            Reach::Walked => walk.run(),
            Reach::OnDemand => Default::default(),
        };
        let by_path = seen.hits.iter().enumerate().map(|(index, file)| (Arc::clone(&file.path), index)).collect();
        let folders = Folders::new(Roots::of(&named, &options.cwd), overlay.keys().map(PathBuf::as_path));
        let mut project = Self {
            layer: None,
            primary: seen.hits,
            by_path,
            others: seen.others,
            imports: seen.imports,
            held: Vec::new(),
            manifests_seen: seen.manifests,
            foreign: seen.foreign,
            skips: Mutex::new(seen.skips),
            loaded: Loaded::default(),
            packages: FrozenMap::new(),
            nearness: Nearness::default(),
            overlay,
            named,
            excludes: options.excludes,
            reader,
            folders,
            manifests: Manifests::default(),
            resolver: Resolver::default(),
        };
        project.take_in(seen.held, &seen.left_out);
        project
    }

    pub(super) fn layered(layer: Layer) -> Self {
        Self {
            named: layer.base.named.clone(),
            excludes: Arc::clone(&layer.base.excludes),
            reader: layer.base.reader,
            layer: Some(layer),
            primary: Vec::new(),
            by_path: FxHashMap::default(),
            others: Vec::new(),
            imports: NotedImports::default(),
            held: Vec::new(),
            manifests_seen: Vec::new(),
            foreign: Vec::new(),
            skips: Mutex::default(),
            loaded: Loaded::default(),
            packages: FrozenMap::new(),
            overlay: FxHashMap::default(),
            nearness: Nearness::default(),
            folders: Folders::new(Roots::default(), std::iter::empty()),
            manifests: Manifests::default(),
            resolver: Resolver::default(),
        }
    }

    /// What only depends on which files there are is to be had here.
    fn base(&self) -> &Project {
        self.layer.as_ref().map_or(self, |layer| &layer.base)
    }

    /// The files that passed the gate, by bytes of their paths: the same order for any number of threads.
    pub fn primary(&self) -> &[ModuleFile] {
        &self.primary
    }

    /// The other source files that the walk saw, in the same order.
    pub fn others(&self) -> impl Iterator<Item = &Path> {
        self.others.iter().map(|(_, path)| path.as_path())
    }

    /// What [`Self::others`] gives, for when the project is done with.
    pub fn take_others(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.others).into_iter().map(|(_, path)| path).collect()
    }

    /// Named files of no language that slotlint reads.
    pub fn foreign(&self) -> &[PathBuf] {
        &self.foreign
    }

    /// Files that were not linted, and why, those included that were asked for later; by path.
    pub fn skips(&self) -> Vec<(PathBuf, Skip)> {
        let mut skips = self.skips.lock().unwrap_or_else(PoisonError::into_inner).clone();
        skips.sort_by(|a, b| a.0.cmp(&b.0));
        skips.dedup();
        skips
    }

    /// Where the project begins.
    pub fn roots(&self) -> &Roots {
        self.base().folders.roots()
    }

    /// Whether a file holds tests, by its name and the folders it is in.
    pub fn is_test(&self, path: &Path) -> bool {
        super::test_files::is_test(self.inside(path))
    }

    /// Whether a file is an example or a benchmark, by the folders it is in.
    pub fn is_sample(&self, path: &Path) -> bool {
        super::test_files::is_sample(self.inside(path))
    }

    /// A path as seen from the root of the project.
    fn inside<'a>(&self, path: &'a Path) -> &'a Path {
        let inner = self.roots().root(path).and_then(|root| path.strip_prefix(root).ok());
        inner.unwrap_or(path)
    }

    /// Whether the folders that were named are all of the project.
    pub(super) fn is_all_walked(&self) -> bool {
        self.folders.roots().all().all(|root| self.named.iter().any(|named| root.starts_with(named)))
    }

    /// A file of the project, read and lowered when it is asked for the first time.
    ///
    /// `None` for what is outside of the project or of no known language, and for what cannot be read: that is then
    /// among the [`Self::skips`].
    pub fn load(&self, path: &Path) -> Option<&ModuleFile> {
        if let Some(layer) = &self.layer {
            return layer.load(path);
        }
        if let Some(index) = self.by_path.get(path) {
            return Some(&self.primary[*index]);
        }
        let slot = match self.loaded.known(path) {
            Some(slot) => slot,
            None => {
                language_of(path).filter(|_| self.roots().contains(path))?;
                self.loaded.slot(path)
            }
        };
        slot.get_or_init(|| self.loaded.counted(self.read(path))).as_ref()
    }

    /// Whether asking for a file costs nothing: it was read before.
    pub(super) fn is_read(&self, path: &Path) -> bool {
        self.by_path.contains_key(path) || self.loaded.known(path).is_some_and(|slot| slot.get().is_some())
    }

    pub(super) fn read(&self, path: &Path) -> Option<ModuleFile> {
        self.read_now(path).map_err(|skip| self.skip(path, skip)).ok()
    }

    fn read_now(&self, path: &Path) -> Result<ModuleFile, Skip> {
        let language = language_of(path).ok_or(Skip::NotAFile)?;
        if let Some(bytes) = self.overlay.get(path) {
            return self.reader.module(Arc::from(path), language, bytes);
        }
        check_regular(path)?;
        let mut buffer = Buffer::default();
        self.reader.module(Arc::from(path), language, buffer.read(path, self.reader.max_file_size)?)
    }

    pub(super) fn skip(&self, path: &Path, skip: Skip) {
        self.skips.lock().unwrap_or_else(PoisonError::into_inner).push((path.to_path_buf(), skip));
    }

    /// Whether a file passes the gate or imports, directly or through one other file, one that does: all others can know
    /// no client. What a Go file imports is not looked at: any is near.
    pub fn is_near_clients(&self, path: &Path) -> bool {
        match &self.layer {
            // What was near stays so, and what was changed may be: too much is no harm.
            Some(layer) => layer.edits.contains_key(path) || layer.brings_clients() || layer.base.is_near_clients(path),
            None => nearness::is_near_clients(self, path),
        }
    }

    pub(super) fn nearness(&self) -> &Nearness {
        &self.nearness
    }

    /// What an import in the file `from` means.
    pub fn resolve(&self, from: &ModuleFile, specifier: &str) -> Resolution {
        match Family::of(from.ir.language) {
            Some(family) => self.resolver().resolve(self.tree(), family, from.folder(), specifier).clone(),
            None => Resolution::Missing,
        }
    }

    /// For Python's `from specifier import name`, when the module has no such name: the submodule of that name.
    pub fn resolve_member(&self, from: &ModuleFile, specifier: &str, name: &str) -> Resolution {
        let dot = if specifier.ends_with('.') { "" } else { "." };
        self.resolve(from, &SmolStr::from_iter([specifier, dot, name]))
    }

    /// The other files of a Go file's package, sorted; with the tests when the file is a test.
    pub fn package_files(&self, of: &ModuleFile) -> Vec<PathBuf> {
        let mut files = match of.ir.language {
            Language::Go => self.package_paths(of.folder(), is_go_test(&of.path)),
            _ => Vec::new(),
        };
        // `x_test` is a package of its own, and generators with `//go:build ignore` are `main`.
        files.retain(|path| **path != *of.path && self.load(path).is_some_and(|file| file.ir.package == of.ir.package));
        files
    }

    /// The Go package in the folder of a file, none of its files parsed for that; with the tests when the file is a test.
    pub fn package_around(&self, file: &Path) -> &Package {
        let key = match file.parent() {
            Some(folder) if is_go_test(file) => folder.join("_test.go"),
            Some(folder) => folder.to_path_buf(),
            None => PathBuf::new(),
        };
        if let Some(layer) = &self.layer
            && !layer.changes_package(file)
        {
            return layer.base.package_around(file);
        }
        if let Some(known) = self.packages.get(&key) {
            return known;
        }
        let paths = self.package_paths(file.parent().unwrap_or(file), is_go_test(file));
        let package = Package::of(paths.into_iter().map(|path| {
            let outline = self.outline(&path);
            (path, outline)
        }));
        self.packages.insert(key, Box::new(package))
    }

    fn package_paths(&self, folder: &Path, with_tests: bool) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> =
            files_of_package(self.tree().folders, folder).iter().map(|path| path.to_path_buf()).collect();
        if with_tests {
            let names = self.tree().folders.list(folder).files();
            files.extend(names.into_iter().map(|name| folder.join(name)).filter(|path| is_go_test(path)));
            files.sort_unstable();
        }
        files
    }

    fn outline(&self, path: &Path) -> Outline {
        if let Some(layer) = &self.layer {
            return layer.outline(path).unwrap_or_else(|| layer.base.outline(path));
        }
        if let Some(index) = self.by_path.get(path) {
            return Outline::of(self.primary[*index].source.text.as_bytes());
        }
        if let Some(bytes) = self.overlay.get(path) {
            return Outline::of(bytes);
        }
        if path.to_str().is_some_and(|path| path.contains(".pb.")) {
            return Outline::default();
        }
        let mut buffer = Buffer::default();
        let regular = self.roots().contains(path) && check_regular(path).is_ok();
        match regular.then(|| buffer.read(path, self.reader.max_file_size)) {
            Some(Ok(bytes)) if bytes.len() > LARGEST_ASKED_FOR => Outline::default(),
            Some(Ok(bytes)) => Outline::of(bytes),
            // Loading it says why it cannot be read.
            Some(Err(_)) | None => Outline::unknown(),
        }
    }

    /// The version of `library` that the file `from` gets: what a lock file says, else what the nearest manifest asks for.
    ///
    /// `library` is the name in the registry of the file's language: `ioredis`, `redis`, `github.com/redis/go-redis/v9`
    /// (for Go also the path of a package in it).
    pub fn version_of(&self, from: &Path, library: &str) -> Option<Version> {
        self.tree().manifests.version_of(self.tree().folders, from, library)
    }

    /// The manifests seen by the walk that ask for a library around Redis or Valkey; by path.
    pub fn manifests(&self) -> Vec<ManifestFile> {
        self.base().manifests.mentions(&self.base().manifests_seen)
    }

    /// The second pass: of the source files that did not pass the gate, those that import one of the files that are sought, and for
    /// Go those of the same packages. Sorted; each is then to be had by [`Self::load`].
    pub fn importers(&self, sought: &Sought<'_>) -> Vec<PathBuf> {
        if let Some(layer) = &self.layer {
            layer.note_importers();
        }
        let mut importers = importers::find(self, sought);
        held::add_taken_in(self, &self.base().held, &mut importers);
        // The walk asks settings only about files that pass the gate.
        importers.retain(|path| self.named.contains(path) || !self.excludes.excludes(path));
        importers
    }

    pub(super) fn candidates(&self) -> &[(Language, PathBuf)] {
        &self.base().others
    }

    /// What was noted of Go files when the walk came by; a text that stands in for one may import something else.
    pub(super) fn noted_imports(&self) -> &NotedImports {
        &self.base().imports
    }

    pub(super) fn overlay_bytes(&self, path: &Path) -> Option<&[u8]> {
        if let Some(layer) = &self.layer {
            return layer.edits.get(path).map(|edit| &**edit.bytes());
        }
        self.overlay.get(path).map(|bytes| &**bytes)
    }

    pub(super) fn max_file_size(&self) -> u64 {
        self.reader.max_file_size
    }

    pub(super) fn tree(&self) -> Tree<'_> {
        let base = self.base();
        Tree { folders: &base.folders, manifests: &base.manifests, seen: &base.manifests_seen }
    }

    pub(super) fn resolver(&self) -> &Resolver {
        &self.base().resolver
    }
}

/// Files of a Go package with more bytes than this are generated (tables, C made into Go, once per platform), like those
/// of protocol buffers: a name of theirs is no client and no key, and not worth the seconds that parsing them takes.
const LARGEST_ASKED_FOR: usize = 1 << 20;

fn is_go_test(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"_test.go")
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
