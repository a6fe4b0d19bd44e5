//! Finds the files, and reads and lowers those that matter, all inside the walker's threads.

use std::ffi::OsStr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

use super::gate::{self, Verdict};
use super::manifest::ecosystem_of;
use super::noted::NotedImports;
use super::read::{Buffer, ModuleFile, Reader, check_regular};
use super::resolve::is_configuration;
use crate::source::Skip;
use crate::syntax::ir::Language;
use crate::syntax::language_of;

/// More threads than this only wait for each other in the kernel's directory locks (oxc-project/oxc#22494).
const MOST_THREADS: usize = 12;

/// What the settings leave out. Asked about every folder, but only about those files that matter.
pub trait Excludes: Send + Sync {
    /// Whether a walk leaves out this file or folder; the folders around it are not.
    fn excludes(&self, path: &Path) -> bool;

    /// Whether a path that no walk led to is left out, by itself or by a folder around it.
    fn excludes_within(&self, path: &Path) -> bool;

    /// Whether settings call receivers in this file clients by names of their own, which no search over bytes knows.
    fn names_clients(&self, _path: &Path) -> bool {
        false
    }
}

/// Leaves out nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoExcludes;

impl Excludes for NoExcludes {
    fn excludes(&self, _: &Path) -> bool {
        false
    }

    fn excludes_within(&self, _: &Path) -> bool {
        false
    }
}

/// Whether excludes hold for what was named, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NamedPaths {
    /// Who names a path means it.
    #[default]
    Always,
    /// Excludes hold for everything (`--force-exclude`: hooks name files that nobody chose).
    UnlessExcluded,
}

/// What the walk is told.
pub(super) struct Walk<'a> {
    /// Absolute paths, files or folders.
    pub(super) named: &'a [PathBuf],
    pub(super) excludes: &'a dyn Excludes,
    pub(super) named_paths: NamedPaths,
    /// `None` for as many as the machine has, up to 12.
    pub(super) threads: Option<NonZeroUsize>,
    pub(super) reader: Reader,
    pub(super) overlay: &'a FxHashMap<PathBuf, Arc<[u8]>>,
    /// Called once for each source file that is looked at.
    pub(super) on_file: &'a (dyn Fn() + Sync),
}

/// What the walk saw; in order of the paths.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Files that passed the gate.
    pub(super) hits: Vec<ModuleFile>,
    /// Files that passed the gate and that settings leave out.
    pub(super) left_out: Vec<PathBuf>,
    /// Files that only mention a client.
    pub(super) held: Vec<(Language, PathBuf)>,
    /// All source files that did not pass the gate.
    pub(super) others: Vec<(Language, PathBuf)>,
    /// What the Go files among them import.
    pub(super) imports: NotedImports,
    /// `package.json`, `go.mod`, `tsconfig.json` and the like.
    pub(super) manifests: Vec<PathBuf>,
    /// Named files of no language that slotlint reads.
    pub(super) foreign: Vec<PathBuf>,
    pub(super) skips: Vec<(PathBuf, Skip)>,
}

impl Seen {
    fn append(&mut self, other: Seen) {
        self.hits.extend(other.hits);
        self.left_out.extend(other.left_out);
        self.held.extend(other.held);
        self.others.extend(other.others);
        self.imports.append(other.imports);
        self.manifests.extend(other.manifests);
        self.foreign.extend(other.foreign);
        self.skips.extend(other.skips);
    }

    /// Named paths may overlap, so that a file is seen twice.
    fn sort(&mut self) {
        self.hits.sort_unstable_by(|a, b| bytes(&a.path).cmp(bytes(&b.path)));
        self.hits.dedup_by(|a, b| a.path == b.path);
        // Bytes, as comparing paths part by part takes several times as long.
        for paths in [&mut self.held, &mut self.others] {
            paths.par_sort_unstable_by(|a, b| bytes(&a.1).cmp(bytes(&b.1)));
            paths.dedup();
        }
        for paths in [&mut self.manifests, &mut self.foreign, &mut self.left_out] {
            paths.sort_unstable();
            paths.dedup();
        }
        self.skips.sort_by(|a, b| a.0.cmp(&b.0));
        self.skips.dedup();
    }
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

impl Walk<'_> {
    /// Walks, reads, lowers.
    pub(super) fn run(&self) -> Seen {
        let mut roots = self.named.iter().filter(|path| !self.is_excluded_by_name(path));
        let mut seen = Seen::default();
        let mut visitor = Visitor { walk: self, buffer: Buffer::default(), seen: Seen::default(), sink: None };
        let mut builder = WalkBuilder::empty();
        let mut folders = 0;
        for path in roots.by_ref() {
            if self.overlay.contains_key(path) {
                visitor.file(path.clone(), Depth::Named);
            } else {
                builder.add(path);
                folders += 1;
            }
        }
        seen.append(std::mem::take(&mut visitor.seen));
        if folders > 0 {
            let sink = Mutex::new(seen);
            builder.threads(self.threads());
            builder.build_parallel().visit(&mut Visitors { walk: self, sink: &sink });
            seen = sink.into_inner().unwrap_or_else(PoisonError::into_inner);
        }
        seen.sort();
        seen
    }

    fn threads(&self) -> usize {
        match self.threads {
            None => std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS),
            Some(chosen) => chosen.get(),
        }
    }

    fn is_excluded_by_name(&self, path: &Path) -> bool {
        self.named_paths == NamedPaths::UnlessExcluded && self.excludes.excludes_within(path)
    }
}

struct Visitors<'a> {
    walk: &'a Walk<'a>,
    sink: &'a Mutex<Seen>,
}

impl<'a> ParallelVisitorBuilder<'a> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        let seen = Seen::default();
        Box::new(Visitor { walk: self.walk, buffer: Buffer::default(), seen, sink: Some(self.sink) })
    }
}

/// What one thread does.
struct Visitor<'a> {
    walk: &'a Walk<'a>,
    buffer: Buffer,
    seen: Seen,
    sink: Option<&'a Mutex<Seen>>,
}

enum Read {
    Hit(Box<ModuleFile>),
    Held,
    Other,
    Excluded,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Named,
    Found,
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        if let Some(sink) = self.sink {
            sink.lock().unwrap_or_else(PoisonError::into_inner).append(std::mem::take(&mut self.seen));
        }
    }
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.entry(entry),
            Err(error) => {
                self.failed(&error);
                WalkState::Continue
            }
        }
    }
}

impl Visitor<'_> {
    fn entry(&mut self, entry: DirEntry) -> WalkState {
        let depth = if entry.depth() == 0 { Depth::Named } else { Depth::Found };
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if is_folder {
            let path = entry.path();
            let is_left_out = depth == Depth::Found && (is_foreign_code(path) || self.walk.excludes.excludes(path));
            return if is_left_out { WalkState::Skip } else { WalkState::Continue };
        }
        let is_regular = entry.file_type().is_some_and(|kind| kind.is_file());
        let is_link = entry.path_is_symlink();
        let path = entry.into_path();
        if is_regular && !is_link {
            self.file(path, depth);
        } else {
            self.irregular(path, depth);
        }
        WalkState::Continue
    }

    /// Links are followed when they are named. Of those that are found, only the broken ones are worth a word.
    fn irregular(&mut self, path: PathBuf, depth: Depth) {
        match (check_regular(&path), depth) {
            (Ok(()), Depth::Named) => self.file(path, depth),
            // A link to a folder that was named: the walker goes into it.
            (Err(Skip::NotAFile), Depth::Named) if path.is_dir() => {}
            (Err(skip), Depth::Named) => self.seen.skips.push((path, skip)),
            (Ok(()), Depth::Found) => {}
            (Err(skip), Depth::Found) => {
                if language_of(&path).is_some() && !path.is_dir() && !self.is_excluded(&path, depth) {
                    self.seen.skips.push((path, skip));
                }
            }
        }
    }

    fn file(&mut self, path: PathBuf, depth: Depth) {
        let language = language_of(&path);
        // Of what is a manifest, only `setup.py` is a source file, too.
        if matches!(language, None | Some(Language::Python))
            && (ecosystem_of(&path).is_some() || is_configuration(&path))
        {
            self.seen.manifests.push(path.clone());
        }
        let Some(language) = language else {
            if depth == Depth::Named {
                self.seen.foreign.push(path);
            }
            return;
        };
        (self.walk.on_file)();
        match self.read(&path, language, depth) {
            Ok(Read::Hit(module)) => self.seen.hits.push(*module),
            Ok(Read::Held) => {
                self.seen.held.push((language, path.clone()));
                self.seen.others.push((language, path));
            }
            Ok(Read::Other) => self.seen.others.push((language, path)),
            Ok(Read::Excluded) => self.seen.left_out.push(path),
            Err(skip) if !self.is_excluded(&path, depth) => self.seen.skips.push((path, skip)),
            Err(_) => {}
        }
    }

    fn is_excluded(&self, path: &Path, depth: Depth) -> bool {
        depth == Depth::Found && self.walk.excludes.excludes(path)
    }

    /// Settings are asked last: they are slower than the gate, which stops nearly all files.
    fn read(&mut self, path: &Path, language: Language, depth: Depth) -> Result<Read, Skip> {
        let reader = self.walk.reader;
        let overlay = self.walk.overlay.get(path);
        let excludes = self.walk.excludes;
        let bytes = match overlay {
            Some(bytes) => bytes,
            None => self.buffer.read(path, reader.max_file_size)?,
        };
        let verdict = gate::judge(language, bytes);
        if verdict == Verdict::Nothing {
            if language == Language::Go {
                self.seen.imports.note(path, bytes);
            }
            return Ok(Read::Other);
        }
        if depth == Depth::Found && excludes.excludes(path) {
            return Ok(Read::Excluded);
        }
        if verdict == Verdict::Mentions && !excludes.names_clients(path) {
            return Ok(Read::Held);
        }
        reader.module(Arc::from(path), language, bytes).map(Box::new).map(Read::Hit)
    }

    fn failed(&mut self, error: &ignore::Error) {
        let Some(path) = path_of(error) else { return };
        let skip = match error.io_error() {
            Some(error) => Skip::from_io(error),
            None => Skip::Unreadable(error.to_string()),
        };
        self.seen.skips.push((path.to_path_buf(), skip));
    }
}

/// Errors of the walker are wrapped: with a path, a depth, a line.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::Partial(errors) => errors.first().and_then(path_of),
        _ => None,
    }
}

/// Folders with code that the project did not write, also where git does not ignore them.
fn is_foreign_code(folder: &Path) -> bool {
    match folder.file_name().and_then(OsStr::to_str) {
        Some(
            "node_modules" | "bower_components" | "site-packages" | "dist-packages" | "__pycache__" | ".venv" | ".git",
        ) => true,
        Some("venv" | "env" | "virtualenv") => folder.join("pyvenv.cfg").exists(),
        Some("vendor") => {
            folder.join("modules.txt").exists() || folder.parent().is_some_and(|module| module.join("go.mod").exists())
        }
        _ => false,
    }
}
