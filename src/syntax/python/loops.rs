//! `for`, `while`, comprehensions, and what their variables hold.

use smallvec::SmallVec;
use tree_sitter::Node;

use super::assignments::is_tuple_target;
use super::grammar::{Field, Kind, kind};
use super::names::Announce;
use super::{Kids, Lower, named, part, span};
use crate::syntax::builder::Visibility;
use crate::syntax::ir::*;

/// What one turn over an expression gives.
enum Turns {
    /// An element.
    Elements,
    /// A key and an element: `d.items()`.
    Pairs(ExprId),
    /// A position and an element: `enumerate(xs)`.
    Numbered(ExprId),
    /// An element of each: `zip(xs, ys)`.
    Side(SmallVec<[ExprId; 4]>),
}

impl<'t> Lower<'t> {
    pub(super) fn for_statement(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let (Some(target), Some(over)) = (part(&kids, Field::Left), part(&kids, Field::Right)) else {
            let value = self.scraps(node);
            return self.effect(value);
        };
        let over = self.expression(over);
        let turn = self.b.add_loop(span(node), Some(over));
        self.b.open_block();
        self.bind_turn(target, over, turn, Announce::Statement);
        self.rest_of_loop(&kids, turn);
    }

    pub(super) fn while_statement(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let turn = self.b.add_loop(span(node), None);
        self.b.open_block();
        if let Some(condition) = part(&kids, Field::Condition) {
            let condition = self.expression(condition);
            self.b.stmt(Stmt::Expr(condition));
        }
        self.rest_of_loop(&kids, turn);
    }

    fn rest_of_loop(&mut self, kids: &Kids<'t>, turn: LoopId) {
        if let Some(body) = part(kids, Field::Body) {
            self.block(body);
        }
        let body = self.b.close_block();
        self.b.stmt(Stmt::Loop(turn, body));
        for clause in named(kids).filter(|kid| kind(*kid) == Kind::ElseClause) {
            self.unbroken(clause);
        }
    }

    /// `else` of a loop: runs unless a `break` was met, of which nothing is known.
    fn unbroken(&mut self, clause: Node<'t>) {
        let test = self.b.opaque(span(clause));
        let body = self.clause_body(clause);
        self.b.stmt(Stmt::Branch(vec![Arm { test: Some(test), body }]));
    }

    /// Gives loop variables what they hold in a turn.
    fn bind_turn(&mut self, target: Node<'t>, over: ExprId, turn: LoopId, announce: Announce) {
        if !self.descend(target) {
            return;
        }
        let targets: SmallVec<[Node<'t>; 4]> =
            if is_tuple_target(target) { named(&self.kids(target)).collect() } else { SmallVec::new() };
        match (self.turns(over), targets.as_slice()) {
            (Turns::Pairs(of), [key, value]) => {
                let first = self.b.expr(span(*key), ExprKind::KeyOf { of, turn });
                self.bind(*key, first, announce);
                let second = self.b.expr(span(*value), ExprKind::ElementOf { of, turn });
                self.bind(*value, second, announce);
            }
            (Turns::Numbered(of), [index, element]) => {
                let first = self.b.expr(span(*index), ExprKind::KeyOf { of, turn });
                self.bind(*index, first, announce);
                self.bind_turn(*element, of, turn, announce);
            }
            (Turns::Side(lists), targets) if lists.len() == targets.len() => {
                for (target, of) in targets.iter().zip(lists) {
                    self.bind_turn(*target, of, turn, announce);
                }
            }
            _ => {
                let element = self.b.expr(span(target), ExprKind::ElementOf { of: over, turn });
                self.bind(target, element, announce);
            }
        }
        self.depth -= 1;
    }

    /// What iterating over an expression gives; seen through `list(...)`, `sorted(...)` and the like.
    fn turns(&mut self, over: ExprId) -> Turns {
        if self.b.module().call(over).is_none() {
            return Turns::Elements;
        }
        let names = ["enumerate", "zip", "list", "tuple", "sorted", "reversed", "iter"];
        let shadowed: SmallVec<[&str; 2]> = names.into_iter().filter(|name| self.b.lookup(name).is_some()).collect();
        let module = self.b.module();
        let mut at = over;
        loop {
            let Some(call) = module.call(at) else { return Turns::Elements };
            let first = call.args.first().filter(|arg| arg.spread == Spread::No && arg.name.is_none());
            match (module.kind(call.callee), first) {
                (ExprKind::Member { object, property, .. }, None)
                    if matches!(property.as_str(), "items" | "iteritems" | "viewitems") =>
                {
                    return Turns::Pairs(*object);
                }
                (ExprKind::Name { name, .. }, Some(first)) if !shadowed.contains(&name.as_str()) => match name.as_str()
                {
                    "enumerate" => return Turns::Numbered(first.value),
                    "zip" => return side_by_side(call),
                    "list" | "tuple" | "sorted" | "reversed" | "iter" => at = first.value,
                    _ => return Turns::Elements,
                },
                _ => return Turns::Elements,
            }
        }
    }

    /// `[element for target in over if condition]` and its relatives.
    pub(super) fn comprehension(&mut self, node: Node<'t>, comprehension: ComprehensionKind) -> ExprId {
        let kids = self.kids(node);
        let mut loops = Vec::new();
        let mut conditions = Vec::new();
        // What the first clause goes over is evaluated outside.
        let mut outer = None;
        for clause in named(&kids) {
            match kind(clause) {
                Kind::ForInClause => {
                    let parts = self.kids(clause);
                    let lists: SmallVec<[Node<'t>; 2]> =
                        parts.iter().filter(|kid| kid.field == Field::Right).map(|kid| kid.node).collect();
                    let over = self.tuple_of(&lists);
                    outer = outer.or_else(|| Some(self.b.open_scope(Visibility::Nested)));
                    let turn = self.b.add_loop(span(clause), over);
                    loops.push(turn);
                    if let (Some(target), Some(over)) = (part(&parts, Field::Left), over) {
                        self.bind_turn(target, over, turn, Announce::Quietly);
                    }
                }
                Kind::IfClause => {
                    if let Some(condition) = named(&self.kids(clause)).next() {
                        conditions.push(self.expression(condition));
                    }
                }
                _ => {}
            }
        }
        let (element, value) = self.comprehended(node, part(&kids, Field::Body));
        if let Some(outer) = outer {
            self.b.close_scope(outer);
        }
        let made = Comprehension { kind: comprehension, element, value, loops, conditions };
        self.b.expr(span(node), ExprKind::Comprehension(Box::new(made)))
    }

    fn comprehended(&mut self, node: Node<'t>, body: Option<Node<'t>>) -> (ExprId, Option<ExprId>) {
        let Some(body) = body else { return (self.b.opaque(span(node)), None) };
        match self.pair(body) {
            Some((key, value)) => (key, Some(value)),
            None => (self.expression(body), None),
        }
    }
}

fn side_by_side(call: &Call) -> Turns {
    let lists = call.args.iter().filter(|arg| arg.name.is_none());
    if lists.clone().any(|arg| arg.spread != Spread::No) {
        return Turns::Elements;
    }
    Turns::Side(lists.map(|arg| arg.value).collect())
}
