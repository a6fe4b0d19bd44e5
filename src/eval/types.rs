//! Declared types: what they say of a value.

use std::rc::Rc;

use smol_str::SmolStr;

use super::value::{
    ClassRef, External, Hole, Instance, List, ListPart, MapEntry, MapValue, Shape, Shaped, Turn, Turns, Value, Which,
};
use super::{Cx, Evaluator, hash};
use crate::project::ModuleFile;
use crate::syntax::ir::*;

/// Type constructors that stand for their first argument: what is inside a promise, an optional, a pointer.
pub(super) const TRANSPARENT: &[&str] = &[
    "Promise",
    "PromiseLike",
    "Awaited",
    "Awaitable",
    "Coroutine",
    "Readonly",
    "Required",
    "Partial",
    "NonNullable",
    "Optional",
    "Annotated",
    "Ref",
    "MutableRefObject",
    "Final",
    "ClassVar",
    "Mapped",
    "AsyncContextManager",
    "ContextManager",
    "AbstractContextManager",
    "AbstractAsyncContextManager",
    "ContextVar",
    "Pick",
    "Omit",
    "Maybe",
    "MaybePromise",
    "Depends",
];
/// Type constructors of things that are gone through.
const SEQUENCES: &[&str] = &[
    "Array",
    "ReadonlyArray",
    "Set",
    "ReadonlySet",
    "Iterable",
    "Iterator",
    "AsyncIterable",
    "AsyncIterator",
    "IterableIterator",
    "Generator",
    "AsyncGenerator",
    "Sequence",
    "Collection",
    "FrozenSet",
    "Tuple",
    "Deque",
];

impl<'p> Evaluator<'p> {
    /// Something of a declared type.
    pub fn type_value(&self, cx: &Cx<'p>, ty: TypeId) -> Value<'p> {
        if let Some(shape) = plain(cx.ir().ty(ty)) {
            return shaped(ty, shape);
        }
        let key = (cx.file.key, ty, cx.frame_id());
        if let Some(known) = self.types.borrow().get(&key) {
            return known.clone();
        }
        self.steps.set(self.steps.get() + 1);
        if self.depth.get() >= super::MAX_DEPTH || self.exhausted() {
            return unknown(ty);
        }
        // A type that refers to itself is unknown inside itself.
        self.types.borrow_mut().insert(key, unknown(ty));
        self.depth.set(self.depth.get() + 1);
        let value = self.of_type(cx, ty);
        self.depth.set(self.depth.get() - 1);
        if self.exhausted() {
            self.types.borrow_mut().remove(&key);
        } else {
            self.types.borrow_mut().insert(key, value.clone());
        }
        value
    }

    /// A value that is declared to be of a type; see [`Self::ascribe`].
    pub(super) fn declared(&self, cx: &Cx<'p>, value: Value<'p>, ty: TypeId) -> Value<'p> {
        match (plain(cx.ir().ty(ty)), &value) {
            (None, _) => self.ascribe(value, self.type_value(cx, ty)),
            (Some(shape), Value::Hole(hole)) => with_shape(hole, shape),
            (Some(_), _) => value,
        }
    }

    /// A member of an object type.
    pub(super) fn shaped_member(&self, shaped: &Shaped<'p>, name: &str) -> Option<Value<'p>> {
        let TypeExpr::Object(fields) = shaped.cx.ir().ty(shaped.ty) else { return None };
        let (_, ty) = fields.iter().find(|(field, _)| field == name)?;
        Some(self.type_value(&shaped.cx, *ty)).filter(|value| !value.is_hole())
    }

    fn of_type(&self, cx: &Cx<'p>, ty: TypeId) -> Value<'p> {
        match cx.ir().ty(ty) {
            plain @ (TypeExpr::Opaque | TypeExpr::Text | TypeExpr::Number | TypeExpr::Bool | TypeExpr::Function(_)) => {
                shaped(ty, self::plain(plain).unwrap_or(Shape::Unknown))
            }
            TypeExpr::Literal(expr) | TypeExpr::TypeOf(expr) => self.eval(cx, *expr),
            TypeExpr::Ref(expr, args) => self.named_type(cx, *expr, args, ty),
            TypeExpr::Union(members) | TypeExpr::Intersection(members) => {
                let known: Vec<Value<'p>> = members
                    .iter()
                    .map(|&member| self.type_value(cx, member))
                    .filter(|value| !value.is_hole())
                    .collect();
                if known.is_empty() { unknown(ty) } else { Value::union(known) }
            }
            TypeExpr::List(element) => self.list_type(cx, *element, ty),
            TypeExpr::Map(_, value) => {
                let value = self.type_value(cx, *value);
                if value.is_hole() {
                    return unknown(ty);
                }
                let entry = MapEntry { key: unknown(ty), value, turn: None, site: None };
                Value::Map(Rc::new(MapValue { entries: vec![entry], rest: vec![unknown(ty)], kept: Vec::new() }))
            }
            TypeExpr::Object(_) => Value::Shaped(Rc::new(Shaped { cx: Cx::of(cx.file), ty, which: Which::default() })),
            TypeExpr::Tuple(members) => {
                Value::Results(members.iter().map(|&member| self.type_value(cx, member)).collect::<Vec<_>>().into())
            }
        }
    }

    fn list_type(&self, cx: &Cx<'p>, element: TypeId, ty: TypeId) -> Value<'p> {
        let value = self.type_value(cx, element);
        if value.is_hole() {
            return shaped(ty, Shape::List);
        }
        let turn = Turn { file: cx.file.key, turn: LoopId(u32::MAX - ty.0) };
        let value = told_apart(value, &Which { id: hash(&turn), turns: Turns::from_iter([turn]), ..Which::default() });
        Value::List(Rc::new(List { parts: vec![ListPart::Each(value, turn, None)] }))
    }

    fn named_type(&self, cx: &Cx<'p>, expr: ExprId, args: &[TypeId], ty: TypeId) -> Value<'p> {
        let name = match cx.ir().kind(expr) {
            ExprKind::Name { name, .. } => name.clone(),
            ExprKind::Member { property, .. } => property.clone(),
            _ => SmolStr::default(),
        };
        if let Some(&first) = args.first() {
            match name.as_str() {
                "ReturnType" => return self.result_of(cx, first),
                "InstanceType" => {
                    let class = self.type_value(cx, first);
                    return self.instance_of(&class);
                }
                name if TRANSPARENT.contains(&name) => return self.type_value(cx, first),
                name if SEQUENCES.contains(&name) => return self.list_type(cx, first, ty),
                _ => {}
            }
        }
        match self.eval(cx, expr) {
            hole @ Value::Hole(_) => self.type_argument(cx, expr, &name).unwrap_or(hole),
            // `try: from redis.client import Script`, `except ImportError: from redis.commands.core import Script`.
            Value::Union(values) => {
                let known =
                    values.iter().map(|value| self.of_named(value.clone(), ty)).filter(|value| !value.is_hole());
                let known: Vec<Value<'p>> = known.collect();
                if known.is_empty() { unknown(ty) } else { Value::union(known) }
            }
            named => self.of_named(named, ty),
        }
    }

    /// Something of the type that a name stands for.
    fn of_named(&self, named: Value<'p>, ty: TypeId) -> Value<'p> {
        match &named {
            // A type alias was already evaluated to "something of the type".
            Value::Class(_) => self.instance_of(&named),
            Value::External(external) => match &**external {
                External::Symbol { module, path } if module.is_empty() && path.len() == 1 => unknown(ty),
                External::Symbol { .. } | External::Member { .. } => self.instance_of(&named),
                _ => named,
            },
            Value::Namespace(_) | Value::Function(_) | Value::Text(_) | Value::Null => unknown(ty),
            _ => named,
        }
    }

    /// `ReturnType<typeof f>`.
    fn result_of(&self, cx: &Cx<'p>, function: TypeId) -> Value<'p> {
        match self.type_value(cx, function) {
            Value::Function(closure) => self.result_without_arguments(&closure),
            _ => unknown(function),
        }
    }

    /// A value that is also said to be of a type: the type counts where the value says nothing of itself.
    pub(super) fn ascribe(&self, value: Value<'p>, ty: Value<'p>) -> Value<'p> {
        match (&value, &ty) {
            (Value::Hole(hole), Value::Hole(hint)) => with_shape(hole, hint.shape),
            (_, Value::Hole(_)) => value,
            (Value::Hole(hole), Value::Text(_) | Value::List(_) | Value::Number(_)) => {
                let shape = if matches!(ty, Value::List(_)) { Shape::List } else { Shape::Text };
                if let Value::List(list) = &ty
                    && list.parts.iter().any(|part| !matches!(part.value(), Value::Text(_) | Value::Number(_)))
                {
                    return ty;
                }
                Value::Hole(Rc::new(Hole { shape, ..(**hole).clone() }))
            }
            (Value::Hole(hole), _) => {
                let given_to = hole.origin.given_to();
                told_apart(ty, &Which { id: hole.id, turns: hole.turns.clone(), name: hole.text.clone(), given_to })
            }
            (Value::Null, _) => ty,
            // `clients: dict[str, Redis] = {}`: the type says what is going to be in it.
            (Value::Map(map), Value::Map(_)) if map.entries.is_empty() && map.rest.is_empty() => ty,
            (Value::External(external), Value::External(_) | Value::Union(_) | Value::Instance(_)) => match &**external
            {
                External::OfType { .. } => ty,
                _ => Value::external(External::Ascribed { value, ty }),
            },
            // What one of several libraries made, which may not be known: the type still says what all of them are.
            (Value::Union(values), Value::External(_) | Value::Union(_) | Value::Instance(_))
                if values.iter().all(|value| matches!(value, Value::External(_) | Value::Hole(_) | Value::Null)) =>
            {
                Value::union(values.iter().map(|value| self.ascribe(value.clone(), ty.clone())))
            }
            (Value::Instance(instance), Value::Instance(other)) if instance.made.is_none() => {
                let interface = self.is_interface(instance.class);
                if interface && !self.is_interface(other.class) { ty } else { value }
            }
            _ => value,
        }
    }

    fn is_interface(&self, class: ClassRef<'p>) -> bool {
        class.file.ir.class(class.class).kind == ClassKind::Interface
    }

    /// An instance of a class of which nothing else is known. A class that extends something external is also that.
    pub(super) fn some_instance(&self, file: &'p ModuleFile, class: ClassId) -> Value<'p> {
        Value::Instance(Rc::new(Instance::of(ClassRef { file, class }, None)))
    }

    /// An element of something external, such as a node of `cluster.nodes()`.
    pub(super) fn external_index(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>) -> Value<'p> {
        Value::external(External::Element { of: of.clone(), turn: None, site: cx.site(expr) })
    }

    /// The external class that a project class extends, directly or through others.
    pub fn external_base(&self, class: ClassRef<'p>) -> Option<Value<'p>> {
        let mut next = class;
        for _ in 0..8 {
            let info = next.file.ir.class(next.class);
            let mut parent = None;
            for &base in &info.bases {
                // `if TYPE_CHECKING: Base = Redis[bytes]`, `else: Base = Redis`: either says what it is.
                for base in self.eval(&Cx::of(next.file), base).alternatives() {
                    match base {
                        Value::Class(base) => parent = parent.or(Some(*base)),
                        Value::Instance(base) => parent = parent.or(Some(base.class)),
                        Value::External(_) => return Some(base.clone()),
                        _ => {}
                    }
                }
            }
            next = parent?;
        }
        None
    }
}

/// Something of a type, told apart from others of the type: what it was before its type was known.
pub(super) fn told_apart<'p>(value: Value<'p>, which: &Which) -> Value<'p> {
    match &value {
        Value::Instance(instance) if instance.made.is_none() => {
            Value::Instance(Rc::new(Instance { which: which.clone(), ..(**instance).clone() }))
        }
        Value::Shaped(shaped) => Value::Shaped(Rc::new(Shaped { which: which.clone(), ..(**shaped).clone() })),
        Value::Union(values) => Value::union(values.iter().map(|value| told_apart(value.clone(), which))),
        Value::External(external) => {
            let ty = match &**external {
                External::OfType { .. } => value.clone(),
                External::Ascribed { value: Value::Hole(_), ty } => ty.clone(),
                _ => return value,
            };
            let hole = Hole { turns: which.turns.clone(), ..Hole::unknown(which.id, "value") };
            Value::external(External::Ascribed { value: Value::Hole(Rc::new(hole)), ty })
        }
        _ => value,
    }
}

/// A hole that is said to have a shape, if nothing is known of that yet.
fn with_shape<'p>(hole: &Rc<Hole<'p>>, shape: Shape) -> Value<'p> {
    Value::Hole(match hole.shape == Shape::Unknown && shape != Shape::Unknown {
        true => Rc::new(Hole { shape, ..(**hole).clone() }),
        false => Rc::clone(hole),
    })
}

/// What a type says that is no more than a shape.
pub(super) fn plain(ty: &TypeExpr) -> Option<Shape> {
    match ty {
        TypeExpr::Text => Some(Shape::Text),
        TypeExpr::Number => Some(Shape::Number),
        TypeExpr::Opaque | TypeExpr::Bool | TypeExpr::Function(_) => Some(Shape::Unknown),
        TypeExpr::Literal(_)
        | TypeExpr::TypeOf(_)
        | TypeExpr::Ref(..)
        | TypeExpr::Union(_)
        | TypeExpr::Intersection(_)
        | TypeExpr::List(_)
        | TypeExpr::Map(..)
        | TypeExpr::Object(_)
        | TypeExpr::Tuple(_) => None,
    }
}

fn unknown<'p>(ty: TypeId) -> Value<'p> {
    shaped(ty, Shape::Unknown)
}

fn shaped<'p>(ty: TypeId, shape: Shape) -> Value<'p> {
    Value::Hole(Rc::new(Hole { shape, ..Hole::unknown(hash(&(ty, shape as u8)), SmolStr::new_static("?")) }))
}
