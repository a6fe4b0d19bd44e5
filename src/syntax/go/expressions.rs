//! Expressions.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::tree::{Field, Kind, child, kind};
use super::{Lowering, MAX_DEPTH, span};
use crate::finding::Span;
use crate::syntax::ir::*;

/// How far back a chain of calls is searched for the `Fatal` that ends the program.
const MAX_LOG_CHAIN: u32 = 16;

impl<'t> Lowering<'t> {
    pub(super) fn span_of(&mut self, expr: ExprId) -> Span {
        self.builder.module().span(expr)
    }

    /// An expression. The left spine (`a + b + c`, `a.b().c()`) is walked without recursion.
    pub(super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        if self.depth >= MAX_DEPTH {
            self.give_up(node);
            return self.builder.opaque(span(node));
        }
        self.depth += 1;
        let mut spine: SmallVec<[Node<'t>; 8]> = SmallVec::new();
        let mut innermost = node;
        while let Some(left) = self.left_of(innermost) {
            spine.push(innermost);
            innermost = left;
        }
        let mut value = self.operand(innermost);
        self.salvage(innermost);
        while let Some(around) = spine.pop() {
            value = self.around(around, value);
            self.salvage(around);
        }
        self.depth -= 1;
        value
    }

    /// The leftmost operand of an expression that starts with one.
    fn left_of(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        match kind(node) {
            Kind::BinaryExpression => child(node, Field::Left),
            Kind::CallExpression => child(node, Field::Function),
            Kind::SelectorExpression
            | Kind::IndexExpression
            | Kind::SliceExpression
            | Kind::TypeAssertionExpression => child(node, Field::Operand),
            Kind::ParenthesizedExpression => self.children(node).first().copied(),
            _ => None,
        }
    }

    /// What stands around an operand that is lowered already.
    fn around(&mut self, node: Node<'t>, operand: ExprId) -> ExprId {
        let place = span(node);
        match kind(node) {
            Kind::BinaryExpression => self.binary(node, operand),
            Kind::CallExpression => self.call(node, operand),
            Kind::SelectorExpression => match child(node, Field::Selected) {
                Some(field) => self.builder.member(place, operand, self.text_of(field), span(field)),
                None => operand,
            },
            Kind::IndexExpression => {
                let Some(index) = child(node, Field::Index) else { return operand };
                let index = self.expr(index);
                self.builder.expr(place, ExprKind::Index { object: operand, index })
            }
            Kind::SliceExpression => {
                for field in [Field::Start, Field::End, Field::Capacity] {
                    self.bound(child(node, field));
                }
                self.builder.expr(place, ExprKind::Slice { object: operand })
            }
            Kind::TypeAssertionExpression => {
                let Some(ty) = child(node, Field::Type) else { return operand };
                let ty = self.ty(ty);
                self.builder.expr(place, ExprKind::Cast { value: operand, ty })
            }
            // Parentheses are transparent.
            _ => operand,
        }
    }

    /// A bound of a slice, evaluated for the calls in it.
    fn bound(&mut self, node: Option<Node<'t>>) {
        let Some(node) = node else { return };
        if !matches!(kind(node), Kind::IntLiteral | Kind::Identifier) {
            let value = self.expr(node);
            self.builder.stmt(Stmt::Expr(value));
        }
    }

    fn binary(&mut self, node: Node<'t>, left: ExprId) -> ExprId {
        let Some(right) = child(node, Field::Right) else { return left };
        let right = self.expr(right);
        let operator = child(node, Field::Operator).map_or("", |operator| self.text_of(operator));
        let op = match operator {
            "&&" => return self.builder.expr(span(node), ExprKind::Logical { op: LogicalOp::And, left, right }),
            "||" => return self.builder.expr(span(node), ExprKind::Logical { op: LogicalOp::Or, left, right }),
            "+" => BinaryOp::Add,
            "%" => BinaryOp::Percent,
            "*" => BinaryOp::Multiply,
            "==" => BinaryOp::Equal,
            "!=" => BinaryOp::NotEqual,
            "<" | "<=" => BinaryOp::Less,
            ">" | ">=" => BinaryOp::Greater,
            _ => BinaryOp::Other,
        };
        self.builder.expr(span(node), ExprKind::Binary { op, left, right })
    }

    fn call(&mut self, node: Node<'t>, callee: ExprId) -> ExprId {
        let mut args = Vec::new();
        if let Some(list) = child(node, Field::Arguments) {
            let takes_type = self.takes_type(callee);
            for (index, argument) in self.children(list).into_iter().enumerate() {
                let (value, spread) = match kind(argument) {
                    Kind::VariadicArgument => match self.children(argument).first() {
                        Some(&inner) => (self.expr(inner), Spread::List),
                        None => (self.builder.opaque(span(argument)), Spread::List),
                    },
                    _ if takes_type && index == 0 => (self.type_argument(argument), Spread::No),
                    _ => (self.expr(argument), Spread::No),
                };
                args.push(Arg { name: None, value, spread });
            }
            self.salvage(list);
        }
        self.mark_per_element(node, callee, &args);
        self.builder.expr(span(node), ExprKind::Call(Call { callee, args, kind: CallKind::Plain }))
    }

    /// Whether a callee is the predeclared `make` or `new`.
    fn takes_type(&mut self, callee: ExprId) -> bool {
        match self.builder.module().kind(callee) {
            ExprKind::Name { name, binding: None } => matches!(name.as_str(), "make" | "new"),
            _ => false,
        }
    }

    fn type_argument(&mut self, node: Node<'t>) -> ExprId {
        let ty = match kind(node) {
            // Since Go 1.26, `new` also takes a value.
            Kind::CallExpression | Kind::BinaryExpression | Kind::CompositeLiteral => return self.expr(node),
            _ => self.ty(node),
        };
        self.builder.expr(span(node), ExprKind::OfType(ty))
    }

    /// `lo.Map(xs, func(x T, i int) R { ... })`: the literal runs once per element of `xs`.
    fn mark_per_element(&mut self, node: Node<'t>, callee: ExprId, args: &[Arg]) {
        let [over, callback] = args else { return };
        let module = self.builder.module();
        let &ExprKind::Function(function) = module.kind(callback.value) else { return };
        let ExprKind::Member { object, property, .. } = module.kind(callee) else { return };
        if !matches!(property.as_str(), "Map" | "FlatMap" | "FilterMap" | "ForEach" | "Filter" | "UniqMap") {
            return;
        }
        let &ExprKind::Name { binding: Some(package), .. } = module.kind(*object) else { return };
        self.builder.rests_on(package);
        let module = self.builder.module();
        let is_lo = module.binding(package).defs.iter().any(|def| match def.kind {
            DefKind::Value(value) => {
                matches!(module.kind(value), ExprKind::Module(path) if path.starts_with("github.com/samber/lo"))
            }
            _ => false,
        });
        if is_lo {
            let turn = self.builder.add_loop(span(node), Some(over.value));
            self.builder.module().functions[function.index()].runs_per = Some((over.value, turn));
        }
    }

    fn operand(&mut self, node: Node<'t>) -> ExprId {
        let place = span(node);
        match kind(node) {
            Kind::Identifier | Kind::TypeIdentifier | Kind::PackageIdentifier => self.name(place, self.text_of(node)),
            Kind::InterpretedStringLiteral | Kind::RawStringLiteral => {
                let text = self.string(node).unwrap_or_default();
                self.builder.text(place, text)
            }
            Kind::IntLiteral | Kind::FloatLiteral | Kind::RuneLiteral => match self.number(node) {
                Some(number) => self.builder.expr(place, ExprKind::Number(number)),
                None => self.builder.opaque(place),
            },
            Kind::Nil => self.builder.expr(place, ExprKind::Null),
            Kind::True => self.builder.expr(place, ExprKind::Bool(true)),
            Kind::False => self.builder.expr(place, ExprKind::Bool(false)),
            Kind::Iota => self.builder.expr(place, ExprKind::Number(self.iota)),
            Kind::CompositeLiteral => self.composite(node),
            Kind::FuncLiteral => self.func_literal(node),
            Kind::UnaryExpression => self.unary(node),
            Kind::TypeConversionExpression => {
                let (Some(ty), Some(value)) = (child(node, Field::Type), child(node, Field::Operand)) else {
                    return self.builder.opaque(place);
                };
                if kind(ty) == Kind::GenericType {
                    return self.generic_call(node, ty, value);
                }
                let ty = self.ty(ty);
                let value = self.expr(value);
                self.builder.expr(place, ExprKind::Cast { value, ty })
            }
            // `f[T]` as a value is `f`.
            Kind::TypeInstantiationExpression | Kind::GenericType => match child(node, Field::Type) {
                Some(base) => self.type_name(base),
                None => self.builder.opaque(place),
            },
            Kind::QualifiedType => self.type_name(node),
            _ => self.unknown(node),
        }
    }

    /// `f[T](x)`, which the grammar takes for a conversion to the type `f[T]`.
    fn generic_call(&mut self, node: Node<'t>, function: Node<'t>, argument: Node<'t>) -> ExprId {
        let function = child(function, Field::Type).unwrap_or(function);
        let callee = self.type_name(function);
        let args = vec![Arg { name: None, value: self.expr(argument), spread: Spread::No }];
        self.builder.expr(span(node), ExprKind::Call(Call { callee, args, kind: CallKind::Plain }))
    }

    fn unary(&mut self, node: Node<'t>) -> ExprId {
        let Some(operand) = child(node, Field::Operand) else { return self.builder.opaque(span(node)) };
        let operator = child(node, Field::Operator).map_or("", |operator| self.text_of(operator));
        let value = self.expr(operand);
        let kind = match operator {
            "&" | "*" | "+" => return value,
            "!" => ExprKind::Not(value),
            "-" => ExprKind::Negate(value),
            "<-" => ExprKind::Await(value),
            _ => ExprKind::Sequence(vec![value, self.builder.opaque(span(node))]),
        };
        self.builder.expr(span(node), kind)
    }

    /// Something that is no expression here, for the calls in it.
    fn unknown(&mut self, node: Node<'t>) -> ExprId {
        let mut values = Vec::new();
        for inner in self.children(node) {
            values.push(self.expr(inner));
        }
        let opaque = self.builder.opaque(span(node));
        if values.is_empty() {
            return opaque;
        }
        values.push(opaque);
        self.builder.expr(span(node), ExprKind::Sequence(values))
    }

    /// A use of a name: what it stands for here and now.
    pub(super) fn name(&mut self, place: Span, name: &str) -> ExprId {
        let binding = self.builder.lookup(name);
        self.builder.expr(place, ExprKind::Name { name: name.into(), binding })
    }

    /// A name that no file can declare.
    pub(super) fn unbound_name(&mut self, place: Span, name: &str) -> ExprId {
        self.builder.expr(place, ExprKind::Name { name: name.into(), binding: None })
    }

    /// Whether a call ends the function or the program: `panic`, `os.Exit`, `log.Fatal*`, `t.FailNow` and the like, and
    /// `log.Fatal().Err(err).Msg("...")`.
    pub(super) fn never_returns(&mut self, value: ExprId) -> bool {
        let module = self.builder.module();
        let Some(call) = module.call(value) else { return false };
        match module.kind(call.callee) {
            ExprKind::Name { name, binding: None } => name == "panic",
            ExprKind::Member { object, property, .. } => match property.as_str() {
                "Fatal" | "Fatalf" | "Fatalln" | "Fatalw" | "FailNow" | "SkipNow" | "Skip" | "Skipf" => true,
                "Exit" | "Panic" | "Panicf" | "Panicln" | "Goexit" => match module.kind(*object) {
                    ExprKind::Name { name, .. } => matches!(name.as_str(), "os" | "log" | "logrus" | "runtime"),
                    _ => false,
                },
                "Msg" | "Msgf" | "Send" => starts_fatal(module, *object),
                _ => false,
            },
            _ => false,
        }
    }
}

/// Whether a chain of calls starts with `Fatal()` or `Panic()`.
fn starts_fatal(module: &Module, chain: ExprId) -> bool {
    let mut at = chain;
    for _ in 0..MAX_LOG_CHAIN {
        let Some(call) = module.call(at) else { return false };
        let ExprKind::Member { object, property, .. } = module.kind(call.callee) else { return false };
        if matches!(property.as_str(), "Fatal" | "Panic") {
            return true;
        }
        at = *object;
    }
    false
}
