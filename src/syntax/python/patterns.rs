//! `match`: cases become conditions, captures become definitions at the start of the case.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::{Lower, named, part, span};
use crate::syntax::ir::*;

/// Names that a case binds, with what they hold.
type Captures<'t> = SmallVec<[(Node<'t>, ExprId); 4]>;

/// Built-in classes whose one positional pattern is the subject itself.
const WHOLE: [&str; 11] =
    ["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"];

impl<'t> Lower<'t> {
    pub(super) fn match_statement(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let subjects: SmallVec<[Node<'t>; 2]> =
            kids.iter().filter(|kid| kid.field == Field::Subject).map(|kid| kid.node).collect();
        let Some(subject) = self.tuple_of(&subjects) else { return };
        self.effect(subject);
        let Some(body) = part(&kids, Field::Body) else { return };
        let mut arms = Vec::new();
        for clause in named(&self.kids(body)).filter(|kid| kind(*kid) == Kind::CaseClause) {
            arms.push(self.case(clause, subject));
        }
        if !arms.is_empty() {
            self.b.stmt(Stmt::Branch(arms));
        }
    }

    fn case(&mut self, clause: Node<'t>, subject: ExprId) -> Arm {
        let kids = self.kids(clause);
        let patterns: SmallVec<[Node<'t>; 2]> = named(&kids).filter(|kid| kind(*kid) == Kind::CasePattern).collect();
        let mut captures = Captures::new();
        let mut test = match patterns.as_slice() {
            [one] => self.pattern(*one, subject, &mut captures),
            several => self.sequence_pattern(clause, several, subject, &mut captures),
        };
        if let Some(guard) = part(&kids, Field::Guard).and_then(|guard| named(&self.kids(guard)).next()) {
            let guard = self.expression(guard);
            test = self.all_of(test, Some(guard));
        }
        self.b.open_block();
        for (name, value) in captures {
            self.define_name(name, DefKind::Value(value));
        }
        if let Some(body) = part(&kids, Field::Consequence) {
            self.block(body);
        }
        Arm { test, body: self.b.close_block() }
    }

    /// The condition under which a pattern matches; `None` if it always does.
    fn pattern(&mut self, node: Node<'t>, subject: ExprId, captures: &mut Captures<'t>) -> Option<ExprId> {
        if !self.descend(node) {
            return Some(self.b.opaque(span(node)));
        }
        let test = self.pattern_kind(node, subject, captures);
        self.depth -= 1;
        test
    }

    fn pattern_kind(&mut self, node: Node<'t>, subject: ExprId, captures: &mut Captures<'t>) -> Option<ExprId> {
        let kids = self.kids(node);
        match kind(node) {
            Kind::CasePattern => match named(&kids).next() {
                Some(inner) if self.text(node).starts_with('-') => self.negative(node, inner, subject),
                Some(inner) => self.pattern(inner, subject, captures),
                None => None,
            },
            Kind::AsPattern => {
                let mut parts = named(&kids);
                let test = parts.next().and_then(|inner| self.pattern(inner, subject, captures));
                captures.extend(parts.next().map(|name| (name, subject)));
                test
            }
            Kind::DottedName if named(&kids).count() == 1 => {
                captures.extend(named(&kids).next().filter(|name| self.text(*name) != "_").map(|name| (name, subject)));
                None
            }
            Kind::UnionPattern => self.either(node, subject, captures),
            Kind::ClassPattern => self.class_pattern(node, subject, captures),
            Kind::ListPattern | Kind::TuplePattern => {
                let items: SmallVec<[Node<'t>; 4]> = named(&kids).collect();
                match items.as_slice() {
                    [one] if kind(node) == Kind::TuplePattern && !self.text(node).contains(',') => {
                        self.pattern(*one, subject, captures)
                    }
                    several => self.sequence_pattern(node, several, subject, captures),
                }
            }
            Kind::DictPattern => self.dict_pattern(node, subject, captures),
            Kind::SplatPattern => {
                let rest = self.b.expr(span(node), ExprKind::Slice { object: subject });
                captures.extend(named(&kids).next().map(|name| (name, rest)));
                None
            }
            _ => {
                let value = self.expression(node);
                Some(self.equal(node, subject, value))
            }
        }
    }

    fn equal(&mut self, node: Node, left: ExprId, right: ExprId) -> ExprId {
        self.b.expr(span(node), ExprKind::Binary { op: BinaryOp::Equal, left, right })
    }

    fn negative(&mut self, node: Node<'t>, number: Node<'t>, subject: ExprId) -> Option<ExprId> {
        let number = self.expression(number);
        let number = self.b.expr(span(node), ExprKind::Negate(number));
        Some(self.equal(node, subject, number))
    }

    /// `a | b`.
    fn either(&mut self, node: Node<'t>, subject: ExprId, captures: &mut Captures<'t>) -> Option<ExprId> {
        let mut any: Option<ExprId> = None;
        let mut is_negative = false;
        for kid in self.kids(node) {
            if !kid.node.is_named() {
                is_negative = kid.node.kind() == "-";
                if kid.node.kind() == "_" {
                    return None;
                }
                continue;
            }
            let test = if is_negative {
                self.negative(kid.node, kid.node, subject)?
            } else {
                self.pattern(kid.node, subject, captures)?
            };
            any = Some(match any {
                Some(before) => self.logical(LogicalOp::Or, before, test),
                None => test,
            });
        }
        any
    }

    /// `Redis(host="x")`.
    fn class_pattern(&mut self, node: Node<'t>, subject: ExprId, captures: &mut Captures<'t>) -> Option<ExprId> {
        let kids = self.kids(node);
        let mut parts = named(&kids);
        let name = parts.next()?;
        let class = self.expression(name);
        let ty = self.b.ty(TypeExpr::Ref(class, Vec::new()));
        let mut test = Some(self.b.expr(span(node), ExprKind::InstanceOf { value: subject, types: vec![ty] }));
        for item in parts {
            let inner = named(&self.kids(item)).next().unwrap_or(item);
            let (part, pattern) = if kind(inner) == Kind::KeywordPattern {
                let kids = self.kids(inner);
                let mut parts = named(&kids);
                let (Some(name), Some(pattern)) = (parts.next(), parts.next()) else { continue };
                (self.b.member(span(inner), subject, self.text(name), span(name)), pattern)
            } else if WHOLE.contains(&self.text(name)) {
                (subject, item)
            } else {
                (self.b.opaque(span(item)), item)
            };
            let matches = self.pattern(pattern, part, captures);
            test = self.all_of(test, matches);
        }
        test
    }

    /// `[a, *b]`, `(a, b)`. How long the subject is, is known only if it is written out.
    fn sequence_pattern(
        &mut self,
        node: Node<'t>,
        items: &[Node<'t>],
        subject: ExprId,
        captures: &mut Captures<'t>,
    ) -> Option<ExprId> {
        let written = match self.b.module().kind(subject) {
            ExprKind::List { elements, .. } if elements.len() == items.len() => {
                Some(elements.iter().map(|element| element.value).collect::<SmallVec<[ExprId; 4]>>())
            }
            _ => None,
        };
        let mut test = match written {
            Some(_) => None,
            None => Some(self.b.opaque(span(node))),
        };
        for (index, item) in items.iter().enumerate() {
            let inner = named(&self.kids(*item)).next();
            let part = match &written {
                _ if inner.is_some_and(|inner| kind(inner) == Kind::SplatPattern) => subject,
                Some(elements) => elements[index],
                None => self.b.expr(span(*item), ExprKind::Part { of: subject, index: index as u32 }),
            };
            let matches = self.pattern(*item, part, captures);
            test = self.all_of(test, matches);
        }
        test
    }

    /// `{"type": kind, **rest}`.
    fn dict_pattern(&mut self, node: Node<'t>, subject: ExprId, captures: &mut Captures<'t>) -> Option<ExprId> {
        let mut test = Some(self.b.opaque(span(node)));
        let mut key = None;
        for kid in self.kids(node) {
            match kid.field {
                Field::Key => key = Some(kid.node),
                Field::Value => {
                    let Some(key) = key.take() else { continue };
                    let index = self.expression(key);
                    let value = self.b.expr(span(key), ExprKind::Index { object: subject, index });
                    let matches = self.pattern(kid.node, value, captures);
                    test = self.all_of(test, matches);
                }
                _ if kind(kid.node) == Kind::SplatPattern => {
                    let rest = self.b.opaque(span(kid.node));
                    captures.extend(named(&self.kids(kid.node)).next().map(|name| (name, rest)));
                }
                _ => {}
            }
        }
        test
    }

    fn all_of(&mut self, left: Option<ExprId>, right: Option<ExprId>) -> Option<ExprId> {
        match (left, right) {
            (Some(left), Some(right)) => Some(self.both(left, right)),
            (left, right) => left.or(right),
        }
    }
}
