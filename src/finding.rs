//! What a rule says about a call: plain data, without any notion of how it is shown.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

/// A range of bytes in one file: `start` inclusive, `end` exclusive, counted from 0 in the decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        // Sources over 4 GiB never get this far: the source floor refuses them.
        Self { start: start as u32, end: end as u32 }
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes as an index range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A span in a file of the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as the walker named it.
    pub path: Arc<Path>,
    /// Where in it.
    pub span: Span,
}

/// What happens if nothing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Advice.
    Info,
    /// Fails, hangs or answers wrongly under conditions that cannot be seen in the source.
    Warning,
    /// Fails, hangs or answers wrongly against a cluster with this client.
    Error,
}

impl Severity {
    /// One step down; `Info` stays.
    pub fn lower(self) -> Self {
        match self {
            Severity::Error => Severity::Warning,
            Severity::Warning | Severity::Info => Severity::Info,
        }
    }

    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How sure slotlint is that what it says is true of the running program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A value that was not found decides.
    Possible,
    /// The patterns of the values say so; one of them would have to be unusual for it not to hold.
    Likely,
    /// Everything that decides is written in the source.
    Certain,
}

impl Confidence {
    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// A short text at a part of the flagged code, such as a key and its slot.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// In the file of the finding.
    pub span: Span,
    /// One line.
    pub text: String,
}

/// Another place that matters: where a key, a client or a wrapper is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there, one line.
    pub message: String,
}

/// Says behind the last of the places that are shown how many more there are.
pub fn tell_hidden(shown: &mut [Related], hidden: usize) {
    if let Some(last) = shown.last_mut().filter(|_| hidden > 0) {
        let places = if hidden == 1 { "place" } else { "places" };
        last.message.push_str(&format!(", and in {hidden} more {places}"));
    }
}

/// One key as slotlint understood it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct KeyFact {
    /// The key; what is not known is written `<name>`.
    pub key: String,
    /// Its slot, 0-16383, when the hashed bytes are all known.
    pub slot: Option<u16>,
    /// The hash tag, when the key has one; holes written `<name>`.
    pub tag: Option<String>,
}

/// What the finding rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Facts {
    /// The command in upper case, such as `MGET`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The keys that decided, in order of the call.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyFact>,
    /// The client, such as `Redis.Cluster (ioredis 5.4)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
}

/// Whether a fix can be made without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applicability {
    /// The program does what was meant, and nothing else changes: no stored key, no atomicity.
    Safe,
    /// Somebody has to know, and want, what changes.
    Unsafe {
        /// What is given up, one line without full stop, such as `renames keys that are already stored`.
        why: &'static str,
    },
}

impl Applicability {
    /// The word shown to people and machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe { .. } => "unsafe",
        }
    }
}

/// A part of a file that another text takes the place of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What goes away; an empty span where text is only put in. Any file of the project.
    pub place: Place,
    /// What comes in its place; its line ends are those of the file.
    pub replacement: String,
}

/// A way to be rid of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What it does, one line in the imperative, such as ``set `IsClusterMode: true` ``.
    pub title: String,
    /// Whether it can be made without asking.
    pub applicability: Applicability,
    /// All of them, or none; at least one; by place, without overlaps.
    pub edits: Vec<Edit>,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The rule's name, kebab-case.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// One or two sentences: keys, slots or tags, what happens.
    pub message: String,
    /// The flagged code.
    pub place: Place,
    /// Parts of the flagged code.
    pub labels: Vec<Label>,
    /// Other places, most telling first.
    pub related: Vec<Related>,
    /// The calls through which what is flagged runs, when it stands elsewhere. `lint` says the same thing found through
    /// several of them once, with the first few among `related`.
    pub callers: Vec<Related>,
    /// What decided.
    pub facts: Facts,
    /// The way out.
    pub help: Option<String>,
    /// Ways to go it, best first; safe ones before unsafe ones.
    pub fixes: Vec<Fix>,
    /// The function, method or class around the flagged code, innermost first and joined by `.`; empty at module level.
    pub scope: String,
}
