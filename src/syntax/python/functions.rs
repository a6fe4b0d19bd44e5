//! Functions, methods, lambdas.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use smallvec::SmallVec;
use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::parameters::Parameters;
use super::{Frame, Kids, Lower, named, part, span};
use crate::syntax::builder::FunctionHead;
use crate::syntax::carry::Site;
use crate::syntax::ir::*;

/// Decorators: the expressions, and the last name of each.
#[derive(Default)]
pub(super) struct Decorators {
    pub(super) values: Vec<ExprId>,
    names: SmallVec<[SmolStr; 2]>,
}

impl Decorators {
    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    fn method_kind(&self, function: &str) -> MethodKind {
        match function {
            "__init__" => MethodKind::Constructor,
            "__new__" | "__init_subclass__" | "__class_getitem__" => MethodKind::Class,
            _ if self.has("staticmethod") => MethodKind::Static,
            _ if self.has("classmethod") => MethodKind::Class,
            _ if self.names.iter().any(|name| name.ends_with("property")) => MethodKind::Getter,
            _ => MethodKind::Plain,
        }
    }

    /// Whether the function stands beside another of its name and does not replace it.
    fn is_companion(&self) -> bool {
        self.has("overload") || self.has("setter") || self.has("deleter")
    }
}

impl<'t> Lower<'t> {
    /// A function or class with its decorators.
    pub(super) fn decorated(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let mut decorators = Decorators::default();
        for decorator in named(&kids).filter(|kid| kind(*kid) == Kind::Decorator) {
            if let Some(value) = named(&self.kids(decorator)).next() {
                let value = self.expression(value);
                decorators.values.push(value);
                let name = self.last_name(value);
                decorators.names.push(name);
            }
        }
        match part(&kids, Field::Definition) {
            Some(class) if kind(class) == Kind::ClassDefinition => {
                for value in decorators.values {
                    self.effect(value);
                }
                self.class(class, &decorators.names);
            }
            Some(function) => self.function(function, decorators),
            None => {}
        }
    }

    /// The last name of `a.b` or of `a.b(...)`.
    fn last_name(&mut self, value: ExprId) -> SmolStr {
        let module = self.b.module();
        let value = module.call(value).map_or(value, |call| call.callee);
        match module.kind(value) {
            ExprKind::Name { name, .. } => name.clone(),
            ExprKind::Member { property, .. } => property.clone(),
            _ => SmolStr::default(),
        }
    }

    /// `def f(...)`: bound in its scope, or listed in its class.
    pub(super) fn function(&mut self, node: Node<'t>, decorators: Decorators) {
        let kids = self.kids(node);
        let Some(name) = part(&kids, Field::Name) else { return };
        let is_companion = decorators.is_companion();
        let outer_scope = self.type_parameters(&kids);
        let id = self.function_value(node, name, &kids, decorators);
        self.b.close_scope(outer_scope);
        if is_companion {
            return;
        }
        if let Some(class) = self.frame.class_body {
            return self.b.module().classes[class.index()].methods.push(id);
        }
        let value = self.b.expr(span(node), ExprKind::Function(id));
        self.define_name(name, DefKind::Value(value));
    }

    fn function_value(&mut self, node: Node<'t>, name: Node<'t>, kids: &Kids<'t>, decorators: Decorators) -> FuncId {
        let is_async = kids.first().is_some_and(|kid| kid.node.kind() == "async");
        let class = self.frame.class_body;
        let name = self.text(name);
        let head = FunctionHead {
            name: SmolStr::new(name),
            span: span(node),
            class,
            method: if class.is_some() { decorators.method_kind(name) } else { MethodKind::Plain },
            kind: if is_async { FunctionKind::Async } else { FunctionKind::Plain },
        };
        let is_bound = class.is_some() && head.method != MethodKind::Static;
        let site = Site::of(node, self.depth, self.surroundings(is_bound));
        if let Some(carried) = self.b.carried(site, &head) {
            self.b.module().functions[carried.index()].decorators = decorators.values;
            return carried;
        }
        let noted = self.b.note(site);
        let mut parameters = self.parameters(part(kids, Field::Parameters));
        let result = part(kids, Field::ReturnType).map(|ty| self.type_of(ty));
        self.b.note_inside(&noted);
        let open = self.b.open_function(head);
        let function = &mut self.b.module().functions[open.id().index()];
        function.decorators = decorators.values;
        function.result = result;
        let own = parameters.take_own_if(is_bound);
        let outer = self.enter_function(class, own, &parameters);
        self.declare_parameters(parameters);
        if let Some(body) = part(kids, Field::Body) {
            self.block(body);
        }
        self.frame = outer;
        let id = self.b.close_function(open);
        self.b.noted(noted);
        id
    }

    /// A hash of what the frame around a function has to say inside it.
    fn surroundings(&mut self, is_bound: bool) -> u64 {
        let mut hasher = FxHasher::default();
        let Frame { class_body, own, .. } = &self.frame;
        let classes = [*class_body, own.as_ref().map(|(_, class)| *class)];
        is_bound.hash(&mut hasher);
        own.as_ref().map(|(name, _)| name).hash(&mut hasher);
        let module = self.b.module();
        classes.map(|class| class.map(|class| &module.class(class).name)).hash(&mut hasher);
        hasher.finish()
    }

    /// Makes the function that has been opened the current frame; the one to go back to.
    fn enter_function(&mut self, class: Option<ClassId>, own: Option<Param>, parameters: &Parameters<'t>) -> Frame {
        let own = match (own, class) {
            (Some(param), Some(class)) => {
                let binding = self.b.self_param(param.name.clone(), param.span);
                if let Some(ty) = param.ty {
                    self.b.set_type(binding, ty);
                }
                Some((param.name, class))
            }
            _ => self.frame.own.clone().filter(|(name, _)| !parameters.has(name)),
        };
        let frame = Frame { scope: self.b.scope(), class_body: None, own, foreign: Vec::new() };
        std::mem::replace(&mut self.frame, frame)
    }

    /// `lambda a, b=1: body`.
    pub(super) fn lambda(&mut self, node: Node<'t>) -> ExprId {
        let kids = self.kids(node);
        let parameters = self.parameters(part(&kids, Field::Parameters));
        let open = self.b.open_function(FunctionHead {
            name: SmolStr::default(),
            span: span(node),
            class: None,
            method: MethodKind::Plain,
            kind: FunctionKind::Plain,
        });
        let outer = self.enter_function(None, None, &parameters);
        self.declare_parameters(parameters);
        if let Some(body) = part(&kids, Field::Body) {
            let value = self.expression(body);
            self.b.stmt(Stmt::Return(Some(value)));
        }
        self.frame = outer;
        let id = self.b.close_function(open);
        self.b.expr(span(node), ExprKind::Function(id))
    }

    /// The function being lowered has a `yield`.
    pub(super) fn mark_generator(&mut self) {
        let function = self.b.function();
        if function.index() > 0 {
            self.b.module().functions[function.index()].kind = FunctionKind::Generator;
        }
    }

    /// `yield x` as a statement. What is yielded is listed among the function's results: a `return` in a `try` whose
    /// handler does nothing, so that what follows is still reached.
    pub(super) fn yield_statement(&mut self, node: Node<'t>) {
        self.mark_generator();
        let kids = self.kids(node);
        let Some(value) = named(&kids).next() else { return };
        if kids.iter().any(|kid| kid.node.kind() == "from") {
            let of = self.expression(value);
            let turn = self.b.add_loop(span(node), Some(of));
            let element = self.b.expr(span(value), ExprKind::ElementOf { of, turn });
            return self.b.stmt(Stmt::Loop(turn, vec![Stmt::Return(Some(element))]));
        }
        let value = self.expression(value);
        let body = vec![Stmt::Return(Some(value))];
        self.b.stmt(Stmt::Try(Box::new(Attempt { body, handlers: vec![Vec::new()], after: Vec::new() })));
    }
}

impl Parameters<'_> {
    fn take_own_if(&mut self, is_bound: bool) -> Option<Param> {
        if is_bound { self.take_own() } else { None }
    }
}
