//! One source of configuration, as far as it says anything: a file, an inline `--config`, or the flags.

use crate::finding::{Confidence, Severity};

use super::deployment::Deployment;
use super::globs::PathSet;
use super::known::{RuleSet, Selection, Selector};
use super::server::Server;

/// What one source says; later layers go over earlier ones.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// Which rules run.
    pub selection: Selection,
    /// Findings that are less sure are dropped.
    pub min_confidence: Option<Confidence>,
    /// Replaces the excluded paths.
    pub exclude: Option<PathSet>,
    /// Adds excluded paths.
    pub extend_exclude: Option<PathSet>,
    /// Rules that do not run on some paths.
    pub per_file_ignores: Vec<(PathSet, RuleSet)>,
    /// Severities that replace a rule's own.
    pub severity: Vec<(Selector, Severity)>,
    /// For all paths.
    pub deployment: Option<Deployment>,
    /// For some paths; the last that matches counts.
    pub overrides: Vec<(PathSet, Deployment)>,
    /// The server's family and version.
    pub server: Option<Server>,
    /// Names of receivers that are Redis clients.
    pub client_names: Option<Vec<String>>,
    /// Bytes.
    pub max_file_size: Option<u64>,
}
