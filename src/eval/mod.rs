//! Values on demand: what an expression is, following definitions, imports, fields, parameters and calls across files.
//!
//! Evaluation knows languages and their standard libraries, but no Redis library: what comes from outside the project is a
//! [`value::External`], described by how it was reached, and the clients floor says what that means. A function is
//! looked through by evaluating its body in a [`Frame`] that binds its parameters to the caller's arguments, so builders,
//! nested builders and wrappers are one mechanism. Budgets keep the whole linear in practice: when one is used up the
//! value is a hole with [`value::Origin::TooDeep`], never a wrong claim.

mod afar;
pub mod aliases;
mod builders;
pub mod builtins;
pub mod callers;
mod calls;
mod chains;
mod changes;
mod dispatch;
mod expressions;
mod fields;
mod filled;
mod frames;
mod generators;
mod generics;
pub mod guards;
mod hole;
mod identity;
mod inheritance;
mod injected;
mod lists;
pub(crate) mod members;
mod modules;
mod names;
pub mod pattern;
mod prototypes;
mod providers;
mod reaching;
mod registries;
pub mod returns;
#[cfg(test)]
mod tests;
mod type_arguments;
mod types;
pub mod value;

use std::cell::{Cell, RefCell};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHasher};
use smol_str::SmolStr;

use crate::finding::{Place, Span};
use crate::project::{ModuleFile, Package, Project};
use crate::syntax::ir::{BindingId, ClassId, ExprId, TypeId};
use callers::CallIndex;
pub use frames::{Cx, Frame, FrameArgs};
use value::{Hole, Origin, Shape, Turns, Value};

/// Nested evaluations beyond this give up.
const MAX_DEPTH: u32 = 160;
/// How many values may be made of one another: bounds what a value holds, and so how deep dropping it goes.
const MAX_NEST: u32 = 4_000;
/// Calls looked through, one inside the other.
const MAX_FRAMES: u32 = 10;
/// Evaluations for one question (the keys of one operation, say).
const MAX_STEPS: u32 = 30_000;
/// Evaluations for one file; beyond, each question gets only [`FEW_STEPS`].
const MAX_TOTAL: u32 = 2_000_000;
/// See [`MAX_TOTAL`].
const FEW_STEPS: u32 = 1_000;

/// An expression of one file.
#[derive(Clone, Copy)]
pub struct Site<'p> {
    /// The file.
    pub file: &'p ModuleFile,
    /// The expression.
    pub expr: ExprId,
}

impl<'p> Site<'p> {
    /// Where it stands, in bytes of its file.
    pub fn span(self) -> Span {
        self.file.ir.span(self.expr)
    }

    /// File and span.
    pub fn place(self) -> Place {
        Place { path: self.file.path.clone(), span: self.span() }
    }

    /// Its source text.
    pub fn text(self) -> &'p str {
        self.file.source.text.get(self.span().range()).unwrap_or_default()
    }

    /// Its source text made short enough for a message.
    pub fn label(self) -> SmolStr {
        label(self.text())
    }
}

impl PartialEq for Site<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.file.key == other.file.key && self.expr == other.expr
    }
}

/// Source text on one line, at most 32 characters.
pub fn label(text: &str) -> SmolStr {
    const LIMIT: usize = 32;
    let mut out = String::new();
    for (count, ch) in text.split_whitespace().flat_map(str::chars).enumerate() {
        if count == LIMIT {
            out.push('…');
            break;
        }
        if !matches!(ch, '<' | '>' | '{' | '}' | '$' | '`') {
            out.push(ch);
        }
    }
    SmolStr::from(out)
}

/// Answers what expressions are. One per worker: it remembers what it found.
pub struct Evaluator<'p> {
    /// Files, and how they find each other.
    pub project: &'p Project,
    /// Who calls what.
    pub calls: &'p CallIndex<'p>,
    modules: RefCell<FxHashMap<(u64, SmolStr), Value<'p>>>,
    exports: RefCell<FxHashMap<(u64, SmolStr), Option<Value<'p>>>>,
    listed: RefCell<FxHashMap<u64, Rc<modules::Listed<'p>>>>,
    memo: RefCell<FxHashMap<Key, Entry<'p>>>,
    /// Found inside a cycle, and kept until the evaluation that began outside of it ends.
    provisional: RefCell<FxHashMap<Key, Known<'p>>>,
    types: RefCell<FxHashMap<(u64, TypeId, u64), Value<'p>>>,
    /// What bindings hold at the end of their scope.
    bindings: RefCell<FxHashMap<(u64, BindingId, u64), Known<'p>>>,
    members: RefCell<FxHashMap<u64, Rc<fields::FieldIndex>>>,
    /// By the hash of a file in them.
    packages: RefCell<FxHashMap<u64, &'p Package>>,
    /// By two classes: whether one is also the other.
    subtypes: RefCell<FxHashMap<u64, bool>>,
    /// The classes of decorators.
    decorated: RefCell<FxHashMap<(u64, ExprId), Option<ClassId>>>,
    steps: Cell<u32>,
    total: Cell<u32>,
    limit: Cell<u32>,
    depth: Cell<u32>,
    cycles: Cell<u32>,
    /// The largest nesting of what was evaluated for the expression at hand.
    nest: Cell<u32>,
}

/// A file, an expression of it, and the calls looked through.
type Key = (u64, ExprId, u64);

/// What is known of an expression.
enum Entry<'p> {
    /// It is being evaluated: whoever asks now goes round in a circle.
    Active,
    /// It was.
    Known(Known<'p>),
}

/// A value that was found, and how many others it is made of, one out of the other.
#[derive(Clone)]
struct Known<'p> {
    value: Value<'p>,
    nest: u32,
}

impl<'p> Evaluator<'p> {
    /// An evaluator that has found nothing yet.
    pub fn new(project: &'p Project, calls: &'p CallIndex<'p>) -> Self {
        Self {
            project,
            calls,
            memo: RefCell::default(),
            types: RefCell::default(),
            bindings: RefCell::default(),
            modules: RefCell::default(),
            exports: RefCell::default(),
            listed: RefCell::default(),
            provisional: RefCell::default(),
            members: RefCell::default(),
            packages: RefCell::default(),
            subtypes: RefCell::default(),
            decorated: RefCell::default(),
            steps: Cell::new(0),
            total: Cell::new(0),
            limit: Cell::new(MAX_STEPS),
            depth: Cell::new(0),
            cycles: Cell::new(0),
            nest: Cell::new(0),
        }
    }

    /// A file of so many expressions will be asked about: what is found out grows to about that.
    pub fn make_room(&self, expressions: usize) {
        self.memo.borrow_mut().reserve(expressions);
    }

    /// Starts a new question with a full budget.
    pub fn begin(&self) {
        self.total.set(self.total.get().saturating_add(self.steps.replace(0)));
        self.limit.set(if self.total.get() > MAX_TOTAL { FEW_STEPS } else { MAX_STEPS });
    }

    /// Whether the budget of the current question is used up.
    pub fn exhausted(&self) -> bool {
        self.steps.get() >= self.limit.get()
    }

    /// The value of an expression.
    pub fn eval(&self, cx: &Cx<'p>, expr: ExprId) -> Value<'p> {
        let key = (cx.file.key, expr, cx.frame_id());
        let is_active = match self.memo.borrow().get(&key) {
            Some(Entry::Known(known)) => return self.taken(known),
            Some(Entry::Active) => true,
            None => false,
        };
        if let Some(known) = self.provisional.borrow().get(&key) {
            // What is made of it is as provisional.
            self.cycles.set(self.cycles.get() + 1);
            return self.taken(known);
        }
        self.steps.set(self.steps.get() + 1);
        if self.exhausted() || self.depth.get() >= MAX_DEPTH {
            return self.too_deep(cx, expr);
        }
        if is_active {
            self.cycles.set(self.cycles.get() + 1);
            return self.hole(cx, expr);
        }
        self.memo.borrow_mut().insert(key, Entry::Active);
        self.come_from_the_inside(cx, expr);
        let (cycles, around) = (self.cycles.get(), self.nest.replace(0));
        self.depth.set(self.depth.get() + 1);
        let mut value = self.compute(cx, expr);
        self.depth.set(self.depth.get() - 1);
        let mut nest = self.nest.get() + 1;
        if nest > MAX_NEST {
            (value, nest) = (self.too_deep(cx, expr), 1);
        }
        self.nest.set(around.max(nest));
        self.remember(key, Known { value: value.clone(), nest }, cycles);
        value
    }

    fn taken(&self, known: &Known<'p>) -> Value<'p> {
        self.nest.set(self.nest.get().max(known.nest));
        known.value.clone()
    }

    /// Keeps a value, unless it depends on the budget having run out. One found inside a cycle depends on where the
    /// evaluation began; it is used again all the same, so that each expression of a cycle is evaluated once.
    fn remember(&self, key: Key, known: Known<'p>, cycles_before: u32) {
        let outermost = self.depth.get() == 0;
        let mut memo = self.memo.borrow_mut();
        if self.exhausted() {
            memo.remove(&key);
            if outermost {
                self.provisional.borrow_mut().clear();
            }
        } else if outermost {
            memo.extend(self.provisional.borrow_mut().drain().map(|(key, known)| (key, Entry::Known(known))));
            memo.insert(key, Entry::Known(known));
        } else if cycles_before == self.cycles.get() {
            memo.insert(key, Entry::Known(known));
        } else {
            memo.remove(&key);
            self.provisional.borrow_mut().insert(key, known);
        }
    }

    /// A value that is not known, told apart by place and calls only.
    pub fn hole(&self, cx: &Cx<'p>, expr: ExprId) -> Value<'p> {
        self.make_hole(cx, expr, Origin::Other, Shape::Unknown)
    }

    fn too_deep(&self, cx: &Cx<'p>, expr: ExprId) -> Value<'p> {
        self.make_hole(cx, expr, Origin::TooDeep, Shape::Unknown)
    }

    fn make_hole(&self, cx: &Cx<'p>, expr: ExprId, origin: Origin, shape: Shape) -> Value<'p> {
        let site = cx.site(expr);
        let id = hash(&(cx.file.key, expr, cx.run_of(cx.ir().function_of(expr)), 0x51_u8));
        Value::Hole(Rc::new(Hole {
            id,
            text: site.label(),
            turns: self.turns_around(cx, expr),
            origin,
            site: Some(site),
            shape,
            among: None,
        }))
    }

    /// A value that is not known but depends only on the given things: the same things give the same hole.
    fn derived_hole(&self, cx: &Cx<'p>, expr: ExprId, what: u64, turns: Turns) -> Value<'p> {
        let site = cx.site(expr);
        Value::Hole(Rc::new(Hole { turns, site: Some(site), ..Hole::unknown(what, site.label()) }))
    }
}

/// A stable hash.
pub(crate) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
