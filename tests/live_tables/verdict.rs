//! What a live outcome means, and what slotlint has to say of such a call.

use std::fmt;

/// How a call ended, as far as slots are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Live {
    /// It reached the data: it worked, or failed for a reason that has nothing to do with a cluster.
    Works,
    /// It failed because of where its keys are.
    CrossSlot,
    /// It cannot be called on a cluster client or in its batches at all.
    Refused,
    /// The server does not know the command, so nothing is shown.
    NotShown,
}

const CROSS_SLOT: [&str; 10] = [
    "CROSSSLOT ",
    "All keys in the pipeline should belong to the same slots allocation group",
    "All the keys in a pipeline command should belong to the same slot",
    "All keys involved in a cluster transaction must map to the same slot",
    "Cannot watch or send commands on different slots",
    "Keys in request don't hash to the same slot",
    "all keys must map to the same key slot",
    "EXECABORT ",
    "MOVED ",
    "Script attempted to access",
];

const REFUSED: [&str; 11] = [
    "not queued",
    "is not supported in transactional context",
    "is not allowed in cluster mode",
    "is blocked when running redis in cluster mode",
    "is not implemented in pipeline command",
    "transaction is deprecated in cluster mode",
    "TypeError: ClusterPipeline.",
    "denied in Cluster mode",
    "a different event loop",
    "is not supported in cluster mode",
    "No way to dispatch",
];

const UNKNOWN: [&str; 6] = [
    "wrong number of arguments",
    "unknown command",
    "doesn't exist in Redis commands",
    "DEBUG command not allowed",
    "no such method",
    "unknown subcommand",
];

impl Live {
    pub(crate) fn new(outcome: &str) -> Live {
        let has = |texts: &[&str]| texts.iter().any(|text| outcome.contains(text));
        if outcome == "counted" {
            return Live::CrossSlot;
        }
        if has(&UNKNOWN) {
            Live::NotShown
        } else if has(&REFUSED) {
            Live::Refused
        } else if has(&CROSS_SLOT) {
            Live::CrossSlot
        } else {
            Live::Works
        }
    }

    /// Whether slotlint said the right thing.
    pub(crate) fn agrees(self, said: &Said<'_>) -> bool {
        match self {
            Live::Works => said.rules.is_empty(),
            Live::CrossSlot => said.is_about_slots(),
            Live::Refused => !said.rules.is_empty(),
            Live::NotShown => true,
        }
    }
}

/// The rules that found something on a row.
pub(crate) struct Said<'a> {
    rules: &'a [&'static str],
}

impl<'a> Said<'a> {
    pub(crate) fn new(rules: &'a [&'static str]) -> Self {
        Said { rules }
    }

    fn is_about_slots(&self) -> bool {
        self.rules.iter().any(|rule| rule.starts_with("cross-slot-") || *rule == "sort-pattern")
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", if self.rules.is_empty() { "nothing".to_owned() } else { self.rules.join(" ") })
    }
}
