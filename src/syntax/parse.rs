//! Parsing within a deadline, and what a grammar could not read: the same for all front ends.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use tree_sitter::{Node, ParseOptions, ParseState, Parser, Tree};

use super::again;
use crate::finding::Span;

/// A text that takes longer than this to parse, in time of the processor, is given up: it is hostile or broken. What else the
/// machine has to do must not decide what is found.
const DEADLINE: Duration = Duration::from_secs(5);

/// The tree of a source text, by a parser that knows its grammar; `None` if it took too long.
pub(super) fn parse(parser: &mut Parser, text: &str) -> Option<Tree> {
    let (started, worked) = (Instant::now(), ThreadTime::now());
    // The time on the wall is never less, and asking for it costs next to nothing.
    let mut progress = |_: &ParseState| match started.elapsed() > DEADLINE && worked.elapsed() > DEADLINE {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let bytes = text.as_bytes();
    let options = ParseOptions::new().progress_callback(&mut progress);
    let before = again::before(text);
    let read = &mut |at: usize, _| bytes.get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(read, before.as_ref(), Some(options));
    match &tree {
        Some(tree) => again::after(text, tree),
        None => parser.reset(),
    }
    tree
}

/// The spans that the grammar could not read, in order.
pub(super) fn damage(root: Node<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    if !root.has_error() {
        return found;
    }
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            found.push(Span::new(node.start_byte(), node.end_byte()));
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}
