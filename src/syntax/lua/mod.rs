//! The Lua front end: scripts in `.lua` files, or the text of a string literal.
//!
//! What it settles beyond the shared rules:
//! - Names are looked up where they are used, first among locals; globals that the script sets itself are bindings of the
//!   top scope, everything else (`KEYS`, `ARGV`, `redis`) has no binding. Locals of the script are not in `Module::top`.
//! - `a.b` and `a:b` are both [`ExprKind::Member`]; `#x` is a call of the unresolved name `#`.
//! - `{}` and `{a, b}` are lists, any other table a record.
//! - `...`, and a call of `unpack` in last place, stand for several values: [`Spread::List`].
//! - `for i = 1, #t` is a loop over `t`, its variable a [`ExprKind::KeyOf`]; so is one up to a local that holds `#t`.
//! - The first line `#!lua flags=...` is the first of `Module::comments`.

mod comments;
mod expressions;
mod loops;
mod statements;
mod strings;
#[cfg(test)]
mod tests;
mod tree;

use smallvec::SmallVec;
use tree_sitter::{Node, TreeCursor};

use super::builder::{Builder, Visibility};
use super::ir::*;
use super::parse::damage;
use crate::finding::Span;

/// Deeper nesting than this is not lowered but named as damaged.
const MAX_DEPTH: u32 = 200;

type Nodes<'t> = SmallVec<[Node<'t>; 8]>;

/// Lowers a Lua script.
pub(crate) fn lower(language: Language, text: &str) -> Module {
    let whole = Span::new(0, text.len());
    let mut builder = Builder::new(language, whole);
    builder.module().comments = comments::comments(text);
    let Some(tree) = tree::parse(text) else {
        builder.module().damaged.push(whole);
        return builder.finish();
    };
    let root = tree.root_node();
    builder.module().damaged = damage(root);
    let mut lowering = Lowering { builder, text, cursor: root.walk(), depth: 0 };
    let outer = lowering.builder.open_scope(Visibility::Nested);
    lowering.statements(root);
    lowering.builder.close_scope(outer);
    let module = lowering.builder.module();
    module.statements.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    module.damaged.sort_unstable();
    lowering.builder.finish()
}

struct Lowering<'t> {
    builder: Builder,
    text: &'t str,
    /// Reused for every look at children.
    cursor: TreeCursor<'t>,
    depth: u32,
}

fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

impl<'t> Lowering<'t> {
    fn text_of(&self, node: Node<'t>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// The named children of a node, without comments and unreadable parts.
    fn children(&mut self, node: Node<'t>) -> Nodes<'t> {
        self.children_where(node, |child| !child.is_extra() && !child.is_error())
    }

    fn children_where(&mut self, node: Node<'t>, wanted: impl Fn(Node<'t>) -> bool) -> Nodes<'t> {
        let mut found = Nodes::new();
        self.cursor.reset(node);
        let mut more = self.cursor.goto_first_child();
        while more {
            let child = self.cursor.node();
            if child.is_named() && wanted(child) {
                found.push(child);
            }
            more = self.cursor.goto_next_sibling();
        }
        found
    }

    /// Lowers what is recognisable inside the unreadable children of a node.
    fn salvage(&mut self, node: Node<'t>) {
        if !node.has_error() {
            return;
        }
        for broken in self.children_where(node, |child| child.is_error()) {
            self.fragments(broken);
        }
    }

    /// Lowers the children of a node that has no meaning of its own.
    fn fragments(&mut self, node: Node<'t>) {
        if self.depth >= MAX_DEPTH {
            return self.give_up(node);
        }
        self.depth += 1;
        for child in self.children(node) {
            self.statement(child);
        }
        self.salvage(node);
        self.depth -= 1;
    }

    fn give_up(&mut self, node: Node<'t>) {
        self.builder.module().damaged.push(span(node));
    }
}
