//! Comments and damage of a whole tree: they stand anywhere, also in what is not lowered.

use tree_sitter::Node;

use super::grammar::{Grammar, Kind};
use super::span;
use crate::syntax::ir::Module;

/// Notes the comments, the ERROR nodes and the missing tokens of a tree, in order.
pub(super) fn survey(grammar: &Grammar, root: Node<'_>, module: &mut Module) {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        match grammar.kind(node.kind_id()) {
            Kind::Comment | Kind::HtmlComment => module.comments.push(span(node)),
            Kind::Error => module.damaged.push(span(node)),
            _ if node.is_missing() => module.damaged.push(span(node)),
            _ => {}
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}
