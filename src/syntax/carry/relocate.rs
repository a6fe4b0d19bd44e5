//! Copies a stretch of one module's arenas to the end of another's, with every number and span in it moved.

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

    fn checked(&mut self, moved: Option<u32>) -> u32 {
        moved.unwrap_or_else(|| {
            self.is_broken = true;
            0
        })
    }

    pub(super) fn span(&self, span: Span) -> Span {
        Span { start: span.start.wrapping_add(self.by), end: span.end.wrapping_add(self.by) }
    }

    fn expr(&mut self, id: ExprId) -> ExprId {
        ExprId(self.checked(self.exprs.moved(id.0)))
    }

    fn ty(&mut self, id: TypeId) -> TypeId {
        TypeId(self.checked(self.types.moved(id.0)))
    }

    fn types(&mut self, ids: &[TypeId]) -> Vec<TypeId> {
        ids.iter().map(|&id| self.ty(id)).collect()
    }

    fn exprs(&mut self, ids: &[ExprId]) -> Vec<ExprId> {
        ids.iter().map(|&id| self.expr(id)).collect()
    }

    /// A binding of the segment, if it is one.
    pub(super) fn inner_binding(&self, id: BindingId) -> Option<BindingId> {
        self.bindings.moved(id.0).map(BindingId)
    }

    fn function(&mut self, id: FuncId) -> FuncId {
        FuncId(self.checked(self.functions.moved(id.0)))
    }

    fn class(&mut self, id: ClassId) -> ClassId {
        ClassId(self.checked(self.classes.moved(id.0)))
    }

    fn turn(&mut self, id: LoopId) -> LoopId {
        LoopId(self.checked(self.loops.moved(id.0)))
    }

    /// An expression that is no name.
    pub(super) fn expression(&mut self, expr: &Expr) -> Expr {
        Expr { span: self.span(expr.span), kind: self.kind(&expr.kind) }
    }

    fn kind(&mut self, kind: &ExprKind) -> ExprKind {
        use ExprKind::*;
        match kind {
            Opaque | Text(_) | Number(_) | Bool(_) | Null | This | Super | Module(_) | Name { .. } => kind.clone(),
            Template(pieces) => Template(pieces.iter().map(|piece| self.piece(piece)).collect()),
            Member { object, property, property_span } => Member {
                object: self.expr(*object),
                property: property.clone(),
                property_span: self.span(*property_span),
            },
            Index { object, index } => Index { object: self.expr(*object), index: self.expr(*index) },
            Slice { object } => Slice { object: self.expr(*object) },
            Call(call) => Call(self.call(call)),
            Record { ty, entries } => Record {
                ty: ty.map(|ty| self.ty(ty)),
                entries: entries.iter().map(|entry| self.entry(entry)).collect(),
            },
            List { kind, elements } => {
                let moved = |element: &Element| Element { value: self.expr(element.value), spread: element.spread };
                List { kind: *kind, elements: elements.iter().map(moved).collect() }
            }
            Function(function) => Function(self.function(*function)),
            Class(class) => Class(self.class(*class)),
            Conditional { test, then, otherwise } => {
                Conditional { test: self.expr(*test), then: self.expr(*then), otherwise: self.expr(*otherwise) }
            }
            Logical { op, left, right } => Logical { op: *op, left: self.expr(*left), right: self.expr(*right) },
            Binary { op, left, right } => Binary { op: *op, left: self.expr(*left), right: self.expr(*right) },
            Not(value) => Not(self.expr(*value)),
            Negate(value) => Negate(self.expr(*value)),
            Await(value) => Await(self.expr(*value)),
            Cast { value, ty } => Cast { value: self.expr(*value), ty: self.ty(*ty) },
            InstanceOf { value, types } => InstanceOf { value: self.expr(*value), types: self.types(types) },
            Comprehension(made) => Comprehension(Box::new(self.comprehension(made))),
            ElementOf { of, turn } => ElementOf { of: self.expr(*of), turn: self.turn(*turn) },
            KeyOf { of, turn } => KeyOf { of: self.expr(*of), turn: self.turn(*turn) },
            Part { of, index } => Part { of: self.expr(*of), index: *index },
            Param { function, index } => Param { function: self.function(*function), index: *index },
            SelfParam(function) => SelfParam(self.function(*function)),
            Entered(value) => Entered(self.expr(*value)),
            Assign { target, value } => Assign { target: self.expr(*target), value: self.expr(*value) },
            OfType(ty) => OfType(self.ty(*ty)),
            Sequence(values) => Sequence(self.exprs(values)),
        }
    }

    fn piece(&mut self, piece: &Piece) -> Piece {
        match piece {
            Piece::Text(text) => Piece::Text(text.clone()),
            Piece::Hole(hole) => Piece::Hole(self.expr(*hole)),
        }
    }

    fn call(&mut self, call: &Call) -> Call {
        let moved = |arg: &Arg| Arg { name: arg.name.clone(), value: self.expr(arg.value), spread: arg.spread };
        let args = call.args.iter().map(moved).collect();
        Call { callee: self.expr(call.callee), args, kind: call.kind }
    }

    fn entry(&mut self, entry: &Entry) -> Entry {
        match entry {
            Entry::Pair { key, value } => Entry::Pair { key: self.expr(*key), value: self.expr(*value) },
            Entry::Spread(value) => Entry::Spread(self.expr(*value)),
            Entry::Positional(value) => Entry::Positional(self.expr(*value)),
        }
    }

    fn comprehension(&mut self, made: &Comprehension) -> Comprehension {
        Comprehension {
            kind: made.kind,
            element: self.expr(made.element),
            value: made.value.map(|value| self.expr(value)),
            loops: made.loops.iter().map(|&turn| self.turn(turn)).collect(),
            conditions: self.exprs(&made.conditions),
        }
    }

    pub(super) fn type_expr(&mut self, ty: &TypeExpr) -> TypeExpr {
        match ty {
            TypeExpr::Opaque | TypeExpr::Text | TypeExpr::Number | TypeExpr::Bool => ty.clone(),
            TypeExpr::Ref(name, arguments) => TypeExpr::Ref(self.expr(*name), self.types(arguments)),
            TypeExpr::Union(types) => TypeExpr::Union(self.types(types)),
            TypeExpr::Intersection(types) => TypeExpr::Intersection(self.types(types)),
            TypeExpr::List(element) => TypeExpr::List(self.ty(*element)),
            TypeExpr::Map(key, value) => TypeExpr::Map(self.ty(*key), self.ty(*value)),
            TypeExpr::Object(fields) => {
                TypeExpr::Object(fields.iter().map(|(name, ty)| (name.clone(), self.ty(*ty))).collect())
            }
            TypeExpr::Function(result) => TypeExpr::Function(result.map(|result| self.ty(result))),
            TypeExpr::TypeOf(value) => TypeExpr::TypeOf(self.expr(*value)),
            TypeExpr::Literal(value) => TypeExpr::Literal(self.expr(*value)),
            TypeExpr::Tuple(types) => TypeExpr::Tuple(self.types(types)),
        }
    }

    pub(super) fn binding(&mut self, binding: &Binding) -> Binding {
        Binding {
            name: binding.name.clone(),
            span: self.span(binding.span),
            function: self.function(binding.function),
            ty: binding.ty.map(|ty| self.ty(ty)),
            defs: binding.defs.iter().map(|def| self.def(def)).collect(),
        }
    }

    fn def(&mut self, def: &Def) -> Def {
        let kind = match def.kind {
            DefKind::Value(value) => DefKind::Value(self.expr(value)),
            DefKind::Augmented(op, operand) => DefKind::Augmented(op, self.expr(operand)),
            DefKind::Type(ty) => DefKind::Type(self.ty(ty)),
            DefKind::Opaque => DefKind::Opaque,
        };
        Def { span: self.span(def.span), kind }
    }

    pub(super) fn a_loop(&mut self, turn: &Loop) -> Loop {
        Loop { span: self.span(turn.span), over: turn.over.map(|over| self.expr(over)) }
    }

    pub(super) fn a_class(&mut self, class: &Class) -> Class {
        Class {
            name: class.name.clone(),
            span: self.span(class.span),
            bases: self.exprs(&class.bases),
            methods: class.methods.iter().map(|&method| self.function(method)).collect(),
            fields: class.fields.iter().map(|field| self.field(field)).collect(),
            kind: class.kind,
        }
    }

    fn field(&mut self, field: &Field) -> Field {
        Field {
            name: field.name.clone(),
            ty: field.ty.map(|ty| self.ty(ty)),
            value: field.value.map(|value| self.expr(value)),
            span: self.span(field.span),
        }
    }

    /// A function inside that of the segment.
    pub(super) fn inner_function(&mut self, function: &Function) -> Function {
        Function {
            name: function.name.clone(),
            span: self.span(function.span),
            parent: self.function(function.parent),
            class: function.class.map(|class| self.class(class)),
            method: function.method,
            decorators: self.exprs(&function.decorators),
            runs_per: function.runs_per.map(|(over, turn)| (self.expr(over), self.turn(turn))),
            ..self.function_itself(function)
        }
    }

    /// The function of the segment, as far as it does not depend on where it stands. What whoever lowers it adds when it
    /// is done (decorators, that it runs once per element) is left out.
    pub(super) fn function_itself(&mut self, function: &Function) -> Function {
        let decorators = function.decorators.iter().filter_map(|value| self.exprs.moved(value.0).map(ExprId));
        Function {
            name: function.name.clone(),
            span: self.span(function.span),
            parent: FuncId(0),
            class: None,
            receiver_type: function.receiver_type.clone(),
            method: function.method,
            decorators: decorators.collect(),
            params: function.params.iter().map(|param| self.param(param)).collect(),
            result: function.result.map(|result| self.ty(result)),
            body: self.block(&function.body),
            kind: function.kind,
            runs_per: None,
        }
    }

    fn param(&mut self, param: &Param) -> Param {
        Param {
            name: param.name.clone(),
            ty: param.ty.map(|ty| self.ty(ty)),
            default: param.default.map(|default| self.expr(default)),
            spread: param.spread,
            span: self.span(param.span),
        }
    }

    /// As deep as blocks nest, which front ends bound.
    fn block(&mut self, statements: &[Stmt]) -> Vec<Stmt> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn statement(&mut self, statement: &Stmt) -> Stmt {
        match statement {
            Stmt::Expr(value) => Stmt::Expr(self.expr(*value)),
            Stmt::Define(binding, index) => {
                Stmt::Define(BindingId(self.checked(self.bindings.moved(binding.0))), *index)
            }
            Stmt::Assign { target, value } => Stmt::Assign { target: self.expr(*target), value: self.expr(*value) },
            Stmt::Return(value) => Stmt::Return(value.map(|value| self.expr(value))),
            Stmt::Branch(arms) => {
                let mut moved = Vec::with_capacity(arms.len());
                for arm in arms {
                    let test = arm.test.map(|test| self.expr(test));
                    moved.push(Arm { test, body: self.block(&arm.body) });
                }
                Stmt::Branch(moved)
            }
            Stmt::Loop(turn, body) => Stmt::Loop(self.turn(*turn), self.block(body)),
            Stmt::Try { body, handlers, after } => Stmt::Try {
                body: self.block(body),
                handlers: handlers.iter().map(|handler| self.block(handler)).collect(),
                after: self.block(after),
            },
            Stmt::Exit => Stmt::Exit,
            Stmt::Block(body) => Stmt::Block(self.block(body)),
            Stmt::Declare(function) => Stmt::Declare(self.function(*function)),
        }
    }
}
