//! JavaScript, TypeScript, JSX and TSX.
//!
//! What a reader of the lowered module needs to know beyond [`super::ir`]:
//!
//! - A default import is `Member(Module(x), "default")`, a named one `Member(Module(x), name)`; a namespace import,
//!   `require('x')` and `import('x')` are `Module(x)` and no calls.
//! - `functions[f].runs_per` marks callbacks: parameter 0 is the element and parameter 1 its key. In a `reduce` the
//!   parameters are replaced: 0 by the initial value, 1 by [`ExprKind::ElementOf`], 2 by [`ExprKind::KeyOf`].
//! - `for (let i = 0; i < xs.length; i++)` goes over `xs` and makes `i` a key of it.
//! - Values of class fields stand in a nameless function of the class (a static one for static fields and blocks),
//!   so that `this` is what it is in a method.
//! - Array patterns become `Index`, object patterns `Member`, `...rest` of an array `Slice`.
//! - A function or class without a name of its own has the name of what it is assigned to, as in the language.

mod assignments;
mod calls;
mod classes;
mod constructors;
mod exports;
mod expressions;
mod fragments;
mod functions;
mod grammar;
mod hoisting;
mod imports;
mod literals;
mod loops;
mod operators;
mod patterns;
mod shapes;
mod statements;
mod strings;
mod survey;
mod switches;
mod types;

#[cfg(test)]
mod tests;

use std::cell::RefCell;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use smol_str::SmolStr;
use tree_sitter::{Node, Parser, Tree, TreeCursor};

use super::builder::Builder;
use super::ir::*;
use crate::finding::Span;
use grammar::{Field, Grammar, Kind};

/// Expressions, statements and types nested deeper than this are opaque.
const MAX_DEPTH: u32 = 200;

/// The children of a node; most nodes have few.
type Nodes<'t> = SmallVec<[Node<'t>; 8]>;

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

/// Lowers a file. `text` is without byte order mark; spans are byte offsets in it.
pub(crate) fn lower(language: Language, text: &str) -> Module {
    let whole = Span::new(0, text.len());
    let mut builder = Builder::new(language, whole);
    let grammar = Grammar::of(language);
    let Some(tree) = parse(grammar, text) else {
        builder.module().damaged.push(whole);
        return builder.finish();
    };
    let root = tree.root_node();
    survey::survey(grammar, root, text, builder.module());
    let mut lowering = Lowering {
        b: builder,
        text,
        grammar,
        cursor: root.walk(),
        depth: 0,
        silent_breaks: Vec::new(),
        namespaces: Vec::new(),
        uses_var: text.contains("var"),
        constructors: constructors::named(text),
    };
    lowering.program(root);
    lowering.finish()
}

fn parse(grammar: &Grammar, text: &str) -> Option<Tree> {
    PARSER.with_borrow_mut(|parser| {
        parser.set_language(&grammar.syntax).ok()?;
        super::parse::parse(parser, text)
    })
}

/// One file being lowered.
struct Lowering<'t> {
    b: Builder,
    text: &'t str,
    grammar: &'static Grammar,
    cursor: TreeCursor<'t>,
    depth: u32,
    /// `break` statements that only end their `case`, by node.
    silent_breaks: Vec<usize>,
    /// What each namespace around the current place exports.
    namespaces: Vec<Vec<Entry>>,
    /// Whether the file can have `var` declarations at all.
    uses_var: bool,
    /// The names whose `prototype` is spoken of.
    constructors: FxHashSet<SmolStr>,
}

impl<'t> Lowering<'t> {
    fn program(&mut self, root: Node<'t>) {
        self.hoist_vars(root);
        let statements = self.named(root);
        self.hoist(&statements);
        self.statements(&statements);
    }

    fn finish(mut self) -> Module {
        let module = self.b.module();
        module.statements.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        module.damaged.sort_unstable();
        self.b.finish()
    }

    fn kind(&self, node: Node<'t>) -> Kind {
        self.grammar.kind(node.kind_id())
    }

    fn field(&self, node: Node<'t>, field: Field) -> Option<Node<'t>> {
        node.child_by_field_id(self.grammar.field(field)?.get())
    }

    fn text(&self, node: Node<'t>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    fn name_of(&self, node: Node<'t>) -> SmolStr {
        SmolStr::new(self.text(node))
    }

    /// All children but comments.
    fn children(&mut self, node: Node<'t>) -> Nodes<'t> {
        let mut nodes = Nodes::new();
        self.cursor.reset(node);
        let mut more = self.cursor.goto_first_child();
        while more {
            let child = self.cursor.node();
            if !matches!(self.kind(child), Kind::Comment | Kind::HtmlComment) {
                nodes.push(child);
            }
            more = self.cursor.goto_next_sibling();
        }
        nodes
    }

    /// The named children but comments.
    fn named(&mut self, node: Node<'t>) -> Nodes<'t> {
        let mut nodes = self.children(node);
        nodes.retain(|child| child.is_named());
        nodes
    }

    fn first_named(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        self.named(node).first().copied()
    }

    /// Whether a node has a certain token among its children.
    fn has_token(&mut self, node: Node<'t>, token: Kind) -> bool {
        self.children(node).iter().any(|&child| self.kind(child) == token)
    }

    /// Goes one level deeper, unless that is too deep: then the node is noted as damaged.
    fn deeper<T>(&mut self, node: Node<'t>, inside: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.b.module().damaged.push(span(node));
            return None;
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        Some(result)
    }

    fn kind_of(&mut self, expr: ExprId) -> &ExprKind {
        &self.b.module().exprs[expr.index()].kind
    }
}

fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}
