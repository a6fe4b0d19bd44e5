//! What names stand for.

use smol_str::SmolStr;

use super::expr::BinaryOp;
use super::id::{ExprId, FuncId, TypeId};
use crate::finding::Span;

/// Something that a name stands for.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The name.
    pub name: SmolStr,
    /// Where it is declared first.
    pub span: Span,
    /// The function whose scope it is in.
    pub function: FuncId,
    /// The declared type.
    pub ty: Option<TypeId>,
    /// What it is defined as, in order of appearance.
    pub defs: Vec<Def>,
}

/// One definition of a binding.
#[derive(Debug, Clone)]
pub struct Def {
    /// Where.
    pub span: Span,
    /// As what.
    pub kind: DefKind,
}

/// What a binding is defined as.
#[derive(Debug, Clone, Copy)]
pub enum DefKind {
    /// The value of an expression.
    Value(ExprId),
    /// `x += e`: the value before, and the operand.
    Augmented(BinaryOp, ExprId),
    /// A type.
    Type(TypeId),
    /// Something of which nothing is known (a caught error, `del x`).
    Opaque,
}
