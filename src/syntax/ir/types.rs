//! Type expressions.

use smol_str::SmolStr;

use super::id::{ExprId, TypeId};

/// A type, as far as it helps.
#[derive(Debug, Clone)]
pub enum TypeExpr {
    /// Not understood.
    Opaque,
    /// A named type: the expression is a [`super::ExprKind::Name`] or [`super::ExprKind::Member`]; with type arguments.
    Ref(ExprId, Vec<TypeId>),
    /// One of several; `null`, `undefined` and `None` are left out.
    Union(Vec<TypeId>),
    /// All of several.
    Intersection(Vec<TypeId>),
    /// `T[]`, `list[T]`, `[]T`, variadic `...T`.
    List(TypeId),
    /// `Record<K, V>`, `dict[K, V]`, `map[K]V`.
    Map(TypeId, TypeId),
    /// An object type written in place.
    Object(Vec<(SmolStr, TypeId)>),
    /// A function type: what it gives.
    Function(Option<TypeId>),
    /// `typeof x`.
    TypeOf(ExprId),
    /// A type that is one literal, such as `'wait'`.
    Literal(ExprId),
    /// `string`, `str`, `bytes` and the like.
    Text,
    /// `number`, `int`, `float64` and the like.
    Number,
    /// `boolean`, `bool`.
    Bool,
    /// Several results: Go's `(T, error)`.
    Tuple(Vec<TypeId>),
}
