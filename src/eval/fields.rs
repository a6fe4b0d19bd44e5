//! Fields: what literals, constructors and assignments give them.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::members::class_of_object;
use super::pattern::{Part, Pattern};
use super::prototypes::{Defined, Prototypes, properties_defined};
use super::registries::fillings;
use super::value::{ClassRef, Hole, Instance, Origin, Value, Which};
use super::{Cx, Evaluator, hash};
use crate::project::{ModuleFile, Sought};
use crate::syntax::ir::*;

/// More assignments to one field than this are not joined.
const MAX_ASSIGNMENTS: usize = 6;

/// Which assignments and literals of a file set which field of which class.
#[derive(Default)]
pub(super) struct FieldIndex {
    /// Indexes into [`Flow::member_assignments`], by class name and field.
    assignments: FxHashMap<(SmolStr, SmolStr), Vec<usize>>,
    /// Composite literals, by the name of their type.
    literals: FxHashMap<SmolStr, Vec<ExprId>>,
    pub(super) prototypes: Prototypes,
    /// What `Object.defineProperty` and `defineProperties` give to `this`, by class name and field.
    defined: FxHashMap<(SmolStr, SmolStr), Vec<Defined>>,
    /// What is put into maps in fields, by class name and field.
    pub(super) fillings: FxHashMap<(SmolStr, SmolStr), Vec<EntryAssignment>>,
}

impl<'p> Evaluator<'p> {
    /// The value of a field: what the literal that made the instance gives it, what assignments to it give it, what it
    /// is declared with.
    pub(super) fn field(&self, instance: &Rc<Instance<'p>>, class: ClassRef<'p>, name: &SmolStr) -> Option<Value<'p>> {
        if let Some(value) = self.literal_field(instance, name) {
            return Some(value);
        }
        let info = class.file.ir.class(class.class);
        let declared = info.fields.iter().find(|field| field.name == *name);
        let home = Cx::of(class.file);
        if let Some(field) = declared.filter(|field| is_given(info, field))
            && self.takes_fields_in_order(class, name)
        {
            return self.given_field(instance, class, field);
        }
        let mut values = Vec::new();
        let initial = declared.and_then(|field| field.value);
        let (injector, initial) = match initial {
            Some(value) if is_decorator(class.file, value) => (Some(value), None),
            initial => (None, initial),
        };
        let sought = [Sought::Receiver(&info.name), Sought::Literal(&info.name)];
        let files: Vec<&ModuleFile> =
            std::iter::once(class.file).chain(self.package_with(class.file, &sought)).collect();
        for &file in &files {
            self.assigned(file, instance, &info.name, name, &mut values);
            if instance.made.is_none() && file.ir.language == Language::Go {
                self.literal_values(file, &info.name, name, &mut values);
            }
        }
        if let Some(initial) = initial {
            let null = matches!(class.file.ir.kind(initial), ExprKind::Null);
            if values.is_empty() || !null {
                values.push(self.eval(&home, initial));
            }
        }
        let ty = declared.and_then(|field| field.ty).map(|ty| self.type_value(&home, ty));
        if values.is_empty() || values.len() > MAX_ASSIGNMENTS {
            let typed = ty.filter(|ty| !ty.is_hole());
            let value = typed.or_else(|| self.given_by_decorator(&home, injector?))?;
            return Some(self.filled_field(&files, instance, class, name, value));
        }
        let value = Value::union(values);
        let value = match ty {
            Some(ty) => self.ascribe(value, ty),
            None => value,
        };
        Some(self.filled_field(&files, instance, class, name, value))
    }

    /// Whether a constructor takes the fields of a data class as they stand in it, and nothing assigns this one: fields of
    /// bases would come before them.
    fn takes_fields_in_order(&self, class: ClassRef<'p>, name: &SmolStr) -> bool {
        let info = class.file.ir.class(class.class);
        let home = Cx::of(class.file);
        let is_assigned = self.field_index(class.file).assignments.contains_key(&(info.name.clone(), name.clone()));
        !is_assigned && !info.bases.iter().any(|&base| matches!(self.eval(&home, base), Value::Class(_)))
    }

    /// A field that the constructor takes: what the call that made the instance gives it, or else what it starts with. Of an
    /// instance that was made elsewhere no more is known than the type.
    fn given_field(&self, instance: &Rc<Instance<'p>>, class: ClassRef<'p>, field: &'p Field) -> Option<Value<'p>> {
        let home = Cx::of(class.file);
        let ty = field.ty.map(|ty| self.type_value(&home, ty));
        let typed = || ty.clone().filter(|ty| !ty.is_hole());
        let Some((caller, site)) = &instance.made else { return typed() };
        let args = &caller.ir().call(site.expr)?.args;
        let named = args.iter().find(|arg| arg.name.as_ref() == Some(&field.name));
        let info = class.file.ir.class(class.class);
        let position =
            info.fields.iter().filter(|field| is_given(info, field)).position(|other| other.name == field.name);
        let in_order = || args.iter().filter(|arg| arg.name.is_none()).nth(position?);
        let value = match named.or_else(in_order) {
            Some(arg) if arg.spread == Spread::No => self.eval(caller, arg.value),
            Some(_) => return typed(),
            None if args.iter().any(|arg| arg.spread != Spread::No) => return typed(),
            None => self.eval(&home, field.value?),
        };
        Some(match ty {
            Some(ty) => self.ascribe(value, ty),
            None => value,
        })
    }

    fn literal_field(&self, instance: &Rc<Instance<'p>>, name: &SmolStr) -> Option<Value<'p>> {
        let (cx, site) = instance.made.as_ref()?;
        let ExprKind::Record { entries, .. } = cx.ir().kind(site.expr) else { return None };
        let fields = &instance.class.file.ir.class(instance.class.class).fields;
        entries.iter().enumerate().find_map(|(index, entry)| match entry {
            Entry::Pair { key, value } => match cx.ir().kind(*key) {
                ExprKind::Text(text) if **text == *name.as_bytes() => Some(self.eval(cx, *value)),
                _ => None,
            },
            Entry::Positional(value) => (fields.get(index)?.name == *name).then(|| self.eval(cx, *value)),
            Entry::Spread(_) => None,
        })
    }

    pub(super) fn assigned(
        &self,
        file: &'p ModuleFile,
        instance: &Rc<Instance<'p>>,
        class: &SmolStr,
        name: &SmolStr,
        values: &mut Vec<Value<'p>>,
    ) {
        let index = self.field_index(file);
        let key = (class.clone(), name.clone());
        for &at in index.assignments.get(&key).into_iter().flatten().take(MAX_ASSIGNMENTS + 1) {
            let assignment = &file.ir.flow.member_assignments[at];
            if matches!(file.ir.kind(assignment.value), ExprKind::Null) {
                continue;
            }
            let cx = self.assignment_cx(file, assignment.function, instance, class);
            let value = self.eval(&cx, assignment.value);
            let is_constructor = file.ir.function(assignment.function).method == MethodKind::Constructor;
            let one_of_several = is_constructor && instance.which.id != 0;
            values.push(match one_of_several {
                true => of_one(value, &instance.which, (file.key, assignment.function)),
                false => value,
            });
        }
        for &defined in index.defined.get(&key).into_iter().flatten().take(MAX_ASSIGNMENTS + 1) {
            let cx = self.assignment_cx(file, file.ir.function_of(defined.value()), instance, class);
            let value = self.eval(&cx, defined.value());
            values.push(match defined {
                Defined::Value(_) => value,
                Defined::Getter(getter) => self.apply(&cx, getter, &value, Vec::new()),
            });
        }
    }

    /// The context in which a function sets a field of an instance.
    pub(super) fn assignment_cx(
        &self,
        file: &'p ModuleFile,
        function: FuncId,
        instance: &Rc<Instance<'p>>,
        class: &SmolStr,
    ) -> Cx<'p> {
        let is_constructor = file.ir.function(function).method == MethodKind::Constructor;
        // What `super(...)` passes on to the constructor of a base class is not followed.
        match (&instance.made, is_constructor && self.constructs(instance.class, file, function)) {
            (Some((caller, site)), true) => self.constructor_frame(file, function, caller, *site, instance),
            _ if *class != instance.class.file.ir.class(instance.class.class).name => {
                self.inherited_frame(file, function, instance)
            }
            _ => Cx::of(file),
        }
    }

    fn literal_values(&self, file: &'p ModuleFile, class: &SmolStr, name: &SmolStr, values: &mut Vec<Value<'p>>) {
        let index = self.field_index(file);
        let Some(literals) = index.literals.get(class) else { return };
        let cx = Cx::of(file);
        for &literal in literals.iter().take(MAX_ASSIGNMENTS) {
            let ExprKind::Record { entries, .. } = file.ir.kind(literal) else { continue };
            for entry in entries {
                if let Entry::Pair { key, value } = entry
                    && matches!(file.ir.kind(*key), ExprKind::Text(text) if **text == *name.as_bytes())
                {
                    values.push(self.eval(&cx, *value));
                }
            }
        }
    }

    pub(super) fn field_index(&self, file: &'p ModuleFile) -> Rc<FieldIndex> {
        if let Some(known) = self.members.borrow().get(&file.key) {
            return known.clone();
        }
        let index = Rc::new(FieldIndex::of(&file.ir));
        self.members.borrow_mut().insert(file.key, index.clone());
        index
    }
}

impl FieldIndex {
    fn of(ir: &Module) -> Self {
        let mut index = FieldIndex { prototypes: Prototypes::of(ir), ..FieldIndex::default() };
        for (at, assignment) in ir.flow.member_assignments.iter().enumerate() {
            let class = class_of_object(ir, assignment.object, assignment.function);
            if let Some(class) =
                class.or_else(|| index.prototypes.class_of_this(ir, assignment.object, assignment.function))
            {
                index.assignments.entry((class, assignment.name.clone())).or_default().push(at);
            }
        }
        for (object, name, defined) in properties_defined(ir) {
            let function = ir.function_of(defined.value());
            let class =
                class_of_object(ir, object, function).or_else(|| index.prototypes.class_of_this(ir, object, function));
            if let Some(class) = class {
                index.defined.entry((class, name)).or_default().push(defined);
            }
        }
        for (field, filling) in fillings(ir) {
            index.fillings.entry(field).or_default().push(filling);
        }
        if ir.language == Language::Go {
            for (id, expr) in ir.exprs.iter().enumerate() {
                let ExprKind::Record { ty: Some(ty), .. } = &expr.kind else { continue };
                let TypeExpr::Ref(name, _) = ir.ty(*ty) else { continue };
                if let ExprKind::Name { name, .. } = ir.kind(*name) {
                    index.literals.entry(name.clone()).or_default().push(ExprId(id as u32));
                }
            }
        }
        index
    }
}

/// Whether a field is one that the constructor takes. A name in capitals is a constant, whatever its type.
fn is_given(class: &Class, field: &Field) -> bool {
    class.kind == ClassKind::Data && field.ty.is_some() && field.name.contains(|ch: char| ch.is_lowercase())
}

/// A value that a constructor made of its parameters, for one of several instances: what they were is another thing in each.
fn of_one<'p>(value: Value<'p>, which: &Which, constructor: (u64, FuncId)) -> Value<'p> {
    let told_apart = |hole: &Hole<'p>| {
        if hole.origin.given_to() != Some(constructor) {
            return None;
        }
        let origin = match which.given_to {
            Some((file, function)) => Origin::Within { file, function },
            None => Origin::Other,
        };
        let mut turns = hole.turns.clone();
        turns.extend(which.turns.iter().copied());
        let text = match which.name.as_str() {
            "" => hole.text.clone(),
            name => SmolStr::from(format!("{name}.{}", hole.text)),
        };
        Some(Rc::new(Hole { id: hash(&(hole.id, which.id)), text, turns, origin, ..hole.clone() }))
    };
    match &value {
        Value::Hole(hole) => told_apart(hole).map_or(value, Value::Hole),
        Value::Text(pattern) => {
            let mut out = Pattern::empty(pattern.made);
            for part in pattern.parts() {
                match part {
                    Part::Literal(bytes) => out.push_bytes(bytes),
                    Part::Hole(hole) => out.push_hole(told_apart(hole).unwrap_or_else(|| hole.clone())),
                }
            }
            Value::Text(Rc::new(out))
        }
        _ => value,
    }
}

/// Whether what a field is declared with is its decorator: `@Inject(TOKEN) private store`.
fn is_decorator(file: &ModuleFile, value: ExprId) -> bool {
    let before = (file.ir.span(value).start as usize).checked_sub(1);
    file.ir.language.is_javascript() && before.and_then(|at| file.source.text.as_bytes().get(at)) == Some(&b'@')
}
