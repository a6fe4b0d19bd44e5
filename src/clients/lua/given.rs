//! What a call of a script gives to ARGV.

use crate::clients::model::{KeyKind, Operation};
use crate::eval::Evaluator;
use crate::eval::value::{ListPart, Value};
use crate::syntax::ir::{Arg, Call, ExprKind, Spread};

/// The values behind the keys of a script call.
#[derive(Clone, Default)]
pub struct Given<'p> {
    /// As many of them as are known one by one, from ARGV[1] on.
    pub values: Vec<Value<'p>>,
    /// Whether there are no more.
    pub is_all: bool,
}

/// What a call of a script gives to ARGV: the arguments behind the keys, or what is called `args`. Nothing known if the
/// keys stand elsewhere, as in a list that is spread.
pub fn given<'p>(ev: &Evaluator<'p>, operation: &Operation<'p>) -> Given<'p> {
    let mut given = Given::default();
    let Some(call) = operation.call.file.ir.call(operation.call.expr) else { return given };
    let named = |name: &str| call.args.iter().find(|arg| arg.name.as_deref() == Some(name));
    if let Some(args) = named("args") {
        if let Value::List(list) = ev.eval(&operation.cx, args.value) {
            given.is_all = given.take(&list.parts);
        }
        return given;
    }
    let is_spread = |arg: &Arg| arg.spread != Spread::No;
    if named("keys").is_some() {
        given.is_all = !call.args.iter().any(is_spread);
        return given;
    }
    let Some(first) = behind_keys(operation, call) else { return given };
    for arg in call.args.iter().skip(first).filter(|arg| arg.name.is_none()) {
        if is_spread(arg) {
            return given;
        }
        match ev.eval(&operation.cx, arg.value) {
            // Clients flatten lists.
            Value::List(list) => {
                if !given.take(&list.parts) {
                    return given;
                }
            }
            value => given.values.push(value),
        }
    }
    given.is_all = true;
    given
}

impl<'p> Given<'p> {
    /// Adds the elements of a list, as long as each is one; says whether all were.
    fn take(&mut self, parts: &[ListPart<'p>]) -> bool {
        for part in parts {
            match part {
                ListPart::One(value, _) => self.values.push(value.clone()),
                ListPart::Each(..) | ListPart::Rest(..) => return false,
            }
        }
        true
    }
}

/// The index of the first argument behind the keys.
fn behind_keys(operation: &Operation<'_>, call: &Call) -> Option<usize> {
    let ir = &operation.call.file.ir;
    let index_of = |site: crate::eval::Site<'_>| {
        let here = site.file.key == operation.call.file.key;
        call.args.iter().position(|arg| here && ir.span(arg.value).contains(site.span()))
    };
    if operation.keys.items.iter().any(|item| !matches!(item.kind, KeyKind::One(_))) {
        return None;
    }
    let last = match operation.keys.items.last() {
        Some(item) => index_of(item.site?)?,
        None => match operation.script.as_ref()?.declared_site {
            Some(count) => index_of(count)?,
            None => call.args.iter().position(|arg| match ir.kind(arg.value) {
                ExprKind::Null => true,
                ExprKind::List { elements, .. } => elements.is_empty(),
                _ => false,
            })?,
        },
    };
    Some(last + 1)
}
