//! Statements.

use super::id::{BindingId, ExprId, FuncId, LoopId};

/// A statement.
#[derive(Debug, Clone)]
pub enum Stmt {
    /// Evaluated for its effect.
    Expr(ExprId),
    /// A definition of a binding: the index into its `defs`.
    Define(BindingId, u32),
    /// `object.x = v` or `object[k] = v`.
    Assign {
        /// A [`super::ExprKind::Member`] or [`super::ExprKind::Index`].
        target: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `return x`.
    Return(Option<ExprId>),
    /// `if`/`elif`/`else`, `switch`, `match`: each arm with its condition; the last may have none.
    Branch(Vec<Arm>),
    /// A loop; conditions of `while` are in the body as [`Stmt::Expr`].
    Loop(LoopId, Vec<Stmt>),
    /// `try`. Boxed, as it is larger than all others, and rare.
    Try(Box<Attempt>),
    /// `break`, `continue`, `throw`, `raise`, a call that never returns: what follows in the block does not run.
    Exit,
    /// A block of its own scope.
    Block(Vec<Stmt>),
    /// A nested function or class stands here: the function's context is this place.
    Declare(FuncId),
}

/// `try`: body, handlers, `finally`.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// What is tried.
    pub body: Vec<Stmt>,
    /// Each `except` or `catch`.
    pub handlers: Vec<Vec<Stmt>>,
    /// `else` and `finally`.
    pub after: Vec<Stmt>,
}

/// An arm of a [`Stmt::Branch`].
#[derive(Debug, Clone)]
pub struct Arm {
    /// When this is true, and no earlier one was; `None` is `else`.
    pub test: Option<ExprId>,
    /// What runs then.
    pub body: Vec<Stmt>,
}
