//! Names across files: imports, exports, Go packages, star imports.

use std::cell::OnceCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::value::{External, Value};
use super::{Cx, Evaluator, hash};
use crate::project::{ModuleFile, Package, Resolution, Sought};
use crate::syntax::ir::*;
use crate::syntax::language_of;

/// More files than this are not looked through for one name.
const MAX_STARRED: usize = 512;

/// The explicit exports of a file.
pub(super) struct Listed<'p> {
    named: FxHashMap<&'p str, ExprId>,
    /// `module.exports = x`.
    whole: Option<ExprId>,
    stars: Vec<Star<'p>>,
}

/// An `export *`, followed when a name is not found before.
struct Star<'p> {
    specifier: &'p SmolStr,
    target: OnceCell<Target>,
}

enum Target {
    File(Arc<Path>),
    Library(SmolStr),
    Nothing,
}

impl<'p> Listed<'p> {
    fn of(ir: &'p Module) -> Self {
        let mut listed = Listed { named: FxHashMap::default(), whole: None, stars: Vec::new() };
        for export in &ir.exports {
            match export {
                Export::Named(name, value) => {
                    listed.named.entry(name.as_str()).or_insert(*value);
                }
                Export::Module(value) => listed.whole = Some(*value),
                Export::Star(specifier) => listed.stars.push(Star { specifier, target: OnceCell::new() }),
            }
        }
        listed
    }
}

impl<'p> Evaluator<'p> {
    /// The namespace that a specifier stands for.
    pub(super) fn module(&self, cx: &Cx<'p>, specifier: &SmolStr) -> Value<'p> {
        let key = (cx.file.key, specifier.clone());
        if let Some(known) = self.modules.borrow().get(&key) {
            return known.clone();
        }
        let value = self.resolved_module(cx, specifier);
        self.modules.borrow_mut().insert(key, value.clone());
        value
    }

    /// What `require(specifier)` gives: the namespace, or what the module puts in its place (`module.exports = Store`).
    pub(super) fn required(&self, cx: &Cx<'p>, specifier: &SmolStr) -> Value<'p> {
        let module = self.module(cx, specifier);
        let Value::Namespace(files) = &module else { return module };
        let [path] = &**files else { return module };
        if !cx.ir().language.is_javascript() {
            return module;
        }
        let Some(file) = self.project.load(path) else { return module };
        let listed = self.exports_listed(file);
        let Some(whole) = listed.whole else { return module };
        let whole = self.eval(&Cx::of(file), whole);
        // A client that one branch or the other made is either.
        if !whole.alternatives().iter().any(is_thing) {
            return module;
        }
        // `module.exports.other = ...` next to it.
        let has_more = listed.named.keys().any(|&name| name != "default");
        if has_more { Value::union([whole, module]) } else { whole }
    }

    fn resolved_module(&self, cx: &Cx<'p>, specifier: &SmolStr) -> Value<'p> {
        match self.project.resolve(cx.file, specifier) {
            Resolution::Files(paths) => self.readable(&paths).unwrap_or_else(|| self.symbol(specifier.clone())),
            Resolution::External(name) => self.symbol(name),
            Resolution::Missing => self.symbol(specifier.clone()),
        }
    }

    /// Cheap: whether an expression, such as what is called, names something of the project that can know no class of a
    /// client, going by where its first name is imported from. Nothing is loaded for that.
    pub fn is_far_from_clients(&self, cx: &Cx<'p>, expr: ExprId) -> bool {
        let ir = cx.ir();
        let first = first_of(ir, expr);
        match ir.kind(first) {
            ExprKind::Name { binding: Some(binding), .. } => self.is_imported_from_afar(cx, *binding),
            // Another file of the Go package.
            ExprKind::Name { binding: None, .. } => ir.language == Language::Go,
            ExprKind::Module(specifier) => self.is_far(cx, specifier),
            _ => false,
        }
    }

    /// Whether a name is an import of the project's own code, and that can know no class of a client. In Go, where a class
    /// of the project is none of a client's, all of its own code is far.
    pub fn is_imported_from_afar(&self, cx: &Cx<'p>, binding: BindingId) -> bool {
        let ir = cx.ir();
        let [Def { kind: DefKind::Value(value), .. }] = ir.binding(binding).defs.as_slice() else { return false };
        match ir.kind(first_of(ir, *value)) {
            ExprKind::Module(specifier) => self.is_far(cx, specifier),
            _ => ir.language == Language::Go,
        }
    }

    fn is_far(&self, cx: &Cx<'p>, specifier: &SmolStr) -> bool {
        let resolution = self.project.resolve(cx.file, specifier);
        let files = resolution.files();
        let is_go = cx.ir().language == Language::Go;
        !files.is_empty() && (is_go || files.iter().all(|file| !self.project.is_near_clients(file)))
    }

    /// A module inside a Python folder without `__init__.py`.
    pub(super) fn member_module(&self, cx: &Cx<'p>, specifier: &str, name: &str) -> Option<Value<'p>> {
        let resolution = self.project.resolve_member(cx.file, specifier, name);
        self.readable(resolution.files())
    }

    /// The namespace of files. One file is read now, a Go package when something of it is asked for.
    fn readable(&self, paths: &[Arc<Path>]) -> Option<Value<'p>> {
        match paths {
            [] => None,
            [one] if language_of(one) != Some(Language::Go) => {
                self.project.load(one).map(|_| Value::Namespace(paths.into()))
            }
            several => Some(Value::Namespace(several.into())),
        }
    }

    /// The files of a namespace that may define a name.
    fn defining(&self, files: &[Arc<Path>], name: &str) -> Vec<&'p ModuleFile> {
        match files {
            [first, ..] if language_of(first) == Some(Language::Go) => {
                let found = self.package_around(first).with(&[Sought::TopLevel(name)]);
                found.into_iter().filter_map(|path| self.project.load(path)).collect()
            }
            _ => files.iter().filter_map(|path| self.project.load(path)).collect(),
        }
    }

    fn symbol(&self, module: SmolStr) -> Value<'p> {
        Value::external(External::Symbol { module, path: SmallVec::new() })
    }

    /// What a module exports under a name.
    pub fn export(&self, files: &[Arc<Path>], name: &str) -> Option<Value<'p>> {
        self.defining(files, name).into_iter().find_map(|file| self.export_of(file, name))
    }

    fn export_of(&self, file: &'p ModuleFile, name: &str) -> Option<Value<'p>> {
        let key = (file.key, SmolStr::from(name));
        if let Some(known) = self.exports.borrow().get(&key) {
            return known.clone();
        }
        let cycles = self.cycles.get();
        let found = self.find_export(file, name, &mut Vec::new());
        if !self.exhausted() && cycles == self.cycles.get() {
            self.exports.borrow_mut().insert(key, found.clone());
        }
        found
    }

    /// Looks through `export *`; `through` are the files that led here, none of which is looked at twice.
    fn find_export(&self, file: &'p ModuleFile, name: &str, through: &mut Vec<u64>) -> Option<Value<'p>> {
        if through.contains(&file.key) || through.len() > MAX_STARRED {
            return None;
        }
        through.push(file.key);
        let cx = Cx::of(file);
        match file.ir.language {
            Language::Python | Language::Go | Language::Lua => self
                .top_binding(&cx, name)
                .or_else(|| self.starred(file, name, through))
                .or_else(|| self.submodule(&cx, name)),
            Language::JavaScript | Language::TypeScript | Language::Tsx => {
                self.named_export(&cx, name).or_else(|| self.starred(file, name, through))
            }
        }
    }

    fn top_binding(&self, cx: &Cx<'p>, name: &str) -> Option<Value<'p>> {
        let binding = *cx.ir().top.get(name)?;
        Some(self.binding_at(cx, None, binding))
    }

    fn named_export(&self, cx: &Cx<'p>, name: &str) -> Option<Value<'p>> {
        let listed = self.exports_listed(cx.file);
        if let Some(&value) = listed.named.get(name) {
            return Some(self.eval(cx, value));
        }
        let whole = listed.whole;
        let whole = self.eval(cx, whole?);
        if name == "default" {
            return Some(whole);
        }
        match &whole {
            Value::Map(map) => map.get(name).map(|entry| entry.value.clone()),
            Value::Namespace(files) => self.export(files, name),
            Value::Class(_) | Value::Instance(_) | Value::External(_) => {
                Some(self.member(cx, ExprId(0), &whole, &SmolStr::from(name)))
            }
            _ => None,
        }
    }

    fn starred(&self, file: &'p ModuleFile, name: &str, through: &mut Vec<u64>) -> Option<Value<'p>> {
        for star in &self.exports_listed(file).stars {
            let library = match star.target.get_or_init(|| self.star_target(file, star.specifier)) {
                Target::File(path) if !self.project.may_give(path, name) => continue,
                Target::File(path) => match self.project.load(path) {
                    Some(file) => {
                        let found = self.find_export(file, name, through);
                        if found.is_some() {
                            return found;
                        }
                        continue;
                    }
                    None => star.specifier,
                },
                Target::Library(module) => module,
                Target::Nothing => continue,
            };
            // `export * from 'ioredis'`: any name may come from there.
            let path = smallvec::smallvec![SmolStr::from(name)];
            return Some(Value::external(External::Symbol { module: library.clone(), path }));
        }
        None
    }

    fn star_target(&self, file: &'p ModuleFile, specifier: &SmolStr) -> Target {
        match self.project.resolve(file, specifier) {
            Resolution::Files(paths) => paths.first().map_or(Target::Nothing, |path| Target::File(Arc::clone(path))),
            Resolution::External(name) => Target::Library(name),
            Resolution::Missing => Target::Library(specifier.clone()),
        }
    }

    fn exports_listed(&self, file: &'p ModuleFile) -> Rc<Listed<'p>> {
        if let Some(known) = self.listed.borrow().get(&file.key) {
            return known.clone();
        }
        let listed = Rc::new(Listed::of(&file.ir));
        self.listed.borrow_mut().insert(file.key, listed.clone());
        listed
    }

    /// Python: `from package import module`.
    fn submodule(&self, cx: &Cx<'p>, name: &str) -> Option<Value<'p>> {
        if cx.ir().language != Language::Python || cx.file.path.file_name() != Some("__init__.py".as_ref()) {
            return None;
        }
        self.namespace(cx, &format!(".{name}"))
    }

    fn namespace(&self, cx: &Cx<'p>, specifier: &str) -> Option<Value<'p>> {
        let Resolution::Files(paths) = self.project.resolve(cx.file, specifier) else { return None };
        self.readable(&paths)
    }

    /// A member of a module of the project.
    pub(super) fn namespace_member(&self, cx: &Cx<'p>, expr: ExprId, files: &[Arc<Path>], name: &SmolStr) -> Value<'p> {
        if let Some(found) = self.export(files, name) {
            return found;
        }
        // `import a.b` in Python: members of `a` are modules too.
        if let (Language::Python, [file]) = (cx.ir().language, files) {
            let package = self.project.load(file).filter(|_| file.file_name() == Some("__init__.py".as_ref()));
            if let Some(found) = package.and_then(|file| self.namespace(&Cx::of(file), &format!(".{name}"))) {
                return found;
            }
        }
        if name == "default" {
            return Value::Namespace(files.into());
        }
        self.hole(cx, expr)
    }

    /// A name defined in another file of the same Go package.
    pub(super) fn package_name(&self, cx: &Cx<'p>, name: &str) -> Option<Value<'p>> {
        if cx.ir().language != Language::Go {
            return None;
        }
        self.package_with(cx.file, &[Sought::TopLevel(name)])
            .into_iter()
            .find_map(|file| self.top_binding(&Cx::of(file), name))
    }

    /// The other files of a Go package that may have one of several things.
    pub(super) fn package_with(&self, file: &'p ModuleFile, sought: &[Sought<'_>]) -> Vec<&'p ModuleFile> {
        if file.ir.language != Language::Go {
            return Vec::new();
        }
        let paths = self.package_around(&file.path).with(sought).into_iter().filter(|path| **path != *file.path);
        let files = paths.filter_map(|path| self.project.load(path));
        // `x_test` is a package of its own, and generators with `//go:build ignore` are `main`.
        files.filter(|other| other.ir.package == file.ir.package).collect()
    }

    fn package_around(&self, file: &Path) -> &'p Package {
        let key = hash(&file.as_os_str().as_encoded_bytes());
        if let Some(known) = self.packages.borrow().get(&key) {
            return known;
        }
        let package = self.project.package_around(file);
        self.packages.borrow_mut().insert(key, package);
        package
    }

    /// A name that `from x import *` may bring.
    pub(super) fn star_import(&self, cx: &Cx<'p>, name: &str) -> Option<Value<'p>> {
        if cx.ir().language != Language::Python {
            return None;
        }
        self.starred(cx.file, name, &mut Vec::new())
    }
}

/// What stands left of all dots.
fn first_of(ir: &Module, mut expr: ExprId) -> ExprId {
    while let ExprKind::Member { object, .. } = ir.kind(expr) {
        expr = *object;
    }
    expr
}

/// What a module can be as a whole; the names of an object are its exports.
fn is_thing(value: &Value<'_>) -> bool {
    matches!(value, Value::Class(_) | Value::Function(_) | Value::Instance(_) | Value::External(_))
}
