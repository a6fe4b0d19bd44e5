//! The walk over a tree that finds what stands anywhere in it: comments, and what could not be read.
//!
//! Most of a tree has neither, and is not visited: visiting every node takes about as long as lowering them.

use std::iter::Peekable;

use tree_sitter::Node;

/// Whether the nodes inside of one are visited even when there is neither a comment nor damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// They are.
    Visited,
    /// They are not.
    Passed,
}

/// Visits the nodes that hold a comment or damage, their children, and what else `visit` asks for, in order. `marks` are
/// the offsets where a comment may start, in bytes and in order.
pub(super) fn survey<'t>(
    root: Node<'t>,
    marks: impl Iterator<Item = usize>,
    mut visit: impl FnMut(Node<'t>) -> Inside,
) {
    let mut marks = marks.peekable();
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        let inside = visit(node);
        let goes_in = inside == Inside::Visited || node.has_error() || is_marked(&mut marks, node);
        if goes_in && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// Whether a comment may start in a node. Nodes come in the order of their starts.
fn is_marked(marks: &mut Peekable<impl Iterator<Item = usize>>, node: Node<'_>) -> bool {
    let start = node.start_byte();
    while marks.next_if(|mark| *mark < start).is_some() {}
    marks.peek().is_some_and(|mark| *mark < node.end_byte())
}

#[cfg(test)]
mod tests {
    use crate::syntax::ir::Language;
    use crate::syntax::lower;

    #[test]
    fn comments_are_found_wherever_they_stand_and_nothing_else_is() {
        let cases: [(Language, &str, &[&str]); 3] = [
            (
                Language::TypeScript,
                "const a = 'http://x' / 2; // one\nf(a, () => { g(`${b /* two */}//`); }); /* three */",
                &["// one", "/* two */", "/* three */"],
            ),
            (
                Language::JavaScript,
                "f();\n<!-- one\nfor (;;) { if (a --> b) /* two */ g() }",
                &["<!-- one", "/* two */"],
            ),
            (
                Language::Python,
                "# one\nf('#', [ # two\n  a])\nclass A:\n    def m(self):\n        return x  # three\n",
                &["# one", "# two", "# three"],
            ),
        ];
        for (language, text, expected) in cases {
            let comments = lower(language, text).comments;
            let found: Vec<&str> = comments.iter().map(|comment| &text[comment.range()]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_found_deep_inside() {
        let text = "def f():\n    if a:\n        g(h(1,, 2))\n    return 1\n";
        let damaged = lower(Language::Python, text).damaged;
        assert!(damaged.iter().any(|span| text[span.range()].contains(',')), "{damaged:?}");
    }
}
