//! The Go front end.
//!
//! What it settles beyond the shared rules:
//! - Pointers are transparent: `&x`, `*x` and `*T` are `x`, `x` and `T`.
//! - Local names are looked up where they are used, since in `x := f(x)` the right `x` is the outer one. Package-level names
//!   are declared before anything else; a name that this file does not declare has no binding, and an assignment to it is
//!   a [`Stmt::Assign`] to the bare [`ExprKind::Name`].
//! - `//go:embed a.lua` above `var x string` defines `x` as a call of the unresolved name `go:embed` with the patterns.
//! - `for i := 0; i < len(xs); i++` is a loop over `xs`, its variable a [`ExprKind::KeyOf`], as in `for i := range xs`.
//! - Types as arguments (`make([]string, n)`, `new(T)`) are [`ExprKind::OfType`].

mod branches;
mod comments;
mod declarations;
mod expressions;
mod functions;
mod imports;
mod literals;
mod loops;
mod statements;
#[cfg(test)]
mod tests;
mod tree;
mod typedecls;
mod types;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use smol_str::SmolStr;
use tree_sitter::{Node, TreeCursor};

use self::tree::{Kind, kind};
use super::builder::Builder;
use super::ir::*;
use super::parse::damage;
use crate::finding::Span;

/// Deeper nesting than this is not lowered but named as damaged.
const MAX_DEPTH: u32 = 200;

type Nodes<'t> = SmallVec<[Node<'t>; 8]>;

/// Lowers a Go file.
pub(crate) fn lower(language: Language, text: &str) -> Module {
    let whole = Span::new(0, text.len());
    let mut builder = Builder::new(language, whole);
    builder.module().comments = comments::comments(text);
    let Some(tree) = tree::parse(text) else {
        builder.module().damaged.push(whole);
        return builder.finish();
    };
    let root = tree.root_node();
    let mut lowering = Lowering {
        builder,
        text,
        cursor: root.walk(),
        depth: 0,
        iota: 0.0,
        results: Vec::new(),
        channels: FxHashSet::default(),
        map_types: FxHashSet::default(),
        classes: FxHashMap::default(),
    };
    lowering.builder.module().damaged = damage(root);
    lowering.file(root);
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
    /// What `iota` is in the constant being lowered.
    iota: f64,
    /// The named results of the functions being lowered, innermost last: what a bare `return` gives.
    results: Vec<Vec<SmolStr>>,
    /// Names known to hold channels: ranging over one gives elements, not indexes.
    channels: FxHashSet<BindingId>,
    /// Types of this file that are maps: in their literals, a bare name is a key expression and no field.
    map_types: FxHashSet<SmolStr>,
    /// Structs and interfaces of this file.
    classes: FxHashMap<SmolStr, ClassId>,
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
        self.children_where(node, |child| !matches!(kind(child), Kind::Comment | Kind::Error))
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

    /// The expressions of an `expression_list`, or the expression itself.
    fn list(&mut self, node: Node<'t>) -> Nodes<'t> {
        match kind(node) {
            Kind::ExpressionList => {
                self.salvage(node);
                self.children(node)
            }
            _ => SmallVec::from_slice(&[node]),
        }
    }

    /// Lowers what is recognisable inside the unreadable children of a node.
    fn salvage(&mut self, node: Node<'t>) {
        if !node.has_error() {
            return;
        }
        for broken in self.children_where(node, |child| kind(child) == Kind::Error) {
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
