//! Functions carried over from the module of the text before, instead of being lowered again.
//!
//! While a text is being typed in, one row of it changes at a time, and lowering all others again would be most of the work
//! between a keystroke and its answer. So lowering notes, for every function, which stretch of every arena it filled: a
//! *segment*. Comes the next lowering to a function whose node is the very one of the tree before, or whose text is, its
//! segment is copied with all numbers and spans moved.
//!
//! What comes of it must equal what lowering gives. So nothing is carried over that did anything to what stands around it
//! (assigned a variable, declared a name, exported, was given up); every name that was looked up around it must be found
//! there again, or again not; and what else a front end's mind depends on is in the [`Site`].

mod before;
mod copy;
mod recorder;
mod relocate;
mod segment;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::again;
use super::builder::{Builder, ScopeId};
use super::ir::*;
use crate::finding::Span;
use before::Before;
use recorder::Recorder;
use segment::Segment;
pub(super) use segment::Site;

/// A module, and where in it the functions are that may be carried over to the next one.
#[derive(Debug, Clone)]
pub(super) struct Carriage {
    module: Arc<Module>,
    segments: Arc<Segments>,
}

impl Carriage {
    /// The segments are those of this very module.
    pub(super) fn new(module: Arc<Module>, segments: Segments) -> Self {
        Self { module, segments: Arc::new(segments) }
    }

    /// How many functions were carried over when the module was made, those inside of others not counted.
    #[cfg(test)]
    pub(super) fn carried(&self) -> usize {
        self.segments.carried
    }
}

/// The functions of a module that may be carried over.
#[derive(Debug)]
pub(super) struct Segments {
    all: Vec<Option<Segment>>,
    by_node: FxHashMap<usize, u32>,
    by_span: FxHashMap<Span, u32>,
    /// How many functions were carried over when the module was made, those inside of others not counted: tests ask that
    /// something was.
    #[cfg_attr(not(test), expect(dead_code))]
    carried: usize,
}

impl Segments {
    fn new(all: Vec<Option<Segment>>, carried: usize) -> Self {
        let numbered = || all.iter().enumerate().filter_map(|(at, segment)| Some((segment.as_ref()?.site, at as u32)));
        let by_node = numbered().map(|(site, at)| (site.node, at)).collect();
        let by_span = numbered().map(|(site, at)| (site.span, at)).collect();
        Self { all, by_node, by_span, carried }
    }

    /// The number of the segment that a site had in the text before. The parser takes no node over where it gets over a
    /// mistake, and of Python none that ends in what its scanner makes of indentation: there a function is the same when it
    /// is the same text.
    fn find(&self, site: &Site) -> Option<u32> {
        let by_text = || self.by_span.get(&again::place_before(site.span)?);
        self.by_node.get(&site.node).or_else(by_text).copied()
    }
}

/// What a builder carries over, and notes to be carried over from it.
#[derive(Debug)]
pub(super) struct Carrying {
    before: Option<Before>,
    recorder: Recorder,
    carried: usize,
}

impl Carrying {
    /// `None` when no other text is expected behind this one. Makes room in the module for as much as was in the one before.
    pub(super) fn for_module(module: &mut Module) -> Option<Self> {
        if !again::is_expected() {
            return None;
        }
        let before = again::carriage().map(Before::new);
        if let Some(before) = &before {
            let old = before.module.module();
            // What a keystroke adds is little.
            let room = |length: usize| length + length / 16 + 16;
            module.exprs.reserve_exact(room(old.exprs.len()));
            module.types.reserve_exact(room(old.types.len()));
            module.bindings.reserve_exact(room(old.bindings.len()));
            module.functions.reserve_exact(room(old.functions.len()));
            module.statements.reserve_exact(room(old.statements.len()));
        }
        Some(Self { before, recorder: Recorder::default(), carried: 0 })
    }

    pub(super) fn into_segments(self) -> Segments {
        Segments::new(self.recorder.into_segments(), self.carried)
    }
}

/// A function that is being noted, to be given back when it is done.
#[must_use]
#[derive(Debug)]
pub(super) struct Noted(bool);

impl Builder {
    fn recorder(&mut self) -> Option<&mut Recorder> {
        self.carrying.as_mut().map(|carrying| &mut carrying.recorder)
    }

    /// A function begins that may be carried over the next time. Before [`Builder::open_function`].
    pub(super) fn note(&mut self, site: Option<Site>) -> Noted {
        let first_scope = self.scopes.len() as u32;
        match (&mut self.carrying, site) {
            (Some(carrying), Some(site)) => {
                carrying.recorder.begin(site, &self.module, first_scope);
                Noted(true)
            }
            _ => Noted(false),
        }
    }

    /// What is lowered from here on stands inside the noted function.
    pub(super) fn note_inside(&mut self, noted: &Noted) {
        if let (Some(carrying), true) = (&mut self.carrying, noted.0) {
            carrying.recorder.enter(&self.module);
        }
    }

    /// The noted function is closed.
    pub(super) fn noted(&mut self, noted: Noted) {
        if let (Some(carrying), true) = (&mut self.carrying, noted.0) {
            carrying.recorder.end(&self.module);
        }
    }

    pub(super) fn note_lookup(&mut self, name: &str, found: Option<(ScopeId, BindingId)>) {
        let scope = self.scope;
        if let Some(recorder) = self.recorder() {
            recorder.asked(scope, name, found);
        }
    }

    pub(super) fn note_declaration(&mut self, scope: ScopeId) {
        if let Some(recorder) = self.recorder() {
            recorder.declares_in(scope);
        }
    }

    /// A binding is changed, or more of it is asked than whether it exists: functions that it stands outside of are not
    /// carried over.
    pub fn rests_on(&mut self, binding: BindingId) {
        if let Some(recorder) = self.recorder() {
            recorder.rests_on_binding(binding);
        }
    }

    /// The same for the members of a class.
    pub fn changes_class(&mut self, class: ClassId) {
        if let Some(recorder) = self.recorder() {
            recorder.changes_class(class);
        }
    }

    /// Something outside of all functions is changed.
    pub fn reaches_out(&mut self) {
        if let Some(recorder) = self.recorder() {
            recorder.reaches_out();
        }
    }

    /// A function that has been lowered is changed by what stands around it.
    pub fn changes_function(&mut self, function: FuncId) {
        if let Some(recorder) = self.recorder() {
            recorder.changes_function(function);
        }
    }
}
