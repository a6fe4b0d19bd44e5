//! Assignments that name a type: `Client = Union[Redis, RedisCluster]`, `T = TypeVar("T", bound=Redis)`.

use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::types::last_name;
use super::{Lower, named, part};
use crate::syntax::ir::*;

/// Names that make a subscript a type, whatever is in the brackets.
const TYPING: [&str; 25] = [
    "Annotated",
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "Callable",
    "Collection",
    "Coroutine",
    "DefaultDict",
    "Deque",
    "Dict",
    "FrozenSet",
    "Generator",
    "Iterable",
    "Iterator",
    "List",
    "Literal",
    "Mapping",
    "MutableMapping",
    "Optional",
    "Sequence",
    "Set",
    "Tuple",
    "Type",
    "Union",
];

impl<'t> Lower<'t> {
    /// The type that the right side of an assignment is, if it is clearly one.
    pub(super) fn aliased_type(&mut self, value: Node<'t>) -> Option<TypeId> {
        if kind(value) == Kind::Call {
            return self.type_variable(value);
        }
        self.is_type(value).then(|| self.type_of(value))
    }

    /// Whether an expression can only be a type. Names are taken for classes by their spelling.
    fn is_type(&mut self, value: Node<'t>) -> bool {
        let mut pending = match kind(value) {
            Kind::Subscript | Kind::BinaryOperator => vec![value],
            _ => return false,
        };
        let mut classes = 0;
        while let Some(node) = pending.pop() {
            let kids = self.kids(node);
            match kind(node) {
                Kind::Identifier if names_class(self.text(node)) => classes += 1,
                Kind::Attribute if self.is_dotted(node) && names_class(self.text(node)) => classes += 1,
                Kind::None | Kind::String => {}
                Kind::BinaryOperator if part(&kids, Field::Operator).is_some_and(|op| op.kind() == "|") => {
                    pending.extend(named(&kids));
                }
                Kind::Subscript => {
                    let Some(head) = part(&kids, Field::Value).map(|head| self.text(head)) else { return false };
                    classes += 1;
                    if !TYPING.contains(&last_name(head)) {
                        pending.extend(named(&kids));
                    }
                }
                _ => return false,
            }
        }
        classes > 0
    }

    /// `TypeVar("T", bound=B)`, `TypeVar("T", A, B)`, `NewType("N", B)`; the call itself is a statement of its own.
    fn type_variable(&mut self, call: Node<'t>) -> Option<TypeId> {
        let kids = self.kids(call);
        let function = last_name(self.text(part(&kids, Field::Function)?));
        if !matches!(function, "TypeVar" | "NewType") {
            return None;
        }
        let arguments = self.kids(part(&kids, Field::Arguments)?);
        let mut members = Vec::new();
        for argument in named(&arguments).skip(1) {
            let ty = if kind(argument) == Kind::KeywordArgument {
                let kids = self.kids(argument);
                part(&kids, Field::Name).filter(|name| self.text(*name) == "bound").and(part(&kids, Field::Value))
            } else {
                Some(argument)
            };
            if let Some(ty) = ty {
                members.push(self.type_of(ty));
            }
        }
        let value = self.expression(call);
        self.b.stmt(Stmt::Expr(value));
        Some(if members.is_empty() { self.b.ty(TypeExpr::Opaque) } else { self.union(members) })
    }
}

/// Whether a name is spelled like a class, or is one of the language's own.
fn names_class(path: &str) -> bool {
    let name = last_name(path);
    let is_camel = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
    is_camel
        || matches!(
            name,
            "str"
                | "bytes"
                | "int"
                | "float"
                | "bool"
                | "dict"
                | "list"
                | "tuple"
                | "set"
                | "frozenset"
                | "type"
                | "object"
        )
}
