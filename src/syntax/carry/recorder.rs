//! Notes what each function fills of a module while it is lowered, and whether that rests on anything but its text.

use super::segment::{Asked, Marks, Segment, Site};
use crate::syntax::builder::ScopeId;
use crate::syntax::ir::{BindingId, ClassId, FuncId, Module};

/// A function that is being lowered.
#[derive(Debug)]
struct Open {
    slot: usize,
    site: Site,
    from: Marks,
    inner: u32,
    /// The first scope that was opened in it.
    first_scope: u32,
    exports: usize,
    damaged: usize,
    asked: Vec<(Asked, Option<ScopeId>)>,
    /// It did something to what stands around it.
    reaches_out: bool,
}

/// The functions that are being lowered, and the segments of those that have been.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Recorder {
    open: Vec<Open>,
    /// `None` for what cannot be carried over.
    segments: Vec<Option<Segment>>,
}

impl Recorder {
    /// A function begins; scopes from `first_scope` on are its own.
    pub(super) fn begin(&mut self, site: Site, module: &Module, first_scope: u32) {
        let from = Marks::of(module);
        self.open.push(Open {
            slot: self.segments.len(),
            site,
            from,
            inner: from.exprs,
            first_scope,
            exports: module.exports.len(),
            damaged: module.damaged.len(),
            asked: Vec::new(),
            reaches_out: false,
        });
        self.segments.push(None);
    }

    /// The parameters are lowered: from here on, everything stands inside the function.
    pub(super) fn enter(&mut self, module: &Module) {
        if let Some(open) = self.open.last_mut() {
            open.inner = module.exprs.len() as u32;
            // A lambda among the defaults.
            open.reaches_out |= open.from.functions as usize != module.functions.len();
        }
    }

    /// The function that began last ends.
    pub(super) fn end(&mut self, module: &Module) {
        let Some(mut open) = self.open.pop() else { return };
        open.asked.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        open.asked.dedup_by(|(a, _), (b, _)| a == b);
        if let Some(around) = self.open.last_mut() {
            let beyond = |found: Option<ScopeId>| found.is_none_or(|scope| scope.0 < around.first_scope);
            around.asked.extend(open.asked.iter().filter(|(_, scope)| beyond(*scope)).cloned());
        }
        let is_whole = open.exports == module.exports.len() && open.damaged == module.damaged.len();
        if open.reaches_out || !is_whole {
            return;
        }
        self.segments[open.slot] = Some(Segment {
            site: open.site,
            from: open.from,
            to: Marks::of(module),
            inner: open.inner,
            asked: open.asked.into_iter().map(|(asked, _)| asked).collect(),
            last: self.segments.len() as u32,
        });
    }

    /// A name was looked up from `scope` outwards, and found there.
    pub(super) fn asked(&mut self, scope: ScopeId, name: &str, found: Option<(ScopeId, BindingId)>) {
        for open in self.open.iter_mut().rev() {
            if scope.0 < open.first_scope {
                // By what stands in the function's place, not in the function: other names may hold there.
                open.reaches_out = true;
                continue;
            }
            if found.is_none_or(|(scope, _)| scope.0 < open.first_scope) {
                let asked = Asked { name: name.into(), found: found.map(|(_, binding)| binding) };
                open.asked.push((asked, found.map(|(scope, _)| scope)));
            }
            return;
        }
    }

    /// A name is declared in a scope.
    pub(super) fn declares_in(&mut self, scope: ScopeId) {
        self.reach(|open| scope.0 < open.first_scope);
    }

    /// A binding is changed, or more of it is asked than whether it exists.
    pub(super) fn rests_on_binding(&mut self, binding: BindingId) {
        self.reach(|open| binding.0 < open.from.bindings);
    }

    /// A class is changed.
    pub(super) fn changes_class(&mut self, class: ClassId) {
        self.reach(|open| class.0 < open.from.classes);
    }

    /// Something around all these functions is changed.
    pub(super) fn reaches_out(&mut self) {
        self.reach(|_| true);
    }

    fn reach(&mut self, is_beyond: impl Fn(&Open) -> bool) {
        // What lies beyond an outer function lies beyond those inside it.
        for open in self.open.iter_mut().rev().take_while(|open| is_beyond(open)) {
            open.reaches_out = true;
        }
    }

    /// A function that has been lowered is changed by what stands around it.
    pub(super) fn changes_function(&mut self, function: FuncId) {
        let is_it = |segment: &&mut Option<Segment>| segment.as_ref().is_some_and(|it| it.from.functions == function.0);
        if let Some(segment) = self.segments.iter_mut().rev().find(is_it) {
            *segment = None;
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        self.segments.len() as u32
    }

    /// A segment that was copied.
    pub(super) fn add(&mut self, segment: Option<Segment>) {
        self.segments.push(segment);
    }

    pub(super) fn into_segments(self) -> Vec<Option<Segment>> {
        self.segments
    }
}
