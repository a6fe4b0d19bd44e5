//! One file, from the calls in it to what came of it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Request;
use crate::clients::{Exports, FileModel, Reader};
use crate::config::{ConfigError, FilePolicy, Settings};
use crate::eval::Evaluator;
use crate::eval::callers::CallIndex;
use crate::finding::Finding;
use crate::project::{ModuleFile, Project};
use crate::report::Unresolved;
use crate::rules::{FileCx, RULES};
use crate::source::ColumnUnit;

/// What came of one file.
#[derive(Default, Clone)]
pub(super) struct Outcome {
    pub(super) findings: Vec<Finding>,
    /// Calls of clients that were checked.
    pub(super) checked: usize,
    pub(super) unresolved: Vec<Unresolved>,
    pub(super) depends_on_callers: bool,
    /// What other files can take from it, if that was asked.
    exports: Option<Exports>,
    pub(super) panicked: Option<String>,
}

/// What a file gives that gives nothing, or was not asked.
static NOTHING: Exports = Exports { names: Vec::new(), fields: Vec::new() };

impl Outcome {
    /// What other files can take from the file, if that was asked.
    pub(super) fn exports(&self) -> &Exports {
        self.exports.as_ref().unwrap_or(&NOTHING)
    }

    /// Whether it answers a question.
    pub(super) fn answers(&self, question: Question) -> bool {
        match question {
            Question::Findings => true,
            Question::Everything => self.exports.is_some(),
        }
    }
}

/// What is to be found out about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// What is wrong: whoever types waits for no more.
    Findings,
    /// And what it gives to others, by which the files of the second pass are found.
    Everything,
}

/// Lints one file.
pub(super) fn lint_file<'p>(
    project: &'p Project,
    calls: &CallIndex<'p>,
    request: &Request<'_>,
    file: &'p ModuleFile,
    question: Question,
) -> Result<Outcome, ConfigError> {
    let settings = request.configs.for_file(&file.path)?;
    let policy = settings.for_path(&file.path);
    let outcome = catch_unwind(AssertUnwindSafe(|| find(project, calls, &settings, &policy, file, question)));
    let panicked = |payload: Box<dyn Any + Send>| Outcome {
        panicked: Some(panic_text(&*payload)),
        exports: Some(Exports::default()),
        ..Outcome::default()
    };
    Ok(outcome.unwrap_or_else(panicked))
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned())
}

fn find<'p>(
    project: &'p Project,
    calls: &CallIndex<'p>,
    settings: &Arc<Settings>,
    policy: &FilePolicy,
    file: &'p ModuleFile,
    question: Question,
) -> Outcome {
    let ev = Evaluator::new(project, calls);
    ev.make_room(file.ir.exprs.len());
    let model = Reader::new(&ev, file, settings.client_names.clone()).read();
    let mut findings = Vec::new();
    let cx = FileCx { project, file, model: &model, ev: &ev, policy };
    for rule in RULES.iter().filter(|rule| policy.runs(rule.name)) {
        ev.begin();
        (rule.check)(&cx, &mut findings);
    }
    // Behind the rules, so that what they find does not depend on whether it is asked.
    let exports = match question {
        Question::Findings => None,
        Question::Everything => Some(Exports::of(&ev, file, settings.client_names.clone())),
    };
    Outcome {
        findings,
        checked: model.operations.len() + model.wrapped,
        unresolved: unresolved(file, &model),
        depends_on_callers: model.depends_on_callers,
        exports,
        panicked: None,
    }
}

fn unresolved(file: &ModuleFile, model: &FileModel<'_>) -> Vec<Unresolved> {
    let place = |call: &crate::clients::model::Unresolved<'_>| Unresolved {
        path: file.path.clone(),
        position: file.source.position(call.site.span().start, ColumnUnit::Characters),
        reason: call.reason.to_owned(),
    };
    model.unresolved.iter().map(place).collect()
}
