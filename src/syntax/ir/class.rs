//! Classes, structs and interfaces.

use smol_str::SmolStr;

use super::id::{ExprId, FuncId, TypeId};
use crate::finding::Span;

/// A class, struct or interface.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name.
    pub name: SmolStr,
    /// All of it.
    pub span: Span,
    /// What it extends or embeds.
    pub bases: Vec<ExprId>,
    /// Python: the type arguments of bases, `[A, B]` of `Base[A, B]`, by the number of the base.
    pub arguments: Vec<(u32, Vec<ExprId>)>,
    /// Methods of its body (Go methods are attached by [`super::Function::receiver_type`]).
    pub methods: Vec<FuncId>,
    /// Fields declared in its body.
    pub fields: Vec<Field>,
    /// Enumerations: members hold their values.
    pub kind: ClassKind,
}

impl Class {
    /// A class that extends nothing and has no members yet.
    pub(in crate::syntax) fn bare(name: SmolStr, span: Span, kind: ClassKind) -> Self {
        Self { name, span, bases: Vec::new(), arguments: Vec::new(), methods: Vec::new(), fields: Vec::new(), kind }
    }
}

/// What a [`Class`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassKind {
    /// A class or struct.
    Class,
    /// Its typed fields are what its constructor takes, by name or in order: Python's data classes, models, named tuples.
    Data,
    /// Only a shape: TypeScript and Go interfaces, Python protocols.
    Interface,
    /// A set of named values.
    Enum,
}

/// A field of a class.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: SmolStr,
    /// Its declared type.
    pub ty: Option<TypeId>,
    /// Its initial value.
    pub value: Option<ExprId>,
    /// Where it stands.
    pub span: Span,
}
