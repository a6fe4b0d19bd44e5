//! How a path is shown: relative to the working directory, with `/`.

use std::path::{Component, Path};

/// `./src/a.ts` and `/work/src/a.ts` are `src/a.ts` for somebody in `/work`; what lies elsewhere stays as it was named.
pub fn shown_path(path: &Path, working_dir: &Path) -> String {
    let relative = path.strip_prefix(working_dir).unwrap_or(path);
    let mut shown = String::new();
    for component in relative.components() {
        let part = match component {
            Component::CurDir => continue,
            Component::RootDir => {
                shown.push('/');
                continue;
            }
            Component::Prefix(prefix) => prefix.as_os_str(),
            Component::ParentDir | Component::Normal(_) => component.as_os_str(),
        };
        if !shown.is_empty() && !shown.ends_with('/') {
            shown.push('/');
        }
        shown.push_str(&part.to_string_lossy());
    }
    if shown.is_empty() {
        return ".".to_owned();
    }
    // At the start of a line of a log, `::` begins a command to the runner (docs.github.com, "Workflow commands").
    if shown.trim_start().starts_with("::") { format!("./{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_working_directory() {
        for (path, shown) in [
            ("./src/a.ts", "src/a.ts"),
            ("/work/src/a.ts", "src/a.ts"),
            ("../other/a.ts", "../other/a.ts"),
            ("/elsewhere/a.ts", "/elsewhere/a.ts"),
            (".", "."),
            ("/work/::error::a.ts", "./::error::a.ts"),
        ] {
            assert_eq!(shown_path(Path::new(path), Path::new("/work")), shown);
        }
    }
}
