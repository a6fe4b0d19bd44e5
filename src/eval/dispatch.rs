//! Calls through an interface, or through a class that others extend: which methods they may run.

use std::rc::Rc;

use super::value::{ClassRef, Closure, Value};
use super::{Cx, Evaluator, hash};
use crate::project::ModuleFile;
use crate::syntax::ir::*;

/// Interfaces and base classes looked through.
const MAX_BASES: usize = 16;

impl<'p> Evaluator<'p> {
    /// The function as a call of a method with a declared type may run it: the method is of an interface that the function's
    /// class has, or of a class that it extends.
    pub(super) fn dispatched(
        &self,
        declared: &Closure<'p>,
        file: &'p ModuleFile,
        function: FuncId,
    ) -> Option<Rc<Closure<'p>>> {
        let (home, info) = (declared.cx.file, declared.cx.ir().function(declared.function));
        let own = file.ir.function(function);
        if info.name != own.name || info.params.len() != own.params.len() || home.ir.language != file.ir.language {
            return None;
        }
        let general = ClassRef { file: home, class: info.class? };
        // An instance that was made is of no other class.
        if matches!(&declared.this, Some(Value::Instance(instance)) if instance.made.is_some()) {
            return None;
        }
        let special = match (own.class, &own.receiver_type) {
            (Some(class), _) => ClassRef { file, class },
            (None, Some(name)) => self.receiver_class(&Cx::of(file), name)?,
            (None, None) => return None,
        };
        let this = Some(self.some_instance(special.file, special.class));
        self.is_subtype(special, general).then(|| Rc::new(Closure { cx: Cx::of(file), function, this }))
    }

    fn is_subtype(&self, special: ClassRef<'p>, general: ClassRef<'p>) -> bool {
        let key = hash(&(special.file.key, special.class, general.file.key, general.class));
        if let Some(&known) = self.subtypes.borrow().get(&key) {
            return known;
        }
        let cycles = self.cycles.get();
        let known = match general.file.ir.class(general.class).kind {
            ClassKind::Interface => self.has_methods_of(special, general),
            ClassKind::Class | ClassKind::Data | ClassKind::Enum => self.extends(special, general),
        };
        // What was given up, or met inside itself, may be otherwise the next time.
        if !self.exhausted() && cycles == self.cycles.get() {
            self.subtypes.borrow_mut().insert(key, known);
        }
        known
    }

    fn has_methods_of(&self, special: ClassRef<'p>, interface: ClassRef<'p>) -> bool {
        if special.file.ir.class(special.class).kind == ClassKind::Interface {
            return false;
        }
        self.with_bases(interface).into_iter().all(|part| {
            let ir = &part.file.ir;
            let mut methods = ir.class(part.class).methods.iter();
            methods.all(|&method| self.has_method(special, &ir.function(method).name))
        })
    }

    fn has_method(&self, class: ClassRef<'p>, name: &str) -> bool {
        self.with_bases(class).into_iter().any(|part| self.method(part, name).is_some())
    }

    fn extends(&self, special: ClassRef<'p>, general: ClassRef<'p>) -> bool {
        self.with_bases(special).iter().skip(1).any(|part| is_same(*part, general))
    }

    /// A class, and what it extends or embeds, as far as that is of the project.
    pub(super) fn with_bases(&self, class: ClassRef<'p>) -> Vec<ClassRef<'p>> {
        let mut all = vec![class];
        let mut next = 0;
        while let Some(&class) = all.get(next).filter(|_| all.len() < MAX_BASES) {
            next += 1;
            let home = Cx::of(class.file);
            let bases = class.file.ir.class(class.class).bases.iter().map(|&base| self.eval(&home, base));
            let known = bases.filter_map(|base| match base {
                Value::Class(base) => Some(base),
                Value::Instance(base) => Some(base.class),
                _ => None,
            });
            for base in known {
                if !all.iter().any(|other| is_same(*other, base)) {
                    all.push(base);
                }
            }
        }
        all
    }
}

fn is_same(a: ClassRef<'_>, b: ClassRef<'_>) -> bool {
    a.file.key == b.file.key && a.class == b.class
}
