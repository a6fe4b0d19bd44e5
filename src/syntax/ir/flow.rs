//! The conditions and loops around expressions, and what assignments change.

use smol_str::SmolStr;

use super::id::{BindingId, CtxId, ExprId, FuncId, LoopId};

/// What `syntax::flow` finds out about a lowered module.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Conditions and loops; a tree by `parent`.
    pub contexts: Vec<Context>,
    /// The context of each expression.
    pub context_of: Vec<CtxId>,
    /// The calls, in order of their spans.
    pub calls: Vec<ExprId>,
    /// Every `return` of each function with a value.
    pub returns: Vec<Vec<ExprId>>,
    /// Calls and assignments that change what a binding holds, such as `keys.push(k)` or `m[k] = v`.
    pub changes: rustc_hash::FxHashMap<BindingId, Vec<Change>>,
    /// Functions that are written as an argument of a call, or named by one: the call, and which argument.
    pub argument_of: rustc_hash::FxHashMap<FuncId, (ExprId, u32)>,
    /// Assignments to members, such as `this.redis = redis` and `s.rdb = rdb`.
    pub member_assignments: Vec<MemberAssignment>,
    /// Assignments into maps that are members, such as `this.clients[name] = client`.
    pub entry_assignments: Vec<EntryAssignment>,
    /// Filled when it is asked for.
    pub(in crate::syntax) around: std::sync::OnceLock<crate::syntax::around::Around>,
}

/// A change of the value that a binding holds, in place.
#[derive(Debug, Clone, Copy)]
pub enum Change {
    /// `binding.method(...)`: the call.
    Method(ExprId),
    /// `binding[key] = value`.
    SetIndex {
        /// The key or index.
        key: ExprId,
        /// The new value.
        value: ExprId,
    },
    /// `binding.name = value`: the index into [`Flow::member_assignments`].
    SetMember(usize),
}

impl Change {
    /// The expression at which the change happens.
    pub fn at(self, flow: &Flow) -> ExprId {
        match self {
            Change::Method(call) => call,
            Change::SetIndex { value, .. } => value,
            Change::SetMember(index) => flow.member_assignments[index].value,
        }
    }
}

/// `object.name = value`.
#[derive(Debug, Clone)]
pub struct MemberAssignment {
    /// The object.
    pub object: ExprId,
    /// The member.
    pub name: SmolStr,
    /// What is assigned.
    pub value: ExprId,
    /// The function it happens in.
    pub function: FuncId,
}

/// `object.name[key] = value`.
#[derive(Debug, Clone, Copy)]
pub struct EntryAssignment {
    /// `object.name`.
    pub map: ExprId,
    /// The key or index.
    pub key: ExprId,
    /// What is assigned.
    pub value: ExprId,
}

/// A condition or loop around an expression.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// What it is.
    pub kind: ContextKind,
    /// The next one outwards; the root is its own parent.
    pub parent: CtxId,
    /// The function that this context belongs to.
    pub function: FuncId,
    /// Distance from the root.
    pub depth: u32,
}

/// The kinds of [`Context`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextKind {
    /// The body of a function; its parent is where the function is written.
    Body(FuncId),
    /// Runs only when the expression is true.
    When(ExprId),
    /// Runs only when the expression is false.
    Unless(ExprId),
    /// Runs once per turn.
    Loop(LoopId),
    /// An error handler: runs after something before it failed.
    Handler,
}
