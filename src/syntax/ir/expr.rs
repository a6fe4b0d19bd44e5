//! Expressions, and the parts they are made of.

use smol_str::SmolStr;

use super::id::{BindingId, ClassId, ExprId, FuncId, LoopId, TypeId};
use crate::finding::Span;

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Where it stands; synthesized expressions have the span of what they stand for.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expressions.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// Not understood, or of no matter.
    Opaque,
    /// A string or bytes literal, escapes resolved.
    Text(Box<[u8]>),
    /// A string with expressions in it: JS template, Python f-string.
    Template(Vec<Piece>),
    /// A number literal.
    Number(f64),
    /// `true`, `false`, `True`, `False`.
    Bool(bool),
    /// `null`, `undefined`, `None`, `nil`.
    Null,
    /// A name; `binding` is `None` when no scope of this module defines it.
    Name {
        /// As written.
        name: SmolStr,
        /// What it stands for.
        binding: Option<BindingId>,
    },
    /// JavaScript's `this`.
    This,
    /// JavaScript's `super`, Python's `super()`.
    Super,
    /// The namespace of a module: `import * as x`, `require('x')`, Python and Go imports.
    Module(SmolStr),
    /// `object.property`, also `object?.property`.
    Member {
        /// Left of the dot.
        object: ExprId,
        /// Right of the dot.
        property: SmolStr,
        /// Where the property's name stands.
        property_span: Span,
    },
    /// `object[index]`.
    Index {
        /// The object.
        object: ExprId,
        /// The index.
        index: ExprId,
    },
    /// `object[from:to]`.
    Slice {
        /// The object.
        object: ExprId,
    },
    /// A call, or `new`.
    Call(Call),
    /// An object literal, a dict, a Go struct or map literal.
    Record {
        /// The type of a Go composite literal.
        ty: Option<TypeId>,
        /// Its entries.
        entries: Vec<Entry>,
    },
    /// An array, list, tuple, set or Go slice literal.
    List {
        /// Which of them.
        kind: ListKind,
        /// Its elements.
        elements: Vec<Element>,
    },
    /// A function value.
    Function(FuncId),
    /// A class value.
    Class(ClassId),
    /// `test ? then : otherwise`.
    Conditional {
        /// The condition.
        test: ExprId,
        /// When true.
        then: ExprId,
        /// When false.
        otherwise: ExprId,
    },
    /// `&&`, `||`, `??`, `and`, `or`.
    Logical {
        /// Which.
        op: LogicalOp,
        /// Left.
        left: ExprId,
        /// Right; runs only if the left decides so.
        right: ExprId,
    },
    /// Two operands.
    Binary {
        /// Which.
        op: BinaryOp,
        /// Left.
        left: ExprId,
        /// Right.
        right: ExprId,
    },
    /// `!x`, `not x`.
    Not(ExprId),
    /// `-x`.
    Negate(ExprId),
    /// `await x`, `<-x` and the like: `x` with something around it taken away.
    Await(ExprId),
    /// `x as T`, `x!`, `T(x)`, Go's `x.(T)`.
    Cast {
        /// The value.
        value: ExprId,
        /// The type it is said to have.
        ty: TypeId,
    },
    /// `x instanceof T`, `isinstance(x, (T, U))`, a case of a type switch.
    InstanceOf {
        /// The value.
        value: ExprId,
        /// One of these.
        types: Vec<TypeId>,
    },
    /// A comprehension or generator expression. Boxed, as it is larger than all others, and rare.
    Comprehension(Box<Comprehension>),
    /// An element of `of`, in a turn of the loop: what a loop variable holds.
    ElementOf {
        /// What is iterated over.
        of: ExprId,
        /// The loop.
        turn: LoopId,
    },
    /// A key or index of `of`, in a turn of the loop.
    KeyOf {
        /// What is iterated over.
        of: ExprId,
        /// The loop.
        turn: LoopId,
    },
    /// One of several results: `a, b = f()`, Go's `v, ok := ...`. Counts from 0.
    Part {
        /// What gives several results.
        of: ExprId,
        /// Which.
        index: u32,
    },
    /// A parameter of a function, counted from 0 (receivers and `self` are not counted: see [`ExprKind::SelfParam`]).
    Param {
        /// The function.
        function: FuncId,
        /// Which.
        index: u32,
    },
    /// Python's first parameter of a method, Go's receiver.
    SelfParam(FuncId),
    /// What `with x as y` binds.
    Entered(ExprId),
    /// An assignment used as an expression; its value is the value assigned.
    Assign {
        /// What is assigned to.
        target: ExprId,
        /// The value.
        value: ExprId,
    },
    /// Something of which only the declared type is known: `var x T`.
    OfType(TypeId),
    /// Several expressions evaluated for their effects; the value is that of the last.
    Sequence(Vec<ExprId>),
}

impl ExprKind {
    /// Whether it is text, a number, a truth value or nothing: what holds no client and has no members of a program's own.
    pub fn is_plain(&self) -> bool {
        matches!(
            self,
            ExprKind::Text(_)
                | ExprKind::Template(_)
                | ExprKind::Number(_)
                | ExprKind::Bool(_)
                | ExprKind::Null
                | ExprKind::Binary { .. }
                | ExprKind::Not(_)
                | ExprKind::Negate(_)
        )
    }
}

/// A comprehension or generator expression.
#[derive(Debug, Clone)]
pub struct Comprehension {
    /// What it makes.
    pub kind: ComprehensionKind,
    /// The element; the key of a dict comprehension.
    pub element: ExprId,
    /// The value of a dict comprehension.
    pub value: Option<ExprId>,
    /// Its `for` clauses, outermost first.
    pub loops: Vec<LoopId>,
    /// Its `if` clauses.
    pub conditions: Vec<ExprId>,
}

/// The kinds of comprehensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComprehensionKind {
    /// `[...]`.
    List,
    /// `{...}` without values.
    Set,
    /// `{k: v ...}`.
    Map,
    /// `(...)`.
    Generator,
}

/// A part of a [`ExprKind::Template`].
#[derive(Debug, Clone)]
pub enum Piece {
    /// Written as it is.
    Text(Box<[u8]>),
    /// Filled in.
    Hole(ExprId),
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is called.
    pub callee: ExprId,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// How.
    pub kind: CallKind,
}

/// How something is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// `f(x)`.
    Plain,
    /// `new F(x)`.
    New,
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub struct Arg {
    /// The name of a keyword argument.
    pub name: Option<SmolStr>,
    /// The value.
    pub value: ExprId,
    /// Whether it stands for one argument or for many.
    pub spread: Spread,
}

/// Whether an argument or element stands for one value or for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// One value.
    No,
    /// `...xs`, `*xs`, `xs...`.
    List,
    /// `**kw`, and `...obj` in an object literal.
    Map,
}

/// An entry of a [`ExprKind::Record`].
#[derive(Debug, Clone)]
pub enum Entry {
    /// `key: value`. Written names are [`ExprKind::Text`].
    Pair {
        /// The key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `...other`, `**other`.
    Spread(ExprId),
    /// A Go struct literal without field names.
    Positional(ExprId),
}

/// An element of a [`ExprKind::List`].
#[derive(Debug, Clone)]
pub struct Element {
    /// The value.
    pub value: ExprId,
    /// One or many.
    pub spread: Spread,
}

/// The kinds of [`ExprKind::List`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// Array, list, slice.
    List,
    /// Python tuple.
    Tuple,
    /// Python set.
    Set,
}

/// Operators that may skip their right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogicalOp {
    /// `&&`, `and`.
    And,
    /// `||`, `or`.
    Or,
    /// `??`.
    Coalesce,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`.
    Add,
    /// `%`; Python's string formatting.
    Percent,
    /// `*`.
    Multiply,
    /// `==`, `===`, `is`.
    Equal,
    /// `!=`, `!==`, `is not`.
    NotEqual,
    /// `<`, `<=`.
    Less,
    /// `>`, `>=`.
    Greater,
    /// `in`.
    In,
    /// Lua's `..`.
    Concat,
    /// Any other.
    Other,
}
