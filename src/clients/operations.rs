//! From calls to operations: the one pass over a file's calls that makes its [`FileModel`].

use std::rc::Rc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::api::{Does, Method};
use super::arguments::{self, Wired};
use super::batches::{begins_batch, is_parameter, is_typed_as_batch, names_batch};
use super::bound::method_called;
use super::commands::{context_arguments, typed_command};
use super::guards::{self, narrowed};
use super::lifting::{is_wrong_by_itself, parameter_behind, settled};
use super::model::*;
use super::receivers::{BatchRef, Receiver, Receivers, last_identifier};
use super::redis_py::sub_clients;
use super::rows::{each_turn, keys_of_rows};
use super::scripts;
use super::sorting;
use super::uses::Use;
use super::{FileModel, api_of};
use crate::eval::value::Value;
use crate::eval::{Cx, Evaluator, Site};
use crate::project::ModuleFile;
use crate::syntax::ir::{Call, ExprId, ExprKind, Language};

/// Helpers that get a batch are looked into this deep.
const MAX_INTO: u32 = 3;

/// Reads what a file does with Redis.
pub struct Reader<'e, 'p> {
    pub(super) finder: Receivers<'e, 'p>,
    pub(super) file: &'p ModuleFile,
    pub(super) model: FileModel<'p>,
    pub(super) batches: FxHashMap<(u64, ExprId, u64), usize>,
    pub(super) defined: scripts::DefinedCommands<'p>,
    /// By file: whether it calls what begins a batch.
    opening: FxHashMap<u64, bool>,
}

impl<'e, 'p> Reader<'e, 'p> {
    /// A reader of one file.
    pub fn new(ev: &'e Evaluator<'p>, file: &'p ModuleFile, client_names: Vec<String>) -> Self {
        let finder = Receivers::new(ev, client_names);
        let defined = match file.ir.language.is_javascript() {
            true => scripts::DefinedCommands::of(&finder),
            false => scripts::DefinedCommands::default(),
        };
        Self {
            finder,
            file,
            // Of the calls of a file that uses Redis many are commands.
            model: FileModel { operations: Vec::with_capacity(file.ir.flow.calls.len() / 4), ..FileModel::default() },
            batches: FxHashMap::default(),
            defined,
            opening: FxHashMap::default(),
        }
    }

    /// Reads the file.
    pub fn read(mut self) -> FileModel<'p> {
        let cx = Cx::of(self.file);
        for &expr in &self.file.ir.flow.calls {
            self.finder.ev.begin();
            self.call(&cx, expr, None, 0);
            super::constructions::read(&self.finder, &cx, expr, &mut self.model.constructions);
            super::bullmq::read(&self.finder, &cx, expr, &mut self.model.queues);
        }
        self.model.depends_on_callers |= self.model.queues.iter().any(super::bullmq::QueueUse::depends_on_callers)
            || self.model.constructions.iter().any(super::switches::depends_on_callers);
        self.model
    }

    /// Reads one call. `reported` is the wrapper's call, when this is looked at through one.
    fn call(&mut self, cx: &Cx<'p>, expr: ExprId, reported: Option<Site<'p>>, depth: u32) {
        let ir = cx.ir();
        let Some(call) = ir.call(expr) else { return };
        match ir.kind(call.callee) {
            // `self._release(keys=[...])`: a script object that is kept in a field.
            ExprKind::Member { .. } if self.is_script_object(cx, call) => self.script_object(cx, expr, call, reported),
            ExprKind::Member { object, property, .. } => {
                if self.may_be_method(ir.language, property, call) && !super::misfits::is_misfit(ir, property, call) {
                    self.method_call(cx, expr, call, *object, property, reported, depth);
                } else if depth < MAX_INTO {
                    self.enter_helper(cx, expr, call, depth);
                }
            }
            ExprKind::Name { .. } | ExprKind::Call(_) | ExprKind::Index { .. } => {
                // `delete = self.delete; delete(keys=[...])` is a script, when that is what the field holds.
                if let Some((object, name)) = method_called(cx.file, call.callee)
                    && self.may_be_method(ir.language, name, call)
                    && !self.is_script_object(cx, call)
                {
                    return self.method_call(cx, expr, call, object, name, reported, depth);
                }
                self.script_object(cx, expr, call, reported);
                if depth < MAX_INTO {
                    self.enter_helper(cx, expr, call, depth);
                }
            }
            _ => {}
        }
    }

    /// Cheap: whether a call may be of a method of any client of the language, by name. Without any argument, it is none
    /// that needs one: `files.sort()`.
    fn may_be_method(&self, language: Language, name: &str, call: &Call) -> bool {
        let is_bare = call.args.is_empty();
        if language == Language::Python && !is_bare && sub_clients::has_method(name) {
            return true;
        }
        super::apis(language).iter().any(|api| api.named(name).iter().any(|method| !is_bare || method.runs_bare()))
            || language.is_javascript()
                && (typed_command(name).is_some_and(|command| !is_bare || command.takes_nothing())
                    || self.defined.knows(name))
    }

    #[allow(clippy::too_many_arguments)]
    fn method_call(
        &mut self,
        cx: &Cx<'p>,
        expr: ExprId,
        call: &'p Call,
        object: ExprId,
        name: &SmolStr,
        reported: Option<Site<'p>>,
        depth: u32,
    ) {
        let Some(receiver) = self.finder.of(cx, object) else {
            if let Some((receiver, operation)) = self.sub_client_call(cx, expr, call, object, name, reported) {
                self.place(Some(&receiver), operation, reported.is_some());
                return;
            }
            if reported.is_none() {
                self.model.unresolved.extend(super::unresolved::of(&self.finder, cx, expr, object, name));
            }
            if depth < MAX_INTO {
                self.enter_helper(cx, expr, call, depth);
            }
            return;
        };
        if let Receiver::Script(made) = &receiver {
            if let Some(operation) = self.script_method(cx, expr, call, made, name, reported) {
                self.place(None, operation, reported.is_some());
            }
            return;
        }
        let Some(client) = receiver.client().cloned() else { return };
        let api = api_of(client.library);
        let row = api.method(name, receiver.on());
        let operation = self.operation(cx, expr, call, api, row, &client, name, reported);
        let used = Use::of(&self.finder, cx, (cx.site(expr), reported), name, &receiver, operation.as_ref());
        let batch = receiver.clone();
        let before = self.model.operations.len();
        match operation {
            Some(operation) => self.place(Some(&receiver), operation, reported.is_some()),
            None => self.opens(cx, expr, call, &receiver, row),
        }
        if let Some(used) = used {
            self.used(used, &batch, before);
        }
    }

    /// A script object called like a function, and the call itself.
    fn script_object(&mut self, cx: &Cx<'p>, expr: ExprId, call: &'p Call, reported: Option<Site<'p>>) {
        let Some(operation) = self.object_call(cx, expr, call, reported) else { return };
        let on = scripts::receiver_of_run(&self.finder, cx, call);
        let before = self.model.operations.len();
        self.place(None, operation, reported.is_some());
        if let Some(on) = on {
            let name = SmolStr::new_static("evalsha");
            let operation = self.model.operations.get(before);
            if let Some(used) = Use::of(&self.finder, cx, (cx.site(expr), reported), &name, &on, operation) {
                self.used(used, &on, before);
            }
        }
    }

    /// The operation that a call is in a given frame, without keeping it.
    pub(super) fn seen(&self, cx: &Cx<'p>, expr: ExprId, reported: Option<Site<'p>>) -> Option<Operation<'p>> {
        let call = cx.ir().call(expr)?;
        if let Some(operation) = self.object_call(cx, expr, call, reported) {
            return Some(operation);
        }
        let (object, property) = method_called(cx.file, call.callee)?;
        let Some(receiver) = self.finder.of(cx, object) else {
            return self.sub_client_call(cx, expr, call, object, property, reported).map(|(_, operation)| operation);
        };
        if let Receiver::Script(made) = &receiver {
            return self.script_method(cx, expr, call, made, property, reported);
        }
        let client = receiver.client()?;
        let api = api_of(client.library);
        self.operation(cx, expr, call, api, api.method(property, receiver.on()), client, property, reported)
    }

    /// Keeps the call itself, next to the operation that it may have become.
    fn used(&mut self, mut used: Use<'p>, receiver: &Receiver<'p>, operations_before: usize) {
        if let Receiver::Batch(batch) = receiver {
            let made = batch.made.as_ref().map(|(cx, site)| (site.file.key, site.expr, cx.frame_id()));
            used.batch = made.and_then(|key| self.batches.get(&key).copied());
        }
        // The conditions around the making of a batch say more than those around its use.
        if let Some(batch) = used.batch.map(|index| &self.model.batches[index])
            && matches!(used.client.mode, Mode::Either | Mode::Unknown)
        {
            used.client = batch.client.clone();
        }
        used.operation = (self.model.operations.len() == operations_before + 1).then_some(operations_before);
        self.model.uses.push(used);
    }

    /// A call that opens, runs or watches something.
    fn opens(
        &mut self,
        cx: &Cx<'p>,
        expr: ExprId,
        call: &'p Call,
        receiver: &Receiver<'p>,
        row: Option<&'static Method>,
    ) {
        let (Some(row), Some(client)) = (row, receiver.client().cloned()) else { return };
        match row.does {
            Does::OpensBatch(_) => {
                let value = self.finder.ev.eval(cx, expr);
                if let Some(Receiver::Batch(batch)) = self.finder.of_value(&value, cx.ir().language, 0, 0)
                    && let Some(index) = self.batch(&batch)
                {
                    self.rows_of_batch(cx, call, index, &client);
                }
            }
            Does::RunsBatch(kind, callback) => {
                let within = match receiver {
                    Receiver::Connection(_, watch) => watch.clone(),
                    _ => None,
                };
                let made = Some((cx.clone(), cx.site(expr)));
                let batch = BatchRef { client: client.clone(), kind, made, within };
                let index = self.batch(&batch);
                let skip = context_arguments(&client, cx, call);
                if let (Some(index), true) = (index, client.library != Library::GoRedis) {
                    // redis-py's `transaction(fn, *watches)`.
                    let watched = keys_of_rows(&self.finder, cx, call, skip, &[super::api::KeyArg::From(callback + 1)]);
                    self.model.batches[index].watched.extend(watched.items);
                }
            }
            Does::Watches { .. } => {
                self.watch(cx, cx.site(expr), &client);
            }
            _ => {}
        }
    }

    /// ioredis' array form: `pipeline([['set', a, 1], ['get', b]])`.
    fn rows_of_batch(&mut self, cx: &Cx<'p>, call: &'p Call, batch: usize, client: &Rc<Client<'p>>) {
        let Some(first) = call.args.first() else { return };
        let Value::List(list) = self.finder.ev.eval(cx, first.value) else { return };
        for part in &list.parts {
            let Value::List(row) = part.value() else { continue };
            let Some(site) = part.site() else { continue };
            let wired: Vec<Wired<'p>> = row.parts.iter().map(|part| arguments::wired_part(part, site)).collect();
            let Some(((command, command_name), keys, form, script)) = self.named_command(&wired) else { continue };
            let known = guards::known(self.finder.ev, cx, site.expr);
            self.push(Operation {
                cx: cx.clone(),
                call: site,
                site,
                callers: Vec::new(),
                method: command_name.clone(),
                form,
                command,
                command_name,
                keys: each_turn(keys, part),
                client: Rc::new(narrowed(client, known)),
                at_most_one: known.at_most_one,
                batch: Some(batch),
                script,
                sorts_by: match command.is_some_and(sorting::sorts) {
                    true => sorting::of_wired(&wired[1..], |arg| arguments::item(&self.finder, arg)),
                    false => Vec::new(),
                },
            });
        }
    }

    /// The batch of a reference, made known on first sight. A batch of which nobody knows where it is made has none.
    pub(super) fn batch(&mut self, batch: &BatchRef<'p>) -> Option<usize> {
        let (cx, site) = batch.made.clone()?;
        let key = (site.file.key, site.expr, cx.frame_id());
        if let Some(&known) = self.batches.get(&key) {
            return Some(known);
        }
        let within = batch.within.as_ref().and_then(|(cx, site)| self.watch(cx, *site, &batch.client));
        let known = guards::known(self.finder.ev, &cx, site.expr);
        let client = self.finder.at_version(&cx, batch.client.clone());
        self.model.batches.push(Batch {
            cx,
            site,
            reported: site,
            kind: batch.kind,
            client: Rc::new(narrowed(&client, known)),
            within,
            operations: Vec::new(),
            watched: Vec::new(),
            watch: None,
        });
        let index = self.model.batches.len() - 1;
        self.batches.insert(key, index);
        Some(index)
    }

    fn push(&mut self, operation: Operation<'p>) {
        let index = self.model.operations.len();
        if let Some(batch) = operation.batch {
            self.model.batches[batch].operations.push(index);
        }
        self.model.operations.push(operation);
    }

    /// Puts an operation into the model: into its batch, at its callers, or as it is.
    fn place(&mut self, receiver: Option<&Receiver<'p>>, mut operation: Operation<'p>, through_wrapper: bool) {
        match receiver {
            Some(Receiver::Batch(batch)) => {
                operation.batch = self.batch(batch);
                self.reported_at_callback(&operation);
            }
            Some(Receiver::Connection(_, Some((watch_cx, site)))) => {
                operation.batch = self.batches.get(&(site.file.key, site.expr, watch_cx.frame_id())).copied();
            }
            _ => {}
        }
        if !through_wrapper
            && operation.batch.is_none()
            && let Some(function) = parameter_behind(&operation, operation.call)
            && !is_wrong_by_itself(&operation)
        {
            self.model.depends_on_callers = true;
            let lifted = self.lifted(&operation, function);
            let is_told = !lifted.operations.is_empty();
            settled(&operation, lifted.operations).into_iter().for_each(|operation| self.push(operation));
            if is_told && !lifted.is_open {
                self.model.wrapped += 1;
                return;
            }
        }
        self.push(operation);
    }

    /// A helper of the project that gets a batch: its operations belong to that batch.
    fn enter_helper(&mut self, cx: &Cx<'p>, expr: ExprId, call: &'p Call, depth: u32) {
        let opens = self.opens_batches(cx.file);
        let gets_batch = call.args.iter().any(|arg| {
            // Only what may be a batch is asked for: names, not every argument of every call. Asking reads the files that
            // define them, which is dear when it is done for everything; and dearer still for a parameter, which asks
            // all callers. Where one of them makes the batch, this call is come to from there.
            let asked = |binding| opens && (cx.frame.is_some() || !is_parameter(cx.ir(), binding));
            let named =
                |name: &str, binding| asked(binding) || names_batch(name) || is_typed_as_batch(cx.ir(), binding);
            matches!(cx.ir().kind(arg.value), ExprKind::Name { name, binding } if named(name, *binding))
                && matches!(self.finder.of(cx, arg.value), Some(Receiver::Batch(batch)) if batch.made.is_some())
        });
        if !gets_batch {
            return;
        }
        let callee = self.finder.ev.eval(cx, call.callee);
        // Of several functions that it may be, one shows what happens to the batch; together they never run.
        let closure = callee.alternatives().iter().find_map(|callee| match callee {
            Value::Function(closure) => Some(closure.clone()),
            _ => None,
        });
        let Some(closure) = closure else { return };
        let file = closure.cx.file;
        let Some(inner) = self.finder.ev.enter_call(cx, cx.site(expr), file, closure.function) else { return };
        let body = file.ir.function(closure.function).span;
        let reported = Some(cx.site(expr));
        for &id in &file.ir.flow.calls {
            if body.contains(file.ir.span(id)) {
                self.call(&inner, id, reported, depth + 1);
            }
        }
    }

    /// Whether a file calls anything that begins a batch.
    fn opens_batches(&mut self, file: &'p ModuleFile) -> bool {
        let opens = || {
            file.ir.flow.calls.iter().any(|&call| {
                let callee = file.ir.call(call).map(|call| call.callee);
                let name = callee.and_then(|callee| last_identifier(&file.ir, callee));
                name.is_some_and(|name| super::apis(file.ir.language).iter().any(|api| begins_batch(api, name)))
            })
        };
        *self.opening.entry(file.key).or_insert_with(opens)
    }
}
