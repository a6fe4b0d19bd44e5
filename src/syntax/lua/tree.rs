//! The parser of the Lua grammar.

use std::cell::RefCell;

use tree_sitter::{Parser, Tree};

use crate::syntax::parse;

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// The tree of a script; `None` if it took too long.
pub(super) fn parse(text: &str) -> Option<Tree> {
    PARSER.with_borrow_mut(|slot| {
        if slot.is_none() {
            let mut parser = Parser::new();
            parser.set_language(&tree_sitter_lua::LANGUAGE.into()).ok()?;
            *slot = Some(parser);
        }
        parse::parse(slot.as_mut()?, text)
    })
}
