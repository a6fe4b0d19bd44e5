//! `paths`, `baseUrl` and `extends` of `tsconfig.json` and `jsconfig.json`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Tree;
use crate::source::normal_path;

/// More files behind one configuration are a mistake or a circle.
const MOST_FILES: usize = 32;

/// The files that this is about.
const NAMES: [&str; 2] = ["tsconfig.json", "jsconfig.json"];

/// Whether a file says what names of modules mean.
pub(in crate::project) fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|name| NAMES.iter().any(|known| name == *known))
}

/// What a configuration says about names of modules, what it extends included.
#[derive(Debug, Default, Clone)]
pub(super) struct TsConfig {
    /// `baseUrl`, absolute.
    pub(super) base: Option<PathBuf>,
    /// `paths`: pattern, and its targets, absolute.
    pub(super) paths: Vec<(String, Vec<PathBuf>)>,
}

impl TsConfig {
    /// Reads the configuration of a folder, if it has one. With several projects behind `references` (as Vite lays
    /// them out) the first that names modules counts.
    pub(super) fn in_folder(tree: Tree<'_>, folder: &Path) -> Option<Self> {
        let listing = tree.folders.list(folder);
        let name = NAMES.into_iter().find(|name| listing.has_file(name))?;
        let path = folder.join(name);
        let mut budget = MOST_FILES;
        let config = Self::read(tree, &path, &mut budget)?;
        if !config.is_empty() {
            return Some(config);
        }
        let references = parse(&path)?;
        let mut references =
            references.get("references")?.as_array()?.iter().filter_map(|one| one.get("path")?.as_str());
        let referenced = references.find_map(|target| {
            let path = config_path(tree, folder, target)?;
            Self::read(tree, &path, &mut budget).filter(|config| !config.is_empty())
        });
        Some(referenced.unwrap_or(config))
    }

    fn is_empty(&self) -> bool {
        self.base.is_none() && self.paths.is_empty()
    }

    fn read(tree: Tree<'_>, path: &Path, budget: &mut usize) -> Option<Self> {
        *budget = budget.checked_sub(1)?;
        let folder = path.parent()?;
        let json = parse(path)?;
        let mut config = Self::default();
        for target in strings(json.get("extends")) {
            let extended = config_path(tree, folder, target).and_then(|path| Self::read(tree, &path, budget));
            if let Some(extended) = extended {
                config = extended.over(config);
            }
        }
        if let Some(options) = json.get("compilerOptions") {
            config.apply(folder, options);
        }
        Some(config)
    }

    /// Of two, what this one says wins.
    fn over(self, other: Self) -> Self {
        let paths = if self.paths.is_empty() { other.paths } else { self.paths };
        Self { base: self.base.or(other.base), paths }
    }

    fn apply(&mut self, folder: &Path, options: &Value) {
        if let Some(base) = options.get("baseUrl").and_then(Value::as_str) {
            self.base = Some(normal_path(&folder.join(base)));
        }
        let Some(paths) = options.get("paths").and_then(Value::as_object) else { return };
        let base = self.base.as_deref().unwrap_or(folder);
        let absolute = |targets| strings(Some(targets)).map(|target| normal_path(&base.join(target))).collect();
        self.paths = paths.iter().map(|(pattern, targets)| (pattern.clone(), absolute(targets))).collect();
    }

    /// The paths that `specifier` may mean by `paths`, of the best fitting pattern.
    pub(super) fn targets(&self, specifier: &str) -> Vec<PathBuf> {
        let fitting = self.paths.iter().filter_map(|(pattern, targets)| match pattern.split_once('*') {
            None => (pattern == specifier).then_some((usize::MAX, "", targets)),
            Some((before, behind)) => {
                let middle = specifier.strip_prefix(before)?.strip_suffix(behind)?;
                Some((before.len(), middle, targets))
            }
        });
        let Some((_, middle, targets)) = fitting.max_by_key(|(length, ..)| *length) else { return Vec::new() };
        let fill = |target: &PathBuf| match target.to_str() {
            // The star may stand for something with `..` in it.
            Some(text) => normal_path(Path::new(&text.replacen('*', middle, 1))),
            None => target.clone(),
        };
        targets.iter().map(fill).collect()
    }
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let (one, several) = match value {
        Some(Value::String(text)) => (Some(text.as_str()), None),
        Some(Value::Array(values)) => (None, Some(values)),
        _ => (None, None),
    };
    one.into_iter().chain(several.into_iter().flatten().filter_map(Value::as_str))
}

/// What `extends` or a reference means: a file with or without `.json`, or a folder; in this project, not in `node_modules`.
fn config_path(tree: Tree<'_>, folder: &Path, target: &str) -> Option<PathBuf> {
    let base = match target.starts_with('.') {
        true => normal_path(&folder.join(target)),
        false => super::workspace::subpath(tree, folder, target)?,
    };
    let mut with_extension = base.clone().into_os_string();
    with_extension.push(".json");
    let candidates = [base.clone(), with_extension.into(), base.join("tsconfig.json")];
    candidates.into_iter().find(|path| tree.folders.is_file(path))
}

fn parse(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).ok()?;
    serde_json::from_str(&without_comments(text.trim_start_matches('\u{feff}'))).ok()
}

/// JSON as TypeScript reads it: comments, and commas before a closing bracket, become blanks.
fn without_comments(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut comma = None;
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let length = match rest {
            [b'"', ..] => string_length(rest),
            [b'/', b'/', ..] => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            [b'/', b'*', ..] => memchr::memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2),
            _ => 1,
        };
        match bytes[at] {
            b'/' if length > 1 => bytes[at..at + length].fill(b' '),
            b',' => comma = Some(at),
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    bytes[comma] = b' ';
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at += length;
    }
    // Only whole comments were replaced, so this is still UTF-8.
    String::from_utf8_lossy(&bytes).into_owned()
}

fn string_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_taken_out() {
        let text = "{ // c, }\n \"a\": \"// not, one\\\"\", /* , */ \"b\": [1, 2, /*x*/ ], }";
        let json: Value = serde_json::from_str(&without_comments(text)).unwrap();
        assert_eq!(json, serde_json::json!({"a": "// not, one\"", "b": [1, 2]}));
        without_comments("\"open \\");
        without_comments("/* open");
    }
}
