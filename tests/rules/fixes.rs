//! Every fix that an example of a page is offered, made: by itself, and all together, as it stands and in disguise.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use slotlint::finding::{Applicability, Finding, Fix};
use slotlint::fixes::{Allowed, Fixed, add_ignores, fix, with_edits, write_all};
use slotlint::lint::lint;
use slotlint::report::{Color, Glyphs, Report, Style};
use slotlint::rules::document::{RuleDoc, Verdict};

use crate::disguise::Disguise;
use crate::manifest;
use crate::pages;
use crate::run::with_request;
use crate::verdict::Case;

/// What the examples of one rule are offered.
#[derive(Debug, Default, Clone, Copy)]
struct Offers {
    safe: usize,
    r#unsafe: usize,
}

#[test]
fn every_fix_parses_removes_its_finding_adds_none_and_is_made_once() {
    let filter = std::env::var("SLOTLINT_EXAMPLES").unwrap_or_default();
    let pages = pages::all();
    let docs: Vec<RuleDoc<'_>> = pages.iter().map(|page| RuleDoc::parse(&page.text).unwrap()).collect();
    let chosen = docs.iter().filter(|doc| doc.meta.name.contains(&filter));
    let cases: Vec<Case<'_>> =
        chosen.flat_map(Case::of_page).filter(|case| case.example.verdict == Verdict::Bad).collect();
    let next = AtomicUsize::new(0);
    let problems = Mutex::new(Vec::new());
    let offers = Mutex::new(BTreeMap::<&'static str, Offers>::new());
    let with_fix = AtomicUsize::new(0);
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let judged = judge(case);
            with_fix.fetch_add(usize::from(!judged.offers.is_empty()), Ordering::Relaxed);
            problems.lock().unwrap().extend(judged.problems.iter().map(|problem| case.title() + problem));
            let mut offers = offers.lock().unwrap();
            for (rule, offer) in judged.offers {
                let all = offers.entry(rule).or_default();
                all.safe += offer.safe;
                all.r#unsafe += offer.r#unsafe;
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let offers = offers.into_inner().unwrap();
    println!("{} of {} bad examples offer a fix: {offers:#?}", with_fix.into_inner(), cases.len());
    let mut problems = problems.into_inner().unwrap();
    problems.sort();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    if filter.is_empty() {
        for doc in &docs {
            let offered = offers.get(doc.meta.name.as_str()).copied().unwrap_or_default();
            let word = match (offered.safe, offered.r#unsafe) {
                (0, 0) => "none",
                (0, _) => "unsafe",
                _ => "safe",
            };
            assert_eq!(doc.meta.fix, word, "`fix` of rules/{}.md", doc.meta.name);
        }
    }
}

#[derive(Default)]
struct Judged {
    offers: BTreeMap<&'static str, Offers>,
    problems: Vec<String>,
}

/// A folder with the example, under no link.
struct Project {
    _folder: tempfile::TempDir,
    root: PathBuf,
    file: PathBuf,
}

impl Project {
    fn new(case: &Case<'_>, code: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let file = root.join(format!("example.{}", case.example.language));
        fs::write(&file, code).unwrap();
        if let Some(manifest) = manifest::of(case.example.language, &case.example.attributes).unwrap() {
            fs::write(root.join(manifest.name), &manifest.text).unwrap();
        }
        Self { _folder: folder, root, file }
    }

    fn lint(&self) -> Report {
        with_request(self.root.clone(), |request| lint(request).unwrap())
    }

    fn damage(&self, report: &Report) -> usize {
        report.seen.parsed.get(self.file.as_path()).copied().unwrap_or_default()
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.file).unwrap()
    }

    /// Makes all fixes, and writes them.
    fn fix(&self) -> Fixed {
        let style = Style { color: Color::Off, glyphs: Glyphs::Ascii, working_dir: self.root.clone() };
        with_request(self.root.clone(), |request| {
            let fixed = fix(request, Allowed::Unsafe, &style).unwrap();
            assert_eq!(write_all(&fixed.changed, request), []);
            fixed
        })
    }
}

fn judge(case: &Case<'_>) -> Judged {
    let mut judged = Judged::default();
    let project = Project::new(case, case.example.code);
    let before = project.lint();
    for finding in &before.findings {
        for fix in &finding.fixes {
            let offers = judged.offers.entry(finding.rule).or_default();
            match fix.applicability {
                Applicability::Safe => offers.safe += 1,
                Applicability::Unsafe { .. } => offers.r#unsafe += 1,
            }
            let told = |problem: String| format!("    {}: {}: {problem}\n", finding.rule, fix.title);
            judged.problems.extend(alone(case, &before, finding, fix).map(told));
        }
    }
    if !judged.offers.is_empty() {
        judged.problems.extend(together(case).into_iter().map(|problem| format!("    all fixes: {problem}\n")));
    }
    judged
}

/// What is wrong with one fix, made by itself.
fn alone(case: &Case<'_>, before: &Report, finding: &Finding, fix: &Fix) -> Option<String> {
    let Some(code) = with_edits(case.example.code, fix.edits.iter()) else {
        return Some("its edits do not fit the text".to_owned());
    };
    let project = Project::new(case, &code);
    let after = project.lint();
    if project.damage(&after) > 0 {
        return Some(format!("does not parse:\n{code}"));
    }
    let count = |report: &Report, rule: &str| report.findings.iter().filter(|finding| finding.rule == rule).count();
    if count(&after, finding.rule) >= count(before, finding.rule) {
        return Some(format!("is found again:\n{code}"));
    }
    let more = after.findings.iter().find(|new| count(&after, new.rule) > count(before, new.rule));
    more.map(|new| format!("brings {}: {}\n{code}", new.rule, new.message))
}

/// What is wrong with all fixes, made by `--fix --unsafe-fixes`.
fn together(case: &Case<'_>) -> Option<String> {
    let fixed_as = |code: &str| {
        let project = Project::new(case, code);
        let fixed = project.fix();
        let text = project.text();
        (project, fixed, text)
    };
    let (project, fixed, text) = fixed_as(case.example.code);
    if let Some(refused) = fixed.refused.first() {
        return Some(format!("{} refused: {}", refused.title, refused.reason));
    }
    if fixed.changed.iter().any(|file| *file.path != *project.file) {
        return Some("changes another file".to_owned());
    }
    let again = project.fix();
    if !again.changed.is_empty() {
        return Some(format!("change the text a second time:\n{text}\n{}", project.text()));
    }
    for disguise in Disguise::ALL {
        let (_, _, disguised) = fixed_as(&disguise.put_on(case.example.language, case.example.code));
        let expected = disguise.put_on(case.example.language, &text);
        if disguised != expected {
            let row = expected.lines().zip(disguised.lines()).find(|(a, b)| a != b);
            return Some(format!("{}: {row:?}", disguise.as_str()));
        }
    }
    show(&project.file, case, &text);
    None
}

/// `SLOTLINT_SHOW_FIXES=1 cargo test --test rules -- --nocapture` shows what becomes of the examples.
fn show(file: &Path, case: &Case<'_>, text: &str) {
    if std::env::var_os("SLOTLINT_SHOW_FIXES").is_some() {
        let diff = slotlint::fixes::Changed { path: file.into(), before: case.example.code.into(), after: text.into() };
        let mut out = Vec::new();
        slotlint::fixes::write_diff(&[diff], file.parent().unwrap(), &mut out).unwrap();
        println!("{}{}", case.title(), String::from_utf8(out).unwrap());
    }
}

#[test]
fn every_example_can_be_silenced_by_comments() {
    let filter = std::env::var("SLOTLINT_EXAMPLES").unwrap_or_default();
    let pages = pages::all();
    let docs: Vec<RuleDoc<'_>> = pages.iter().map(|page| RuleDoc::parse(&page.text).unwrap()).collect();
    let chosen = docs.iter().filter(|doc| doc.meta.name.contains(&filter));
    let cases: Vec<Case<'_>> = chosen.flat_map(Case::of_page).collect();
    let next = AtomicUsize::new(0);
    let problems = Mutex::new(Vec::new());
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            problems.lock().unwrap().extend(silenced(case).map(|problem| format!("{}    {problem}\n", case.title())));
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut problems = problems.into_inner().unwrap();
    problems.sort();
    assert!(problems.is_empty(), "{} of {}:\n{}", problems.len(), cases.len(), problems.join("\n"));
}

/// What is wrong with an example when all that is found in it was silenced.
fn silenced(case: &Case<'_>) -> Option<String> {
    let silence = |code: &str| {
        let project = Project::new(case, code);
        let style = Style { color: Color::Off, glyphs: Glyphs::Ascii, working_dir: project.root.clone() };
        let add = || {
            with_request(project.root.clone(), |request| {
                let fixed = add_ignores(request, "checked by hand", &style, &|_| {}).unwrap();
                assert_eq!(write_all(&fixed.changed, request), []);
                fixed
            })
        };
        let added = add();
        (added.report.findings.len(), project.damage(&project.lint()), project.text(), add().changed.len())
    };
    let (left, damage, text, again) = silence(case.example.code);
    if left > 0 || damage > 0 || again > 0 {
        return Some(format!(
            "{left} findings are left, {damage} parts are damaged, {again} files change again:\n{text}"
        ));
    }
    for disguise in Disguise::ALL {
        let (.., disguised, _) = silence(&disguise.put_on(case.example.language, case.example.code));
        if disguised != disguise.put_on(case.example.language, &text) {
            return Some(format!("{}:\n{disguised}", disguise.as_str()));
        }
    }
    None
}
