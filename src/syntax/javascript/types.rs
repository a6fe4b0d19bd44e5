//! Type annotations of TypeScript.

use smallvec::SmallVec;
use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, span};
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// The type written behind a name (`x: T`).
    pub(super) fn annotation(&mut self, node: Node<'t>) -> Option<TypeId> {
        let annotation = self.field(node, Field::Type)?;
        self.annotated(annotation)
    }

    /// The type of `: T`; predicates (`x is T`, `asserts x`) are opaque.
    pub(super) fn annotated(&mut self, annotation: Node<'t>) -> Option<TypeId> {
        if annotation.has_error() {
            // Recovery may put the statements that follow into the type.
            self.fragment_statements(annotation);
        }
        if self.kind(annotation) != Kind::TypeAnnotation {
            return Some(self.b.ty(TypeExpr::Opaque));
        }
        let inner = self.first_named(annotation)?;
        Some(self.ty(inner))
    }

    /// Declares the type parameters of a function, class or alias, each as what bounds it.
    pub(super) fn type_parameters(&mut self, node: Node<'t>) {
        let Some(parameters) = self.field(node, Field::TypeParameters) else { return };
        for parameter in self.named(parameters) {
            let Some(name) = self.field(parameter, Field::Name) else { continue };
            let bound = match self.field(parameter, Field::Constraint).and_then(|bound| self.first_named(bound)) {
                Some(bound) => self.ty(bound),
                None => self.b.ty(TypeExpr::Opaque),
            };
            let text = self.name_of(name);
            let scope = self.b.scope();
            let binding = self.b.declare(scope, text, span(name));
            self.b.define(binding, span(name), DefKind::Type(bound));
        }
    }

    /// Lowers a type.
    pub(super) fn ty(&mut self, node: Node<'t>) -> TypeId {
        let ty = self.deeper(node, |this| this.type_kind(node)).unwrap_or(TypeExpr::Opaque);
        self.b.ty(ty)
    }

    fn type_kind(&mut self, node: Node<'t>) -> TypeExpr {
        match self.kind(node) {
            Kind::PredefinedType => match self.text(node) {
                "string" => TypeExpr::Text,
                "number" => TypeExpr::Number,
                "boolean" => TypeExpr::Bool,
                _ => TypeExpr::Opaque,
            },
            Kind::TypeIdentifier
            | Kind::Identifier
            | Kind::NestedTypeIdentifier
            | Kind::MemberExpression
            | Kind::CallExpression => self.reference(node, Vec::new()),
            Kind::GenericType => self.generic(node),
            Kind::UnionType => self.union(node),
            Kind::IntersectionType => {
                let members = self.alternatives(node, Kind::IntersectionType);
                TypeExpr::Intersection(members.into_iter().map(|member| self.ty(member)).collect())
            }
            Kind::ArrayType => self.around_type(node, TypeExpr::List),
            Kind::ReadonlyType | Kind::ParenthesizedType | Kind::OptionalType => match self.first_named(node) {
                Some(inner) => self.inner(inner),
                None => TypeExpr::Opaque,
            },
            Kind::TupleType => self.tuple(node),
            Kind::ObjectType => self.object_type(node),
            Kind::FunctionType => {
                let result = self.field(node, Field::ReturnType).map(|result| self.ty(result));
                TypeExpr::Function(result)
            }
            Kind::TypeQuery => match self.first_named(node) {
                Some(value) => TypeExpr::TypeOf(self.type_name(value)),
                None => TypeExpr::Opaque,
            },
            Kind::LiteralType => self.literal_type(node),
            Kind::TemplateLiteralType => TypeExpr::Text,
            _ => TypeExpr::Opaque,
        }
    }

    fn inner(&mut self, node: Node<'t>) -> TypeExpr {
        self.deeper(node, |this| this.type_kind(node)).unwrap_or(TypeExpr::Opaque)
    }

    fn around_type(&mut self, node: Node<'t>, make: impl FnOnce(TypeId) -> TypeExpr) -> TypeExpr {
        match self.first_named(node) {
            Some(inner) => make(self.ty(inner)),
            None => TypeExpr::Opaque,
        }
    }

    fn reference(&mut self, node: Node<'t>, arguments: Vec<TypeId>) -> TypeExpr {
        let name = self.type_name(node);
        match self.kind_of(name) {
            ExprKind::Opaque => TypeExpr::Opaque,
            _ => TypeExpr::Ref(name, arguments),
        }
    }

    /// The expression that names a type: `A`, `A.B`, `import('x').A`; anything else is opaque.
    pub(super) fn type_name(&mut self, node: Node<'t>) -> ExprId {
        self.deeper(node, |this| this.type_name_kind(node)).unwrap_or_else(|| self.b.opaque(span(node)))
    }

    fn type_name_kind(&mut self, node: Node<'t>) -> ExprId {
        match self.kind(node) {
            Kind::Identifier | Kind::TypeIdentifier => {
                let name = self.name_of(node);
                self.b.name(span(node), name)
            }
            Kind::This => self.b.expr(span(node), ExprKind::This),
            Kind::MemberExpression => self.type_member(node, Field::Object, Field::Property),
            Kind::NestedTypeIdentifier => self.type_member(node, Field::Module, Field::Name),
            Kind::NestedIdentifier => self.type_member(node, Field::Object, Field::Property),
            Kind::GenericType => match self.field(node, Field::Name) {
                Some(name) => self.type_name(name),
                None => self.b.opaque(span(node)),
            },
            Kind::CallExpression => {
                let is_import =
                    self.field(node, Field::Function).is_some_and(|callee| self.kind(callee) == Kind::Import);
                match self.specifier_argument(node).filter(|_| is_import) {
                    Some(specifier) => self.module_value(specifier, span(node)),
                    None => self.b.opaque(span(node)),
                }
            }
            _ => self.b.opaque(span(node)),
        }
    }

    fn type_member(&mut self, node: Node<'t>, object: Field, property: Field) -> ExprId {
        let (Some(object), Some(property)) = (self.field(node, object), self.field(node, property)) else {
            return self.b.opaque(span(node));
        };
        let object = self.type_name(object);
        let name = self.name_of(property);
        self.b.member(span(node), object, name, span(property))
    }

    fn generic(&mut self, node: Node<'t>) -> TypeExpr {
        let Some(name) = self.field(node, Field::Name) else { return TypeExpr::Opaque };
        let nodes = match self.field(node, Field::TypeArguments) {
            Some(arguments) => self.named(arguments),
            None => SmallVec::new(),
        };
        let arguments: Vec<TypeId> = nodes.into_iter().map(|argument| self.ty(argument)).collect();
        match (self.text(name), arguments.as_slice()) {
            ("Array" | "ReadonlyArray", &[element]) => TypeExpr::List(element),
            ("Record" | "Map" | "ReadonlyMap", &[key, value]) => TypeExpr::Map(key, value),
            _ => self.reference(name, arguments),
        }
    }

    /// The members of `A | B | C`, which the grammar nests to the left.
    fn alternatives(&mut self, node: Node<'t>, kind: Kind) -> SmallVec<[Node<'t>; 4]> {
        let mut members = SmallVec::new();
        let mut at = node;
        loop {
            let mut parts = self.named(at);
            let last = parts.pop();
            members.extend(last);
            match parts.pop() {
                Some(left) if self.kind(left) == kind => at = left,
                left => {
                    members.extend(left);
                    break;
                }
            }
        }
        members.reverse();
        members
    }

    fn union(&mut self, node: Node<'t>) -> TypeExpr {
        let mut types = Vec::new();
        for member in self.alternatives(node, Kind::UnionType) {
            if !matches!(self.text(member), "null" | "undefined" | "void") {
                types.push(member);
            }
        }
        match types.as_slice() {
            [] => TypeExpr::Opaque,
            &[only] => self.inner(only),
            _ => TypeExpr::Union(types.into_iter().map(|member| self.ty(member)).collect()),
        }
    }

    fn tuple(&mut self, node: Node<'t>) -> TypeExpr {
        let mut types = Vec::new();
        for member in self.named(node) {
            let ty = match self.kind(member) {
                Kind::RequiredParameter | Kind::OptionalParameter => self.annotation(member),
                _ => Some(self.ty(member)),
            };
            types.extend(ty);
        }
        TypeExpr::Tuple(types)
    }

    fn object_type(&mut self, node: Node<'t>) -> TypeExpr {
        let mut fields: Vec<(SmolStr, TypeId)> = Vec::new();
        for member in self.named(node) {
            if self.kind(member) == Kind::IndexSignature
                && let Some(map) = self.map_type(member)
            {
                return map;
            }
            let Some(name) = self.field(member, Field::Name).and_then(|name| self.property_name(name)) else {
                continue;
            };
            let ty = match self.kind(member) {
                Kind::MethodSignature => {
                    let result = self.field(member, Field::ReturnType).and_then(|result| self.annotated(result));
                    Some(self.b.ty(TypeExpr::Function(result)))
                }
                _ => self.annotation(member),
            };
            if let Some(ty) = ty {
                fields.push((name, ty));
            }
        }
        if fields.is_empty() { TypeExpr::Opaque } else { TypeExpr::Object(fields) }
    }

    /// `{ [key: K]: V }`; mapped types are opaque.
    fn map_type(&mut self, signature: Node<'t>) -> Option<TypeExpr> {
        let key = self.field(signature, Field::IndexType)?;
        let key = self.ty(key);
        let value = self.annotation(signature)?;
        Some(TypeExpr::Map(key, value))
    }

    fn literal_type(&mut self, node: Node<'t>) -> TypeExpr {
        match self.first_named(node) {
            Some(literal) if !matches!(self.kind(literal), Kind::Null | Kind::Undefined) => {
                TypeExpr::Literal(self.expr(literal))
            }
            _ => TypeExpr::Opaque,
        }
    }
}
