//! `pyproject.toml`, `requirements*.txt`, `setup.cfg`, `setup.py`, `Pipfile`, and the lock files beside them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use toml::{Table, Value};

use super::{Ecosystem, LARGEST_LOCK, MOST_REQUIREMENTS, Manifests, Requirement, Version, lock, read_text, span_of};
use crate::finding::Span;
use crate::project::folders::Folders;

pub(super) fn is_manifest(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(OsStr::to_str) else { return false };
    matches!(name, "pyproject.toml" | "setup.cfg" | "setup.py" | "Pipfile") || is_requirements(path, name)
}

/// `requirements.txt`, `requirements-dev.txt`, `dev-requirements.in`, `requirements/dev.txt`.
fn is_requirements(path: &Path, name: &str) -> bool {
    let is_list = name.ends_with(".txt") || name.ends_with(".in");
    is_list && (name.contains("requirements") || path.parent().is_some_and(|folder| folder.ends_with("requirements")))
}

/// What a manifest of this name and text asks for.
pub(super) fn requirements(name: &str, text: &str) -> Vec<Requirement> {
    match name {
        "pyproject.toml" => pyproject(text),
        "Pipfile" => pipfile(text),
        // Both hold PEP 508 strings among other things: an INI list, or strings in calls of Python code.
        "setup.cfg" => text.lines().filter_map(|line| requirement(text, line.trim())).collect(),
        "setup.py" => quoted(text).filter_map(|string| requirement(text, string)).collect(),
        _ => text.lines().filter_map(|line| requirement(text, requirement_line(line))).collect(),
    }
}

/// Without comment, and without the hashes and options behind.
fn requirement_line(line: &str) -> &str {
    let line = line.split(" #").next().unwrap_or_default().split(" --").next().unwrap_or_default();
    line.trim().trim_end_matches('\\').trim_end()
}

/// The strings of Python code, roughly: those without quotes inside.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let quote = if line.contains('"') { '"' } else { '\'' };
        line.split(quote).skip(1).step_by(2)
    })
}

/// PEP 508: `redis[hiredis]>=5,<6 ; python_version > "3.8"`. `None` for anything else.
fn requirement(text: &str, line: &str) -> Option<Requirement> {
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1.trim_start(),
        None => rest,
    };
    let asked = rest.split(';').next().unwrap_or_default().trim();
    let is_range = asked.is_empty() || asked.starts_with(['<', '>', '=', '~', '!', '(', '@']);
    let is_assignment = asked.starts_with('=') && !asked.starts_with("==");
    if !is_range || is_assignment {
        return None;
    }
    let asked = asked.trim_matches(['(', ')']);
    Some(Requirement {
        ecosystem: Ecosystem::Python,
        name: normalized(name),
        asked: asked.into(),
        version: Version::parse_requirement(asked),
        span: span_of(text, line),
    })
}

/// The spelling of PEP 503.
fn normalized(name: &str) -> SmolStr {
    name.chars().map(|c| if matches!(c, '_' | '.') { '-' } else { c.to_ascii_lowercase() }).collect()
}

fn pyproject(text: &str) -> Vec<Requirement> {
    let Ok(table) = text.parse::<Table>() else { return Vec::new() };
    let mut found = Vec::new();
    for list in pep508_lists(&table) {
        for string in list.iter().filter_map(Value::as_str).take(MOST_REQUIREMENTS) {
            // The string as it stands in the file, for its place; one with escapes in it is not worth the trouble.
            let place = ['"', '\''].iter().find_map(|quote| text.find(&format!("{quote}{string}{quote}")));
            found.extend(place.and_then(|start| requirement(text, &text[start + 1..start + 1 + string.len()])));
        }
    }
    for table in poetry_tables(&table) {
        found.extend(named_versions(text, table));
    }
    found
}

/// Lists of PEP 508 strings: `project.dependencies` and extras (PEP 621), `dependency-groups` (PEP 735), uv's and pdm's own.
fn pep508_lists(table: &Table) -> Vec<&Vec<Value>> {
    let mut lists: Vec<&Vec<Value>> = Vec::new();
    let project = at(table, &["project"]);
    lists.extend(project.and_then(|project| project.get("dependencies")?.as_array()));
    lists.extend(at(table, &["tool", "uv"]).and_then(|uv| uv.get("dev-dependencies")?.as_array()));
    let groups = [
        project.and_then(|project| project.get("optional-dependencies")?.as_table()),
        at(table, &["dependency-groups"]),
        at(table, &["tool", "pdm", "dev-dependencies"]),
    ];
    lists.extend(groups.into_iter().flatten().flat_map(Table::values).filter_map(Value::as_array));
    lists
}

fn poetry_tables(table: &Table) -> Vec<&Table> {
    let mut tables: Vec<&Table> = Vec::new();
    tables.extend(at(table, &["tool", "poetry", "dependencies"]));
    tables.extend(at(table, &["tool", "poetry", "dev-dependencies"]));
    let groups = at(table, &["tool", "poetry", "group"]).into_iter().flat_map(Table::values);
    tables.extend(groups.filter_map(|group| group.get("dependencies")?.as_table()));
    tables
}

fn at<'a>(table: &'a Table, keys: &[&str]) -> Option<&'a Table> {
    keys.iter().try_fold(table, |table, key| table.get(*key)?.as_table())
}

fn pipfile(text: &str) -> Vec<Requirement> {
    let Ok(table) = text.parse::<Table>() else { return Vec::new() };
    let sections = ["packages", "dev-packages"];
    sections.iter().filter_map(|key| at(&table, &[key])).flat_map(|table| named_versions(text, table)).collect()
}

/// `redis = "^5.0"`, `redis = { version = "^5.0", extras = [...] }`.
fn named_versions(text: &str, table: &Table) -> Vec<Requirement> {
    let mut lines: FxHashMap<&str, &str> = FxHashMap::default();
    for line in text.lines().map(str::trim) {
        let key = line.split('=').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        lines.entry(key).or_insert(line);
    }
    let found = table.iter().map(|(name, value)| {
        let asked = match value {
            Value::Table(table) => table.get("version").and_then(Value::as_str).unwrap_or_default(),
            value => value.as_str().unwrap_or_default(),
        };
        Requirement {
            ecosystem: Ecosystem::Python,
            name: normalized(name),
            asked: asked.into(),
            version: Version::parse_requirement(asked),
            span: lines.get(name.as_str()).map_or_else(Span::default, |line| span_of(text, line)),
        }
    });
    found.collect()
}

type FindLocked = fn(&str, &str) -> Option<Version>;
const LOCKS: [(&str, FindLocked); 4] = [
    ("uv.lock", lock::toml_packages),
    ("poetry.lock", lock::toml_packages),
    ("pdm.lock", lock::toml_packages),
    ("Pipfile.lock", lock::pipfile_lock),
];

pub(super) fn version(manifests: &Manifests, folders: &Folders, folder: &Path, library: &str) -> Option<Version> {
    let library = normalized(library);
    let locked = folders.roots().upwards(folder).find_map(|folder| {
        let listing = folders.list(folder);
        LOCKS.iter().filter(|(name, _)| listing.has_file(name)).find_map(|(name, find)| {
            let text = read_text(&folder.join(name), LARGEST_LOCK)?;
            find(&text, &library)
        })
    });
    locked.or_else(|| folders.roots().upwards(folder).find_map(|folder| asked_in(manifests, folders, folder, &library)))
}

/// What the manifests of one folder ask for; an exact version, as `pip freeze` writes it, is the best of them.
fn asked_in(manifests: &Manifests, folders: &Folders, folder: &Path, library: &str) -> Option<Version> {
    let mut best: Option<Version> = None;
    for path in manifests_in(folders, folder) {
        let asked = manifests.python(&path).iter().filter(|requirement| requirement.name == library);
        for version in asked.filter_map(|requirement| requirement.version) {
            if version.exact {
                return Some(version);
            }
            best.get_or_insert(version);
        }
    }
    best
}

/// Those directly in the folder, and those in a folder `requirements`.
fn manifests_in(folders: &Folders, folder: &Path) -> Vec<PathBuf> {
    let in_folder = |folder: &Path| {
        let paths = folders.list(folder).files().into_iter().map(|name| folder.join(name));
        paths.filter(|path| is_manifest(path)).collect::<Vec<PathBuf>>()
    };
    let mut paths = in_folder(folder);
    if folders.list(folder).has_folder("requirements") {
        paths.extend(in_folder(&folder.join("requirements")));
    }
    paths
}
