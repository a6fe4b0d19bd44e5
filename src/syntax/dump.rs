//! The textual form of a lowered module, for tests to assert on: one line a statement, expressions in prefix form.
//!
//! Names: `x` is bound, `x?` is not, `x'2` is the second binding of that name in the module (in order of declaration).
//! `_` is an opaque expression or type. A function that no statement declares follows the statement it stands in, indented.
//!
//! ```text
//! import ioredis
//! def Redis = (module "ioredis").default
//! fn load(id: text) -> list(text) async
//!   if (! id)
//!     return null
//!   return (await (call redis?.mget `user:${id}`))
//! class Store extends Base
//!   field redis: Redis
//!   method load
//! export load = fn:load
//! ```

use std::fmt::Write;

use super::ir::*;

mod expressions;
mod types;

/// Nested deeper than this, `...` is written.
const MAX_DEPTH: usize = 60;

/// The whole module: imports, statements, classes, exports, damaged spans.
pub(crate) fn dump(module: &Module) -> String {
    let mut dump = Dump::new(module);
    for import in &module.imports {
        let _ = writeln!(dump.out, "import {}", import.specifier);
    }
    dump.block(&module.functions[0].body, 0);
    for class in &module.classes {
        dump.class(class);
    }
    for export in &module.exports {
        dump.export(export);
    }
    for span in &module.damaged {
        let _ = writeln!(dump.out, "damaged {}..{}", span.start, span.end);
    }
    dump.out
}

/// Only the statements.
pub(crate) fn dump_statements(module: &Module) -> String {
    let mut dump = Dump::new(module);
    dump.block(&module.functions[0].body, 0);
    dump.out
}

/// One expression.
pub(crate) fn dump_expr(module: &Module, id: ExprId) -> String {
    let mut dump = Dump::new(module);
    dump.expr(id);
    dump.out
}

struct Dump<'m> {
    module: &'m Module,
    out: String,
    depth: usize,
    /// Functions that are written out already.
    written: Vec<bool>,
    /// Functions met in an expression: they follow the statement, unless a statement declares them.
    met: Vec<FuncId>,
}

impl<'m> Dump<'m> {
    fn new(module: &'m Module) -> Self {
        let mut written = vec![false; module.functions.len()];
        declared(module, &mut written);
        Self { module, out: String::new(), depth: 0, written, met: Vec::new() }
    }

    fn indent(&mut self, level: usize) {
        for _ in 0..level {
            self.out.push_str("  ");
        }
    }

    fn line(&mut self, level: usize, text: &str) {
        self.indent(level);
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn block(&mut self, body: &[Stmt], level: usize) {
        if level > MAX_DEPTH {
            return self.line(level, "...");
        }
        for statement in body {
            self.statement(statement, level);
            self.literals(level + 1);
        }
    }

    /// The functions that stand in the expressions just written.
    fn literals(&mut self, level: usize) {
        for function in std::mem::take(&mut self.met) {
            if !std::mem::replace(&mut self.written[function.index()], true) {
                self.function(function, level);
            }
        }
    }

    fn statement(&mut self, statement: &Stmt, level: usize) {
        match statement {
            Stmt::Expr(value) => self.headed(level, "expr ", Some(*value)),
            Stmt::Define(binding, index) => self.define(*binding, *index as usize, level),
            Stmt::Assign { target, value } => {
                self.indent(level);
                self.out.push_str("set ");
                self.expr(*target);
                self.out.push_str(" = ");
                self.expr(*value);
                self.out.push('\n');
            }
            Stmt::Return(None) => self.line(level, "return"),
            Stmt::Return(value) => self.headed(level, "return ", *value),
            Stmt::Branch(arms) => self.arms(arms, level),
            Stmt::Loop(turn, body) => {
                match self.module.loops[turn.index()].over {
                    Some(over) => self.headed(level, &format!("loop L{} over ", turn.0), Some(over)),
                    None => self.line(level, &format!("loop L{}", turn.0)),
                }
                self.literals(level + 1);
                self.block(body, level + 1);
            }
            Stmt::Try(attempt) => {
                let Attempt { body, handlers, after } = &**attempt;
                self.line(level, "try");
                self.block(body, level + 1);
                for handler in handlers {
                    self.line(level, "handler");
                    self.block(handler, level + 1);
                }
                if !after.is_empty() {
                    self.line(level, "after");
                    self.block(after, level + 1);
                }
            }
            Stmt::Exit => self.line(level, "exit"),
            Stmt::Block(body) => {
                self.line(level, "block");
                self.block(body, level + 1);
            }
            Stmt::Declare(function) => self.function(*function, level),
        }
    }

    /// A line of some words and an expression.
    fn headed(&mut self, level: usize, words: &str, value: Option<ExprId>) {
        self.indent(level);
        self.out.push_str(words);
        if let Some(value) = value {
            self.expr(value);
        }
        self.out.push('\n');
    }

    fn arms(&mut self, arms: &[Arm], level: usize) {
        for (index, arm) in arms.iter().enumerate() {
            match arm.test {
                Some(_) if index == 0 => self.headed(level, "if ", arm.test),
                Some(_) => self.headed(level, "elif ", arm.test),
                None => self.line(level, "else"),
            }
            self.literals(level + 1);
            self.block(&arm.body, level + 1);
        }
    }

    fn define(&mut self, id: BindingId, index: usize, level: usize) {
        let module = self.module;
        self.indent(level);
        self.out.push_str("def ");
        self.binding(id);
        if let (0, Some(ty)) = (index, module.binding(id).ty) {
            self.out.push_str(": ");
            self.ty(ty);
        }
        match module.binding(id).defs.get(index).map(|def| def.kind) {
            Some(DefKind::Value(value)) => {
                self.out.push_str(" = ");
                self.expr(value);
            }
            Some(DefKind::Augmented(op, value)) => {
                let _ = write!(self.out, " {}= ", binary(op));
                self.expr(value);
            }
            Some(DefKind::Type(ty)) => {
                self.out.push_str(" = type ");
                self.ty(ty);
            }
            Some(DefKind::Opaque) => self.out.push_str(" = _"),
            None => self.out.push_str(" = MISSING"),
        }
        self.out.push('\n');
    }

    fn function(&mut self, id: FuncId, level: usize) {
        let module = self.module;
        let function = module.function(id);
        for &decorator in &function.decorators {
            self.headed(level, "@", Some(decorator));
        }
        self.indent(level);
        let _ = write!(self.out, "fn {}(", self.function_name(id));
        for (index, param) in function.params.iter().enumerate() {
            self.separate(index);
            self.param(param);
        }
        self.out.push(')');
        if let Some(result) = function.result {
            self.out.push_str(" -> ");
            self.ty(result);
        }
        match function.kind {
            FunctionKind::Plain => {}
            FunctionKind::Async => self.out.push_str(" async"),
            FunctionKind::Generator => self.out.push_str(" generator"),
        }
        match function.method {
            MethodKind::Plain => {}
            MethodKind::Static => self.out.push_str(" static"),
            MethodKind::Class => self.out.push_str(" classmethod"),
            MethodKind::Getter => self.out.push_str(" getter"),
            MethodKind::Constructor => self.out.push_str(" constructor"),
        }
        if let Some((of, turn)) = function.runs_per {
            let _ = write!(self.out, " per L{} ", turn.0);
            self.expr(of);
        }
        self.out.push('\n');
        self.literals(level + 1);
        self.block(&function.body, level + 1);
    }

    fn param(&mut self, param: &Param) {
        self.out.push_str(spread(param.spread));
        self.out.push_str(if param.name.is_empty() { "<pattern>" } else { &param.name });
        if let Some(ty) = param.ty {
            self.out.push_str(": ");
            self.ty(ty);
        }
        if let Some(default) = param.default {
            self.out.push_str(" = ");
            self.expr(default);
        }
    }

    fn class(&mut self, class: &Class) {
        let kind = match class.kind {
            ClassKind::Class => "class",
            ClassKind::Data => "data class",
            ClassKind::Interface => "interface",
            ClassKind::Enum => "enum",
        };
        let _ = write!(self.out, "{kind} {}", class.name);
        for (index, &base) in class.bases.iter().enumerate() {
            self.out.push_str(if index == 0 { " extends " } else { ", " });
            self.expr(base);
        }
        self.out.push('\n');
        for field in &class.fields {
            let _ = write!(self.out, "  field {}", field.name);
            if let Some(ty) = field.ty {
                self.out.push_str(": ");
                self.ty(ty);
            }
            if let Some(value) = field.value {
                self.out.push_str(" = ");
                self.expr(value);
            }
            self.out.push('\n');
        }
        for &method in &class.methods {
            let _ = writeln!(self.out, "  method {}", self.module.function(method).name);
        }
    }

    fn export(&mut self, export: &Export) {
        match export {
            Export::Named(name, value) => self.headed(0, &format!("export {name} = "), Some(*value)),
            Export::Star(specifier) => self.line(0, &format!("export * {specifier}")),
            Export::Module(value) => self.headed(0, "export module = ", Some(*value)),
        }
    }

    /// `name`, or `name'2` if an earlier binding has the same name.
    fn binding(&mut self, id: BindingId) {
        let name = &self.module.binding(id).name;
        let earlier = self.module.bindings[..id.index()].iter().filter(|binding| binding.name == *name).count();
        self.out.push_str(name);
        if earlier > 0 {
            let _ = write!(self.out, "'{}", earlier + 1);
        }
    }

    /// `Class.method`, `name`, or `#3` for the nameless function 3.
    fn function_name(&self, id: FuncId) -> String {
        let function = self.module.function(id);
        let name = if function.name.is_empty() { format!("#{}", id.0) } else { function.name.to_string() };
        match (function.class, &function.receiver_type) {
            (Some(class), _) => format!("{}.{name}", self.module.class(class).name),
            (None, Some(receiver)) => format!("{receiver}.{name}"),
            (None, None) => name,
        }
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push_str(", ");
        }
    }
}

/// Notes the functions that statements declare.
fn declared(module: &Module, found: &mut [bool]) {
    let mut open: Vec<&[Stmt]> = module.functions.iter().map(|function| function.body.as_slice()).collect();
    while let Some(body) = open.pop() {
        for statement in body {
            match statement {
                Stmt::Declare(function) => found[function.index()] = true,
                Stmt::Branch(arms) => open.extend(arms.iter().map(|arm| arm.body.as_slice())),
                Stmt::Loop(_, body) | Stmt::Block(body) => open.push(body),
                Stmt::Try(attempt) => {
                    let Attempt { body, handlers, after } = &**attempt;
                    open.extend([body.as_slice(), after.as_slice()]);
                    open.extend(handlers.iter().map(Vec::as_slice));
                }
                _ => {}
            }
        }
    }
}

fn spread(spread: Spread) -> &'static str {
    match spread {
        Spread::No => "",
        Spread::List => "...",
        Spread::Map => "**",
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Percent => "%",
        BinaryOp::Multiply => "*",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::Greater => ">",
        BinaryOp::In => "in",
        BinaryOp::Concat => "..",
        BinaryOp::Other => "op",
    }
}
