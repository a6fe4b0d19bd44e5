//! Functions that are classes, as before ES6: those whose `prototype` gets methods.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::Kind;
use super::{Lowering, span};
use crate::syntax::builder::FunctionHead;
use crate::syntax::ir::*;

const MARK: &str = ".prototype";

/// The names before `.prototype` in a text.
pub(super) fn named(text: &str) -> FxHashSet<SmolStr> {
    let mut found = FxHashSet::default();
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK.as_bytes()) {
        let before = &text[..at];
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let name = &before[before.trim_end_matches(is_part).len()..];
        if !name.is_empty() && !found.contains(name) {
            found.insert(SmolStr::new(name));
        }
    }
    found
}

impl<'t> Lowering<'t> {
    /// Whether a function is a class. Only those of the module itself: inside of a function, what makes one a class may stand
    /// outside.
    pub(super) fn is_constructor(&self, node: Node<'t>, name: &str) -> bool {
        matches!(self.kind(node), Kind::FunctionDeclaration | Kind::FunctionExpression)
            && self.constructors.contains(name)
            && self.b.function() == FuncId(0)
    }

    /// The class of which a function is the constructor. Its methods are found where they are assigned.
    pub(super) fn constructor_class(&mut self, node: Node<'t>, head: FunctionHead) -> ClassId {
        let class = self.b.add_class(Class::bare(head.name.clone(), span(node), ClassKind::Class));
        let head = FunctionHead { class: Some(class), method: MethodKind::Constructor, ..head };
        let function = self.function(node, head);
        self.b.module().classes[class.index()].methods.push(function);
        class
    }
}
