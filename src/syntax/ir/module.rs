//! One file, lowered: its arenas, what it imports and exports.

use smol_str::SmolStr;

use super::binding::Binding;
use super::class::Class;
use super::expr::{Call, Expr, ExprKind};
use super::flow::{Context, Flow};
use super::function::Function;
use super::id::{BindingId, ClassId, CtxId, ExprId, FuncId, TypeId};
use super::language::Language;
use super::types::TypeExpr;
use crate::finding::Span;

/// One file, lowered.
#[derive(Debug, Clone)]
pub struct Module {
    /// Its language.
    pub language: Language,
    /// Arena of expressions.
    pub exprs: Vec<Expr>,
    /// Arena of types.
    pub types: Vec<TypeExpr>,
    /// Everything that names stand for.
    pub bindings: Vec<Binding>,
    /// Functions; the first is the top level.
    pub functions: Vec<Function>,
    /// Classes, structs, interfaces.
    pub classes: Vec<Class>,
    /// Loops.
    pub loops: Vec<Loop>,
    /// What the module imports, in order of appearance, each once per statement.
    pub imports: Vec<Import>,
    /// What the module exports by an explicit export; Python and Go export their top-level bindings.
    pub exports: Vec<Export>,
    /// Whether one of the exports is the module as a whole, or its default.
    pub gives_whole: bool,
    /// Top-level names.
    pub top: rustc_hash::FxHashMap<SmolStr, BindingId>,
    /// The `package` clause of a Go file.
    pub package: Option<SmolStr>,
    /// Comments, in order.
    pub comments: Vec<Span>,
    /// Statements, outermost first at equal starts, for suppression comments above them.
    pub statements: Vec<Span>,
    /// What the grammar could not read; the rest of the file is lowered all the same.
    pub damaged: Vec<Span>,
    /// Filled by `syntax::flow`.
    pub flow: Flow,
}

/// A loop.
#[derive(Debug, Clone, Copy)]
pub struct Loop {
    /// All of it.
    pub span: Span,
    /// What it goes over, if over something.
    pub over: Option<ExprId>,
}

/// An import, for finding files by specifier.
#[derive(Debug, Clone)]
pub struct Import {
    /// As written: `./redis`, `ioredis`, `..keys`, `github.com/redis/go-redis/v9`.
    pub specifier: SmolStr,
    /// Where it stands.
    pub span: Span,
}

/// An explicit export.
#[derive(Debug, Clone)]
pub enum Export {
    /// `export const x`, `export { x as y }`, `exports.y = ...`; the default export is named `default`.
    Named(SmolStr, ExprId),
    /// `export * from 'x'`, Python's `from x import *`.
    Star(SmolStr),
    /// `module.exports = x`: the module itself is this value.
    Module(ExprId),
}

impl Export {
    /// Whether it is what a module gives by itself: as a whole, or by default.
    pub(in crate::syntax) fn is_whole(&self) -> bool {
        match self {
            Export::Module(_) => true,
            Export::Named(name, _) => name == "default",
            Export::Star(_) => false,
        }
    }
}

impl Module {
    /// An expression.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    /// What an expression is.
    pub fn kind(&self, id: ExprId) -> &ExprKind {
        &self.exprs[id.index()].kind
    }

    /// Where an expression stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.exprs[id.index()].span
    }

    /// A type.
    pub fn ty(&self, id: TypeId) -> &TypeExpr {
        &self.types[id.index()]
    }

    /// A binding.
    pub fn binding(&self, id: BindingId) -> &Binding {
        &self.bindings[id.index()]
    }

    /// A function.
    pub fn function(&self, id: FuncId) -> &Function {
        &self.functions[id.index()]
    }

    /// A class.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.index()]
    }

    /// The call that an expression is.
    pub fn call(&self, id: ExprId) -> Option<&Call> {
        match self.kind(id) {
            ExprKind::Call(call) => Some(call),
            _ => None,
        }
    }

    /// The condition or loop directly around an expression.
    pub fn context_of(&self, id: ExprId) -> CtxId {
        self.flow.context_of.get(id.index()).copied().unwrap_or(CtxId(0))
    }

    /// The function that an expression stands in.
    pub fn function_of(&self, id: ExprId) -> FuncId {
        self.context(self.context_of(id)).function
    }

    /// A context.
    pub fn context(&self, id: CtxId) -> &Context {
        &self.flow.contexts[id.index()]
    }

    /// The contexts from `id` outwards, up to and including the root.
    pub fn contexts(&self, id: CtxId) -> impl Iterator<Item = &Context> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let current = next?;
            let context = self.context(current);
            next = (context.parent != current).then_some(context.parent);
            Some(context)
        })
    }

    /// Whether `outer` is `inner` or around it.
    pub fn encloses(&self, outer: CtxId, inner: CtxId) -> bool {
        let depth = self.context(outer).depth;
        let mut at = inner;
        while self.context(at).depth > depth {
            at = self.context(at).parent;
        }
        at == outer
    }
}
