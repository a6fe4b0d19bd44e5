//! Lock files, searched as text: they are often megabytes, of which a few lines matter.

use super::Version;
use super::npm::Wanted;

/// `package-lock.json`, versions 1 to 3: `"node_modules/ioredis": { "version": "5.4.1"`, nearest folder first.
pub(super) fn package_lock(text: &str, wanted: &Wanted) -> Option<Version> {
    let library = wanted.library;
    let nearest = (!wanted.importer.is_empty()).then(|| format!("\"{}/node_modules/{library}\": {{", wanted.importer));
    let keys = [nearest, Some(format!("\"node_modules/{library}\": {{")), Some(format!("\"{library}\": {{"))];
    keys.into_iter().flatten().find_map(|key| json_version(text, &key))
}

/// `"version": "..."` directly behind a key.
fn json_version(text: &str, key: &str) -> Option<Version> {
    let object = &text[text.find(key)? + key.len()..];
    let object = &object[..object.find('}').unwrap_or(object.len())];
    let value = object.split("\"version\":").nth(1)?.trim_start().strip_prefix('"')?;
    Version::parse(value.trim_start_matches('=').split('"').next()?)
}

/// `pnpm-lock.yaml`: the `importers` section (pnpm 7 and later, or any workspace), else the top level.
pub(super) fn pnpm_lock(text: &str, wanted: &Wanted) -> Option<Version> {
    let importer = if wanted.importer.is_empty() { "." } else { &wanted.importer };
    let section = match text.find("\nimporters:") {
        Some(start) => block(&text[start + 1..], importer)?,
        None => text.split("\npackages:").next()?,
    };
    let entry = block(section, wanted.library).or_else(|| line_value(section, wanted.library))?;
    let version = line_value(entry, "version").unwrap_or(entry);
    // Behind the version: the peers it was resolved with, as `5.4.1(supports-color@8)` or `5.4.1_abc`.
    Version::parse(version.trim().trim_matches('\'').split(['(', '_']).next()?)
}

/// The lines under `key:` that are indented deeper than it.
fn block<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut offset = 0;
    let mut found: Option<(usize, usize)> = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        match found {
            Some((start, outer)) if indent <= outer && !content.trim().is_empty() => return Some(&text[start..offset]),
            Some(_) => {}
            None if content.trim_end().strip_suffix(':').is_some_and(|name| unquoted(name) == key) => {
                found = Some((offset + line.len(), indent));
            }
            None => {}
        }
        offset += line.len();
    }
    found.map(|(start, _)| &text[start..])
}

/// `key: value` on one line.
fn line_value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (name, value) = line.trim().split_once(": ")?;
        (unquoted(name) == key).then_some(value)
    })
}

fn unquoted(name: &str) -> &str {
    name.trim_matches(['\'', '"'])
}

/// `yarn.lock`, classic and berry: the entry whose head names the requested range.
pub(super) fn yarn_lock(text: &str, wanted: &Wanted) -> Option<Version> {
    let prefix = format!("{}@", wanted.library);
    let ranges = [format!("{prefix}{}", wanted.asked), format!("{prefix}npm:{}", wanted.asked)];
    let mut fallback = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with([' ', '#']) || !line.contains(&prefix) {
            continue;
        }
        let mut heads = line.trim_end_matches(':').split(", ").map(unquoted).filter(|head| head.starts_with(&prefix));
        let Some(first) = heads.next() else { continue };
        let is_wanted = std::iter::once(first).chain(heads).any(|head| ranges.iter().any(|range| range == head));
        let version = lines.by_ref().map(str::trim).find_map(|line| line.strip_prefix("version"))?;
        let version = Version::parse(unquoted(version.trim_start_matches(':').trim()))?;
        if is_wanted {
            return Some(version);
        }
        fallback.get_or_insert(version);
    }
    fallback
}

/// `bun.lock`: `"ioredis": ["ioredis@5.4.1", ...`.
pub(super) fn bun_lock(text: &str, wanted: &Wanted) -> Option<Version> {
    let key = format!("\"{0}\": [\"{0}@", wanted.library);
    let rest = &text[text.find(&key)? + key.len()..];
    Version::parse(rest.split('"').next()?)
}

/// `poetry.lock`, `uv.lock`, `pdm.lock`: `[[package]]`, `name = "redis"`, `version = "5.0.1"`.
pub(super) fn toml_packages(text: &str, library: &str) -> Option<Version> {
    let key = format!("name = \"{library}\"");
    let (_, rest) = text.split_once(&key)?;
    let package = rest.split("[[package]]").next()?;
    let value = package.lines().find_map(|line| line.strip_prefix("version = \""))?;
    Version::parse(value.split('"').next()?)
}

/// `Pipfile.lock`: `"redis": { ... "version": "==5.0.1"`.
pub(super) fn pipfile_lock(text: &str, library: &str) -> Option<Version> {
    json_version_behind_lists(text, &format!("\"{library}\": {{"))
}

fn json_version_behind_lists(text: &str, key: &str) -> Option<Version> {
    let version = json_version(text, key);
    version.or_else(|| json_version(text, &key.replace('-', "_")))
}
