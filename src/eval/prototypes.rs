//! Methods as before ES6: `X.prototype.name = function () {...}`, wherever X comes from.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::value::{Origin, Value};
use super::{Cx, Evaluator};
use crate::syntax::ir::*;

/// Callers of a function that adds methods to what it is given, that are looked at.
const MAX_CALLERS: usize = 4;

/// The functions that one file puts on prototypes.
#[derive(Debug, Default)]
pub(super) struct Prototypes {
    /// By the name of the class and of the method.
    methods: FxHashMap<(SmolStr, SmolStr), FuncId>,
    /// By function: the class.
    classes: FxHashMap<FuncId, ExprId>,
}

impl Prototypes {
    pub(super) fn of(ir: &Module) -> Self {
        let mut found = Self::default();
        if !ir.language.is_javascript() {
            return found;
        }
        for assignment in &ir.flow.member_assignments {
            match prototype_of(ir, assignment.object) {
                Some(class) => found.add(ir, class, &assignment.name, assignment.value),
                // `X.prototype = { name() {...} }`
                None if assignment.name == "prototype" => found.add_all(ir, assignment.object, assignment.value),
                None => {}
            }
        }
        // `Object.assign(X.prototype, { name() {...} })`
        for call in ir.flow.calls.iter().filter_map(|&call| ir.call(call)) {
            if let [target, sources @ ..] = call.args.as_slice()
                && let Some(class) = prototype_of(ir, target.value)
            {
                sources.iter().for_each(|source| found.add_all(ir, class, source.value));
            }
        }
        found
    }

    fn add(&mut self, ir: &Module, class: ExprId, name: &SmolStr, value: ExprId) {
        let &ExprKind::Function(function) = ir.kind(value) else { return };
        self.classes.entry(function).or_insert(class);
        if let ExprKind::Name { name: class, .. } = ir.kind(class) {
            self.methods.entry((class.clone(), name.clone())).or_insert(function);
        }
    }

    fn add_all(&mut self, ir: &Module, class: ExprId, methods: ExprId) {
        let ExprKind::Record { entries, .. } = ir.kind(methods) else { return };
        for entry in entries {
            if let Entry::Pair { key, value } = entry
                && let Some(name) = text_of(ir, *key)
            {
                self.add(ir, class, &name, *value);
            }
        }
    }

    /// The method of a class.
    pub(super) fn method(&self, class: &SmolStr, name: &str) -> Option<FuncId> {
        if self.methods.is_empty() {
            return None;
        }
        self.methods.get(&(class.clone(), SmolStr::new(name))).copied()
    }

    /// The class that `this` is of, in a function that is put on its prototype.
    pub(super) fn class_of_this(&self, ir: &Module, object: ExprId, function: FuncId) -> Option<SmolStr> {
        if self.classes.is_empty() || !stands_for_this(ir, object) {
            return None;
        }
        match ir.kind(self.class_around(ir, function)?) {
            ExprKind::Name { name, .. } => Some(name.clone()),
            _ => None,
        }
    }

    fn class_around(&self, ir: &Module, mut function: FuncId) -> Option<ExprId> {
        loop {
            if let Some(&class) = self.classes.get(&function) {
                return Some(class);
            }
            let parent = ir.function(function).parent;
            if parent == function {
                return None;
            }
            function = parent;
        }
    }
}

impl<'p> Evaluator<'p> {
    /// What `this` is in a function that is put on a prototype.
    pub(super) fn this_by_prototype(&self, cx: &Cx<'p>, function: FuncId) -> Option<Value<'p>> {
        let &class = self.field_index(cx.file).prototypes.classes.get(&function)?;
        if let Some(this) = cx.frame_of(function).and_then(|frame| frame.this.clone()) {
            return Some(this);
        }
        match self.eval(&Cx::of(cx.file), class) {
            Value::Class(class) => Some(self.some_instance(class.file, class.class)),
            Value::Hole(hole) => match hole.origin {
                Origin::Param { file, function, index } if file == cx.file.key => self.extended_by(cx, function, index),
                _ => None,
            },
            _ => None,
        }
    }

    /// The class that callers hand to a function which adds methods to it: `require('./getters')(Queue)`.
    fn extended_by(&self, cx: &Cx<'p>, function: FuncId, index: u32) -> Option<Value<'p>> {
        let calls = self.some_calls_named(cx.file, function).into_iter();
        let callers = calls.filter(|site| self.is_call_of(*site, cx.file, function));
        callers.take(MAX_CALLERS).find_map(|site| {
            let given = site.file.ir.call(site.expr)?.args.get(index as usize)?.value;
            match self.eval(&Cx::of(site.file), given) {
                Value::Class(class) => Some(self.some_instance(class.file, class.class)),
                _ => None,
            }
        })
    }
}

/// `X` of `X.prototype`.
fn prototype_of(ir: &Module, object: ExprId) -> Option<ExprId> {
    match ir.kind(object) {
        ExprKind::Member { object, property, .. } if property == "prototype" => Some(*object),
        _ => None,
    }
}

/// `this`, or a name that stands for it.
fn stands_for_this(ir: &Module, object: ExprId) -> bool {
    match ir.kind(object) {
        ExprKind::This => true,
        ExprKind::Name { binding: Some(binding), .. } => ir.binding(*binding).defs.iter().any(|def| match def.kind {
            DefKind::Value(value) => matches!(ir.kind(value), ExprKind::This),
            _ => false,
        }),
        _ => false,
    }
}

/// What a property is defined by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Defined {
    /// `{ value: x }`
    Value(ExprId),
    /// `{ get: f }`
    Getter(ExprId),
}

impl Defined {
    pub(super) fn value(self) -> ExprId {
        match self {
            Defined::Value(value) | Defined::Getter(value) => value,
        }
    }
}

/// What `Object.defineProperty(x, 'name', {...})` and `Object.defineProperties(x, { name: {...} })` of a file define: the
/// object, the name, and what it is defined by.
pub(super) fn properties_defined(ir: &Module) -> Vec<(ExprId, SmolStr, Defined)> {
    let mut found = Vec::new();
    if !ir.language.is_javascript() {
        return found;
    }
    for call in ir.flow.calls.iter().filter_map(|&call| ir.call(call)) {
        let ExprKind::Member { property, .. } = ir.kind(call.callee) else { continue };
        match (property.as_str(), call.args.as_slice()) {
            ("defineProperty", [object, name, by]) => {
                let name = text_of(ir, name.value);
                found.extend(name.zip(defined_by(ir, by.value)).map(|(name, by)| (object.value, name, by)));
            }
            ("defineProperties", [object, all]) => {
                let ExprKind::Record { entries, .. } = ir.kind(all.value) else { continue };
                for entry in entries {
                    let Entry::Pair { key, value } = entry else { continue };
                    let name = text_of(ir, *key);
                    found.extend(name.zip(defined_by(ir, *value)).map(|(name, by)| (object.value, name, by)));
                }
            }
            _ => {}
        }
    }
    found
}

fn defined_by(ir: &Module, descriptor: ExprId) -> Option<Defined> {
    let ExprKind::Record { entries, .. } = ir.kind(descriptor) else { return None };
    entries.iter().find_map(|entry| {
        let Entry::Pair { key, value } = entry else { return None };
        match text_of(ir, *key)?.as_str() {
            "value" => Some(Defined::Value(*value)),
            "get" => Some(Defined::Getter(*value)),
            _ => None,
        }
    })
}

fn text_of(ir: &Module, key: ExprId) -> Option<SmolStr> {
    match ir.kind(key) {
        ExprKind::Text(text) => std::str::from_utf8(text).ok().map(SmolStr::new),
        _ => None,
    }
}
