//! Types.

use std::fmt::Write;

use super::{Dump, MAX_DEPTH};
use crate::syntax::ir::*;

impl Dump<'_> {
    pub(super) fn ty(&mut self, id: TypeId) {
        if self.depth > MAX_DEPTH {
            return self.out.push_str("...");
        }
        self.depth += 1;
        self.ty_kind(id);
        self.depth -= 1;
    }

    fn ty_kind(&mut self, id: TypeId) {
        match self.module.ty(id) {
            TypeExpr::Opaque => self.out.push('_'),
            TypeExpr::Text => self.out.push_str("text"),
            TypeExpr::Number => self.out.push_str("number"),
            TypeExpr::Bool => self.out.push_str("bool"),
            TypeExpr::Ref(name, args) => {
                self.expr(*name);
                if !args.is_empty() {
                    self.types("<", args, ", ", ">");
                }
            }
            TypeExpr::Union(types) => self.types("(", types, " | ", ")"),
            TypeExpr::Intersection(types) => self.types("(", types, " & ", ")"),
            TypeExpr::Tuple(types) => self.types("tuple(", types, ", ", ")"),
            TypeExpr::List(element) => self.types("list(", &[*element], "", ")"),
            TypeExpr::Map(key, value) => self.types("map(", &[*key, *value], ", ", ")"),
            TypeExpr::Object(fields) => {
                self.out.push('{');
                for (index, (name, ty)) in fields.iter().enumerate() {
                    self.separate(index);
                    let _ = write!(self.out, "{name}: ");
                    self.ty(*ty);
                }
                self.out.push('}');
            }
            TypeExpr::Function(None) => self.out.push_str("fn()"),
            TypeExpr::Function(Some(result)) => self.types("fn(", &[*result], "", ")"),
            TypeExpr::TypeOf(value) => self.form("typeof", &[*value]),
            TypeExpr::Literal(value) => self.expr(*value),
        }
    }

    fn types(&mut self, before: &str, types: &[TypeId], between: &str, after: &str) {
        self.out.push_str(before);
        for (index, &ty) in types.iter().enumerate() {
            if index > 0 {
                self.out.push_str(between);
            }
            self.ty(ty);
        }
        self.out.push_str(after);
    }
}
