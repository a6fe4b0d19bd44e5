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
        let is_it = |expr: &ExprId| matches!(ir.kind(*expr), ExprKind::Name { name, .. } if name == variable);
        let position = class.arguments.iter().find_map(|(_, arguments)| arguments.iter().position(is_it))?;
        let generic = ClassRef { file: cx.file, class: ClassId(index as u32) };
        let sites = self.calls_named(&generic_name(&class.name));
        let given = sites.iter().filter_map(|site| self.given_by_subclass(*site, generic, position));
        let given: Vec<Value<'p>> = given.take(MAX_SUBCLASSES).collect();
        (!given.is_empty()).then(|| Value::union(given))
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
        let given = self.eval(&home, argument);
        let something = match &given {
            Value::Class(_) | Value::External(_) => self.instance_of(&given),
            Value::Union(_) | Value::Instance(_) => given,
            _ => return None,
        };
        (!something.is_hole()).then_some(something)
    }
}
