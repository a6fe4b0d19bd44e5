//! Functions, and how they are reached.

use smol_str::SmolStr;

use super::expr::Spread;
use super::id::{ClassId, ExprId, FuncId, LoopId, TypeId};
use super::stmt::Stmt;
use crate::finding::Span;

/// A function, method, lambda or the top level of a module.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name, empty for lambdas and the top level.
    pub name: SmolStr,
    /// All of it.
    pub span: Span,
    /// The function around it; its own id for the top level.
    pub parent: FuncId,
    /// The class it is a method of.
    pub class: Option<ClassId>,
    /// Go: the type of the receiver, by name.
    pub receiver_type: Option<SmolStr>,
    /// How the method is reached.
    pub method: MethodKind,
    /// Parameters, without receiver and `self`.
    pub params: Vec<Param>,
    /// The declared result.
    pub result: Option<TypeId>,
    /// What it does.
    pub body: Vec<Stmt>,
    /// `async`, and generators: callers get its result through `await` or iteration.
    pub kind: FunctionKind,
    /// Python's decorators.
    pub decorators: Vec<ExprId>,
    /// For a callback that runs once per element of something (`ids.map(f)`): that something, and the loop it makes.
    pub runs_per: Option<(ExprId, LoopId)>,
}

/// How a function in a class is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodKind {
    /// No method, or an ordinary one.
    Plain,
    /// Reached through the class.
    Static,
    /// Python's `@classmethod`.
    Class,
    /// Read like a field: `get x()`, `@property`.
    Getter,
    /// Runs when an instance is made.
    Constructor,
}

/// How a function gives its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// At once.
    Plain,
    /// Through a promise or coroutine.
    Async,
    /// One after the other.
    Generator,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name; empty for a pattern.
    pub name: SmolStr,
    /// Its declared type.
    pub ty: Option<TypeId>,
    /// Its default.
    pub default: Option<ExprId>,
    /// One value or many (`...xs`, `*args`, `**kw`).
    pub spread: Spread,
    /// Where it stands.
    pub span: Span,
}
