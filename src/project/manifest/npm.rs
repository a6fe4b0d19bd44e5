//! `package.json`.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde_json::Value;
use smol_str::SmolStr;

use super::{Ecosystem, LARGEST_LOCK, MOST_REQUIREMENTS, Manifests, Requirement, Version, lock, read_text, span_of};
use crate::project::folders::Folders;
use crate::project::gate::mentions_library;

const SECTIONS: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/// What a `package.json` says, as far as it matters.
#[derive(Debug, Default)]
pub(crate) struct PackageJson {
    /// Its own name; may be empty.
    pub name: SmolStr,
    /// What it asks for; `dependencies` win over the other sections.
    pub dependencies: FxHashMap<SmolStr, SmolStr>,
    /// Files that stand for the package: `source`, `module`, `main`, `types`, in this order.
    pub entries: Vec<String>,
    /// The `exports` field.
    pub exports: Value,
    /// The `imports` field.
    pub imports: Value,
    /// The patterns of `workspaces`.
    pub workspaces: Vec<String>,
}

impl PackageJson {
    /// `None` when it is no JSON object.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut json: Value = serde_json::from_str(text).ok()?;
        let fields = json.as_object_mut()?;
        let mut package = Self::default();
        for section in SECTIONS.iter().filter_map(|section| fields.get(*section)?.as_object()) {
            for (name, asked) in section {
                let asked = asked.as_str().unwrap_or_default();
                package.dependencies.entry(SmolStr::new(name)).or_insert_with(|| SmolStr::new(asked));
            }
        }
        for entry in ["source", "module", "main", "types", "typings"] {
            package.entries.extend(fields.get(entry).and_then(Value::as_str).map(str::to_owned));
        }
        package.name = fields.get("name").and_then(Value::as_str).unwrap_or_default().into();
        package.workspaces = workspaces(fields.get("workspaces"));
        package.exports = fields.get_mut("exports").map(Value::take).unwrap_or_default();
        package.imports = fields.get_mut("imports").map(Value::take).unwrap_or_default();
        Some(package)
    }

    /// What it asks for around Redis, with places; `text` is what it was parsed from.
    pub(super) fn requirements(&self, text: &str) -> Vec<Requirement> {
        let asked = self.dependencies.iter().filter(|(name, _)| mentions_library(name)).take(MOST_REQUIREMENTS);
        let places = asked.filter_map(|(name, asked)| {
            let place = dependency_line(text, name, asked)?;
            Some(Requirement {
                ecosystem: Ecosystem::Npm,
                name: name.clone(),
                asked: asked.clone(),
                version: requirement_version(asked),
                span: span_of(text, place),
            })
        });
        places.collect()
    }
}

fn workspaces(field: Option<&Value>) -> Vec<String> {
    let list = match field {
        Some(Value::Object(object)) => object.get("packages").and_then(Value::as_array),
        Some(value) => value.as_array(),
        None => None,
    };
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// `"name": "asked"` as it stands in the text.
fn dependency_line<'a>(text: &'a str, name: &str, asked: &str) -> Option<&'a str> {
    let key = format!("\"{name}\"");
    text.match_indices(&key).find_map(|(start, _)| {
        let rest = text[start + key.len()..].trim_start().strip_prefix(':')?.trim_start();
        let value = rest.strip_prefix('"')?.strip_prefix(asked)?.strip_prefix('"')?;
        Some(&text[start..text.len() - value.len()])
    })
}

/// What npm's own notations around a range mean.
fn requirement_version(asked: &str) -> Option<Version> {
    let asked = asked.strip_prefix("npm:").and_then(|alias| alias.rsplit_once('@')).map_or(asked, |(_, range)| range);
    let asked = asked.strip_prefix("workspace:").unwrap_or(asked);
    Version::parse_requirement(asked)
}

/// A folder's lock file by each package manager, with what finds a library in it.
type FindLocked = fn(&str, &Wanted) -> Option<Version>;
const LOCKS: [(&str, FindLocked); 5] = [
    ("package-lock.json", lock::package_lock),
    ("npm-shrinkwrap.json", lock::package_lock),
    ("pnpm-lock.yaml", lock::pnpm_lock),
    ("yarn.lock", lock::yarn_lock),
    ("bun.lock", lock::bun_lock),
];

/// What is looked for in a lock file.
pub(super) struct Wanted<'a> {
    /// The library.
    pub(super) library: &'a str,
    /// What the nearest manifest asks for; empty when none does.
    pub(super) asked: &'a str,
    /// The folder of that manifest as seen from the lock file, with `/`; empty for the same folder.
    pub(super) importer: String,
}

pub(super) fn version(manifests: &Manifests, folders: &Folders, folder: &Path, library: &str) -> Option<Version> {
    let declared = folders.roots().upwards(folder).find_map(|folder| {
        let asked = manifests.package(folders, folder)?.dependencies.get(library)?;
        Some((folder, asked.as_str()))
    });
    let (declaring, asked) = declared.unwrap_or((folder, ""));
    let locked = folders.roots().upwards(declaring).find_map(|folder| {
        let importer = declaring.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        let importer = if declared.is_some() { importer } else { String::new() };
        locked(folders, folder, &Wanted { library, asked, importer })
    });
    locked.or_else(|| {
        if asked.starts_with("catalog:") {
            return catalog(folders, declaring, library);
        }
        requirement_version(asked)
    })
}

fn locked(folders: &Folders, folder: &Path, wanted: &Wanted) -> Option<Version> {
    let listing = folders.list(folder);
    LOCKS.iter().filter(|(name, _)| listing.has_file(name)).find_map(|(name, find)| {
        let text = read_text(&folder.join(name), LARGEST_LOCK)?;
        find(&text, wanted)
    })
}

/// pnpm's catalogs: versions written once for all packages of a workspace.
fn catalog(folders: &Folders, folder: &Path, library: &str) -> Option<Version> {
    folders.roots().upwards(folder).find_map(|folder| {
        let path: PathBuf = folder.join("pnpm-workspace.yaml");
        let text = folders.is_file(&path).then(|| read_text(&path, LARGEST_LOCK)).flatten()?;
        text.lines().find_map(|line| {
            let (name, range) = line.trim().rsplit_once(": ")?;
            let name = name.trim().trim_matches(['"', '\'']);
            (name == library).then(|| Version::parse_requirement(range.trim().trim_matches(['"', '\''])))?
        })
    })
}
