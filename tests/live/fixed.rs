//! What slotlint makes of the bad examples: the programs that `scripts/live` runs on clusters to see whether they are mended.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use slotlint::finding::{Edit, Finding};
use slotlint::fixes::{Allowed, fix, with_edits, write_all};
use slotlint::lint::{Request, lint};
use slotlint::report::{Color, Glyphs, Style};
use slotlint::rules::document::Example;

use crate::manifest;
use crate::run::with_request;

/// Which of the fixes that are offered were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// Those of `--fix`.
    Safe,
    /// Those of `--fix --unsafe-fixes`.
    Unsafe,
    /// Of findings that have a choice the second, as an editor's user may take it; of others the first.
    Second,
}

impl Way {
    pub(crate) const ALL: [Way; 3] = [Way::Safe, Way::Unsafe, Way::Second];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Way::Safe => "safe",
            Way::Unsafe => "unsafe",
            Way::Second => "second",
        }
    }
}

/// An example with fixes in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) way: Way,
    pub(crate) code: String,
    /// The rules that still find something in it.
    pub(crate) left: BTreeSet<&'static str>,
}

/// The different programs that come of an example for whoever has this version, such as `redis=5.3.1`.
///
/// # Errors
/// In words, when the example has no manifest for that library.
pub(crate) fn programs(example: &Example<'_>, library: &str) -> Result<Vec<Program>, String> {
    let mut programs: Vec<Program> = Vec::new();
    for way in Way::ALL {
        let project = Project::new(example, library)?;
        let code = project.fixed(way);
        let is_new = code != example.code && programs.iter().all(|known| known.code != code);
        if is_new {
            programs.push(Program { way, code, left: project.rules_that_find() });
        }
    }
    Ok(programs)
}

/// A folder with the example, under no link.
struct Project {
    _folder: tempfile::TempDir,
    root: PathBuf,
    file: PathBuf,
}

impl Project {
    fn new(example: &Example<'_>, library: &str) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let file = root.join(format!("example.{}", example.language));
        fs::write(&file, example.code).unwrap();
        if let Some(manifest) = manifest::of(example.language, &[library])? {
            fs::write(root.join(manifest.name), &manifest.text).unwrap();
        }
        Ok(Self { _folder: folder, root, file })
    }

    fn rules_that_find(&self) -> BTreeSet<&'static str> {
        let report = with_request(self.root.clone(), |request| lint(request).unwrap());
        report.findings.iter().map(|finding| finding.rule).collect()
    }

    /// The text with the fixes of that way in it.
    fn fixed(&self, way: Way) -> String {
        with_request(self.root.clone(), |request| match way {
            Way::Safe => self.make_all(request, Allowed::Safe),
            Way::Unsafe => self.make_all(request, Allowed::Unsafe),
            Way::Second => {
                if self.take_second(request) {
                    self.make_all(request, Allowed::Unsafe);
                }
            }
        });
        fs::read_to_string(&self.file).unwrap()
    }

    fn make_all(&self, request: &Request<'_>, allowed: Allowed) {
        let style = Style {
            color: Color::Off,
            glyphs: Glyphs::Ascii,
            working_dir: self.root.clone(),
            repository: self.root.clone(),
        };
        let fixed = fix(request, allowed, &style).unwrap();
        assert_eq!(write_all(&fixed.changed, request), []);
    }

    /// Makes the second fix of each finding that has one; those that go together with the ones before.
    fn take_second(&self, request: &Request<'_>) -> bool {
        let report = lint(request).unwrap();
        let before = fs::read_to_string(&self.file).unwrap();
        let mut edits: Vec<&Edit> = Vec::new();
        let mut text = None;
        for fix in report.findings.iter().filter_map(|finding: &Finding| finding.fixes.get(1)) {
            let together: Vec<&Edit> = edits.iter().copied().chain(&fix.edits).collect();
            if let Some(changed) = with_edits(&before, together.iter().copied()) {
                (edits, text) = (together, Some(changed));
            }
        }
        text.is_some_and(|text| fs::write(&self.file, text).is_ok())
    }
}
