//! What a type variable of a generic class stands for: what those who extend the class give for it.

use smol_str::SmolStr;

use super::callers::generic_name;
use super::value::{ClassRef, Value};
use super::{Cx, Evaluator, Site};
use crate::syntax::ir::*;

/// Classes that extend a generic one, that are looked at.
const MAX_SUBCLASSES: usize = 4;

impl<'p> Evaluator<'p> {
    /// Python: something of the type that a variable stands for, by its use inside a class `C(Generic[T])`: what the classes
    /// that extend `C[...]` put there.
    pub(super) fn type_argument(&self, cx: &Cx<'p>, used: ExprId, variable: &SmolStr) -> Option<Value<'p>> {
        let ir = cx.ir();
        if ir.language != Language::Python || variable.is_empty() {
            return None;
        }
        let at = ir.span(used);
        let around = ir.classes.iter().enumerate().filter(|(_, class)| class.span.contains(at));
        let (index, class) = around.min_by_key(|(_, class)| class.span.end - class.span.start)?;
        let position = position_of(ir, class, variable)?;
        let generic = ClassRef { file: cx.file, class: ClassId(index as u32) };
        // An instance of a class that is known has what that class gives, if anything.
        if let Some(Value::Instance(this)) = cx.frame.as_ref().and_then(|frame| frame.this.as_ref())
            && (this.class.file.key, this.class.class) != (generic.file.key, generic.class)
        {
            return self.given_by_class(this.class, variable);
        }
        let sites = self.calls_named(&generic_name(&class.name));
        let given = sites.iter().filter_map(|site| self.given_by_subclass(*site, generic, position));
        let given: Vec<Value<'p>> = given.take(MAX_SUBCLASSES).collect();
        (!given.is_empty()).then(|| Value::union(given))
    }

    /// What a class, or one that it extends, gives for a variable of any generic class that it extends: classes that are
    /// extended together mean the same by one variable.
    fn given_by_class(&self, class: ClassRef<'p>, variable: &SmolStr) -> Option<Value<'p>> {
        self.with_bases(class).into_iter().find_map(|part| {
            let info = part.file.ir.class(part.class);
            let home = Cx::of(part.file);
            info.arguments.iter().find_map(|(base, arguments)| {
                let Value::Class(generic) = self.eval(&home, *info.bases.get(*base as usize)?) else { return None };
                let ir = &generic.file.ir;
                let position = position_of(ir, ir.class(generic.class), variable)?;
                self.something_of(&home, *arguments.get(position)?)
            })
        })
    }

    fn given_by_subclass(&self, base: Site<'p>, generic: ClassRef<'p>, position: usize) -> Option<Value<'p>> {
        let ir = &base.file.ir;
        let argument = ir.classes.iter().find_map(|class| {
            let number = class.bases.iter().position(|&of| of == base.expr)?;
            let (_, arguments) = class.arguments.iter().find(|(of, _)| *of as usize == number)?;
            arguments.get(position).copied()
        })?;
        let home = Cx::of(base.file);
        match self.eval(&home, base.expr) {
            Value::Class(class) if class.file.key == generic.file.key && class.class == generic.class => {}
            _ => return None,
        }
        self.something_of(&home, argument)
    }

    fn something_of(&self, cx: &Cx<'p>, class: ExprId) -> Option<Value<'p>> {
        let given = self.eval(cx, class);
        let something = match &given {
            Value::Class(_) | Value::External(_) => self.instance_of(&given),
            Value::Union(_) | Value::Instance(_) => given,
            _ => return None,
        };
        (!something.is_hole()).then_some(something)
    }
}

/// Which of the type parameters of a class a variable is.
fn position_of(ir: &Module, class: &Class, variable: &SmolStr) -> Option<usize> {
    let is_it = |expr: &ExprId| matches!(ir.kind(*expr), ExprKind::Name { name, .. } if name == variable);
    // `Generic[K, V]` says the order, where it stands beside other bases.
    let is_generic = |base: u32| {
        let name = class.bases.get(base as usize).and_then(|&base| super::callers::last_name(ir, base));
        matches!(name.map(SmolStr::as_str), Some("Generic" | "Protocol"))
    };
    let (says, others): (Vec<_>, Vec<_>) = class.arguments.iter().partition(|(base, _)| is_generic(*base));
    says.into_iter().chain(others).find_map(|(_, arguments)| arguments.iter().position(is_it))
}
