//! What generator functions give: a sequence of what they yield, or, for `@contextmanager`, what `with` binds.

use std::rc::Rc;

use super::value::{List, ListPart, Value};
use super::{Cx, Evaluator};
use crate::syntax::ir::*;

/// More `yield`s than this are not joined.
const MAX_YIELDS: usize = 16;

impl<'p> Evaluator<'p> {
    /// What the call `call` of a generator function gives, whose body is seen in `inner`.
    pub(super) fn generated(
        &self,
        cx: &Cx<'p>,
        inner: &Cx<'p>,
        function: FuncId,
        declared: Option<Value<'p>>,
        call: ExprId,
    ) -> Value<'p> {
        let ir = inner.ir();
        let yields = yields(ir, function);
        let managed = is_context_manager(ir, function);
        let declared = if managed { declared.map(element_of_declared) } else { declared };
        let unknown = || declared.clone().unwrap_or_else(|| self.hole(cx, call));
        if yields.is_empty() || yields.len() > MAX_YIELDS {
            return unknown();
        }
        let live = yields.iter().copied().filter(|&value| self.may_run(inner, function, value));
        if managed {
            let value = Value::union(live.map(|value| self.eval(inner, value)));
            return match declared.clone() {
                Some(ty) => self.ascribe(value, ty),
                None => value,
            };
        }
        let body = ir.flow.contexts.iter().position(|context| context.kind == ContextKind::Body(function));
        let body = CtxId(body.unwrap_or(0) as u32);
        let parts: Vec<ListPart<'p>> = live
            .map(|value| {
                let (site, element) = (Some(inner.site(value)), self.eval(inner, value));
                match self.turn_between(inner, body, ir.context_of(value)) {
                    Some(turn) => ListPart::Each(element, turn, site),
                    None => ListPart::One(element, site),
                }
            })
            .collect();
        if parts.is_empty() { unknown() } else { Value::List(Rc::new(List { parts })) }
    }
}

/// Only Python's front end lists what is yielded among the results of a function.
fn yields(ir: &Module, function: FuncId) -> &[ExprId] {
    match ir.language {
        Language::Python => ir.flow.returns.get(function.index()).map(Vec::as_slice).unwrap_or_default(),
        _ => &[],
    }
}

fn is_context_manager(ir: &Module, function: FuncId) -> bool {
    ir.function(function).decorators.iter().any(|&decorator| {
        let name = match ir.kind(decorator) {
            ExprKind::Name { name, .. } => name,
            ExprKind::Member { property, .. } => property,
            _ => return false,
        };
        matches!(name.as_str(), "contextmanager" | "asynccontextmanager")
    })
}

/// `Iterator[T]` and `AsyncGenerator[T, None]` around what a context manager gives.
fn element_of_declared(declared: Value<'_>) -> Value<'_> {
    match &declared {
        Value::List(list) => match list.parts.as_slice() {
            [ListPart::Each(element, ..)] => element.clone(),
            _ => declared,
        },
        _ => declared,
    }
}
