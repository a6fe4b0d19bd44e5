//! Calls, `new`, `require`, and callbacks that run once per element.

use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, span};
use crate::syntax::ir::*;

/// What the parameters of a callback are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Callback {
    /// `(element, key)`.
    Each,
    /// `(accumulator, element, key)`.
    Fold,
}

impl<'t> Lowering<'t> {
    /// Whether a call is no call in the lowered module: `require('x')`, `import('x')`, `` String.raw`x` ``.
    pub(super) fn is_special_call(&mut self, node: Node<'t>) -> bool {
        let Some(callee) = self.field(node, Field::Function) else { return true };
        match self.kind(callee) {
            Kind::Import => true,
            Kind::Identifier => self.text(callee) == "require" && self.specifier_argument(node).is_some(),
            Kind::MemberExpression => {
                self.text(callee) == "String.raw"
                    && self.field(node, Field::Arguments).is_some_and(|args| self.kind(args) == Kind::TemplateString)
            }
            _ => false,
        }
    }

    /// The string that is the first argument of a call, if it is one.
    pub(super) fn specifier_argument(&mut self, call: Node<'t>) -> Option<Node<'t>> {
        let arguments = self.field(call, Field::Arguments)?;
        let first = self.first_named(arguments)?;
        match self.kind(first) {
            Kind::String => Some(first),
            Kind::TemplateString
                if !self.named(first).iter().any(|&part| self.kind(part) == Kind::TemplateSubstitution) =>
            {
                Some(first)
            }
            _ => None,
        }
    }

    pub(super) fn special_call(&mut self, node: Node<'t>) -> ExprId {
        if let Some(specifier) = self.specifier_argument(node) {
            return self.module_value(specifier, span(node));
        }
        let Some(callee) = self.field(node, Field::Function) else { return self.fragments(node) };
        if self.kind(callee) == Kind::MemberExpression
            && let Some(template) = self.field(node, Field::Arguments)
        {
            return self.raw_template(template);
        }
        // `import(variable)`.
        let callee = self.b.opaque(span(callee));
        self.call(node, callee)
    }

    pub(super) fn call(&mut self, node: Node<'t>, callee: ExprId) -> ExprId {
        let args = self.arguments(node);
        self.note_callback(node, callee, &args);
        self.b.expr(span(node), ExprKind::Call(Call { callee, args, kind: CallKind::Plain }))
    }

    pub(super) fn new_expr(&mut self, node: Node<'t>) -> ExprId {
        let callee = match self.field(node, Field::Constructor) {
            Some(class) => self.expr(class),
            None => self.b.opaque(span(node)),
        };
        let args = self.arguments(node);
        self.b.expr(span(node), ExprKind::Call(Call { callee, args, kind: CallKind::New }))
    }

    fn arguments(&mut self, call: Node<'t>) -> Vec<Arg> {
        let Some(arguments) = self.field(call, Field::Arguments) else { return Vec::new() };
        if self.kind(arguments) == Kind::TemplateString {
            let value = self.template(arguments);
            return vec![Arg { name: None, value, spread: Spread::No }];
        }
        self.named(arguments).into_iter().map(|argument| self.argument(argument)).collect()
    }

    fn argument(&mut self, node: Node<'t>) -> Arg {
        if self.kind(node) != Kind::SpreadElement {
            return Arg { name: None, value: self.expr(node), spread: Spread::No };
        }
        Arg { name: None, value: self.spread_value(node), spread: Spread::List }
    }

    /// `x` of `...x`.
    pub(super) fn spread_value(&mut self, node: Node<'t>) -> ExprId {
        match self.first_named(node) {
            Some(inner) => self.expr(inner),
            None => self.b.opaque(span(node)),
        }
    }

    /// Marks a function literal that the called function runs once per element of something.
    fn note_callback(&mut self, node: Node<'t>, callee: ExprId, args: &[Arg]) {
        let Some((position, function)) =
            args.iter().take(3).enumerate().find_map(|(index, arg)| Some((index, self.literal(arg.value)?)))
        else {
            return;
        };
        let (name, object) = match self.kind_of(callee) {
            ExprKind::Member { object, property, .. } => (property.clone(), Some(*object)),
            ExprKind::Name { name, .. } => (name.clone(), None),
            _ => return,
        };
        let over = match (position, object) {
            (0, Some(object)) => object,
            (0, None) => return,
            _ => args[0].value,
        };
        let callback = if position == 0 { method_callback(&name) } else { function_callback(&name) };
        let Some(callback) = callback else { return };
        let turn = self.b.add_loop(span(node), Some(over));
        self.b.module().functions[function.index()].runs_per = Some((over, turn));
        if callback == Callback::Fold {
            self.b.changes_function(function);
            self.fold(function, over, turn, args.get(position + 1));
        }
    }

    fn literal(&mut self, value: ExprId) -> Option<FuncId> {
        match self.kind_of(value) {
            ExprKind::Function(function) => Some(*function),
            _ => None,
        }
    }

    /// The accumulator is the initial value (what is pushed to it later counts as a change of it).
    fn fold(&mut self, function: FuncId, over: ExprId, turn: LoopId, initial: Option<&Arg>) {
        let accumulator = match initial {
            Some(initial) => {
                // Evaluated before the first turn, so it must not be met first inside the callback.
                self.b.stmt(Stmt::Expr(initial.value));
                ExprKind::Sequence(vec![initial.value])
            }
            None => ExprKind::Opaque,
        };
        let values = [accumulator, ExprKind::ElementOf { of: over, turn }, ExprKind::KeyOf { of: over, turn }];
        self.rewrite_params(function, values);
    }

    /// Makes the first parameters of a function that was lowered last something else.
    fn rewrite_params(&mut self, function: FuncId, values: [ExprKind; 3]) {
        let module = self.b.module();
        let mut left = module.functions[function.index()].params.len().min(values.len());
        let is_one = |expr: &&mut Expr| matches!(expr.kind, ExprKind::Param { function: of, index } if of == function && index < 3);
        for param in module.exprs.iter_mut().rev().filter(is_one) {
            if let ExprKind::Param { index, .. } = param.kind {
                param.kind = values[index as usize].clone();
            }
            left -= 1;
            if left == 0 {
                break;
            }
        }
    }
}

/// `xs.name(callback)`: methods of arrays, maps and sets.
fn method_callback(name: &str) -> Option<Callback> {
    match name {
        "map" | "forEach" | "flatMap" | "filter" | "some" | "every" | "find" | "findIndex" | "findLast" => {
            Some(Callback::Each)
        }
        "reduce" | "reduceRight" => Some(Callback::Fold),
        _ => None,
    }
}

/// `name(xs, callback)`, `_.name(xs, callback)`, `Array.from(xs, callback)`: lodash, async, p-map, Bluebird.
fn function_callback(name: &str) -> Option<Callback> {
    match name {
        "map" | "forEach" | "each" | "flatMap" | "filter" | "some" | "every" | "find" | "from" | "pMap" | "pEach"
        | "mapSeries" | "eachSeries" | "eachLimit" | "mapLimit" | "forEachSeries" | "forEachLimit" | "forEachOf"
        | "concurrentMap" | "keyBy" | "groupBy" | "mapValues" | "forOwn" | "pMapSeries" | "pEachSeries" | "pFilter" => {
            Some(Callback::Each)
        }
        "reduce" | "transform" => Some(Callback::Fold),
        _ => None,
    }
}
