//! `go.mod`.

use std::path::Path;

use smol_str::SmolStr;

use super::{Ecosystem, Manifests, Requirement, Version, span_of};
use crate::project::folders::Folders;

/// What a `go.mod` says, as far as it matters.
#[derive(Debug, Default)]
pub(crate) struct GoMod {
    /// The path of the module.
    pub module: SmolStr,
    /// What it requires.
    pub requirements: Vec<Requirement>,
    /// `replace path => ../folder`: path and folder as written.
    pub replaced: Vec<(SmolStr, String)>,
}

impl GoMod {
    /// `None` when there is no `module` line.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut file = Self::default();
        for (verb, line) in directives(text) {
            match verb {
                "module" => file.module = unquoted(line.split_whitespace().next()?).into(),
                "require" => file.requirements.extend(requirement(text, line)),
                "replace" => file.replace(line),
                _ => {}
            }
        }
        (!file.module.is_empty()).then_some(file)
    }

    fn replace(&mut self, line: &str) {
        let Some((old, new)) = line.split_once("=>") else { return };
        let mut new = new.split_whitespace().map(unquoted);
        let (Some(path), Some(target)) = (old.split_whitespace().next().map(unquoted), new.next()) else { return };
        if target.starts_with("./") || target.starts_with("../") || target == "." || target == ".." {
            self.replaced.push((path.into(), target.to_owned()));
        } else if let Some(version) = new.next() {
            self.pin(path, target, version);
        }
    }

    /// `replace a => b v1.2.3`: the version that is built.
    fn pin(&mut self, path: &str, target: &str, version: &str) {
        for requirement in self.requirements.iter_mut().filter(|one| one.name == path && path == target) {
            requirement.version = Version::parse(version);
        }
    }
}

/// The lines of a `go.mod` or `go.work`, each with its verb, blocks taken apart and comments taken away.
pub(in crate::project) fn directives(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut block: Option<&str> = None;
    text.lines().filter_map(move |line| {
        let line = line.split("//").next().unwrap_or_default().trim();
        match block {
            Some(_) if line == ")" => {
                block = None;
                None
            }
            Some(verb) => (!line.is_empty()).then_some((verb, line)),
            None => {
                let (verb, rest) =
                    line.split_once(char::is_whitespace).or_else(|| line.strip_suffix('(').map(|v| (v, "(")))?;
                let rest = rest.trim();
                if rest == "(" {
                    block = Some(verb);
                    return None;
                }
                Some((verb, rest))
            }
        }
    })
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(['"', '`'])
}

fn requirement(text: &str, line: &str) -> Option<Requirement> {
    let mut words = line.split_whitespace().map(unquoted);
    let (name, asked) = (words.next()?, words.next()?);
    Some(Requirement {
        ecosystem: Ecosystem::Go,
        name: name.into(),
        asked: asked.into(),
        version: Version::parse(asked),
        span: span_of(text, line),
    })
}

/// `library` may be a package inside of a module.
pub(super) fn version(manifests: &Manifests, folders: &Folders, folder: &Path, library: &str) -> Option<Version> {
    let file = folders.roots().upwards(folder).find_map(|folder| manifests.go_mod(folders, folder))?;
    let holds =
        |module: &str| library.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let candidates = file.requirements.iter().filter(|requirement| holds(&requirement.name));
    candidates.max_by_key(|requirement| requirement.name.len())?.version
}
