//! Functions, methods, function literals; parameters and results.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use smol_str::SmolStr;
use tree_sitter::Node;

use super::tree::{Field, Kind, child, kind};
use super::{Lowering, span};
use crate::syntax::builder::FunctionHead;
use crate::syntax::carry::Site;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    pub(super) fn function_declaration(&mut self, node: Node<'t>) {
        let name = child(node, Field::Name);
        let text = name.map_or("", |name| self.text_of(name));
        let id = self.function(node, head(node, text, None), Self::type_parameters);
        let scope = self.builder.scope();
        if matches!(text, "_" | "") || (text == "init" && scope == self.builder.top_scope()) {
            return;
        }
        if let Some(name) = name {
            let binding = self.builder.declare(scope, text, span(name));
            let value = self.builder.expr(span(name), ExprKind::Function(id));
            self.builder.define(binding, span(name), DefKind::Value(value));
        }
    }

    pub(super) fn method_declaration(&mut self, node: Node<'t>) {
        let name = child(node, Field::Name).map_or("", |name| self.text_of(name));
        let receiver = child(node, Field::Receiver).and_then(|list| self.children(list).first().copied());
        let receiver_type = receiver.and_then(|receiver| child(receiver, Field::Type));
        let base = receiver_type.and_then(|ty| self.base_type(ty));
        let type_name = base.map(|base| SmolStr::new(self.text_of(base)));
        let class = type_name.as_ref().and_then(|name| self.classes.get(name).copied());
        let id = self.function(node, head(node, name, class), |this, _| {
            let function = this.builder.function();
            this.builder.module().functions[function.index()].receiver_type = type_name;
            let Some(ty) = receiver_type else { return };
            this.receiver_type_parameters(ty);
            let ty = this.ty(ty);
            let names = receiver.map(|receiver| this.spec_names(receiver)).unwrap_or_default();
            if let Some(&name) = names.first().filter(|name| this.text_of(**name) != "_") {
                let binding = this.builder.self_param(this.text_of(name), span(name));
                this.builder.set_type(binding, ty);
            }
        });
        if let Some(class) = class {
            self.builder.module().classes[class.index()].methods.push(id);
        }
    }

    /// The name of a receiver's type, without pointer, parentheses and type arguments.
    fn base_type(&mut self, ty: Node<'t>) -> Option<Node<'t>> {
        let mut at = ty;
        for _ in 0..8 {
            at = match kind(at) {
                Kind::TypeIdentifier => return Some(at),
                Kind::GenericType => child(at, Field::Type)?,
                Kind::PointerType | Kind::ParenthesizedType => self.children(at).first().copied()?,
                _ => return None,
            };
        }
        None
    }

    /// Declares `T` of `func (s *Store[T])`, so that it is not taken for a type of the package.
    fn receiver_type_parameters(&mut self, ty: Node<'t>) {
        let mut at = ty;
        while matches!(kind(at), Kind::PointerType | Kind::ParenthesizedType) {
            let Some(&inner) = self.children(at).first() else { return };
            at = inner;
        }
        let Some(arguments) = child(at, Field::TypeArguments) else { return };
        for argument in self.children(arguments) {
            let scope = self.builder.scope();
            let binding = self.builder.declare(scope, self.text_of(argument), span(argument));
            self.builder.define(binding, span(argument), DefKind::Opaque);
        }
    }

    /// Declares the type parameters of a function or type in the current scope, as their constraints.
    pub(super) fn type_parameters(&mut self, node: Node<'t>) {
        let Some(list) = child(node, Field::TypeParameters) else { return };
        for declaration in self.children(list) {
            let constraint = child(declaration, Field::Type).map(|ty| self.ty(ty));
            for name in self.spec_names(declaration) {
                let scope = self.builder.scope();
                let binding = self.builder.declare(scope, self.text_of(name), span(name));
                let kind = constraint.map_or(DefKind::Opaque, DefKind::Type);
                self.builder.define(binding, span(name), kind);
            }
        }
    }

    pub(super) fn func_literal(&mut self, node: Node<'t>) -> ExprId {
        let id = self.function(node, head(node, "", None), |_, _| {});
        self.builder.expr(span(node), ExprKind::Function(id))
    }

    /// A function with a body; `begin` lowers what comes before its parameters.
    fn function(&mut self, node: Node<'t>, head: FunctionHead, begin: impl FnOnce(&mut Self, Node<'t>)) -> FuncId {
        let site = Site::of(node, self.depth, self.surroundings());
        if let Some(carried) = self.builder.carried(site, &head) {
            return carried;
        }
        let noted = self.builder.note(site);
        let open = self.builder.open_function(head);
        begin(self, node);
        self.signature(node);
        self.body(node);
        let id = self.builder.close_function(open);
        self.builder.noted(noted);
        id
    }

    /// A hash of what is known of the file that decides how a function is lowered.
    fn surroundings(&self) -> u64 {
        let types = self.map_types.iter().map(|name| FxBuildHasher.hash_one(name));
        types.fold(self.iota.to_bits(), u64::wrapping_add)
    }

    /// Parameters and result of the function being built; remembers the names of its results.
    pub(super) fn signature(&mut self, node: Node<'t>) {
        if let Some(parameters) = child(node, Field::Parameters) {
            for parameter in self.children(parameters) {
                self.parameter(parameter);
            }
        }
        let mut names = Vec::new();
        if let Some(result) = child(node, Field::Result) {
            let ty = self.result_type(result);
            let function = self.builder.function();
            self.builder.module().functions[function.index()].result = ty;
            if kind(result) == Kind::ParameterList {
                names = self.named_results(result);
            }
        }
        self.results.push(names);
    }

    fn parameter(&mut self, node: Node<'t>) {
        let spread = match kind(node) {
            Kind::VariadicParameterDeclaration => Spread::List,
            Kind::ParameterDeclaration => Spread::No,
            _ => return,
        };
        let ty_node = child(node, Field::Type);
        let mut ty = ty_node.map(|ty| self.ty(ty));
        if spread == Spread::List {
            ty = ty.map(|element| self.builder.ty(TypeExpr::List(element)));
        }
        let names = self.spec_names(node);
        if names.is_empty() {
            self.builder.param(Param { name: SmolStr::default(), ty, default: None, spread, span: span(node) });
        }
        for name in names {
            let text = self.text_of(name);
            let text = if text == "_" { "" } else { text };
            self.builder.param(Param { name: text.into(), ty, default: None, spread, span: span(name) });
            if let Some(binding) = self.builder.lookup(text).filter(|_| spread == Spread::No) {
                self.note_channel(binding, ty_node);
            }
        }
    }

    /// Named results are locals that start with the zero value of their type.
    fn named_results(&mut self, list: Node<'t>) -> Vec<SmolStr> {
        let mut names = Vec::new();
        for declaration in self.children(list) {
            let ty = child(declaration, Field::Type).map(|ty| self.ty(ty));
            for name in self.spec_names(declaration) {
                names.push(SmolStr::new(self.text_of(name)));
                let (Some(binding), Some(ty)) = (self.declare(name, ty), ty) else { continue };
                let value = self.builder.expr(span(name), ExprKind::OfType(ty));
                self.builder.define(binding, span(name), DefKind::Value(value));
            }
        }
        names
    }

    /// The body of the function whose [`Lowering::signature`] was lowered last.
    pub(super) fn body(&mut self, node: Node<'t>) {
        if let Some(body) = child(node, Field::Body) {
            self.statements(body);
        }
        self.results.pop();
    }

    pub(super) fn return_statement(&mut self, node: Node<'t>) {
        let place = span(node);
        let mut values = Vec::new();
        if let Some(&list) = self.children(node).first() {
            for value in self.list(list) {
                values.push(self.expr(value));
            }
        } else {
            for name in self.results.last().cloned().unwrap_or_default() {
                values.push(self.name(place, &name));
            }
        }
        let value = match values.as_slice() {
            [] => None,
            [single] => Some(*single),
            _ => {
                let elements = values.into_iter().map(|value| Element { value, spread: Spread::No }).collect();
                Some(self.builder.expr(place, ExprKind::List { kind: ListKind::Tuple, elements }))
            }
        };
        self.builder.stmt(Stmt::Return(value));
    }
}

pub(super) fn head(node: Node<'_>, name: &str, class: Option<ClassId>) -> FunctionHead {
    FunctionHead { name: name.into(), span: span(node), class, method: MethodKind::Plain, kind: FunctionKind::Plain }
}
