//! Patterns for paths, relative to the file that has them.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::source::normal_path;

/// Patterns of one file, and the folder that they start from.
#[derive(Debug, Clone)]
pub struct PathSet {
    base: PathBuf,
    globs: GlobSet,
}

impl PathSet {
    /// A pattern without `/` is a name at any depth; one with `/` starts at `base`. `*` stays within a name, `**` does not.
    ///
    /// # Errors
    /// In words, naming the pattern.
    pub fn new<'a>(base: &Path, patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut globs = GlobSetBuilder::new();
        for pattern in patterns {
            globs.add(glob(pattern)?);
        }
        let globs = globs.build().map_err(|error| error.to_string())?;
        Ok(Self { base: base.to_owned(), globs })
    }

    /// Whether the path itself is meant. `path` is absolute, without `.` and `..`.
    pub fn matches(&self, path: &Path) -> bool {
        path.strip_prefix(&self.base).is_ok_and(|relative| self.globs.is_match(relative))
    }

    /// Whether the path or a folder around it is meant.
    pub fn covers(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(&self.base) else {
            return false;
        };
        relative.ancestors().any(|part| !part.as_os_str().is_empty() && self.globs.is_match(part))
    }
}

fn glob(pattern: &str) -> Result<Glob, String> {
    let trimmed = pattern.trim_end_matches('/');
    let trimmed = trimmed.strip_prefix("./").unwrap_or(trimmed);
    if trimmed.is_empty() {
        return Err(format!("`{pattern}` is no pattern for paths"));
    }
    let rooted = match trimmed.strip_prefix('/') {
        Some(from_base) => from_base.to_owned(),
        None if trimmed.contains('/') => trimmed.to_owned(),
        None => format!("**/{trimmed}"),
    };
    let built = GlobBuilder::new(&rooted).literal_separator(true).build();
    built.map_err(|error| format!("`{pattern}` is no pattern for paths: {}", error.kind()))
}

/// The path from the root, without `.` and `..`; nothing is looked up, so a link stays as it was named.
pub(super) fn absolute(path: &Path, working_dir: &Path) -> PathBuf {
    normal_path(&working_dir.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(pattern: &str, path: &str) -> bool {
        PathSet::new(Path::new("/work"), [pattern]).unwrap().covers(Path::new(path))
    }

    #[test]
    fn a_name_is_found_at_any_depth_and_covers_what_is_in_it() {
        for path in ["/work/vendor", "/work/a/vendor", "/work/a/vendor/b/c.js"] {
            assert!(covers("vendor", path), "{path}");
        }
        assert!(covers("*.test.ts", "/work/a/b.test.ts"));
        assert!(!covers("vendor", "/work/vendored/a.js"));
    }

    #[test]
    fn a_path_starts_at_the_file_that_has_it() {
        assert!(covers("src/gen", "/work/src/gen/a.js"));
        assert!(covers("./src/gen/", "/work/src/gen/a.js"));
        assert!(covers("/gen", "/work/gen/a.js"));
        assert!(!covers("src/gen", "/work/lib/src/gen/a.js"));
        assert!(!covers("/gen", "/work/src/gen/a.js"));
        assert!(!covers("src/*.js", "/work/src/deep/a.js"));
        assert!(covers("src/**/*.js", "/work/src/deep/a.js"));
        assert!(!covers("a.js", "/elsewhere/a.js"));
    }

    #[test]
    fn a_broken_pattern_is_named() {
        let error = PathSet::new(Path::new("/work"), ["src/[a"]).unwrap_err();
        assert!(error.starts_with("`src/[a` is no pattern for paths"), "{error}");
    }

    #[test]
    fn dots_are_resolved_without_looking() {
        assert_eq!(absolute(Path::new("./a/../b/c.js"), Path::new("/work/x")), Path::new("/work/x/b/c.js"));
        assert_eq!(absolute(Path::new("../../../.."), Path::new("/work/x")), Path::new("/"));
    }
}
