//! Where comments, statements and unreadable places are: one walk over the whole tree, before lowering.

use tree_sitter::Node;

use super::grammar::{Kind, kind};
use super::span;
use crate::syntax::ir::Module;

/// Fills [`Module::comments`], [`Module::statements`] and [`Module::damaged`].
pub(super) fn survey(root: Node, module: &mut Module) {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        note(node, module);
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

fn note(node: Node, module: &mut Module) {
    match kind(node) {
        Kind::Comment => module.comments.push(span(node)),
        Kind::Error => module.damaged.push(span(node)),
        Kind::ElifClause | Kind::CaseClause => module.statements.push(span(node)),
        statement if statement.is_statement() => module.statements.push(span(node)),
        _ if node.is_missing() => module.damaged.push(span(node)),
        _ => {}
    }
}
