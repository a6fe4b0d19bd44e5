//! A function as it was in the module before becomes part of the one that is being built.

use rustc_hash::FxHashMap;

use super::before::{Before, Source};
use super::relocate::Relocation;
use super::segment::{Asked, Marks, Segment, Site};
use crate::finding::Span;
use crate::syntax::builder::{Builder, FunctionHead};
use crate::syntax::ir::*;

/// What names around a segment stand for now, by what they stood for.
type Outside = FxHashMap<BindingId, BindingId>;

impl Builder {
    /// The function at a site as it was in the text before, if it is carried over; else it is to be lowered.
    pub(in crate::syntax) fn carried(&mut self, site: Option<Site>, head: &FunctionHead) -> Option<FuncId> {
        let site = site?;
        let mut before = self.carrying.as_mut()?.before.take()?;
        let function = self.carried_from(&mut before, &site, head);
        if let Some(carrying) = &mut self.carrying {
            carrying.before = Some(before);
        }
        function
    }

    fn carried_from(&mut self, before: &mut Before, site: &Site, head: &FunctionHead) -> Option<FuncId> {
        let index = before.segments.find(site)?;
        let segment = before.segment(index).filter(|segment| segment.site.holds_at(site))?;
        let outside = self.ask_again(segment)?;
        let last = segment.last;
        before.spend(index, last);
        // For what the loops below borrow.
        let segments = before.segments.clone();
        let segment = segments.all[index as usize].as_ref()?;
        let (to, pending) = (Marks::of(&self.module), self.pending.len());
        let mut relocation = Relocation::new(segment, &to, site.span.start);
        self.copy(&mut before.module, segment, &mut relocation, &outside);
        if relocation.is_broken {
            self.take_back(&to);
            self.pending.truncate(pending);
            return None;
        }
        let id = FuncId(to.functions);
        let function = &mut self.module.functions[id.index()];
        function.name = head.name.clone();
        function.class = head.class;
        function.method = head.method;
        let inside = &segments.all[index as usize..last as usize];
        self.copy_segments((index, segment), inside, &to, &relocation, &outside);
        self.stmt(Stmt::Declare(id));
        Some(id)
    }

    /// `None` if a name that was found is found no more, or one is found that was not.
    fn ask_again(&mut self, segment: &Segment) -> Option<Outside> {
        let mut outside = Outside::default();
        let (here, around) = (self.scope, self.scope_of_new_function());
        for asked in &segment.asked {
            let found = self.lookup_from(around, &asked.name);
            self.recorder()?.asked(here, &asked.name, found);
            match (asked.found, found) {
                (Some(then), Some((_, now))) => drop(outside.insert(then, now)),
                (None, None) => {}
                _ => return None,
            }
        }
        Some(outside)
    }

    fn copy(&mut self, old: &mut Source, segment: &Segment, relocation: &mut Relocation, outside: &Outside) {
        let (from, to) = (&segment.from, &segment.to);
        self.copy_exprs(old, segment, relocation, outside);
        let parent = self.function();
        let module = &mut self.module;
        old.stretch(
            from.types..to.types,
            |old| &old.types,
            |old| &mut old.types,
            |_, mut ty| {
                relocation.type_expr(&mut ty);
                module.types.push(ty);
            },
        );
        old.stretch(
            from.bindings..to.bindings,
            |old| &old.bindings,
            |old| &mut old.bindings,
            |_, mut binding| {
                relocation.binding(&mut binding);
                module.bindings.push(binding);
            },
        );
        old.stretch(
            from.functions..to.functions,
            |old| &old.functions,
            |old| &mut old.functions,
            |index, mut it| {
                if index == from.functions {
                    relocation.outer_function(&mut it, parent);
                } else {
                    relocation.inner_function(&mut it);
                }
                module.functions.push(it);
            },
        );
        old.stretch(
            from.classes..to.classes,
            |old| &old.classes,
            |old| &mut old.classes,
            |_, mut class| {
                relocation.a_class(&mut class);
                module.classes.push(class);
            },
        );
        self.copy_lists(old.module(), segment, relocation);
    }

    /// What is small enough to be copied in any case.
    fn copy_lists(&mut self, old: &Module, segment: &Segment, relocation: &mut Relocation) {
        let (from, to) = (&segment.from, &segment.to);
        for mut turn in old.loops[from.loops as usize..to.loops as usize].iter().copied() {
            relocation.a_loop(&mut turn);
            self.module.loops.push(turn);
        }
        for import in &old.imports[from.imports as usize..to.imports as usize] {
            self.module.imports.push(Import { span: relocation.span(import.span), ..import.clone() });
        }
        let count = (to.statements - from.statements) as usize;
        if count > 0 {
            // They are in order by now, and those inside the function follow each other.
            let Span { start, end } = segment.site.span;
            let first = old.statements.partition_point(|span| span.start <= start);
            let inside = &old.statements[first..];
            let inside = &inside[..inside.partition_point(|span| span.start < end)];
            // A function that was lowered twice left them twice.
            relocation.is_broken |= inside.len() != count;
            self.module.statements.extend(inside.iter().map(|span| relocation.span(*span)));
        }
    }

    fn copy_exprs(&mut self, old: &mut Source, segment: &Segment, relocation: &mut Relocation, outside: &Outside) {
        let (here, inside) = (self.scope, self.scope_of_new_function());
        let looks_up_at_once = self.module.language == Language::Go;
        let (module, pending) = (&mut self.module, &mut self.pending);
        let range = segment.from.exprs..segment.to.exprs;
        old.stretch(
            range,
            |old| &old.exprs,
            |old| &mut old.exprs,
            |index, mut expr| {
                relocation.expression(&mut expr);
                if let ExprKind::Name { binding, .. } = &mut expr.kind {
                    match (*binding).map(|then| (then, relocation.inner_binding(then))) {
                        Some((_, Some(moved))) => *binding = Some(moved),
                        Some((then, None)) if looks_up_at_once => {
                            *binding = outside.get(&then).copied();
                            relocation.is_broken |= binding.is_none();
                        }
                        None if looks_up_at_once => {}
                        _ => {
                            *binding = None;
                            let scope = if index < segment.inner { here } else { inside };
                            pending.push((ExprId(module.exprs.len() as u32), scope));
                        }
                    }
                }
                module.exprs.push(expr);
            },
        );
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

    /// The segment itself and those inside it, for the next time.
    fn copy_segments(
        &mut self,
        (index, whole): (u32, &Segment),
        inside: &[Option<Segment>],
        to: &Marks,
        relocation: &Relocation,
        outside: &Outside,
    ) {
        let Some(carrying) = &mut self.carrying else { return };
        carrying.carried += 1;
        let recorder = &mut carrying.recorder;
        let by = recorder.count().wrapping_sub(index);
        let moved = |segment: &Segment| Segment {
            site: segment.site.at(relocation.span(segment.site.span)),
            from: segment.from.moved(&whole.from, to),
            to: segment.to.moved(&whole.from, to),
            inner: segment.inner.wrapping_sub(whole.from.exprs).wrapping_add(to.exprs),
            last: segment.last.wrapping_add(by),
            asked: segment.asked.iter().map(|asked| again(asked, relocation, outside)).collect(),
        };
        for segment in inside {
            recorder.add(segment.as_ref().map(moved));
        }
    }
}

/// A name that was looked up around a segment, in the new module.
fn again(asked: &Asked, relocation: &Relocation, outside: &Outside) -> Asked {
    let moved = |id: BindingId| relocation.inner_binding(id).or_else(|| outside.get(&id).copied());
    Asked { name: asked.name.clone(), found: asked.found.and_then(moved) }
}
