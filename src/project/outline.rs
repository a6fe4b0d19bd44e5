//! What a Go file has at its top level, seen without parsing it.
//!
//! A Go package is many files, and a name of it is in one of them: parsing the others for it would make every import
//! as dear as its whole package. Lines are enough to see what a file may define; too much is no harm, since the file is
//! parsed then.

use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

/// Something of a Go file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sought<'a> {
    /// A function, type, variable or constant.
    TopLevel(&'a str),
    /// Any method of a type.
    Receiver(&'a str),
    /// A method of a type.
    Method {
        /// The type.
        receiver: &'a str,
        /// The method.
        name: &'a str,
    },
    /// A composite literal of a type.
    Literal(&'a str),
}

/// What a file may have: hashes of [`Sought`]; `None` when the file could not be read.
#[derive(Debug)]
pub(super) struct Outline(Option<FxHashSet<u64>>);

impl Default for Outline {
    /// That of a file with nothing in it.
    fn default() -> Self {
        Self(Some(FxHashSet::default()))
    }
}

/// The files of a Go package, by what they may have.
#[derive(Debug, Default)]
pub struct Package {
    files: Vec<PathBuf>,
    by_sought: FxHashMap<u64, Vec<u32>>,
    /// Files that may have anything.
    unknown: Vec<u32>,
}

impl Package {
    /// The package of files, in their order.
    pub(super) fn of(files: impl Iterator<Item = (PathBuf, Outline)>) -> Self {
        let mut package = Package::default();
        for (index, (path, outline)) in (0..).zip(files) {
            package.files.push(path);
            match outline.0 {
                Some(found) => {
                    found.into_iter().for_each(|sought| package.by_sought.entry(sought).or_default().push(index));
                }
                None => package.unknown.push(index),
            }
        }
        package
    }

    /// The files that may have one of several things, in order.
    pub fn with(&self, sought: &[Sought<'_>]) -> Vec<&Path> {
        let known = sought.iter().filter_map(|sought| self.by_sought.get(&hash(*sought)));
        let mut found: Vec<u32> = known.chain([&self.unknown]).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|index| &*self.files[index as usize]).collect()
    }
}

impl Outline {
    /// That of a file with these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut found = FxHashSet::default();
        let mut note = |sought: Sought<'_>| {
            found.insert(hash(sought));
        };
        let text = String::from_utf8_lossy(bytes);
        let mut in_block = false;
        for line in text.lines() {
            let line = line.trim_start();
            if in_block {
                in_block = !line.starts_with(')');
                names(line).for_each(|name| note(Sought::TopLevel(name)));
            } else if let Some(rest) = line.strip_prefix("func") {
                function(rest.trim_start(), &mut note);
            } else if let Some(rest) = ["var", "const", "type"].iter().find_map(|word| line.strip_prefix(word)) {
                in_block = rest.trim_start().starts_with('(') && !rest.contains(')');
                names(rest.trim_start_matches([' ', '\t', '('])).for_each(|name| note(Sought::TopLevel(name)));
            }
        }
        for brace in memchr::memchr_iter(b'{', text.as_bytes()) {
            if let Some(name) = name_before(&text[..brace]) {
                note(Sought::Literal(name));
            }
        }
        Self(Some(found))
    }

    /// That of a file of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self(None)
    }
}

fn hash(sought: Sought<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    sought.hash(&mut hasher);
    hasher.finish()
}

/// What stands behind `func`: a name, or a receiver and the name of a method.
fn function<'t>(rest: &'t str, note: &mut impl FnMut(Sought<'t>)) {
    let Some(receiver) = rest.strip_prefix('(') else {
        return names(rest).take(1).for_each(|name| note(Sought::TopLevel(name)));
    };
    let Some((receiver, behind)) = receiver.split_once(')') else { return };
    let ty = receiver.split('[').next().unwrap_or(receiver).trim_end();
    let Some(receiver) = name_before(ty) else { return };
    note(Sought::Receiver(receiver));
    names(behind.trim_start()).take(1).for_each(|name| note(Sought::Method { receiver, name }));
}

/// The names that a declaration begins with: `a, b` of `a, b = f()`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?.trim_start();
        let end = text.find(|ch: char| !is_of_name(ch)).unwrap_or(text.len());
        let (name, behind) = text.split_at(end);
        rest = behind.trim_start().strip_prefix(',');
        (!name.is_empty()).then_some(name)
    })
}

/// The name that a text ends with.
fn name_before(text: &str) -> Option<&str> {
    let name = &text[text.trim_end_matches(is_of_name).len()..];
    (!name.is_empty()).then_some(name)
}

fn is_of_name(ch: char) -> bool {
    ch == '_' || ch.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_finds_the_files_that_declare_something() {
        let text = b"package p
func New[T any](x int) *Store { return &Store{x: inner{}} }
func (s *Store) Get() {}
func (List[K]) Len() int
type (
\tOne struct{}
\tTwo = Three
)
var a, b = 1, 2
const (
    c = iota
    d
)
type Four struct {}
var(
  e int
)
";
        let files =
            [("a.go", Outline::of(text)), ("b.go", Outline::of(b"func New() {}")), ("c.go", Outline::unknown())];
        let package = Package::of(files.into_iter().map(|(path, outline)| (PathBuf::from(path), outline)));
        let found = |sought: Sought<'_>| {
            let paths = package.with(&[sought]);
            paths.iter().map(|path| path.to_str().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found(Sought::TopLevel("New")), "a.go b.go c.go");
        for name in ["One", "Two", "a", "b", "c", "d", "Four", "e"] {
            assert_eq!(found(Sought::TopLevel(name)), "a.go c.go", "{name}");
        }
        for name in ["Store", "Get", "x", "Three", "Len"] {
            assert_eq!(found(Sought::TopLevel(name)), "c.go", "{name}");
        }
        assert_eq!(found(Sought::Receiver("Store")), "a.go c.go");
        assert_eq!(found(Sought::Receiver("List")), "a.go c.go");
        assert_eq!(found(Sought::Method { receiver: "Store", name: "Get" }), "a.go c.go");
        assert_eq!(found(Sought::Method { receiver: "List", name: "Get" }), "c.go");
        assert_eq!(found(Sought::Literal("Store")), "a.go c.go");
        assert_eq!(found(Sought::Literal("inner")), "a.go c.go");
        assert_eq!(found(Sought::Literal("List")), "c.go");
    }
}
