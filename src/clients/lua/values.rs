//! What an expression of a script may hold, as far as keys go: a small evaluation on demand, bounded in depth and steps.
//!
//! It does not follow the order of statements: a local with several assignments may hold any of them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use super::key::LuaKey;
use super::tables::{Table, inserts};
use crate::redis::Command;
use crate::syntax::ir::*;

/// Expressions inside each other, definitions followed included.
const MAX_DEPTH: u32 = 40;
/// Expressions looked at for one question.
const MAX_STEPS: u32 = 400;
/// Expressions looked at for a whole script.
const MAX_STEPS_IN_ALL: u32 = 1_000_000;
/// Alternatives of one value; with more, nothing is known.
const MAX_ALTERNATIVES: usize = 4;

/// One of the things an expression may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Something that can be a key, or part of one. Numbers are literals.
    Text(LuaKey),
    /// The table KEYS.
    Keys,
    /// The table ARGV.
    Arguments,
    /// A table of the script's own.
    Table(Rc<Table>),
    /// A function of the script.
    Function(FuncId),
    /// `redis`, and `server` of Valkey.
    Library,
    /// `redis.call` and `redis.pcall`.
    Caller,
}

/// What an expression may hold: one of these; nothing at all: nil.
pub(super) type Values = SmallVec<[Value; 1]>;

/// A call of a function of the script that is being looked into.
#[derive(Clone, Copy)]
pub(super) struct Frame<'f> {
    pub(super) function: FuncId,
    /// The call.
    pub(super) call: ExprId,
    /// The frame that the call stands in.
    pub(super) outer: Option<&'f Frame<'f>>,
}

pub(super) fn unknown() -> Values {
    smallvec![Value::Text(LuaKey::Unknown)]
}

pub(super) fn text(key: LuaKey) -> Values {
    smallvec![Value::Text(key)]
}

/// The key that values stand for. Values that can be no key (nil) do not count.
pub(super) fn key_of(values: &Values) -> LuaKey {
    LuaKey::one_of(values.iter().map(|value| match value {
        Value::Text(key) => key.clone(),
        _ => LuaKey::Unknown,
    }))
}

pub(super) struct Evaluator<'m> {
    pub(super) module: &'m Module,
    /// What `table.insert` puts into each table.
    pub(super) inserts: FxHashMap<BindingId, Vec<ExprId>>,
    /// Bindings whose definitions are being followed.
    active: RefCell<SmallVec<[BindingId; 8]>>,
    steps: Cell<u32>,
    steps_in_all: Cell<u32>,
    /// Whether a parameter was met whose call is not known.
    met_parameter: Cell<bool>,
}

impl<'m> Evaluator<'m> {
    pub(super) fn new(module: &'m Module) -> Self {
        let evaluator = Evaluator {
            module,
            inserts: FxHashMap::default(),
            active: RefCell::default(),
            steps: Cell::new(0),
            steps_in_all: Cell::new(0),
            met_parameter: Cell::new(false),
        };
        Evaluator { inserts: inserts(module), ..evaluator }
    }

    /// What an expression may hold, by the calls of `frame`; a new question, with steps of its own.
    pub(super) fn ask(&self, expr: ExprId, frame: Option<&Frame<'_>>) -> Values {
        self.steps.set(0);
        self.eval(expr, frame, 0)
    }

    /// Whether an answer since the last time depended on a parameter whose call is not known.
    pub(super) fn take_met_parameter(&self) -> bool {
        self.met_parameter.replace(false)
    }

    fn exhausted(&self, depth: u32) -> bool {
        self.steps.set(self.steps.get() + 1);
        self.steps_in_all.set(self.steps_in_all.get().saturating_add(1));
        depth > MAX_DEPTH || self.steps.get() > MAX_STEPS || self.steps_in_all.get() > MAX_STEPS_IN_ALL
    }

    pub(super) fn eval(&self, expr: ExprId, frame: Option<&Frame<'_>>, depth: u32) -> Values {
        if self.exhausted(depth) {
            return unknown();
        }
        let depth = depth + 1;
        match self.module.kind(expr) {
            ExprKind::Text(bytes) => text(LuaKey::text(bytes)),
            ExprKind::Number(number) => text(number_key(*number)),
            ExprKind::Null => Values::new(),
            ExprKind::Name { name, binding } => self.name(name, *binding, frame, depth),
            ExprKind::Member { object, property, .. } => {
                self.element(&self.eval(*object, frame, depth), &text(LuaKey::Literal(property.as_bytes().to_vec())))
            }
            ExprKind::Index { object, index } => {
                let index = self.eval(*index, frame, depth);
                self.element(&self.eval(*object, frame, depth), &index)
            }
            ExprKind::Call(call) => self.call(expr, call, frame, depth),
            ExprKind::List { elements, .. } => self.list(elements, frame, depth),
            ExprKind::Record { entries, .. } => self.record(entries, frame, depth),
            ExprKind::Function(function) => smallvec![Value::Function(*function)],
            ExprKind::Logical { op, left, right } => {
                let right = self.eval(*right, frame, depth);
                match op {
                    LogicalOp::And => right,
                    LogicalOp::Or | LogicalOp::Coalesce => join([self.eval(*left, frame, depth), right]),
                }
            }
            ExprKind::Binary { op: BinaryOp::Concat, .. } => self.concatenation(expr, frame, depth),
            ExprKind::ElementOf { of, .. } => self.any_element(&self.eval(*of, frame, depth)),
            ExprKind::Part { of, index } => self.part(*of, *index as usize, frame, depth),
            ExprKind::Param { function, index } => self.parameter(*function, *index as usize, frame, depth),
            ExprKind::Assign { value, .. } | ExprKind::Cast { value, .. } | ExprKind::Await(value) => {
                self.eval(*value, frame, depth)
            }
            _ => unknown(),
        }
    }

    fn name(&self, name: &str, binding: Option<BindingId>, frame: Option<&Frame<'_>>, depth: u32) -> Values {
        let Some(binding) = binding else {
            return match name {
                "KEYS" => smallvec![Value::Keys],
                "ARGV" => smallvec![Value::Arguments],
                "redis" | "server" => smallvec![Value::Library],
                _ if name.as_bytes() == super::key::FILLED_IN => text(LuaKey::Host),
                _ => unknown(),
            };
        };
        if self.active.borrow().contains(&binding) {
            return unknown();
        }
        self.active.borrow_mut().push(binding);
        let values = join(self.module.binding(binding).defs.iter().map(|def| match def.kind {
            DefKind::Value(value) => self.eval(value, frame, depth),
            DefKind::Augmented(..) | DefKind::Type(_) | DefKind::Opaque => unknown(),
        }));
        let values = self.with_changes(binding, values, frame, depth);
        self.active.borrow_mut().pop();
        values
    }

    /// `a .. b .. c`, which nests to the right: walked without recursion.
    fn concatenation(&self, expr: ExprId, frame: Option<&Frame<'_>>, depth: u32) -> Values {
        let mut parts = Vec::new();
        let mut rest = expr;
        while let ExprKind::Binary { op: BinaryOp::Concat, left, right } = self.module.kind(rest) {
            parts.push(self.eval(*left, frame, depth));
            rest = *right;
        }
        parts.push(self.eval(rest, frame, depth));
        put_together(&parts)
    }

    /// `object[index]`.
    pub(super) fn element(&self, object: &Values, index: &Values) -> Values {
        let number = index_text(index);
        join(object.iter().map(|value| match value {
            Value::Keys => text(LuaKey::Declared(position(number.as_deref()))),
            Value::Arguments => text(LuaKey::Argument(position(number.as_deref()))),
            Value::Text(key) => text(inside(key)),
            Value::Table(table) => table.get(number.as_deref()),
            Value::Library if matches!(number.as_deref(), Some(b"call" | b"pcall")) => smallvec![Value::Caller],
            Value::Library | Value::Function(_) | Value::Caller => unknown(),
        }))
    }

    /// Some element of a table.
    pub(super) fn any_element(&self, object: &Values) -> Values {
        self.element(object, &unknown())
    }

    /// One of the values that `...` or `unpack(t)` stands for.
    pub(super) fn spread_element(&self, expr: ExprId, frame: Option<&Frame<'_>>, depth: u32) -> Values {
        match self.unpacked(expr) {
            Some(table) => self.any_element(&self.eval(table, frame, depth)),
            None => unknown(),
        }
    }

    /// One of several results; counts from 0.
    fn part(&self, of: ExprId, index: usize, frame: Option<&Frame<'_>>, depth: u32) -> Values {
        if let Some(table) = self.unpacked(of) {
            let more = self.module.call(of).is_some_and(|call| call.args.len() > 1);
            let at = if more { unknown() } else { text(number_key((index + 1) as f64)) };
            return self.element(&self.eval(table, frame, depth), &at);
        }
        let Some(function) = self.function_called(of, frame, depth) else { return unknown() };
        let inner = Frame { function, call: of, outer: frame };
        join(self.returns(function).iter().map(|&value| match self.module.kind(value) {
            ExprKind::List { kind: ListKind::Tuple, elements } => match elements.get(index) {
                Some(Element { value, spread: Spread::No }) => self.eval(*value, Some(&inner), depth),
                _ => unknown(),
            },
            _ if index == 0 => self.eval(value, Some(&inner), depth),
            _ => unknown(),
        }))
    }

    fn returns(&self, function: FuncId) -> &'m [ExprId] {
        self.module.flow.returns.get(function.index()).map(Vec::as_slice).unwrap_or_default()
    }

    fn function_called(&self, call: ExprId, frame: Option<&Frame<'_>>, depth: u32) -> Option<FuncId> {
        let call = self.module.call(call)?;
        match self.eval(call.callee, frame, depth).as_slice() {
            [Value::Function(function)] => Some(*function),
            _ => None,
        }
    }

    /// What a function was given, if the call is known.
    fn parameter(&self, function: FuncId, index: usize, frame: Option<&Frame<'_>>, depth: u32) -> Values {
        if let Some(values) = self.registered(function, index) {
            return values;
        }
        let mut at = frame;
        while let Some(frame) = at {
            if frame.function == function {
                return self.given(frame, index, depth);
            }
            at = frame.outer;
        }
        self.met_parameter.set(true);
        unknown()
    }

    fn given(&self, frame: &Frame<'_>, index: usize, depth: u32) -> Values {
        let Some(call) = self.module.call(frame.call) else { return unknown() };
        let is_variadic =
            self.module.function(frame.function).params.get(index).is_some_and(|p| p.spread != Spread::No);
        let spread = call.args.iter().take(index + 1).find(|arg| arg.spread != Spread::No);
        // The callers' locals are others than those of the function, even if the function calls itself.
        let active = self.active.take();
        let values = match (spread, call.args.get(index)) {
            (Some(spread), _) => self.spread_element(spread.value, frame.outer, depth),
            (None, Some(arg)) if !is_variadic => self.eval(arg.value, frame.outer, depth),
            (None, Some(_)) => unknown(),
            (None, None) => Values::new(),
        };
        self.active.replace(active);
        values
    }

    /// The parameters of a function given to `redis.register_function` are the keys and the arguments.
    fn registered(&self, function: FuncId, index: usize) -> Option<Values> {
        let (call, _) = self.module.flow.argument_of.get(&function)?;
        let (library, name) = self.builtin(self.module.call(*call)?)?;
        match index {
            _ if !matches!((library, name), ("redis" | "server", "register_function")) => None,
            0 => Some(smallvec![Value::Keys]),
            1 => Some(smallvec![Value::Arguments]),
            _ => None,
        }
    }

    fn call(&self, expr: ExprId, call: &Call, frame: Option<&Frame<'_>>, depth: u32) -> Values {
        if let Some(values) = self.builtin_call(call, frame, depth) {
            return values;
        }
        match self.eval(call.callee, frame, depth).as_slice() {
            [Value::Caller] => text(LuaKey::Reply(self.command(call, frame, depth))),
            [Value::Function(_)] => self.part(expr, 0, frame, depth),
            _ => unknown(),
        }
    }

    /// The command of a `redis.call`.
    fn command(&self, call: &Call, frame: Option<&Frame<'_>>, depth: u32) -> Option<&'static Command> {
        match self.eval(call.args.first()?.value, frame, depth).as_slice() {
            [Value::Text(LuaKey::Literal(name))] => crate::redis::lookup(std::str::from_utf8(name).ok()?),
            _ => None,
        }
    }
}

/// One of several.
pub(super) fn join(all: impl IntoIterator<Item = Values>) -> Values {
    let mut joined = Values::new();
    for value in all.into_iter().flatten() {
        if !joined.contains(&value) {
            joined.push(value);
        }
    }
    if joined.len() > MAX_ALTERNATIVES { unknown() } else { joined }
}

/// Text put together from parts, each of which may be one of several.
pub(super) fn put_together(parts: &[Values]) -> Values {
    let mut whole: Vec<Vec<LuaKey>> = vec![Vec::new()];
    for part in parts {
        let key = key_of(part);
        let ways = key.alternatives();
        let ways = if whole.len() * ways.len() > MAX_ALTERNATIVES { &[LuaKey::Unknown] } else { ways };
        if let [only] = ways {
            whole.iter_mut().for_each(|parts| parts.push(only.clone()));
            continue;
        }
        whole = whole
            .iter()
            .flat_map(|before| ways.iter().map(move |way| [before.as_slice(), std::slice::from_ref(way)].concat()))
            .collect();
    }
    join(whole.into_iter().map(|parts| text(LuaKey::built(parts))))
}

/// What an element of a value that is no table of the script is: a reply and a decoded argument hold more of their kind.
fn inside(key: &LuaKey) -> LuaKey {
    match key {
        LuaKey::Reply(command) => LuaKey::Reply(*command),
        LuaKey::Argument(_) => LuaKey::Argument(None),
        LuaKey::OneOf(keys) => LuaKey::one_of(keys.iter().map(inside)),
        LuaKey::Declared(_) | LuaKey::Literal(_) | LuaKey::Built(_) | LuaKey::Host | LuaKey::Unknown => LuaKey::Unknown,
    }
}

/// A number as Lua writes it.
pub(super) fn number_key(number: f64) -> LuaKey {
    if number.fract() == 0.0 && number.abs() < 1e14 {
        LuaKey::Literal((number as i64).to_string().into_bytes())
    } else {
        LuaKey::Unknown
    }
}

/// An index or a name, if it is known.
pub(super) fn index_text(values: &Values) -> Option<Vec<u8>> {
    match values.as_slice() {
        [Value::Text(LuaKey::Literal(bytes))] => Some(bytes.clone()),
        _ => None,
    }
}

/// An index of KEYS or ARGV.
fn position(index: Option<&[u8]>) -> Option<usize> {
    std::str::from_utf8(index?).ok()?.parse().ok().filter(|&index| index > 0)
}
