//! The module before: taken apart, when nobody else looks at it any more, and else copied.

use std::sync::Arc;

use smol_str::SmolStr;

use super::segment::Segment;
use super::{Carriage, Segments};
use crate::finding::Span;
use crate::syntax::builder::blank_function;
use crate::syntax::ir::*;

/// The module before, and what of it may be carried over.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) module: Source,
    pub(super) segments: Arc<Segments>,
    /// The segments of which nothing is left in the module.
    spent: Vec<bool>,
}

/// Whose a module is.
#[derive(Debug)]
pub(super) enum Source {
    /// Nobody else's.
    Own(Box<Module>),
    /// Somebody still asks about it.
    Shared(Arc<Module>),
}

impl Before {
    pub(super) fn new(carriage: Carriage) -> Self {
        let Carriage { module, segments } = carriage;
        let module = match Arc::try_unwrap(module) {
            Ok(module) => Source::Own(Box::new(module)),
            Err(module) => Source::Shared(module),
        };
        Self { module, spent: vec![false; segments.all.len()], segments }
    }

    /// The segment with a number, if there is one to be had.
    pub(super) fn segment(&self, index: u32) -> Option<&Segment> {
        self.segments.all[index as usize].as_ref().filter(|_| !self.spent[index as usize])
    }

    /// Nothing is left of a segment and of those in it, unless it was copied.
    pub(super) fn spend(&mut self, index: u32, last: u32) {
        if let Source::Own(_) = self.module {
            self.spent[index as usize..last as usize].fill(true);
        }
    }
}

impl Source {
    pub(super) fn module(&self) -> &Module {
        match self {
            Source::Own(module) => module,
            Source::Shared(module) => module,
        }
    }

    /// A stretch of one of its arenas, taken out or copied. `of` gives the arena.
    pub(super) fn stretch<T: Vacant + Clone>(
        &mut self,
        range: std::ops::Range<u32>,
        of: impl Fn(&Module) -> &Vec<T>,
        of_own: impl FnOnce(&mut Module) -> &mut Vec<T>,
        mut each: impl FnMut(u32, T),
    ) {
        let (first, range) = (range.start, range.start as usize..range.end as usize);
        match self {
            Source::Own(module) => {
                for (index, item) in (first..).zip(&mut of_own(module)[range]) {
                    each(index, std::mem::replace(item, T::vacant()));
                }
            }
            Source::Shared(module) => {
                for (index, item) in (first..).zip(&of(module)[range]) {
                    each(index, item.clone());
                }
            }
        }
    }
}

/// What stays where something was taken out: it holds nothing, and nobody looks at it.
pub(super) trait Vacant {
    fn vacant() -> Self;
}

const NOWHERE: Span = Span { start: 0, end: 0 };

impl Vacant for Expr {
    fn vacant() -> Self {
        Expr { span: NOWHERE, kind: ExprKind::Opaque }
    }
}

impl Vacant for TypeExpr {
    fn vacant() -> Self {
        TypeExpr::Opaque
    }
}

impl Vacant for Binding {
    fn vacant() -> Self {
        Binding { name: SmolStr::default(), span: NOWHERE, function: FuncId(0), ty: None, defs: Vec::new() }
    }
}

impl Vacant for Function {
    fn vacant() -> Self {
        blank_function(NOWHERE)
    }
}

impl Vacant for Class {
    fn vacant() -> Self {
        Class::bare(SmolStr::default(), NOWHERE, ClassKind::Class)
    }
}
