//! One file, from bytes to the shared representation.

use std::any::Any;
use std::cell::RefCell;
use std::fs::File;
use std::hash::Hasher;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHasher;

use crate::source::{Skip, SourceFile};
use crate::syntax::ir::{Language, Module};

/// A file that was read and lowered.
#[derive(Debug)]
pub struct ModuleFile {
    /// Absolute, without `.` and `..`.
    pub path: Arc<Path>,
    /// A hash of the path: the same in every run on the same tree.
    pub key: u64,
    /// Its text.
    pub source: SourceFile,
    /// What it says.
    pub ir: Arc<Module>,
}

impl ModuleFile {
    /// The folder it is in.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }
}

/// What makes the shared representation of a text.
pub(super) type Lower = fn(Language, &str) -> Module;

/// How files are read; the same for the walk and for files loaded later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    /// Files with more bytes are skipped.
    pub max_file_size: u64,
    /// The front ends.
    pub lower: Lower,
}

impl Reader {
    /// Decodes and lowers what was read from `path`.
    ///
    /// # Errors
    /// What the source floor refuses; [`Skip::Panicked`] when a front end fails on it.
    pub(super) fn module(&self, path: Arc<Path>, language: Language, bytes: &[u8]) -> Result<ModuleFile, Skip> {
        let decode = || SourceFile::decode(Arc::clone(&path), bytes, self.max_file_size);
        self.lowered(language, catch_unwind(AssertUnwindSafe(decode)).map_err(panicked)??)
    }

    fn lowered(&self, language: Language, source: SourceFile) -> Result<ModuleFile, Skip> {
        // A front end keeps nothing between files that a panic could leave half done, but for parsers, which start afresh.
        let lower = AssertUnwindSafe(|| Arc::new((self.lower)(language, &source.text)));
        let ir = catch_unwind(lower).map_err(panicked)?;
        Ok(ModuleFile { path: Arc::clone(&source.path), key: key_of(&source.path), source, ir })
    }
}

fn panicked(payload: Box<dyn Any + Send>) -> Skip {
    let message = match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => payload.downcast_ref::<&str>().map_or_else(|| "panic".to_owned(), |text| (*text).to_owned()),
    };
    Skip::Panicked(message)
}

/// A hash of a path.
pub(super) fn key_of(path: &Path) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(path.as_os_str().as_encoded_bytes());
    hasher.finish()
}

/// Memory that file after file is read into.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
}

/// Most source files fit, and reading a larger one doubles it.
const FIRST_SIZE: usize = 256 * 1024;
/// The smallest page of any file system, in bytes.
const PAGE: usize = 4096;

thread_local! {
    /// Fresh memory costs more than the reading.
    static BUFFER: RefCell<Buffer> = RefCell::default();
}

impl Buffer {
    /// The one of this thread, which `work` must not ask for again.
    pub(super) fn of_thread<T>(work: impl FnOnce(&mut Buffer) -> T) -> T {
        BUFFER.with_borrow_mut(work)
    }

    /// The bytes of a regular file.
    ///
    /// # Errors
    /// Why it cannot be read; [`Skip::TooLarge`] above `limit` bytes.
    pub(super) fn read(&mut self, path: &Path, limit: u64) -> Result<&[u8], Skip> {
        let file = File::open(path).map_err(|error| Skip::from_io(&error))?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
        let filled = self.fill(&file, most).map_err(|error| Skip::from_io(&error))?;
        if filled == most {
            let size = file.metadata().map_or(filled as u64, |data| data.len());
            return Err(Skip::TooLarge { size, limit });
        }
        Ok(&self.bytes[..filled])
    }

    /// Unlike `read_to_end` this does not ask for the size first, does not write zeros again for every file, and does not
    /// try again where a file has given less than it was asked for: a regular one does so only at its end, or, on some
    /// file systems, behind a whole number of pages.
    fn fill(&mut self, mut file: &File, most: usize) -> io::Result<usize> {
        let mut filled = 0;
        while filled < most {
            if filled == self.bytes.len() {
                self.bytes.resize((filled * 2).max(FIRST_SIZE), 0);
            }
            let end = self.bytes.len().min(most);
            match file.read(&mut self.bytes[filled..end]) {
                Ok(count) => {
                    filled += count;
                    if filled < end && (count == 0 || !filled.is_multiple_of(PAGE)) {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

/// Refuses what is no regular file, so that no pipe is opened, which would block; follows links.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn check_regular(path: &Path) -> Result<(), Skip> {
    match std::fs::metadata(path) {
        Ok(data) if data.is_file() => Ok(()),
        Ok(_) => Err(Skip::NotAFile),
        Err(error) => Err(Skip::from_io(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_reads_long_after_short_and_short_after_long() {
        let tree = tempfile::tempdir().unwrap();
        let (short, long) = (tree.path().join("short"), tree.path().join("long"));
        let much = vec![b'x'; FIRST_SIZE * 3 + 1];
        std::fs::write(&short, "redis").unwrap();
        std::fs::write(&long, &much).unwrap();
        let mut buffer = Buffer::default();
        assert_eq!(buffer.read(&short, 10).unwrap(), b"redis");
        assert_eq!(buffer.read(&long, u64::MAX).unwrap(), much);
        assert_eq!(buffer.read(&short, 5).unwrap(), b"redis");
        assert_eq!(buffer.read(&short, 4), Err(Skip::TooLarge { size: 5, limit: 4 }));
    }

    #[test]
    fn what_is_not_a_file_says_so() {
        let tree = tempfile::tempdir().unwrap();
        assert_eq!(check_regular(tree.path()), Err(Skip::NotAFile));
        assert_eq!(check_regular(&tree.path().join("gone.js")), Err(Skip::Vanished));
    }
}
