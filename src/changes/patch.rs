//! What `git diff --unified=0` prints, read by the counts in its headers: what a source holds cannot be taken for one.

use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::{Hunk, Touched};

/// Touched lines by path, as it is on the new side.
pub(super) fn parse(patch: &[u8]) -> FxHashMap<PathBuf, Touched> {
    let mut files = FxHashMap::default();
    let mut path: Option<PathBuf> = None;
    let mut hunks = Vec::new();
    let mut body = Counts::default();
    for line in patch.split(|byte| *byte == b'\n') {
        if body.take(line) {
            continue;
        }
        if let Some(name) = line.strip_prefix(b"+++ ") {
            path = new_side(name);
        } else if let Some(header) = line.strip_prefix(b"@@ ") {
            let Some((counts, hunk)) = header_of(header) else { continue };
            body = counts;
            hunks.push(hunk);
        } else if let Some(name) = line.strip_prefix(b"* Unmerged path ") {
            files.insert(as_path(unquoted(name)), Touched::Whole);
        } else if line.starts_with(b"diff --git ") {
            finish(&mut files, path.take(), &mut hunks);
        }
    }
    finish(&mut files, path, &mut hunks);
    files
}

fn finish(files: &mut FxHashMap<PathBuf, Touched>, path: Option<PathBuf>, hunks: &mut Vec<Hunk>) {
    let hunks = std::mem::take(hunks);
    if let Some(path) = path {
        files.entry(path).or_insert(Touched::Lines(hunks));
    }
}

/// Lines of a hunk that are still to come.
#[derive(Default)]
struct Counts {
    old: u32,
    new: u32,
}

impl Counts {
    /// Whether the line belongs to the hunk.
    fn take(&mut self, line: &[u8]) -> bool {
        match line.first() {
            Some(b'-') if self.old > 0 => self.old -= 1,
            Some(b'+') if self.new > 0 => self.new -= 1,
            // "\ No newline at end of file", also behind the last line.
            Some(b'\\') => {}
            _ => return false,
        }
        true
    }
}

/// `-a,b +c,d @@ ...`; a count that is left out is 1.
fn header_of(header: &[u8]) -> Option<(Counts, Hunk)> {
    let text = std::str::from_utf8(&header[..header.len().min(64)]).unwrap_or_else(|error| {
        // What follows the second `@@` is from the source, and may be cut inside a character.
        std::str::from_utf8(&header[..error.valid_up_to()]).unwrap_or_default()
    });
    let mut words = text.split(' ');
    let (_, old) = range(words.next()?.strip_prefix('-')?)?;
    let (start, new) = range(words.next()?.strip_prefix('+')?)?;
    let hunk = match new {
        0 => Hunk { first: 2 * start + 1, last: 2 * start + 1 },
        _ => Hunk { first: 2 * start, last: 2 * (start + new - 1) },
    };
    Some((Counts { old, new }, hunk))
}

fn range(text: &str) -> Option<(u32, u32)> {
    match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

/// `None` for a file that is gone. A name with blanks has a tab behind it, one with unusual bytes is quoted.
fn new_side(name: &[u8]) -> Option<PathBuf> {
    let name = name.strip_suffix(b"\t").unwrap_or(name);
    if name == b"/dev/null" {
        return None;
    }
    let name = unquoted(name);
    Some(as_path(name.strip_prefix(b"b/").map(<[u8]>::to_vec).unwrap_or(name)))
}

/// Undoes the quoting of git's `quote.c`: that of strings in C, with three octal digits for a byte.
fn unquoted(name: &[u8]) -> Vec<u8> {
    let Some(inner) = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")) else {
        return name.to_vec();
    };
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some((&escape, after)) = rest.split_first() else { break };
        rest = after;
        bytes.push(match escape {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            b'0'..=b'3' if rest.len() >= 2 => {
                let digits = [escape, rest[0], rest[1]];
                rest = &rest[2..];
                digits.iter().fold(0u8, |byte, digit| byte.wrapping_mul(8).wrapping_add(digit.wrapping_sub(b'0')))
            }
            other => other,
        });
    }
    bytes
}

#[cfg(unix)]
pub(super) fn as_path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
pub(super) fn as_path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::changes::FileChanges;

    fn touched(patch: &str, path: &str, rows: std::ops::RangeInclusive<u32>) -> Vec<u32> {
        let files = parse(patch.as_bytes());
        let changes = FileChanges(files.get(Path::new(path)));
        rows.filter(|row| changes.touch(*row, *row)).collect()
    }

    const PATCH: &str = "diff --git a/old.js b/new.js\nsimilarity index 90%\nrename from old.js\nrename to new.js\n\
        --- a/old.js\n+++ b/new.js\n@@ -2 +2,2 @@ x\n-a\n+b\n+c\n@@ -9,2 +10,0 @@ function f() {\n-gone\n-gone\n\
        diff --git a/gone.js b/gone.js\n--- a/gone.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";

    #[test]
    fn changed_lines_have_their_new_numbers() {
        assert_eq!(touched(PATCH, "new.js", 1..=20), [2, 3]);
        assert!(!parse(PATCH.as_bytes()).contains_key(Path::new("gone.js")));
    }

    #[test]
    fn what_was_taken_away_touches_what_stands_around_the_gap() {
        let files = parse(PATCH.as_bytes());
        let changes = FileChanges(files.get(Path::new("new.js")));
        assert!(changes.touch(10, 11) && changes.touch(8, 20));
        assert!(!changes.touch(10, 10) && !changes.touch(11, 20) && !changes.touch(4, 10));
    }

    #[test]
    fn a_source_that_looks_like_a_patch_is_none() {
        let patch = "diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1,2 +1,2 @@\n\
            --- a/x\n-@@ -1 +1 @@\n+++ b/evil.js\n+@@ -1 +90 @@\n\\ No newline at end of file\n";
        assert_eq!(touched(patch, "a.js", 1..=100), [1, 2]);
        assert!(!parse(patch.as_bytes()).contains_key(Path::new("evil.js")));
    }

    #[test]
    fn names_are_unquoted() {
        let patch = "diff --git x\n+++ \"b/\\303\\251 \\\"\\n\\\\.js\"\n@@ -0,0 +1 @@\n+x\ndiff --git x\n+++ b/a b.js\t\n@@ -0,0 +1 @@\n+x\n";
        assert_eq!(touched(patch, "é \"\n\\.js", 1..=3), [1]);
        assert_eq!(touched(patch, "a b.js", 1..=3), [1]);
    }

    #[test]
    fn damaged_patches_do_no_harm() {
        for patch in ["@@ ", "@@ -1 +x @@", "+++ ", "+++ \"", "+++ \"b/\\", "+++ \"b/\\30\"", "@@ -1,9 +1,9 @@\n+"] {
            parse(patch.as_bytes());
        }
    }
}
