//! Which definitions of a name may have made what a use of it sees.

use std::rc::Rc;

use smallvec::SmallVec;

use super::value::{List, ListPart, Value};
use super::{Cx, Evaluator, Site};
use crate::syntax::ir::*;

/// More definitions than this are not joined.
pub(super) const MAX_DEFS: usize = 8;
/// What taking a value apart adds around it; deeper patterns are not looked through.
const MAX_APART: u32 = 32;

/// Indexes of definitions; mostly there is one.
pub(super) type Reaching = SmallVec<[u32; 4]>;

impl<'p> Evaluator<'p> {
    /// The definitions that may have made what a use sees: going back from the use, up to and including the first one
    /// that always ran before it; and around the loops that the use stands in, if nothing in the turn ran before it.
    /// From inside another function, and at the end of a scope, all of them. No more than one above [`MAX_DEFS`].
    pub(super) fn reaching(&self, cx: &Cx<'p>, at: Option<ExprId>, binding: BindingId) -> Reaching {
        let ir = cx.ir();
        let info = ir.binding(binding);
        let count = info.defs.len() as u32;
        let all = || (0..count).filter(|&index| !self.is_placeholder(cx, binding, index)).take(MAX_DEFS + 1).collect();
        let Some(at) = at else { return all() };
        if count == 1 {
            return smallvec::smallvec![0];
        }
        if ir.function_of(at) != info.function {
            return all();
        }
        let use_context = ir.context_of(at);
        // Front ends define in order of appearance, but for what is hoisted; so many definitions are no hoisted functions.
        let sorted = count > 64 || info.defs.is_sorted_by_key(|def| def.span.start);
        let before = info.defs.partition_point(|def| def.span.start < ir.span(at).start);
        let before = if sorted { before } else { info.defs.len() };
        let mut found = Reaching::new();
        let mut later = Vec::new();
        let mut surely_before = None;
        let mut passed: Vec<CtxId> = Vec::new();
        for (index, def) in info.defs.iter().enumerate().take(before).rev() {
            let value = value_of(def);
            if def.span.start >= ir.span(at).start || value.is_some_and(|value| is_made_with(ir, value, at)) {
                later.push(index);
                continue;
            }
            let Some(value) = value else {
                found.push(index as u32);
                continue;
            };
            let context = ir.context_of(value);
            // A later definition that always runs after this one has taken its place.
            if excluded(ir, context, use_context) || passed.iter().any(|&later| ir.encloses(later, context)) {
                continue;
            }
            passed.push(context);
            found.push(index as u32);
            if ir.encloses(context, use_context) {
                surely_before = Some(context);
                break;
            }
            if found.len() > MAX_DEFS {
                return found;
            }
        }
        if let Some(outermost) = loop_to_the_next_turn(ir, use_context, surely_before) {
            let comes_back = |index: &usize| {
                value_of(&info.defs[*index]).is_some_and(|value| ir.encloses(outermost, ir.context_of(value)))
            };
            let around = later.into_iter().chain(before..info.defs.len()).filter(comes_back);
            found.extend(around.take(MAX_DEFS + 1).map(|index| index as u32));
        }
        if found.len() > 1 {
            found.retain(|&mut index| !self.is_zero(cx, binding, index));
        }
        if found.is_empty() { all() } else { found }
    }

    /// `let x = null` and `var x *T` before the real definitions say nothing.
    fn is_placeholder(&self, cx: &Cx<'p>, binding: BindingId, index: u32) -> bool {
        let defs = &cx.ir().binding(binding).defs;
        defs.len() > 1
            && matches!(defs[index as usize].kind, DefKind::Value(value)
                if matches!(cx.ir().kind(value), ExprKind::Null | ExprKind::OfType(_)))
    }

    /// `var x T` is the zero value of its type: an empty list, no client, no key.
    fn is_zero(&self, cx: &Cx<'p>, binding: BindingId, index: u32) -> bool {
        matches!(cx.ir().binding(binding).defs[index as usize].kind, DefKind::Value(value)
            if matches!(cx.ir().kind(value), ExprKind::OfType(_)))
    }

    /// The value of a definition. A list that a loop makes anew from itself (`keys = [...keys, key]`, `keys =
    /// append(keys, key)`) has one element a turn.
    pub(super) fn rebuilt(&self, cx: &Cx<'p>, binding: BindingId, value: ExprId) -> Value<'p> {
        let made = self.eval(cx, value);
        let Value::List(list) = &made else { return made };
        // Met again inside itself, as a whole or by its name: that depends on where the evaluation began.
        let own = self.hole(cx, value).identity();
        let is_named = |site: Site<'p>| {
            site.file.key == cx.file.key
                && matches!(cx.ir().kind(site.expr), ExprKind::Name { binding: Some(named), .. } if *named == binding)
        };
        let is_own = |value: &Value<'p>| match value {
            Value::Hole(hole) => {
                let id = value.identity();
                id == own || hole.site.is_some_and(|site| is_named(site) && self.hole(cx, site.expr).identity() == id)
            }
            _ => false,
        };
        let holds_own = |part: &ListPart<'p>| match part {
            ListPart::Rest(value, _) => value.alternatives().iter().any(is_own),
            ListPart::One(..) | ListPart::Each(..) => false,
        };
        if !list.parts.iter().any(holds_own) {
            return made;
        }
        let ir = cx.ir();
        let first = ir.binding(binding).defs.iter().find_map(|def| match def.kind {
            DefKind::Value(first) => Some(ir.context_of(first)),
            _ => None,
        });
        let Some(turn) = self.turn_between(cx, first.unwrap_or(CtxId(0)), ir.context_of(value)) else { return made };
        let mut anew = List::default();
        for part in &list.parts {
            match part {
                // What the list was in the turn before: this one's elements again, or what it began with.
                ListPart::Rest(before, site) if holds_own(part) => {
                    for other in before.alternatives().iter().filter(|value| !is_own(value)) {
                        self.pour(&mut anew, other.clone(), *site);
                    }
                }
                ListPart::One(element, site) => anew.parts.push(ListPart::Each(element.clone(), turn, *site)),
                ListPart::Each(..) | ListPart::Rest(..) => anew.parts.push(part.clone()),
            }
        }
        Value::List(Rc::new(anew))
    }
}

fn value_of(def: &Def) -> Option<ExprId> {
    match def.kind {
        DefKind::Value(value) | DefKind::Augmented(_, value) => Some(value),
        DefKind::Type(_) | DefKind::Opaque => None,
    }
}

/// Whether a definition's own right side holds the use: `cursor, keys = r.scan(cursor)`. Each part has the span of its
/// target, so what it is a part of is looked at too.
fn is_made_with(ir: &Module, value: ExprId, at: ExprId) -> bool {
    let use_span = ir.span(at);
    let mut of = value;
    for _ in 0..MAX_APART {
        if of == at || (ir.span(of).contains(use_span) && ir.span(of) != use_span) {
            return true;
        }
        of = match ir.kind(of) {
            ExprKind::Part { of, .. } => *of,
            ExprKind::Index { object, .. } | ExprKind::Member { object, .. } | ExprKind::Slice { object } => *object,
            ExprKind::Logical { left, .. } => *left,
            ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } => *inner,
            _ => return false,
        };
    }
    false
}

/// The outermost loop around a use whose next turn comes to it without passing a definition that always runs.
fn loop_to_the_next_turn(ir: &Module, use_context: CtxId, surely_before: Option<CtxId>) -> Option<CtxId> {
    let function = ir.context(use_context).function;
    let mut outermost = None;
    let mut at = use_context;
    while ir.context(at).function == function {
        let context = ir.context(at);
        if surely_before.is_some_and(|before| ir.encloses(at, before)) && is_loop(context) {
            break;
        }
        if is_loop(context) {
            outermost = Some(at);
        }
        if context.parent == at {
            break;
        }
        at = context.parent;
    }
    outermost
}

fn is_loop(context: &Context) -> bool {
    matches!(context.kind, ContextKind::Loop(_))
}

/// Whether code in one context never runs together with code in another: the other arm of the same condition.
fn excluded(ir: &Module, a: CtxId, b: CtxId) -> bool {
    for one in ir.contexts(a) {
        if let ContextKind::When(test) | ContextKind::Unless(test) = one.kind {
            let opposite = match one.kind {
                ContextKind::When(_) => ContextKind::Unless(test),
                _ => ContextKind::When(test),
            };
            if ir.contexts(b).any(|other| other.kind == opposite) {
                return true;
            }
        }
    }
    false
}
