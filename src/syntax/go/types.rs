//! Type expressions.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::tree::{Field, Kind, child, kind};
use super::{Lowering, MAX_DEPTH, Nodes, span};
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// A type. Pointers are transparent; `[]byte` is text; channels are opaque.
    pub(super) fn ty(&mut self, node: Node<'t>) -> TypeId {
        if self.depth >= MAX_DEPTH {
            self.give_up(node);
            return self.builder.ty(TypeExpr::Opaque);
        }
        self.depth += 1;
        let ty = self.ty_inner(node);
        self.depth -= 1;
        ty
    }

    fn ty_inner(&mut self, node: Node<'t>) -> TypeId {
        let expr = match kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => self.named_type(node),
            Kind::QualifiedType | Kind::SelectorExpression => {
                let name = self.type_name(node);
                TypeExpr::Ref(name, Vec::new())
            }
            Kind::GenericType | Kind::TypeInstantiationExpression => self.generic_type(node),
            Kind::PointerType | Kind::ParenthesizedType | Kind::NegatedType => {
                return self.inner_type(node);
            }
            Kind::UnaryExpression => match child(node, Field::Operand) {
                Some(operand) => return self.ty(operand),
                None => TypeExpr::Opaque,
            },
            Kind::TypeElem | Kind::TypeConstraint => return self.type_union(node),
            Kind::SliceType | Kind::ArrayType | Kind::ImplicitLengthArrayType => self.list_type(node),
            Kind::MapType => {
                let (Some(key), Some(value)) = (child(node, Field::Key), child(node, Field::Value)) else {
                    return self.builder.ty(TypeExpr::Opaque);
                };
                TypeExpr::Map(self.ty(key), self.ty(value))
            }
            Kind::FunctionType => {
                TypeExpr::Function(child(node, Field::Result).and_then(|result| self.result_type(result)))
            }
            Kind::StructType => TypeExpr::Object(self.struct_members(node)),
            Kind::InterfaceType => return self.interface_shape(node),
            _ => TypeExpr::Opaque,
        };
        self.builder.ty(expr)
    }

    fn inner_type(&mut self, node: Node<'t>) -> TypeId {
        match self.children(node).first() {
            Some(&inner) => self.ty(inner),
            None => self.builder.ty(TypeExpr::Opaque),
        }
    }

    /// A type called by one name: predeclared, unless this file declares that name.
    fn named_type(&mut self, node: Node<'t>) -> TypeExpr {
        let name = self.text_of(node);
        let known = match name {
            "string" => TypeExpr::Text,
            "bool" => TypeExpr::Bool,
            "int" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32" | "uint64"
            | "uintptr" | "byte" | "rune" | "float32" | "float64" => TypeExpr::Number,
            "any" => TypeExpr::Opaque,
            _ => TypeExpr::Ref(self.name(span(node), name), Vec::new()),
        };
        if !matches!(known, TypeExpr::Ref(..)) && self.builder.lookup(name).is_some() {
            return TypeExpr::Ref(self.name(span(node), name), Vec::new());
        }
        known
    }

    /// `T` or `pkg.T` as the expression that it resolves as.
    pub(super) fn type_name(&mut self, node: Node<'t>) -> ExprId {
        if kind(node) != Kind::QualifiedType {
            return match kind(node) {
                Kind::TypeIdentifier => self.name(span(node), self.text_of(node)),
                _ => self.expr(node),
            };
        }
        let (Some(package), Some(name)) = (child(node, Field::Package), child(node, Field::Name)) else {
            return self.builder.opaque(span(node));
        };
        let object = self.name(span(package), self.text_of(package));
        self.builder.member(span(node), object, self.text_of(name), span(name))
    }

    fn generic_type(&mut self, node: Node<'t>) -> TypeExpr {
        let Some(base) = child(node, Field::Type) else { return TypeExpr::Opaque };
        let name = self.type_name(base);
        let arguments = match child(node, Field::TypeArguments) {
            Some(list) => self.children(list),
            None => self.children(node).into_iter().filter(|argument| *argument != base).collect(),
        };
        TypeExpr::Ref(name, arguments.into_iter().map(|argument| self.ty(argument)).collect())
    }

    fn type_union(&mut self, node: Node<'t>) -> TypeId {
        let members = self.children(node);
        if let [single] = members.as_slice() {
            return self.ty(*single);
        }
        let members = members.into_iter().map(|member| self.ty(member)).collect();
        self.builder.ty(TypeExpr::Union(members))
    }

    fn list_type(&mut self, node: Node<'t>) -> TypeExpr {
        if let Some(length) = child(node, Field::Length) {
            // Only for a call in it, such as `[len(prefix)]byte`.
            if !matches!(kind(length), Kind::IntLiteral | Kind::Identifier) {
                let length = self.expr(length);
                self.builder.stmt(Stmt::Expr(length));
            }
        }
        let Some(element) = child(node, Field::Element) else { return TypeExpr::Opaque };
        if kind(element) == Kind::TypeIdentifier && matches!(self.text_of(element), "byte" | "uint8") {
            return TypeExpr::Text;
        }
        TypeExpr::List(self.ty(element))
    }

    /// What a function gives: `None` for an empty list, a tuple for several results.
    pub(super) fn result_type(&mut self, result: Node<'t>) -> Option<TypeId> {
        if kind(result) != Kind::ParameterList {
            return Some(self.ty(result));
        }
        let mut types = Vec::new();
        for declaration in self.children(result) {
            let Some(node) = child(declaration, Field::Type) else { continue };
            let ty = self.ty(node);
            let count = self.spec_names(declaration).len().max(1);
            types.extend(std::iter::repeat_n(ty, count));
        }
        match types.as_slice() {
            [] => None,
            [single] => Some(*single),
            _ => Some(self.builder.ty(TypeExpr::Tuple(types))),
        }
    }

    /// The field declarations of a struct type.
    pub(super) fn field_declarations(&mut self, node: Node<'t>) -> Nodes<'t> {
        let lists = self.children(node);
        let Some(&list) = lists.iter().find(|child| kind(**child) == Kind::FieldDeclarationList) else {
            return Nodes::new();
        };
        self.children(list)
    }

    /// The names of a field declaration; an embedded field has none.
    pub(super) fn field_names(&mut self, declaration: Node<'t>) -> Nodes<'t> {
        self.children_where(declaration, |child| kind(child) == Kind::FieldIdentifier)
    }

    fn struct_members(&mut self, node: Node<'t>) -> Vec<(SmolStr, TypeId)> {
        let mut members = Vec::new();
        for declaration in self.field_declarations(node) {
            let Some(ty_node) = child(declaration, Field::Type) else { continue };
            let ty = self.ty(ty_node);
            let names = self.field_names(declaration);
            if names.is_empty() {
                members.extend(self.last_name(ty_node).map(|name| (SmolStr::new(self.text_of(name)), ty)));
            }
            members.extend(names.into_iter().map(|name| (SmolStr::new(self.text_of(name)), ty)));
        }
        members
    }

    /// The name by which an embedded type is reached: `Client` of `*redis.Client`.
    pub(super) fn last_name(&self, ty: Node<'t>) -> Option<Node<'t>> {
        match kind(ty) {
            Kind::TypeIdentifier => Some(ty),
            Kind::QualifiedType => child(ty, Field::Name),
            Kind::GenericType => match child(ty, Field::Type) {
                Some(base) if kind(base) == Kind::QualifiedType => child(base, Field::Name),
                base => base,
            },
            _ => None,
        }
    }

    /// An interface written in place: its methods as members, what it embeds as further parts.
    fn interface_shape(&mut self, node: Node<'t>) -> TypeId {
        let mut members = Vec::new();
        let mut parts = Vec::new();
        for element in self.children(node) {
            if kind(element) == Kind::MethodElem {
                let result = child(element, Field::Result).and_then(|result| self.result_type(result));
                let ty = self.builder.ty(TypeExpr::Function(result));
                let name = child(element, Field::Name).map_or("", |name| self.text_of(name));
                members.push((SmolStr::new(name), ty));
            } else {
                parts.push(self.ty(element));
            }
        }
        if !members.is_empty() {
            parts.push(self.builder.ty(TypeExpr::Object(members)));
        }
        match parts.as_slice() {
            [] => self.builder.ty(TypeExpr::Opaque),
            [single] => *single,
            _ => self.builder.ty(TypeExpr::Intersection(parts)),
        }
    }
}
