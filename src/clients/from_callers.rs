//! Clients that only the callers of a function know: parameters without a type, and members of such.

use super::api::{Api, Does};
use super::merging::merge_given;
use super::receivers::{MAX_CHAIN, Receiver, Receivers, ScriptMade};
use crate::eval::value::{Hole, Origin, Value};
use crate::eval::{Cx, Site};
use crate::syntax::ir::*;
use smol_str::SmolStr;

/// Parameters are followed to their callers this often.
pub(super) const MAX_CALLERS: u32 = 3;
/// As many callers say enough of what they give.
const ENOUGH: usize = 8;

/// A parameter, or a member of one, that a client comes from.
pub(super) struct Given<'p> {
    file: &'p crate::project::ModuleFile,
    function: FuncId,
    index: u32,
    member: Option<&'p SmolStr>,
}

impl<'p> Receivers<'_, 'p> {
    /// A parameter without a type, or a member of one (`options.client`): what its callers give.
    pub(super) fn of_parameter(&self, given: &Given<'p>, hops: u32) -> Option<Receiver<'p>> {
        let project = self.ev.project;
        let calls = self.ev.some_calls_named(given.file, given.function);
        // What tests hand to code that is none is not what it gets.
        let is_real = |site: &Site<'p>| project.is_test(&given.file.path) || !project.is_test(&site.file.path);
        let (real, tests): (Vec<_>, Vec<_>) = calls.into_iter().partition(is_real);
        let found = self.given_by(&real, given, hops);
        if !found.is_empty() || tests.is_empty() {
            return merge_given(found);
        }
        let is_called = real.iter().any(|site| self.ev.is_call_of(*site, given.file, given.function));
        if is_called { None } else { merge_given(self.given_by(&tests, given, hops)) }
    }

    /// The receivers among what calls give.
    fn given_by(&self, calls: &[Site<'p>], given: &Given<'p>, hops: u32) -> Vec<Receiver<'p>> {
        let mut found = Vec::new();
        for &site in calls {
            let ir = &site.file.ir;
            let Some(arg) = ir.call(site.expr).and_then(|call| call.args.get(given.index as usize)) else { continue };
            // To find out what is called is dearer than to see that this gives no client.
            if arg.spread != Spread::No
                || ir.kind(arg.value).is_plain()
                || !self.ev.is_call_of(site, given.file, given.function)
            {
                continue;
            }
            let cx = Cx::of(site.file);
            let mut value = self.ev.eval(&cx, arg.value);
            if let Some(name) = given.member {
                value = self.ev.member(&cx, arg.value, &value, name);
            }
            let receiver = self.of_value(&value, ir.language, 1, hops + 1);
            found.extend(receiver.map(|receiver| self.as_guarded(&cx, site.expr, receiver)));
            if found.len() >= ENOUGH {
                break;
            }
        }
        found
    }

    /// What a method of a client gives that is known only through callers: `options.client.multi()`. Looked at in the
    /// context of the use, so that two runs of a function have a batch each.
    pub(super) fn of_unknown_call(&self, cx: &Cx<'p>, value: &Value<'p>, depth: u32) -> Option<Receiver<'p>> {
        let Value::Hole(hole) = value else { return None };
        let site = hole.site.filter(|site| site.file.key == cx.file.key && depth < MAX_CHAIN)?;
        let ir = &site.file.ir;
        let ExprKind::Member { object, property, .. } = ir.kind(ir.call(site.expr)?.callee) else { return None };
        let of = self.ev.eval(cx, *object);
        if !of.is_hole() {
            return None;
        }
        match self.of_value(&of, ir.language, depth, 0).or_else(|| self.of_unknown_call(cx, &of, depth + 1)) {
            Some(receiver) => self.method_result(&receiver, property, site, cx),
            None => Self::script_by_method(cx, property, site),
        }
    }

    /// A method that only clients have, `connection.register_script(LUA)`, on what is not known to be one.
    pub(super) fn script_by_method(cx: &Cx<'p>, name: &str, site: Site<'p>) -> Option<Receiver<'p>> {
        let makes = |api: &&&Api| api.named(name).iter().any(|method| matches!(method.does, Does::MakesScript));
        let library = super::apis(cx.ir().language).iter().find(makes)?.library;
        Some(Receiver::Script(ScriptMade { library, made: Some((cx.clone(), site)), client: None }))
    }

    /// The parameter that a value that was not found comes from.
    pub(super) fn given(&self, hole: &Hole<'p>) -> Option<Given<'p>> {
        let site = hole.site?;
        let of_origin = |origin: &Origin, site: Site<'p>, member| match origin {
            &Origin::Param { file, function, index } if file == site.file.key => {
                Some(Given { file: site.file, function, index, member })
            }
            Origin::Param { .. } | Origin::Within { .. } | Origin::TooDeep | Origin::Reply(_) | Origin::Other => None,
        };
        if !matches!(hole.origin, Origin::Within { .. } | Origin::Other) {
            return of_origin(&hole.origin, site, None);
        }
        let ExprKind::Member { object, property, .. } = site.file.ir.kind(site.expr) else { return None };
        match self.ev.eval(&Cx::of(site.file), *object) {
            Value::Hole(of) => of_origin(&of.origin, site, Some(property)),
            _ => None,
        }
    }
}
