//! Whether a file can give others a name at all, going by its bytes: of many files that pass on what they import from
//! others (`export *`, `from x import *`), mostly one has it, and only that one is worth parsing.
//!
//! Too much is no harm: the file is parsed then. Too little would lose a name.

use std::cell::LazyCell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use elsa::sync::FrozenMap;
use memchr::memmem;
use smol_str::SmolStr;

use super::nearness::bytes_of;
use super::resolve::Family;
use super::store::Project;
use crate::source::has_utf16_bom;
use crate::syntax::language_of;

/// More places than these are not looked at one by one.
const MOST_PLACES: usize = 64;
/// So far back, in bytes, the definition around a place is looked for.
const FARTHEST: usize = 1 << 16;

/// A file is looked through for so many names that it has not; for the next one it is worth parsing.
const MOST_REFUSALS: usize = 32;

/// Names that files cannot give, by path.
#[derive(Default)]
pub(super) struct Refusals(FrozenMap<PathBuf, Box<Mutex<Vec<SmolStr>>>>);

impl Refusals {
    /// What is known without a look at the file.
    fn known(&self, path: &Path, name: &str) -> Option<bool> {
        let names = self.0.get(path)?.lock().unwrap_or_else(PoisonError::into_inner);
        match names.iter().any(|refused| refused == name) {
            true => Some(false),
            false => (names.len() >= MOST_REFUSALS).then_some(true),
        }
    }

    fn note(&self, path: &Path, name: &str) {
        let names = self.0.get(path).unwrap_or_else(|| self.0.insert(path.to_path_buf(), Box::default()));
        let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() < MOST_REFUSALS && !names.iter().any(|refused| refused == name) {
            names.push(SmolStr::from(name));
        }
    }
}

impl Project {
    /// Cheap: whether a module may give a name to who takes everything from it, or may pass on everything of another.
    /// Nothing is parsed for that, and no file read for the same name again or for more than some.
    pub fn may_give(&self, path: &Path, name: &str) -> bool {
        if self.layer.is_some() || self.is_read(path) {
            return true;
        }
        let refusals = &self.loaded.refusals;
        refusals.known(path, name).unwrap_or_else(|| {
            let may = self.reads_that_may_give(path, name);
            if !may {
                refusals.note(path, name);
            }
            may
        })
    }

    fn reads_that_may_give(&self, path: &Path, name: &str) -> bool {
        let Some(family) = language_of(path).and_then(Family::of) else { return true };
        // Loading it says why it cannot be read.
        let Some(bytes) = bytes_of(self, path) else { return true };
        has_utf16_bom(&bytes)
            || match family {
                Family::JavaScript => javascript_may_give(&bytes, name),
                // Any file next to it is a part of it.
                Family::Python if path.file_name() == Some("__init__.py".as_ref()) => true,
                Family::Python => python_may_give(&bytes, name),
                Family::Go => true,
            }
    }
}

fn javascript_may_give(bytes: &[u8], name: &str) -> bool {
    // A name may be written with escapes.
    let is_named = memmem::find(bytes, name.as_bytes()).is_some() || memmem::find(bytes, b"\\u").is_some();
    memmem::find_iter(bytes, b"export").any(|at| {
        is_named || {
            let rest = &bytes[at + b"export".len()..];
            let rest = rest.trim_ascii_start();
            // `exports.x`, `export * from`, `export = x`, `export type * from`, a comment in between.
            matches!(rest.first(), Some(b's' | b'*' | b'=' | b'/')) || rest.starts_with(b"type")
        }
    })
}

fn python_may_give(bytes: &[u8], name: &str) -> bool {
    let takes_all = memmem::find_iter(bytes, b"import").any(|at| {
        let rest = bytes[at + b"import".len()..].trim_ascii_start();
        matches!(rest.first(), Some(b'*' | b'\\'))
    });
    // What is no ASCII may be written in several ways.
    if takes_all || !name.is_ascii() {
        return true;
    }
    let mut places = memmem::find_iter(bytes, name.as_bytes()).filter(|&at| is_whole(bytes, at, name.len()));
    let looked_at: Vec<usize> = places.by_ref().take(MOST_PLACES).collect();
    let texts = LazyCell::new(|| long_texts(bytes));
    let is_text =
        |at: usize| texts.get(texts.partition_point(|text| text.end <= at)).is_some_and(|text| text.start < at);
    places.next().is_some() || looked_at.iter().any(|&at| !is_inside_definition(bytes, at, is_text))
}

/// Where the texts in three quotes are: a line of one may look like any code.
fn long_texts(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr3(b'"', b'\'', b'#', &bytes[at..]) {
        let open = at + next;
        let quote = bytes[open];
        if quote == b'#' {
            at = memchr::memchr(b'\n', &bytes[open..]).map_or(bytes.len(), |end| open + end);
            continue;
        }
        if bytes[open..].starts_with(&[quote; 3]) {
            at = end_of_long_text(bytes, open + 3, quote);
            found.push(open..at);
        } else {
            at = end_of_text(bytes, open + 1, quote);
        }
    }
    found
}

fn end_of_long_text(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr2(quote, b'\\', rest)) {
        at += next;
        if bytes[at..].starts_with(&[quote; 3]) {
            return at + 3;
        }
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    bytes.len()
}

/// A text in one quote ends with its line, also where that is not closed.
fn end_of_text(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr3(quote, b'\\', b'\n', rest)) {
        at += next;
        if bytes[at] != b'\\' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

fn is_whole(bytes: &[u8], at: usize, len: usize) -> bool {
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii());
    !is_part(at.checked_sub(1).and_then(|before| bytes.get(before))) && !is_part(bytes.get(at + len))
}

/// Whether a place in a Python file is in the body of a function or class, going by how far the lines above it stand in:
/// a name that is defined there is none of the module's, unless it is said to be `global`. What looks like a definition
/// but is in a text leaves it open.
fn is_inside_definition(bytes: &[u8], at: usize, is_text: impl Fn(usize) -> bool) -> bool {
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
    let line = &bytes[start..at];
    let mut deepest = match indent_of(line) {
        0 => return false,
        indent => indent - 1,
    };
    if memmem::find(line, b"global").is_some() {
        return false;
    }
    let floor = start.saturating_sub(FARTHEST);
    let mut above = &bytes[floor..start];
    while let Some(text) = above.strip_suffix(b"\n") {
        let begin = memchr::memrchr(b'\n', text).map_or(0, |end| end + 1);
        // The line that is cut there may stand in further than it seems.
        if begin == 0 && floor > 0 {
            return false;
        }
        let line = &text[begin..];
        above = &text[..begin];
        let (indent, code) = (indent_of(line), line.trim_ascii());
        if code.is_empty() || code.starts_with(b"#") || indent > deepest {
            continue;
        }
        // The end of what began further up: `) -> None:`.
        if matches!(code[0], b')' | b']' | b'}') {
            deepest = indent;
            continue;
        }
        if [&b"def "[..], b"class ", b"async def "].iter().any(|word| code.starts_with(word)) {
            return !is_text(floor + begin);
        }
        match indent {
            0 => return false,
            _ => deepest = indent - 1,
        }
    }
    false
}

fn indent_of(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Options;

    #[test]
    fn a_javascript_file_gives_what_it_names_or_passes_on() {
        for text in [
            "export const log = 1",
            "const log = 1\nexport { log }",
            "export * from './b'",
            "export\n* from './b'",
            "export type * from './b'",
            "module.exports = make()",
            "export = make",
            "export const l\\u006fg = 1",
        ] {
            assert!(javascript_may_give(text.as_bytes(), "log"), "{text}");
        }
        for text in ["const log = 1", "export const a = 1", "import { b } from './b'\nexport function a() {}"] {
            assert!(!javascript_may_give(text.as_bytes(), "log"), "{text}");
        }
    }

    #[test]
    fn a_python_module_gives_the_names_of_its_top_level() {
        for text in [
            "log = 1",
            "if a:\n    log = 1\nelse:\n    b = 1",
            "try:\n    from a import log\nexcept ImportError:\n    log = None",
            "from a import (\n    b,\n    log,\n)",
            "def f():\n    global log\n    log = 1",
            "def f():\n    pass\n\nfor log in a:\n    pass",
            "class A:\n    pass\nif a:\n    log = 1",
            "from b import *",
            "try:\n    from b import  *\nexcept ImportError:\n    pass",
            "def log(): pass",
            "def f(\n    a,\n):\n    pass\nif a:\n    log = 1",
            "if a:\n    x = \"\"\"\n  def f():\n    \"\"\"\n    log = 1",
            "if a:\n    x = '''it's\nclass A:'''\n    log = 1",
            "if a:\n    # don't\n    x = \"'\", r'''\\'''\ndef f\\\n''', '\\''\n    log = 1",
        ] {
            assert!(python_may_give(text.as_bytes(), "log"), "{text}");
        }
    }

    #[test]
    fn a_python_module_does_not_give_what_is_defined_within_its_functions_and_classes() {
        for text in [
            "catalog = 1\nlogs = 2",
            "def f():\n    log = 1",
            "class A:\n    log = 1",
            "class A:\n    # why\n\n    def f(self):\n        if self.a:\n            log(1)",
            "async def f(\n    log,\n) -> None:\n    log(1)",
            "'''A module.'''\n\ndef f():\n    '''It's one.'''\n    log(1)",
            "# don't \"\"\"\na = '\"\"\"'\nb = \"\\\"\"\n'\ndef f():\n    log(1)",
        ] {
            assert!(!python_may_give(text.as_bytes(), "log"), "{text}");
        }
    }

    #[test]
    fn a_file_refuses_a_name_each_time_and_so_many_names() {
        let tree = tempfile::tempdir().unwrap();
        let path = tree.path().join("a.ts");
        std::fs::write(&path, "export const log = 1").unwrap();
        let project = Project::open(Options::new(tree.path(), vec![PathBuf::from(".")]));
        for _ in 0..=MOST_REFUSALS {
            assert!(!project.may_give(&path, "n0"));
        }
        assert!((1..MOST_REFUSALS).all(|name| !project.may_give(&path, &format!("n{name}"))));
        assert!(project.may_give(&path, "next"));
        assert!(!project.may_give(&path, "n0"));
        assert!(project.may_give(&path, "log"));
        assert!(project.load(&path).is_some() && project.may_give(&path, "n0"));
    }

    #[test]
    fn only_so_many_places_are_looked_at() {
        let inside = format!("def f():\n{}", "    log()\n".repeat(MOST_PLACES));
        assert!(!python_may_give(inside.as_bytes(), "log"));
        assert!(python_may_give(format!("{inside}    log()\n").as_bytes(), "log"));
        let far = format!("def f():\n    a = \"\"\"\n{}    \"\"\"\n    log()\n", "    x\n".repeat(FARTHEST / 6 + 1));
        assert!(python_may_give(far.as_bytes(), "log"));
    }
}
