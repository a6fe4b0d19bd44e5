//! Annotations in quotes: `"Redis"`, `"redis.Redis | None"`, `"list[Redis]"`.

use tree_sitter::Node;

use super::grammar::{Kind, kind};
use super::types::last_name;
use super::{Lower, named};
use crate::finding::Span;
use crate::syntax::ir::*;

/// Brackets in quotes deeper than this are not understood.
const MAX_BRACKETS: u32 = 20;

/// The rest of a quoted annotation.
struct Quoted<'a> {
    text: &'a str,
    /// How far it has been read, in bytes.
    at: usize,
    /// Where `text` starts in the file.
    base: usize,
    brackets: u32,
}

impl<'a> Quoted<'a> {
    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, character: char) -> bool {
        self.skip_blanks();
        let found = self.text[self.at..].starts_with(character);
        self.at += if found { character.len_utf8() } else { 0 };
        found
    }

    /// `a`, `a.b`, `...`.
    fn path(&mut self) -> Option<(&'a str, Span)> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
        let path = &rest[..end];
        let start = self.base + self.at;
        self.at += end;
        let is_name =
            path == "..." || path.split('.').all(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_'));
        is_name.then_some((path, Span::new(start, start + end)))
    }
}

impl<'t> Lower<'t> {
    /// The type that a string stands for in an annotation; opaque if it holds more than names.
    pub(super) fn quoted_type(&mut self, node: Node<'t>) -> TypeId {
        let quotes = named(&self.kids(node)).find(|kid| kind(*kid) == Kind::StringStart);
        let start = quotes.map_or(node.start_byte(), |quotes| quotes.end_byte());
        let inner = &self.text[start..node.end_byte()];
        let inner = inner.trim_end_matches(['"', '\'']);
        let mut quoted = Quoted { text: inner, at: 0, base: start, brackets: 0 };
        match self.quoted_union(&mut quoted) {
            Some(ty) if quoted.text[quoted.at..].trim().is_empty() => ty,
            _ => self.b.ty(TypeExpr::Opaque),
        }
    }

    fn quoted_union(&mut self, quoted: &mut Quoted) -> Option<TypeId> {
        let mut members = vec![self.quoted_member(quoted)?];
        while quoted.take('|') {
            members.push(self.quoted_member(quoted)?);
        }
        Some(self.union(members))
    }

    fn quoted_member(&mut self, quoted: &mut Quoted) -> Option<TypeId> {
        let (path, span) = quoted.path()?;
        let mut args = Vec::new();
        if quoted.take('[') {
            quoted.brackets += 1;
            if quoted.brackets > MAX_BRACKETS || last_name(path) == "Literal" {
                return None;
            }
            while !quoted.take(']') {
                args.push(self.quoted_union(quoted)?);
                quoted.take(',');
            }
            quoted.brackets -= 1;
        }
        if let Some(known) = self.known_type(path, &args) {
            return Some(known);
        }
        let kind = match path {
            "None" => TypeExpr::Union(Vec::new()),
            "..." => TypeExpr::Opaque,
            _ => TypeExpr::Ref(self.quoted_name(path, span), args),
        };
        Some(self.b.ty(kind))
    }

    fn quoted_name(&mut self, path: &str, whole: Span) -> ExprId {
        let start = whole.start as usize;
        let mut end = start;
        let mut value = None;
        for name in path.split('.') {
            let here = Span::new(end, end + name.len());
            let so_far = Span::new(start, end + name.len());
            value = Some(match value {
                None => self.b.name(here, name),
                Some(object) => self.b.member(so_far, object, name, here),
            });
            end += name.len() + 1;
        }
        value.unwrap_or_else(|| self.b.opaque(whole))
    }
}
