//! The one small program representation that every front end lowers to.
//!
//! It keeps what decides about Redis calls: names and what defines them, calls and their arguments, strings with holes,
//! lists, maps, functions, classes, and the conditions and loops around all of these. What a front end does not understand
//! becomes [`ExprKind::Opaque`], never an error. Everything keeps its byte span.

mod binding;
mod class;
mod expr;
mod flow;
mod function;
mod id;
mod language;
mod module;
mod stmt;
mod types;

pub use binding::{Binding, Def, DefKind};
pub use class::{Class, ClassKind, Field};
pub use expr::{
    Arg, BinaryOp, Call, CallKind, Comprehension, ComprehensionKind, Element, Entry, Expr, ExprKind, ListKind,
    LogicalOp, Piece, Spread,
};
pub use flow::{Change, Context, ContextKind, EntryAssignment, Flow, MemberAssignment};
pub use function::{Function, FunctionKind, MethodKind, Param};
pub use id::{BindingId, ClassId, CtxId, ExprId, FuncId, LoopId, TypeId};
pub use language::Language;
pub use module::{Export, Import, Loop, Module};
pub use stmt::{Arm, Attempt, Stmt};
pub use types::TypeExpr;
