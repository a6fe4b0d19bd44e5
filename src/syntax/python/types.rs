//! Annotations.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::{Lower, named, part, span};
use crate::syntax::ir::*;

impl<'t> Lower<'t> {
    /// The type that an annotation, or an expression in its place, stands for.
    pub(super) fn type_of(&mut self, node: Node<'t>) -> TypeId {
        if !self.descend(node) {
            return self.b.ty(TypeExpr::Opaque);
        }
        let ty = self.type_kind(node);
        self.depth -= 1;
        ty
    }

    fn type_kind(&mut self, node: Node<'t>) -> TypeId {
        match kind(node) {
            Kind::Type | Kind::ParenthesizedExpression | Kind::ConstrainedType => {
                match named(&self.kids(node)).next() {
                    Some(inner) => self.type_of(inner),
                    None => self.b.ty(TypeExpr::Opaque),
                }
            }
            Kind::Identifier => self.named_type(node, Vec::new()),
            Kind::Attribute | Kind::MemberType if self.is_type_path(node) => self.named_type(node, Vec::new()),
            Kind::GenericType | Kind::Subscript => self.generic(node),
            Kind::BinaryOperator | Kind::UnionType => self.union_type(node),
            Kind::String => self.quoted_type(node),
            Kind::None => self.b.ty(TypeExpr::Union(Vec::new())),
            _ => {
                let value = self.expression(node);
                self.effect(value);
                self.b.ty(TypeExpr::Opaque)
            }
        }
    }

    fn is_type_path(&self, node: Node<'t>) -> bool {
        kind(node) == Kind::MemberType || self.is_dotted(node)
    }

    /// `Head[A, B]`.
    fn generic(&mut self, node: Node<'t>) -> TypeId {
        let kids = self.kids(node);
        let Some(head) = named(&kids).next() else { return self.b.ty(TypeExpr::Opaque) };
        let args: SmallVec<[Node<'t>; 4]> = match kind(node) {
            Kind::Subscript => kids.iter().filter(|kid| kid.field == Field::Subscript).map(|kid| kid.node).collect(),
            _ => match named(&kids).find(|kid| kind(*kid) == Kind::TypeParameter) {
                Some(list) => named(&self.kids(list)).collect(),
                None => SmallVec::new(),
            },
        };
        if last_name(self.text(head)) == "Literal" {
            let members = args.iter().map(|arg| self.literal_type(*arg)).collect();
            return self.union(members);
        }
        let args = args.into_iter().map(|arg| self.type_of(arg)).collect();
        self.named_type(head, args)
    }

    fn literal_type(&mut self, node: Node<'t>) -> TypeId {
        let value = self.expression(node);
        self.b.ty(TypeExpr::Literal(value))
    }

    /// `A | B | C`.
    fn union_type(&mut self, node: Node<'t>) -> TypeId {
        let mut members = SmallVec::<[Node<'t>; 4]>::new();
        let mut at = node;
        loop {
            let kids = self.kids(at);
            let is_union = match kind(at) {
                Kind::UnionType => true,
                Kind::BinaryOperator => part(&kids, Field::Operator).is_some_and(|operator| operator.kind() == "|"),
                _ => false,
            };
            let operands: SmallVec<[Node<'t>; 2]> = named(&kids).collect();
            match (is_union, operands.as_slice()) {
                (true, [left, right]) => {
                    members.push(*right);
                    at = if kind(*left) == Kind::Type { left.named_child(0).unwrap_or(*left) } else { *left };
                }
                _ => break,
            }
        }
        if members.is_empty() {
            let value = self.expression(node);
            self.effect(value);
            return self.b.ty(TypeExpr::Opaque);
        }
        members.push(at);
        let members = members.into_iter().rev().map(|member| self.type_of(member)).collect();
        self.union(members)
    }

    /// One of several types; `None` is left out, one alone is itself.
    pub(super) fn union(&mut self, members: Vec<TypeId>) -> TypeId {
        let mut flat = Vec::with_capacity(members.len());
        let module = self.b.module();
        for member in members {
            match module.ty(member) {
                TypeExpr::Union(inner) => flat.extend_from_slice(inner),
                _ => flat.push(member),
            }
        }
        match flat.as_slice() {
            [one] => *one,
            _ => self.b.ty(TypeExpr::Union(flat)),
        }
    }

    /// The type of a name with type arguments: one of the language's own, or a reference.
    fn named_type(&mut self, head: Node<'t>, args: Vec<TypeId>) -> TypeId {
        match self.known_type(self.text(head), &args) {
            Some(known) => known,
            None => {
                let name = self.type_name(head);
                self.b.ty(TypeExpr::Ref(name, args))
            }
        }
    }

    fn type_name(&mut self, head: Node<'t>) -> ExprId {
        match (self.text(head), self.frame_class()) {
            ("Self", Some(class)) => {
                let class = self.b.module().class(class).name.clone();
                self.b.name(span(head), class)
            }
            _ if kind(head) == Kind::MemberType => self.member_type(head),
            _ => self.expression(head),
        }
    }

    fn member_type(&mut self, node: Node<'t>) -> ExprId {
        let kids = self.kids(node);
        let mut parts = named(&kids);
        match (parts.next(), parts.next()) {
            (Some(object), Some(name)) => {
                let object = self.expression(object);
                self.b.member(span(node), object, self.text(name), span(name))
            }
            _ => self.b.opaque(span(node)),
        }
    }

    fn frame_class(&self) -> Option<ClassId> {
        self.frame.class_body.or(self.frame.own.as_ref().map(|(_, class)| *class))
    }

    /// What `name[args]` is if it is one of the types of the language or of `typing`.
    pub(super) fn known_type(&mut self, name: &str, args: &[TypeId]) -> Option<TypeId> {
        let last = last_name(name);
        let first = args.first().copied();
        let kind = match last {
            "str" | "bytes" | "bytearray" | "memoryview" if last == name => TypeExpr::Text,
            "AnyStr" | "LiteralString" => TypeExpr::Text,
            "int" | "float" | "complex" if last == name => TypeExpr::Number,
            "bool" if last == name => TypeExpr::Bool,
            "Any" | "object" => TypeExpr::Opaque,
            "Optional" | "Annotated" | "Final" | "ClassVar" | "Required" | "NotRequired" | "ReadOnly" | "InitVar"
            | "Unpack" => return first,
            "Union" => return Some(self.union(args.to_vec())),
            "tuple" | "Tuple" if !self.is_open_tuple(args) => TypeExpr::Tuple(args.to_vec()),
            "Callable" => TypeExpr::Function(args.get(1).copied()),
            _ if LISTS.contains(&last) => TypeExpr::List(self.or_opaque(first)),
            _ if MAPS.contains(&last) => {
                let key = self.or_opaque(first);
                TypeExpr::Map(key, self.or_opaque(args.get(1).copied()))
            }
            _ => return None,
        };
        Some(self.b.ty(kind))
    }

    /// `tuple`, `tuple[X, ...]`: any number of elements.
    fn is_open_tuple(&mut self, args: &[TypeId]) -> bool {
        match args {
            [] => true,
            [_, rest] => matches!(self.b.module().ty(*rest), TypeExpr::Opaque),
            _ => false,
        }
    }

    fn or_opaque(&mut self, ty: Option<TypeId>) -> TypeId {
        ty.unwrap_or_else(|| self.b.ty(TypeExpr::Opaque))
    }
}

/// Types whose values are iterated over for elements of the first argument; `tuple` only if of any length.
const LISTS: [&str; 22] = [
    "list",
    "List",
    "tuple",
    "Tuple",
    "set",
    "Set",
    "frozenset",
    "FrozenSet",
    "AbstractSet",
    "MutableSet",
    "Sequence",
    "MutableSequence",
    "Iterable",
    "Collection",
    "Container",
    "Reversible",
    "deque",
    "Deque",
    "KeysView",
    "ValuesView",
    "ItemsView",
    "Counter",
];

/// Types with keys and values.
const MAPS: [&str; 8] =
    ["dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict", "ChainMap"];

/// Behind the last dot.
pub(super) fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path).trim()
}
