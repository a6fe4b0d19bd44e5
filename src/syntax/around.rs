//! What stands around an expression: made for a module when somebody asks for the first time, since most never do.

use rustc_hash::FxHashMap;

use super::ir::{BindingId, DefKind, Entry, ExprId, ExprKind, Module};
use crate::finding::Span;

/// See [`Module::parent`], [`Module::uses`], [`Module::defined_as`] and [`Module::statements_at`].
#[derive(Debug, Clone)]
pub struct Around {
    /// By expression; `NONE` where nothing of interest is around it.
    parents: Vec<u32>,
    uses: FxHashMap<BindingId, usize>,
    defined: FxHashMap<ExprId, BindingId>,
    /// By start.
    statements: Vec<Span>,
}

const NONE: u32 = u32::MAX;

impl Around {
    fn of(module: &Module) -> Self {
        let mut parents = vec![NONE; module.exprs.len()];
        let mut uses: FxHashMap<BindingId, usize> = FxHashMap::default();
        for (index, expr) in module.exprs.iter().enumerate() {
            let mut hold = |child: ExprId| {
                let parent = &mut parents[child.index()];
                *parent = (*parent).min(index as u32);
            };
            match &expr.kind {
                ExprKind::Record { entries, .. } => entries.iter().for_each(|entry| match entry {
                    Entry::Pair { key, value } => {
                        hold(*key);
                        hold(*value);
                    }
                    Entry::Spread(value) | Entry::Positional(value) => hold(*value),
                }),
                ExprKind::List { elements, .. } => elements.iter().for_each(|element| hold(element.value)),
                ExprKind::Call(call) => {
                    hold(call.callee);
                    call.args.iter().for_each(|arg| hold(arg.value));
                }
                ExprKind::Await(inner) | ExprKind::Member { object: inner, .. } => hold(*inner),
                ExprKind::Name { binding: Some(binding), .. } => *uses.entry(*binding).or_default() += 1,
                _ => {}
            }
        }
        let mut defined = FxHashMap::default();
        for (index, binding) in module.bindings.iter().enumerate() {
            for def in &binding.defs {
                if let DefKind::Value(value) = def.kind {
                    defined.entry(value).or_insert(BindingId(index as u32));
                }
            }
        }
        let mut statements = module.statements.clone();
        statements.sort_unstable();
        Self { parents, uses, defined, statements }
    }
}

impl Module {
    fn around(&self) -> &Around {
        self.flow.around.get_or_init(|| Around::of(self))
    }

    /// The record, list, call, member access or `await` that an expression is a part of.
    pub fn parent(&self, expr: ExprId) -> Option<ExprId> {
        let parent = self.around().parents.get(expr.index()).copied()?;
        (parent != NONE).then_some(ExprId(parent))
    }

    /// How often a binding is named in an expression.
    pub fn uses(&self, binding: BindingId) -> usize {
        self.around().uses.get(&binding).copied().unwrap_or_default()
    }

    /// The first binding that is defined as an expression.
    pub fn defined_as(&self, value: ExprId) -> Option<BindingId> {
        self.around().defined.get(&value).copied()
    }

    /// The statements that start at an offset.
    pub fn statements_at(&self, start: u32) -> impl Iterator<Item = Span> {
        let all = &self.around().statements;
        let first = all.partition_point(|statement| statement.start < start);
        all[first..].iter().copied().take_while(move |statement| statement.start == start)
    }
}
