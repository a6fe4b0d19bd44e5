//! Where an expression is looked at from: its file, and the calls that are looked through on the way to it.

use std::rc::Rc;

use super::builtins::gives_a_thing;
use super::value::{Closure, Value};
use super::{Site, hash};
use crate::project::ModuleFile;
use crate::syntax::ir::{ExprId, ExprKind, FuncId, LoopId, MethodKind, Module};

/// A file, and the calls that are being looked through on the way into it.
#[derive(Clone)]
pub struct Cx<'p> {
    /// The file that expressions belong to.
    pub file: &'p ModuleFile,
    /// The innermost call, or none.
    pub frame: Option<Rc<Frame<'p>>>,
}

impl<'p> Cx<'p> {
    /// A file, seen without any caller.
    pub fn of(file: &'p ModuleFile) -> Self {
        Cx { file, frame: None }
    }

    /// Equal for the same chain of calls; 0 for none.
    pub fn frame_id(&self) -> u64 {
        self.frame.as_ref().map_or(0, |frame| frame.id)
    }

    /// The frame that tells one run of a function from another: its own, or that of a function around it. A function
    /// that is only around the calls looked through is the same for all of them: 0.
    pub(super) fn run_of(&self, function: FuncId) -> u64 {
        let ir = self.ir();
        let mut at = function;
        loop {
            if let Some(frame) = self.frame_of(at) {
                return frame.id;
            }
            let parent = ir.function(at).parent;
            if parent == at {
                return 0;
            }
            at = parent;
        }
    }

    /// The same for an expression, and the turns of loops that are looked at one by one.
    pub(super) fn run_at(&self, expr: ExprId) -> u64 {
        let turns = self.frames().filter(|frame| matches!(frame.args, FrameArgs::Turn(..)));
        turns.fold(self.run_of(self.ir().function_of(expr)), |run, turn| hash(&(run, turn.id)))
    }

    /// How many calls are being looked through.
    pub fn frame_depth(&self) -> u32 {
        self.frame.as_ref().map_or(0, |frame| frame.depth)
    }

    /// An expression of this file.
    pub fn site(&self, expr: ExprId) -> Site<'p> {
        Site { file: self.file, expr }
    }

    /// The module of the file.
    pub fn ir(&self) -> &'p Module {
        &self.file.ir
    }

    /// The frame in which a function's parameters are bound, if it is being looked through.
    pub fn frame_of(&self, function: FuncId) -> Option<&Rc<Frame<'p>>> {
        self.frames().find(|frame| {
            frame.function == function && frame.file == self.file.key && !matches!(frame.args, FrameArgs::Turn(..))
        })
    }

    /// The element that a turn of a loop is looked at with.
    pub(super) fn bound_turn(&self, turn: LoopId) -> Option<&Value<'p>> {
        self.frames().filter(|frame| frame.file == self.file.key).find_map(|frame| match &frame.args {
            FrameArgs::Turn(bound, value) if *bound == turn => Some(value),
            _ => None,
        })
    }

    /// The frames from the innermost outwards, as names are looked up.
    pub fn frames(&self) -> impl Iterator<Item = &Rc<Frame<'p>>> {
        std::iter::successors(self.frame.as_ref(), |frame| frame.outer.as_ref())
    }
}

/// A call that is being looked through.
pub struct Frame<'p> {
    /// The key of the file that the function is in.
    pub file: u64,
    /// The function.
    pub function: FuncId,
    /// What its parameters are bound to.
    pub args: FrameArgs<'p>,
    /// What `this` or `self` is.
    pub this: Option<Value<'p>>,
    /// The frame of the function around it, for captured names.
    pub outer: Option<Rc<Frame<'p>>>,
    /// The call site with its own frame, for guards around the call.
    pub call: Option<(Cx<'p>, Site<'p>)>,
    /// Equal for the same call in the same frames.
    pub id: u64,
    /// How many calls are being looked through, this one included.
    pub depth: u32,
}

/// What parameters are bound to.
pub enum FrameArgs<'p> {
    /// The arguments of the call expression, evaluated when asked for.
    OfCall(Cx<'p>, ExprId),
    /// These values.
    Values(Vec<Value<'p>>),
    /// No call: one turn of a loop over a list that is known, with the element of that turn.
    Turn(LoopId, Value<'p>),
}

impl Closure<'_> {
    /// Whether it is a property that makes something anew whenever it is asked for, such as a pipeline: `return
    /// self.client.pipeline()`. A value that it puts together is the same again.
    pub(super) fn gives_another_each_time(&self) -> bool {
        let ir = self.cx.ir();
        let opens = |value: &ExprId| {
            let called = ir.call(*value).map(|call| ir.kind(call.callee));
            matches!(called, Some(ExprKind::Member { property, .. }) if gives_a_thing(property))
        };
        ir.function(self.function).method == MethodKind::Getter
            && ir.flow.returns.get(self.function.index()).is_some_and(|returns| returns.iter().any(opens))
    }
}
