//! Finding the file that configures a folder, and what it extends.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::error::ConfigError;
use super::globs::absolute;
use super::known::KnownRules;
use super::layer::Layer;
use super::read::{self, Context, Rows};
use crate::source::shown_path;

/// In one folder, the first of these counts.
const FILE_NAMES: [&str; 3] = ["slotlint.toml", ".slotlint.toml", PYPROJECT];

/// Configures only when it has our table; otherwise it is as if it were not there.
const PYPROJECT: &str = "pyproject.toml";

/// How many files may extend one another.
const LONGEST_CHAIN: usize = 16;

/// Reads configuration files.
#[derive(Debug)]
pub(super) struct Loader<'a> {
    pub(super) known: &'a KnownRules,
    pub(super) working_dir: &'a Path,
}

/// One file, and what it extends.
struct Loaded {
    layer: Layer,
    extends: Option<PathBuf>,
}

impl Loader<'_> {
    /// The layers of the file in this very folder, what it extends first; `None` when there is no such file.
    pub(super) fn in_folder(&self, folder: &Path) -> Result<Option<Vec<Layer>>, ConfigError> {
        for name in FILE_NAMES {
            let path = folder.join(name);
            if let Some(loaded) = self.file(&path)? {
                return self.with_extended(path, loaded).map(Some);
            }
        }
        Ok(None)
    }

    /// The layers of a file that was named.
    pub(super) fn named(&self, path: &Path) -> Result<Vec<Layer>, ConfigError> {
        let path = absolute(path, self.working_dir);
        match self.file(&path)? {
            Some(loaded) => self.with_extended(path, loaded),
            None => Err(self.missing(&path)),
        }
    }

    fn with_extended(&self, path: PathBuf, loaded: Loaded) -> Result<Vec<Layer>, ConfigError> {
        let mut chain = vec![path];
        let mut layers = vec![loaded.layer];
        let mut next = loaded.extends;
        while let Some(path) = next {
            if chain.contains(&path) || chain.len() == LONGEST_CHAIN {
                return Err(self.cycle(&chain, &path));
            }
            let loaded = self.file(&path)?.ok_or_else(|| self.missing_extended(&chain, &path))?;
            chain.push(path);
            layers.push(loaded.layer);
            next = loaded.extends;
        }
        layers.reverse();
        Ok(layers)
    }

    /// `None` when there is no such file, or a `pyproject.toml` without our table.
    fn file(&self, path: &Path) -> Result<Option<Loaded>, ConfigError> {
        let origin = self.shown(path);
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => {
                let message = match error.kind() {
                    io::ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
                    _ => error.to_string(),
                };
                return Err(ConfigError { origin, row: None, key: None, message });
            }
        };
        let is_pyproject = path.file_name().is_some_and(|name| name == PYPROJECT);
        if is_pyproject && !text.contains("slotlint") {
            return Ok(None);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let base = path.parent().unwrap_or(Path::new("/"));
        let context = Context { origin: &origin, text, base, known: self.known, rows: Rows::Told };
        let whole = context.parse(text)?;
        let table = if is_pyproject { our_table(&whole, &context)? } else { Some(&whole) };
        table.map(|table| loaded(table, &context)).transpose()
    }

    fn shown(&self, path: &Path) -> String {
        shown_path(path, self.working_dir)
    }

    fn cycle(&self, chain: &[PathBuf], last: &Path) -> ConfigError {
        let shown: Vec<_> = chain.iter().map(PathBuf::as_path).chain([last]).map(|path| self.shown(path)).collect();
        self.extend_error(chain, format!("extends in a circle or without end: {}", shown.join(" -> ")))
    }

    fn missing_extended(&self, chain: &[PathBuf], path: &Path) -> ConfigError {
        self.extend_error(chain, format!("there is no configuration in `{}`", self.shown(path)))
    }

    fn missing(&self, path: &Path) -> ConfigError {
        let message = "there is no such file, or no slotlint configuration in it".to_owned();
        ConfigError { origin: self.shown(path), row: None, key: None, message }
    }

    fn extend_error(&self, chain: &[PathBuf], message: String) -> ConfigError {
        let origin = chain.last().map(|path| self.shown(path)).unwrap_or_default();
        ConfigError { origin, row: None, key: Some("extend".to_owned()), message }
    }
}

fn our_table<'t, 'a>(whole: &'t DeTable<'a>, context: &Context<'_>) -> Result<Option<&'t DeTable<'a>>, ConfigError> {
    let tools = whole.get("tool").and_then(|tool| tool.get_ref().as_table());
    let Some(ours) = tools.and_then(|tools| tools.get("slotlint")) else {
        return Ok(None);
    };
    let wrong = || context.error(ours.span(), Some("tool.slotlint".to_owned()), "expected a table".to_owned());
    ours.get_ref().as_table().map(Some).ok_or_else(wrong)
}

fn loaded(table: &DeTable<'_>, context: &Context<'_>) -> Result<Loaded, ConfigError> {
    let extends = read::extend(table, context)?.map(|path| absolute(Path::new(path), context.base));
    Ok(Loaded { layer: read::layer(table, context)?, extends })
}
