//! Moves every number and span in what came from a stretch of one module's arenas to the end of another's.

use super::segment::{Marks, Segment};
use crate::finding::Span;
use crate::syntax::ir::*;

/// One arena: which numbers move, and by how much.
#[derive(Debug, Clone, Copy)]
struct Arena {
    start: u32,
    count: u32,
    /// Added with wrapping, since things also move towards the start.
    by: u32,
}

impl Arena {
    fn new(from: u32, to: u32, at: u32) -> Self {
        Self { start: from, count: to - from, by: at.wrapping_sub(from) }
    }

    fn moved(self, id: u32) -> Option<u32> {
        (id.wrapping_sub(self.start) < self.count).then(|| id.wrapping_add(self.by))
    }
}

/// How the numbers and spans of a segment change.
pub(super) struct Relocation {
    exprs: Arena,
    types: Arena,
    bindings: Arena,
    functions: Arena,
    classes: Arena,
    loops: Arena,
    /// Bytes.
    by: u32,
    /// Something of the segment stands outside of it: it cannot be copied.
    pub(super) is_broken: bool,
}

impl Relocation {
    /// `at` is where the arenas of the new module end, `start` the offset of the segment in the new text.
    pub(super) fn new(segment: &Segment, at: &Marks, start: u32) -> Self {
        let (from, to) = (&segment.from, &segment.to);
        Self {
            exprs: Arena::new(from.exprs, to.exprs, at.exprs),
            types: Arena::new(from.types, to.types, at.types),
            bindings: Arena::new(from.bindings, to.bindings, at.bindings),
            functions: Arena::new(from.functions, to.functions, at.functions),
            classes: Arena::new(from.classes, to.classes, at.classes),
            loops: Arena::new(from.loops, to.loops, at.loops),
            by: start.wrapping_sub(segment.site.span.start),
            is_broken: false,
        }
    }

    fn check(&mut self, id: &mut u32, arena: Arena) {
        match arena.moved(*id) {
            Some(moved) => *id = moved,
            None => self.is_broken = true,
        }
    }

    pub(super) fn span(&self, span: Span) -> Span {
        Span { start: span.start.wrapping_add(self.by), end: span.end.wrapping_add(self.by) }
    }

    fn place(&self, span: &mut Span) {
        *span = self.span(*span);
    }

    fn expr(&mut self, id: &mut ExprId) {
        self.check(&mut id.0, self.exprs);
    }

    fn exprs<'a>(&mut self, ids: impl IntoIterator<Item = &'a mut ExprId>) {
        ids.into_iter().for_each(|id| self.expr(id));
    }

    fn ty(&mut self, id: &mut TypeId) {
        self.check(&mut id.0, self.types);
    }

    fn types<'a>(&mut self, ids: impl IntoIterator<Item = &'a mut TypeId>) {
        ids.into_iter().for_each(|id| self.ty(id));
    }

    fn function(&mut self, id: &mut FuncId) {
        self.check(&mut id.0, self.functions);
    }

    fn class(&mut self, id: &mut ClassId) {
        self.check(&mut id.0, self.classes);
    }

    fn turn(&mut self, id: &mut LoopId) {
        self.check(&mut id.0, self.loops);
    }

    /// A binding of the segment, if it is one.
    pub(super) fn inner_binding(&self, id: BindingId) -> Option<BindingId> {
        self.bindings.moved(id.0).map(BindingId)
    }

    /// An expression; what a name stands for is left to others.
    pub(super) fn expression(&mut self, expr: &mut Expr) {
        self.place(&mut expr.span);
        self.kind(&mut expr.kind);
    }

    fn kind(&mut self, kind: &mut ExprKind) {
        use ExprKind::*;
        match kind {
            Opaque | Text(_) | Number(_) | Bool(_) | Null | This | Super | Module(_) | Name { .. } => {}
            Template(pieces) => pieces.iter_mut().for_each(|piece| match piece {
                Piece::Text(_) => {}
                Piece::Hole(hole) => self.expr(hole),
            }),
            Member { object, property: _, property_span } => {
                self.expr(object);
                self.place(property_span);
            }
            Call(call) => {
                self.expr(&mut call.callee);
                self.exprs(call.args.iter_mut().map(|arg| &mut arg.value));
            }
            Record { ty, entries } => {
                self.types(ty);
                entries.iter_mut().for_each(|entry| self.entry(entry));
            }
            List { kind: _, elements } => self.exprs(elements.iter_mut().map(|element| &mut element.value)),
            Function(function) | SelfParam(function) | Param { function, index: _ } => self.function(function),
            Class(class) => self.class(class),
            Conditional { test, then, otherwise } => self.exprs([test, then, otherwise]),
            Index { object: left, index: right }
            | Logical { op: _, left, right }
            | Binary { op: _, left, right }
            | Assign { target: left, value: right } => self.exprs([left, right]),
            Slice { object: value }
            | Not(value)
            | Negate(value)
            | Await(value)
            | Entered(value)
            | Part { of: value, index: _ } => self.expr(value),
            Cast { value, ty } => {
                self.expr(value);
                self.ty(ty);
            }
            InstanceOf { value, types } => {
                self.expr(value);
                self.types(types);
            }
            Comprehension(made) => {
                self.exprs([&mut made.element].into_iter().chain(&mut made.value).chain(&mut made.conditions));
                made.loops.iter_mut().for_each(|turn| self.turn(turn));
            }
            ElementOf { of, turn } | KeyOf { of, turn } => {
                self.expr(of);
                self.turn(turn);
            }
            OfType(ty) => self.ty(ty),
            Sequence(values) => self.exprs(values),
        }
    }

    fn entry(&mut self, entry: &mut Entry) {
        match entry {
            Entry::Pair { key, value } => self.exprs([key, value]),
            Entry::Spread(value) | Entry::Positional(value) => self.expr(value),
        }
    }

    pub(super) fn type_expr(&mut self, ty: &mut TypeExpr) {
        match ty {
            TypeExpr::Opaque | TypeExpr::Text | TypeExpr::Number | TypeExpr::Bool => {}
            TypeExpr::Ref(name, arguments) => {
                self.expr(name);
                self.types(arguments);
            }
            TypeExpr::Union(types) | TypeExpr::Intersection(types) | TypeExpr::Tuple(types) => self.types(types),
            TypeExpr::List(element) => self.ty(element),
            TypeExpr::Map(key, value) => self.types([key, value]),
            TypeExpr::Object(fields) => self.types(fields.iter_mut().map(|(_, ty)| ty)),
            TypeExpr::Function(result) => self.types(result),
            TypeExpr::TypeOf(value) | TypeExpr::Literal(value) => self.expr(value),
        }
    }

    pub(super) fn binding(&mut self, binding: &mut Binding) {
        self.place(&mut binding.span);
        self.function(&mut binding.function);
        self.types(&mut binding.ty);
        for def in &mut binding.defs {
            self.place(&mut def.span);
            match &mut def.kind {
                DefKind::Value(value) | DefKind::Augmented(_, value) => self.expr(value),
                DefKind::Type(ty) => self.ty(ty),
                DefKind::Opaque => {}
            }
        }
    }

    pub(super) fn a_loop(&mut self, turn: &mut Loop) {
        self.place(&mut turn.span);
        self.exprs(&mut turn.over);
    }

    pub(super) fn a_class(&mut self, class: &mut Class) {
        self.place(&mut class.span);
        self.exprs(&mut class.bases);
        class.arguments.iter_mut().for_each(|(_, arguments)| self.exprs(arguments));
        class.methods.iter_mut().for_each(|method| self.function(method));
        for field in &mut class.fields {
            self.place(&mut field.span);
            self.types(&mut field.ty);
            self.exprs(&mut field.value);
        }
    }

    /// A function inside that of the segment.
    pub(super) fn inner_function(&mut self, function: &mut Function) {
        self.function(&mut function.parent);
        function.class.iter_mut().for_each(|class| self.class(class));
        self.exprs(&mut function.decorators);
        if let Some((over, turn)) = &mut function.runs_per {
            self.expr(over);
            self.turn(turn);
        }
        self.parts(function);
    }

    /// The function of the segment, which stands in `parent` now. What whoever lowers it adds when it is done (decorators
    /// in front of it, that it runs once per element) is taken away.
    pub(super) fn outer_function(&mut self, function: &mut Function, parent: FuncId) {
        function.parent = parent;
        function.decorators.retain_mut(|value| {
            let moved = self.exprs.moved(value.0);
            value.0 = moved.unwrap_or(value.0);
            moved.is_some()
        });
        function.runs_per = None;
        self.parts(function);
    }

    fn parts(&mut self, function: &mut Function) {
        self.place(&mut function.span);
        for param in &mut function.params {
            self.types(&mut param.ty);
            self.exprs(&mut param.default);
            self.place(&mut param.span);
        }
        self.types(&mut function.result);
        self.block(&mut function.body);
    }

    /// As deep as blocks nest, which front ends bound.
    fn block(&mut self, statements: &mut [Stmt]) {
        for statement in statements {
            match statement {
                Stmt::Expr(value) => self.expr(value),
                Stmt::Define(binding, _) => self.check(&mut binding.0, self.bindings),
                Stmt::Assign { target, value } => self.exprs([target, value]),
                Stmt::Return(value) => self.exprs(value),
                Stmt::Branch(arms) => {
                    for arm in arms {
                        self.exprs(&mut arm.test);
                        self.block(&mut arm.body);
                    }
                }
                Stmt::Loop(turn, body) => {
                    self.turn(turn);
                    self.block(body);
                }
                Stmt::Try(attempt) => {
                    let Attempt { body, handlers, after } = &mut **attempt;
                    self.block(body);
                    handlers.iter_mut().for_each(|handler| self.block(handler));
                    self.block(after);
                }
                Stmt::Exit => {}
                Stmt::Block(body) => self.block(body),
                Stmt::Declare(function) => self.function(function),
            }
        }
    }
}
