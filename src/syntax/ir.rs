//! The one small program representation that every front end lowers to.
//!
//! It keeps what decides about Redis calls: names and what defines them, calls and their arguments, strings with holes,
//! lists, maps, functions, classes, and the conditions and loops around all of these. What a front end does not understand
//! becomes [`ExprKind::Opaque`], never an error. Everything keeps its byte span.

use smol_str::SmolStr;

use crate::finding::Span;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its arena.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// An expression of one module.
    ExprId
);
id!(
    /// A type expression of one module.
    TypeId
);
id!(
    /// Something a name stands for in one scope.
    BindingId
);
id!(
    /// A function; 0 is the module's own top level.
    FuncId
);
id!(
    /// A class, struct or interface.
    ClassId
);
id!(
    /// A loop statement, a comprehension clause, or a callback that runs once per element.
    LoopId
);
id!(
    /// A node of the tree of conditions and loops; 0 is the module's top level.
    CtxId
);

/// The languages slotlint reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// JavaScript, with JSX.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// Python, stubs included.
    Python,
    /// Go.
    Go,
    /// Lua, in files or inside strings.
    Lua,
}

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
    /// Filled by [`super::flow`].
    pub flow: Flow,
}

/// What [`super::flow`] finds out about a lowered module.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Conditions and loops; a tree by `parent`.
    pub contexts: Vec<Context>,
    /// The context of each expression.
    pub context_of: Vec<CtxId>,
    /// The calls, in order of their spans.
    pub calls: Vec<ExprId>,
    /// Every `return` of each function with a value.
    pub returns: Vec<Vec<ExprId>>,
    /// Calls and assignments that change what a binding holds, such as `keys.push(k)` or `m[k] = v`.
    pub changes: rustc_hash::FxHashMap<BindingId, Vec<Change>>,
    /// Functions that are written as an argument of a call, or named by one: the call, and which argument.
    pub argument_of: rustc_hash::FxHashMap<FuncId, (ExprId, u32)>,
    /// Assignments to members, such as `this.redis = redis` and `s.rdb = rdb`.
    pub member_assignments: Vec<MemberAssignment>,
    /// Assignments into maps that are members, such as `this.clients[name] = client`.
    pub entry_assignments: Vec<EntryAssignment>,
    /// Filled when it is asked for.
    pub(super) around: std::sync::OnceLock<super::around::Around>,
}

/// A change of the value that a binding holds, in place.
#[derive(Debug, Clone, Copy)]
pub enum Change {
    /// `binding.method(...)`: the call.
    Method(ExprId),
    /// `binding[key] = value`.
    SetIndex {
        /// The key or index.
        key: ExprId,
        /// The new value.
        value: ExprId,
    },
    /// `binding.name = value`: the index into [`Flow::member_assignments`].
    SetMember(usize),
}

impl Change {
    /// The expression at which the change happens.
    pub fn at(self, flow: &Flow) -> ExprId {
        match self {
            Change::Method(call) => call,
            Change::SetIndex { value, .. } => value,
            Change::SetMember(index) => flow.member_assignments[index].value,
        }
    }
}

/// `object.name = value`.
#[derive(Debug, Clone)]
pub struct MemberAssignment {
    /// The object.
    pub object: ExprId,
    /// The member.
    pub name: SmolStr,
    /// What is assigned.
    pub value: ExprId,
    /// The function it happens in.
    pub function: FuncId,
}

/// `object.name[key] = value`.
#[derive(Debug, Clone, Copy)]
pub struct EntryAssignment {
    /// `object.name`.
    pub map: ExprId,
    /// The key or index.
    pub key: ExprId,
    /// What is assigned.
    pub value: ExprId,
}

/// A condition or loop around an expression.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// What it is.
    pub kind: ContextKind,
    /// The next one outwards; the root is its own parent.
    pub parent: CtxId,
    /// The function that this context belongs to.
    pub function: FuncId,
    /// Distance from the root.
    pub depth: u32,
}

/// The kinds of [`Context`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextKind {
    /// The body of a function; its parent is where the function is written.
    Body(FuncId),
    /// Runs only when the expression is true.
    When(ExprId),
    /// Runs only when the expression is false.
    Unless(ExprId),
    /// Runs once per turn.
    Loop(LoopId),
    /// An error handler: runs after something before it failed.
    Handler,
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Where it stands; synthesized expressions have the span of what they stand for.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expressions.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// Not understood, or of no matter.
    Opaque,
    /// A string or bytes literal, escapes resolved.
    Text(Box<[u8]>),
    /// A string with expressions in it: JS template, Python f-string.
    Template(Vec<Piece>),
    /// A number literal.
    Number(f64),
    /// `true`, `false`, `True`, `False`.
    Bool(bool),
    /// `null`, `undefined`, `None`, `nil`.
    Null,
    /// A name; `binding` is `None` when no scope of this module defines it.
    Name {
        /// As written.
        name: SmolStr,
        /// What it stands for.
        binding: Option<BindingId>,
    },
    /// JavaScript's `this`.
    This,
    /// JavaScript's `super`, Python's `super()`.
    Super,
    /// The namespace of a module: `import * as x`, `require('x')`, Python and Go imports.
    Module(SmolStr),
    /// `object.property`, also `object?.property`.
    Member {
        /// Left of the dot.
        object: ExprId,
        /// Right of the dot.
        property: SmolStr,
        /// Where the property's name stands.
        property_span: Span,
    },
    /// `object[index]`.
    Index {
        /// The object.
        object: ExprId,
        /// The index.
        index: ExprId,
    },
    /// `object[from:to]`.
    Slice {
        /// The object.
        object: ExprId,
    },
    /// A call, or `new`.
    Call(Call),
    /// An object literal, a dict, a Go struct or map literal.
    Record {
        /// The type of a Go composite literal.
        ty: Option<TypeId>,
        /// Its entries.
        entries: Vec<Entry>,
    },
    /// An array, list, tuple, set or Go slice literal.
    List {
        /// Which of them.
        kind: ListKind,
        /// Its elements.
        elements: Vec<Element>,
    },
    /// A function value.
    Function(FuncId),
    /// A class value.
    Class(ClassId),
    /// `test ? then : otherwise`.
    Conditional {
        /// The condition.
        test: ExprId,
        /// When true.
        then: ExprId,
        /// When false.
        otherwise: ExprId,
    },
    /// `&&`, `||`, `??`, `and`, `or`.
    Logical {
        /// Which.
        op: LogicalOp,
        /// Left.
        left: ExprId,
        /// Right; runs only if the left decides so.
        right: ExprId,
    },
    /// Two operands.
    Binary {
        /// Which.
        op: BinaryOp,
        /// Left.
        left: ExprId,
        /// Right.
        right: ExprId,
    },
    /// `!x`, `not x`.
    Not(ExprId),
    /// `-x`.
    Negate(ExprId),
    /// `await x`, `<-x` and the like: `x` with something around it taken away.
    Await(ExprId),
    /// `x as T`, `x!`, `T(x)`, Go's `x.(T)`.
    Cast {
        /// The value.
        value: ExprId,
        /// The type it is said to have.
        ty: TypeId,
    },
    /// `x instanceof T`, `isinstance(x, (T, U))`, a case of a type switch.
    InstanceOf {
        /// The value.
        value: ExprId,
        /// One of these.
        types: Vec<TypeId>,
    },
    /// A comprehension or generator expression. Boxed, as it is larger than all others, and rare.
    Comprehension(Box<Comprehension>),
    /// An element of `of`, in a turn of the loop: what a loop variable holds.
    ElementOf {
        /// What is iterated over.
        of: ExprId,
        /// The loop.
        turn: LoopId,
    },
    /// A key or index of `of`, in a turn of the loop.
    KeyOf {
        /// What is iterated over.
        of: ExprId,
        /// The loop.
        turn: LoopId,
    },
    /// One of several results: `a, b = f()`, Go's `v, ok := ...`. Counts from 0.
    Part {
        /// What gives several results.
        of: ExprId,
        /// Which.
        index: u32,
    },
    /// A parameter of a function, counted from 0 (receivers and `self` are not counted: see [`ExprKind::SelfParam`]).
    Param {
        /// The function.
        function: FuncId,
        /// Which.
        index: u32,
    },
    /// Python's first parameter of a method, Go's receiver.
    SelfParam(FuncId),
    /// What `with x as y` binds.
    Entered(ExprId),
    /// An assignment used as an expression; its value is the value assigned.
    Assign {
        /// What is assigned to.
        target: ExprId,
        /// The value.
        value: ExprId,
    },
    /// Something of which only the declared type is known: `var x T`.
    OfType(TypeId),
    /// Several expressions evaluated for their effects; the value is that of the last.
    Sequence(Vec<ExprId>),
}

impl ExprKind {
    /// Whether it is text, a number, a truth value or nothing: what holds no client and has no members of a program's own.
    pub fn is_plain(&self) -> bool {
        matches!(
            self,
            ExprKind::Text(_)
                | ExprKind::Template(_)
                | ExprKind::Number(_)
                | ExprKind::Bool(_)
                | ExprKind::Null
                | ExprKind::Binary { .. }
                | ExprKind::Not(_)
                | ExprKind::Negate(_)
        )
    }
}

/// A comprehension or generator expression.
#[derive(Debug, Clone)]
pub struct Comprehension {
    /// What it makes.
    pub kind: ComprehensionKind,
    /// The element; the key of a dict comprehension.
    pub element: ExprId,
    /// The value of a dict comprehension.
    pub value: Option<ExprId>,
    /// Its `for` clauses, outermost first.
    pub loops: Vec<LoopId>,
    /// Its `if` clauses.
    pub conditions: Vec<ExprId>,
}

/// A part of a [`ExprKind::Template`].
#[derive(Debug, Clone)]
pub enum Piece {
    /// Written as it is.
    Text(Box<[u8]>),
    /// Filled in.
    Hole(ExprId),
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is called.
    pub callee: ExprId,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// How.
    pub kind: CallKind,
}

/// How something is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// `f(x)`.
    Plain,
    /// `new F(x)`.
    New,
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub struct Arg {
    /// The name of a keyword argument.
    pub name: Option<SmolStr>,
    /// The value.
    pub value: ExprId,
    /// Whether it stands for one argument or for many.
    pub spread: Spread,
}

/// Whether an argument or element stands for one value or for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// One value.
    No,
    /// `...xs`, `*xs`, `xs...`.
    List,
    /// `**kw`, and `...obj` in an object literal.
    Map,
}

/// An entry of a [`ExprKind::Record`].
#[derive(Debug, Clone)]
pub enum Entry {
    /// `key: value`. Written names are [`ExprKind::Text`].
    Pair {
        /// The key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `...other`, `**other`.
    Spread(ExprId),
    /// A Go struct literal without field names.
    Positional(ExprId),
}

/// An element of a [`ExprKind::List`].
#[derive(Debug, Clone)]
pub struct Element {
    /// The value.
    pub value: ExprId,
    /// One or many.
    pub spread: Spread,
}

/// The kinds of [`ExprKind::List`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// Array, list, slice.
    List,
    /// Python tuple.
    Tuple,
    /// Python set.
    Set,
}

/// The kinds of comprehensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComprehensionKind {
    /// `[...]`.
    List,
    /// `{...}` without values.
    Set,
    /// `{k: v ...}`.
    Map,
    /// `(...)`.
    Generator,
}

/// Operators that may skip their right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogicalOp {
    /// `&&`, `and`.
    And,
    /// `||`, `or`.
    Or,
    /// `??`.
    Coalesce,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`.
    Add,
    /// `%`; Python's string formatting.
    Percent,
    /// `*`.
    Multiply,
    /// `==`, `===`, `is`.
    Equal,
    /// `!=`, `!==`, `is not`.
    NotEqual,
    /// `<`, `<=`.
    Less,
    /// `>`, `>=`.
    Greater,
    /// `in`.
    In,
    /// Lua's `..`.
    Concat,
    /// Any other.
    Other,
}

/// A type, as far as it helps.
#[derive(Debug, Clone)]
pub enum TypeExpr {
    /// Not understood.
    Opaque,
    /// A named type: the expression is a [`ExprKind::Name`] or [`ExprKind::Member`]; with type arguments.
    Ref(ExprId, Vec<TypeId>),
    /// One of several; `null`, `undefined` and `None` are left out.
    Union(Vec<TypeId>),
    /// All of several.
    Intersection(Vec<TypeId>),
    /// `T[]`, `list[T]`, `[]T`, variadic `...T`.
    List(TypeId),
    /// `Record<K, V>`, `dict[K, V]`, `map[K]V`.
    Map(TypeId, TypeId),
    /// An object type written in place.
    Object(Vec<(SmolStr, TypeId)>),
    /// A function type: what it gives.
    Function(Option<TypeId>),
    /// `typeof x`.
    TypeOf(ExprId),
    /// A type that is one literal, such as `'wait'`.
    Literal(ExprId),
    /// `string`, `str`, `bytes` and the like.
    Text,
    /// `number`, `int`, `float64` and the like.
    Number,
    /// `boolean`, `bool`.
    Bool,
    /// Several results: Go's `(T, error)`.
    Tuple(Vec<TypeId>),
}

/// Something that a name stands for.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The name.
    pub name: SmolStr,
    /// Where it is declared first.
    pub span: Span,
    /// The function whose scope it is in.
    pub function: FuncId,
    /// The declared type.
    pub ty: Option<TypeId>,
    /// What it is defined as, in order of appearance.
    pub defs: Vec<Def>,
}

/// One definition of a binding.
#[derive(Debug, Clone)]
pub struct Def {
    /// Where.
    pub span: Span,
    /// As what.
    pub kind: DefKind,
}

/// What a binding is defined as.
#[derive(Debug, Clone, Copy)]
pub enum DefKind {
    /// The value of an expression.
    Value(ExprId),
    /// `x += e`: the value before, and the operand.
    Augmented(BinaryOp, ExprId),
    /// A type.
    Type(TypeId),
    /// Something of which nothing is known (a caught error, `del x`).
    Opaque,
}

/// A function, method, lambda or the top level of a module.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name, empty for lambdas and the top level.
    pub name: SmolStr,
    /// All of it.
    pub span: Span,
    /// The function around it; its own id for the top level.
    pub parent: FuncId,
    /// The class it is a method of.
    pub class: Option<ClassId>,
    /// Go: the type of the receiver, by name.
    pub receiver_type: Option<SmolStr>,
    /// How the method is reached.
    pub method: MethodKind,
    /// Parameters, without receiver and `self`.
    pub params: Vec<Param>,
    /// The declared result.
    pub result: Option<TypeId>,
    /// What it does.
    pub body: Vec<Stmt>,
    /// `async`, and generators: callers get its result through `await` or iteration.
    pub kind: FunctionKind,
    /// Python's decorators.
    pub decorators: Vec<ExprId>,
    /// For a callback that runs once per element of something (`ids.map(f)`): that something, and the loop it makes.
    pub runs_per: Option<(ExprId, LoopId)>,
}

/// How a function in a class is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodKind {
    /// No method, or an ordinary one.
    Plain,
    /// Reached through the class.
    Static,
    /// Python's `@classmethod`.
    Class,
    /// Read like a field: `get x()`, `@property`.
    Getter,
    /// Runs when an instance is made.
    Constructor,
}

/// How a function gives its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// At once.
    Plain,
    /// Through a promise or coroutine.
    Async,
    /// One after the other.
    Generator,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name; empty for a pattern.
    pub name: SmolStr,
    /// Its declared type.
    pub ty: Option<TypeId>,
    /// Its default.
    pub default: Option<ExprId>,
    /// One value or many (`...xs`, `*args`, `**kw`).
    pub spread: Spread,
    /// Where it stands.
    pub span: Span,
}

/// A class, struct or interface.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name.
    pub name: SmolStr,
    /// All of it.
    pub span: Span,
    /// What it extends or embeds.
    pub bases: Vec<ExprId>,
    /// Python: the type arguments of bases, `[A, B]` of `Base[A, B]`, by the number of the base.
    pub arguments: Vec<(u32, Vec<ExprId>)>,
    /// Methods of its body (Go methods are attached by [`Function::receiver_type`]).
    pub methods: Vec<FuncId>,
    /// Fields declared in its body.
    pub fields: Vec<Field>,
    /// Enumerations: members hold their values.
    pub kind: ClassKind,
}

/// What a [`Class`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassKind {
    /// A class or struct.
    Class,
    /// Its typed fields are what its constructor takes, by name or in order: Python's data classes, models, named tuples.
    Data,
    /// Only a shape: TypeScript and Go interfaces, Python protocols.
    Interface,
    /// A set of named values.
    Enum,
}

/// A field of a class.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: SmolStr,
    /// Its declared type.
    pub ty: Option<TypeId>,
    /// Its initial value.
    pub value: Option<ExprId>,
    /// Where it stands.
    pub span: Span,
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
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Export::Module(_) => true,
            Export::Named(name, _) => name == "default",
            Export::Star(_) => false,
        }
    }
}

/// A statement.
#[derive(Debug, Clone)]
pub enum Stmt {
    /// Evaluated for its effect.
    Expr(ExprId),
    /// A definition of a binding: the index into its `defs`.
    Define(BindingId, u32),
    /// `object.x = v` or `object[k] = v`.
    Assign {
        /// A [`ExprKind::Member`] or [`ExprKind::Index`].
        target: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `return x`.
    Return(Option<ExprId>),
    /// `if`/`elif`/`else`, `switch`, `match`: each arm with its condition; the last may have none.
    Branch(Vec<Arm>),
    /// A loop; conditions of `while` are in the body as [`Stmt::Expr`].
    Loop(LoopId, Vec<Stmt>),
    /// `try`. Boxed, as it is larger than all others, and rare.
    Try(Box<Attempt>),
    /// `break`, `continue`, `throw`, `raise`, a call that never returns: what follows in the block does not run.
    Exit,
    /// A block of its own scope.
    Block(Vec<Stmt>),
    /// A nested function or class stands here: the function's context is this place.
    Declare(FuncId),
}

/// `try`: body, handlers, `finally`.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// What is tried.
    pub body: Vec<Stmt>,
    /// Each `except` or `catch`.
    pub handlers: Vec<Vec<Stmt>>,
    /// `else` and `finally`.
    pub after: Vec<Stmt>,
}

/// An arm of a [`Stmt::Branch`].
#[derive(Debug, Clone)]
pub struct Arm {
    /// When this is true, and no earlier one was; `None` is `else`.
    pub test: Option<ExprId>,
    /// What runs then.
    pub body: Vec<Stmt>,
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
