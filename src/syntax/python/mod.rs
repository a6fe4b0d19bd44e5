//! Python, stubs included.

use std::cell::RefCell;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use smol_str::SmolStr;
use tree_sitter::{Node, Parser, Tree, TreeCursor};

use self::grammar::{Field, Kind, field, kind};
use super::builder::{Builder, ScopeId};
use super::ir::{BindingId, ClassId, ExprId, ExprKind, Language, Module, Stmt};
use crate::finding::Span;

mod aliases;
mod assignments;
mod calls;
mod classes;
mod conditions;
mod escapes;
mod expressions;
mod functions;
mod grammar;
mod imports;
mod literals;
mod loops;
mod names;
mod parameters;
mod patterns;
mod quoted_types;
mod statements;
mod strings;
mod survey;
#[cfg(test)]
mod tests;
mod types;

/// Nodes nested deeper than this (left-leaning chains do not count) are not understood.
const MAX_DEPTH: u32 = 200;

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// Lowers one file; `text` has no byte order mark, and spans are byte offsets in it.
pub(crate) fn lower(language: Language, text: &str) -> Module {
    let whole = Span::new(0, text.len());
    let mut builder = Builder::new(language, whole);
    let Some(tree) = parse(text) else {
        builder.module().damaged.push(whole);
        return builder.finish();
    };
    let root = tree.root_node();
    survey::survey(root, text, builder.module());
    let frame = Frame { scope: builder.top_scope(), class_body: None, own: None, foreign: Vec::new() };
    let mut lower = Lower { b: builder, text, cursor: root.walk(), frame, depth: 0, salvaged: FxHashSet::default() };
    lower.block(root);
    let mut module = lower.b.finish();
    module.damaged.sort();
    module
}

fn parse(text: &str) -> Option<Tree> {
    PARSER.with_borrow_mut(|slot| {
        if slot.is_none() {
            let mut parser = Parser::new();
            parser.set_language(&tree_sitter_python::LANGUAGE.into()).ok()?;
            *slot = Some(parser);
        }
        super::parse::parse(slot.as_mut()?, text)
    })
}

fn span(node: Node) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// What holds for the names of one function, class body or module.
#[derive(Debug)]
struct Frame {
    /// Where assigned names go.
    scope: ScopeId,
    /// The class whose body this is.
    class_body: Option<ClassId>,
    /// What `self` or `cls` is called here, and its class.
    own: Option<(SmolStr, ClassId)>,
    /// Names declared `global` or `nonlocal`.
    foreign: Vec<(SmolStr, BindingId)>,
}

/// A node and its part in its parent.
#[derive(Debug, Clone, Copy)]
struct Kid<'t> {
    field: Field,
    node: Node<'t>,
}

/// The children of a node, without comments and errors.
type Kids<'t> = SmallVec<[Kid<'t>; 6]>;

/// The first child with a part.
fn part<'t>(kids: &Kids<'t>, field: Field) -> Option<Node<'t>> {
    kids.iter().find(|kid| kid.field == field).map(|kid| kid.node)
}

/// The children that are no punctuation.
fn named<'a, 't>(kids: &'a Kids<'t>) -> impl DoubleEndedIterator<Item = Node<'t>> + 'a {
    kids.iter().map(|kid| kid.node).filter(Node::is_named)
}

struct Lower<'t> {
    b: Builder,
    text: &'t str,
    cursor: TreeCursor<'t>,
    frame: Frame,
    depth: u32,
    /// Unreadable nodes already lowered, by id.
    salvaged: FxHashSet<usize>,
}

impl<'t> Lower<'t> {
    fn text(&self, node: Node) -> &'t str {
        &self.text[node.byte_range()]
    }

    /// The children of a node. Unreadable ones are left out; what they contain goes into the current block.
    fn kids(&mut self, node: Node<'t>) -> Kids<'t> {
        let mut kids = Kids::new();
        let mut damaged = SmallVec::<[Node<'t>; 2]>::new();
        self.cursor.reset(node);
        let mut more = self.cursor.goto_first_child();
        while more {
            let child = self.cursor.node();
            match kind(child) {
                Kind::Error => damaged.push(child),
                trivia if trivia.is_trivia() => {}
                _ => kids.push(Kid { field: field(self.cursor.field_id()), node: child }),
            }
            more = self.cursor.goto_next_sibling();
        }
        for error in damaged {
            self.salvage(error);
        }
        kids
    }

    /// Lowers what is recognisable in an unreadable node into the current block.
    fn salvage(&mut self, error: Node<'t>) {
        if self.salvaged.insert(error.id()) && self.descend(error) {
            for node in named(&self.kids(error)) {
                if kind(node).is_statement() {
                    self.statement(node);
                } else {
                    let value = self.expression(node);
                    self.effect(value);
                }
            }
            self.depth -= 1;
        }
    }

    /// Goes one level down, unless that is too deep; the caller comes back up.
    fn descend(&mut self, node: Node) -> bool {
        if self.depth >= MAX_DEPTH {
            self.b.module().damaged.push(span(node));
            return false;
        }
        self.depth += 1;
        true
    }

    /// Whether evaluating an expression does nothing: a literal, a name, a member of such, a tuple of such.
    fn is_plain(&mut self, id: ExprId) -> bool {
        let module = self.b.module();
        let mut pending = SmallVec::<[ExprId; 4]>::from_slice(&[id]);
        while let Some(id) = pending.pop() {
            match module.kind(id) {
                ExprKind::Member { object, .. } => pending.push(*object),
                ExprKind::List { elements, .. } => pending.extend(elements.iter().map(|element| element.value)),
                ExprKind::Name { .. } | ExprKind::Module(_) => {}
                other if is_literal(other) => {}
                _ => return false,
            }
        }
        true
    }

    /// Adds an expression as a statement if it does anything.
    fn effect(&mut self, value: ExprId) {
        if !self.is_plain(value) {
            self.b.stmt(Stmt::Expr(value));
        }
    }
}

fn is_literal(kind: &ExprKind) -> bool {
    use ExprKind::*;
    matches!(kind, Opaque | Text(_) | Number(_) | Bool(_) | Null)
}
