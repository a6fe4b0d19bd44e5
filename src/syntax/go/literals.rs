//! Literals: strings, numbers, composite literals.

use tree_sitter::Node;

use super::tree::{Field, Kind, child, kind};
use super::{Lowering, MAX_DEPTH, span};
use crate::finding::Span;
use crate::syntax::ir::*;

/// What the type of a composite literal makes of its elements.
#[derive(Clone, Copy)]
enum Shape<'t> {
    /// A slice or array of elements of this type.
    List(Option<Node<'t>>),
    /// A map.
    Map { key: Option<Node<'t>>, value: Option<Node<'t>> },
    /// A struct, or a named type of which the shape is declared elsewhere.
    Struct,
}

impl<'t> Lowering<'t> {
    /// The bytes of a string literal; `None` for other nodes.
    pub(super) fn string(&self, node: Node<'t>) -> Option<Vec<u8>> {
        let text = self.text_of(node);
        match kind(node) {
            Kind::InterpretedStringLiteral => {
                let inner = text.strip_prefix('"').unwrap_or(text);
                Some(unescape(inner.strip_suffix('"').unwrap_or(inner)))
            }
            Kind::RawStringLiteral => {
                let inner = text.strip_prefix('`').unwrap_or(text);
                let inner = inner.strip_suffix('`').unwrap_or(inner);
                // The language drops carriage returns from raw strings.
                Some(inner.bytes().filter(|&byte| byte != b'\r').collect())
            }
            _ => None,
        }
    }

    /// The value of a number or rune literal.
    pub(super) fn number(&self, node: Node<'t>) -> Option<f64> {
        let text = self.text_of(node);
        if kind(node) == Kind::RuneLiteral {
            let inner = text.strip_prefix('\'').unwrap_or(text);
            let bytes = unescape(inner.strip_suffix('\'').unwrap_or(inner));
            let character = std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next());
            return character.map(|character| f64::from(u32::from(character)));
        }
        let plain: String = text.chars().filter(|&c| c != '_').flat_map(char::to_lowercase).collect();
        let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).ok().map(|number| number as f64);
        match (plain.get(..2), plain.get(2..)) {
            (Some("0x"), Some(digits)) => radix(digits, 16),
            (Some("0b"), Some(digits)) => radix(digits, 2),
            (Some("0o"), Some(digits)) => radix(digits, 8),
            _ if kind(node) == Kind::IntLiteral && plain.len() > 1 && plain.starts_with('0') => radix(&plain, 8),
            _ => plain.parse().ok(),
        }
    }

    pub(super) fn composite(&mut self, node: Node<'t>) -> ExprId {
        let Some(body) = child(node, Field::Body) else { return self.builder.opaque(span(node)) };
        self.typed_value(span(node), child(node, Field::Type), body)
    }

    /// `{...}` of a known type; the type of an element may be left out, and is then the one that the outer type says.
    fn typed_value(&mut self, place: Span, ty: Option<Node<'t>>, body: Node<'t>) -> ExprId {
        let shape = self.shape(ty);
        if let Shape::List(element) = shape {
            let elements = self.list_elements(body, element);
            return self.builder.expr(place, ExprKind::List { kind: ListKind::List, elements });
        }
        let ty = ty.map(|ty| self.ty(ty));
        let entries = self.entries(body, shape);
        self.builder.expr(place, ExprKind::Record { ty, entries })
    }

    fn shape(&mut self, ty: Option<Node<'t>>) -> Shape<'t> {
        let Some(mut ty) = ty else { return Shape::Struct };
        if kind(ty) == Kind::PointerType {
            ty = self.children(ty).first().copied().unwrap_or(ty);
        }
        match kind(ty) {
            Kind::SliceType | Kind::ArrayType | Kind::ImplicitLengthArrayType => Shape::List(child(ty, Field::Element)),
            Kind::MapType => Shape::Map { key: child(ty, Field::Key), value: child(ty, Field::Value) },
            Kind::TypeIdentifier if self.map_types.contains(self.text_of(ty)) => Shape::Map { key: None, value: None },
            _ => Shape::Struct,
        }
    }

    fn list_elements(&mut self, body: Node<'t>, ty: Option<Node<'t>>) -> Vec<Element> {
        let mut elements = Vec::new();
        for node in self.children(body) {
            let value = match kind(node) {
                // `[...]string{first: "a"}`: the index does not matter, but may hold a call.
                Kind::KeyedElement => {
                    let (key, value) = self.key_and_value(node);
                    if let Some(key) = key {
                        let key = self.element(key, None);
                        self.builder.stmt(Stmt::Expr(key));
                    }
                    value
                }
                _ => Some(node),
            };
            if let Some(value) = value {
                elements.push(Element { value: self.element(value, ty), spread: Spread::No });
            }
        }
        self.salvage(body);
        elements
    }

    fn entries(&mut self, body: Node<'t>, shape: Shape<'t>) -> Vec<Entry> {
        let (key_type, value_type) = match shape {
            Shape::Map { key, value } => (key, value),
            Shape::List(_) | Shape::Struct => (None, None),
        };
        let mut entries = Vec::new();
        for node in self.children(body) {
            if kind(node) != Kind::KeyedElement {
                entries.push(Entry::Positional(self.element(node, value_type)));
                continue;
            }
            let (Some(key), Some(value)) = self.key_and_value(node) else { continue };
            let key = match self.field_name(key) {
                Some(name) if matches!(shape, Shape::Struct) => self.builder.text(span(key), name),
                _ => self.element(key, key_type),
            };
            entries.push(Entry::Pair { key, value: self.element(value, value_type) });
        }
        self.salvage(body);
        entries
    }

    fn key_and_value(&mut self, node: Node<'t>) -> (Option<Node<'t>>, Option<Node<'t>>) {
        let children = self.children(node);
        let key = child(node, Field::Key).or_else(|| children.first().copied());
        let value = child(node, Field::Value).or_else(|| children.get(1).copied());
        (key, value)
    }

    /// The name that stands alone as a key.
    fn field_name(&mut self, key: Node<'t>) -> Option<&'t str> {
        let name = match kind(key) {
            Kind::LiteralElement => *self.children(key).first()?,
            _ => key,
        };
        (kind(name) == Kind::Identifier).then(|| self.text_of(name))
    }

    /// A key, value or element of a literal: an expression, or `{...}` of the type that the outer one says.
    fn element(&mut self, node: Node<'t>, ty: Option<Node<'t>>) -> ExprId {
        let mut inner = node;
        if kind(inner) == Kind::LiteralElement {
            self.salvage(inner);
            match self.children(inner).first() {
                Some(&child) => inner = child,
                None => return self.builder.opaque(span(node)),
            }
        }
        if kind(inner) != Kind::LiteralValue {
            return self.expr(inner);
        }
        if self.depth >= MAX_DEPTH {
            self.give_up(inner);
            return self.builder.opaque(span(inner));
        }
        self.depth += 1;
        let value = self.typed_value(span(inner), ty, inner);
        self.depth -= 1;
        value
    }
}

/// The bytes that the inside of an interpreted string stands for.
fn unescape(inner: &str) -> Vec<u8> {
    let bytes = inner.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(offset) = memchr::memchr(b'\\', &bytes[at..]) {
        out.extend_from_slice(&bytes[at..at + offset]);
        at += offset + 1;
        let Some(&escape) = bytes.get(at) else { break };
        at += 1;
        let plain = match escape {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'x' => {
                out.extend(code(inner, &mut at, 2, 16).map(|code| code as u8));
                continue;
            }
            b'u' | b'U' => {
                let digits = if escape == b'u' { 4 } else { 8 };
                let character = code(inner, &mut at, digits, 16).and_then(char::from_u32);
                let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            b'0'..=b'7' => {
                at -= 1;
                out.extend(code(inner, &mut at, 3, 8).map(|code| code as u8));
                continue;
            }
            other => other,
        };
        out.push(plain);
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

/// The number that `digits` digits at `at` stand for, which are passed over.
fn code(text: &str, at: &mut usize, digits: usize, radix: u32) -> Option<u32> {
    let number = text.get(*at..*at + digits).and_then(|digits| u32::from_str_radix(digits, radix).ok());
    if number.is_some() {
        *at += digits;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_become_bytes() {
        let inner = r"a\tb\x00\xff\101\u00e9\U0001F600\\\q";
        assert_eq!(unescape(inner), b"a\tb\0\xffA\xc3\xa9\xf0\x9f\x98\x80\\q");
        assert_eq!(unescape(r"end\"), b"end");
        assert_eq!(unescape(r"\u12"), "\u{FFFD}12".as_bytes());
    }
}
