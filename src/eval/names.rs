//! What a name holds where it is used: the definitions that reach it, and the changes made to it in place.

use std::rc::Rc;

use smol_str::SmolStr;

use super::pattern::Pattern;
use super::reaching::MAX_DEFS;
use super::value::{External, Hole, List, ListPart, Origin, Shape, Turn, Turns, Value};
use super::{Cx, Evaluator, FrameArgs, Known, hash, types};
use crate::syntax::ir::*;

impl<'p> Evaluator<'p> {
    pub(super) fn name(&self, cx: &Cx<'p>, expr: ExprId, name: &SmolStr, binding: Option<BindingId>) -> Value<'p> {
        match binding {
            Some(binding) => self.binding_at(cx, Some(expr), binding),
            None => self.free_name(cx, expr, name),
        }
    }

    /// A name that the module does not define: another file of the Go package, a star import, or a global.
    fn free_name(&self, cx: &Cx<'p>, expr: ExprId, name: &SmolStr) -> Value<'p> {
        if let Some(found) = self.package_name(cx, name).or_else(|| self.star_import(cx, name)) {
            return found;
        }
        if cx.ir().language == Language::Lua {
            return self.named_hole(cx, expr, name, hash(&(name.as_str(), cx.file.key)), Turns::new());
        }
        Value::external(External::Symbol { module: SmolStr::default(), path: smallvec::smallvec![name.clone()] })
    }

    /// What a binding holds at a use, or at the end of its scope.
    pub(super) fn binding_at(&self, cx: &Cx<'p>, at: Option<ExprId>, binding: BindingId) -> Value<'p> {
        if at.is_some() {
            return self.binding_value(cx, at, binding);
        }
        let key = (cx.file.key, binding, cx.frame_id());
        if let Some(known) = self.bindings.borrow().get(&key) {
            self.nest.set(self.nest.get().max(known.nest));
            return known.value.clone();
        }
        let (cycles, around) = (self.cycles.get(), self.nest.replace(0));
        let value = self.binding_value(cx, at, binding);
        let nest = self.nest.get();
        self.nest.set(around.max(nest));
        if !self.exhausted() && cycles == self.cycles.get() {
            self.bindings.borrow_mut().insert(key, Known { value: value.clone(), nest });
        }
        value
    }

    fn binding_value(&self, cx: &Cx<'p>, at: Option<ExprId>, binding: BindingId) -> Value<'p> {
        let ir = cx.ir();
        let info = ir.binding(binding);
        let reaching = self.reaching(cx, at, binding);
        if reaching.is_empty() || reaching.len() > MAX_DEFS {
            let declared = info.ty.map(|ty| self.type_value(cx, ty));
            return declared
                .filter(|ty| !ty.is_hole())
                .unwrap_or_else(|| self.binding_hole(cx, at, binding, &reaching));
        }
        let mut value = Value::union(reaching.iter().map(|&index| self.definition(cx, at, binding, index)));
        let several = reaching.len() > 1;
        if let Value::List(_) | Value::Map(_) | Value::Null = value {
            // What was changed before `x += e` is in what that gives.
            let since = match reaching.as_slice() {
                [only] => grown_by(&info.defs[*only as usize])
                    .or_else(|| made_before(ir, at?, &info.defs[*only as usize], &value)),
                _ => None,
            };
            value = self.with_changes(cx, at, since, binding, value);
        }
        if several && matches!(value, Value::Hole(_)) {
            value = self.binding_hole(cx, at, binding, &reaching);
        }
        match info.ty {
            Some(ty) => self.declared(cx, value, ty),
            None => value,
        }
    }

    fn binding_hole(&self, cx: &Cx<'p>, at: Option<ExprId>, binding: BindingId, reaching: &[u32]) -> Value<'p> {
        let info = cx.ir().binding(binding);
        let id = hash(&(cx.file.key, binding, reaching, cx.run_of(info.function)));
        // What a loop gives a new value in each turn varies with it.
        let mut turns = Turns::new();
        if info.defs.len() > 1 {
            for def in info.defs.iter().skip(1).take(MAX_DEFS) {
                if let DefKind::Value(value) | DefKind::Augmented(_, value) = def.kind {
                    turns.extend(self.turns_around(cx, value));
                }
            }
        }
        match at {
            Some(expr) => self.named_hole(cx, expr, &info.name, id, turns),
            None => Value::Hole(Rc::new(Hole::unknown(id, info.name.clone()))),
        }
    }

    fn named_hole(&self, cx: &Cx<'p>, expr: ExprId, name: &SmolStr, id: u64, turns: Turns) -> Value<'p> {
        Value::Hole(Rc::new(Hole { turns, site: Some(cx.site(expr)), ..Hole::unknown(id, name.clone()) }))
    }

    fn definition(&self, cx: &Cx<'p>, at: Option<ExprId>, binding: BindingId, index: u32) -> Value<'p> {
        match cx.ir().binding(binding).defs[index as usize].kind {
            DefKind::Value(value) => self.rebuilt(cx, binding, value),
            DefKind::Type(ty) => self.type_value(cx, ty),
            DefKind::Opaque => self.binding_hole(cx, at, binding, &[index]),
            DefKind::Augmented(op, value) => self.augmented(cx, binding, index, op, value),
        }
    }

    /// `x += e`: what was there before, with `e` behind it.
    fn augmented(&self, cx: &Cx<'p>, binding: BindingId, index: u32, op: BinaryOp, operand: ExprId) -> Value<'p> {
        if op != BinaryOp::Add && op != BinaryOp::Concat {
            return self.binding_hole(cx, Some(operand), binding, &[index]);
        }
        let ir = cx.ir();
        let context = ir.context_of(operand);
        let before = (0..index).rev().find(|&earlier| match ir.binding(binding).defs[earlier as usize].kind {
            DefKind::Value(value) | DefKind::Augmented(_, value) => ir.encloses(ir.context_of(value), context),
            _ => false,
        });
        // Of a chain of them only the first is followed: each would go down to all before it.
        let Some((before, first)) = before.and_then(|before| match ir.binding(binding).defs[before as usize].kind {
            DefKind::Value(first) => Some((before, first)),
            _ => None,
        }) else {
            return self.binding_hole(cx, Some(operand), binding, &[index]);
        };
        let start = match self.definition(cx, Some(operand), binding, before) {
            list @ Value::List(_) => self.with_changes(cx, Some(operand), None, binding, list),
            start => start,
        };
        let added = self.eval(cx, operand);
        let turn = self.turn_between(cx, ir.context_of(first), context);
        match start {
            Value::List(list) => {
                let mut list = (*list).clone();
                match turn {
                    None => self.pour(&mut list, added, Some(cx.site(operand))),
                    Some(turn) => {
                        let value = self.any_element(cx, operand, &added);
                        list.parts.push(ListPart::Each(value, turn, Some(cx.site(operand))));
                    }
                }
                Value::List(Rc::new(list))
            }
            Value::Text(_) | Value::Hole(_) if turn.is_none() => {
                let mut pattern = Pattern::empty(Some(cx.site(operand)));
                pattern.push_value(&start);
                self.push(&mut pattern, cx, operand, &added);
                Value::Text(Rc::new(pattern))
            }
            _ => self.binding_hole(cx, Some(operand), binding, &[index]),
        }
    }

    /// The innermost loop around `inner` that is not around `outer`.
    pub(super) fn turn_between(&self, cx: &Cx<'p>, outer: CtxId, inner: CtxId) -> Option<Turn> {
        let ir = cx.ir();
        ir.contexts(inner).take_while(|context| context.depth > ir.context(outer).depth).find_map(|context| {
            match context.kind {
                ContextKind::Loop(turn) => Some(Turn { file: cx.file.key, turn }),
                _ => None,
            }
        })
    }

    /// The loops around an expression, as far as its own function goes.
    pub(super) fn turns_around(&self, cx: &Cx<'p>, expr: ExprId) -> Turns {
        let ir = cx.ir();
        ir.contexts(ir.context_of(expr))
            .filter_map(|context| match context.kind {
                ContextKind::Loop(turn) => Some(Turn { file: cx.file.key, turn }),
                _ => None,
            })
            .collect()
    }

    /// A parameter: the caller's argument, what a callback gets per element, the declared type, or a hole.
    pub(super) fn param(&self, cx: &Cx<'p>, expr: ExprId, function: FuncId, index: u32) -> Value<'p> {
        let info = cx.ir().function(function);
        let Some(param) = info.params.get(index as usize) else { return self.hole(cx, expr) };
        if let Some(frame) = cx.frame_of(function).cloned() {
            let value = match &frame.args {
                FrameArgs::Values(values) => values.get(index as usize).cloned(),
                FrameArgs::OfCall(caller, call) => self.argument(caller, *call, info, index as usize),
                FrameArgs::Turn(..) => None,
            };
            let value = value.or_else(|| param.default.map(|default| self.eval(cx, default)));
            if let Some(value) = value {
                return match param.ty {
                    Some(ty) if value.is_hole() => self.declared(cx, value, ty),
                    _ => value,
                };
            }
        }
        if let Some((over, turn)) = info.runs_per {
            let over_value = self.eval(cx, over);
            match index {
                0 => return self.element(cx, expr, &over_value, turn),
                1 => return self.key_of(cx, expr, over, turn),
                _ => {}
            }
        }
        if let Some(handed) = self.handed(cx, function, index) {
            return handed;
        }
        let hole = self.param_hole(cx, expr, (function, index), param);
        if hole.is_hole()
            && let Some(given) =
                self.fixture(cx, expr, function, &param.name).or_else(|| self.injected(cx, function, index))
        {
            return given;
        }
        match param.default {
            Some(default) if hole.is_hole() => {
                if let Some(given) = self.dependency(cx, default) {
                    return given;
                }
                // The default says what kind of thing it is when it is a client or an object; a text default says nothing.
                match self.eval(cx, default) {
                    value @ (Value::External(_) | Value::Instance(_) | Value::Map(_)) => value,
                    _ => hole,
                }
            }
            _ => hole,
        }
    }

    /// A parameter that nobody fills, with what its type says.
    fn param_hole(&self, cx: &Cx<'p>, expr: ExprId, (function, index): (FuncId, u32), param: &'p Param) -> Value<'p> {
        let id = hash(&(cx.file.key, function, index, cx.run_of(function), 0x9a_u8));
        let text = if param.name.is_empty() { cx.site(expr).label() } else { param.name.clone() };
        let plain = param.ty.and_then(|ty| types::plain(cx.ir().ty(ty)));
        let hole = Value::Hole(Rc::new(Hole {
            origin: Origin::Param { file: cx.file.key, function, index },
            site: Some(cx.site(expr)),
            shape: if param.spread == Spread::List { Shape::List } else { plain.unwrap_or(Shape::Unknown) },
            ..Hole::unknown(id, text)
        }));
        match param.ty {
            Some(ty) if param.spread != Spread::List && plain.is_none() => self.ascribe(hole, self.type_value(cx, ty)),
            _ => hole,
        }
    }

    /// The argument that a call gives to a parameter; `None` when it gives none.
    pub(super) fn argument(
        &self,
        caller: &Cx<'p>,
        call: ExprId,
        function: &Function,
        index: usize,
    ) -> Option<Value<'p>> {
        let call_info = caller.ir().call(call)?;
        let param = &function.params[index];
        if let Some(arg) = call_info.args.iter().find(|arg| arg.name.as_ref().is_some_and(|name| *name == param.name)) {
            return Some(self.eval(caller, arg.value));
        }
        let positional = || call_info.args.iter().filter(|arg| arg.name.is_none() && arg.spread != Spread::Map);
        if param.spread == Spread::List {
            let mut list = List::default();
            for arg in positional().skip(index) {
                let (value, site) = (self.eval(caller, arg.value), Some(caller.site(arg.value)));
                match arg.spread {
                    Spread::No => list.parts.push(ListPart::One(value, site)),
                    _ => self.pour(&mut list, value, site),
                }
            }
            return Some(Value::List(Rc::new(list)));
        }
        if param.spread == Spread::Map {
            return None;
        }
        // Go: `Must(connect())` hands on all results of one call.
        if function.params.len() > 1
            && caller.ir().language == Language::Go
            && let [only] = call_info.args.as_slice()
            && self.gives_several(caller, only.value)
        {
            return Some(self.part(caller, only.value, only.value, index as u32));
        }
        let arg = positional().nth(index)?;
        let before_spread = positional().take(index + 1).all(|arg| arg.spread == Spread::No);
        if before_spread {
            return Some(self.eval(caller, arg.value));
        }
        Some(self.hole(caller, arg.value))
    }

    /// Go: whether an expression is a call that is known to give several results. Their values look like a list's, and a
    /// list that is the only result is one argument.
    fn gives_several(&self, cx: &Cx<'p>, expr: ExprId) -> bool {
        let ExprKind::Call(_) = cx.ir().kind(expr) else { return false };
        let Some(call) = cx.ir().call(expr) else { return false };
        let is_tuple = |callee: &Value<'p>| {
            let Value::Function(closure) = callee else { return false };
            let ir = closure.cx.ir();
            ir.function(closure.function).result.is_some_and(|ty| matches!(ir.ty(ty), TypeExpr::Tuple(_)))
        };
        self.eval(cx, call.callee).alternatives().iter().any(is_tuple)
            || matches!(self.eval(cx, expr), Value::Results(_))
    }
}

/// What makes a map each time before a use: what was changed in an earlier map of the name is not in it.
fn made_before(ir: &Module, at: ExprId, def: &Def, value: &Value<'_>) -> Option<ExprId> {
    let (DefKind::Value(made), Value::Map(_)) = (&def.kind, value) else { return None };
    let is_before = ir.span(*made).start < ir.span(at).start && ir.encloses(ir.context_of(*made), ir.context_of(at));
    is_before.then_some(*made)
}

/// `e` of `x += e`.
fn grown_by(def: &Def) -> Option<ExprId> {
    match def.kind {
        DefKind::Augmented(_, operand) => Some(operand),
        DefKind::Value(_) | DefKind::Type(_) | DefKind::Opaque => None,
    }
}
