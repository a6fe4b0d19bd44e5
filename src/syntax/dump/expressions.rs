//! Expressions in prefix form.

use std::fmt::Write;

use super::{Dump, MAX_DEPTH, binary, spread};
use crate::syntax::ir::*;

impl Dump<'_> {
    pub(super) fn expr(&mut self, id: ExprId) {
        if self.depth > MAX_DEPTH {
            return self.out.push_str("...");
        }
        self.depth += 1;
        self.expr_kind(id);
        self.depth -= 1;
    }

    /// `(word a b c)`.
    pub(super) fn form(&mut self, word: &str, parts: &[ExprId]) {
        self.out.push('(');
        self.out.push_str(word);
        for &part in parts {
            self.out.push(' ');
            self.expr(part);
        }
        self.out.push(')');
    }

    fn expr_kind(&mut self, id: ExprId) {
        let module = self.module;
        match module.kind(id) {
            ExprKind::Opaque => self.out.push('_'),
            ExprKind::Text(text) => {
                let _ = write!(self.out, "{:?}", String::from_utf8_lossy(text));
            }
            ExprKind::Template(pieces) => self.template(pieces),
            ExprKind::Number(number) => {
                let _ = write!(self.out, "{number}");
            }
            ExprKind::Bool(value) => {
                let _ = write!(self.out, "{value}");
            }
            ExprKind::Null => self.out.push_str("null"),
            ExprKind::Name { binding: Some(binding), .. } => self.binding(*binding),
            ExprKind::Name { name, binding: None } => {
                let _ = write!(self.out, "{name}?");
            }
            ExprKind::This => self.out.push_str("this"),
            ExprKind::Super => self.out.push_str("super"),
            ExprKind::Module(specifier) => {
                let _ = write!(self.out, "(module {:?})", specifier.as_str());
            }
            ExprKind::Member { object, property, .. } => {
                self.expr(*object);
                let _ = write!(self.out, ".{property}");
            }
            ExprKind::Index { object, index } => {
                self.expr(*object);
                self.out.push('[');
                self.expr(*index);
                self.out.push(']');
            }
            ExprKind::Slice { object } => {
                self.expr(*object);
                self.out.push_str("[:]");
            }
            ExprKind::Call(call) => self.call(call),
            ExprKind::Record { ty, entries } => self.record(*ty, entries),
            ExprKind::List { kind, elements } => self.list(*kind, elements),
            ExprKind::Function(function) => {
                self.met.push(*function);
                let name = self.function_name(*function);
                let _ = write!(self.out, "fn:{name}");
            }
            ExprKind::Class(class) => {
                let _ = write!(self.out, "class:{}", module.class(*class).name);
            }
            ExprKind::Conditional { test, then, otherwise } => self.form("?", &[*test, *then, *otherwise]),
            ExprKind::Logical { op, left, right } => self.form(logical(*op), &[*left, *right]),
            ExprKind::Binary { op, left, right } => self.form(binary(*op), &[*left, *right]),
            _ => self.derived(id),
        }
    }

    /// The expressions that are mostly one other expression with something around it.
    fn derived(&mut self, id: ExprId) {
        let module = self.module;
        match module.kind(id) {
            ExprKind::Not(value) => self.form("!", &[*value]),
            ExprKind::Negate(value) => self.form("-", &[*value]),
            ExprKind::Await(value) => self.form("await", &[*value]),
            ExprKind::Entered(value) => self.form("entered", &[*value]),
            ExprKind::Assign { target, value } => self.form("=", &[*target, *value]),
            ExprKind::Sequence(values) => self.form("seq", values),
            ExprKind::Cast { value, ty } => self.typed("as", Some(*value), &[*ty]),
            ExprKind::InstanceOf { value, types } => self.typed("is", Some(*value), types),
            ExprKind::OfType(ty) => self.typed("of", None, &[*ty]),
            ExprKind::ElementOf { of, turn } => self.turn("each", *of, *turn),
            ExprKind::KeyOf { of, turn } => self.turn("key", *of, *turn),
            ExprKind::Part { of, index } => {
                self.out.push_str("(part ");
                self.expr(*of);
                let _ = write!(self.out, " {index})");
            }
            ExprKind::Param { function, index } => {
                let name = self.function_name(*function);
                let _ = write!(self.out, "(param {name} {index})");
            }
            ExprKind::SelfParam(function) => {
                let name = self.function_name(*function);
                let _ = write!(self.out, "(self {name})");
            }
            ExprKind::Comprehension(made) => {
                self.comprehension(made.kind, (made.element, made.value), &made.loops, &made.conditions);
            }
            _ => self.out.push_str("UNKNOWN"),
        }
    }

    fn typed(&mut self, word: &str, value: Option<ExprId>, types: &[TypeId]) {
        self.out.push('(');
        self.out.push_str(word);
        if let Some(value) = value {
            self.out.push(' ');
            self.expr(value);
        }
        for &ty in types {
            self.out.push(' ');
            self.ty(ty);
        }
        self.out.push(')');
    }

    fn turn(&mut self, word: &str, of: ExprId, turn: LoopId) {
        let _ = write!(self.out, "({word} L{} ", turn.0);
        self.expr(of);
        self.out.push(')');
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        (element, value): (ExprId, Option<ExprId>),
        loops: &[LoopId],
        conditions: &[ExprId],
    ) {
        self.out.push_str(match kind {
            ComprehensionKind::List => "(list-of ",
            ComprehensionKind::Set => "(set-of ",
            ComprehensionKind::Map => "(map-of ",
            ComprehensionKind::Generator => "(gen-of ",
        });
        self.expr(element);
        if let Some(value) = value {
            self.out.push_str(": ");
            self.expr(value);
        }
        for turn in loops {
            let _ = write!(self.out, " for L{}", turn.0);
            if let Some(over) = self.module.loops[turn.index()].over {
                self.out.push(' ');
                self.expr(over);
            }
        }
        for &condition in conditions {
            self.out.push_str(" if ");
            self.expr(condition);
        }
        self.out.push(')');
    }

    fn template(&mut self, pieces: &[Piece]) {
        self.out.push('`');
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    let _ = write!(self.out, "{}", String::from_utf8_lossy(text).escape_debug());
                }
                Piece::Hole(hole) => {
                    self.out.push_str("${");
                    self.expr(*hole);
                    self.out.push('}');
                }
            }
        }
        self.out.push('`');
    }

    fn call(&mut self, call: &Call) {
        self.out.push_str(match call.kind {
            CallKind::Plain => "(call ",
            CallKind::New => "(new ",
        });
        self.expr(call.callee);
        for arg in &call.args {
            self.out.push(' ');
            self.out.push_str(spread(arg.spread));
            if let Some(name) = &arg.name {
                let _ = write!(self.out, "{name}=");
            }
            self.expr(arg.value);
        }
        self.out.push(')');
    }

    fn record(&mut self, ty: Option<TypeId>, entries: &[Entry]) {
        if let Some(ty) = ty {
            self.ty(ty);
        }
        self.out.push('{');
        for (index, entry) in entries.iter().enumerate() {
            self.separate(index);
            match entry {
                Entry::Pair { key, value } => {
                    self.expr(*key);
                    self.out.push_str(": ");
                    self.expr(*value);
                }
                Entry::Spread(value) => {
                    self.out.push_str("...");
                    self.expr(*value);
                }
                Entry::Positional(value) => self.expr(*value),
            }
        }
        self.out.push('}');
    }

    fn list(&mut self, kind: ListKind, elements: &[Element]) {
        self.out.push_str(match kind {
            ListKind::List => "[",
            ListKind::Tuple => "tuple[",
            ListKind::Set => "set[",
        });
        for (index, element) in elements.iter().enumerate() {
            self.separate(index);
            self.out.push_str(spread(element.spread));
            self.expr(element.value);
        }
        self.out.push(']');
    }
}

fn logical(op: LogicalOp) -> &'static str {
    match op {
        LogicalOp::And => "&&",
        LogicalOp::Or => "||",
        LogicalOp::Coalesce => "??",
    }
}
