//! What a function filled of a module, and what that rests on.

use smol_str::SmolStr;
use tree_sitter::Node;

use crate::finding::Span;
use crate::syntax::ir::{BindingId, Module};

/// Functions shorter than this, in bytes, are lowered as fast as they are looked for.
const MIN_LENGTH: usize = 48;

/// Where the arenas and lists of a module end at some moment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    pub(super) exprs: u32,
    pub(super) types: u32,
    pub(super) bindings: u32,
    pub(super) functions: u32,
    pub(super) classes: u32,
    pub(super) loops: u32,
    pub(super) imports: u32,
    pub(super) statements: u32,
}

impl Marks {
    pub(super) fn of(module: &Module) -> Self {
        Self {
            exprs: module.exprs.len() as u32,
            types: module.types.len() as u32,
            bindings: module.bindings.len() as u32,
            functions: module.functions.len() as u32,
            classes: module.classes.len() as u32,
            loops: module.loops.len() as u32,
            imports: module.imports.len() as u32,
            statements: module.statements.len() as u32,
        }
    }

    /// The same place, when what lies at `from` lies at `to`.
    pub(super) fn moved(&self, from: &Marks, to: &Marks) -> Marks {
        let by = |mark: u32, from: u32, to: u32| mark.wrapping_sub(from).wrapping_add(to);
        Marks {
            exprs: by(self.exprs, from.exprs, to.exprs),
            types: by(self.types, from.types, to.types),
            bindings: by(self.bindings, from.bindings, to.bindings),
            functions: by(self.functions, from.functions, to.functions),
            classes: by(self.classes, from.classes, to.classes),
            loops: by(self.loops, from.loops, to.loops),
            imports: by(self.imports, from.imports, to.imports),
            statements: by(self.statements, from.statements, to.statements),
        }
    }
}

/// A function in a tree, and where its front end is when it comes to it.
#[derive(Debug, Clone, Copy)]
pub(in crate::syntax) struct Site {
    /// The identity of its node: of two trees, one made from the other, the same node is the same text, read the same way.
    pub(super) node: usize,
    kind: u16,
    pub(super) span: Span,
    depth: u32,
    context: u64,
}

impl Site {
    /// `depth` is how deep the front end is, `context` a hash of what it knows of the surroundings that decides how the
    /// function is lowered. `None` for what is not worth it, or was not read wholly.
    pub(in crate::syntax) fn of(node: Node<'_>, depth: u32, context: u64) -> Option<Self> {
        let span = Span::new(node.start_byte(), node.end_byte());
        let is_worth_it = span.range().len() >= MIN_LENGTH && !node.has_error();
        is_worth_it.then(|| Self { node: node.id(), kind: node.kind_id(), span, depth, context })
    }

    /// The same function in another text.
    pub(super) fn at(&self, span: Span) -> Self {
        Self { span, ..*self }
    }

    /// Whether what was lowered here before would be lowered there now.
    pub(super) fn holds_at(&self, now: &Site) -> bool {
        let is_same = (self.kind, self.context) == (now.kind, now.context);
        // Bounds on the depth that were not met at this depth are not met above it.
        is_same && now.depth <= self.depth && self.span.range().len() == now.span.range().len()
    }
}

/// A name that was looked up in what stands around a segment, and what was found there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asked {
    pub(super) name: SmolStr,
    pub(super) found: Option<BindingId>,
}

/// What lowering one function added to a module: a stretch of every arena.
#[derive(Debug, Clone)]
pub(in crate::syntax) struct Segment {
    pub(super) site: Site,
    pub(super) from: Marks,
    pub(super) to: Marks,
    /// The expressions before this one stand outside of the function: types and defaults of Python's parameters.
    pub(super) inner: u32,
    pub(super) asked: Vec<Asked>,
    /// How many segments there are up to the end of this one; those inside follow it.
    pub(super) last: u32,
}
