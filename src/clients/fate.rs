//! What is done with a value in its own file: the methods called on it, and whether it goes where it cannot be followed.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::naming::holds_word;
use super::receivers::last_identifier;
use crate::syntax::ir::*;

/// What an expression is part of.
#[derive(Clone, Copy)]
enum Parent {
    /// The object of a method call.
    Called(ExprId),
    /// `await x`, `x as T`, `with x as y`: still the same value.
    Same(ExprId),
    /// The value of a binding.
    Bound(BindingId),
    /// `object.name = x`: the index into [`Flow::member_assignments`].
    Member(usize),
    /// The initial value of a field of a class.
    Field(ClassId, usize),
    /// Assigned to here, asked whether it is there, or given to what closes it: no use.
    Unused,
}

/// Finds where values go in one file.
pub struct Fates<'m> {
    ir: &'m Module,
    parents: FxHashMap<ExprId, Parent>,
    /// Where each name is used.
    references: FxHashMap<BindingId, Vec<ExprId>>,
    /// Where a member of each name is taken, but for where one is assigned to.
    members: FxHashMap<&'m SmolStr, Vec<ExprId>>,
}

/// What is done with a value.
#[derive(Default)]
pub struct Done {
    /// The method calls on it.
    pub calls: Vec<ExprId>,
    /// Whether it is also used in some other way: given to something, returned, exported.
    pub escapes: bool,
    /// The names it goes by.
    pub names: Vec<SmolStr>,
    /// Whether one of them is a top-level name, which other files may see.
    pub top_level: bool,
}

/// A value is not followed through more names than this.
const MOST_NAMES: usize = 8;

impl<'m> Fates<'m> {
    /// Looks through a file once.
    pub fn of(ir: &'m Module) -> Self {
        let mut parents = FxHashMap::default();
        let mut references: FxHashMap<BindingId, Vec<ExprId>> = FxHashMap::default();
        let mut members: FxHashMap<&SmolStr, Vec<ExprId>> = FxHashMap::default();
        let assigned: FxHashSet<(ExprId, &SmolStr)> =
            ir.flow.member_assignments.iter().map(|assignment| (assignment.object, &assignment.name)).collect();
        for (index, expr) in ir.exprs.iter().enumerate() {
            let id = ExprId(index as u32);
            match &expr.kind {
                ExprKind::Call(call) => {
                    if let ExprKind::Member { object, .. } = ir.kind(call.callee) {
                        parents.insert(*object, Parent::Called(id));
                    }
                    if last_identifier(ir, call.callee).is_some_and(|name| closes(name)) {
                        parents.extend(call.args.iter().map(|arg| (arg.value, Parent::Unused)));
                    }
                }
                ExprKind::Not(value) | ExprKind::Logical { op: LogicalOp::And, left: value, .. } => {
                    parents.insert(*value, Parent::Unused);
                }
                ExprKind::Binary { op: BinaryOp::Equal | BinaryOp::NotEqual, left, right } => {
                    for (one, other) in [(*left, *right), (*right, *left)] {
                        if matches!(ir.kind(other), ExprKind::Null) {
                            parents.insert(one, Parent::Unused);
                        }
                    }
                }
                ExprKind::Await(value) | ExprKind::Entered(value) | ExprKind::Cast { value, .. } => {
                    parents.insert(*value, Parent::Same(id));
                }
                ExprKind::Assign { target, value } => {
                    parents.insert(*target, Parent::Unused);
                    parents.insert(*value, Parent::Same(id));
                }
                ExprKind::Name { binding: Some(binding), .. } => references.entry(*binding).or_default().push(id),
                ExprKind::Member { object, property, .. } if !assigned.contains(&(*object, property)) => {
                    members.entry(property).or_default().push(id);
                }
                _ => {}
            }
        }
        for context in &ir.flow.contexts {
            if let ContextKind::When(test) | ContextKind::Unless(test) = context.kind {
                parents.entry(test).or_insert(Parent::Unused);
            }
        }
        add_holders(ir, &mut parents);
        Self { ir, parents, references, members }
    }

    /// What is done with the value of an expression.
    pub fn of_value(&self, expr: ExprId) -> Done {
        let mut done = Done::default();
        let mut open = vec![expr];
        let mut bindings: Vec<BindingId> = Vec::new();
        let mut members: Vec<SmolStr> = Vec::new();
        while let Some(at) = open.pop() {
            if self.is_exported(at) {
                done.escapes = true;
            }
            match self.parents.get(&at) {
                Some(Parent::Called(call)) => done.calls.push(*call),
                Some(Parent::Same(outer)) => open.push(*outer),
                Some(Parent::Unused) => {}
                Some(Parent::Bound(binding)) if !bindings.contains(binding) && bindings.len() < MOST_NAMES => {
                    bindings.push(*binding);
                    let info = self.ir.binding(*binding);
                    done.names.push(info.name.clone());
                    done.top_level |= self.ir.top.get(&info.name) == Some(binding);
                    open.extend(self.references.get(binding).into_iter().flatten());
                }
                Some(Parent::Bound(binding)) => done.escapes |= !bindings.contains(binding),
                Some(Parent::Member(index)) => {
                    let name = &self.ir.flow.member_assignments[*index].name;
                    self.member(name, &mut members, &mut done, &mut open);
                }
                Some(Parent::Field(class, index)) => {
                    let name = &self.ir.class(*class).fields[*index].name;
                    self.member(name, &mut members, &mut done, &mut open);
                }
                None => done.escapes = true,
            }
        }
        done
    }

    fn member(&self, name: &SmolStr, followed: &mut Vec<SmolStr>, done: &mut Done, open: &mut Vec<ExprId>) {
        if followed.contains(name) {
            return;
        }
        if followed.len() >= MOST_NAMES {
            done.escapes = true;
            return;
        }
        followed.push(name.clone());
        done.names.push(name.clone());
        open.extend(self.members.get(name).into_iter().flatten());
    }

    fn is_exported(&self, expr: ExprId) -> bool {
        self.ir.exports.iter().any(|export| match export {
            Export::Named(_, value) | Export::Module(value) => *value == expr,
            Export::Star(_) => false,
        })
    }
}

/// Whether the name of a function says that it ends what it is given.
fn closes(name: &str) -> bool {
    ["close", "quit", "disconnect", "shutdown"].iter().any(|word| holds_word(name, word))
}

/// What bindings, members and fields are given.
fn add_holders(ir: &Module, parents: &mut FxHashMap<ExprId, Parent>) {
    for (index, binding) in ir.bindings.iter().enumerate() {
        for def in &binding.defs {
            if let DefKind::Value(value) = def.kind {
                parents.insert(value, Parent::Bound(BindingId(index as u32)));
            }
        }
    }
    for (index, assignment) in ir.flow.member_assignments.iter().enumerate() {
        parents.insert(assignment.value, Parent::Member(index));
    }
    for (class, info) in ir.classes.iter().enumerate() {
        for (index, field) in info.fields.iter().enumerate() {
            if let Some(value) = field.value {
                parents.insert(value, Parent::Field(ClassId(class as u32), index));
            }
        }
    }
}
