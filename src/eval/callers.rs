//! Who calls a function: by name first, then by what the callee really is.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use elsa::sync::FrozenMap;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::aliases::Aliases;
use super::value::Value;
use super::{Cx, Evaluator, Site};
use crate::project::{ModuleFile, Project};
use crate::syntax::ir::*;

/// A name called from more places than this is not followed back.
const MAX_CANDIDATES: usize = 48;

/// All calls of a set of files, by the last name of what they call.
#[derive(Default)]
pub struct CallIndex<'p> {
    by_name: FxHashMap<SmolStr, Vec<Site<'p>>>,
    aliases: Arc<Aliases>,
    on_demand: Option<OnDemand>,
}

/// Finds the calls of a name, in the order of files and spans.
pub type FindCalls = Box<dyn Fn(&str) -> Vec<CallsIn> + Send + Sync>;

/// The calls of one name in one file.
pub type CallsIn = (Arc<Path>, Vec<ExprId>);

/// The calls of the names that were asked for.
struct OnDemand {
    find: FindCalls,
    found: FrozenMap<SmolStr, Vec<CallsIn>>,
}

impl OnDemand {
    fn named(&self, name: &str) -> &[CallsIn] {
        match self.found.get(name) {
            Some(known) => known,
            None => self.found.insert(SmolStr::new(name), (self.find)(name)),
        }
    }
}

impl<'p> CallIndex<'p> {
    /// An index that is filled name by name, as they are asked for.
    pub fn on_demand(find: FindCalls, aliases: Arc<Aliases>) -> Self {
        Self { by_name: FxHashMap::default(), aliases, on_demand: Some(OnDemand { find, found: FrozenMap::new() }) }
    }

    /// For an index made by [`Self::on_demand`]: the names that were asked for, and the files that call them.
    pub fn asked(&self) -> Vec<(SmolStr, Vec<Arc<Path>>)> {
        let Some(on_demand) = &self.on_demand else { return Vec::new() };
        let names = on_demand.found.keys_cloned();
        let files = |name: &SmolStr| on_demand.named(name).iter().map(|(path, _)| Arc::clone(path)).collect();
        names.into_iter().map(|name| (name.clone(), files(&name))).collect()
    }

    fn all(&self, project: &'p Project, name: &str) -> Cow<'_, [Site<'p>]> {
        let Some(on_demand) = &self.on_demand else {
            return Cow::Borrowed(self.by_name.get(name).map(Vec::as_slice).unwrap_or_default());
        };
        let files = on_demand.named(name).iter().filter_map(|(path, calls)| Some((project.peek(path)?, calls)));
        Cow::Owned(files.flat_map(|(file, calls)| calls.iter().map(move |&expr| Site { file, expr })).collect())
    }

    /// Indexes the calls of files, in the order of the files.
    pub fn of(files: impl IntoIterator<Item = &'p ModuleFile>) -> Self {
        let mut by_name: FxHashMap<SmolStr, Vec<Site<'p>>> = FxHashMap::default();
        let mut aliases = Aliases::default();
        for file in files {
            aliases.add(&file.ir);
            for (name, expr) in indexed(&file.ir) {
                by_name.entry(name).or_default().push(Site { file, expr });
            }
        }
        Self { by_name, aliases: Arc::new(aliases), on_demand: None }
    }

    /// The calls of a name; none if there are too many to follow.
    fn named(&self, project: &'p Project, name: &str) -> Cow<'_, [Site<'p>]> {
        let sites = self.all(project, name);
        if sites.len() <= MAX_CANDIDATES { sites } else { Cow::Borrowed(&[]) }
    }

    /// As many calls of a name as are worth following when any of them will do.
    fn first_named(&self, project: &'p Project, name: &str) -> Cow<'_, [Site<'p>]> {
        match self.all(project, name) {
            Cow::Borrowed(sites) => Cow::Borrowed(&sites[..sites.len().min(MAX_CANDIDATES)]),
            Cow::Owned(mut sites) => {
                sites.truncate(MAX_CANDIDATES);
                Cow::Owned(sites)
            }
        }
    }
}

/// The name by which something is called: `f` of `f(x)`, `m` of `a.b.m(x)`; `./x` of `require('./x')(y)`.
pub fn last_name(ir: &Module, callee: ExprId) -> Option<&SmolStr> {
    match ir.kind(callee) {
        ExprKind::Name { name, .. } => Some(name),
        ExprKind::Member { property, .. } => Some(property),
        ExprKind::Module(specifier) => Some(specifier),
        ExprKind::Cast { value, .. } => last_name(ir, *value),
        _ => None,
    }
}

/// The name under which the index of calls has the bases `X[...]` of classes.
pub(super) fn generic_name(class: &str) -> SmolStr {
    SmolStr::from(format!("{class}["))
}

/// What the index has of a file: its calls by the last name of what they call, and its generic bases.
pub fn indexed(ir: &Module) -> impl Iterator<Item = (SmolStr, ExprId)> + '_ {
    let calls = ir.flow.calls.iter().filter_map(|&expr| Some((last_name(ir, ir.call(expr)?.callee)?.clone(), expr)));
    let bases = ir.classes.iter().flat_map(move |class| {
        let with_arguments = class.arguments.iter().filter_map(|(base, _)| class.bases.get(*base as usize));
        with_arguments.filter_map(move |&base| Some((generic_name(last_name(ir, base)?), base)))
    });
    calls.chain(bases)
}

impl<'p> Evaluator<'p> {
    /// The calls of a name; none if there are too many to follow.
    pub fn calls_named(&self, name: &str) -> Cow<'p, [Site<'p>]> {
        self.calls.named(self.project, name)
    }

    /// All calls of a name, however many: for what they say by themselves.
    pub fn every_call_named(&self, name: &str) -> Cow<'p, [Site<'p>]> {
        self.calls.all(self.project, name)
    }

    /// The calls of a function that are known to be calls of it, in the order of files and spans.
    pub fn callers(&self, file: &'p ModuleFile, function: FuncId) -> Vec<Site<'p>> {
        let names = self.called_as(file, function);
        names.iter().flat_map(|name| self.calls_among(&self.calls_named(name), file, function)).collect()
    }

    /// Some of the calls that may be of a function, going by its names, where a few say as much as all: what kind of thing
    /// its callers hand it.
    pub fn some_calls_named(&self, file: &'p ModuleFile, function: FuncId) -> Vec<Site<'p>> {
        let names = self.called_as(file, function);
        names.iter().flat_map(|name| self.calls.first_named(self.project, name).into_owned()).collect()
    }

    fn calls_among(&self, sites: &[Site<'p>], file: &'p ModuleFile, function: FuncId) -> Vec<Site<'p>> {
        sites.iter().copied().filter(|site| self.is_call_of(*site, file, function)).collect()
    }

    /// Whether a call is of a function: what is called is evaluated.
    pub fn is_call_of(&self, site: Site<'p>, file: &'p ModuleFile, function: FuncId) -> bool {
        let Some(call) = site.file.ir.call(site.expr) else { return false };
        let callee = self.eval(&Cx::of(site.file), call.callee);
        callee.alternatives().iter().any(|callee| self.is_function(callee, file, function))
    }

    /// Whether a call may be of a function only because it is of a method that the function stands in for.
    pub fn is_dispatch(&self, site: Site<'p>, file: &'p ModuleFile, function: FuncId) -> bool {
        let Some(call) = site.file.ir.call(site.expr) else { return false };
        let is_itself = |value: &Value<'p>| match value {
            Value::Function(closure) => closure.cx.file.key == file.key && closure.function == function,
            _ => true,
        };
        !self.eval(&Cx::of(site.file), call.callee).alternatives().iter().any(is_itself)
    }

    fn is_function(&self, value: &Value<'p>, file: &'p ModuleFile, function: FuncId) -> bool {
        match value {
            Value::Function(closure) if closure.cx.file.key == file.key && closure.function == function => true,
            Value::Function(closure) => self.dispatched(closure, file, function).is_some(),
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
