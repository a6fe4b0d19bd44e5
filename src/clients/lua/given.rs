//! What a call of a script gives to ARGV.

use crate::clients::arguments::{Many, Wired};
use crate::eval::value::{ListPart, Value};
use crate::eval::{Cx, Evaluator};
use crate::redis::Keys;
use crate::syntax::ir::{Arg, Call, Spread};

/// The values behind the keys of a script call.
#[derive(Clone, Default)]
pub struct Given<'p> {
    /// As many of them as are known one by one, from `ARGV[1]` on.
    pub values: Vec<Value<'p>>,
    /// Whether there are no more.
    pub is_all: bool,
}

impl<'p> Given<'p> {
    /// What stands behind the keys in the arguments of a command that counts its keys; nothing if they cannot be told apart.
    pub fn behind_counted(wired: &[Wired<'p>], found: &Keys, declared: Option<usize>) -> Self {
        let last = found.found.iter().map(|key| key.at.index()).max();
        let first = match (last, found.numkeys, declared) {
            (Some(last), _, _) => last + 1,
            (None, Some(numkeys), Some(0)) => numkeys + 1,
            _ => return Self::default(),
        };
        if found.doubt.is_some() || wired.iter().take(first).any(|arg| arg.many != Many::No) {
            return Self::default();
        }
        Self::of_wired(wired.get(first..).unwrap_or_default())
    }

    /// Arguments on their way to the server, as many as are known one by one.
    pub fn of_wired(wired: &[Wired<'p>]) -> Self {
        let known = wired.iter().take_while(|arg| arg.many == Many::No);
        let values: Vec<Value<'p>> = known.map(|arg| arg.value.clone()).collect();
        Self { is_all: values.len() == wired.len(), values }
    }

    /// What is passed by the name `args`, as redis-py's script objects take it.
    pub fn named(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &'p Call) -> Self {
        let mut given = Self::default();
        match call.args.iter().find(|arg| arg.name.as_deref() == Some("args")) {
            Some(args) => {
                if let Value::List(list) = ev.eval(cx, args.value) {
                    given.is_all = given.take(&list.parts);
                }
            }
            None => given.is_all = !call.args.iter().any(|arg| arg.spread != Spread::No),
        }
        given
    }

    /// The arguments behind a list of keys, as go-redis takes them: a spread one is a list, and lists are flattened.
    pub fn behind_list(ev: &Evaluator<'p>, cx: &Cx<'p>, args: &'p [Arg]) -> Self {
        let mut given = Self::default();
        for arg in args {
            match ev.eval(cx, arg.value) {
                Value::List(list) => {
                    if !given.take(&list.parts) {
                        return given;
                    }
                }
                _ if arg.spread != Spread::No => return given,
                value => given.values.push(value),
            }
        }
        given.is_all = true;
        given
    }

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
