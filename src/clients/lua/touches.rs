//! The commands that a script sends, and the keys it gives them.

use rustc_hash::FxHashMap;

use super::key::{LuaKey, UndeclaredKind, relation_to_declared};
use super::values::{Evaluator, Frame, Value, Values, key_of};
use crate::clients::model::SortWord;
use crate::clients::sorting;
use crate::finding::Span;
use crate::redis::{self, Access, Arg, Command, Doubt, KeyAt};
use crate::syntax::ir::*;

/// Calls of one helper function that are looked at.
const MAX_CALLERS: usize = 16;
/// Commands of one script that are kept, each call of a helper around one counted.
const MAX_TOUCHES: usize = 4000;

/// A `redis.call` or `redis.pcall` with a command that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// The command.
    pub command: &'static Command,
    /// The call, in bytes of the text.
    pub call: Span,
    /// The outermost call of a function of the script, when it decides about command or keys.
    pub via: Option<Span>,
    /// Its keys, in the order of the command; none for commands without keys.
    pub keys: Vec<TouchedKey>,
    /// The patterns behind BY and GET of SORT.
    pub sorts_by: Vec<(SortWord, LuaKey)>,
}

/// A key of a [`Touch`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchedKey {
    /// What it is.
    pub key: LuaKey,
    /// The argument of `redis.call`, in bytes of the text.
    pub span: Span,
}

/// Finds them all, in order of the text.
pub(super) fn touches(evaluator: &Evaluator<'_>) -> Vec<Touch> {
    let callers = callers(evaluator);
    let mut finder = Finder { evaluator, callers, found: Vec::new() };
    for &call in &evaluator.module.flow.calls {
        finder.call(call);
        if finder.found.len() >= MAX_TOUCHES {
            break;
        }
    }
    finder.found
}

/// The calls of each function of the script, by its name.
fn callers(evaluator: &Evaluator<'_>) -> FxHashMap<FuncId, Vec<ExprId>> {
    let module = evaluator.module;
    let mut callers: FxHashMap<FuncId, Vec<ExprId>> = FxHashMap::default();
    for &id in &module.flow.calls {
        let Some(call) = module.call(id) else { continue };
        if let [Value::Function(function)] = evaluator.ask(call.callee, None).as_slice() {
            callers.entry(*function).or_default().push(id);
        }
    }
    callers
}

struct Finder<'e, 'm> {
    evaluator: &'e Evaluator<'m>,
    callers: FxHashMap<FuncId, Vec<ExprId>>,
    found: Vec<Touch>,
}

/// An argument of `redis.call`: one value, or a table that is unpacked.
struct Argument {
    values: Values,
    many: bool,
    span: Span,
}

impl Finder<'_, '_> {
    fn call(&mut self, id: ExprId) {
        let Some(call) = self.evaluator.module.call(id) else { return };
        if !matches!(self.evaluator.ask(call.callee, None).as_slice(), [Value::Caller]) {
            return;
        }
        self.evaluator.take_met_parameter();
        let alone = self.touch(id, call, None);
        if self.evaluator.take_met_parameter() {
            let before = self.found.len();
            self.through_callers(id, call);
            if self.found.len() > before {
                return;
            }
        }
        self.found.extend(alone);
    }

    /// Looks at the call once per call of the function around it, and of the function around that one.
    fn through_callers(&mut self, id: ExprId, call: &Call) {
        let module = self.evaluator.module;
        let function = module.function_of(id);
        for inner in self.callers_of(function) {
            let around = module.function_of(inner);
            let frame = Frame { function, call: inner, outer: None };
            let alone = self.touch(id, call, Some(&frame));
            let outers = if self.evaluator.take_met_parameter() { self.callers_of(around) } else { Vec::new() };
            if outers.is_empty() {
                self.add(alone, module.span(inner));
            }
            for outer in outers {
                let outermost = Frame { function: around, call: outer, outer: None };
                let frame = Frame { outer: Some(&outermost), ..frame };
                let touch = self.touch(id, call, Some(&frame));
                self.evaluator.take_met_parameter();
                self.add(touch, module.span(outer));
            }
        }
    }

    fn callers_of(&self, function: FuncId) -> Vec<ExprId> {
        self.callers.get(&function).map(|calls| calls.iter().copied().take(MAX_CALLERS).collect()).unwrap_or_default()
    }

    fn add(&mut self, touch: Option<Touch>, via: Span) {
        let Some(touch) = touch else { return };
        let touch = Touch { via: Some(via), ..touch };
        if !self.found.contains(&touch) {
            self.found.push(touch);
        }
    }

    fn touch(&self, id: ExprId, call: &Call, frame: Option<&Frame<'_>>) -> Option<Touch> {
        let arguments = self.arguments(call, frame);
        let (name, arguments) = arguments.split_first()?;
        let name = std::str::from_utf8(literal(&name.values)?).ok()?;
        let first = arguments.first().and_then(|argument| literal(&argument.values));
        let command = redis::lookup_with_sub(name, first)?;
        let keys = keys(command, arguments);
        let sorts_by = if sorting::sorts(command) { sorts_by(arguments) } else { Vec::new() };
        Some(Touch { command, call: self.evaluator.module.span(id), via: None, keys, sorts_by })
    }

    fn arguments(&self, call: &Call, frame: Option<&Frame<'_>>) -> Vec<Argument> {
        let mut arguments = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            let span = self.evaluator.module.span(arg.value);
            if arg.spread == Spread::No {
                arguments.push(Argument { values: self.evaluator.ask(arg.value, frame), many: false, span });
            } else {
                self.spread(arg.value, frame, &mut arguments);
            }
        }
        arguments
    }

    /// `unpack(t)`, or the `...` of the function around.
    fn spread(&self, value: ExprId, frame: Option<&Frame<'_>>, arguments: &mut Vec<Argument>) {
        let module = self.evaluator.module;
        let span = module.span(value);
        if let Some((frame, index)) = self.variadic(value, frame) {
            let given = module.call(frame.call).map(|call| call.args.as_slice()).unwrap_or_default();
            for arg in given.iter().skip(index) {
                let many = arg.spread != Spread::No;
                let values = if many {
                    self.evaluator.spread_element(arg.value, frame.outer, 0)
                } else {
                    self.evaluator.ask(arg.value, frame.outer)
                };
                arguments.push(Argument { values, many, span });
            }
            return;
        }
        // Asked for its note that a parameter was met.
        self.evaluator.ask(value, frame);
        let whole = self.evaluator.unpacked(value).map(|table| self.evaluator.ask(table, frame));
        let is_sliced = module.call(value).is_some_and(|call| call.args.len() > 1);
        match whole.as_deref() {
            Some([Value::Table(table)]) if table.is_list && !is_sliced => {
                let entries = table.entries.iter();
                arguments.extend(entries.map(|(_, values)| Argument { values: values.clone(), many: false, span }));
            }
            Some(_) | None => {
                let values = self.evaluator.spread_element(value, frame, 0);
                arguments.push(Argument { values, many: true, span });
            }
        }
    }

    /// The call that decides what `...` is, and the index of the first argument that belongs to it.
    fn variadic<'f>(&self, value: ExprId, frame: Option<&'f Frame<'f>>) -> Option<(&'f Frame<'f>, usize)> {
        let module = self.evaluator.module;
        let ExprKind::Name { binding: Some(binding), .. } = module.kind(value) else { return None };
        let [Def { kind: DefKind::Value(value), .. }] = module.binding(*binding).defs.as_slice() else { return None };
        let ExprKind::Param { function, index } = *module.kind(*value) else { return None };
        let frame = frame.filter(|frame| frame.function == function)?;
        Some((frame, index as usize))
    }
}

/// The bytes of a value that is one literal.
fn literal(values: &Values) -> Option<&[u8]> {
    match values.as_slice() {
        [Value::Text(LuaKey::Literal(bytes))] => Some(bytes),
        _ => None,
    }
}

fn keys(command: &Command, arguments: &[Argument]) -> Vec<TouchedKey> {
    let args: Vec<Arg<'_>> = arguments
        .iter()
        .map(|argument| match literal(&argument.values) {
            _ if argument.many => Arg::Many,
            Some(bytes) => Arg::Known(bytes),
            None => Arg::Value,
        })
        .collect();
    let extracted = redis::extract(command, &args);
    // With these doubts, what was found may be no key at all: only what is declared may be taken for one.
    let all_declared = matches!(extracted.doubt, Some(Doubt::NumkeysUnknown | Doubt::HalfUnknown));
    let found = extracted.found.iter().filter(|found| found.access != Access::Channel);
    let keys = found.filter_map(|found| {
        let argument = arguments.get(found.at.index())?;
        let key = match found.at {
            KeyAt::Rest { elements, .. } if elements.step > 1 || elements.from > 0 => of_some(argument),
            KeyAt::One(_) | KeyAt::Rest { .. } => key_of(&argument.values),
        };
        Some(TouchedKey { key, span: argument.span })
    });
    keys.filter(|touched| !all_declared || relation_to_declared(&touched.key) == UndeclaredKind::Declared).collect()
}

/// The patterns among the arguments of SORT, the key in front.
fn sorts_by(arguments: &[Argument]) -> Vec<(SortWord, LuaKey)> {
    let text = |argument: &Argument| match literal(&argument.values) {
        Some(text) if !argument.many => text.to_ascii_uppercase(),
        Some(_) | None => Vec::new(),
    };
    let words: Vec<Vec<u8>> = arguments.iter().map(text).collect();
    let found = sorting::patterns(&words).into_iter();
    found.map(|(word, at)| (word, key_of(&arguments[at].values))).collect()
}

/// The key among unpacked values of which only some are keys. If all are alike, it is one of them.
fn of_some(argument: &Argument) -> LuaKey {
    match key_of(&argument.values) {
        LuaKey::OneOf(_) => LuaKey::Unknown,
        key => key,
    }
}
