//! Queues, workers and listeners being made, directly or by a function or class of the project.

use super::options::{connection, options_of, setting};
use super::{Class, QueueLibrary, QueueName, QueueUse, class_of};
use crate::clients::receivers::Receivers;
use crate::eval::value::{ClassRef, Value};
use crate::eval::{Cx, Site};
use crate::project::ModuleFile;
use crate::syntax::ir::{Call, CallKind, ExprId, ExprKind, FuncId, MethodKind, Module};

/// Callers of a function that makes queues are followed this many times.
const MAX_LIFT: u32 = 2;
/// Callers that are looked at.
const MAX_CALLERS: usize = 48;

/// The class that a call makes something of.
pub(super) fn constructed<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, call: &Call) -> Option<Class> {
    let ir = cx.ir();
    match (call.kind, ir.kind(call.callee)) {
        (_, ExprKind::Super) => {
            let mut function = ir.function_of(call.callee);
            while ir.function(function).class.is_none() && ir.function(function).parent != function {
                function = ir.function(function).parent;
            }
            let class = ClassRef { file: cx.file, class: ir.function(function).class? };
            class_of(&finder.ev.external_base(class)?)
        }
        (CallKind::New, _) => match finder.ev.eval(cx, call.callee) {
            Value::Class(class) => {
                let methods = &class.file.ir.class(class.class).methods;
                let own = methods.iter().any(|&id| class.file.ir.function(id).method == MethodKind::Constructor);
                // What its constructor passes on stands in the call of `super`.
                if own { None } else { class_of(&finder.ev.external_base(class)?) }
            }
            callee => one_of(&callee),
        },
        (CallKind::Plain, ExprKind::Name { name, .. }) if matches!(name.as_str(), "Queue" | "Bull") => {
            one_of(&finder.ev.eval(cx, call.callee)).filter(|class| class.library == QueueLibrary::Bull)
        }
        _ => None,
    }
}

/// The class of a library, or of what stands in for it: `const Queue = url ? require('bull') : require('./memory')`.
fn one_of(callee: &Value<'_>) -> Option<Class> {
    callee.alternatives().iter().find_map(class_of)
}

/// A constructor as it stands, or as the callers of the function around it let it be known.
pub(super) fn made<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    call: &'p Call,
    class: &Class,
    found: &mut Vec<QueueUse<'p>>,
) {
    let here = one_use(finder, cx, expr, call, class, None);
    if here.queues.iter().any(|queue| queue.key_starts().open) {
        let mut lifted = Vec::new();
        let chain = [];
        lift(finder, cx.file, expr, &Constructor { site: cx.site(expr), call, class }, &chain, &mut lifted);
        if !lifted.is_empty() {
            found.append(&mut lifted);
            return;
        }
    }
    found.push(here);
}

struct Constructor<'a, 'p> {
    site: Site<'p>,
    call: &'p Call,
    class: &'a Class,
}

/// Looks at a constructor from the callers of the function around `inside`.
fn lift<'p>(
    finder: &Receivers<'_, 'p>,
    file: &'p ModuleFile,
    inside: ExprId,
    constructor: &Constructor<'_, 'p>,
    chain: &[(&'p ModuleFile, FuncId, Site<'p>)],
    found: &mut Vec<QueueUse<'p>>,
) {
    let Some(function) = named_function(&file.ir, file.ir.function_of(inside)) else { return };
    for caller in finder.ev.callers(file, function).into_iter().take(MAX_CALLERS) {
        let mut outer = vec![(file, function, caller)];
        outer.extend(chain.iter().copied());
        finder.ev.begin();
        let mut cx = Cx::of(caller.file);
        let entered =
            outer.iter().all(|(file, function, site)| match finder.ev.enter_call(&cx, *site, file, *function) {
                Some(inner) => {
                    cx = inner;
                    true
                }
                None => false,
            });
        if !entered {
            continue;
        }
        let seen = one_use(finder, &cx, constructor.site.expr, constructor.call, constructor.class, Some(caller));
        if seen.queues.iter().any(|queue| !queue.key_starts().known.is_empty()) {
            found.push(seen);
        } else if (chain.len() as u32) + 1 < MAX_LIFT {
            lift(finder, caller.file, caller.expr, constructor, &outer, found);
        }
    }
}

/// The innermost function with parameters.
fn named_function(ir: &Module, mut function: FuncId) -> Option<FuncId> {
    loop {
        let info = ir.function(function);
        if info.parent == function {
            return None;
        }
        if !info.params.is_empty() {
            return Some(function);
        }
        function = info.parent;
    }
}

fn one_use<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    call: &'p Call,
    class: &Class,
    through: Option<Site<'p>>,
) -> QueueUse<'p> {
    let name = match call.args.first() {
        Some(arg) => finder.ev.eval(cx, arg.value),
        None => Value::Null,
    };
    let options = options_of(finder, cx, call, class);
    QueueUse {
        library: class.library,
        class: class.class,
        class_name: class.name.clone(),
        site: cx.site(expr),
        through,
        queues: vec![QueueName { name, prefix: setting(&options, "prefix", 0) }],
        connection: connection(finder, cx, expr, class.library, &options),
    }
}
