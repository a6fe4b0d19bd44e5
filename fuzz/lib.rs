//! What all targets do: lint one file, from its bytes to its findings in every format, as the command line does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use slotlint::config::{Configs, Discovery};
use slotlint::finding::Place;
use slotlint::lint::{NamedPaths, Overlay, Request};
use slotlint::report::{Color, FORMATS, Glyphs, Report, Style};
use slotlint::source::ColumnUnit;

/// Lints a file of these bytes with this extension. A panic anywhere ends the fuzzer, also one that a run would survive.
pub fn lint(extension: &str, bytes: &[u8]) {
    // Nothing is read from this folder: it does not exist.
    let root = Path::new("/slotlint-fuzz");
    let path = root.join("file").with_extension(extension);
    let known = Arc::new(slotlint::rules::known());
    let configs =
        Configs::new(known, Arc::from(root), &Discovery::Isolated, Vec::new()).expect("nothing is configured");
    let overlay = Overlay::from_iter([(path.clone(), bytes.to_vec())]);
    let paths: [PathBuf; 1] = [path];
    let request = Request {
        paths: &paths,
        overlay: &overlay,
        configs: &Arc::new(configs),
        named_paths: NamedPaths::Always,
        threads: std::num::NonZeroUsize::new(1),
        on_file: &|| {},
    };
    let report = slotlint::lint::lint(&request).expect("nothing is configured");
    for finding in &report.findings {
        inside(&report, &finding.place);
        finding.related.iter().for_each(|related| inside(&report, &related.place));
        finding.fixes.iter().flat_map(|fix| &fix.edits).for_each(|edit| inside(&report, &edit.place));
    }
    let (working_dir, repository) = (root.to_path_buf(), root.to_path_buf());
    let style = Style { color: Color::On, glyphs: Glyphs::Unicode, working_dir, repository };
    for format in FORMATS {
        (format.write)(&report, &style, &mut std::io::sink()).expect("nobody refuses to be written to");
    }
}

/// Whether a place is text of its file, from its beginning to its end.
fn inside(report: &Report, place: &Place) {
    let source = report.sources.get(&place.path).expect("files that are pointed at are kept");
    assert!(source.text.get(place.span.range()).is_some(), "{place:?}");
    let (start, end) = report.sources.positions(place, ColumnUnit::Utf16);
    assert!(start <= end, "{place:?}");
}
