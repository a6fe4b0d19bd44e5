//! The second pass: which files import a module, found without parsing them.
//!
//! A wrapper around a client is often all that names Redis; the files that use it only say `import { cache } from
//! './cache'`. Their bytes are searched for the last element of whatever could mean the module, and each hit is
//! resolved as the import that it would be. What is found may be no import at all (a string in a comment): a file too many.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, Match, packed};
use memchr::memmem;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::imports::{PythonImport, python_imports};
use super::noted::Wanted;
use super::read::Buffer;
use super::resolve::{Family, Resolution, python_name};
use super::store::Project;
use crate::source::Skip;
use crate::syntax::ir::Language;
use crate::syntax::language_of;

/// A specifier is no longer than this many bytes.
const LONGEST_SPECIFIER: usize = 256;

/// So many candidates at least are one task.
const BATCH: usize = 128;

/// A file that passes on what it imports may itself be imported by one; chains of such are followed this far.
const MAX_BARRELS: usize = 3;

/// What is looked for.
pub struct Sought<'a> {
    /// Modules that matter to all who import them.
    pub of: &'a [&'a Path],
    /// Modules that matter only to files with one of these texts in them: `.client`.
    pub holding: &'a [(&'a Path, &'a [SmolStr])],
    /// Names of what the modules `of` give: by these a file may take it from a module that passes it on.
    pub names: &'a [SmolStr],
}

pub(super) fn find(project: &Project, sought: &Sought<'_>) -> Vec<PathBuf> {
    let held = sought.holding.iter().flat_map(|(_, texts)| texts.iter());
    let taken: Vec<SmolStr> = held.chain(sought.names).cloned().collect();
    let mut holding = sought.holding.to_vec();
    add_barrels(project, sought, &taken, &mut holding);
    let passing: FxHashSet<&Path> = holding[sought.holding.len()..].iter().map(|(path, _)| *path).collect();
    let searches = [Family::JavaScript, Family::Python, Family::Go]
        .map(|family| Search::new(project, family, sought.of, &holding));
    let hits = project.candidates().par_iter().with_min_len(BATCH).filter(|(language, path)| {
        let search = Family::of(*language).and_then(|family| searches[family as usize].as_ref());
        search.is_some_and(|search| search.reads_and_finds(path)) || passing.contains(path.as_path())
    });
    hits.map(|(_, path)| path.clone()).collect()
}

/// Adds the `index.ts` and `__init__.py` that pass one of the modules on: who imports such a file may mean the module.
fn add_barrels<'a>(
    project: &'a Project,
    sought: &Sought<'a>,
    taken: &'a [SmolStr],
    holding: &mut Vec<(&'a Path, &'a [SmolStr])>,
) {
    if taken.is_empty() {
        return;
    }
    let candidates = project.candidates().par_iter().map(|(language, path)| (*language, path.as_path()));
    let primary = project.walked();
    let primary = primary.par_iter().map(|file| (file.ir.language, &*file.path));
    let mut barrels: Vec<(Language, &Path)> = candidates.chain(primary).filter(|(_, path)| is_barrel(path)).collect();
    for _ in 0..MAX_BARRELS {
        let held: Vec<&Path> = holding.iter().map(|(path, _)| *path).collect();
        let searches = [Family::JavaScript, Family::Python]
            .map(|family| (Search::new(project, family, sought.of, &[]), Search::new(project, family, &held, &[])));
        let passes_on = |&(language, path): &(Language, &Path)| {
            let Some((plain, holds)) = Family::of(language).and_then(|family| searches.get(family as usize)) else {
                return false;
            };
            [holds, plain].into_iter().flatten().any(|search| search.reads_and_finds(path))
        };
        let (found, left): (Vec<_>, Vec<_>) = barrels.into_par_iter().partition(passes_on);
        if found.is_empty() {
            return;
        }
        holding.extend(found.into_iter().map(|(_, path)| (path, taken)));
        barrels = left;
    }
}

/// Of some files, those that import one of `of` or, in Go, are in the same package.
pub(super) fn among<'c>(project: &Project, candidates: &[&'c (Language, PathBuf)], of: &[&Path]) -> Vec<&'c Path> {
    let searches = [Family::JavaScript, Family::Python, Family::Go].map(|family| Search::new(project, family, of, &[]));
    let is_found = |(language, path): &&&(Language, PathBuf)| {
        let search = Family::of(*language).and_then(|family| searches[family as usize].as_ref());
        search.is_some_and(|search| search.reads_and_finds(path))
    };
    candidates.par_iter().filter(is_found).map(|(_, path)| path.as_path()).collect()
}

/// Whether a source file is called `index` or `__init__`.
fn is_barrel(path: &Path) -> bool {
    let (_, name) = split(path);
    let extension = name.strip_prefix(b"index.").or_else(|| name.strip_prefix(b"__init__."));
    extension.is_some_and(|extension| !extension.contains(&b'.'))
}

/// The bytes of a plain path's folder and name: looking at its parts as `Path` does takes many times as long, and this is
/// asked about every file.
fn split(path: &Path) -> (&[u8], &[u8]) {
    let bytes = path.as_os_str().as_encoded_bytes();
    let begin = bytes.iter().rposition(|&byte| std::path::is_separator(char::from(byte))).map_or(0, |at| at + 1);
    bytes.split_at(begin)
}

/// What is looked for in the files of one family.
struct Search<'a> {
    project: &'a Project,
    family: Family,
    targets: FxHashSet<&'a Path>,
    /// The bytes of their paths.
    own: FxHashSet<&'a [u8]>,
    /// Targets that matter only to files with one of these texts in them: `.client`.
    holding: FxHashMap<&'a Path, &'a [SmolStr]>,
    /// Those of the Go package in a folder, by the bytes of that, see [`split`].
    packages: FxHashMap<&'a [u8], Vec<&'a Path>>,
    /// The repositories that the modules are in, see [`home`]: only there importers are looked for.
    homes: Vec<&'a Path>,
    /// `None` when nothing imports the modules by name: Go files of no module, which only share a package.
    needles: Option<Needles>,
    /// Go: the import paths of the modules.
    wanted: Wanted,
}

impl<'a> Search<'a> {
    /// `None` when none of the modules is of this family.
    fn new(
        project: &'a Project,
        family: Family,
        of: &[&'a Path],
        holding: &[(&'a Path, &'a [SmolStr])],
    ) -> Option<Self> {
        let is_of_family = |path: &Path| language_of(path).and_then(Family::of) == Some(family);
        let mut targets: FxHashSet<&Path> = of.iter().copied().filter(|path| is_of_family(path)).collect();
        let holding: FxHashMap<&Path, &[SmolStr]> =
            holding.iter().copied().filter(|(path, _)| is_of_family(path) && !targets.contains(path)).collect();
        targets.extend(holding.keys());
        if targets.is_empty() {
            return None;
        }
        let mut needles: Vec<String> =
            targets.par_iter().flat_map_iter(|path| needles(project, family, path)).collect();
        needles.sort_unstable();
        needles.dedup();
        let mut packages: FxHashMap<&[u8], Vec<&Path>> = FxHashMap::default();
        if family == Family::Go {
            for path in &targets {
                packages.entry(split(path).0).or_default().push(path);
            }
        }
        let mut homes: Vec<&Path> = targets.par_iter().filter_map(|path| home(project, path)).collect();
        homes.sort_unstable();
        homes.dedup();
        let wanted = needles.iter().filter_map(|needle| needle.strip_suffix('"')).collect();
        let needles = Needles::new(&needles);
        if needles.is_none() && packages.is_empty() {
            return None;
        }
        let own = targets.iter().map(|path| path.as_os_str().as_encoded_bytes()).collect();
        Some(Self { project, family, targets, own, holding, packages, homes, needles, wanted })
    }

    fn reads_and_finds(&self, path: &Path) -> bool {
        if !self.homes.iter().any(|home| is_inside(path, home))
            || self.own.contains(path.as_os_str().as_encoded_bytes())
        {
            return false;
        }
        let package = self.packages.get(split(path).0);
        if package.is_some_and(|package| package.iter().any(|target| !self.holding.contains_key(target))) {
            return true;
        }
        if let Some(bytes) = self.project.overlay_bytes(path) {
            return self.finds(path, bytes);
        }
        let is_asked = package.is_none() && self.family == Family::Go;
        if is_asked && !self.project.noted_imports().may_import(path, &self.wanted) {
            return false;
        }
        Buffer::of_thread(|buffer| match buffer.read(path, self.project.max_file_size()) {
            Ok(bytes) => self.finds(path, bytes),
            Err(skip @ (Skip::Vanished | Skip::Unreadable(_))) => {
                self.project.skip(path, skip);
                false
            }
            Err(_) => false,
        })
    }

    fn finds(&self, path: &Path, bytes: &[u8]) -> bool {
        let Some(folder) = path.parent() else { return false };
        let in_package = || {
            let package = self.packages.get(split(path).0);
            package.is_some_and(|package| package.iter().any(|target| self.matters(target, bytes)))
        };
        match self.family {
            Family::JavaScript | Family::Go => {
                let imports = self.any_needle(bytes, |found| {
                    let specifier = quoted_around(bytes, found.start(), found.end());
                    specifier.is_some_and(|specifier| self.means_target(folder, specifier, bytes))
                });
                imports || in_package()
            }
            Family::Python => self.any_needle(bytes, |_| true) && self.imports_target(folder, bytes),
        }
    }

    fn any_needle(&self, bytes: &[u8], accept: impl FnMut(Match) -> bool) -> bool {
        self.needles.as_ref().is_some_and(|needles| needles.any(bytes, accept))
    }

    fn means_target(&self, folder: &Path, specifier: &str, bytes: &[u8]) -> bool {
        match self.project.resolver().resolve(self.project.tree(), self.family, folder, specifier) {
            Resolution::Files(files) => files.iter().any(|file: &Arc<Path>| self.matters(file, bytes)),
            Resolution::External(_) | Resolution::Missing => false,
        }
    }

    /// Whether a module is looked for on behalf of a file with these bytes.
    fn matters(&self, module: &Path, bytes: &[u8]) -> bool {
        self.targets.contains(module)
            && self
                .holding
                .get(module)
                .is_none_or(|fields| fields.iter().any(|field| memmem::find(bytes, field.as_bytes()).is_some()))
    }

    fn imports_target(&self, folder: &Path, bytes: &[u8]) -> bool {
        let imports = python_imports(&String::from_utf8_lossy(bytes));
        imports.iter().flat_map(PythonImport::specifiers).any(|specifier| self.means_target(folder, &specifier, bytes))
    }
}

/// The outermost repository around a file, else the root: a root may hold many repositories, which know nothing of each
/// other. A submodule is of the repository around it.
fn home<'a>(project: &Project, file: &'a Path) -> Option<&'a Path> {
    let folders = project.tree().folders;
    let is_repository = |folder: &&Path| {
        let listing = folders.list(folder);
        listing.has_folder(".git") || listing.has_file(".git")
    };
    let around: Vec<&Path> = folders.roots().upwards(file.parent()?).collect();
    around.iter().rev().copied().find(is_repository).or_else(|| around.last().copied())
}

/// As `starts_with`, of bytes, for paths that are both absolute and plain.
fn is_inside(path: &Path, folder: &Path) -> bool {
    let behind = path.as_os_str().as_encoded_bytes().strip_prefix(folder.as_os_str().as_encoded_bytes());
    behind.is_some_and(|behind| behind.first().is_some_and(|&byte| std::path::is_separator(char::from(byte))))
}

/// A search for many texts at once.
enum Needles {
    /// With vector instructions, for up to some dozens.
    Few(packed::Searcher),
    Many(AhoCorasick),
}

impl Needles {
    /// `None` when there are none, or gigabytes of them.
    fn new(needles: &[String]) -> Option<Self> {
        if needles.is_empty() {
            return None;
        }
        match packed::Searcher::new(needles) {
            Some(few) => Some(Needles::Few(few)),
            None => AhoCorasick::new(needles).ok().map(Needles::Many),
        }
    }

    fn any(&self, bytes: &[u8], accept: impl FnMut(Match) -> bool) -> bool {
        match self {
            Needles::Few(few) => few.find_iter(bytes).any(accept),
            Needles::Many(many) => many.find_iter(bytes).any(accept),
        }
    }
}

/// Texts one of which is in every file that imports the module.
fn needles(project: &Project, family: Family, module: &Path) -> Vec<String> {
    match family {
        Family::JavaScript => javascript_needles(project, module),
        Family::Python => python_name(module).map(str::to_owned).into_iter().collect(),
        Family::Go => import_path(project, module).map(|path| format!("{path}\"")).into_iter().collect(),
    }
}

fn javascript_needles(project: &Project, module: &Path) -> Vec<String> {
    let (Some(folder), Some(stem)) = (module.parent(), module.file_stem().and_then(|stem| stem.to_str())) else {
        return Vec::new();
    };
    let mut names = vec![stem.to_owned()];
    let mut needles = vec![format!("/{stem}.")];
    if stem == "index" {
        // `.`, `..`, `./` and `../` mean a folder's index, and so does the folder's name.
        needles.extend(["'.'", "\".\"", "..'", "..\"", "./'", "./\""].map(str::to_owned));
        names.extend(folder.file_name().and_then(|name| name.to_str()).map(str::to_owned));
    }
    if let Some(package) = project.resolver().package_name(project.tree(), folder) {
        needles.push(format!("{package}/"));
        names.push(package.into());
    }
    names.extend(project.resolver().aliases(project.tree(), folder).into_iter().map(String::from));
    needles.extend(
        names
            .iter()
            .flat_map(|name| [format!("{name}'"), format!("{name}\""), format!("{name}/\""), format!("{name}/'")]),
    );
    needles
}

/// The import path of the Go package that a file is in.
fn import_path(project: &Project, file: &Path) -> Option<String> {
    let tree = project.tree();
    let folder = file.parent()?;
    tree.folders.roots().upwards(folder).find_map(|root| {
        let module = &tree.manifests.go_mod(tree.folders, root)?.module;
        let inner = folder.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
        Some(if inner.is_empty() { module.to_string() } else { format!("{module}/{inner}") })
    })
}

/// The string literal, without its quotes, that a match lies in or ends with the closing quote of.
fn quoted_around(bytes: &[u8], start: usize, end: usize) -> Option<&str> {
    let is_quote = |byte: &u8| matches!(byte, b'\'' | b'"' | b'`');
    let close = match bytes[end - 1] {
        b'\'' | b'"' => end - 1,
        _ => end + bytes[end..].iter().take(LONGEST_SPECIFIER).position(is_quote)?,
    };
    let floor = close.saturating_sub(LONGEST_SPECIFIER);
    let open = floor + bytes[floor..close].iter().rposition(|byte| *byte == bytes[close])?;
    let specifier = std::str::from_utf8(&bytes[open + 1..close]).ok()?;
    let is_specifier = open <= start && !specifier.is_empty() && !specifier.contains(char::is_whitespace);
    is_specifier.then_some(specifier)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_string_around_a_match_is_its_specifier() {
        let around = |text: &str, needle: &str| {
            let start = text.find(needle).unwrap();
            quoted_around(text.as_bytes(), start, start + needle.len()).map(str::to_owned)
        };
        assert_eq!(around("from './lib/cache'", "cache'").as_deref(), Some("./lib/cache"));
        assert_eq!(around("from \"./lib/cache.js\"", "/cache.").as_deref(), Some("./lib/cache.js"));
        assert_eq!(around("from '.'", "'.'").as_deref(), Some("."));
        assert_eq!(around("the cache'", "cache'"), None);
        assert_eq!(around("a /cache. b", "/cache."), None);
        assert_eq!(around("'no cache'", "cache'"), None);
    }
}
