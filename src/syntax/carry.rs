//! Functions carried over from the module of the text before, instead of being lowered again.
//!
//! While a text is being typed in, one row of it changes at a time, and lowering all others again would be most of the work
//! between a keystroke and its answer. So lowering notes, for every function, which stretch of every arena it filled: a
//! *segment*. Comes the next lowering to a function whose node is the very one of the tree before, which the parser
//! promises for what lies outside of a change, its segment is copied with all numbers and spans moved.
//!
//! What comes of it must equal what lowering gives. So nothing is carried over that did anything to what stands around it
//! (assigned a variable, declared a name, exported, was given up); every name that was looked up around it must be found
//! there again, or again not; and what else a front end's mind depends on is in the [`Site`].

mod recorder;
mod relocate;
mod segment;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::builder::{Builder, FunctionHead, ScopeId};
use super::ir::*;
use crate::finding::Span;
pub(super) use recorder::Recorder;
use relocate::Relocation;
pub(super) use segment::Site;
use segment::{Asked, Marks, Segment};

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
    /// How many functions were carried over when the module was made, those inside of others not counted: tests ask that
    /// something was.
    #[cfg_attr(not(test), expect(dead_code))]
    carried: usize,
}

impl Segments {
    fn new(all: Vec<Option<Segment>>, carried: usize) -> Self {
        let numbered = all.iter().enumerate();
        let by_node = numbered.filter_map(|(at, segment)| Some((segment.as_ref()?.site.node, at as u32))).collect();
        Self { all, by_node, carried }
    }
}

/// What a builder carries over, and notes to be carried over from it.
#[derive(Debug)]
pub(super) struct Carrying {
    before: Option<Carriage>,
    recorder: Recorder,
    carried: usize,
}

impl Carrying {
    pub(super) fn new(before: Option<Carriage>) -> Self {
        Self { before, recorder: Recorder::default(), carried: 0 }
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

    /// The function at a site as it was in the text before, if it is carried over; else it is to be lowered.
    pub(super) fn carried(&mut self, site: Option<Site>, head: &FunctionHead) -> Option<FuncId> {
        let site = site?;
        let Carriage { module, segments } = self.carrying.as_ref()?.before.clone()?;
        let index = *segments.by_node.get(&site.node)?;
        let segment = segments.all[index as usize].as_ref().filter(|segment| segment.site.holds_at(&site))?;
        let outside = self.ask_again(segment)?;
        let to = Marks::of(&self.module);
        let mut relocation = Relocation::new(segment, &to, site.span.start);
        let pending = self.pending.len();
        self.copy(&module, segment, &mut relocation, &outside);
        if relocation.is_broken {
            self.take_back(&to);
            self.pending.truncate(pending);
            return None;
        }
        let id = FuncId(to.functions);
        self.adopt(id, head);
        self.copy_segments(&segments, index, &to, &relocation, &outside);
        self.stmt(Stmt::Declare(id));
        Some(id)
    }

    /// What the names are now that the segment looked up around it, by what they were; `None` if one is found no more, or
    /// is found that was not.
    fn ask_again(&mut self, segment: &Segment) -> Option<FxHashMap<BindingId, BindingId>> {
        let mut outside = FxHashMap::default();
        let scope = self.scope_of_new_function();
        for asked in &segment.asked {
            let found = self.lookup_from(scope, &asked.name);
            let scope = self.scope;
            self.recorder()?.asked(scope, &asked.name, found);
            match (asked.found, found) {
                (Some(then), Some((_, now))) => drop(outside.insert(then, now)),
                (None, None) => {}
                _ => return None,
            }
        }
        Some(outside)
    }

    fn copy(
        &mut self,
        old: &Module,
        segment: &Segment,
        relocation: &mut Relocation,
        outside: &FxHashMap<BindingId, BindingId>,
    ) {
        let (from, to) = (&segment.from, &segment.to);
        let range = |from: u32, to: u32| from as usize..to as usize;
        self.copy_exprs(old, segment, relocation, outside);
        let module = &mut self.module;
        module.types.extend(old.types[range(from.types, to.types)].iter().map(|ty| relocation.type_expr(ty)));
        let bindings = &old.bindings[range(from.bindings, to.bindings)];
        module.bindings.extend(bindings.iter().map(|binding| relocation.binding(binding)));
        let functions = &old.functions[range(from.functions, to.functions)];
        module.functions.extend(functions.iter().enumerate().map(|(index, function)| match index {
            0 => relocation.function_itself(function),
            _ => relocation.inner_function(function),
        }));
        module.classes.extend(old.classes[range(from.classes, to.classes)].iter().map(|it| relocation.a_class(it)));
        module.loops.extend(old.loops[range(from.loops, to.loops)].iter().map(|it| relocation.a_loop(it)));
        let imports = &old.imports[range(from.imports, to.imports)];
        module.imports.extend(
            imports.iter().map(|it| Import { specifier: it.specifier.clone(), span: relocation.span(it.span) }),
        );
        self.copy_statements(old, segment, relocation);
    }

    fn copy_statements(&mut self, old: &Module, segment: &Segment, relocation: &mut Relocation) {
        let count = (segment.to.statements - segment.from.statements) as usize;
        if count == 0 {
            return;
        }
        // They are in order by now, and those inside the function follow each other.
        let Span { start, end } = segment.site.span;
        let first = old.statements.partition_point(|span| span.start <= start);
        let inside = &old.statements[first..];
        let inside = &inside[..inside.partition_point(|span| span.start < end)];
        // A function that was lowered twice left them twice.
        relocation.is_broken |= inside.len() != count;
        self.module.statements.extend(inside.iter().map(|span| relocation.span(*span)));
    }

    fn copy_exprs(
        &mut self,
        old: &Module,
        segment: &Segment,
        relocation: &mut Relocation,
        outside: &FxHashMap<BindingId, BindingId>,
    ) {
        let (here, inside) = (self.scope, self.scope_of_new_function());
        self.module.exprs.reserve((segment.to.exprs - segment.from.exprs) as usize);
        for index in segment.from.exprs..segment.to.exprs {
            let expr = &old.exprs[index as usize];
            let mut moved = relocation.expression(expr);
            if let ExprKind::Name { binding, .. } = &mut moved.kind {
                let known = *binding;
                *binding = known.and_then(|known| relocation.inner_binding(known));
                match (self.module.language, known) {
                    _ if binding.is_some() => {}
                    (Language::Go, None) => {}
                    // Go looks its names up at once.
                    (Language::Go, Some(known)) => match outside.get(&known) {
                        Some(now) => *binding = Some(*now),
                        None => relocation.is_broken = true,
                    },
                    _ => {
                        let scope = if index < segment.inner { here } else { inside };
                        self.pending.push((ExprId(self.module.exprs.len() as u32), scope));
                    }
                }
            }
            self.module.exprs.push(moved);
        }
    }

    fn take_back(&mut self, to: &Marks) {
        let module = &mut self.module;
        module.exprs.truncate(to.exprs as usize);
        module.types.truncate(to.types as usize);
        module.bindings.truncate(to.bindings as usize);
        module.functions.truncate(to.functions as usize);
        module.classes.truncate(to.classes as usize);
        module.loops.truncate(to.loops as usize);
        module.imports.truncate(to.imports as usize);
        module.statements.truncate(to.statements as usize);
    }

    /// Gives a copied function what depends on where it stands.
    fn adopt(&mut self, id: FuncId, head: &FunctionHead) {
        let parent = self.function();
        let function = &mut self.module.functions[id.index()];
        function.parent = parent;
        function.name = head.name.clone();
        function.class = head.class;
        function.method = head.method;
    }

    /// The segment itself and those inside it, for the next time.
    fn copy_segments(
        &mut self,
        segments: &Segments,
        index: u32,
        to: &Marks,
        relocation: &Relocation,
        outside: &FxHashMap<BindingId, BindingId>,
    ) {
        let Some(carrying) = &mut self.carrying else { return };
        carrying.carried += 1;
        let recorder = &mut carrying.recorder;
        let Some(whole) = &segments.all[index as usize] else { return };
        let by = recorder.count().wrapping_sub(index);
        let moved = |segment: &Segment| Segment {
            site: segment.site.at(relocation.span(segment.site.span)),
            from: segment.from.moved(&whole.from, to),
            to: segment.to.moved(&whole.from, to),
            inner: segment.inner.wrapping_sub(whole.from.exprs).wrapping_add(to.exprs),
            last: segment.last.wrapping_add(by),
            asked: segment.asked.iter().map(|asked| again(asked, relocation, outside)).collect(),
        };
        for segment in &segments.all[index as usize..whole.last as usize] {
            recorder.add(segment.as_ref().map(moved));
        }
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

/// A name that was looked up around a segment, in the new module.
fn again(asked: &Asked, relocation: &Relocation, outside: &FxHashMap<BindingId, BindingId>) -> Asked {
    let moved = |id: BindingId| relocation.inner_binding(id).or_else(|| outside.get(&id).copied());
    Asked { name: asked.name.clone(), found: asked.found.and_then(moved) }
}
