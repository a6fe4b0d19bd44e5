//! What one call of a client's method does, as an operation: typed methods, raw commands, commands made from Lua.

use std::rc::Rc;

use smol_str::SmolStr;

use super::api::{Api, Does, Method, ScriptForm};
use super::arguments::{Wired, keys_of_wire, wire};
use super::guards::{self, narrowed};
use super::model::*;
use super::operations::Reader;
use super::rows::keys_of_rows;
use super::scripts;
use super::sorting;
use crate::eval::{Cx, Site};
use crate::redis::{self, Command};
use crate::syntax::ir::{Call, ExprId};

/// A command with its name, its keys, how it was written, and the script that it runs.
type Run<'p> = ((Option<&'static Command>, SmolStr), KeyList<'p>, Form, Option<ScriptUse<'p>>);

impl<'p> Reader<'_, 'p> {
    /// What a method call does, as an operation; `None` when it runs no command.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn operation(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        call: &'p Call,
        api: &'static Api,
        row: Option<&'static Method>,
        client: &Rc<Client<'p>>,
        name: &SmolStr,
        reported: Option<Site<'p>>,
    ) -> Option<Operation<'p>> {
        let skip = context_arguments(client, cx, call);
        let typed = |name: &'static str| (redis::lookup(name), SmolStr::from(name.to_ascii_uppercase()));
        let ((command, command_name), keys, form, script) = match row.map(|row| row.does) {
            Some(Does::Command(command, rows)) => {
                (typed(command), keys_of_rows(&self.finder, cx, call, skip, rows), Form::Typed, None)
            }
            Some(Does::Wire(command)) => (typed(command), self.wired_keys(cx, call, skip, command), Form::Typed, None),
            Some(Does::Script(form)) => {
                let (keys, script) = scripts::call_of(&self.finder, cx, call, skip, form);
                let command = match form {
                    ScriptForm::Numkeys(command) | ScriptForm::KeyList(command) => command,
                    ScriptForm::RunOn => "EVALSHA",
                };
                (typed(command), keys, Form::Typed, Some(script))
            }
            Some(Does::Raw) => self.raw(cx, call, skip)?,
            Some(Does::RawObject) => self.raw_object(cx, call)?,
            Some(_) => return None,
            None if api.library == Library::Ioredis => match self.defined.use_of(&self.finder, cx, call, name) {
                Some((keys, script)) => ((None, SmolStr::from(name.as_str())), keys, Form::Typed, Some(script)),
                None => self.named_after_command(cx, call, name)?,
            },
            None => return None,
        };
        let site = cx.site(expr);
        let known = guards::known(self.finder.ev, cx, expr);
        Some(Operation {
            cx: cx.clone(),
            call: site,
            site: reported.unwrap_or(site),
            callers: Vec::new(),
            method: name.clone(),
            form,
            command,
            command_name,
            keys,
            client: Rc::new(narrowed(client, known)),
            at_most_one: known.at_most_one,
            batch: None,
            script,
            sorts_by: match command.is_some_and(sorting::sorts) {
                true => sorting::of_call(&self.finder, cx, call, (skip, form, api.library, name)),
                false => Vec::new(),
            },
        })
    }

    /// ioredis has a method for each command, with the arguments as they go over the wire.
    fn named_after_command(&self, cx: &Cx<'p>, call: &'p Call, name: &str) -> Option<Run<'p>> {
        let container = typed_command(name)?;
        let upper = SmolStr::from(container.name.to_ascii_uppercase());
        let wired = wire(&self.finder, cx, &call.args);
        // `xgroup('CREATE', key)`: only the subcommand has keys.
        let first = wired.first().and_then(|arg| arg.value.literal());
        let command = redis::lookup_with_sub(container.name, first).unwrap_or(container);
        let (keys, _) = keys_of_wire(&self.finder, command, &wired);
        Some(((Some(command), upper), keys, Form::Typed, None))
    }

    fn wired_keys(&self, cx: &Cx<'p>, call: &'p Call, skip: usize, command: &str) -> KeyList<'p> {
        let Some(command) = redis::lookup(command) else { return KeyList::default() };
        keys_of_wire(&self.finder, command, &wire(&self.finder, cx, call.args.get(skip..).unwrap_or_default())).0
    }

    /// `call('MGET', a, b)`, `execute_command`, `Do`.
    fn raw(&self, cx: &Cx<'p>, call: &'p Call, skip: usize) -> Option<Run<'p>> {
        let wired = wire(&self.finder, cx, call.args.get(skip..)?);
        self.named_command(&wired)
    }

    pub(super) fn named_command(&self, wired: &[Wired<'p>]) -> Option<Run<'p>> {
        let (name, args) = wired.split_first()?;
        let text = name.value.as_str()?.to_owned();
        let first = args.first().and_then(|arg| arg.value.literal());
        let command = redis::lookup_with_sub(&text, first);
        let (keys, found) = match command {
            Some(command) => keys_of_wire(&self.finder, command, args),
            None => (KeyList::default(), redis::Keys::default()),
        };
        let script = command.and_then(|command| scripts::raw_use(&self.finder, command, args, &found));
        Some(((command, SmolStr::from(text.to_ascii_uppercase())), keys, Form::Raw, script))
    }

    /// `sendCommand(new Command('mget', [a, b]))`.
    fn raw_object(&self, cx: &Cx<'p>, call: &'p Call) -> Option<Run<'p>> {
        let inner = cx.ir().call(call.args.first()?.value)?;
        let wired = wire(&self.finder, cx, inner.args.get(..2.min(inner.args.len()))?);
        self.named_command(&wired)
    }
}

/// The commands that ioredis has as methods: lower-case names, and their `Buffer` twins.
pub(super) fn typed_command(name: &str) -> Option<&'static Command> {
    if name.starts_with(|ch: char| ch.is_ascii_uppercase()) {
        return None;
    }
    let name = name.strip_suffix("Buffer").unwrap_or(name);
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let joined = name.contains('_').then(|| redis::lookup(&name.replace('_', ""))).flatten();
    joined.or_else(|| redis::lookup(name)).filter(|command| !command.name.contains('|') && !command.name.contains(' '))
}

/// How many arguments in front are no arguments of the command: Go's context, since go-redis v8.
pub(super) fn context_arguments(client: &Client<'_>, cx: &Cx<'_>, call: &Call) -> usize {
    if client.library != Library::GoRedis {
        return 0;
    }
    match client.version.and_then(|version| version.at_least(8, 0, 0)) {
        Some(true) => 1,
        Some(false) => 0,
        None => {
            let first = call.args.first().map(|arg| cx.site(arg.value).text().to_ascii_lowercase());
            usize::from(first.is_some_and(|text| text.contains("ctx") || text.contains("context")))
        }
    }
}
