//! Text that Go's `strings.Builder` and `bytes.Buffer` put together: what was written before `String()`.

use std::rc::Rc;

use super::pattern::Pattern;
use super::value::{External, ListPart, Value};
use super::{Cx, Evaluator};
use crate::syntax::ir::*;

/// More writes than this are not followed, and more elements of a list that a loop writes.
const MAX_WRITES: usize = 24;

/// A write: the call, and the loop around it that the builder was not made in.
struct Write {
    call: ExprId,
    turn: Option<LoopId>,
}

impl<'p> Evaluator<'p> {
    /// What `builder.String()` gives, when all that was written is known to have been, in this order.
    pub(super) fn built(&self, cx: &Cx<'p>, expr: ExprId, object: ExprId, of: &Value<'p>) -> Option<Value<'p>> {
        let ir = cx.ir();
        if ir.language != Language::Go || !is_builder(of) {
            return None;
        }
        let ExprKind::Name { binding: Some(binding), .. } = *ir.kind(object) else { return None };
        let writes = self.writes(cx, expr, binding)?;
        let mut pattern = Pattern::empty(Some(cx.site(expr)));
        let mut rest = writes.as_slice();
        while let Some(first) = rest.first() {
            let alike = rest.iter().take_while(|write| write.turn == first.turn).count();
            let (group, others) = rest.split_at(alike);
            rest = others;
            let Some(turn) = first.turn else {
                group.iter().try_for_each(|write| self.write(cx, write.call, &mut pattern))?;
                continue;
            };
            let Value::List(list) = self.eval(cx, ir.loops[turn.index()].over?) else { return None };
            if list.parts.len() > MAX_WRITES {
                return None;
            }
            for part in &list.parts {
                let ListPart::One(element, _) = part else { return None };
                let inner = self.turn_frame(cx, turn, element.clone());
                group.iter().try_for_each(|write| self.write(&inner, write.call, &mut pattern))?;
            }
        }
        Some(Value::Text(Rc::new(pattern)))
    }

    /// The writes to a builder in front of an expression; none if something else happens to it, or if a condition that is
    /// not known decides on one.
    fn writes(&self, cx: &Cx<'p>, expr: ExprId, binding: BindingId) -> Option<Vec<Write>> {
        let ir = cx.ir();
        let [definition] = ir.binding(binding).defs.as_slice() else { return None };
        let changes = ir.flow.changes.get(&binding)?;
        // What is handed to something else may be written to there.
        let named = ir
            .exprs
            .iter()
            .filter(|other| matches!(other.kind, ExprKind::Name { binding: Some(of), .. } if of == binding));
        if changes.len() > MAX_WRITES || named.count() != changes.len() {
            return None;
        }
        let function = ir.function_of(expr);
        let mut writes = Vec::new();
        for change in changes {
            let Change::Method(call) = *change else { return None };
            if ir.span(call).start >= ir.span(expr).start {
                continue;
            }
            let ExprKind::Member { property, .. } = ir.kind(ir.call(call)?.callee) else { return None };
            match property.as_str() {
                "WriteString" | "WriteByte" | "WriteRune" => {}
                "Grow" | "Len" | "Cap" | "String" => continue,
                _ => return None,
            }
            if ir.function_of(call) != function || ir.function_of(call) != ir.binding(binding).function {
                return None;
            }
            let mut turn = None;
            for context in ir.contexts(ir.context_of(call)) {
                match context.kind {
                    ContextKind::Body(_) => break,
                    ContextKind::Loop(of) if turn.is_none() && !ir.loops[of.index()].span.contains(definition.span) => {
                        turn = Some(of);
                    }
                    ContextKind::When(test) if self.truth(cx, test) == Some(true) => {}
                    ContextKind::Unless(test) if self.truth(cx, test) == Some(false) => {}
                    _ => return None,
                }
            }
            writes.push(Write { call, turn });
        }
        Some(writes)
    }

    /// Appends what one call writes.
    fn write(&self, cx: &Cx<'p>, call: ExprId, pattern: &mut Pattern<'p>) -> Option<()> {
        let argument = cx.ir().call(call)?.args.first()?.value;
        match self.eval(cx, argument) {
            // A byte or rune is a number.
            Value::Number(number) => {
                pattern.push_bytes(char::from_u32(number as u32)?.encode_utf8(&mut [0; 4]).as_bytes())
            }
            value => self.push(pattern, cx, argument, &value),
        }
        Some(())
    }
}

fn is_builder(value: &Value<'_>) -> bool {
    let Value::External(external) = value else { return false };
    let External::OfType { ty: Value::External(ty) } = &**external else { return false };
    match &**ty {
        External::Symbol { module, path } => {
            matches!((module.as_str(), path.as_slice()), ("strings", [name]) if name == "Builder")
                || matches!((module.as_str(), path.as_slice()), ("bytes", [name]) if name == "Buffer")
        }
        _ => false,
    }
}
