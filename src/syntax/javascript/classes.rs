//! Classes.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, Nodes, span};
use crate::syntax::builder::{FunctionHead, Visibility};
use crate::syntax::ir::*;

/// Members that run when the class or an instance is made.
#[derive(Default)]
struct Initialisers<'t> {
    of_instances: Nodes<'t>,
    of_class: Nodes<'t>,
}

impl<'t> Lowering<'t> {
    pub(super) fn class_declaration(&mut self, node: Node<'t>) {
        let Some(name) = self.field(node, Field::Name) else { return self.fragment_statements(node) };
        let text = self.name_of(name);
        let scope = self.b.scope();
        let binding = self.b.declare(scope, text.clone(), span(name));
        let class = self.class(node, text);
        let value = self.b.expr(span(name), ExprKind::Class(class));
        self.b.define(binding, span(name), DefKind::Value(value));
    }

    /// A class literal; `hint` names it if it has no name of its own.
    pub(super) fn class_expr(&mut self, node: Node<'t>, hint: SmolStr) -> ExprId {
        let outer = self.b.open_scope(Visibility::Nested);
        let own = self.field(node, Field::Name);
        let name = own.map(|name| self.name_of(name));
        let class = self.class(node, name.clone().unwrap_or(hint));
        if let (Some(name), Some(own)) = (name, own) {
            let scope = self.b.scope();
            let binding = self.b.declare(scope, name, span(own));
            let value = self.b.expr(span(own), ExprKind::Class(class));
            self.b.define(binding, span(own), DefKind::Value(value));
        }
        self.b.close_scope(outer);
        self.b.expr(span(node), ExprKind::Class(class))
    }

    fn class(&mut self, node: Node<'t>, name: SmolStr) -> ClassId {
        let id = self.b.add_class(Class::bare(name, span(node), ClassKind::Class));
        let outer = self.b.open_scope(Visibility::Nested);
        self.type_parameters(node);
        for part in self.named(node) {
            match self.kind(part) {
                Kind::Decorator => self.effects(part),
                Kind::ClassHeritage => self.heritage(part, id),
                _ => {}
            }
        }
        if let Some(body) = self.field(node, Field::Body) {
            self.members(body, id);
        }
        self.b.close_scope(outer);
        id
    }

    fn heritage(&mut self, node: Node<'t>, class: ClassId) {
        for part in self.named(node) {
            match self.kind(part) {
                Kind::ExtendsClause => {
                    for value in self.named(part) {
                        if self.kind(value) != Kind::TypeArguments {
                            self.base(value, class);
                        }
                    }
                }
                // `implements` gives no code.
                Kind::Other => {}
                _ => self.base(part, class),
            }
        }
    }

    fn base(&mut self, node: Node<'t>, class: ClassId) {
        let base = self.expr(node);
        if !self.is_path(node) {
            self.b.stmt(Stmt::Expr(base));
        }
        self.b.module().classes[class.index()].bases.push(base);
    }

    fn members(&mut self, body: Node<'t>, class: ClassId) {
        let members = self.named(body);
        let mut initialisers = Initialisers::default();
        let mut decorators = Vec::new();
        for (index, &member) in members.iter().enumerate() {
            if !matches!(self.kind(member), Kind::Decorator | Kind::Error) {
                self.b.module().statements.push(span(member));
            }
            match self.kind(member) {
                Kind::Decorator => decorators.push(self.spread_value(member)),
                Kind::MethodDefinition => self.method(member, class, std::mem::take(&mut decorators)),
                Kind::MethodSignature | Kind::AbstractMethodSignature => {
                    let decorators = std::mem::take(&mut decorators);
                    if !self.is_method_overload(member, &members[index + 1..]) {
                        self.method(member, class, decorators);
                    }
                }
                Kind::FieldDefinition | Kind::PublicFieldDefinition => {
                    self.decorators_of_field(member);
                    if self.field(member, Field::Value).is_none() {
                        self.class_field(member, class);
                    } else if self.has_token(member, Kind::StaticToken) {
                        initialisers.of_class.push(member);
                    } else {
                        initialisers.of_instances.push(member);
                    }
                }
                Kind::ClassStaticBlock => initialisers.of_class.push(member),
                Kind::IndexSignature => {}
                _ => self.fragment_statements(member),
            }
        }
        self.initialise(&initialisers.of_instances, class, MethodKind::Plain);
        self.initialise(&initialisers.of_class, class, MethodKind::Static);
    }

    fn is_method_overload(&self, member: Node<'t>, following: &[Node<'t>]) -> bool {
        let Some(name) = self.field(member, Field::Name).map(|name| self.text(name)) else { return false };
        for &next in following {
            if self.field(next, Field::Name).is_none_or(|next| self.text(next) != name) {
                return false;
            }
            if self.kind(next) == Kind::MethodDefinition {
                return true;
            }
        }
        false
    }

    fn method(&mut self, node: Node<'t>, class: ClassId, mut decorators: Vec<ExprId>) {
        let Some(name_node) = self.field(node, Field::Name) else { return self.fragment_statements(node) };
        let name = match self.property_name(name_node) {
            Some(name) => name,
            None => {
                let key = self.key(name_node);
                self.b.stmt(Stmt::Expr(key));
                SmolStr::default()
            }
        };
        let mut method = if name == "constructor" { MethodKind::Constructor } else { MethodKind::Plain };
        let mut is_setter = false;
        for child in self.children(node) {
            match self.kind(child) {
                Kind::StaticToken => method = MethodKind::Static,
                Kind::GetToken | Kind::StaticGetToken => method = MethodKind::Getter,
                Kind::SetToken => is_setter = true,
                Kind::Decorator => decorators.push(self.spread_value(child)),
                _ => {}
            }
        }
        let kind = self.function_kind(node);
        let head = FunctionHead { name, span: span(node), class: Some(class), method, kind };
        let id = self.function(node, head);
        let module = self.b.module();
        module.functions[id.index()].decorators.splice(0..0, decorators);
        // A setter is written to, never called or read: it must not hide the getter of its name.
        if !is_setter {
            module.classes[class.index()].methods.push(id);
        }
    }

    /// Fields and static blocks. Values stand in a nameless function of the class, where `this` is what it is in a method.
    fn initialise(&mut self, members: &[Node<'t>], class: ClassId, method: MethodKind) {
        let Some(first) = members.first() else { return };
        let head = FunctionHead {
            name: SmolStr::default(),
            span: span(*first),
            class: Some(class),
            method,
            kind: FunctionKind::Plain,
        };
        let open = self.b.open_function(head);
        for &member in members {
            match self.kind(member) {
                Kind::ClassStaticBlock => {
                    if let Some(body) = self.field(member, Field::Body) {
                        self.hoist_vars(body);
                        self.body(body);
                    }
                }
                _ => self.class_field(member, class),
            }
        }
        self.b.close_function(open);
    }

    fn decorators_of_field(&mut self, node: Node<'t>) {
        let injector = self.injector(node);
        for child in self.named(node) {
            if self.kind(child) == Kind::Decorator && Some(child) != injector {
                self.effects(child);
            }
        }
    }

    /// The decorator that gives a field its value, as none else does: `@InjectRedis() private redis`.
    fn injector(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        if self.field(node, Field::Value).is_some() {
            return None;
        }
        let named = self.named(node);
        named.into_iter().find(|&child| self.kind(child) == Kind::Decorator && self.text(child).starts_with("@Inject"))
    }

    fn class_field(&mut self, node: Node<'t>, class: ClassId) {
        let Some(name_node) = self.field(node, Field::Name).or_else(|| self.field(node, Field::Property)) else {
            return self.fragment_statements(node);
        };
        let name = self.property_name(name_node);
        if name.is_none() {
            let key = self.key(name_node);
            self.b.stmt(Stmt::Expr(key));
        }
        let ty = self.annotation(node);
        let value = match self.field(node, Field::Value) {
            Some(value) => Some(self.named_expr(value, name.clone())),
            None => self.injector(node).map(|decorator| self.spread_value(decorator)),
        };
        if let Some(value) = value {
            self.b.stmt(Stmt::Expr(value));
        }
        if let Some(name) = name {
            let field = crate::syntax::ir::Field { name, ty, value, span: span(name_node) };
            self.b.module().classes[class.index()].fields.push(field);
        }
    }
}
