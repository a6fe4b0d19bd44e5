//! Calls with places for keys, and what is put there.
//!
//! A call is run with all keys in one slot, and with each key in turn in another slot, of the same node and of another
//! one. In a batch or a watch, an anchor in the first slot comes before it, so that a call with a single key shows where
//! that key is, too.

use std::fmt;

/// Tags in slots of three kinds, for clusters of three primaries with the usual ranges of slots.
const HOME: &str = "user:1";
/// Another slot of the node that serves `HOME`.
const NEAR: &str = "user:5";
/// A slot of another node.
const AWAY: &str = "user:4";

/// A method or command, and its arguments as source text in which `$1`, `$2` are keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Template {
    /// As written in a catalogue: `bitop`, `xgroup create`, `BitOpAnd`.
    pub(crate) name: String,
    pub(crate) arguments: String,
}

impl Template {
    /// The lines of a catalogue: a name, a tab, arguments.
    pub(crate) fn all(catalogue: &str) -> Vec<Template> {
        let lines = catalogue.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let parsed = lines.map(|line| {
            let (name, arguments) = line.split_once('\t').unwrap_or((line, ""));
            Template { name: name.to_owned(), arguments: arguments.to_owned() }
        });
        parsed.collect()
    }

    /// How many keys it has: `$9` is the last.
    pub(crate) fn keys(&self) -> usize {
        (1..10).take_while(|key| self.arguments.contains(&format!("${key}"))).count()
    }

    /// What it is run with, in an order.
    pub(crate) fn placements(&self, anchored: Anchored) -> Vec<Placement> {
        let first = match anchored {
            Anchored::Yes => 1,
            Anchored::No => 2,
        };
        let moved = (first..=self.keys()).flat_map(|key| [Placement::Away(key), Placement::Near(key)]);
        std::iter::once(Placement::Same).chain(moved).collect()
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.arguments)
    }
}

/// Whether a key in the home slot is used before the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchored {
    Yes,
    No,
}

/// Where the keys are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Placement {
    /// All in one slot.
    Same,
    /// This key, counted from 1, in a slot of another node.
    Away(usize),
    /// This key in another slot of the same node.
    Near(usize),
}

impl Placement {
    fn tag(self, key: usize) -> &'static str {
        match self {
            Placement::Away(moved) if moved == key => AWAY,
            Placement::Near(moved) if moved == key => NEAR,
            _ => HOME,
        }
    }
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Placement::Same => write!(f, "same"),
            Placement::Away(key) => write!(f, "away{key}"),
            Placement::Near(key) => write!(f, "near{key}"),
        }
    }
}

/// A call in a program: its keys belong to it alone, so that no other call changes what it meets.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) template: Template,
    /// `client`, `pipeline`: what it is called on.
    pub(crate) context: &'static str,
    pub(crate) placement: Placement,
    /// Its number in the program.
    pub(crate) number: usize,
}

impl Call {
    /// The name of its function in the program.
    pub(crate) fn function(&self) -> String {
        format!("c{}", self.number)
    }

    /// The key that a batch or watch begins with.
    pub(crate) fn anchor(&self) -> String {
        format!("{{{HOME}}}:{}", self.number)
    }

    /// The key `$1` is 1.
    pub(crate) fn key(&self, key: usize) -> String {
        format!("{{{}}}:{}:{key}", self.placement.tag(key), self.number)
    }

    /// The arguments with the keys in them, each in double quotes.
    pub(crate) fn arguments(&self) -> String {
        (1..=self.template.keys()).fold(self.template.arguments.clone(), |text, key| {
            text.replace(&format!("${key}"), &format!("\"{}\"", self.key(key)))
        })
    }
}

/// The calls of a program: every template in every context and placement.
pub(crate) fn calls(templates: &[Template], contexts: &[(&'static str, Anchored)]) -> Vec<Call> {
    let mut calls = Vec::new();
    for template in templates {
        for &(context, anchored) in contexts {
            // An iterator in a batch queues nothing.
            if anchored == Anchored::Yes && template.name.ends_with("_iter") {
                continue;
            }
            for placement in template.placements(anchored) {
                calls.push(Call { template: template.clone(), context, placement, number: calls.len() });
            }
        }
    }
    calls
}
