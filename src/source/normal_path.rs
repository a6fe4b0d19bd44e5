//! Paths without detours.

use std::path::{Component, Path, PathBuf};

/// The path without `.` and `..`, by its text alone, so that a link stays as it was named; `..` above the top stays at the top.
pub fn normal_path(path: &Path) -> PathBuf {
    let mut result = PathBuf::with_capacity(path.as_os_str().len());
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => result.push(part),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_taken_out_of_paths() {
        assert_eq!(normal_path(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(normal_path(Path::new("/../../a")), Path::new("/a"));
    }
}
