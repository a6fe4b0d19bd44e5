//! Which elements of KEYS and ARGV a script cannot do without.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::Span;
use crate::syntax::ir::*;

/// Greater indexes are no indexes anyone wrote by hand.
const MAX_INDEX: f64 = 10_000.0;

/// How a script uses KEYS or ARGV.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexUse {
    /// The highest element that every run uses.
    pub always: Option<Need>,
    /// The highest element that some run uses, by a condition on something else than this table; never lower than
    /// `always`.
    pub sometimes: Option<Need>,
    /// Whether it is also used as a whole, or by a computed index: `#KEYS`, `unpack(KEYS)`, `KEYS[i]`.
    pub open: bool,
}

/// An element that a script uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Which, counted from 1.
    pub index: usize,
    /// Where, in bytes of the text.
    pub span: Span,
}

/// How the table that goes by a global name is used.
pub(super) fn uses(module: &Module, table: &str) -> IndexUse {
    let uses = Uses::of(module, table);
    let mut found = IndexUse { open: uses.open, ..IndexUse::default() };
    for (&expr, &index) in &uses.indexed {
        let need = Need { index, span: module.span(expr) };
        if uses.checked.contains(&expr) || uses.optional.contains(&index) {
            continue;
        }
        match uses.condition_of(expr) {
            Condition::OnTable => {}
            Condition::None => {
                raise(&mut found.always, need);
                raise(&mut found.sometimes, need);
            }
            Condition::Other => raise(&mut found.sometimes, need),
        }
    }
    found
}

fn raise(highest: &mut Option<Need>, need: Need) {
    let rank = |need: &Need| (need.index, std::cmp::Reverse(need.span));
    if highest.as_ref().is_none_or(|highest| rank(highest) < rank(&need)) {
        *highest = Some(need);
    }
}

/// What stands around a use.
enum Condition {
    /// Nothing.
    None,
    /// A test of how long the table is.
    OnTable,
    /// Something else.
    Other,
}

struct Uses<'m> {
    module: &'m Module,
    /// `KEYS[n]`, also through a local that is KEYS.
    indexed: FxHashMap<ExprId, usize>,
    /// Places that also take nil: tests, sides of `or`, comparisons with nil.
    checked: FxHashSet<ExprId>,
    /// Elements that some test asks for.
    optional: FxHashSet<usize>,
    /// Where the length of the table is asked for.
    lengths: Vec<Span>,
    open: bool,
}

impl<'m> Uses<'m> {
    fn of(module: &'m Module, table: &str) -> Self {
        let checked = checked(module);
        let mut uses = Uses {
            module,
            indexed: FxHashMap::default(),
            checked,
            optional: FxHashSet::default(),
            lengths: Vec::new(),
            open: false,
        };
        uses.collect(table);
        uses
    }

    fn collect(&mut self, table: &str) {
        let module = self.module;
        let ids = || (0..module.exprs.len() as u32).map(ExprId);
        let mut whole: FxHashSet<ExprId> = ids().filter(|&id| is_table(module, id, table)).collect();
        for id in ids() {
            match module.kind(id) {
                ExprKind::Index { object, index } if is_table(module, *object, table) => {
                    if let Some(index) = constant(module, *index) {
                        whole.remove(object);
                        self.indexed.insert(id, index);
                    }
                }
                ExprKind::Call(call) if is_length(module, call, table) => self.lengths.push(module.span(id)),
                _ => {}
            }
        }
        for binding in &module.bindings {
            if let [Def { kind: DefKind::Value(value), .. }] = binding.defs.as_slice() {
                whole.remove(value);
            }
        }
        self.open = !whole.is_empty();
        self.lengths.sort_unstable();
        self.optional = self.checked.iter().filter_map(|&id| self.index_held(id)).collect();
    }

    /// The index of the element that an expression is, or that the local it names holds.
    fn index_held(&self, id: ExprId) -> Option<usize> {
        if let Some(&index) = self.indexed.get(&id) {
            return Some(index);
        }
        let ExprKind::Name { binding: Some(binding), .. } = self.module.kind(id) else { return None };
        let first = self.module.binding(*binding).defs.first()?;
        match first.kind {
            DefKind::Value(value) => self.indexed.get(&value).copied(),
            _ => None,
        }
    }

    fn condition_of(&self, id: ExprId) -> Condition {
        let mut condition = Condition::None;
        for context in self.module.contexts(self.module.context_of(id)) {
            match context.kind {
                ContextKind::When(test) | ContextKind::Unless(test) => {
                    if self.asks_length(self.module.span(test)) {
                        return Condition::OnTable;
                    }
                    condition = Condition::Other;
                }
                ContextKind::Body(FuncId(0)) => {}
                ContextKind::Body(_) | ContextKind::Loop(_) | ContextKind::Handler => condition = Condition::Other,
            }
        }
        condition
    }

    fn asks_length(&self, test: Span) -> bool {
        let from = self.lengths.partition_point(|length| length.start < test.start);
        self.lengths.get(from).is_some_and(|&length| test.contains(length))
    }
}

fn is_named(module: &Module, id: ExprId, wanted: &str) -> bool {
    matches!(module.kind(id), ExprKind::Name { name, binding: None } if name == wanted)
}

/// `#KEYS`.
fn is_length(module: &Module, call: &Call, table: &str) -> bool {
    is_named(module, call.callee, "#") && call.args.first().is_some_and(|arg| is_table(module, arg.value, table))
}

/// The table itself, or a local that is nothing else.
fn is_table(module: &Module, id: ExprId, table: &str) -> bool {
    if is_named(module, id, table) {
        return true;
    }
    let ExprKind::Name { binding: Some(binding), .. } = module.kind(id) else { return false };
    match module.binding(*binding).defs.as_slice() {
        [Def { kind: DefKind::Value(value), .. }] => is_named(module, *value, table),
        _ => false,
    }
}

fn constant(module: &Module, id: ExprId) -> Option<usize> {
    match *module.kind(id) {
        ExprKind::Number(number) if number.fract() == 0.0 && (1.0..=MAX_INDEX).contains(&number) => {
            Some(number as usize)
        }
        _ => None,
    }
}

/// The expressions that may be nil without harm.
fn checked(module: &Module) -> FxHashSet<ExprId> {
    let mut checked = FxHashSet::default();
    for context in &module.flow.contexts {
        if let ContextKind::When(test) | ContextKind::Unless(test) = context.kind {
            checked.insert(test);
        }
    }
    for expr in &module.exprs {
        match &expr.kind {
            ExprKind::Logical { left, .. } => {
                checked.insert(*left);
            }
            ExprKind::Not(value) => {
                checked.insert(*value);
            }
            ExprKind::Binary { op: BinaryOp::Equal | BinaryOp::NotEqual, left, right } => {
                for (one, other) in [(*left, *right), (*right, *left)] {
                    if is_nothing(module, other) {
                        checked.insert(one);
                    }
                }
            }
            ExprKind::Call(call) if is_named(module, call.callee, "type") => {
                checked.extend(call.args.iter().map(|arg| arg.value));
            }
            _ => {}
        }
    }
    checked
}

/// What stands for "not given".
fn is_nothing(module: &Module, id: ExprId) -> bool {
    match module.kind(id) {
        ExprKind::Null | ExprKind::Bool(_) => true,
        ExprKind::Text(text) => text.is_empty(),
        _ => false,
    }
}
