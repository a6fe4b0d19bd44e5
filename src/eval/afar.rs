//! What comes from modules of the project that can know no client: nothing has to be loaded to know that it is none.

use super::{Cx, Evaluator};
use crate::project::Resolution;
use crate::syntax::ir::*;

/// Names and calls are followed this deep, and so many in all.
const MAX_DEPTH: u32 = 12;
const MAX_STEPS: u32 = 64;

/// One question, with the steps that are left.
struct Question<'q, 'p> {
    ev: &'q Evaluator<'p>,
    cx: &'q Cx<'p>,
    speaks_of_client: &'q dyn Fn(&str) -> bool,
    steps: u32,
}

impl<'p> Evaluator<'p> {
    /// Cheap: whether something is what functions and classes give that can know no client, and that are handed none here:
    /// `pages.list({ limit: 10 }).items`. Names that speak of a client are for the caller to know.
    ///
    /// What a module keeps for all is not counted, as others may have put a client there.
    pub fn is_made_afar(&self, cx: &Cx<'p>, expr: ExprId, speaks_of_client: &dyn Fn(&str) -> bool) -> bool {
        let is_asked = match cx.ir().language {
            Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Python => true,
            // In Go all code of the project is near.
            Language::Go | Language::Lua => false,
        };
        is_asked && Question { ev: self, cx, speaks_of_client, steps: MAX_STEPS }.is_made_afar(expr, MAX_DEPTH)
    }
}

impl Question<'_, '_> {
    fn is_made_afar(&mut self, expr: ExprId, depth: u32) -> bool {
        let Some(depth) = self.step(depth) else { return false };
        let ir = self.cx.ir();
        match ir.kind(expr) {
            ExprKind::Member { object, property, .. } => {
                self.is_plain_member(property) && self.is_made_afar(*object, depth)
            }
            ExprKind::Await(value) => self.is_made_afar(*value, depth),
            ExprKind::Call(call) => {
                self.is_reached_afar(call.callee, depth)
                    && call.args.iter().all(|arg| arg.spread == Spread::No && self.is_no_client(arg.value, depth))
            }
            ExprKind::Name { .. } => self.values(expr).is_some_and(|values| {
                !values.is_empty() && values.iter().all(|&value| self.is_made_afar(value, depth))
            }),
            _ => false,
        }
    }

    /// Whether what is called is had from a module that can know no client, or from what such a module gave.
    fn is_reached_afar(&mut self, expr: ExprId, depth: u32) -> bool {
        let Some(depth) = self.step(depth) else { return false };
        let ir = self.cx.ir();
        match ir.kind(expr) {
            // A library is what it is called.
            ExprKind::Module(specifier) => {
                !(self.speaks_of_client)(specifier)
                    && (self.ev.is_far_from_clients(self.cx, expr)
                        || matches!(self.ev.project.resolve(self.cx.file, specifier), Resolution::External(_)))
            }
            ExprKind::Member { object, property, .. } => {
                self.is_plain_member(property)
                    && (self.is_reached_afar(*object, depth) || self.is_made_afar(*object, depth))
            }
            ExprKind::Name { .. } => self.values(expr).is_some_and(|values| {
                !values.is_empty() && values.iter().all(|&value| self.is_reached_afar(value, depth))
            }),
            _ => false,
        }
    }

    /// Whether an argument is no client and holds none.
    fn is_no_client(&mut self, expr: ExprId, depth: u32) -> bool {
        let Some(depth) = self.step(depth) else { return false };
        let ir = self.cx.ir();
        match ir.kind(expr) {
            kind if kind.is_plain() => true,
            ExprKind::List { elements, .. } => elements.iter().all(|element| self.is_no_client(element.value, depth)),
            ExprKind::Record { entries, .. } => entries.iter().all(|entry| self.is_no_entry(entry, depth)),
            ExprKind::Name { .. } => {
                let values = self.values(expr);
                let is_none = values.is_some_and(|values| {
                    !values.is_empty() && values.iter().all(|&value| self.is_no_client(value, depth))
                });
                is_none || self.is_reached_afar(expr, depth)
            }
            ExprKind::Member { .. } => self.is_reached_afar(expr, depth) || self.is_made_afar(expr, depth),
            ExprKind::Call(_) | ExprKind::Await(_) => self.is_made_afar(expr, depth),
            _ => false,
        }
    }

    fn is_no_entry(&mut self, entry: &Entry, depth: u32) -> bool {
        match entry {
            Entry::Pair { value, .. } => self.is_no_client(*value, depth),
            _ => false,
        }
    }

    /// What a name is given in this file, if that is all and the name speaks of no client.
    fn values(&self, expr: ExprId) -> Option<Vec<ExprId>> {
        let ir = self.cx.ir();
        let ExprKind::Name { name, binding: Some(binding) } = ir.kind(expr) else { return None };
        if (self.speaks_of_client)(name) {
            return None;
        }
        let value = |def: &Def| match def.kind {
            DefKind::Value(value) => Some(value),
            DefKind::Augmented(..) | DefKind::Type(_) | DefKind::Opaque => None,
        };
        ir.binding(*binding).defs.iter().map(value).collect()
    }

    /// Whether nothing is put into a member of this name in this file, and the name speaks of no client.
    fn is_plain_member(&self, name: &str) -> bool {
        let assigned = self.cx.ir().flow.member_assignments.iter().any(|assignment| assignment.name == name);
        !assigned && !(self.speaks_of_client)(name)
    }

    /// The depth that is left behind one more step.
    fn step(&mut self, depth: u32) -> Option<u32> {
        self.steps = self.steps.checked_sub(1)?;
        depth.checked_sub(1)
    }
}
