//! One file per rule: it reads the model of a file and yields findings. What people read about a rule is `rules/<name>.md`,
//! which also holds its examples, and they run as tests.
//!
//! A line in the table below names a rule's module and page; a missing half does not compile.

mod calls;
pub mod document;
pub mod draft;
mod edits;
mod imports;
mod key_strings;
mod option_edits;
mod plain_client;
mod splitting;

use crate::clients::FileModel;
use crate::clients::model::Client;
use crate::config::{Deployment, FilePolicy, KnownRules, RuleMeta};
use crate::eval::Evaluator;
use crate::finding::Finding;
use crate::project::{ManifestFile, ModuleFile, Project};

/// A rule: its name, its document, and its code.
pub struct Rule {
    /// Kebab-case.
    pub name: &'static str,
    /// `rules/<name>.md`.
    pub document: &'static str,
    /// What finds.
    pub check: fn(&FileCx<'_, '_>, &mut Vec<Finding>),
}

/// What a rule sees of one file.
pub struct FileCx<'a, 'p> {
    /// The project.
    pub project: &'p Project,
    /// The file.
    pub file: &'p ModuleFile,
    /// What it does with Redis.
    pub model: &'a FileModel<'p>,
    /// Answers what expressions are.
    pub ev: &'a Evaluator<'p>,
    /// The settings for the file.
    pub policy: &'a FilePolicy,
}

impl FileCx<'_, '_> {
    /// What the code is assumed to run against.
    pub fn deployment(&self) -> Deployment {
        self.policy.deployment
    }

    /// Whether slots matter to what a client is assumed to talk to.
    pub fn concerns(&self, client: &Client<'_>) -> bool {
        match self.deployment() {
            Deployment::Cluster => true,
            Deployment::ClusterClientsOnly => client.mode.may_be_cluster(),
            Deployment::Standalone => false,
        }
    }
}

/// What a rule sees of the project as a whole.
pub struct ProjectCx<'p> {
    /// The project.
    pub project: &'p Project,
    /// The manifests that ask for something around Redis; by path.
    pub manifests: &'p [ManifestFile],
}

/// A rule that also finds what belongs to no single file.
pub struct ProjectRule {
    /// As in [`Rule`].
    pub name: &'static str,
    /// What finds; the same for any number of threads.
    pub check: fn(&ProjectCx<'_>, &mut Vec<Finding>),
}

/// The rules that look at the project as a whole, once.
pub const PROJECT_RULES: &[ProjectRule] =
    &[ProjectRule { name: "unsupported-client", check: unsupported_client::check_project }];

/// The rules as configuration knows them.
pub fn known() -> KnownRules {
    let meta = |rule: &Rule| {
        // Tests parse every document; one that did not parse would only lack its group here.
        let group = document::FrontMatter::parse(rule.document).map(|front| front.group).unwrap_or_default();
        RuleMeta { name: rule.name, group }
    };
    KnownRules::new(RULES.iter().map(meta).collect())
}

macro_rules! rules {
    ($($module:ident => $name:literal,)*) => {
        $(mod $module;)*

        /// Every rule.
        pub const RULES: &[Rule] = &[
            $(Rule {
                name: $name,
                document: include_str!(concat!("../../rules/", $name, ".md")),
                check: $module::check,
            },)*
        ];
    };
}

rules! {
    broken_transaction => "broken-transaction",
    bullmq_hash_tag => "bullmq-hash-tag",
    cross_slot_command => "cross-slot-command",
    cross_slot_pipeline => "cross-slot-pipeline",
    cross_slot_script => "cross-slot-script",
    cross_slot_transaction => "cross-slot-transaction",
    database_selection => "database-selection",
    invalid_startup_nodes => "invalid-startup-nodes",
    malformed_hash_tag => "malformed-hash-tag",
    misplaced_option => "misplaced-option",
    missing_on_cluster => "missing-on-cluster",
    missing_retry_options => "missing-retry-options",
    non_cluster_client => "non-cluster-client",
    placeholder_hash_tag => "placeholder-hash-tag",
    retries_disabled => "retries-disabled",
    retry_gives_up => "retry-gives-up",
    script_key_count => "script-key-count",
    single_node_command => "single-node-command",
    undeclared_script_key => "undeclared-script-key",
    universal_client_single_address => "universal-client-single-address",
    unsupported_client => "unsupported-client",
    unused_suppression => "unused-suppression",
    vanished_hash_tag => "vanished-hash-tag",
}
