//! Who calls a function: by name first, then by what the callee really is.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::aliases::Aliases;
use super::value::Value;
use super::{Cx, Evaluator, Site};
use crate::project::ModuleFile;
use crate::syntax::ir::*;

/// A name called from more places than this is not followed back.
const MAX_CANDIDATES: usize = 48;

/// All calls of a set of files, by the last name of what they call.
#[derive(Default)]
pub struct CallIndex<'p> {
    by_name: FxHashMap<SmolStr, Vec<Site<'p>>>,
    aliases: Aliases,
}

impl<'p> CallIndex<'p> {
    /// Indexes the calls of files, in the order of the files.
    pub fn of(files: impl IntoIterator<Item = &'p ModuleFile>) -> Self {
        let mut by_name: FxHashMap<SmolStr, Vec<Site<'p>>> = FxHashMap::default();
        let mut aliases = Aliases::default();
        for file in files {
            aliases.add(&file.ir);
            for &expr in &file.ir.flow.calls {
                let Some(name) = file.ir.call(expr).and_then(|call| last_name(&file.ir, call.callee)) else { continue };
                by_name.entry(name.clone()).or_default().push(Site { file, expr });
            }
        }
        Self { by_name, aliases }
    }

    /// The calls of a name; none if there are too many to follow.
    pub fn named(&self, name: &str) -> &[Site<'p>] {
        self.by_name.get(name).map(Vec::as_slice).filter(|sites| sites.len() <= MAX_CANDIDATES).unwrap_or_default()
    }

    /// As many calls of a name as are worth following when any of them will do.
    fn first_named(&self, name: &str) -> &[Site<'p>] {
        let sites = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        &sites[..sites.len().min(MAX_CANDIDATES)]
    }
}

/// The name by which something is called: `f` of `f(x)`, `m` of `a.b.m(x)`.
pub fn last_name(ir: &Module, callee: ExprId) -> Option<&SmolStr> {
    match ir.kind(callee) {
        ExprKind::Name { name, .. } => Some(name),
        ExprKind::Member { property, .. } => Some(property),
        ExprKind::Cast { value, .. } => last_name(ir, *value),
        _ => None,
    }
}

impl<'p> Evaluator<'p> {
    /// The calls of a function that are known to be calls of it, in the order of files and spans.
    pub fn callers(&self, file: &'p ModuleFile, function: FuncId) -> Vec<Site<'p>> {
        let names = self.called_as(file, function);
        names.iter().flat_map(|name| self.calls_among(self.calls.named(name), file, function)).collect()
    }

    /// Some of the calls of a function, where a few say as much as all: what kind of thing its callers hand it.
    pub fn some_callers(&self, file: &'p ModuleFile, function: FuncId) -> Vec<Site<'p>> {
        let names = self.called_as(file, function);
        names.iter().flat_map(|name| self.calls_among(self.calls.first_named(name), file, function)).collect()
    }

    fn calls_among(&self, sites: &[Site<'p>], file: &'p ModuleFile, function: FuncId) -> Vec<Site<'p>> {
        let is_call = |site: &Site<'p>| {
            let Some(call) = site.file.ir.call(site.expr) else { return false };
            let callee = self.eval(&Cx::of(site.file), call.callee);
            callee.alternatives().iter().any(|callee| self.is_function(callee, file, function))
        };
        sites.iter().copied().filter(is_call).collect()
    }

    fn is_function(&self, value: &Value<'p>, file: &'p ModuleFile, function: FuncId) -> bool {
        match value {
            Value::Function(closure) => closure.cx.file.key == file.key && closure.function == function,
            Value::Class(class) => {
                class.file.key == file.key
                    && file.ir.function(function).method == MethodKind::Constructor
                    && file.ir.function(function).class == Some(class.class)
            }
            _ => false,
        }
    }

    /// The names under which a function is called.
    fn called_as(&self, file: &'p ModuleFile, function: FuncId) -> Vec<SmolStr> {
        let name = declared_name(&file.ir, function).unwrap_or_default();
        self.calls.aliases.of(name, &file.path, &file.ir)
    }
}

fn declared_name(ir: &Module, function: FuncId) -> Option<SmolStr> {
    let info = ir.function(function);
    if info.method == MethodKind::Constructor {
        return info.class.map(|class| ir.class(class).name.clone());
    }
    if !info.name.is_empty() {
        return Some(info.name.clone());
    }
    ir.bindings.iter().find_map(|binding| {
        let named = binding.defs.iter().any(|def| match def.kind {
            DefKind::Value(value) => matches!(ir.kind(value), ExprKind::Function(id) if *id == function),
            _ => false,
        });
        named.then(|| binding.name.clone())
    })
}
