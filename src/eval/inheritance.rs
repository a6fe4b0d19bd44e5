//! What a class gets from those it extends: constructors, and methods that run on an instance of a subclass.

use std::rc::Rc;

use super::value::{ClassRef, Closure, Instance, Value};
use super::{Cx, Evaluator, FrameArgs, MAX_FRAMES, Site};
use crate::project::ModuleFile;
use crate::syntax::ir::*;

/// Base classes looked through.
const MAX_BASES: u32 = 8;

impl<'p> Evaluator<'p> {
    /// The context of a constructor's body, for the call that made an instance.
    pub(super) fn constructor_frame(
        &self,
        file: &'p ModuleFile,
        function: FuncId,
        caller: &Cx<'p>,
        site: Site<'p>,
        instance: &Rc<Instance<'p>>,
    ) -> Cx<'p> {
        if caller.frame_depth() >= MAX_FRAMES || caller.ir().call(site.expr).is_none() {
            return Cx::of(file);
        }
        let this = Some(Value::Instance(instance.clone()));
        let closure = Rc::new(Closure { cx: Cx::of(file), function, this });
        self.frame(caller, &closure, FrameArgs::OfCall(caller.clone(), site.expr), site)
    }

    /// The context of a method that an instance inherits, whoever calls it.
    pub(super) fn inherited_frame(
        &self,
        file: &'p ModuleFile,
        function: FuncId,
        instance: &Rc<Instance<'p>>,
    ) -> Cx<'p> {
        let home = Cx::of(file);
        let closure = Closure { cx: home.clone(), function, this: Some(Value::Instance(instance.clone())) };
        let mut inner = self.frame(&home, &Rc::new(closure), FrameArgs::Values(Vec::new()), home.site(ExprId(0)));
        // Nobody calls it: there is no call whose conditions would count.
        if let Some(frame) = inner.frame.as_mut().and_then(Rc::get_mut) {
            frame.call = None;
        }
        inner
    }

    /// Whether a function is the constructor that runs with the arguments of `new` of a class: its own, or that of the base
    /// class when it has none.
    pub(super) fn constructs(&self, class: ClassRef<'p>, file: &'p ModuleFile, function: FuncId) -> bool {
        let mut class = class;
        for _ in 0..MAX_BASES {
            let ir = &class.file.ir;
            let info = ir.class(class.class);
            let own = info.methods.iter().find(|&&method| ir.function(method).method == MethodKind::Constructor);
            if let Some(&own) = own {
                return class.file.key == file.key && own == function;
            }
            let home = Cx::of(class.file);
            let base = info.bases.iter().find_map(|&base| match self.eval(&home, base) {
                Value::Class(base) => Some(base),
                _ => None,
            });
            let Some(base) = base else { return false };
            class = base;
        }
        false
    }
}
