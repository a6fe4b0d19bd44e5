//! Whether a file gives others a client, itself or in a field: then files that import it matter even if they never name
//! Redis.

use std::rc::Rc;

use smol_str::{SmolStr, format_smolstr};

use super::receivers::{Receiver, Receivers};
use crate::eval::members::class_of_object;
use crate::eval::value::{ClassRef, Instance, Value};
use crate::eval::{Cx, Evaluator, FrameArgs};
use crate::project::ModuleFile;
use crate::syntax::ir::{Export, ExprId, FuncId, Function, Language, MethodKind};

/// More names than this are not asked.
const MAX_NAMES: usize = 200;
/// Nor more fields of one class.
const MAX_FIELDS: usize = 24;

/// What other files can take from one.
#[derive(Debug, Default, Clone)]
pub struct Exports {
    /// The exported names that are a client, or a function that gives one.
    pub names: Vec<SmolStr>,
    /// The fields and methods, with the dot in front, by which a client is reached in its classes and their instances.
    pub fields: Vec<SmolStr>,
}

impl Exports {
    /// What a file gives; `client_names` are the names of receivers that settings call clients.
    pub fn of<'p>(ev: &Evaluator<'p>, file: &'p ModuleFile, client_names: Vec<String>) -> Self {
        let finder = Receivers::new(ev, client_names);
        let mut search = Search { finder: &finder, cx: Cx::of(file), fields: Vec::new() };
        let names = search.names(file);
        let mut fields: Vec<SmolStr> = search.fields.iter().map(|name| format_smolstr!(".{name}")).collect();
        fields.sort_unstable();
        Self { names, fields }
    }
}

struct Search<'s, 'e, 'p> {
    finder: &'s Receivers<'e, 'p>,
    cx: Cx<'p>,
    fields: Vec<SmolStr>,
}

impl<'p> Search<'_, '_, 'p> {
    fn names(&mut self, file: &'p ModuleFile) -> Vec<SmolStr> {
        let ir = &file.ir;
        let mut found = Vec::new();
        match ir.language {
            Language::JavaScript | Language::TypeScript | Language::Tsx => {
                for export in ir.exports.iter().take(MAX_NAMES) {
                    let (name, value) = match export {
                        Export::Named(name, value) => (name.clone(), *value),
                        Export::Module(value) => (SmolStr::new_static("default"), *value),
                        Export::Star(_) => continue,
                    };
                    if self.finder.ev.is_far_from_clients(&self.cx, value) {
                        continue;
                    }
                    self.finder.ev.begin();
                    let exported = self.finder.ev.eval(&self.cx, value);
                    if self.holds_client(value, &exported, 0) {
                        found.push(name);
                    }
                }
            }
            Language::Python | Language::Go if !ir.exprs.is_empty() => {
                let mut names: Vec<_> = ir.top.iter().map(|(name, binding)| (name, *binding)).collect();
                names.sort_unstable();
                for (name, binding) in names.into_iter().take(MAX_NAMES) {
                    // Go gives nobody what it imports.
                    if ir.language == Language::Python && self.finder.ev.is_imported_from_afar(&self.cx, binding) {
                        continue;
                    }
                    self.finder.ev.begin();
                    let value = self.finder.ev.export(std::slice::from_ref(&file.path), name);
                    if value.is_some_and(|value| self.holds_client(ExprId(0), &value, 0)) {
                        found.push(name.clone());
                    }
                }
            }
            Language::Python | Language::Go | Language::Lua => {}
        }
        found
    }

    fn holds_client(&mut self, at: ExprId, value: &Value<'p>, depth: u32) -> bool {
        match value {
            Value::Function(closure) if depth < 2 => {
                if self.finder.ev.returns_only_plain(closure) {
                    return false;
                }
                let site = self.cx.site(at);
                let result = self.finder.ev.invoke(&self.cx, closure, FrameArgs::Values(Vec::new()), site);
                self.holds_client(at, &result, depth + 1)
            }
            Value::Map(map) if depth < 2 => {
                map.entries.iter().any(|entry| self.holds_client(at, &entry.value, depth + 1))
            }
            // `class Store extends Redis`: whoever imports it makes clients.
            Value::Class(class) => {
                let instance = Rc::new(Instance::of(*class, None));
                self.look_into(at, &instance);
                self.is_client(&Value::Instance(instance))
            }
            Value::Instance(instance) => {
                self.look_into(at, instance);
                self.is_client(value)
            }
            Value::External(_) | Value::Union(_) => self.is_client(value),
            _ => false,
        }
    }

    fn is_client(&self, value: &Value<'p>) -> bool {
        matches!(self.finder.of_value(value, self.cx.ir().language, 0, 0), Some(Receiver::Client(_)))
    }

    /// Notes the fields and methods that others can reach a client by.
    fn look_into(&mut self, at: ExprId, instance: &Rc<Instance<'p>>) {
        let whole = Value::Instance(instance.clone());
        for name in fields_of(&instance.class) {
            if self.fields.contains(&name) {
                continue;
            }
            let held = self.finder.ev.member(&self.cx, at, &whole, &name);
            if matches!(held, Value::External(_) | Value::Union(_) | Value::Instance(_)) && self.is_client(&held) {
                self.fields.push(name);
            }
        }
        for name in methods_of(&instance.class) {
            if self.fields.contains(&name) {
                continue;
            }
            let Value::Function(closure) = self.finder.ev.member(&self.cx, at, &whole, &name) else { continue };
            if self.finder.ev.returns_only_plain(&closure) {
                continue;
            }
            let site = self.cx.site(at);
            let given = self.finder.ev.invoke(&self.cx, &closure, FrameArgs::Values(Vec::new()), site);
            if matches!(given, Value::External(_) | Value::Union(_) | Value::Instance(_)) && self.is_client(&given) {
                self.fields.push(name);
            }
        }
    }
}

/// The fields of a class, declared and assigned, that are not marked as its own affair.
fn fields_of(class: &ClassRef<'_>) -> Vec<SmolStr> {
    let ir = &class.file.ir;
    let info = ir.class(class.class);
    let declared = info.fields.iter().map(|field| &field.name);
    let assigned = ir.flow.member_assignments.iter().filter(|assignment| {
        class_of_object(ir, assignment.object, assignment.function).is_some_and(|class| class == info.name)
    });
    let mut names: Vec<SmolStr> = Vec::new();
    for name in declared.chain(assigned.map(|assignment| &assignment.name)) {
        if names.len() < MAX_FIELDS && !name.starts_with(['_', '#']) && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// The methods of a class that are called without arguments: those that give what it holds.
fn methods_of(class: &ClassRef<'_>) -> Vec<SmolStr> {
    let ir = &class.file.ir;
    let info = ir.class(class.class);
    let is_of_class = |index: usize, function: &Function| {
        info.methods.contains(&FuncId(index as u32)) || function.receiver_type.as_ref() == Some(&info.name)
    };
    let gives = |function: &Function| {
        function.params.is_empty()
            && function.method != MethodKind::Constructor
            && !function.name.starts_with(['_', '#'])
    };
    let methods =
        ir.functions.iter().enumerate().filter(|(index, function)| gives(function) && is_of_class(*index, function));
    methods.take(MAX_FIELDS).map(|(_, function)| function.name.clone()).collect()
}
