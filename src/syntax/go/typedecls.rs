//! Type declarations: structs and interfaces become classes, everything else a named type.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::functions::head;
use super::tree::{Field, Kind, child, kind};
use super::{Lowering, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::{self, *};

impl<'t> Lowering<'t> {
    pub(super) fn type_declaration(&mut self, node: Node<'t>) {
        for spec in self.children(node) {
            if !matches!(kind(spec), Kind::TypeSpec | Kind::TypeAlias) {
                continue;
            }
            self.builder.module().statements.push(span(spec));
            // A local type may refer to itself, so its name comes first.
            let Some(name) = child(spec, Field::Name) else { continue };
            let Some(binding) = self.declare(name, None) else { continue };
            let outer = self.builder.open_scope(Visibility::Nested);
            self.type_parameters(spec);
            let definition = self.type_definition(spec, name);
            self.builder.close_scope(outer);
            if let Some(definition) = definition {
                self.builder.define(binding, span(name), definition);
            }
        }
    }

    fn type_definition(&mut self, spec: Node<'t>, name: Node<'t>) -> Option<DefKind> {
        let ty = child(spec, Field::Type)?;
        let class = match kind(ty) {
            Kind::StructType if kind(spec) == Kind::TypeSpec => self.structure(spec, ty, name),
            Kind::InterfaceType if kind(spec) == Kind::TypeSpec && !self.is_type_set(ty) => {
                self.interface(spec, ty, name)
            }
            _ => return Some(DefKind::Type(self.ty(ty))),
        };
        Some(DefKind::Value(self.builder.expr(span(name), ExprKind::Class(class))))
    }

    /// Whether an interface only lists types, as in `interface { *redis.Client | *redis.ClusterClient }`.
    fn is_type_set(&mut self, interface: Node<'t>) -> bool {
        match self.children(interface).as_slice() {
            [single] => kind(*single) == Kind::TypeElem && self.children(*single).len() > 1,
            _ => false,
        }
    }

    fn class(&mut self, spec: Node<'t>, name: Node<'t>, kind: ClassKind) -> ClassId {
        let text = SmolStr::new(self.text_of(name));
        let class = self.builder.add_class(Class::bare(text.clone(), span(spec), kind));
        // Methods belong to types of the package, not to those inside functions.
        if self.builder.function() == FuncId(0) {
            self.classes.insert(text, class);
        }
        class
    }

    fn structure(&mut self, spec: Node<'t>, ty: Node<'t>, name: Node<'t>) -> ClassId {
        let class = self.class(spec, name, ClassKind::Class);
        let mut fields = Vec::new();
        let mut bases = Vec::new();
        for declaration in self.field_declarations(ty) {
            let Some(field_type) = child(declaration, Field::Type) else { continue };
            let names = self.field_names(declaration);
            let ty = Some(self.ty(field_type));
            if names.is_empty() {
                let Some(last) = self.last_name(field_type) else { continue };
                bases.push(self.base_name(field_type));
                fields.push(self.field(last, ty));
            }
            for name in names {
                fields.push(self.field(name, ty));
            }
        }
        let built = &mut self.builder.module().classes[class.index()];
        built.fields = fields;
        built.bases = bases;
        class
    }

    fn field(&self, name: Node<'t>, ty: Option<TypeId>) -> ir::Field {
        ir::Field { name: SmolStr::new(self.text_of(name)), ty, value: None, span: span(name) }
    }

    /// An embedded type as the expression that its name resolves as, without type arguments.
    fn base_name(&mut self, ty: Node<'t>) -> ExprId {
        let named = match kind(ty) {
            Kind::GenericType => child(ty, Field::Type).unwrap_or(ty),
            _ => ty,
        };
        self.type_name(named)
    }

    fn interface(&mut self, spec: Node<'t>, ty: Node<'t>, name: Node<'t>) -> ClassId {
        let class = self.class(spec, name, ClassKind::Interface);
        let mut methods = Vec::new();
        let mut bases = Vec::new();
        for element in self.children(ty) {
            if kind(element) == Kind::MethodElem {
                methods.push(self.interface_method(element, class));
            } else if let [single] = self.children(element).as_slice()
                && self.last_name(*single).is_some()
            {
                bases.push(self.base_name(*single));
            }
        }
        let built = &mut self.builder.module().classes[class.index()];
        built.methods = methods;
        built.bases = bases;
        class
    }

    fn interface_method(&mut self, element: Node<'t>, class: ClassId) -> FuncId {
        let name = child(element, Field::Name).map_or("", |name| self.text_of(name));
        let open = self.builder.open_function(head(element, name, Some(class)));
        self.signature(element);
        self.body(element);
        self.builder.close_function(open)
    }
}
