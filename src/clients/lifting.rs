//! Wrappers: an operation whose keys come from the callers of the function it stands in is judged where they become known.

use super::model::*;
use super::operations::Reader;
use super::relation::{Relation, judge};
use crate::eval::value::{Origin, Value};
use crate::eval::{Cx, Site};
use crate::finding::Confidence;
use crate::project::ModuleFile;
use crate::syntax::ir::{Def, DefKind, ExprId, ExprKind, FuncId, Module};

/// Wrappers are followed to their callers this many times.
const MAX_LIFT: usize = 3;
/// Callers of one function that are looked at.
const MAX_CALLERS: usize = 24;

/// What the callers of a wrapper make of its operation.
#[derive(Default)]
pub(super) struct Lifted<'p> {
    /// As those callers make it that choose the keys.
    pub(super) operations: Vec<Operation<'p>>,
    /// Whether a call through an interface may bring any keys: what the others bring is then not all there is.
    pub(super) is_open: bool,
}

impl<'p> Reader<'_, 'p> {
    /// The operation as its callers make it, where that says more than the wrapper itself.
    pub(super) fn lifted(&self, operation: &Operation<'p>, function: FuncId) -> Lifted<'p> {
        let mut found = Lifted::default();
        self.lift(operation, self.file, function, &[], &mut found);
        found
    }

    fn lift(
        &self,
        operation: &Operation<'p>,
        file: &'p ModuleFile,
        function: FuncId,
        inner: &[(&'p ModuleFile, FuncId, Site<'p>)],
        found: &mut Lifted<'p>,
    ) {
        let mut callers = self.finder.ev.callers(file, function);
        // What tests pass says nothing of what the program passes.
        let project = self.finder.ev.project;
        if !project.is_test(&operation.call.file.path) {
            callers.retain(|site| !project.is_test(&site.file.path));
        }
        let by_script = parameter_behind_keys(operation, operation.call).is_none();
        for site in callers.iter().take(MAX_CALLERS) {
            // From the outermost caller inwards, each function gets the frame of the call that leads into it.
            let mut chain = vec![(file, function, *site)];
            chain.extend(inner.iter().rev().copied());
            let Some(cx) = self.frames(&chain) else { continue };
            self.finder.ev.begin();
            let Some(mut seen) = self.seen(&cx, operation.call.expr, Some(*site)) else { continue };
            // Who gives a script that is not known says no more than the wrapper.
            if by_script && seen.script.as_ref().is_none_or(|script| script.text.is_none()) {
                continue;
            }
            if seen.client.mode == Mode::Unknown {
                seen.client = operation.client.clone();
            }
            let before = found.operations.len();
            if let Some(outer) = parameter_behind(&seen, *site)
                && !is_final(&seen)
                && inner.len() + 1 < MAX_LIFT
            {
                let mut inner: Vec<_> = inner.to_vec();
                inner.push((file, function, *site));
                self.lift(operation, site.file, outer, &inner, found);
            }
            // Where callers further out say nothing, or nothing new, this one is where the keys are chosen.
            let (own, outer) = (verdict(&seen), &found.operations[before..]);
            if is_decided(&seen) && outer.iter().all(|outer| own.is_some() && verdict(outer) == own) {
                found.operations.truncate(before);
                found.operations.push(seen);
            } else if outer.is_empty() {
                let mut steps = chain.iter();
                found.is_open |= steps.any(|(file, function, site)| self.finder.ev.is_dispatch(*site, file, *function));
            }
        }
    }

    /// The context of the innermost function of a chain of calls, outermost call first.
    fn frames(&self, chain: &[(&'p ModuleFile, FuncId, Site<'p>)]) -> Option<Cx<'p>> {
        let (_, _, first) = chain.first()?;
        let mut cx = Cx::of(first.file);
        for (file, function, site) in chain {
            cx = self.finder.ev.enter_call(&cx, *site, file, *function)?;
        }
        Some(cx)
    }
}

/// The function around `at` whose parameter keeps the keys, or the script, from being known.
pub(super) fn parameter_behind(operation: &Operation<'_>, at: Site<'_>) -> Option<FuncId> {
    parameter_behind_keys(operation, at).or_else(|| parameter_behind_script(operation, at))
}

/// The function around `at` that runs a script which it is given: `run(script, *args)`.
fn parameter_behind_script(operation: &Operation<'_>, at: Site<'_>) -> Option<FuncId> {
    if operation.script.as_ref().is_none_or(|script| script.text.is_some()) {
        return None;
    }
    let ir = &operation.call.file.ir;
    let call = ir.call(operation.call.expr)?;
    let object = match ir.kind(call.callee) {
        ExprKind::Member { object, .. } => *object,
        _ => call.callee,
    };
    // `script(...)`, `script.Run(...)`, `client.eval(script, ...)`, `client.Eval(ctx, script, ...)`.
    let named = [object].into_iter().chain(call.args.iter().take(2).map(|arg| arg.value));
    named
        .filter_map(|expr| parameter_named(ir, expr))
        .find(|&function| operation.call.file.key == at.file.key && ir.function(function).span.contains(at.span()))
}

/// The function that a name is a parameter of, and nothing else.
fn parameter_named(ir: &Module, expr: ExprId) -> Option<FuncId> {
    let ExprKind::Name { binding: Some(binding), name } = ir.kind(expr) else { return None };
    let [Def { kind: DefKind::Value(value), .. }] = ir.binding(*binding).defs.as_slice() else { return None };
    let ExprKind::Param { function, .. } = ir.kind(*value) else { return None };
    (!matches!(name.as_str(), "ctx" | "context")).then_some(*function)
}

fn parameter_behind_keys(operation: &Operation<'_>, at: Site<'_>) -> Option<FuncId> {
    let several =
        operation.keys.items.len() > 1 || operation.keys.items.iter().any(|item| !matches!(item.kind, KeyKind::One(_)));
    if !several && operation.script.is_none() {
        return None;
    }
    operation.keys.items.iter().find_map(|item| match &item.kind {
        KeyKind::One(patterns) | KeyKind::Each(patterns, _) => {
            patterns.iter().flat_map(|pattern| pattern.holes()).find_map(|hole| parameter(hole.origin, at))
        }
        KeyKind::Opaque(value, _) => value.alternatives().iter().find_map(|value| match value {
            Value::Hole(hole) => parameter(hole.origin, at),
            _ => None,
        }),
    })
}

/// A parameter of a function that `at` does not stand in belongs to a key builder, whose callers are others.
fn parameter(origin: Origin, at: Site<'_>) -> Option<FuncId> {
    let (file, function) = origin.given_to()?;
    (file == at.file.key && at.file.ir.function(function).span.contains(at.span())).then_some(function)
}

/// Whether callers further out would not change the verdict. A script compares its keys with what it builds: for that, a
/// key that comes whole from a parameter says nothing yet.
fn is_final(operation: &Operation<'_>) -> bool {
    match judge(&operation.client, &operation.keys.items) {
        Relation::Same => operation.script.is_none() || !operation.keys.items.iter().any(is_whole_parameter),
        Relation::Different { confidence, .. } => confidence > Confidence::Possible,
    }
}

fn is_whole_parameter(item: &KeyItem<'_>) -> bool {
    match &item.kind {
        KeyKind::One(patterns) | KeyKind::Each(patterns, _) => patterns
            .iter()
            .any(|pattern| !pattern.has_text() && pattern.holes().any(|hole| hole.origin.given_to().is_some())),
        KeyKind::Opaque(_, source) => matches!(source, Source::Parameter),
    }
}

/// Whether anything is known of the keys beyond that they are some list.
fn is_decided(operation: &Operation<'_>) -> bool {
    !operation.keys.items.iter().any(|item| matches!(item.kind, KeyKind::Opaque(_, Source::Parameter | Source::Other)))
}

/// Whether the keys hash apart whatever callers give.
pub(super) fn is_wrong_by_itself(operation: &Operation<'_>) -> bool {
    let relation = judge(&operation.client, &operation.keys.items);
    matches!(relation, Relation::Different { confidence: Confidence::Likely | Confidence::Certain, .. })
}

/// How sure it is that the keys of an operation hash apart; `None` when they do not.
fn verdict(operation: &Operation<'_>) -> Option<Confidence> {
    match judge(&operation.client, &operation.keys.items) {
        Relation::Different { confidence, .. } if !operation.at_most_one => Some(confidence),
        _ => None,
    }
}

/// Where a wrapper's operation is judged: at each of its callers, which is where the keys are chosen; but in the wrapper,
/// once, when it is a helper of the same file and none of its callers is right.
pub(super) fn settled<'p>(own: &Operation<'p>, lifted: Vec<Operation<'p>>) -> Vec<Operation<'p>> {
    let judged: Vec<_> = lifted.iter().map(verdict).collect();
    let Some(worst) = (0..lifted.len()).max_by_key(|&index| (judged[index], std::cmp::Reverse(index))) else {
        return lifted;
    };
    let elsewhere = lifted.iter().any(|operation| operation.site.file.key != own.call.file.key);
    if judged.contains(&None) || elsewhere {
        return lifted;
    }
    let callers = lifted.iter().map(|operation| operation.site).collect();
    vec![Operation { site: own.call, callers, ..lifted[worst].clone() }]
}
