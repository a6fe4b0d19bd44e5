//! Comments and damage of a whole tree: they stand anywhere, also in what is not lowered.

use tree_sitter::Node;

use super::grammar::{Grammar, Kind};
use super::span;
use crate::syntax::ir::Module;
use crate::syntax::survey::{Inside, survey as walk};

/// What comments start with; the last two are relics of HTML.
const MARKS: [&[u8]; 4] = [b"//", b"/*", b"<!--", b"-->"];

/// Notes the comments, the ERROR nodes and the missing tokens of a tree, in order.
pub(super) fn survey(grammar: &Grammar, root: Node<'_>, text: &str, module: &mut Module) {
    walk(root, marks(text.as_bytes()), |node| {
        match grammar.kind(node.kind_id()) {
            Kind::Comment | Kind::HtmlComment => module.comments.push(span(node)),
            Kind::Error => module.damaged.push(span(node)),
            _ if node.is_missing() => module.damaged.push(span(node)),
            _ => {}
        }
        Inside::Passed
    });
}

fn marks(text: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr3_iter(b'/', b'<', b'-', text).filter(|&at| MARKS.iter().any(|mark| text[at..].starts_with(mark)))
}
