//! What slotlint says of a program.

use std::collections::BTreeMap;
use std::fs;

use slotlint::config::Discovery;
use slotlint::source::ColumnUnit;

use crate::programs::{Library, Program};
use crate::recording::Column;
use crate::request::report_on;

/// Calls in one file: a front end gives up a file that takes it seconds, as a large one does where machines are busy.
const PER_FILE: usize = 400;

/// The rules that found something, by index of the call, for this version of the library and this server.
pub(crate) fn rules_by_call(
    library: Library,
    program: &Program,
    column: &Column,
) -> BTreeMap<usize, Vec<&'static str>> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir(root.join(".git")).unwrap();
    for (index, rows) in program.rows.chunks(PER_FILE).enumerate() {
        fs::write(root.join(format!("{index}_{}", library.file())), program.head.clone() + &rows.concat()).unwrap();
    }
    let (manifest, text) = library.manifest(&column.version);
    fs::write(root.join(manifest), text).unwrap();
    fs::write(root.join("slotlint.toml"), format!("server = \"{}\"\n", column.server)).unwrap();
    let report = report_on(&root, &Discovery::Nearest);
    assert!(report.summary.skipped.is_empty(), "a program was not read");
    let first_row = program.head.lines().count() + 1;
    let mut rules: BTreeMap<usize, Vec<&'static str>> = BTreeMap::new();
    for finding in &report.findings {
        let name = finding.place.path.file_name().unwrap().to_str().unwrap();
        let Some(file) = name.split_once('_').and_then(|(number, _)| number.parse::<usize>().ok()) else { continue };
        let (start, _) = report.sources.positions(&finding.place, ColumnUnit::Characters);
        if let Some(row) = (start.row as usize).checked_sub(first_row) {
            rules.entry(file * PER_FILE + row).or_default().push(finding.rule);
        }
    }
    rules
}

/// The rules that find something in an expression about `cluster`.
pub(crate) fn rules_of_javascript(code: &str) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let text = format!("{}exports.run = () => {code};\n", crate::programs::JAVASCRIPT);
    fs::write(root.join("calls.js"), text).unwrap();
    report_on(&root, &Discovery::Nearest).findings.iter().map(|finding| finding.rule).collect()
}
