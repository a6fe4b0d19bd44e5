//! Files that change outside of the editor.

use std::path::{Path, PathBuf};

use lsp_types::request::RegisterCapability;
use lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileChangeType, FileEvent, FileSystemWatcher, GlobPattern, Registration,
    RegistrationParams,
};

use super::client::Client;
use super::main_loop::json;
use super::uri;
use crate::syntax::language_of;

/// What the editor is asked to watch: sources, and everything that says what imports and settings mean.
const WATCHED: [&str; 3] = [
    "**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,py,pyi,go,lua}",
    "**/{slotlint.toml,.slotlint.toml,pyproject.toml,package.json,package-lock.json,pnpm-lock.yaml,pnpm-workspace.yaml,yarn.lock,lerna.json,tsconfig*.json,jsconfig*.json,go.mod,go.work,Pipfile,Pipfile.lock,poetry.lock,uv.lock,setup.py,setup.cfg}",
    "**/{*requirements*.txt,.gitignore}",
];

/// More changed files than this at once are looked at by walking.
const MOST_TEXTS: usize = 50;

/// What a changed file means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Its text is another.
    Text,
    /// What there is, or what settings and imports mean, is another.
    Whole,
}

/// Asks the editor to watch, if it can.
pub(super) fn register(client: &Client) {
    if !client.can.watches {
        return;
    }
    let watcher = |glob: &str| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.to_owned()), kind: None };
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: WATCHED.iter().copied().map(watcher).collect() };
    client.ask::<RegisterCapability>(RegistrationParams {
        registrations: vec![Registration {
            id: "slotlint-files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: Some(json(&options)),
        }],
    });
}

/// What each of the changes means.
pub(super) fn sorted(changes: &[FileEvent]) -> Vec<(PathBuf, Change)> {
    let many = changes.len() > MOST_TEXTS;
    let changes = changes.iter().filter_map(|change| {
        let path = uri::path_of(change.uri.as_str())?;
        let only_text = change.typ == FileChangeType::CHANGED && !many && !matters_as_a_whole(&path);
        Some((path, if only_text { Change::Text } else { Change::Whole }))
    });
    changes.collect()
}

/// Whether the file says what other files mean.
pub(super) fn matters_as_a_whole(path: &Path) -> bool {
    language_of(path).is_none() || path.file_name().is_some_and(|name| name == "setup.py")
}
