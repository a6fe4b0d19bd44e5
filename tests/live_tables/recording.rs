//! What was recorded: which call ended how, with which versions.

use std::collections::BTreeMap;
use std::path::Path;

/// One library in one version against one server: a column of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// How lines name it: `9`, `9@valkey-8.1`.
    pub(crate) label: String,
    /// Of the library: `9.23.0`.
    pub(crate) version: String,
    /// As slotlint's setting names it: `redis-7.0`.
    pub(crate) server: String,
}

/// A call: template, context, placement.
pub(crate) type Id = (String, String, String);

/// Of one library, or of the second judge.
pub(crate) struct Recording {
    pub(crate) columns: Vec<Column>,
    outcomes: BTreeMap<(String, Id), String>,
}

impl Recording {
    pub(crate) fn read(name: &str) -> Recording {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/live/tables/{name}.tsv"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut recording = Recording { columns: Vec::new(), outcomes: BTreeMap::new() };
        for line in text.lines() {
            match line.strip_prefix("# column ") {
                Some(column) => recording.columns.push(parse_column(column)),
                None if line.starts_with('#') => {}
                None => recording.add(line),
            }
        }
        recording
    }

    /// `call <tab> context <tab> placements <tab> columns <tab> outcome`
    fn add(&mut self, line: &str) {
        let parts: Vec<&str> = line.split('\t').collect();
        let [template, context, placements, labels, outcome] = parts.as_slice() else {
            panic!("five columns expected: {line}");
        };
        for label in labels.split(' ') {
            for placement in placements.split(' ') {
                let id = ((*template).to_owned(), (*context).to_owned(), placement.to_owned());
                let before = self.outcomes.insert((label.to_owned(), id), (*outcome).to_owned());
                assert!(before.is_none(), "recorded twice: {line}");
            }
        }
    }

    /// Whether a call was run there, and ended otherwise than with the same version on the main server.
    pub(crate) fn is_news(&self, column: &Column, id: &Id) -> bool {
        let main =
            column.label.split_once('@').and_then(|(label, _)| self.outcomes.get(&(label.to_owned(), id.clone())));
        self.outcome(column, id).is_some_and(|outcome| main.is_none_or(|main| main != outcome))
    }

    /// What became of a call; none if it was not run there.
    pub(crate) fn outcome(&self, column: &Column, id: &Id) -> Option<&str> {
        self.outcomes.get(&(column.label.clone(), id.clone())).map(String::as_str)
    }
}

/// `9: go-redis 9.23.0 on redis-7.0.15`
fn parse_column(text: &str) -> Column {
    let words: Vec<&str> = text.split([' ', ':']).filter(|word| !word.is_empty()).collect();
    let [label, _, version, "on", server] = words.as_slice() else { panic!("no column: {text}") };
    Column { label: (*label).to_owned(), version: (*version).to_owned(), server: (*server).to_owned() }
}
