//! Where comments, statements and unreadable places are: one walk, before lowering.

use tree_sitter::Node;

use super::grammar::{Kind, kind};
use super::span;
use crate::syntax::ir::Module;
use crate::syntax::survey::{Inside, survey as walk};

/// Fills [`Module::comments`], [`Module::statements`] and [`Module::damaged`].
pub(super) fn survey(root: Node, text: &str, module: &mut Module) {
    walk(root, memchr::memchr_iter(b'#', text.as_bytes()), |node| {
        let kind = kind(node);
        match kind {
            Kind::Comment => module.comments.push(span(node)),
            Kind::Error => module.damaged.push(span(node)),
            Kind::ElifClause | Kind::CaseClause => module.statements.push(span(node)),
            statement if statement.is_statement() => module.statements.push(span(node)),
            _ if node.is_missing() => module.damaged.push(span(node)),
            _ => {}
        }
        inside(kind)
    });
}

/// Statements stand in no expression, so that what holds only expressions is passed.
fn inside(kind: Kind) -> Inside {
    match kind {
        Kind::ExpressionStatement
        | Kind::ReturnStatement
        | Kind::RaiseStatement
        | Kind::AssertStatement
        | Kind::DeleteStatement
        | Kind::ImportStatement
        | Kind::ImportFromStatement => Inside::Passed,
        _ => Inside::Visited,
    }
}
