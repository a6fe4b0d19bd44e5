//! What front ends build modules with: arenas, scopes, blocks.
//!
//! Names are looked up when the module is finished, so that a name may be used before the statement that declares it.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::again;
use super::carry::Carrying;
use super::compact::compact;
use super::flow;
use super::ir::*;
use crate::finding::Span;

/// A region in which names are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeId(pub(super) u32);

#[derive(Debug)]
pub(super) struct Scope {
    parent: Option<ScopeId>,
    function: FuncId,
    names: FxHashMap<SmolStr, BindingId>,
    /// Whether names of this scope are seen from functions inside it (Python class bodies are not).
    visible_inside: Visibility,
}

/// Who sees the names of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everything inside it.
    Nested,
    /// Only the code directly in it, not the functions inside: Python's class bodies.
    Direct,
}

/// Builds one [`Module`].
#[derive(Debug)]
pub struct Builder {
    pub(super) module: Module,
    pub(super) scopes: Vec<Scope>,
    pub(super) scope: ScopeId,
    function: FuncId,
    blocks: Vec<Vec<Stmt>>,
    /// Names to look up at the end, with the scope they stand in.
    pub(super) pending: Vec<(ExprId, ScopeId)>,
    /// For a text that is being typed in.
    pub(super) carrying: Option<Carrying>,
}

/// What is known of a function before its body is lowered.
#[derive(Debug, Clone)]
pub struct FunctionHead {
    /// Its name, or empty.
    pub name: SmolStr,
    /// All of it.
    pub span: Span,
    /// The class it is a method of.
    pub class: Option<ClassId>,
    /// How the method is reached.
    pub method: MethodKind,
    /// How it gives its result.
    pub kind: FunctionKind,
}

/// What to restore when a function's body has been lowered.
#[derive(Debug)]
#[must_use]
pub struct OpenFunction {
    id: FuncId,
    outer_function: FuncId,
    outer_scope: ScopeId,
}

impl OpenFunction {
    /// The function being built.
    pub fn id(&self) -> FuncId {
        self.id
    }
}

/// A function without a name, of which nothing but its place is known: the top level of a module begins as that.
pub(super) fn blank_function(span: Span) -> Function {
    Function {
        name: SmolStr::default(),
        span,
        parent: FuncId(0),
        class: None,
        receiver_type: None,
        method: MethodKind::Plain,
        params: Vec::new(),
        result: None,
        body: Vec::new(),
        kind: FunctionKind::Plain,
        decorators: Vec::new(),
        runs_per: None,
    }
}

impl Builder {
    /// A builder for a module of the given language; `span` is the whole file.
    pub fn new(language: Language, span: Span) -> Self {
        let mut module = Module {
            language,
            exprs: Vec::new(),
            types: Vec::new(),
            bindings: Vec::new(),
            functions: vec![blank_function(span)],
            classes: Vec::new(),
            loops: Vec::new(),
            imports: Vec::new(),
            exports: Vec::new(),
            gives_whole: false,
            top: FxHashMap::default(),
            package: None,
            comments: Vec::new(),
            statements: Vec::new(),
            damaged: Vec::new(),
            flow: Flow::default(),
        };
        let root = Scope {
            parent: None,
            function: FuncId(0),
            names: FxHashMap::default(),
            visible_inside: Visibility::Nested,
        };
        let carrying = Carrying::for_module(&mut module);
        Self {
            module,
            scopes: vec![root],
            scope: ScopeId(0),
            function: FuncId(0),
            blocks: vec![Vec::new()],
            pending: Vec::new(),
            carrying,
        }
    }

    /// The module as built so far, for what has no method here (imports, exports, comments, classes, loops).
    pub fn module(&mut self) -> &mut Module {
        &mut self.module
    }

    /// The function being lowered.
    pub fn function(&self) -> FuncId {
        self.function
    }

    /// Adds an expression.
    pub fn expr(&mut self, span: Span, kind: ExprKind) -> ExprId {
        let id = ExprId(self.module.exprs.len() as u32);
        self.module.exprs.push(Expr { span, kind });
        id
    }

    /// Adds an expression that is not understood.
    pub fn opaque(&mut self, span: Span) -> ExprId {
        self.expr(span, ExprKind::Opaque)
    }

    /// Adds a string literal.
    pub fn text(&mut self, span: Span, text: impl Into<Vec<u8>>) -> ExprId {
        self.expr(span, ExprKind::Text(text.into().into_boxed_slice()))
    }

    /// Adds a use of a name, looked up from the current scope outwards when the module is finished.
    pub fn name(&mut self, span: Span, name: impl Into<SmolStr>) -> ExprId {
        let id = self.expr(span, ExprKind::Name { name: name.into(), binding: None });
        self.pending.push((id, self.scope));
        id
    }

    /// Adds `object.property`.
    pub fn member(&mut self, span: Span, object: ExprId, property: impl Into<SmolStr>, property_span: Span) -> ExprId {
        self.expr(span, ExprKind::Member { object, property: property.into(), property_span })
    }

    /// Adds a type.
    pub fn ty(&mut self, ty: TypeExpr) -> TypeId {
        let id = TypeId(self.module.types.len() as u32);
        self.module.types.push(ty);
        id
    }

    /// Opens a scope inside the current one; give the result to [`Builder::close_scope`].
    pub fn open_scope(&mut self, visible_inside: Visibility) -> ScopeId {
        let outer = self.scope;
        self.scopes.push(Scope {
            parent: Some(outer),
            function: self.function,
            names: FxHashMap::default(),
            visible_inside,
        });
        self.scope = ScopeId(self.scopes.len() as u32 - 1);
        outer
    }

    /// Goes back to `outer`.
    pub fn close_scope(&mut self, outer: ScopeId) {
        self.scope = outer;
    }

    /// The current scope.
    pub fn scope(&self) -> ScopeId {
        self.scope
    }

    /// The scope of the module's top level.
    pub fn top_scope(&self) -> ScopeId {
        ScopeId(0)
    }

    /// The outermost scope of the function being lowered (for `var`, and for every Python name).
    pub fn function_scope(&self) -> ScopeId {
        let mut at = self.scope;
        while let Some(parent) = self.scopes[at.0 as usize].parent {
            if self.scopes[parent.0 as usize].function != self.scopes[at.0 as usize].function {
                break;
            }
            at = parent;
        }
        at
    }

    /// Declares a name in a scope; the binding it already has there, if any.
    pub fn declare(&mut self, scope: ScopeId, name: impl Into<SmolStr>, span: Span) -> BindingId {
        let name = name.into();
        self.note_declaration(scope);
        if let Some(&known) = self.scopes[scope.0 as usize].names.get(&name) {
            return known;
        }
        let id = BindingId(self.module.bindings.len() as u32);
        let function = self.scopes[scope.0 as usize].function;
        self.module.bindings.push(Binding { name: name.clone(), span, function, ty: None, defs: Vec::new() });
        self.scopes[scope.0 as usize].names.insert(name, id);
        id
    }

    /// The binding that a name has now in the current scope or around it, if declared already.
    pub fn lookup(&mut self, name: &str) -> Option<BindingId> {
        let found = self.lookup_from(self.scope, name);
        self.note_lookup(name, found);
        found.map(|(_, binding)| binding)
    }

    /// Says that a binding has a declared type.
    pub fn set_type(&mut self, binding: BindingId, ty: TypeId) {
        self.rests_on(binding);
        self.module.bindings[binding.index()].ty.get_or_insert(ty);
    }

    /// Defines a binding, here in the current block.
    pub fn define(&mut self, binding: BindingId, span: Span, kind: DefKind) {
        self.rests_on(binding);
        let defs = &mut self.module.bindings[binding.index()].defs;
        defs.push(Def { span, kind });
        let index = defs.len() as u32 - 1;
        self.stmt(Stmt::Define(binding, index));
    }

    /// Adds a statement to the current block.
    pub fn stmt(&mut self, stmt: Stmt) {
        if let Some(block) = self.blocks.last_mut() {
            block.push(stmt);
        }
    }

    /// Starts a block; [`Builder::close_block`] gives its statements.
    pub fn open_block(&mut self) {
        self.blocks.push(Vec::new());
    }

    /// Ends the innermost block.
    pub fn close_block(&mut self) -> Vec<Stmt> {
        self.blocks.pop().unwrap_or_default()
    }

    /// Adds a loop.
    pub fn add_loop(&mut self, span: Span, over: Option<ExprId>) -> LoopId {
        let id = LoopId(self.module.loops.len() as u32);
        self.module.loops.push(Loop { span, over });
        id
    }

    /// Starts a function: a scope of its own and a block of its own. Parameters are added with [`Builder::param`].
    pub fn open_function(&mut self, head: FunctionHead) -> OpenFunction {
        let id = FuncId(self.module.functions.len() as u32);
        self.module.functions.push(Function {
            name: head.name,
            parent: self.function,
            class: head.class,
            method: head.method,
            kind: head.kind,
            ..blank_function(head.span)
        });
        let open = OpenFunction { id, outer_function: self.function, outer_scope: self.scope };
        let parent = self.scope_of_new_function();
        self.function = id;
        self.scopes.push(Scope {
            parent: Some(parent),
            function: id,
            names: FxHashMap::default(),
            visible_inside: Visibility::Nested,
        });
        self.scope = ScopeId(self.scopes.len() as u32 - 1);
        self.open_block();
        open
    }

    /// The scope around a function that begins here: functions in a class body do not see the names of that body.
    pub(super) fn scope_of_new_function(&self) -> ScopeId {
        let mut around = self.scope;
        while self.scopes[around.0 as usize].visible_inside == Visibility::Direct {
            match self.scopes[around.0 as usize].parent {
                Some(outer) => around = outer,
                None => break,
            }
        }
        around
    }

    /// Adds a parameter to the function being built, and the binding of its name; a parameter that is a pattern has an
    /// empty name and is taken apart by the front end from the expression that this returns.
    pub fn param(&mut self, param: Param) -> ExprId {
        let function = self.function;
        let index = self.module.functions[function.index()].params.len() as u32;
        let (name, span, ty) = (param.name.clone(), param.span, param.ty);
        self.module.functions[function.index()].params.push(param);
        let value = self.expr(span, ExprKind::Param { function, index });
        if !name.is_empty() {
            let scope = self.scope;
            let binding = self.declare(scope, name, span);
            if let Some(ty) = ty {
                self.set_type(binding, ty);
            }
            self.define(binding, span, DefKind::Value(value));
        }
        value
    }

    /// Adds the binding of a method's receiver or `self`.
    pub fn self_param(&mut self, name: impl Into<SmolStr>, span: Span) -> BindingId {
        let (function, scope) = (self.function, self.scope);
        let value = self.expr(span, ExprKind::SelfParam(function));
        let binding = self.declare(scope, name, span);
        self.define(binding, span, DefKind::Value(value));
        binding
    }

    /// Ends a function; a [`Stmt::Declare`] at the current place makes it known there. Its id.
    pub fn close_function(&mut self, open: OpenFunction) -> FuncId {
        let body = self.close_block();
        self.module.functions[open.id.index()].body = body;
        self.function = open.outer_function;
        self.scope = open.outer_scope;
        self.stmt(Stmt::Declare(open.id));
        open.id
    }

    /// Adds a class.
    pub fn add_class(&mut self, class: Class) -> ClassId {
        let id = ClassId(self.module.classes.len() as u32);
        self.module.classes.push(class);
        id
    }

    /// Looks up all names, works out contexts, and gives the module.
    pub fn finish(mut self) -> Module {
        let body = self.close_block();
        self.module.functions[0].body = body;
        for (id, scope) in std::mem::take(&mut self.pending) {
            let ExprKind::Name { name, .. } = &self.module.exprs[id.index()].kind else { continue };
            let found = self.lookup_from(scope, name).map(|(_, binding)| binding);
            if let ExprKind::Name { binding, .. } = &mut self.module.exprs[id.index()].kind {
                *binding = found;
            }
        }
        self.module.top = std::mem::take(&mut self.scopes[0].names);
        self.module.gives_whole = self.module.exports.iter().any(|export| match export {
            Export::Module(_) => true,
            Export::Named(name, _) => name == "default",
            Export::Star(_) => false,
        });
        flow::analyse(&mut self.module);
        match self.carrying {
            // Of a text that is being typed the next keystroke makes another module.
            Some(carrying) => again::leave(carrying.into_segments()),
            None => compact(&mut self.module),
        }
        self.module
    }

    pub(super) fn lookup_from(&self, scope: ScopeId, name: &str) -> Option<(ScopeId, BindingId)> {
        let mut at = Some(scope);
        while let Some(id) = at {
            let scope = &self.scopes[id.0 as usize];
            if let Some(&binding) = scope.names.get(name) {
                return Some((id, binding));
            }
            at = scope.parent;
        }
        None
    }
}
