//! What an expression can be found to be.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::SmolStr;

pub use super::hole::{Hole, Origin, Shape};
use super::pattern::Pattern;
use super::{Cx, Site};
use crate::project::ModuleFile;
use crate::syntax::ir::{ClassId, FuncId, LoopId, TypeId};

/// The value of an expression, as far as it can be known without running the program.
#[derive(Clone)]
pub enum Value<'p> {
    /// A string or bytes, perhaps with holes.
    Text(Rc<Pattern<'p>>),
    /// A number.
    Number(f64),
    /// A truth value.
    Bool(bool),
    /// `null`, `undefined`, `None`, `nil`.
    Null,
    /// A list, tuple, set or slice.
    List(Rc<List<'p>>),
    /// An object literal, dict, map.
    Map(Rc<MapValue<'p>>),
    /// Something of an object type written in place; its members are found when asked for.
    Shaped(Rc<Shaped<'p>>),
    /// A function of the project, with what it captured.
    Function(Rc<Closure<'p>>),
    /// A class of the project.
    Class(ClassRef<'p>),
    /// Something made from a class of the project.
    Instance(Rc<Instance<'p>>),
    /// A module of the project; a Go package has several files, each read when something of it is asked for.
    Namespace(Rc<[Arc<Path>]>),
    /// Something that lives outside the project, described by how it was reached.
    External(Rc<External<'p>>),
    /// Several results of one call.
    Results(Rc<[Value<'p>]>),
    /// One of these.
    Union(Rc<[Value<'p>]>),
    /// Not known.
    Hole(Rc<Hole<'p>>),
}

/// The loops that a value depends on.
pub type Turns = SmallVec<[Turn; 2]>;

/// One loop of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Turn {
    /// The file's key.
    pub file: u64,
    /// The loop in it.
    pub turn: LoopId,
}

/// A list.
#[derive(Clone, Default)]
pub struct List<'p> {
    /// Its parts, in order.
    pub parts: Vec<ListPart<'p>>,
}

/// A part of a list.
#[derive(Clone)]
pub enum ListPart<'p> {
    /// One element.
    One(Value<'p>, Option<Site<'p>>),
    /// Any number of elements that look like this one.
    Each(Value<'p>, Turn, Option<Site<'p>>),
    /// Any number of elements of which nothing is known but where they come from.
    Rest(Value<'p>, Option<Site<'p>>),
}

impl<'p> ListPart<'p> {
    /// The value of an element.
    pub fn value(&self) -> &Value<'p> {
        match self {
            ListPart::One(value, _) | ListPart::Each(value, _, _) | ListPart::Rest(value, _) => value,
        }
    }

    /// Where it stands.
    pub fn site(&self) -> Option<Site<'p>> {
        match self {
            ListPart::One(_, site) | ListPart::Each(_, _, site) | ListPart::Rest(_, site) => *site,
        }
    }
}

/// A map.
#[derive(Clone, Default)]
pub struct MapValue<'p> {
    /// Known entries, in order; later ones win.
    pub entries: Vec<MapEntry<'p>>,
    /// Other maps poured in.
    pub rest: Vec<Value<'p>>,
    /// Things that are put into it elsewhere, any number of each; only a look-up by a key minds them.
    pub kept: Vec<MapEntry<'p>>,
}

/// An entry of a map.
#[derive(Clone)]
pub struct MapEntry<'p> {
    /// Its key.
    pub key: Value<'p>,
    /// Its value.
    pub value: Value<'p>,
    /// The loop that makes many of them, if one does.
    pub turn: Option<Turn>,
    /// Where the key and the value stand.
    pub site: Option<(Site<'p>, Site<'p>)>,
}

impl<'p> MapValue<'p> {
    /// The entry of a name, the last one written.
    pub fn get(&self, name: &str) -> Option<&MapEntry<'p>> {
        self.entries.iter().rev().find(|entry| entry.key.literal().is_some_and(|key| key == name.as_bytes()))
    }

    /// Adds what a list of `(key, value)` pairs holds at one place; what is no pair is poured in as it is.
    pub fn add_pair(&mut self, part: &ListPart<'p>) {
        let (pair, turn) = match part {
            ListPart::One(pair, _) => (pair, None),
            ListPart::Each(pair, turn, _) => (pair, Some(*turn)),
            ListPart::Rest(rest, _) => return self.rest.push(rest.clone()),
        };
        let Value::List(list) = pair else { return self.rest.push(pair.clone()) };
        let [ListPart::One(key, key_site), ListPart::One(value, value_site), ..] = &list.parts[..] else {
            return self.rest.push(pair.clone());
        };
        let site = key_site.zip(*value_site);
        self.entries.push(MapEntry { key: key.clone(), value: value.clone(), turn, site });
    }
}

/// Something of an object type.
#[derive(Clone)]
pub struct Shaped<'p> {
    /// Where the type is written, and in which frame.
    pub cx: Cx<'p>,
    /// A [`crate::syntax::ir::TypeExpr::Object`].
    pub ty: TypeId,
    /// Which of that type.
    pub which: Which,
}

/// Which of several things of one type: equal for the same unknown value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// The identity of the value before its type was known; 0 for "some".
    pub id: u64,
    /// The loops with whose turns it varies.
    pub turns: Turns,
    /// How people would name it: `order`; empty for an element of a list.
    pub name: SmolStr,
    /// The file and the function whose callers give it, when it is a parameter.
    pub given_to: Option<(u64, FuncId)>,
}

/// A function with what it captured.
#[derive(Clone)]
pub struct Closure<'p> {
    /// Where it is written, and in which frame.
    pub cx: Cx<'p>,
    /// The function.
    pub function: FuncId,
    /// What `this` or `self` is in it, for a method reached through an object.
    pub this: Option<Value<'p>>,
}

/// A class of the project.
#[derive(Clone, Copy)]
pub struct ClassRef<'p> {
    /// The file it is in.
    pub file: &'p ModuleFile,
    /// The class.
    pub class: ClassId,
}

/// Something made from a class.
#[derive(Clone)]
pub struct Instance<'p> {
    /// Its class.
    pub class: ClassRef<'p>,
    /// The call or composite literal that made it, with the frame in which it did; none for "some instance".
    pub made: Option<(Cx<'p>, Site<'p>)>,
    /// Which instance, when it is not known where it was made.
    pub which: Which,
}

impl<'p> Instance<'p> {
    /// An instance of a class.
    pub fn of(class: ClassRef<'p>, made: Option<(Cx<'p>, Site<'p>)>) -> Self {
        Self { class, made, which: Which::default() }
    }
}

/// Something outside the project.
#[derive(Clone)]
pub enum External<'p> {
    /// What a library exports: the module as imported, and the path of names behind it.
    Symbol {
        /// `ioredis`, `redis.cluster`, `github.com/redis/go-redis/v9`.
        module: SmolStr,
        /// `["Cluster"]`.
        path: SmallVec<[SmolStr; 2]>,
    },
    /// A member of something external.
    Member {
        /// Of what.
        of: Value<'p>,
        /// Its name.
        name: SmolStr,
        /// Where it is taken.
        site: Site<'p>,
    },
    /// What a call of something external gives.
    Call {
        /// What was called: a symbol or a member.
        callee: Value<'p>,
        /// The call.
        site: Site<'p>,
        /// The frame it stands in.
        cx: Cx<'p>,
        /// The loops that its arguments vary with.
        turns: Turns,
    },
    /// An element of something external: of its result, of a list it gives.
    Element {
        /// Of what.
        of: Value<'p>,
        /// The loop that goes through it, if one does.
        turn: Option<Turn>,
        /// Where it is taken.
        site: Site<'p>,
    },
    /// What something external hands to a callback: `rdb.Watch(ctx, func(tx *redis.Tx) ...)`.
    Handed {
        /// What was called with the callback.
        callee: Value<'p>,
        /// The call.
        call: Site<'p>,
        /// The frame it stands in.
        cx: Cx<'p>,
        /// Which parameter of the callback, counted from 0.
        index: u32,
        /// Something of the parameter's declared type, if it has one.
        ty: Option<Value<'p>>,
    },
    /// Something whose type is declared to be the given symbol.
    OfType {
        /// The symbol of the type.
        ty: Value<'p>,
    },
    /// A value that is also said to have a type.
    Ascribed {
        /// The value.
        value: Value<'p>,
        /// Something of the declared type.
        ty: Value<'p>,
    },
    /// A project class's instance, seen as what its class extends.
    Extends {
        /// The instance.
        instance: Value<'p>,
        /// The external base class.
        base: Value<'p>,
    },
}

impl<'p> Value<'p> {
    /// A value outside the project.
    pub fn external(external: External<'p>) -> Self {
        Value::External(Rc::new(external))
    }

    /// Text known to the last byte.
    pub fn text(bytes: &[u8], site: Option<Site<'p>>) -> Self {
        Value::Text(Rc::new(Pattern::literal(bytes, site)))
    }

    /// The bytes, if it is text known to the last byte.
    pub fn literal(&self) -> Option<&[u8]> {
        match self {
            Value::Text(pattern) => pattern.as_literal(),
            _ => None,
        }
    }

    /// The text, if it is known to the last byte and UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.literal()?).ok()
    }

    /// Whether nothing is known of it.
    pub fn is_hole(&self) -> bool {
        matches!(self, Value::Hole(_))
    }

    /// The alternatives: the members of a union, or the value itself.
    pub fn alternatives(&self) -> &[Value<'p>] {
        match self {
            Value::Union(values) => values,
            other => std::slice::from_ref(other),
        }
    }

    /// One of several values: flattened, without repetitions; `null` is left out beside others. Beyond the cap the rest
    /// is dropped in favour of a hole.
    pub fn union(values: impl IntoIterator<Item = Value<'p>>) -> Self {
        const CAP: usize = 8;
        let mut values = values.into_iter();
        let (first, second) = (values.next(), values.next());
        let values = match (first, second) {
            // By far the most: nothing to be told apart from.
            (Some(only), None) => return only,
            (first, second) => first.into_iter().chain(second).chain(values),
        };
        let mut seen: SmallVec<[u64; 8]> = SmallVec::new();
        let mut kept: Vec<Value<'p>> = Vec::new();
        let mut null = false;
        for value in values {
            for one in value.alternatives() {
                if matches!(one, Value::Null) {
                    null = true;
                    continue;
                }
                let id = one.identity();
                if !seen.contains(&id) && kept.len() < CAP {
                    seen.push(id);
                    kept.push(one.clone());
                }
            }
        }
        match kept.len() {
            0 if null => Value::Null,
            0 => Value::Hole(Rc::new(Hole::unknown(0, "?"))),
            1 => kept.swap_remove(0),
            _ => Value::Union(kept.into()),
        }
    }
}
