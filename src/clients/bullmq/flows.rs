//! Trees of jobs, each with its queue.

use super::options::{connection, options_of, setting};
use super::{Class, QueueClass, QueueName, QueueUse, Setting, class_of};
use crate::clients::receivers::{Receivers, last_identifier};
use crate::eval::Cx;
use crate::eval::value::{External, Value};
use crate::syntax::ir::{Call, ExprId};

/// Jobs of one flow that are looked at.
const MAX_JOBS: usize = 64;

/// Cheap: whether something may be a `FlowProducer`.
pub(super) fn may_be_flow(cx: &Cx<'_>, object: ExprId) -> bool {
    let named = last_identifier(cx.ir(), object).is_some_and(|name| name.to_ascii_lowercase().contains("flow"));
    named || cx.file.source.text.contains("FlowProducer")
}

/// `flow.add({ queueName, children })`.
pub(super) fn flow<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    expr: ExprId,
    call: &'p Call,
    object: ExprId,
    found: &mut Vec<QueueUse<'p>>,
) {
    let producer = finder.ev.eval(cx, object);
    let Some((class, options)) = producer.alternatives().iter().find_map(|value| flow_options(finder, value, 0)) else {
        return;
    };
    let Some(first) = call.args.first() else { return };
    let trees = match finder.ev.eval(cx, first.value) {
        Value::List(list) => list.parts.iter().map(|part| part.value().clone()).collect(),
        tree => vec![tree],
    };
    for tree in trees {
        let queues = queues_of(&tree, &setting(&options, "prefix", 0));
        if queues.is_empty() {
            continue;
        }
        found.push(QueueUse {
            library: class.library,
            class: QueueClass::Flow,
            class_name: class.name.clone(),
            site: cx.site(expr),
            through: None,
            queues,
            connection: connection(finder, cx, expr, class.library, &options),
        });
    }
}

/// The options that a `FlowProducer` was made with; unknown ones if only its type is known.
fn flow_options<'p>(finder: &Receivers<'_, 'p>, value: &Value<'p>, depth: u32) -> Option<(Class, Value<'p>)> {
    let is_flow = |class: &Class| class.class == QueueClass::Flow;
    if depth > 4 {
        return None;
    }
    match value {
        Value::External(external) => match &**external {
            External::Call { callee, site, cx, .. } => {
                let class = class_of(callee).filter(is_flow)?;
                let options = options_of(finder, cx, cx.ir().call(site.expr)?, &class);
                Some((class, options))
            }
            External::OfType { ty } => {
                let class = class_of(ty).filter(is_flow)?;
                Some((class, value.clone()))
            }
            External::Ascribed { value, .. } => flow_options(finder, value, depth + 1),
            _ => None,
        },
        Value::Instance(instance) => {
            let class = class_of(&finder.ev.external_base(instance.class)?).filter(is_flow)?;
            Some((class, value.clone()))
        }
        _ => None,
    }
}

/// The queues of a tree of jobs.
fn queues_of<'p>(tree: &Value<'p>, prefix: &Setting<'p>) -> Vec<QueueName<'p>> {
    let mut queues = Vec::new();
    let mut jobs = vec![tree.clone()];
    while let Some(job) = jobs.pop() {
        let Value::Map(map) = &job else { continue };
        if queues.len() == MAX_JOBS {
            break;
        }
        if let Some(entry) = map.get("queueName") {
            let own = setting(&job, "prefix", 0);
            let prefix = if matches!(own, Setting::Missing) { prefix.clone() } else { own };
            queues.push(QueueName { name: entry.value.clone(), prefix });
        }
        if let Some(Value::List(children)) = map.get("children").map(|entry| &entry.value) {
            jobs.extend(children.parts.iter().rev().map(|part| part.value().clone()));
        }
    }
    queues
}
