//! What Lua and Redis bring, as far as keys pass through it.

use super::key::LuaKey;
use super::values::{Evaluator, Frame, Value, Values, number_key, put_together, text, unknown};
use crate::syntax::ir::*;

/// Arguments of `string.format` that are looked at.
const MAX_ARGUMENTS: usize = 64;

impl<'m> Evaluator<'m> {
    /// The table of `unpack(t)` or `table.unpack(t)`.
    pub(super) fn unpacked(&self, expr: ExprId) -> Option<ExprId> {
        let call = self.module.call(expr)?;
        matches!(self.builtin(call), Some(("" | "table", "unpack"))).then(|| call.args.first().map(|arg| arg.value))?
    }

    /// The name of a function that Lua or Redis brings, with its table (empty for a global).
    pub(super) fn builtin(&self, call: &Call) -> Option<(&'m str, &'m str)> {
        match self.module.kind(call.callee) {
            ExprKind::Name { name, binding: None } => Some(("", name)),
            ExprKind::Member { object, property, .. } => match self.module.kind(*object) {
                ExprKind::Name { name, binding: None } => Some((name, property)),
                _ => None,
            },
            ExprKind::Name { binding: Some(binding), .. } => self.alias(*binding),
            _ => None,
        }
    }

    /// `local unpack = table.unpack or unpack`, `local format = string.format`.
    fn alias(&self, binding: BindingId) -> Option<(&'m str, &'m str)> {
        let [Def { kind: DefKind::Value(value), .. }] = self.module.binding(binding).defs.as_slice() else {
            return None;
        };
        let value = match self.module.kind(*value) {
            ExprKind::Logical { left, .. } => *left,
            _ => *value,
        };
        match self.module.kind(value) {
            ExprKind::Name { name, binding: None } => Some(("", name)),
            ExprKind::Member { object, property, .. } => match self.module.kind(*object) {
                ExprKind::Name { name, binding: None } => Some((name, property)),
                _ => None,
            },
            _ => None,
        }
    }

    /// A call of what Lua and Redis bring, as far as keys pass through it.
    pub(super) fn builtin_call(&self, call: &Call, frame: Option<&Frame<'_>>, depth: u32) -> Option<Values> {
        let argument = |at: usize| call.args.get(at).map_or_else(Values::new, |arg| self.eval(arg.value, frame, depth));
        Some(match self.builtin(call)? {
            ("", "tostring" | "tonumber" | "assert") => argument(0),
            ("", "unpack") | ("table", "unpack") => self.element(&argument(0), &text(number_key(1.0))),
            ("string", "format") => {
                let rest: Vec<Values> = (1..call.args.len().min(MAX_ARGUMENTS)).map(argument).collect();
                format(&argument(0), &rest)
            }
            ("cjson", "decode") | ("cmsgpack" | "struct", "unpack") | ("table", "remove") => {
                let packed = usize::from(self.builtin(call) == Some(("struct", "unpack")));
                self.any_element(&argument(packed))
            }
            ("table", "concat") => concat(&argument(0), &argument(1)),
            ("string", "sub" | "gsub" | "lower" | "upper" | "match" | "gmatch" | "reverse") => {
                put_together(&[unknown(), argument(0), unknown()])
            }
            _ => return None,
        })
    }
}

/// `string.format`: what a conversion other than `%%` stands for is the next value.
fn format(pattern: &Values, values: &[Values]) -> Values {
    let [Value::Text(LuaKey::Literal(pattern))] = pattern.as_slice() else { return unknown() };
    let mut parts = Vec::new();
    let mut values = values.iter();
    let mut rest = pattern.as_slice();
    while let Some(at) = memchr::memchr(b'%', rest) {
        parts.push(text(LuaKey::Literal(rest[..at].to_vec())));
        rest = &rest[at + 1..];
        let width = rest.iter().take_while(|byte| byte.is_ascii_digit() || b"-+ #.".contains(byte)).count();
        let conversion = rest.get(width).copied();
        rest = rest.get(width + 1..).unwrap_or_default();
        parts.push(match conversion {
            Some(b'%') => text(LuaKey::Literal(b"%".to_vec())),
            Some(b's' | b'd' | b'i') if width == 0 => values.next().cloned().unwrap_or_else(unknown),
            _ => {
                values.next();
                unknown()
            }
        });
    }
    parts.push(text(LuaKey::Literal(rest.to_vec())));
    put_together(&parts)
}

/// `table.concat` of a list that is written out.
fn concat(list: &Values, separator: &Values) -> Values {
    let [Value::Table(table)] = list.as_slice() else { return unknown() };
    if !table.is_list {
        return unknown();
    }
    let mut parts = Vec::new();
    for (index, (_, value)) in table.entries.iter().enumerate() {
        if index > 0 && !separator.is_empty() {
            parts.push(separator.clone());
        }
        parts.push(value.clone());
    }
    put_together(&parts)
}
