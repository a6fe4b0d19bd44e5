//! Classes of the project that extend a client: what they pass on to its constructor.

use super::api::Symbol;
use super::library::{self, Known};
use super::model::{Client, Mode, Prefix};
use super::options;
use crate::eval::value::{ClassRef, Instance, Value};
use crate::eval::{Cx, Evaluator, Site};
use crate::syntax::ir::{Call, ExprId, ExprKind, FuncId, Language, MethodKind, Module};

/// Classes between one of the project and the client.
const MAX_BASES: usize = 8;
/// Calls of `super` in one class.
const MAX_SUPERS: usize = 6;

/// What a class of the project extends.
enum Base<'p> {
    Client(Known, Mode),
    Own(ClassRef<'p>),
}

/// The client's class that a call of `super(...)`, or of `super().__init__(...)`, makes one of.
pub(super) fn behind_super<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &Call) -> Option<(Known, Mode)> {
    let ir = cx.ir();
    if !calls_super(ir, call) {
        return None;
    }
    let class = class_around(ir, call.callee).map(|class| ClassRef { file: cx.file, class })?;
    // A base that the project wrote passes on what it wants in a call of its own.
    match base_of(ev, class)? {
        Base::Client(known, mode) => Some((known, mode)),
        Base::Own(base) => passes_on(ev, base),
    }
}

/// The client's class to which the arguments of a class without a constructor of its own go as they are.
pub(super) fn passes_on<'p>(ev: &Evaluator<'p>, class: ClassRef<'p>) -> Option<(Known, Mode)> {
    let mut at = class;
    for _ in 0..MAX_BASES {
        if at.file.ir.language == Language::Go || constructor(at).is_some() {
            return None;
        }
        match base_of(ev, at)? {
            Base::Client(known, mode) => return Some((known, mode)),
            Base::Own(base) => at = base,
        }
    }
    None
}

/// The prefix that an instance of such a class puts in front of keys.
pub(super) fn prefix_of<'p>(ev: &Evaluator<'p>, instance: &Instance<'p>, client: &Client<'p>) -> Prefix<'p> {
    let mut at = instance.class;
    let mut made = instance.made.clone();
    for _ in 0..MAX_BASES {
        let calls = match constructor(at) {
            Some(function) => supers(ev, at, function, made.as_ref()),
            None => made.into_iter().collect(),
        };
        match base_of(ev, at) {
            Some(Base::Client(..)) => {
                let prefixes = calls.iter().map(|(cx, site)| options::prefix_of(ev, cx, site.expr, client));
                return same(&prefixes.collect::<Vec<_>>());
            }
            Some(Base::Own(base)) if calls.len() <= 1 => (at, made) = (base, calls.into_iter().next()),
            _ => break,
        }
    }
    Prefix::Unknown
}

fn same<'p>(prefixes: &[Prefix<'p>]) -> Prefix<'p> {
    match prefixes {
        [one] => one.clone(),
        [_, ..] if prefixes.iter().all(|prefix| matches!(prefix, Prefix::None)) => Prefix::None,
        _ => Prefix::Unknown,
    }
}

/// The calls of `super` in a constructor, as seen from the call that makes the instance.
fn supers<'p>(
    ev: &Evaluator<'p>,
    class: ClassRef<'p>,
    function: FuncId,
    made: Option<&(Cx<'p>, Site<'p>)>,
) -> Vec<(Cx<'p>, Site<'p>)> {
    let ir = &class.file.ir;
    let entered = made.and_then(|(cx, site)| ev.enter_call(cx, *site, class.file, function));
    let cx = entered.unwrap_or_else(|| Cx::of(class.file));
    let body = ir.function(function).span;
    let inside = ir.flow.calls.iter().filter(|&&id| body.contains(ir.span(id)));
    inside
        .filter(|&&id| ir.call(id).is_some_and(|call| calls_super(ir, call)))
        .take(MAX_SUPERS)
        .map(|&id| (cx.clone(), cx.site(id)))
        .collect()
}

fn calls_super(ir: &Module, call: &Call) -> bool {
    match ir.kind(call.callee) {
        ExprKind::Super => ir.language != Language::Python,
        ExprKind::Member { object, property, .. } => {
            property == "__init__" && matches!(ir.kind(*object), ExprKind::Super)
        }
        _ => false,
    }
}

fn class_around(ir: &Module, expr: ExprId) -> Option<crate::syntax::ir::ClassId> {
    let mut function = ir.function_of(expr);
    while ir.function(function).class.is_none() && ir.function(function).parent != function {
        function = ir.function(function).parent;
    }
    ir.function(function).class
}

fn constructor(class: ClassRef<'_>) -> Option<FuncId> {
    let ir = &class.file.ir;
    let methods = &ir.class(class.class).methods;
    methods.iter().copied().find(|&id| ir.function(id).method == MethodKind::Constructor)
}

fn base_of<'p>(ev: &Evaluator<'p>, class: ClassRef<'p>) -> Option<Base<'p>> {
    let ir = &class.file.ir;
    let bases = ir.class(class.class).bases.iter().map(|&base| ev.eval(&Cx::of(class.file), base));
    bases.into_iter().find_map(|base| match &base {
        Value::Class(base) => Some(Base::Own(*base)),
        Value::Instance(base) => Some(Base::Own(base.class)),
        _ => {
            let (module, path) = library::symbol_of(&base)?;
            let known = library::known(ir.language, module, path)?;
            match known.symbol? {
                Symbol::Client(mode) => Some(Base::Client(known, mode)),
                Symbol::Makes(_) | Symbol::Script | Symbol::Batch(_) | Symbol::Connection => None,
            }
        }
    })
}
