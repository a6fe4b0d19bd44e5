//! The folders that a project is made of; nothing outside of them is ever looked at.

use std::path::{Component, Path, PathBuf};

use crate::source::normal_path;

/// The outermost folders of what was named.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    folders: Vec<PathBuf>,
}

impl Roots {
    /// The roots of `named` paths (absolute, as [`absolute`] gives them): for each the repository that it is in, else the working directory if that
    /// holds it, else the folder itself.
    pub fn of(named: &[PathBuf], cwd: &Path) -> Self {
        let mut folders: Vec<PathBuf> = Vec::new();
        for path in named {
            let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(path) };
            if !folders.iter().any(|root| folder.starts_with(root)) {
                folders.push(root_of(folder, cwd).to_path_buf());
            }
        }
        folders.sort();
        // A root inside another sorts behind it.
        folders.dedup_by(|inner, outer| inner.starts_with(outer));
        Self { folders }
    }

    /// Whether a file or folder is part of the project.
    pub fn contains(&self, path: &Path) -> bool {
        self.root(path).is_some()
    }

    /// The outermost folders, sorted.
    pub fn all(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(PathBuf::as_path)
    }

    /// The root that holds `path`.
    pub fn root(&self, path: &Path) -> Option<&Path> {
        self.folders.iter().map(PathBuf::as_path).find(|root| path.starts_with(root))
    }

    /// `folder` and the folders around it, innermost first, up to the root.
    pub fn upwards<'a>(&self, folder: &'a Path) -> impl Iterator<Item = &'a Path> + use<'a> {
        let levels = match self.root(folder) {
            Some(root) => folder.components().count() - root.components().count() + 1,
            None => 0,
        };
        folder.ancestors().take(levels)
    }
}

fn root_of<'a>(folder: &'a Path, cwd: &'a Path) -> &'a Path {
    match folder.ancestors().find(|ancestor| ancestor.join(".git").exists()) {
        Some(repository) => repository,
        None if folder.starts_with(cwd) => cwd,
        None => folder,
    }
}

/// `path` seen from `cwd`, without `.` and `..`. Links are not resolved, except to get past a `..` behind a link.
pub fn absolute(cwd: &Path, path: &Path) -> PathBuf {
    let full = cwd.join(path);
    let plain = normal_path(&full);
    let has_parent = full.components().any(|part| part == Component::ParentDir);
    if has_parent && !plain.exists() {
        return full.canonicalize().unwrap_or(plain);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_around_a_named_file_is_its_root() {
        let tree = tempfile::tempdir().unwrap();
        let repository = tree.path().join("repo");
        std::fs::create_dir_all(repository.join(".git")).unwrap();
        std::fs::create_dir_all(repository.join("app/src")).unwrap();
        let roots = Roots::of(&[repository.join("app/src")], tree.path());
        assert_eq!(roots.root(&repository.join("lib/x.ts")), Some(repository.as_path()));
        assert!(!roots.contains(tree.path()));
        let app = repository.join("app");
        let up: Vec<&Path> = roots.upwards(&app).collect();
        assert_eq!(up, [app.as_path(), repository.as_path()]);
    }

    #[test]
    fn without_a_repository_the_working_directory_is_the_root() {
        let tree = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(tree.path().join("a/b")).unwrap();
        let roots = Roots::of(&[tree.path().join("a/b")], tree.path());
        assert!(roots.contains(&tree.path().join("c")));
        assert_eq!(roots.upwards(Path::new("/elsewhere")).count(), 0);
    }

    #[test]
    fn dots_are_taken_out_of_paths() {
        assert_eq!(absolute(Path::new("/w"), Path::new("./x/../y")), Path::new("/w/y"));
    }
}
