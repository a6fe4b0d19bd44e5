//! Calls: functions of the project are looked through, everything else is described.

use std::rc::Rc;

use smallvec::SmallVec;

use super::value::{ClassRef, Closure, External, Instance, Origin, Turns, Value};
use super::{Cx, Evaluator, Frame, FrameArgs, MAX_FRAMES, Site, builtins, hash};
use crate::project::{ModuleFile, Sought};
use crate::syntax::ir::*;

/// More `return`s than this are not joined.
const MAX_RETURNS: usize = 8;

impl<'p> Evaluator<'p> {
    pub(super) fn call(&self, cx: &Cx<'p>, expr: ExprId, call: &'p Call) -> Value<'p> {
        if let ExprKind::Member { object, property, .. } = cx.ir().kind(call.callee) {
            let of = self.eval(cx, *object);
            if let Some(value) = builtins::method(self, cx, expr, &of, property, call) {
                return value;
            }
            if property == "String"
                && let Some(text) = self.built(cx, expr, *object, &of)
            {
                return text;
            }
            let callee = match &of {
                // What a method such as `pipeline()` of a parameter gives is not a value but a thing, known once the
                // parameter is.
                Value::Hole(hole)
                    if matches!(hole.origin, Origin::Param { .. }) && builtins::gives_a_thing(property) =>
                {
                    let site = cx.site(call.callee);
                    Value::external(External::Member { of: of.clone(), name: property.clone(), site })
                }
                _ => self.member(cx, call.callee, &of, property),
            };
            return self.call_value(cx, expr, call, &callee);
        }
        if let ExprKind::Name { name, binding: None } = cx.ir().kind(call.callee)
            && let Some(value) = builtins::function(self, cx, expr, name, call)
        {
            return value;
        }
        let callee = self.eval(cx, call.callee);
        self.call_value(cx, expr, call, &callee)
    }

    fn call_value(&self, cx: &Cx<'p>, expr: ExprId, call: &'p Call, callee: &Value<'p>) -> Value<'p> {
        match callee {
            Value::Function(closure) => self.invoke(cx, closure, FrameArgs::OfCall(cx.clone(), expr), cx.site(expr)),
            Value::Class(class) => Value::Instance(Rc::new(Instance::of(*class, Some((cx.clone(), cx.site(expr)))))),
            // Go: a conversion such as `Keys(x)` calls a type.
            Value::Instance(_) if cx.ir().language == Language::Go && call.args.len() == 1 => {
                self.eval(cx, call.args[0].value)
            }
            Value::External(external) => {
                if let Some(value) = builtins::external(self, cx, expr, external, call) {
                    return value;
                }
                let turns = self.turns_given(cx, call);
                Value::external(External::Call { callee: callee.clone(), site: cx.site(expr), cx: cx.clone(), turns })
            }
            Value::Union(values) => {
                let results: Vec<Value<'p>> = values
                    .iter()
                    .filter(|value| !value.is_hole())
                    .map(|value| self.call_value(cx, expr, call, value))
                    .collect();
                if results.is_empty() { self.unknown_call(cx, expr, call, callee) } else { Value::union(results) }
            }
            other => self.unknown_call(cx, expr, call, other),
        }
    }

    /// The loops that the simple arguments of a call vary with.
    fn turns_given(&self, cx: &Cx<'p>, call: &Call) -> Turns {
        const ASKED: usize = 3;
        let ir = cx.ir();
        // Outside of all loops, and called by nobody, nothing varies.
        if cx.frame.is_none() && self.turns_around(cx, call.callee).is_empty() {
            return Turns::new();
        }
        let simple = |arg: &&Arg| {
            matches!(
                ir.kind(arg.value),
                ExprKind::Name { .. }
                    | ExprKind::Member { .. }
                    | ExprKind::Template(_)
                    | ExprKind::Binary { .. }
                    | ExprKind::Call(_)
            )
        };
        let mut turns: Turns =
            call.args.iter().filter(simple).take(ASKED).flat_map(|arg| self.eval(cx, arg.value).turns()).collect();
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    /// A call of something not known: the same function with the same arguments gives the same hole, unless its name says
    /// that it gives something new each time.
    fn unknown_call(&self, cx: &Cx<'p>, expr: ExprId, call: &Call, callee: &Value<'p>) -> Value<'p> {
        let text = cx.site(call.callee).text();
        if call.args.len() > 8 || builtins::gives_new_values(text) {
            return match self.hole(cx, expr) {
                Value::Hole(hole) => {
                    let mut hole = (*hole).clone();
                    hole.turns.extend(callee.turns());
                    hole.turns.extend(self.turns_given(cx, call));
                    Value::Hole(Rc::new(hole))
                }
                other => other,
            };
        }
        let mut turns = callee.turns();
        let mut ids = vec![callee.identity()];
        for arg in &call.args {
            let value = self.eval(cx, arg.value);
            turns.extend(value.turns());
            ids.push(self.text_identity(&value));
        }
        self.derived_hole(cx, expr, hash(&(ids, 0xca_u8)), turns)
    }

    /// What a function of the project gives when called.
    pub fn invoke(&self, cx: &Cx<'p>, closure: &Rc<Closure<'p>>, args: FrameArgs<'p>, site: Site<'p>) -> Value<'p> {
        if cx.frame_depth() >= MAX_FRAMES {
            return self.too_deep(cx, site.expr);
        }
        let inner = self.frame(cx, closure, args, site);
        let ir = inner.ir();
        let function = ir.function(closure.function);
        let returns = ir.flow.returns.get(closure.function.index()).map(Vec::as_slice).unwrap_or_default();
        let declared = || function.result.map(|ty| self.type_value(&inner, ty));
        if function.kind == FunctionKind::Generator {
            return self.generated(cx, &inner, closure.function, declared(), site.expr);
        }
        let live: SmallVec<[ExprId; MAX_RETURNS]> =
            returns.iter().copied().filter(|&value| self.may_run(&inner, closure.function, value)).collect();
        if live.is_empty() || live.len() > MAX_RETURNS {
            let known = declared().filter(|ty| !ty.is_hole());
            let unknown = || if returns.is_empty() { Value::Null } else { self.hole(cx, site.expr) };
            return known.unwrap_or_else(|| self.with_type_variable((cx, site), &inner, closure, unknown()));
        }
        let value = Value::union(live.into_iter().map(|value| self.eval(&inner, value)));
        match function.result {
            Some(ty) => {
                let value = self.declared(&inner, value, ty);
                self.with_type_variable((cx, site), &inner, closure, value)
            }
            None => value,
        }
    }

    /// Whether the conditions around an expression inside a function can all hold, as far as they are constants.
    pub(super) fn may_run(&self, cx: &Cx<'p>, function: FuncId, expr: ExprId) -> bool {
        let ir = cx.ir();
        ir.contexts(ir.context_of(expr)).take_while(|context| context.kind != ContextKind::Body(function)).all(
            |context| match context.kind {
                ContextKind::When(test) => self.truth(cx, test) != Some(false),
                ContextKind::Unless(test) => self.truth(cx, test) != Some(true),
                _ => true,
            },
        )
    }

    /// The context of a function's body for one call.
    pub fn frame(&self, cx: &Cx<'p>, closure: &Rc<Closure<'p>>, args: FrameArgs<'p>, site: Site<'p>) -> Cx<'p> {
        let values: u64 = match &args {
            FrameArgs::Values(_) if closure.gives_another_each_time() => {
                hash(&(site.file.key, site.expr, cx.frame_id()))
            }
            FrameArgs::Values(values) => hash(&values.iter().map(Value::identity).collect::<Vec<_>>()),
            FrameArgs::OfCall(caller, call) => hash(&(caller.file.key, call, caller.frame_id())),
            FrameArgs::Turn(turn, value) => hash(&(turn, value.identity())),
        };
        let this = closure.this.clone();
        let this_id = this.as_ref().map_or(0, Value::identity);
        let id = hash(&(closure.cx.file.key, closure.function, values, closure.cx.frame_id(), this_id)) | 1;
        let frame = Frame {
            file: closure.cx.file.key,
            function: closure.function,
            args,
            this,
            outer: closure.cx.frame.clone(),
            call: Some((cx.clone(), site)),
            id,
            depth: cx.frame_depth().max(closure.cx.frame_depth()) + 1,
        };
        Cx { file: closure.cx.file, frame: Some(Rc::new(frame)) }
    }

    /// The context of a function's body for a call of it that is written at `site`, with the receiver as `this`.
    pub fn enter_call(&self, cx: &Cx<'p>, site: Site<'p>, file: &'p ModuleFile, function: FuncId) -> Option<Cx<'p>> {
        if cx.frame_depth() >= MAX_FRAMES {
            return None;
        }
        let call = cx.ir().call(site.expr)?;
        let callee = self.eval(cx, call.callee);
        let closure = callee.alternatives().iter().find_map(|callee| match callee {
            Value::Function(closure) if closure.cx.file.key == file.key && closure.function == function => {
                Some(closure.clone())
            }
            Value::Function(closure) => self.dispatched(closure, file, function),
            Value::Class(class) if class.file.key == file.key => {
                let made = Some((cx.clone(), site));
                let this = Some(Value::Instance(Rc::new(Instance::of(*class, made))));
                Some(Rc::new(Closure { cx: Cx::of(file), function, this }))
            }
            _ => None,
        })?;
        Some(self.frame(cx, &closure, FrameArgs::OfCall(cx.clone(), site.expr), site))
    }

    /// A call of a function value with given arguments: what a callback gives.
    pub fn apply(&self, cx: &Cx<'p>, expr: ExprId, function: &Value<'p>, args: Vec<Value<'p>>) -> Value<'p> {
        match function {
            Value::Function(closure) => self.invoke(cx, closure, FrameArgs::Values(args), cx.site(expr)),
            Value::External(external) => match builtins::applied(external, &args) {
                Some(value) => value,
                None => self.applied_hole(cx, expr, function, &args),
            },
            other => self.applied_hole(cx, expr, other, &args),
        }
    }

    /// The identity of a value as a part of a key: what a library gives for the same arguments, or a method of the same thing,
    /// is the same text, although as a thing it is made anew: `id.toString()` twice.
    pub fn text_identity(&self, value: &Value<'p>) -> u64 {
        self.text_identity_at(value, 0)
    }

    fn text_identity_at(&self, value: &Value<'p>, depth: u32) -> u64 {
        const DEEPEST: u32 = 8;
        // Each argument may be such a call again, so that many would be looked at.
        const ARGUMENT: u32 = 4;
        let Value::External(external) = value else { return value.identity() };
        match &**external {
            _ if depth > DEEPEST => value.identity(),
            External::Member { of, name, .. } => hash(&(self.text_identity_at(of, depth + 1), name, 0x7e_u8)),
            External::Call { callee, site, cx, .. } => {
                let Some(call) = site.file.ir.call(site.expr) else { return value.identity() };
                let is_method =
                    matches!(callee, Value::External(callee) if matches!(**callee, External::Member { .. }));
                let text = cx.site(call.callee).text();
                if builtins::gives_new_values(text) || (call.args.is_empty() && !is_method) || call.args.len() > 8 {
                    return value.identity();
                }
                let given = |arg: &Arg| self.text_identity_at(&self.eval(cx, arg.value), depth + ARGUMENT);
                let ids: Vec<u64> = call.args.iter().map(given).collect();
                hash(&(self.text_identity_at(callee, depth + 1), ids, 0x7c_u8))
            }
            _ => value.identity(),
        }
    }

    fn applied_hole(&self, cx: &Cx<'p>, expr: ExprId, function: &Value<'p>, args: &[Value<'p>]) -> Value<'p> {
        let ids: Vec<u64> = args.iter().map(Value::identity).collect();
        let turns = args.iter().flat_map(Value::turns).collect();
        self.derived_hole(cx, expr, hash(&(function.identity(), ids, 0xab_u8)), turns)
    }

    /// What a function gives, for `ReturnType<typeof f>`.
    pub(super) fn result_without_arguments(&self, closure: &Rc<Closure<'p>>) -> Value<'p> {
        let cx = Cx { file: closure.cx.file, frame: closure.cx.frame.clone() };
        let site = cx.site(ExprId(0));
        if cx.ir().exprs.is_empty() {
            return Value::Null;
        }
        let function = cx.ir().function(closure.function);
        if let Some(ty) = function.result {
            let declared = self.type_value(&cx, ty);
            if !declared.is_hole() {
                return declared;
            }
        }
        self.invoke(&cx, closure, FrameArgs::Values(Vec::new()), site)
    }

    /// A context in which a loop is at one known element.
    pub(super) fn turn_frame(&self, cx: &Cx<'p>, turn: LoopId, value: Value<'p>) -> Cx<'p> {
        let id = hash(&(cx.file.key, turn, value.identity(), cx.frame_id())) | 1;
        let frame = Frame {
            file: cx.file.key,
            function: FuncId(0),
            args: FrameArgs::Turn(turn, value),
            this: None,
            outer: cx.frame.clone(),
            call: cx.frame.as_ref().and_then(|frame| frame.call.clone()),
            id,
            depth: cx.frame_depth(),
        };
        Cx { file: cx.file, frame: Some(Rc::new(frame)) }
    }

    /// What `this` or `self` holds in a method.
    pub(super) fn self_value(&self, cx: &Cx<'p>, expr: ExprId, function: FuncId) -> Value<'p> {
        if let Some(this) = cx.frame_of(function).and_then(|frame| frame.this.clone()) {
            return this;
        }
        let info = cx.ir().function(function);
        let class = match info.class {
            Some(class) => Some(ClassRef { file: cx.file, class }),
            None => info.receiver_type.as_ref().and_then(|name| self.receiver_class(cx, name)),
        };
        match class {
            Some(class) if info.method == MethodKind::Class || info.method == MethodKind::Static => Value::Class(class),
            Some(class) => self.some_instance(class.file, class.class),
            None => self.hole(cx, expr),
        }
    }

    pub(super) fn receiver_class(&self, cx: &Cx<'p>, name: &str) -> Option<ClassRef<'p>> {
        let in_file = |file: &'p ModuleFile| {
            let position = file.ir.classes.iter().position(|class| class.name == name);
            position.map(|index| ClassRef { file, class: ClassId(index as u32) })
        };
        in_file(cx.file).or_else(|| self.package_with(cx.file, &[Sought::TopLevel(name)]).into_iter().find_map(in_file))
    }

    /// The value that a function of the project, or something external, hands to a callback's parameter.
    pub(super) fn handed(&self, cx: &Cx<'p>, function: FuncId, index: u32) -> Option<Value<'p>> {
        let &(call, arg) = cx.ir().flow.argument_of.get(&function)?;
        let info = cx.ir().call(call)?;
        let callee = self.eval(cx, info.callee);
        let ty = cx.ir().function(function).params.get(index as usize).and_then(|param| param.ty);
        let ty = ty.map(|ty| self.type_value(cx, ty)).filter(|ty| !ty.is_hole());
        let handed: Vec<Value<'p>> = callee
            .alternatives()
            .iter()
            .filter_map(|callee| match callee {
                Value::External(_) => {
                    let (callee, call, cx) = (callee.clone(), cx.site(call), cx.clone());
                    Some(Value::external(External::Handed { callee, call, cx, index, ty: ty.clone() }))
                }
                Value::Function(closure) => self.handed_by(cx, closure, call, arg, index),
                _ => None,
            })
            .collect();
        (!handed.is_empty()).then(|| Value::union(handed))
    }

    /// A function of the project that takes a callback: what it calls it with.
    fn handed_by(
        &self,
        cx: &Cx<'p>,
        closure: &Rc<Closure<'p>>,
        call: ExprId,
        arg: u32,
        index: u32,
    ) -> Option<Value<'p>> {
        if cx.frame_depth() + 1 >= MAX_FRAMES {
            return None;
        }
        let ir = &closure.cx.file.ir;
        let body = ir.function(closure.function).span;
        let inner = self.frame(cx, closure, FrameArgs::OfCall(cx.clone(), call), cx.site(call));
        for &id in &ir.flow.calls {
            if !body.contains(ir.span(id)) {
                continue;
            }
            let info = ir.call(id)?;
            if names_parameter(ir, info.callee, closure.function, arg) {
                let value = info.args.get(index as usize)?.value;
                return Some(self.eval(&inner, value));
            }
        }
        // The callback is passed on: `client.Watch(ctx, fn)`.
        for &id in &ir.flow.calls {
            if !body.contains(ir.span(id)) {
                continue;
            }
            let info = ir.call(id)?;
            let passed = info.args.iter().any(|given| names_parameter(ir, given.value, closure.function, arg));
            if passed {
                let callee = self.eval(&inner, info.callee);
                if let Value::External(_) = callee {
                    let call = inner.site(id);
                    let cx = inner;
                    return Some(Value::external(External::Handed { callee, call, cx, index, ty: None }));
                }
            }
        }
        None
    }
}

/// Whether an expression is a name that stands for a parameter of a function, or a member of that parameter.
fn names_parameter(ir: &Module, expr: ExprId, function: FuncId, index: u32) -> bool {
    let ExprKind::Name { binding: Some(binding), .. } = ir.kind(expr) else { return false };
    ir.binding(*binding).defs.iter().any(|def| match def.kind {
        DefKind::Value(value) => {
            matches!(ir.kind(value), ExprKind::Param { function: of, index: at } if *of == function && *at == index)
        }
        _ => false,
    })
}
