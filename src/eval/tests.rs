//! Sources, and what the arguments of calls in them are found to be.

use std::path::PathBuf;
use std::sync::Arc;

use super::callers::CallIndex;
use super::value::{External, ListPart, Value};
use super::{Cx, Evaluator};
use crate::project::{Options, Project};
use crate::syntax::ir::*;

mod builders;
mod chains;
mod classes;
mod generators;
mod loops;
mod pairs;

/// A value as text: `"k:<id>"`, `[a, b...]`, `a | b`, `?name` for a hole, `redis.Redis()` for what is outside.
pub(super) fn shown(value: &Value<'_>) -> String {
    let all = |values: &[Value<'_>], between: &str| values.iter().map(shown).collect::<Vec<_>>().join(between);
    match value {
        Value::Text(pattern) => format!("\"{}\"", pattern.display()),
        Value::Number(number) => number.to_string(),
        Value::Bool(known) => known.to_string(),
        Value::Null => "null".to_owned(),
        Value::List(list) => {
            let parts: Vec<String> = list
                .parts
                .iter()
                .map(|part| match part {
                    ListPart::One(value, _) => shown(value),
                    ListPart::Each(value, ..) => format!("{} each", shown(value)),
                    ListPart::Rest(value, _) => format!("...{}", shown(value)),
                })
                .collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Map(_) => "map".to_owned(),
        Value::Function(_) => "function".to_owned(),
        Value::Class(class) => class.file.ir.class(class.class).name.to_string(),
        Value::Instance(instance) => format!("a {}", instance.class.file.ir.class(instance.class.class).name),
        Value::Namespace(_) => "namespace".to_owned(),
        Value::External(external) => match &**external {
            External::Symbol { module, path } => {
                let names: Vec<&str> =
                    std::iter::once(module.as_str()).chain(path.iter().map(|name| &**name)).collect();
                names.join(".").trim_start_matches('.').to_owned()
            }
            External::Member { of, name, .. } => format!("{}.{name}", shown(of)),
            External::Call { callee, .. } => format!("{}()", shown(callee)),
            External::Element { of, .. } => format!("{}[]", shown(of)),
            External::Handed { callee, .. } => format!("{} hands", shown(callee)),
            External::OfType { ty } => format!("a {}", shown(ty)),
            External::Ascribed { value, ty } => format!("{}: {}", shown(value), shown(ty)),
            External::Extends { base, .. } => format!("extends {}", shown(base)),
        },
        Value::Shaped(_) => "shaped".to_owned(),
        Value::Results(values) => format!("({})", all(values, ", ")),
        Value::Union(values) => all(values, " | "),
        Value::Hole(hole) => format!("?{}", hole.text),
    }
}

/// The arguments of every call of `see(...)`, in order, one call a string.
pub(super) fn seen(file: &str, text: &str) -> Vec<String> {
    arguments_of_see(file, text, shown)
}

/// Whether the argument of the only call of `see(...)` varies with the turns of a loop.
fn varies(file: &str, text: &str) -> bool {
    let turns = |value: &Value<'_>| value.alternatives().iter().any(|value| !value.turns().is_empty()).to_string();
    arguments_of_see(file, text, turns) == ["true"]
}

fn arguments_of_see(file: &str, text: &str, said: fn(&Value<'_>) -> String) -> Vec<String> {
    std::thread::scope(|scope| {
        // As much stack as linting has.
        let thread =
            std::thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, || arguments_seen(file, text, said));
        thread.expect("a thread").join().expect("no panic")
    })
}

fn arguments_seen(file: &str, text: &str, said: fn(&Value<'_>) -> String) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(file);
    let mut options = Options::new(folder.path(), vec![path.clone()]);
    // The gate lets only files through that mention Redis.
    let comment = if file.ends_with(".py") { "0 # redis\n" } else { ";// redis\n" };
    let bytes = if file.ends_with(".go") { format!("{text}{comment}") } else { format!("{comment}{text}") };
    options.overlay = vec![(PathBuf::from(&path), Arc::from(bytes.as_bytes()))];
    let project = Project::open(options);
    let calls = CallIndex::of(project.primary().iter());
    let ev = Evaluator::new(&project, &calls);
    let [module] = project.primary() else { panic!("{file} is read") };
    let cx = Cx::of(module);
    let mut seen = Vec::new();
    for &id in &module.ir.flow.calls {
        let Some(call) = module.ir.call(id) else { continue };
        if !matches!(module.ir.kind(call.callee), ExprKind::Name { name, .. } if name == "see") {
            continue;
        }
        ev.begin();
        let values: Vec<String> = call.args.iter().map(|arg| said(&ev.eval(&cx, arg.value))).collect();
        seen.push(values.join(", "));
    }
    seen
}
