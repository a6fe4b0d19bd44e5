//! Calls of script objects: `script(keys=[...])` of redis-py, `script.Run(ctx, client, keys)` of go-redis.

use std::rc::Rc;

use smol_str::SmolStr;

use super::guards::{self, narrowed};
use super::lua::Given;
use super::model::*;
use super::operations::Reader;
use super::receivers::{Receiver, ScriptMade};
use super::redis_py::sub_clients;
use super::rows::keys_of_rows;
use super::scripts;
use crate::eval::value::{External, Value};
use crate::eval::{Cx, Site};
use crate::redis;
use crate::syntax::ir::{Call, ExprId, Language};

/// The methods that run a go-redis script object.
const RUNS: &[&str] = &["Run", "RunRO", "Eval", "EvalRO", "EvalSha", "EvalShaRO"];

impl<'p> Reader<'_, 'p> {
    /// Whether what is called like a function is a script object of redis-py.
    pub(super) fn is_script_object(&self, cx: &Cx<'p>, call: &'p Call) -> bool {
        cx.ir().language == Language::Python
            && scripts::looks_like_run(cx.ir(), call)
            && matches!(self.finder.of(cx, call.callee), Some(Receiver::Script(_)))
    }

    /// `script(keys=[...], args=[...])`: a script object called like a function.
    pub(super) fn object_call(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        call: &'p Call,
        reported: Option<Site<'p>>,
    ) -> Option<Operation<'p>> {
        if cx.ir().language != Language::Python || !scripts::looks_like_run(cx.ir(), call) {
            return None;
        }
        let Some(Receiver::Script(made)) = self.finder.of(cx, call.callee) else { return None };
        let (keys, script) = scripts::object_call(&self.finder, cx, call, &made);
        let client = scripts::client_of_run(&self.finder, cx, call, &made);
        Some(self.script_operation(cx, expr, "evalsha", client, keys, script, reported))
    }

    /// `script.Run(ctx, rdb, keys, args...)`: the receiver is a script object.
    pub(super) fn script_method(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        call: &'p Call,
        made: &ScriptMade<'p>,
        name: &str,
        reported: Option<Site<'p>>,
    ) -> Option<Operation<'p>> {
        if !RUNS.contains(&name) {
            return None;
        }
        let scripts::Ran { keys, script, client } = scripts::run_on(&self.finder, cx, call, made);
        let client = client.unwrap_or_else(|| scripts::unknown_client(made.library));
        Some(self.script_operation(cx, expr, name, client, keys, script, reported))
    }

    /// `client.json().mget(keys, path)`: a method of what a module's commands are called on.
    pub(super) fn sub_client_call(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        call: &'p Call,
        object: ExprId,
        name: &SmolStr,
        reported: Option<Site<'p>>,
    ) -> Option<(Receiver<'p>, Operation<'p>)> {
        if cx.ir().language != Language::Python
            || !sub_clients::has_method(name)
            || self.finder.is_made_afar(cx, object)
        {
            return None;
        }
        let Value::External(made) = self.finder.ev.eval(cx, object) else { return None };
        let External::Call { callee: Value::External(callee), .. } = &*made else { return None };
        let External::Member { of, name: sub_client, .. } = &**callee else { return None };
        let (command, rows) = sub_clients::method(sub_client, name)?;
        let receiver = self.finder.of_value(of, Language::Python, 0, 0)?;
        let client = receiver.client().filter(|client| client.library == Library::RedisPy)?.clone();
        let keys = keys_of_rows(&self.finder, cx, call, 0, rows);
        let script = ScriptUse { text: None, declared: None, declared_site: None, given: Given::default() };
        let operation = self.script_operation(cx, expr, name, client, keys, script, reported);
        let (command, command_name) = (redis::lookup(command), SmolStr::from(command));
        Some((receiver, Operation { command, command_name, script: None, ..operation }))
    }

    #[allow(clippy::too_many_arguments)]
    fn script_operation(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        method: &str,
        client: Rc<Client<'p>>,
        keys: KeyList<'p>,
        script: ScriptUse<'p>,
        reported: Option<Site<'p>>,
    ) -> Operation<'p> {
        let site = cx.site(expr);
        let known = guards::known(self.finder.ev, cx, expr);
        Operation {
            cx: cx.clone(),
            call: site,
            site: reported.unwrap_or(site),
            callers: Vec::new(),
            method: SmolStr::from(method),
            form: Form::Typed,
            command: redis::lookup("EVALSHA"),
            command_name: SmolStr::from("EVALSHA"),
            keys,
            client: Rc::new(narrowed(&client, known)),
            at_most_one: known.at_most_one,
            batch: None,
            script: Some(script),
            sorts_by: Vec::new(),
        }
    }
}
