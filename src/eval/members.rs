//! Members: fields set in constructors, methods, enum values, properties of objects.

use std::rc::Rc;

use smol_str::SmolStr;

use super::value::{ClassRef, Closure, External, Hole, Instance, Origin, Value};
use super::{Cx, Evaluator, hash};
use crate::project::{ModuleFile, Sought};
use crate::syntax::ir::*;

/// Base classes looked through.
const MAX_BASES: u32 = 8;

impl<'p> Evaluator<'p> {
    /// A member of a value.
    pub fn member(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>, name: &SmolStr) -> Value<'p> {
        match of {
            Value::Instance(instance) => self.instance_member(cx, expr, instance, name),
            Value::Class(class) => self.class_member(cx, expr, *class, name),
            Value::Namespace(files) => self.namespace_member(cx, expr, files, name),
            Value::Map(map) => match map.get(name) {
                Some(entry) => entry.value.clone(),
                None if name == "length" || name == "size" => self.count(cx, expr, of),
                None => match map.rest.iter().find(|rest| !rest.is_hole()) {
                    Some(rest) => self.member(cx, expr, &rest.clone(), name),
                    None => {
                        let key = Value::text(name.as_bytes(), None);
                        self.kept_in(cx, expr, map, &key).unwrap_or_else(|| self.derived(cx, expr, of, name))
                    }
                },
            },
            Value::Shaped(shaped) => {
                self.shaped_member(shaped, name).unwrap_or_else(|| self.derived(cx, expr, of, name))
            }
            Value::External(external) => self.external_member(cx, expr, of, external, name),
            Value::Union(values) => {
                let members: Vec<Value<'p>> = values.iter().map(|value| self.member(cx, expr, value, name)).collect();
                let known: Vec<Value<'p>> = members.iter().filter(|value| !value.is_hole()).cloned().collect();
                if known.is_empty() { self.derived(cx, expr, of, name) } else { Value::union(known) }
            }
            Value::List(_) if name == "length" => self.count(cx, expr, of),
            Value::Results(values) => match values.first() {
                Some(first) => self.member(cx, expr, &first.clone(), name),
                None => self.derived(cx, expr, of, name),
            },
            _ => self.derived(cx, expr, of, name),
        }
    }

    fn derived(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>, name: &SmolStr) -> Value<'p> {
        let member = self.derived_hole(cx, expr, hash(&(of.identity(), name.as_str(), 0x3e_u8)), of.turns());
        match (member, given_to(of)) {
            (Value::Hole(hole), Some((file, function))) => {
                Value::Hole(Rc::new(Hole { origin: Origin::Within { file, function }, ..(*hole).clone() }))
            }
            (member, _) => member,
        }
    }

    /// How many elements a list has, when that is written in the source.
    pub fn count(&self, cx: &Cx<'p>, expr: ExprId, of: &Value<'p>) -> Value<'p> {
        match of {
            Value::List(list) if list.parts.iter().all(|part| matches!(part, super::value::ListPart::One(..))) => {
                Value::Number(list.parts.len() as f64)
            }
            _ => self.derived_hole(cx, expr, hash(&(of.identity(), 0xc0_u8)), of.turns()),
        }
    }

    fn external_member(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        of: &Value<'p>,
        external: &External<'p>,
        name: &SmolStr,
    ) -> Value<'p> {
        if let External::Symbol { module, path } = external {
            // A default import is the module itself for every library slotlint knows.
            let mut path = path.clone();
            path.push(name.clone());
            return Value::external(External::Symbol { module: module.clone(), path });
        }
        if let External::Extends { instance: Value::Instance(instance), .. } = external
            && let Some(own) = self.own_member(cx, expr, instance, instance.class, name, 0)
        {
            return own;
        }
        Value::external(External::Member { of: of.clone(), name: name.clone(), site: cx.site(expr) })
    }

    fn instance_member(&self, cx: &Cx<'p>, expr: ExprId, instance: &Rc<Instance<'p>>, name: &SmolStr) -> Value<'p> {
        if let Some(own) = self.own_member(cx, expr, instance, instance.class, name, 0) {
            return own;
        }
        match self.external_base(instance.class) {
            Some(base) => {
                let instance = Value::Instance(instance.clone());
                let of = Value::external(External::Extends { instance, base });
                Value::external(External::Member { of, name: name.clone(), site: cx.site(expr) })
            }
            None => self.derived(cx, expr, &Value::Instance(instance.clone()), name),
        }
    }

    /// A member of an instance that its class, or one that this extends, has. What a base class does is done by the instance
    /// itself: it sees what the subclass overrides.
    fn own_member(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        instance: &Rc<Instance<'p>>,
        class: ClassRef<'p>,
        name: &SmolStr,
        depth: u32,
    ) -> Option<Value<'p>> {
        if depth > MAX_BASES {
            return None;
        }
        if let Some((file, function)) = self.method(class, name) {
            let this = Some(Value::Instance(instance.clone()));
            let closure = Rc::new(Closure { cx: Cx::of(file), function, this });
            return Some(match file.ir.function(function).method {
                MethodKind::Getter => self.invoke(cx, &closure, super::FrameArgs::Values(Vec::new()), cx.site(expr)),
                _ => Value::Function(closure),
            });
        }
        if let Some(field) = self.field(instance, class, name) {
            return Some(field);
        }
        let info = class.file.ir.class(class.class);
        let home = Cx::of(class.file);
        info.bases.iter().find_map(|&base| match self.eval(&home, base) {
            Value::Class(base) => self.own_member(cx, expr, instance, base, name, depth + 1),
            // Go: what is embedded is an instance of its own.
            Value::Instance(base) => self.own_member(cx, expr, &base, base.class, name, depth + 1),
            _ => None,
        })
    }

    /// A method of a class: in its body, or (Go) attached by receiver anywhere in the package.
    pub fn method(&self, class: ClassRef<'p>, name: &str) -> Option<(&'p ModuleFile, FuncId)> {
        let ir = &class.file.ir;
        let info = ir.class(class.class);
        let own = info.methods.iter().copied().find(|&id| ir.function(id).name == name);
        if let Some(own) = own {
            return Some((class.file, own));
        }
        if ir.language.is_javascript() {
            let assigned = self.field_index(class.file).prototypes.method(&info.name, name);
            return assigned.map(|function| (class.file, function));
        }
        if ir.language != Language::Go {
            return None;
        }
        let by_receiver = |file: &'p ModuleFile| {
            let position = file
                .ir
                .functions
                .iter()
                .position(|function| function.name == name && function.receiver_type.as_ref() == Some(&info.name));
            position.map(|index| (file, FuncId(index as u32)))
        };
        let sought = [Sought::Method { receiver: &info.name, name }];
        by_receiver(class.file).or_else(|| self.package_with(class.file, &sought).into_iter().find_map(by_receiver))
    }

    fn class_member(&self, cx: &Cx<'p>, expr: ExprId, class: ClassRef<'p>, name: &SmolStr) -> Value<'p> {
        let info = class.file.ir.class(class.class);
        let home = Cx::of(class.file);
        if let Some((file, function)) = self.method(class, name) {
            let head = file.ir.function(function);
            let closure = Rc::new(Closure { cx: Cx::of(file), function, this: Some(Value::Class(class)) });
            // Python's `@property` read through the class is the property itself, not what it gives.
            return match head.method {
                MethodKind::Getter if file.ir.language != Language::Python => {
                    self.invoke(cx, &closure, super::FrameArgs::Values(Vec::new()), cx.site(expr))
                }
                _ => Value::Function(closure),
            };
        }
        if let Some(field) = info.fields.iter().find(|field| field.name == *name) {
            return match field.value {
                Some(value) if info.kind == ClassKind::Enum => self.enum_value(cx, expr, &home, value),
                Some(value) => self.eval(&home, value),
                None => match field.ty {
                    Some(ty) => self.type_value(&home, ty),
                    None => self.derived(cx, expr, &Value::Class(class), name),
                },
            };
        }
        let instance = Rc::new(Instance::of(class, None));
        let mut values = Vec::new();
        self.assigned(class.file, &instance, &info.name, name, &mut values);
        if !values.is_empty() {
            return Value::union(values);
        }
        for &base in &info.bases {
            match self.eval(&home, base) {
                Value::Class(base) => {
                    let found = self.class_member(cx, expr, base, name);
                    if !found.is_hole() {
                        return found;
                    }
                }
                base @ Value::External(_) => {
                    let own = Value::Class(class);
                    let of = Value::external(External::Extends { instance: own, base });
                    return Value::external(External::Member { of, name: name.clone(), site: cx.site(expr) });
                }
                _ => {}
            }
        }
        self.derived(cx, expr, &Value::Class(class), name)
    }

    fn enum_value(&self, cx: &Cx<'p>, expr: ExprId, home: &Cx<'p>, value: ExprId) -> Value<'p> {
        match self.eval(home, value) {
            known @ (Value::Text(_) | Value::Number(_)) => known,
            _ => self.hole(cx, expr),
        }
    }
}

/// Whose callers give a value that they alone know.
fn given_to(value: &Value<'_>) -> Option<(u64, FuncId)> {
    match value {
        Value::Hole(hole) => hole.origin.given_to(),
        Value::Shaped(shaped) => shaped.which.given_to,
        Value::Instance(instance) => instance.which.given_to,
        _ => None,
    }
}

/// The class whose instance an object is, for `this`, `self` and receivers (also through `const self = this`).
pub(crate) fn class_of_object(ir: &Module, object: ExprId, function: FuncId) -> Option<SmolStr> {
    match ir.kind(object) {
        ExprKind::This => enclosing_class(ir, function),
        ExprKind::SelfParam(function) => receiver(ir, *function),
        ExprKind::Name { binding: Some(binding), .. } => {
            ir.binding(*binding).defs.iter().find_map(|def| match def.kind {
                DefKind::Value(value) => match ir.kind(value) {
                    ExprKind::This => enclosing_class(ir, ir.function_of(value)),
                    ExprKind::SelfParam(function) => receiver(ir, *function),
                    _ => None,
                },
                _ => None,
            })
        }
        _ => None,
    }
}

fn receiver(ir: &Module, function: FuncId) -> Option<SmolStr> {
    let info = ir.function(function);
    info.receiver_type.clone().or_else(|| info.class.map(|class| ir.class(class).name.clone()))
}

fn enclosing_class(ir: &Module, mut function: FuncId) -> Option<SmolStr> {
    loop {
        let info = ir.function(function);
        if let Some(class) = info.class {
            return Some(ir.class(class).name.clone());
        }
        if info.parent == function {
            return None;
        }
        function = info.parent;
    }
}
