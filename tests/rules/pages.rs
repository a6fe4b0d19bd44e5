//! The pages as files, whether or not a rule is registered for them.

use std::fs;
use std::path::Path;

/// One file of `rules/`.
pub(crate) struct Page {
    /// Without `.md`.
    pub(crate) name: String,
    /// All of it.
    pub(crate) text: String,
}

/// By name.
pub(crate) fn all() -> Vec<Page> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let read = |path: std::path::PathBuf| Page {
        name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
        text: fs::read_to_string(&path).unwrap(),
    };
    let mut pages: Vec<Page> = pages.map(read).filter(|page| page.name != "README").collect();
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    pages
}
