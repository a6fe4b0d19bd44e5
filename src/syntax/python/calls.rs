//! Calls, and those that mean something to the language: `isinstance`, `cast`, `super`.

use smallvec::SmallVec;
use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::{Kids, Lower, named, part, span};
use crate::syntax::ir::*;

impl<'t> Lower<'t> {
    /// `callee(a, k=b, *c, **d)`.
    pub(super) fn call(&mut self, node: Node<'t>, callee: ExprId, kids: &Kids<'t>) -> ExprId {
        let mut args = Vec::new();
        match part(kids, Field::Arguments) {
            Some(list) if kind(list) == Kind::ArgumentList => {
                let list = self.kids(list);
                args.reserve_exact(list.len() / 2);
                for argument in named(&list) {
                    args.push(self.argument(argument));
                }
            }
            Some(generator) => {
                let value = self.expression(generator);
                args.push(Arg { name: None, value, spread: Spread::No });
            }
            None => {}
        }
        self.b.expr(span(node), ExprKind::Call(Call { callee, args, kind: CallKind::Plain }))
    }

    fn argument(&mut self, node: Node<'t>) -> Arg {
        if let Some((spread, inner)) = self.splat(node) {
            return Arg { name: None, value: self.expression(inner), spread };
        }
        if kind(node) == Kind::KeywordArgument {
            let kids = self.kids(node);
            if let (Some(name), Some(value)) = (part(&kids, Field::Name), part(&kids, Field::Value)) {
                let name = Some(SmolStr::new(self.text(name)));
                return Arg { name, value: self.expression(value), spread: Spread::No };
            }
        }
        Arg { name: None, value: self.expression(node), spread: Spread::No }
    }

    /// Whether a call must be seen whole, and not as a link of a chain.
    pub(super) fn may_be_special(&self, call: Node<'t>) -> bool {
        call.named_child(0).is_some_and(|callee| match kind(callee) {
            Kind::Identifier => matches!(self.text(callee), "isinstance" | "issubclass" | "super" | "cast"),
            Kind::Attribute => matches!(
                self.text(callee),
                "typing.cast" | "t.cast" | "te.cast" | "typing_extensions.cast" | "builtins.isinstance"
            ),
            _ => false,
        })
    }

    /// A call for which [`Lower::may_be_special`] holds.
    pub(super) fn special_call(&mut self, node: Node<'t>) -> ExprId {
        let kids = self.kids(node);
        let Some(callee) = part(&kids, Field::Function) else { return self.scraps(node) };
        let arguments: SmallVec<[Node<'t>; 4]> = match part(&kids, Field::Arguments) {
            Some(list) if kind(list) == Kind::ArgumentList => named(&self.kids(list)).collect(),
            _ => SmallVec::new(),
        };
        let special = match (self.text(callee), arguments.as_slice()) {
            ("super", _) => Some(self.b.expr(span(node), ExprKind::Super)),
            (name, [value, types]) if name.ends_with("isinstance") || name == "issubclass" => {
                self.instance_of(node, *value, *types)
            }
            (name, [ty, value]) if name.ends_with("cast") && self.is_typing_cast(name) => self.cast(node, *ty, *value),
            _ => None,
        };
        special.unwrap_or_else(|| {
            let callee = self.expression(callee);
            self.call(node, callee, &kids)
        })
    }

    fn cast(&mut self, node: Node<'t>, ty: Node<'t>, value: Node<'t>) -> Option<ExprId> {
        if kind(ty) == Kind::KeywordArgument || kind(value) == Kind::KeywordArgument {
            return None;
        }
        let ty = self.type_of(ty);
        let value = self.expression(value);
        Some(self.b.expr(span(node), ExprKind::Cast { value, ty }))
    }

    /// Whether `cast` is that of `typing` and not, say, SQLAlchemy's.
    fn is_typing_cast(&mut self, callee: &str) -> bool {
        let Some(binding) = self.b.lookup(callee) else { return true };
        self.b.rests_on(binding);
        let module = self.b.module();
        module.binding(binding).defs.iter().any(|def| match def.kind {
            DefKind::Value(value) => match module.kind(value) {
                ExprKind::Member { object, .. } => {
                    matches!(module.kind(*object), ExprKind::Module(name) if name.starts_with("typing"))
                }
                _ => false,
            },
            _ => false,
        })
    }
}

/// Functions that never return: the standard library's exits, and what ends a test. By their last two names.
const EXITS: [(&str, &str); 9] = [
    ("sys", "exit"),
    ("os", "_exit"),
    ("os", "abort"),
    ("os", "execv"),
    ("pytest", "fail"),
    ("pytest", "skip"),
    ("pytest", "exit"),
    ("self", "fail"),
    ("self", "skipTest"),
];

/// Whether an expression is a call that never returns.
pub(super) fn never_returns(module: &Module, id: ExprId) -> bool {
    let Some(call) = module.call(id) else { return false };
    match module.kind(call.callee) {
        ExprKind::Name { name, .. } => matches!(name.as_str(), "exit" | "quit"),
        ExprKind::Member { object, property, .. } => match module.kind(*object) {
            ExprKind::Name { name, .. } => EXITS.contains(&(name.as_str(), property.as_str())),
            _ => false,
        },
        _ => false,
    }
}
