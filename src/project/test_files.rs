//! Which files hold tests or samples, by their names and folders.

use std::path::{Component, Path};

/// Folders of tests and of what tests need.
const FOLDERS: [&str; 9] = ["test", "tests", "__tests__", "__mocks__", "spec", "specs", "testing", "testutil", "e2e"];

/// Whether a path, seen from the root of its project, is that of a test.
pub(super) fn is_test(path: &Path) -> bool {
    let in_folder = is_in(path, &FOLDERS);
    in_folder || path.file_name().and_then(|name| name.to_str()).is_some_and(is_test_name)
}

/// Folders of what shows a project rather than being it.
const SAMPLES: [&str; 8] = ["example", "examples", "sample", "samples", "benchmark", "benchmarks", "bench", "docs"];

/// Whether a path, seen from the root of its project, is that of an example or a benchmark.
pub(super) fn is_sample(path: &Path) -> bool {
    is_in(path, &SAMPLES)
}

fn is_in(path: &Path, folders: &[&str]) -> bool {
    path.parent().into_iter().flat_map(Path::components).any(|part| match part {
        Component::Normal(name) => folders.iter().any(|folder| name == *folder),
        _ => false,
    })
}

fn is_test_name(name: &str) -> bool {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    match extension {
        "go" => stem.ends_with("_test"),
        "py" | "pyi" => stem == "conftest" || stem == "tests" || stem.starts_with("test_") || stem.ends_with("_test"),
        _ if name.starts_with("vitest.") || name.starts_with("jest.") => true,
        _ => [".test", ".spec", "-test", "-spec", "_test", ".e2e"].iter().any(|end| stem.ends_with(end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_by_folder_or_name() {
        for path in ["test/a.js", "src/__tests__/a.ts", "a_test.go", "conftest.py", "app/test_cache.py", "a.spec.ts"] {
            assert!(is_test(Path::new(path)), "{path}");
        }
        for path in ["src/a.js", "latest/a.py", "attest.py", "contest.go", "src/testimony.ts"] {
            assert!(!is_test(Path::new(path)), "{path}");
        }
    }
}
