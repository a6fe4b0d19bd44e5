//! The value of each kind of expression.

use std::rc::Rc;

use smol_str::SmolStr;

use super::pattern::{Pattern, texts_of};
use super::value::{Closure, External, Hole, Instance, List, ListPart, MapEntry, MapValue, Shape, Turn, Turns, Value};
use super::{Cx, Evaluator, hash};
use crate::syntax::ir::*;

impl<'p> Evaluator<'p> {
    pub(super) fn compute(&self, cx: &Cx<'p>, expr: ExprId) -> Value<'p> {
        let ir = cx.ir();
        match ir.kind(expr) {
            ExprKind::Opaque => self.hole(cx, expr),
            ExprKind::Text(bytes) => Value::text(bytes, Some(cx.site(expr))),
            ExprKind::Template(pieces) => self.template(cx, expr, pieces),
            ExprKind::Number(number) => Value::Number(*number),
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::Null => Value::Null,
            ExprKind::Name { name, binding } => self.name(cx, expr, name, *binding),
            ExprKind::This => self.this(cx, expr),
            ExprKind::Super => self.super_value(cx, expr),
            ExprKind::Module(specifier) => self.required(cx, specifier),
            ExprKind::Member { object, property, .. } => self.member_of(cx, expr, *object, property),
            ExprKind::Index { object, index } => self.index(cx, expr, *object, *index),
            ExprKind::Slice { object } => self.slice(cx, expr, &self.eval(cx, *object)),
            ExprKind::Call(call) => self.call(cx, expr, call),
            ExprKind::Record { ty, entries } => self.record(cx, expr, *ty, entries),
            ExprKind::List { elements, .. } => self.list(cx, elements),
            ExprKind::Function(function) => {
                Value::Function(Rc::new(Closure { cx: cx.clone(), function: *function, this: None }))
            }
            ExprKind::Class(class) => Value::Class(super::value::ClassRef { file: cx.file, class: *class }),
            ExprKind::Conditional { test, then, otherwise } => self.conditional(cx, *test, *then, *otherwise),
            ExprKind::Logical { op, left, right } => self.logical(cx, *op, *left, *right),
            ExprKind::Binary { op, left, right } => self.binary(cx, expr, *op, *left, *right),
            ExprKind::Not(value) => match self.truth(cx, *value) {
                Some(known) => Value::Bool(!known),
                None => self.hole(cx, expr),
            },
            ExprKind::Negate(value) => match self.eval(cx, *value) {
                Value::Number(number) => Value::Number(-number),
                _ => self.hole(cx, expr),
            },
            ExprKind::Await(value) | ExprKind::Entered(value) => self.eval(cx, *value),
            ExprKind::Cast { value, ty } => {
                let value = self.eval(cx, *value);
                self.declared(cx, value, *ty)
            }
            ExprKind::InstanceOf { .. } => self.hole(cx, expr),
            ExprKind::Comprehension(made) => self.comprehension(cx, expr, made),
            ExprKind::ElementOf { of, turn } => match cx.bound_turn(*turn) {
                Some(bound) => bound.clone(),
                None => self.element(cx, expr, &self.eval(cx, *of), *turn),
            },
            ExprKind::KeyOf { of, turn } => self.key_of(cx, expr, *of, *turn),
            ExprKind::Part { of, index } => self.part(cx, expr, *of, *index),
            ExprKind::Param { function, index } => self.param(cx, expr, *function, *index),
            ExprKind::SelfParam(function) => self.self_value(cx, expr, *function),
            ExprKind::Assign { value, .. } => self.eval(cx, *value),
            ExprKind::OfType(ty) => {
                let ty = self.type_value(cx, *ty);
                if ty.is_hole() { self.hole(cx, expr) } else { ty }
            }
            ExprKind::Sequence(values) => match values.last() {
                Some(&last) => self.eval(cx, last),
                None => self.hole(cx, expr),
            },
        }
    }

    fn member_of(&self, cx: &Cx<'p>, expr: ExprId, object: ExprId, property: &SmolStr) -> Value<'p> {
        // A name out of an import: looked up among the exports, whatever the whole is.
        let ExprKind::Module(specifier) = cx.ir().kind(object) else {
            return self.member(cx, expr, &self.eval(cx, object), property);
        };
        let module = self.module(cx, specifier);
        if let (Language::Python, Value::External(_)) = (cx.ir().language, &module)
            && let Some(inner) = self.member_module(cx, specifier, property)
        {
            return inner;
        }
        self.member(cx, expr, &module, property)
    }

    fn conditional(&self, cx: &Cx<'p>, test: ExprId, then: ExprId, otherwise: ExprId) -> Value<'p> {
        match self.truth(cx, test) {
            Some(true) => self.eval(cx, then),
            Some(false) => self.eval(cx, otherwise),
            None => Value::union([self.eval(cx, then), self.eval(cx, otherwise)]),
        }
    }

    fn template(&self, cx: &Cx<'p>, expr: ExprId, pieces: &[Piece]) -> Value<'p> {
        let mut pattern = Pattern::with_room(pieces.len(), Some(cx.site(expr)));
        for piece in pieces {
            match piece {
                Piece::Text(bytes) => pattern.push_bytes(bytes),
                Piece::Hole(hole) => {
                    let value = self.eval(cx, *hole);
                    self.note_filled(&mut pattern, cx, expr, *hole, &value);
                    self.push(&mut pattern, cx, *hole, &value);
                }
            }
        }
        Value::Text(Rc::new(pattern))
    }

    /// Appends a value to text; what has no text of its own becomes a hole named as in the source.
    pub(super) fn push(&self, pattern: &mut Pattern<'p>, cx: &Cx<'p>, expr: ExprId, value: &Value<'p>) {
        match value {
            Value::Text(_) | Value::Number(_) | Value::Hole(_) => pattern.push_value(value),
            other => {
                // The same hole as the value by itself, so that `{x}:tmp` and `x` are seen to hash alike.
                let hole = self.derived_hole(cx, expr, self.text_identity(other), other.turns());
                match (hole, texts_of(other)) {
                    (Value::Hole(hole), among @ Some(_)) => {
                        pattern.push_hole(Rc::new(Hole { among, ..(*hole).clone() }));
                    }
                    (hole, _) => pattern.push_value(&hole),
                }
            }
        }
    }

    fn record(&self, cx: &Cx<'p>, expr: ExprId, ty: Option<TypeId>, entries: &'p [Entry]) -> Value<'p> {
        if let Some(Value::Instance(instance)) = ty.map(|ty| self.type_value(cx, ty)) {
            let made = Some((cx.clone(), cx.site(expr)));
            return Value::Instance(Rc::new(Instance::of(instance.class, made)));
        }
        let mut map = MapValue::default();
        for entry in entries {
            match entry {
                Entry::Pair { key, value } => map.entries.push(MapEntry {
                    key: self.eval(cx, *key),
                    value: self.eval(cx, *value),
                    turn: None,
                    site: Some((cx.site(*key), cx.site(*value))),
                }),
                Entry::Spread(other) => match self.eval(cx, *other) {
                    Value::Map(other) => {
                        map.entries.extend(other.entries.iter().cloned());
                        map.rest.extend(other.rest.iter().cloned());
                    }
                    Value::Null => {}
                    other => map.rest.push(other),
                },
                Entry::Positional(value) => map.rest.push(self.eval(cx, *value)),
            }
        }
        Value::Map(Rc::new(map))
    }

    fn list(&self, cx: &Cx<'p>, elements: &[Element]) -> Value<'p> {
        let mut list = List::default();
        for element in elements {
            let site = Some(cx.site(element.value));
            let value = self.eval(cx, element.value);
            match element.spread {
                Spread::No => list.parts.push(ListPart::One(value, site)),
                Spread::List | Spread::Map => self.pour(&mut list, value, site),
            }
        }
        Value::List(Rc::new(list))
    }

    fn logical(&self, cx: &Cx<'p>, op: LogicalOp, left: ExprId, right: ExprId) -> Value<'p> {
        let value = if self.lacks(cx, left) { Value::Null } else { self.eval(cx, left) };
        match (op, known_truth(&value)) {
            (LogicalOp::Coalesce, _) if matches!(value, Value::Null) => self.eval(cx, right),
            (LogicalOp::Coalesce, Some(_)) | (LogicalOp::Or, Some(true)) | (LogicalOp::And, Some(false)) => value,
            (LogicalOp::Or, Some(false)) | (LogicalOp::And, Some(true)) => self.eval(cx, right),
            (LogicalOp::And, None) => self.eval(cx, right),
            (LogicalOp::Or | LogicalOp::Coalesce, None) => Value::union([value, self.eval(cx, right)]),
        }
    }

    /// Whether an expression is a member that an object of which all is known does not have: `({ prefix = 'jobs' })` of a
    /// caller that gives none.
    fn lacks(&self, cx: &Cx<'p>, expr: ExprId) -> bool {
        let ExprKind::Member { object, property, .. } = cx.ir().kind(expr) else { return false };
        match self.eval(cx, *object) {
            Value::Map(map) => {
                let is_known = |entry: &MapEntry<'p>| entry.key.literal().is_some() && entry.turn.is_none();
                map.rest.is_empty() && map.entries.iter().all(is_known) && map.get(property).is_none()
            }
            _ => false,
        }
    }

    fn binary(&self, cx: &Cx<'p>, expr: ExprId, op: BinaryOp, left: ExprId, right: ExprId) -> Value<'p> {
        match op {
            BinaryOp::Add | BinaryOp::Concat => self.add(cx, expr, left, right),
            BinaryOp::Percent => {
                let format = self.eval(cx, left);
                self.percent(cx, expr, &format, right)
            }
            BinaryOp::Equal | BinaryOp::NotEqual => {
                let (a, b) = (self.eval(cx, left), self.eval(cx, right));
                match known_equal(&a, &b) {
                    Some(equal) => Value::Bool(equal == (op == BinaryOp::Equal)),
                    None => self.hole(cx, expr),
                }
            }
            BinaryOp::Multiply | BinaryOp::Less | BinaryOp::Greater | BinaryOp::In | BinaryOp::Other => {
                let (a, b) = (self.eval(cx, left), self.eval(cx, right));
                if let (BinaryOp::Multiply, Value::Number(a), Value::Number(b)) = (op, &a, &b) {
                    return Value::Number(a * b);
                }
                let mut turns = a.turns();
                turns.extend(b.turns());
                self.derived_hole(cx, expr, hash(&(a.identity(), b.identity(), op as u8)), turns)
            }
        }
    }

    /// `a + b`, for chains of any length: the left spine is walked, not recursed into.
    fn add(&self, cx: &Cx<'p>, expr: ExprId, left: ExprId, right: ExprId) -> Value<'p> {
        let mut operands = vec![right];
        let mut at = left;
        while let ExprKind::Binary { op: BinaryOp::Add | BinaryOp::Concat, left, right } = cx.ir().kind(at) {
            operands.push(*right);
            at = *left;
        }
        operands.push(at);
        operands.reverse();
        let mut values: Vec<Value<'p>> = operands.iter().map(|&operand| self.eval(cx, operand)).collect();
        if values.iter().all(|value| matches!(value, Value::Number(_))) {
            let sum = values.iter().map(|value| if let Value::Number(number) = value { *number } else { 0.0 }).sum();
            return Value::Number(sum);
        }
        if values.iter().any(|value| matches!(value, Value::List(_))) {
            let mut list = List::default();
            for (value, &operand) in values.drain(..).zip(&operands) {
                self.pour(&mut list, value, Some(cx.site(operand)));
            }
            return Value::List(Rc::new(list));
        }
        if !values.iter().any(|value| self.is_text(value)) {
            let mut turns = Turns::new();
            values.iter().for_each(|value| turns.extend(value.turns()));
            let ids: Vec<u64> = values.iter().map(Value::identity).collect();
            return self.derived_hole(cx, expr, hash(&(ids, 0x2b_u8)), turns);
        }
        let mut pattern = Pattern::empty(Some(cx.site(expr)));
        for (value, &operand) in values.iter().zip(&operands) {
            self.push(&mut pattern, cx, operand, value);
        }
        Value::Text(Rc::new(pattern))
    }

    fn is_text(&self, value: &Value<'p>) -> bool {
        match value {
            Value::Text(_) => true,
            Value::Hole(hole) => hole.shape == Shape::Text,
            Value::Union(values) => values.iter().any(|value| self.is_text(value)),
            _ => false,
        }
    }

    fn comprehension(&self, cx: &Cx<'p>, expr: ExprId, made: &Comprehension) -> Value<'p> {
        let Comprehension { kind, element, value, loops, .. } = made;
        let Some(&inner) = loops.last() else { return self.hole(cx, expr) };
        let turn = Turn { file: cx.file.key, turn: inner };
        let element_value = self.eval(cx, *element);
        if let (ComprehensionKind::Map, Some(value)) = (kind, value) {
            let entry = MapEntry {
                key: element_value,
                value: self.eval(cx, *value),
                turn: Some(turn),
                site: Some((cx.site(*element), cx.site(*value))),
            };
            return Value::Map(Rc::new(MapValue { entries: vec![entry], ..MapValue::default() }));
        }
        // Over a list of known length one element is made for each: `[key(x) for x in ("a", "b")]`.
        if let (1, Some(over)) = (loops.len(), cx.ir().loops[inner.index()].over)
            && let Some(unrolled) = self.unroll(cx, over, *element, inner)
        {
            return unrolled;
        }
        Value::List(Rc::new(List { parts: vec![ListPart::Each(element_value, turn, Some(cx.site(*element)))] }))
    }

    /// What `this` holds.
    fn this(&self, cx: &Cx<'p>, expr: ExprId) -> Value<'p> {
        let ir = cx.ir();
        let mut function = ir.function_of(expr);
        loop {
            if ir.function(function).class.is_some() {
                return self.self_value(cx, expr, function);
            }
            if let Some(this) = self.this_by_prototype(cx, function) {
                return this;
            }
            let parent = ir.function(function).parent;
            if parent == function {
                break;
            }
            function = parent;
        }
        // A field initialiser stands in the class body.
        match ir.classes.iter().position(|class| class.span.contains(ir.span(expr))) {
            Some(class) => self.some_instance(cx.file, ClassId(class as u32)),
            None => self.hole(cx, expr),
        }
    }

    /// What the class around an expression extends: it need not be that of the instance, which may be of a subclass.
    fn super_value(&self, cx: &Cx<'p>, expr: ExprId) -> Value<'p> {
        let ir = cx.ir();
        let mut function = ir.function_of(expr);
        while ir.function(function).class.is_none() && ir.function(function).parent != function {
            function = ir.function(function).parent;
        }
        match ir.function(function).class.and_then(|class| ir.class(class).bases.first()) {
            Some(&base) => {
                let base = self.eval(&Cx::of(cx.file), base);
                self.instance_of(&base)
            }
            None => self.hole(cx, expr),
        }
    }

    /// Whether a condition is known to hold.
    pub fn truth(&self, cx: &Cx<'p>, test: ExprId) -> Option<bool> {
        // Only constants decide; a client that may be null is followed on both paths.
        match self.eval(cx, test) {
            Value::Bool(known) => Some(known),
            _ => None,
        }
    }

    /// Something of an external or project type, given the type itself.
    pub(super) fn instance_of(&self, ty: &Value<'p>) -> Value<'p> {
        match ty {
            Value::Class(class) => self.some_instance(class.file, class.class),
            Value::External(_) => Value::external(External::OfType { ty: ty.clone() }),
            Value::Union(values) => Value::union(values.iter().map(|value| self.instance_of(value))),
            other => other.clone(),
        }
    }
}

fn known_truth(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Null => Some(false),
        Value::Text(_) => value.literal().map(|bytes| !bytes.is_empty()),
        Value::Number(number) => Some(*number != 0.0),
        Value::Map(_) | Value::Function(_) | Value::Class(_) | Value::Instance(_) => Some(true),
        _ => None,
    }
}

fn known_equal(a: &Value<'_>, b: &Value<'_>) -> Option<bool> {
    match (a, b) {
        (Value::Text(_), Value::Text(_)) => Some(a.literal()? == b.literal()?),
        (Value::Number(a), Value::Number(b)) => Some(a == b),
        (Value::Bool(a), Value::Bool(b)) => Some(a == b),
        _ => None,
    }
}
