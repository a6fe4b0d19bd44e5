//! Functions, methods and their parameters.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::patterns::Target;
use super::{Lowering, span};
use crate::syntax::builder::FunctionHead;
use crate::syntax::carry::Site;
use crate::syntax::ir::*;

/// The parts of a parameter.
struct Parameter<'t> {
    pattern: Node<'t>,
    ty: Option<TypeId>,
    default: Option<ExprId>,
    spread: Spread,
    at: Node<'t>,
}

impl<'t> Lowering<'t> {
    pub(super) fn function_declaration(&mut self, node: Node<'t>) {
        let Some(name) = self.field(node, Field::Name) else { return self.fragment_statements(node) };
        let text = self.name_of(name);
        let scope = self.b.scope();
        let binding = self.b.declare(scope, text.clone(), span(name));
        let is_constructor = self.is_constructor(node, &text);
        let head = self.head(node, text);
        let kind = match is_constructor {
            true => ExprKind::Class(self.constructor_class(node, head)),
            false => ExprKind::Function(self.function(node, head)),
        };
        let value = self.b.expr(span(name), kind);
        self.b.define(binding, span(name), DefKind::Value(value));
    }

    /// A signature without a body, followed by another signature or the implementation of the same function.
    pub(super) fn is_overload(&self, node: Node<'t>, following: &[Node<'t>]) -> bool {
        let Some(name) = self.signature_name(node, Kind::FunctionSignature) else { return false };
        for &next in following {
            if self.signature_name(next, Kind::FunctionDeclaration) == Some(name) {
                return true;
            }
            if self.signature_name(next, Kind::FunctionSignature) != Some(name) {
                return false;
            }
        }
        false
    }

    fn signature_name(&self, node: Node<'t>, kind: Kind) -> Option<&'t str> {
        let declaration = match self.kind(node) {
            Kind::ExportStatement => self.field(node, Field::Declaration)?,
            _ => node,
        };
        let is_kind = self.kind(declaration) == kind
            || (kind == Kind::FunctionDeclaration && self.kind(declaration) == Kind::GeneratorFunctionDeclaration);
        let name = self.field(declaration, Field::Name).filter(|_| is_kind)?;
        Some(self.text(name))
    }

    /// A function literal, named after what it is assigned to if it has no name of its own. Its place is the expression.
    pub(super) fn function_expr(&mut self, node: Node<'t>, hint: SmolStr) -> ExprId {
        let own = self.field(node, Field::Name).map(|name| self.name_of(name));
        let is_constructor =
            [own.as_ref(), Some(&hint)].into_iter().flatten().any(|name| self.is_constructor(node, name));
        let head = self.head(node, own.unwrap_or(hint));
        // The statement that declares it is dropped: the expression itself is where it stands.
        self.b.open_block();
        let kind = match is_constructor {
            true => ExprKind::Class(self.constructor_class(node, head)),
            false => ExprKind::Function(self.function(node, head)),
        };
        self.b.close_block();
        self.b.expr(span(node), kind)
    }

    /// The head of a function that is no method.
    pub(super) fn head(&mut self, node: Node<'t>, name: SmolStr) -> FunctionHead {
        let kind = self.function_kind(node);
        FunctionHead { name, span: span(node), class: None, method: MethodKind::Plain, kind }
    }

    pub(super) fn function_kind(&mut self, node: Node<'t>) -> FunctionKind {
        let mut kind = FunctionKind::Plain;
        self.cursor.reset(node);
        let mut more = self.cursor.goto_first_child();
        while more {
            match self.kind(self.cursor.node()) {
                Kind::StarToken => return FunctionKind::Generator,
                Kind::AsyncToken => kind = FunctionKind::Async,
                // What tells stands in front.
                Kind::FormalParameters | Kind::StatementBlock => break,
                _ => {}
            }
            more = self.cursor.goto_next_sibling();
        }
        kind
    }

    /// A method of an object literal, as an entry of it. A setter has no entry: what is read is not it.
    pub(super) fn object_method(&mut self, node: Node<'t>) -> Option<Entry> {
        let name_node = self.field(node, Field::Name)?;
        let is_setter = self.has_token(node, Kind::SetToken);
        let key = self.key(name_node);
        let name = self.property_name(name_node).unwrap_or_default();
        let mut head = self.head(node, name);
        if self.has_token(node, Kind::GetToken) {
            head.method = MethodKind::Getter;
        }
        if is_setter {
            self.b.stmt(Stmt::Expr(key));
            self.function(node, head);
            return None;
        }
        self.b.open_block();
        let function = self.function(node, head);
        self.b.close_block();
        let value = self.b.expr(span(node), ExprKind::Function(function));
        Some(Entry::Pair { key, value })
    }

    /// Lowers a function with what `head` says of it; a body is optional.
    pub(super) fn function(&mut self, node: Node<'t>, head: FunctionHead) -> FuncId {
        let class = head.class;
        let site = Site::of(node, self.depth, u64::from(class.is_some()));
        if let Some(carried) = self.b.carried(site, &head) {
            return carried;
        }
        let noted = self.b.note(site);
        let own_name = match self.kind(node) {
            Kind::FunctionExpression | Kind::GeneratorFunction => self.field(node, Field::Name),
            _ => None,
        };
        let open = self.b.open_function(head);
        let id = open.id();
        self.strays(node);
        self.type_parameters(node);
        self.parameters(node, class);
        if let Some(result) = self.field(node, Field::ReturnType) {
            let ty = self.annotated(result);
            self.b.module().functions[id.index()].result = ty;
        }
        if let Some(name) = own_name {
            self.bind_own_name(name, id);
        }
        if let Some(body) = self.field(node, Field::Body) {
            self.function_body(body);
        }
        let id = self.b.close_function(open);
        self.b.noted(noted);
        id
    }

    /// The name of a function expression is known inside it, unless a parameter takes it.
    fn bind_own_name(&mut self, name: Node<'t>, id: FuncId) {
        let text = self.name_of(name);
        if self.b.module().functions[id.index()].params.iter().any(|param| param.name == text) {
            return;
        }
        let scope = self.b.scope();
        let binding = self.b.declare(scope, text, span(name));
        let value = self.b.expr(span(name), ExprKind::Function(id));
        self.b.define(binding, span(name), DefKind::Value(value));
    }

    fn function_body(&mut self, body: Node<'t>) {
        if self.kind(body) == Kind::StatementBlock {
            self.hoist_vars(body);
            let statements = self.named(body);
            self.hoist(&statements);
            let _ = self.deeper(body, |this| this.statements(&statements));
            return;
        }
        let value = self.expr(body);
        self.b.stmt(Stmt::Return(Some(value)));
    }

    fn parameters(&mut self, node: Node<'t>, class: Option<ClassId>) {
        if let Some(single) = self.field(node, Field::Parameter) {
            return self.parameter(single, class);
        }
        let Some(parameters) = self.field(node, Field::Parameters) else { return };
        for parameter in self.named(parameters) {
            self.parameter(parameter, class);
        }
    }

    fn parameter(&mut self, node: Node<'t>, class: Option<ClassId>) {
        let Some(parts) = self.parameter_parts(node) else { return };
        let name = match self.kind(parts.pattern) {
            Kind::Identifier => self.name_of(parts.pattern),
            _ => SmolStr::default(),
        };
        let at = span(parts.pattern);
        let (ty, default, spread) = (parts.ty, parts.default, parts.spread);
        let value = self.b.param(Param { name: name.clone(), ty, default, spread, span: at });
        if name.is_empty() {
            let source = match default {
                Some(right) => self.b.expr(at, ExprKind::Logical { op: LogicalOp::Coalesce, left: value, right }),
                None => value,
            };
            let scope = self.b.scope();
            self.bind(parts.pattern, source, Target::Declare(scope));
        }
        if let Some(class) = class.filter(|_| self.is_property(parts.at)) {
            self.parameter_property(class, name, &parts, value);
        }
    }

    /// Whether a parameter is also a field (`private redis: Redis`).
    fn is_property(&mut self, node: Node<'t>) -> bool {
        if !matches!(self.kind(node), Kind::RequiredParameter | Kind::OptionalParameter) {
            return false;
        }
        self.children(node)
            .iter()
            .any(|&child| matches!(self.kind(child), Kind::AccessibilityModifier | Kind::ReadonlyToken))
    }

    fn parameter_property(&mut self, class: ClassId, name: SmolStr, parts: &Parameter<'t>, value: ExprId) {
        let at = span(parts.pattern);
        let field = crate::syntax::ir::Field { name: name.clone(), ty: parts.ty, value: None, span: at };
        self.b.changes_class(class);
        self.b.module().classes[class.index()].fields.push(field);
        let this = self.b.expr(at, ExprKind::This);
        let target = self.b.member(at, this, name, at);
        self.b.stmt(Stmt::Assign { target, value });
    }

    /// Takes a parameter apart; `this` is none.
    fn parameter_parts(&mut self, node: Node<'t>) -> Option<Parameter<'t>> {
        let (pattern, ty, default) = match self.kind(node) {
            Kind::RequiredParameter | Kind::OptionalParameter => {
                self.parameter_decorators(node);
                let ty = self.annotation(node);
                (self.field(node, Field::Pattern)?, ty, self.field(node, Field::Value))
            }
            Kind::AssignmentPattern => (self.field(node, Field::Left)?, None, self.field(node, Field::Right)),
            _ => (node, None, None),
        };
        if self.kind(pattern) == Kind::This {
            return None;
        }
        let default = default.map(|default| self.expr(default));
        let (pattern, spread) = match self.kind(pattern) {
            Kind::RestPattern => (self.first_named(pattern)?, Spread::List),
            _ => (pattern, Spread::No),
        };
        Some(Parameter { pattern, ty, default, spread, at: node })
    }

    fn parameter_decorators(&mut self, node: Node<'t>) {
        for child in self.named(node) {
            if self.kind(child) == Kind::Decorator {
                let decorator = self.spread_value(child);
                let function = self.b.function();
                self.b.module().functions[function.index()].decorators.push(decorator);
            }
        }
    }
}
