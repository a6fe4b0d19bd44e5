//! A mistake in what was configured: named with file, line and key.

use std::fmt;

/// Stops a run before anything is linted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, or the flag that was typed.
    pub origin: String,
    /// The row in the file, from 1.
    pub row: Option<u32>,
    /// The key, with its table when it is in one: `severity.key-prefix`.
    pub key: Option<String>,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ": `{key}`")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for ConfigError {}
