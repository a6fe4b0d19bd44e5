//! Placeholder of this branch: the rules floor brings its own table.

pub mod document;

/// A rule: its name and its document.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case.
    pub name: &'static str,
    /// `rules/<name>.md`.
    pub document: &'static str,
}

/// Every rule.
pub const RULES: &[Rule] = &[
    Rule { name: "cross-slot-command", document: PLACEHOLDER },
    Rule { name: "unused-suppression", document: PLACEHOLDER_UNUSED },
];

const PLACEHOLDER: &str = r#"+++
name = "cross-slot-command"
group = "slots"
severity = "error"
clients = ["ioredis", "redis-py", "go-redis"]
since = "0.1.0"
fix = "none"
summary = "one command whose keys are in several slots"
+++

# cross-slot-command

## What it finds

Keys that hash apart.
"#;

const PLACEHOLDER_UNUSED: &str = r#"+++
name = "unused-suppression"
group = "suppressions"
severity = "warning"
clients = []
since = "0.1.0"
fix = "none"
summary = "an ignore comment that ignores nothing"
+++

# unused-suppression
"#;
