//! Parameters. Their types and defaults belong to the scope around the function, so they are lowered before it is opened.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::names::Announce;
use super::{Kids, Lower, named, part, span};
use crate::syntax::builder::{ScopeId, Visibility};
use crate::syntax::ir::*;

/// Parameters in the order written, and the patterns among them (Python 2) by position.
#[derive(Default)]
pub(super) struct Parameters<'t> {
    params: Vec<Param>,
    patterns: Vec<(usize, Node<'t>)>,
}

impl Parameters<'_> {
    /// Takes away the first parameter, which is `self` or `cls`: its name.
    pub(super) fn take_own(&mut self) -> Option<Param> {
        let first = self.params.first()?;
        if first.spread != Spread::No || first.name.is_empty() {
            return None;
        }
        for (index, _) in &mut self.patterns {
            *index -= 1;
        }
        Some(self.params.remove(0))
    }

    /// Whether one of them has a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.params.iter().any(|param| param.name == name)
    }
}

impl<'t> Lower<'t> {
    /// Lowers the types and defaults of a parameter list.
    pub(super) fn parameters(&mut self, list: Option<Node<'t>>) -> Parameters<'t> {
        let mut parameters = Parameters::default();
        let Some(list) = list else { return parameters };
        for node in named(&self.kids(list)) {
            self.parameter(node, &mut parameters);
        }
        parameters
    }

    fn parameter(&mut self, node: Node<'t>, parameters: &mut Parameters<'t>) {
        let kids = self.kids(node);
        let name = match kind(node) {
            Kind::KeywordSeparator | Kind::PositionalSeparator => return,
            Kind::Identifier
            | Kind::TuplePattern
            | Kind::ListSplat
            | Kind::ListSplatPattern
            | Kind::DictionarySplat
            | Kind::DictionarySplatPattern => Some(node),
            Kind::TypedParameter => named(&kids).next(),
            _ => part(&kids, Field::Name),
        };
        let ty = part(&kids, Field::Type).map(|ty| self.type_of(ty));
        let default = part(&kids, Field::Value).map(|value| self.expression(value));
        match name {
            Some(name) => self.add_parameter(name, ty, default, parameters),
            None => {
                let value = self.scraps(node);
                self.effect(value);
            }
        }
    }

    fn add_parameter(
        &mut self,
        node: Node<'t>,
        ty: Option<TypeId>,
        default: Option<ExprId>,
        parameters: &mut Parameters<'t>,
    ) {
        let (spread, inner) = self.splat(node).unwrap_or((Spread::No, node));
        let name = match kind(inner) {
            Kind::Identifier => SmolStr::new(self.text(inner)),
            _ => {
                parameters.patterns.push((parameters.params.len(), inner));
                SmolStr::default()
            }
        };
        let ty = ty.map(|ty| self.gathered(ty, spread));
        parameters.params.push(Param { name, ty, default, spread, span: span(inner) });
    }

    /// The type of `args` in `*args: T`, of `kw` in `**kw: T`.
    fn gathered(&mut self, ty: TypeId, spread: Spread) -> TypeId {
        match spread {
            Spread::No => ty,
            Spread::List => self.b.ty(TypeExpr::List(ty)),
            Spread::Map => {
                let name = self.b.ty(TypeExpr::Text);
                self.b.ty(TypeExpr::Map(name, ty))
            }
        }
    }

    /// Adds lowered parameters to the function that has been opened.
    pub(super) fn declare_parameters(&mut self, parameters: Parameters<'t>) {
        let mut patterns = parameters.patterns.into_iter().peekable();
        for (index, param) in parameters.params.into_iter().enumerate() {
            let value = self.b.param(param);
            if let Some((_, pattern)) = patterns.next_if(|(at, _)| *at == index) {
                self.bind(pattern, value, Announce::Statement);
            }
        }
    }

    /// `[T: Bound, U]` behind the name of a function or class: opens a scope for them if there are any. The scope to go
    /// back to.
    pub(super) fn type_parameters(&mut self, kids: &Kids<'t>) -> ScopeId {
        let outer = self.b.scope();
        let Some(list) = part(kids, Field::TypeParameters) else { return outer };
        self.b.open_scope(Visibility::Nested);
        for item in named(&self.kids(list)) {
            let inner = self.kids(item);
            let Some(inner) = named(&inner).next() else { continue };
            let parts = self.kids(inner);
            let (name, bound) = match kind(inner) {
                Kind::ConstrainedType => {
                    let mut parts = named(&parts);
                    (parts.next().and_then(|name| name.named_child(0)), parts.next())
                }
                _ => (Some(inner), None),
            };
            let Some(name) = name.filter(|name| kind(*name) == Kind::Identifier) else { continue };
            let ty = match bound {
                Some(bound) => self.bound(bound),
                None => self.b.ty(TypeExpr::Opaque),
            };
            let scope = self.b.scope();
            let binding = self.b.declare(scope, self.text(name), span(name));
            self.b.define(binding, span(name), DefKind::Type(ty));
        }
        outer
    }

    /// `Bound`, or one of `(A, B)`.
    fn bound(&mut self, node: Node<'t>) -> TypeId {
        let inner = self.kids(node);
        match named(&inner).next() {
            Some(tuple) if kind(tuple) == Kind::Tuple => {
                let members: Vec<TypeId> = named(&self.kids(tuple)).map(|member| self.type_of(member)).collect();
                self.union(members)
            }
            _ => self.type_of(node),
        }
    }
}
