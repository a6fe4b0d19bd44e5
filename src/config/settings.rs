//! What all layers mean together: what the engine is given, with nothing left to decide.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::{Confidence, Finding, Severity};
use crate::source::DEFAULT_MAX_FILE_SIZE;

use super::deployment::Deployment;
use super::globs::{PathSet, absolute};
use super::known::{KnownRules, RuleSet};
use super::layer::Layer;
use super::server::Server;

/// Left out unless `exclude` says otherwise: what other people's tools put there.
const EXCLUDED: [&str; 15] = [
    ".git",
    ".hg",
    ".svn",
    ".jj",
    "node_modules",
    "bower_components",
    "site-packages",
    ".venv",
    "venv",
    ".tox",
    ".nox",
    ".eggs",
    "__pycache__",
    "__pypackages__",
    "vendor",
];

/// The settings for the files of a folder.
#[derive(Debug, Clone)]
pub struct Settings {
    known: Arc<KnownRules>,
    working_dir: Arc<Path>,
    enabled: RuleSet,
    severities: Vec<Option<Severity>>,
    per_file_ignores: Vec<(PathSet, RuleSet)>,
    /// [`EXCLUDED`], as long as nothing replaces it.
    excluded_names: Option<PathSet>,
    excluded: Vec<PathSet>,
    deployment: Deployment,
    overrides: Vec<(PathSet, Deployment)>,
    /// Findings that are less sure are dropped.
    pub min_confidence: Confidence,
    /// The server that the code will meet.
    pub server: Server,
    /// Receivers of these names are Redis clients, besides those that are found.
    pub client_names: Vec<String>,
    /// In bytes.
    pub max_file_size: u64,
}

/// The settings for one file.
#[derive(Debug, Clone)]
pub struct FilePolicy {
    /// Those of its folder.
    pub settings: Arc<Settings>,
    /// What the file's code runs against.
    pub deployment: Deployment,
    rules: RuleSet,
}

impl Settings {
    /// The defaults under the layers, first to last; paths that are asked about are relative to `working_dir`.
    pub fn new(known: Arc<KnownRules>, working_dir: Arc<Path>, layers: &[&Layer]) -> Self {
        // Fixed names are valid patterns; were one not, nothing would be excluded by default.
        let excluded_names = PathSet::new(Path::new("/"), EXCLUDED).ok();
        let mut settings = Self {
            enabled: known.all(),
            severities: known.no_severities(),
            per_file_ignores: Vec::new(),
            excluded_names,
            excluded: Vec::new(),
            deployment: Deployment::default(),
            overrides: Vec::new(),
            min_confidence: Confidence::Possible,
            server: Server::default(),
            client_names: Vec::new(),
            max_file_size: DEFAULT_MAX_FILE_SIZE,
            known,
            working_dir,
        };
        layers.iter().for_each(|layer| settings.put_over(layer));
        settings
    }

    fn put_over(&mut self, layer: &Layer) {
        self.enabled = self.known.select(self.enabled, &layer.selection);
        self.known.set_severities(&mut self.severities, &layer.severity);
        self.per_file_ignores.extend(layer.per_file_ignores.iter().cloned());
        if let Some(exclude) = &layer.exclude {
            self.excluded_names = None;
            self.excluded = vec![exclude.clone()];
        }
        self.excluded.extend(layer.extend_exclude.clone());
        if let Some(deployment) = layer.deployment {
            // What is said later for all paths goes over what was said earlier for some.
            self.deployment = deployment;
            self.overrides.clear();
        }
        self.overrides.extend(layer.overrides.iter().cloned());
        self.min_confidence = layer.min_confidence.unwrap_or(self.min_confidence);
        self.server = layer.server.unwrap_or(self.server);
        self.max_file_size = layer.max_file_size.unwrap_or(self.max_file_size);
        if let Some(names) = &layer.client_names {
            self.client_names.clone_from(names);
        }
    }

    /// Whether the walker leaves out this file or folder. The folders around it are not looked at: the walker has been there.
    pub fn excludes(&self, path: &Path) -> bool {
        let path = self.absolute(path);
        self.excluded_names.iter().chain(&self.excluded).any(|excluded| excluded.matches(&path))
    }

    /// Whether a path is left out by itself or by a folder around it: for paths that no walk led to.
    pub fn excludes_within(&self, path: &Path) -> bool {
        let path = self.absolute(path);
        // A project that happens to live under a folder called `vendor` is no vendored code.
        let mut parts = path.ancestors().take_while(|part| !self.working_dir.starts_with(part));
        parts.any(|part| self.excluded_names.iter().any(|excluded| excluded.matches(part)))
            || self.excluded.iter().any(|excluded| excluded.covers(&path))
    }

    /// The settings for one file.
    pub fn for_path(self: &Arc<Self>, path: &Path) -> FilePolicy {
        let mut rules = self.enabled;
        let mut deployment = self.deployment;
        if !self.per_file_ignores.is_empty() || !self.overrides.is_empty() {
            let path = self.absolute(path);
            let ignored = self.per_file_ignores.iter().filter(|(paths, _)| paths.covers(&path));
            rules = ignored.fold(rules, |rules, (_, ignored)| rules.without(*ignored));
            let matching = self.overrides.iter().rev().find(|(paths, _)| paths.covers(&path));
            deployment = matching.map_or(deployment, |(_, deployment)| *deployment);
        }
        FilePolicy { settings: Arc::clone(self), deployment, rules }
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        absolute(path, &self.working_dir)
    }
}

impl FilePolicy {
    /// Whether a rule runs on the file.
    pub fn runs(&self, rule: &str) -> bool {
        self.settings.known.has(self.rules, rule)
    }

    /// The finding as the settings want it: `None` when its rule is off here or it is not sure enough. Suppression comments
    /// come first, so that a comment on a finding that is dropped here does not count as unused.
    pub fn judge(&self, mut finding: Finding) -> Option<Finding> {
        if !self.runs(finding.rule) || finding.confidence < self.settings.min_confidence {
            return None;
        }
        let set = self.settings.known.severity_of(&self.settings.severities, finding.rule);
        finding.severity = set.unwrap_or(finding.severity);
        Some(finding)
    }
}
