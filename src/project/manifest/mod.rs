//! What manifests and lock files say about the versions of libraries.

mod go;
mod lock;
mod npm;
mod python;
mod version;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use elsa::sync::FrozenMap;
use rayon::prelude::*;
use smol_str::SmolStr;

use super::folders::Folders;
use super::gate;
use crate::finding::Span;
use crate::source::SourceFile;
use crate::syntax::ir::Language;
use crate::syntax::language_of;

pub(super) use go::GoMod;
pub(super) use go::directives as go_directives;
pub(super) use npm::PackageJson;
pub use version::Version;

/// Manifests over this many bytes are not read; lock files may be larger.
const LARGEST_MANIFEST: u64 = 1024 * 1024;
const LARGEST_LOCK: u64 = 64 * 1024 * 1024;

/// What a manifest asks for beyond this many libraries is not looked for in its text.
const MOST_REQUIREMENTS: usize = 2000;

/// Where a library comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ecosystem {
    /// `package.json`.
    Npm,
    /// `pyproject.toml`, `requirements.txt` and the like.
    Python,
    /// `go.mod`.
    Go,
}

impl Ecosystem {
    /// Where programs in a language get their libraries from.
    pub fn of(language: Language) -> Option<Self> {
        match language {
            Language::JavaScript | Language::TypeScript | Language::Tsx => Some(Ecosystem::Npm),
            Language::Python => Some(Ecosystem::Python),
            Language::Go => Some(Ecosystem::Go),
            Language::Lua => None,
        }
    }
}

/// One line of a manifest that asks for a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Where the library comes from.
    pub ecosystem: Ecosystem,
    /// Its name there; Python names in the spelling of PEP 503 (`redis-py-cluster`).
    pub name: SmolStr,
    /// The version or range as written.
    pub asked: SmolStr,
    /// What that means, if it means anything.
    pub version: Option<Version>,
    /// Where it stands in the manifest.
    pub span: Span,
}

/// A manifest that asks for something that slotlint knows.
#[derive(Debug, Clone)]
pub struct ManifestFile {
    /// Its text.
    pub source: SourceFile,
    /// The requirements whose names mention redis, valkey or bull, in order of appearance.
    pub requirements: Vec<Requirement>,
}

/// What a file of this path asks for libraries from, if it does.
pub(in crate::project) fn ecosystem_of(path: &Path) -> Option<Ecosystem> {
    match path.file_name()?.to_str()? {
        "package.json" => Some(Ecosystem::Npm),
        "go.mod" => Some(Ecosystem::Go),
        _ => python::is_manifest(path).then_some(Ecosystem::Python),
    }
}

/// Reads manifests, each once.
#[derive(Default)]
pub(super) struct Manifests {
    packages: FrozenMap<PathBuf, Box<Option<PackageJson>>>,
    go_mods: FrozenMap<PathBuf, Box<Option<GoMod>>>,
    python: FrozenMap<PathBuf, Vec<Requirement>>,
    versions: FrozenMap<(PathBuf, SmolStr), Box<Option<Version>>>,
}

impl Manifests {
    /// The `package.json` of a folder.
    pub(super) fn package(&self, folders: &Folders, folder: &Path) -> Option<&PackageJson> {
        if !folders.list(folder).has_file("package.json") {
            return None;
        }
        if let Some(known) = self.packages.get(folder) {
            return known.as_ref();
        }
        let package =
            read_text(&folder.join("package.json"), LARGEST_MANIFEST).and_then(|text| PackageJson::parse(&text));
        self.packages.insert(folder.to_path_buf(), Box::new(package)).as_ref()
    }

    /// The `go.mod` of a folder.
    pub(super) fn go_mod(&self, folders: &Folders, folder: &Path) -> Option<&GoMod> {
        if !folders.list(folder).has_file("go.mod") {
            return None;
        }
        if let Some(known) = self.go_mods.get(folder) {
            return known.as_ref();
        }
        let go_mod = read_text(&folder.join("go.mod"), LARGEST_MANIFEST).and_then(|text| GoMod::parse(&text));
        self.go_mods.insert(folder.to_path_buf(), Box::new(go_mod)).as_ref()
    }

    fn python(&self, path: &Path) -> &[Requirement] {
        if let Some(known) = self.python.get(path) {
            return known;
        }
        let text = read_text(path, LARGEST_MANIFEST).unwrap_or_default();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        self.python.insert(path.to_path_buf(), python::requirements(name, &text))
    }

    /// The version of `library` that the file `from` gets: the lock file's, else what the nearest manifest asks for.
    ///
    /// `library` is the name in the registry of the file's language: `ioredis`, `redis`, `github.com/redis/go-redis/v9`
    /// (for Go also the path of a package in it).
    pub(super) fn version_of(&self, folders: &Folders, from: &Path, library: &str) -> Option<Version> {
        let folder = from.parent()?;
        let ecosystem = Ecosystem::of(language_of(from)?)?;
        // The same name may come from two registries.
        let tag = match ecosystem {
            Ecosystem::Npm => "npm:",
            Ecosystem::Python => "python:",
            Ecosystem::Go => "go:",
        };
        let key = (folder.to_path_buf(), SmolStr::from_iter([tag, library]));
        if let Some(known) = self.versions.get(&key) {
            return *known;
        }
        let version = match ecosystem {
            Ecosystem::Npm => npm::version(self, folders, folder, library),
            Ecosystem::Python => python::version(self, folders, folder, library),
            Ecosystem::Go => go::version(self, folders, folder, library),
        };
        *self.versions.insert(key, Box::new(version))
    }

    /// Those of the manifests `seen` in the walk that ask for something that slotlint knows.
    pub(super) fn mentions(&self, seen: &[PathBuf]) -> Vec<ManifestFile> {
        seen.par_iter().filter_map(|path| mention(path)).collect()
    }
}

fn mention(path: &Path) -> Option<ManifestFile> {
    let name = path.file_name()?.to_str()?;
    let text = read_text(path, LARGEST_MANIFEST)?;
    let mut requirements = match ecosystem_of(path)? {
        Ecosystem::Npm => PackageJson::parse(&text)?.requirements(&text),
        Ecosystem::Python => python::requirements(name, &text),
        Ecosystem::Go => GoMod::parse(&text)?.requirements,
    };
    requirements.retain(|requirement| gate::mentions_library(&requirement.name));
    if requirements.is_empty() {
        return None;
    }
    requirements.sort_by_key(|requirement| requirement.span);
    requirements.dedup();
    Some(ManifestFile { source: SourceFile::from_text(Arc::from(path), text), requirements })
}

fn read_text(path: &Path, limit: u64) -> Option<String> {
    use std::io::Read;
    let file = std::fs::File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > limit {
        return None;
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// The span of `part`, which must be a slice of `text`.
fn span_of(text: &str, part: &str) -> Span {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    Span::new(start, start + part.len())
}

#[cfg(test)]
mod tests;
