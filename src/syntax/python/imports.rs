//! Imports. Specifiers are kept as written: `redis.asyncio`, `..keys`, `.`.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind, kind};
use super::{Lower, named, part, span};
use crate::syntax::ir::*;

impl<'t> Lower<'t> {
    /// `import a.b, c as d`.
    pub(super) fn import(&mut self, node: Node<'t>) {
        for item in named(&self.kids(node)) {
            let kids = self.kids(item);
            let Some((path, alias)) = imported(item, part(&kids, Field::Name), part(&kids, Field::Alias)) else {
                continue;
            };
            let specifier = self.specifier(path);
            self.b.module().imports.push(Import { specifier: specifier.clone(), span: span(path) });
            let value = match alias {
                Some(_) => specifier,
                None => specifier.split('.').next().map(SmolStr::new).unwrap_or_default(),
            };
            let value = self.b.expr(span(path), ExprKind::Module(value));
            if let Some(name) = alias.or_else(|| path.named_child(0)) {
                self.define_name(name, DefKind::Value(value));
            }
        }
    }

    /// `from a.b import c, d as e`, `from . import c`, `from a import *`.
    pub(super) fn import_from(&mut self, node: Node<'t>) {
        let kids = self.kids(node);
        let Some(path) = part(&kids, Field::ModuleName) else { return };
        let specifier = self.specifier(path);
        self.b.module().imports.push(Import { specifier: specifier.clone(), span: span(path) });
        let from = self.b.expr(span(path), ExprKind::Module(specifier.clone()));
        for kid in &kids {
            match (kid.field, kind(kid.node)) {
                (_, Kind::WildcardImport) => self.b.module().exports.push(Export::Star(specifier.clone())),
                (Field::Name, _) => self.import_member(from, kid.node),
                _ => {}
            }
        }
    }

    fn import_member(&mut self, from: ExprId, item: Node<'t>) {
        let kids = self.kids(item);
        let Some((path, alias)) = imported(item, part(&kids, Field::Name), part(&kids, Field::Alias)) else { return };
        let value = self.b.member(span(item), from, self.specifier(path), span(path));
        self.define_name(alias.unwrap_or(path), DefKind::Value(value));
    }

    /// A dotted name as it would be written without blanks.
    fn specifier(&self, node: Node) -> SmolStr {
        let text = self.text(node);
        if text.contains(|c: char| c.is_whitespace() || c == '\\') {
            return text.chars().filter(|c| !c.is_whitespace() && *c != '\\').collect();
        }
        SmolStr::new(text)
    }
}

/// The path and alias of `a.b` or `a.b as c`.
fn imported<'t>(
    item: Node<'t>,
    name: Option<Node<'t>>,
    alias: Option<Node<'t>>,
) -> Option<(Node<'t>, Option<Node<'t>>)> {
    match kind(item) {
        Kind::DottedName => Some((item, None)),
        Kind::AliasedImport => Some((name?, alias)),
        _ => None,
    }
}
