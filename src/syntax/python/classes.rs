//! Classes: bases, fields, methods, enumerations, protocols.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::{Frame, Kids, Lower, named, part, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

/// What stands in the brackets behind a class's name.
struct Bases {
    all: Vec<ExprId>,
    /// As in [`Class::arguments`].
    arguments: Vec<(u32, Vec<ExprId>)>,
    /// What they make of the class.
    makes: ClassKind,
}

impl<'t> Lower<'t> {
    /// `class Name(Base, metaclass=M): ...`, under decorators of these names.
    pub(super) fn class(&mut self, node: Node<'t>, decorators: &[SmolStr]) {
        let kids = self.kids(node);
        let Some(name) = part(&kids, Field::Name) else { return };
        let outer_scope = self.type_parameters(&kids);
        let Bases { all, arguments, mut makes } = self.bases(&kids);
        if makes == ClassKind::Class && decorators.iter().any(|name| is_data_decorator(name)) {
            makes = ClassKind::Data;
        }
        let bare = Class::bare(SmolStr::new(self.text(name)), span(node), makes);
        let class = self.b.add_class(Class { bases: all, arguments, ..bare });
        if let Some(body) = part(&kids, Field::Body) {
            self.class_body(class, body);
        }
        self.b.close_scope(outer_scope);
        let value = self.b.expr(span(node), ExprKind::Class(class));
        self.define_name(name, DefKind::Value(value));
        if let Some(outer) = self.frame.class_body {
            self.add_field(outer, name, None, Some(value));
        }
    }

    fn class_body(&mut self, class: ClassId, body: Node<'t>) {
        let outer_scope = self.b.open_scope(Visibility::Direct);
        let frame =
            Frame { scope: self.b.scope(), class_body: Some(class), own: self.frame.own.clone(), foreign: Vec::new() };
        let outer = std::mem::replace(&mut self.frame, frame);
        self.b.open_block();
        self.block(body);
        let statements = self.b.close_block();
        self.frame = outer;
        self.b.close_scope(outer_scope);
        if !statements.is_empty() {
            self.b.stmt(Stmt::Block(statements));
        }
    }

    fn bases(&mut self, kids: &Kids<'t>) -> Bases {
        let mut bases = Bases { all: Vec::new(), arguments: Vec::new(), makes: ClassKind::Class };
        let Some(list) = part(kids, Field::Superclasses) else { return bases };
        for item in named(&self.kids(list)) {
            if kind(item) == Kind::KeywordArgument || self.splat(item).is_some() {
                let argument = named(&self.kids(item)).last().unwrap_or(item);
                let value = self.expression(argument);
                self.effect(value);
                continue;
            }
            let (base, given) = self.base(item);
            if !given.is_empty() {
                bases.arguments.push((bases.all.len() as u32, given));
            }
            self.effect(base);
            bases.makes = match self.base_name(base) {
                Some("Protocol") => ClassKind::Interface,
                Some(name) if is_enum(name) => ClassKind::Enum,
                Some("BaseModel" | "BaseSettings" | "NamedTuple" | "SQLModel") => ClassKind::Data,
                _ => bases.makes,
            };
            bases.all.push(base);
        }
        bases
    }

    /// `Base`, and the arguments of `Base[Argument]`.
    fn base(&mut self, item: Node<'t>) -> (ExprId, Vec<ExprId>) {
        if kind(item) != Kind::Subscript {
            return (self.expression(item), Vec::new());
        }
        let kids = self.kids(item);
        let mut arguments = Vec::new();
        for argument in kids.iter().filter(|kid| kid.field == Field::Subscript) {
            let value = self.expression(argument.node);
            self.effect(value);
            arguments.push(value);
        }
        let base = match part(&kids, Field::Value) {
            Some(base) => self.expression(base),
            None => self.b.opaque(span(item)),
        };
        (base, arguments)
    }

    fn base_name(&mut self, base: ExprId) -> Option<&str> {
        match self.b.module().kind(base) {
            ExprKind::Name { name, .. } => Some(name),
            ExprKind::Member { property, .. } => Some(property),
            _ => None,
        }
    }
}

fn is_enum(base: &str) -> bool {
    matches!(base, "Flag" | "IntFlag" | "TextChoices" | "IntegerChoices" | "Choices") || base.ends_with("Enum")
}

/// `dataclasses`, `pydantic.dataclasses`, and attrs under its names.
fn is_data_decorator(name: &str) -> bool {
    matches!(name, "dataclass" | "define" | "frozen" | "mutable" | "attrs" | "attrib" | "s")
}
