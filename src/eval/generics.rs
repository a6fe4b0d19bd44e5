//! What a generic function gives, where its body does not tell: what is handed to it for the same type variable.

use std::rc::Rc;

use smol_str::SmolStr;

use super::types::TRANSPARENT;
use super::value::{Closure, Value};
use super::{Cx, Evaluator, FrameArgs, Site};
use crate::syntax::ir::*;

/// Types within types that are looked through.
const MAX_DEPTH: u32 = 6;

impl<'p> Evaluator<'p> {
    /// The value of a call, with what the type variable of its result says: `singleton<T>(name: string, make: () => T): T`
    /// gives what `make` gives, and `tracked<T>(client: T): T` its argument, in whatever store it is kept meanwhile. The call
    /// stands at `site`, and `inner` is the context of the function's body.
    pub(super) fn with_type_variable(
        &self,
        (cx, site): (&Cx<'p>, Site<'p>),
        inner: &Cx<'p>,
        closure: &Rc<Closure<'p>>,
        value: Value<'p>,
    ) -> Value<'p> {
        if !matches!(value, Value::Hole(_) | Value::Null | Value::External(_)) {
            return value;
        }
        match self.of_type_variable(cx, site, inner, closure.function) {
            Some(given) => self.ascribe(value, given),
            None => value,
        }
    }

    fn of_type_variable(&self, cx: &Cx<'p>, site: Site<'p>, inner: &Cx<'p>, function: FuncId) -> Option<Value<'p>> {
        let ir = inner.ir();
        let function_info = ir.function(function);
        let result = function_info.result?;
        let variable = variable_of(ir, result, 0)?;
        let (index, gives) = function_info.params.iter().enumerate().find_map(|(index, param)| {
            let ty = param.ty.filter(|_| param.spread == Spread::No)?;
            match ir.ty(ty) {
                TypeExpr::Function(Some(result)) => (variable_of(ir, *result, 0)? == variable).then_some((index, true)),
                _ => (variable_of(ir, ty, 0)? == variable).then_some((index, false)),
            }
        })?;
        // A class or an alias that has a meaning is no variable.
        if !self.type_value(inner, result).is_hole() {
            return None;
        }
        let handed = match &inner.frame_of(function)?.args {
            FrameArgs::OfCall(caller, call) => self.argument(caller, *call, function_info, index)?,
            FrameArgs::Values(values) => values.get(index)?.clone(),
            FrameArgs::Turn(..) => return None,
        };
        let given = if gives { self.apply(cx, site.expr, &handed, Vec::new()) } else { handed };
        matches!(given, Value::External(_) | Value::Instance(_) | Value::Union(_)).then_some(given)
    }
}

/// The one name that a type is, without promises and the like around it.
fn variable_of(ir: &Module, ty: TypeId, depth: u32) -> Option<&SmolStr> {
    if depth > MAX_DEPTH {
        return None;
    }
    match ir.ty(ty) {
        TypeExpr::Ref(expr, arguments) => match (ir.kind(*expr), arguments.as_slice()) {
            (ExprKind::Name { name, .. }, []) => Some(name),
            (ExprKind::Name { name, .. }, [inner]) if TRANSPARENT.contains(&name.as_str()) => {
                variable_of(ir, *inner, depth + 1)
            }
            _ => None,
        },
        TypeExpr::Union(members) | TypeExpr::Tuple(members) => variable_of(ir, *members.first()?, depth + 1),
        _ => None,
    }
}
