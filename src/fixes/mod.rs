//! Makes the changes that rules offer: in memory first, as an overlay, and linted after each step. A change stays only when
//! the files still parse, what it was for is gone, and nothing new is found. Then files are written, or shown as a diff.

mod check;
mod diff;
mod edits;
mod ignore;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::ConfigError;
use crate::finding::{Applicability, Edit, Finding, Fix};
use crate::lint::{Overlay, Request, lint};
use crate::project::{Roots, absolute};
use crate::report::{Report, State, Style, fingerprint};
use crate::source::{SourceFile, decode_text, encode_like, shown_path};
use crate::syntax::{language_of, lower};
use check::Worse;
use edits::Taken;

pub use diff::write_diff;
pub use write::replace;

/// How often the project is linted at most, so that two fixes that undo each other come to an end.
const MOST_ROUNDS: usize = 1_000;

/// Which fixes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Those that change nothing but what is wrong.
    Safe,
    /// Those that rename stored keys or give up atomicity as well.
    Unsafe,
}

impl Allowed {
    fn allows(self, fix: &Fix) -> bool {
        match fix.applicability {
            Applicability::Safe => true,
            Applicability::Unsafe { .. } => self == Allowed::Unsafe,
        }
    }
}

/// A file that fixes change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// As the walker named it.
    pub path: Arc<Path>,
    /// What was read.
    pub before: Vec<u8>,
    /// What it is to be; the same encoding and byte order mark.
    pub after: Vec<u8>,
}

/// A fix that was offered and not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The rule that offered it.
    pub rule: &'static str,
    /// Its title.
    pub title: String,
    /// The file of the finding.
    pub path: Arc<Path>,
    /// Why it was not made.
    pub reason: String,
}

/// What came of fixing.
#[derive(Debug, Default)]
pub struct Fixed {
    /// What is found when all fixes are made.
    pub report: Report,
    /// By path.
    pub changed: Vec<Changed>,
    /// The rules whose findings were fixed, once for each finding.
    pub made: Vec<&'static str>,
    /// In the order in which they were tried.
    pub refused: Vec<Refused>,
}

/// Lints, and makes fixes until none is left. Nothing is written.
///
/// # Errors
/// When a configuration file is wrong.
pub fn fix(request: &Request<'_>, allowed: Allowed, style: &Style) -> Result<Fixed, ConfigError> {
    run(request, Offer::Fixes(allowed), style)
}

/// Lints, and adds a suppression comment for every finding but those that `mark` marks as known. Nothing is written.
///
/// # Errors
/// When a configuration file is wrong.
pub fn add_ignores(
    request: &Request<'_>,
    reason: &str,
    style: &Style,
    mark: &dyn Fn(&mut Report),
) -> Result<Fixed, ConfigError> {
    run(request, Offer::Ignores(reason, mark), style)
}

fn run(request: &Request<'_>, offer: Offer<'_>, style: &Style) -> Result<Fixed, ConfigError> {
    let mut session = Session {
        request,
        offer,
        style,
        files: BTreeMap::new(),
        refused_keys: FxHashSet::default(),
        held_back: FxHashSet::default(),
        fixed: Fixed { report: lint(request)?, ..Fixed::default() },
    };
    let mut most = usize::MAX;
    for _ in 0..MOST_ROUNDS {
        let chosen = session.choose(most);
        if chosen.is_empty() {
            break;
        }
        most = match session.attempt(&chosen)? {
            Attempt::Kept => usize::MAX,
            Attempt::Failed(worse) if chosen.len() > 1 => match session.hold_back(&chosen, &worse) {
                true => usize::MAX,
                false => chosen.len() / 2,
            },
            Attempt::Failed(worse) => {
                session.refuse(&chosen[0], worse.reason);
                most
            }
        };
    }
    let unchanged = |file: &Changed| file.before == file.after;
    session.fixed.changed = session.files.into_values().filter(|file| !unchanged(file)).collect();
    Ok(session.fixed)
}

/// The comment that silences one finding, in the most readable place that there is.
pub fn ignore_here(file: &SourceFile, finding: &Finding, reason: &str) -> Option<Fix> {
    let comment = |spot| ignore::comments(file, &[(finding, spot)], reason).into_iter().next();
    ignore::Spot::ALL.into_iter().find_map(comment).map(|comment| comment.fix)
}

/// A text with the edits of a fix in it, all of which are meant for it; `None` when they do not fit.
pub fn with_edits<'a>(text: &str, edits: impl Iterator<Item = &'a Edit>) -> Option<String> {
    edits::apply(text, edits.map(|edit| (edit.place.span, edit.replacement.as_str())).collect())
}

/// Writes the changed files; gives those that could not be written, and why.
pub fn write_all(changed: &[Changed], request: &Request<'_>) -> Vec<(Arc<Path>, String)> {
    let cwd = request.configs.working_dir();
    let named: Vec<PathBuf> = request.paths.iter().map(|path| absolute(cwd, path)).collect();
    let roots = Roots::of(&named, cwd);
    let failed = |file: &Changed| write::write(file, &roots).err().map(|reason| (file.path.clone(), reason));
    changed.iter().filter_map(failed).collect()
}

/// What of a fix stays the same while code around it moves: the finding's fingerprint, and the title.
type FixKey = (String, String);

/// A fix that is tried.
struct Chosen {
    /// Of the findings that it removes.
    rules: Vec<&'static str>,
    path: Arc<Path>,
    keys: Vec<FixKey>,
    fix: Fix,
}

/// What there is to choose from.
#[derive(Clone, Copy)]
enum Offer<'a> {
    /// What the findings bring.
    Fixes(Allowed),
    /// Comments with this reason, but for findings that are then known to the baseline.
    Ignores(&'a str, &'a dyn Fn(&mut Report)),
}

enum Attempt {
    Kept,
    Failed(Worse),
}

struct Session<'a> {
    request: &'a Request<'a>,
    offer: Offer<'a>,
    style: &'a Style,
    files: BTreeMap<Arc<Path>, Changed>,
    refused_keys: FxHashSet<FixKey>,
    /// Those of files in which something became worse: they come when the others are made, file by file.
    held_back: FxHashSet<FixKey>,
    fixed: Fixed,
}

impl Session<'_> {
    /// Changes that can be made together, at most so many, in the order of the report.
    fn choose(&mut self, most: usize) -> Vec<Chosen> {
        let candidates = match self.offer {
            Offer::Fixes(allowed) => self.fixes(allowed),
            Offer::Ignores(reason, mark) => {
                mark(&mut self.fixed.report);
                self.ignores(reason)
            }
        };
        let mut chosen: Vec<Chosen> = Vec::new();
        let mut taken = Taken::default();
        for candidate in self.next_of(candidates) {
            let out_of_reach =
                candidate.fix.edits.iter().find(|edit| !self.fixed.report.seen.contains(&edit.place.path));
            if let Some(edit) = out_of_reach {
                let file = shown_path(&edit.place.path, &self.style.working_dir);
                self.refuse(&candidate, format!("it changes {file}, which was not linted in this run"));
            } else if chosen.len() < most && taken.take(&candidate.fix.edits) {
                chosen.push(candidate);
            }
        }
        chosen
    }

    /// Those that were not held back; when none is left, those of the first file.
    fn next_of(&self, mut candidates: Vec<Chosen>) -> Vec<Chosen> {
        let is_held_back = |chosen: &Chosen| chosen.keys.iter().any(|key| self.held_back.contains(key));
        if candidates.iter().all(is_held_back) {
            let first = candidates.first().map(|chosen| chosen.path.clone());
            candidates.retain(|chosen| Some(&chosen.path) == first.as_ref());
        } else {
            candidates.retain(|chosen| !is_held_back(chosen));
        }
        candidates
    }

    /// Puts off the changes that have to do with files in which something became worse, so that one lint tells of all that
    /// are none of these. `false` when that would be all of them.
    fn hold_back(&mut self, chosen: &[Chosen], worse: &Worse) -> bool {
        let is_suspect = |chosen: &&Chosen| {
            let edited = chosen.fix.edits.iter().map(|edit| &edit.place.path);
            edited.chain([&chosen.path]).any(|path| worse.files.contains(path))
        };
        let suspects: Vec<&Chosen> = chosen.iter().filter(is_suspect).collect();
        let are_some = !suspects.is_empty() && suspects.len() < chosen.len();
        if are_some {
            self.held_back.extend(suspects.iter().flat_map(|chosen| chosen.keys.iter().cloned()));
        }
        are_some
    }

    /// The best fix of each finding that was not refused.
    fn fixes(&self, allowed: Allowed) -> Vec<Chosen> {
        let report = &self.fixed.report;
        let prints = fingerprint::all(report, self.style);
        let candidate = |(finding, print): (&Finding, String)| {
            let key = |fix: &Fix| (print.clone(), fix.title.clone());
            let is_open = |fix: &&Fix| allowed.allows(fix) && !self.refused_keys.contains(&key(fix));
            let fix = finding.fixes.iter().find(is_open)?;
            let path = finding.place.path.clone();
            Some(Chosen { rules: vec![finding.rule], path, keys: vec![key(fix)], fix: fix.clone() })
        };
        report.findings.iter().zip(prints).filter_map(candidate).collect()
    }

    /// For each finding that is not spared, a comment where none was refused yet.
    fn ignores(&self, reason: &str) -> Vec<Chosen> {
        let report = &self.fixed.report;
        let prints = fingerprint::all(report, self.style);
        let mut by_file: BTreeMap<&Arc<Path>, Vec<(&Finding, &str)>> = BTreeMap::new();
        for (index, (finding, print)) in report.findings.iter().zip(&prints).enumerate() {
            if report.state(index) != Some(State::Unchanged) {
                by_file.entry(&finding.place.path).or_default().push((finding, print));
            }
        }
        let mut chosen = Vec::new();
        for (path, findings) in by_file {
            let Some(file) = report.sources.get(path) else { continue };
            for spot in ignore::Spot::ALL {
                chosen.extend(self.comments_at(file, &findings, spot, reason));
            }
        }
        // A finding that can be ignored in several ways is, in the first.
        let mut taken = FxHashSet::default();
        chosen.retain(|chosen: &Chosen| {
            let fresh = !chosen.keys.iter().any(|(print, _)| taken.contains(print));
            if fresh {
                taken.extend(chosen.keys.iter().map(|(print, _)| print.clone()));
            }
            fresh
        });
        chosen
    }

    fn comments_at(
        &self,
        file: &SourceFile,
        findings: &[(&Finding, &str)],
        spot: ignore::Spot,
        reason: &str,
    ) -> Vec<Chosen> {
        let key = |print: &str| (print.to_owned(), format!("{spot:?}"));
        let open: Vec<&(&Finding, &str)> =
            findings.iter().filter(|(_, print)| !self.refused_keys.contains(&key(print))).collect();
        let asked: Vec<(&Finding, ignore::Spot)> = open.iter().map(|(finding, _)| (*finding, spot)).collect();
        let chosen = |comment: ignore::Comment| Chosen {
            rules: comment.findings.iter().map(|index| open[*index].0.rule).collect(),
            path: file.path.clone(),
            keys: comment.findings.iter().map(|index| key(open[*index].1)).collect(),
            fix: comment.fix,
        };
        ignore::comments(file, &asked, reason).into_iter().map(chosen).collect()
    }

    fn refuse(&mut self, chosen: &Chosen, reason: String) {
        self.refused_keys.extend(chosen.keys.iter().cloned());
        let Chosen { rules, path, fix, .. } = chosen;
        for rule in rules {
            self.fixed.refused.push(Refused {
                rule,
                title: fix.title.clone(),
                path: path.clone(),
                reason: reason.clone(),
            });
        }
    }

    fn attempt(&mut self, chosen: &[Chosen]) -> Result<Attempt, ConfigError> {
        let edited = match self.edited(chosen) {
            Ok(edited) => edited,
            Err(reason) => return Ok(Attempt::Failed(Worse { reason, files: FxHashSet::default() })),
        };
        let mut overlay: Overlay = self.request.overlay.clone();
        let cwd = self.request.configs.working_dir();
        for file in self.files.values().chain(edited.values()) {
            // Standard input goes by the name that it was given.
            overlay.retain(|path, _| absolute(cwd, path) != *file.path);
            overlay.insert(file.path.to_path_buf(), file.after.clone());
        }
        let report = lint(&Request { overlay: &overlay, ..*self.request })?;
        let rules = chosen.iter().flat_map(|chosen| chosen.rules.iter().map(|rule| (*rule, chosen.path.clone())));
        if let Some(worse) = check::worse(&self.fixed.report, &report, rules, &edited, self.style) {
            return Ok(Attempt::Failed(worse));
        }
        self.fixed.report = report;
        self.fixed.made.extend(chosen.iter().flat_map(|chosen| &chosen.rules));
        self.files.extend(edited);
        Ok(Attempt::Kept)
    }

    /// The files as they are with these fixes.
    fn edited(&self, chosen: &[Chosen]) -> Result<BTreeMap<Arc<Path>, Changed>, String> {
        let mut by_file: FxHashMap<&Arc<Path>, Vec<edits::Piece<'_>>> = FxHashMap::default();
        for edit in chosen.iter().flat_map(|chosen| &chosen.fix.edits) {
            by_file.entry(&edit.place.path).or_default().push((edit.place.span, &edit.replacement));
        }
        let mut edited = BTreeMap::new();
        for (path, pieces) in by_file {
            let file = match self.files.get(path) {
                Some(file) => file.clone(),
                None => self.read(path)?,
            };
            let text = decode_text(&file.after).0;
            if self.fixed.report.sources.get(path).is_some_and(|linted| linted.text != text) {
                return Err("the file has changed in the meantime".to_owned());
            }
            let before = damage(path, &text);
            let text = edits::apply(&text, pieces).ok_or("its edits do not fit together")?;
            if damage(path, &text) > before {
                return Err(format!("{} would not parse", shown_path(path, &self.style.working_dir)));
            }
            let after = encode_like(&file.before, &text).ok_or("the file is not UTF-8")?;
            edited.insert(path.clone(), Changed { after, ..file });
        }
        Ok(edited)
    }

    fn read(&self, path: &Arc<Path>) -> Result<Changed, String> {
        let cwd = self.request.configs.working_dir();
        let stdin = self.request.overlay.iter().find(|(name, _)| absolute(cwd, name) == **path);
        let bytes = match stdin {
            Some((_, bytes)) => bytes.clone(),
            None => std::fs::read(path).map_err(|error| error.to_string())?,
        };
        Ok(Changed { path: path.clone(), after: bytes.clone(), before: bytes })
    }
}

/// How many parts of a text its grammar cannot read.
fn damage(path: &Path, text: &str) -> usize {
    language_of(path).map_or(0, |language| lower(language, text).damaged.len())
}
