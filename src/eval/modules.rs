//! Names across files: imports, exports, Go packages, star imports.

use std::path::Path;
use std::rc::Rc;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::value::{External, Value};
use super::{Cx, Evaluator};
use crate::project::{ModuleFile, Resolution};
use crate::syntax::ir::*;

/// `export *` chains longer than this are not followed.
const MAX_STARS: u32 = 8;

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

    fn resolved_module(&self, cx: &Cx<'p>, specifier: &SmolStr) -> Value<'p> {
        match self.project.resolve(cx.file, specifier) {
            Resolution::Files(paths) => {
                let files: Vec<&'p ModuleFile> = paths.iter().filter_map(|path| self.project.load(path)).collect();
                if files.is_empty() { self.symbol(specifier.clone()) } else { Value::Namespace(files.into()) }
            }
            Resolution::External(name) => self.symbol(name),
            Resolution::Missing => self.symbol(specifier.clone()),
        }
    }

    /// A module inside a Python folder without `__init__.py`.
    pub(super) fn member_module(&self, cx: &Cx<'p>, specifier: &str, name: &str) -> Option<Value<'p>> {
        let resolution = self.project.resolve_member(cx.file, specifier, name);
        let files: Vec<&'p ModuleFile> = resolution.files().iter().filter_map(|path| self.project.load(path)).collect();
        (!files.is_empty()).then(|| Value::Namespace(files.into()))
    }

    fn symbol(&self, module: SmolStr) -> Value<'p> {
        Value::external(External::Symbol { module, path: SmallVec::new() })
    }

    /// What a module exports under a name.
    pub fn export(&self, files: &[&'p ModuleFile], name: &str) -> Option<Value<'p>> {
        files.iter().find_map(|file| self.export_of(file, name, 0))
    }

    fn export_of(&self, file: &'p ModuleFile, name: &str, depth: u32) -> Option<Value<'p>> {
        if depth > MAX_STARS {
            return None;
        }
        let key = (file.key, SmolStr::from(name));
        if let Some(known) = self.exports.borrow().get(&key) {
            return known.clone();
        }
        let cycles = self.cycles.get();
        let found = self.find_export(file, name, depth);
        if !self.exhausted() && cycles == self.cycles.get() && depth == 0 {
            self.exports.borrow_mut().insert(key, found.clone());
        }
        found
    }

    fn find_export(&self, file: &'p ModuleFile, name: &str, depth: u32) -> Option<Value<'p>> {
        let cx = Cx::of(file);
        match file.ir.language {
            Language::Python | Language::Go | Language::Lua => self
                .top_binding(&cx, name)
                .or_else(|| self.starred(file, name, depth))
                .or_else(|| self.submodule(&cx, name)),
            Language::JavaScript | Language::TypeScript | Language::Tsx => {
                self.named_export(&cx, name).or_else(|| self.starred(file, name, depth))
            }
        }
    }

    fn top_binding(&self, cx: &Cx<'p>, name: &str) -> Option<Value<'p>> {
        let binding = *cx.ir().top.get(name)?;
        Some(self.binding_at(cx, None, binding))
    }

    fn named_export(&self, cx: &Cx<'p>, name: &str) -> Option<Value<'p>> {
        let mut whole = None;
        for export in &cx.ir().exports {
            match export {
                Export::Named(exported, value) if exported == name => return Some(self.eval(cx, *value)),
                Export::Module(value) => whole = Some(*value),
                _ => {}
            }
        }
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

    fn starred(&self, file: &'p ModuleFile, name: &str, depth: u32) -> Option<Value<'p>> {
        let cx = Cx::of(file);
        for export in &file.ir.exports {
            let Export::Star(specifier) = export else { continue };
            match self.module(&cx, specifier) {
                Value::Namespace(files) => {
                    let found = files.iter().find_map(|file| self.export_of(file, name, depth + 1));
                    if found.is_some() {
                        return found;
                    }
                }
                Value::External(external) => {
                    if let External::Symbol { module, .. } = &*external {
                        // `export * from 'ioredis'`: any name may come from there.
                        let path = smallvec::smallvec![SmolStr::from(name)];
                        return Some(Value::external(External::Symbol { module: module.clone(), path }));
                    }
                }
                _ => {}
            }
        }
        None
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
        let files: Vec<&'p ModuleFile> = paths.iter().filter_map(|path| self.project.load(path)).collect();
        (!files.is_empty()).then(|| Value::Namespace(files.into()))
    }

    /// A member of a module of the project.
    pub(super) fn namespace_member(
        &self,
        cx: &Cx<'p>,
        expr: ExprId,
        files: &[&'p ModuleFile],
        name: &SmolStr,
    ) -> Value<'p> {
        if let Some(found) = self.export(files, name) {
            return found;
        }
        // `import a.b` in Python: members of `a` are modules too.
        if let (Language::Python, [file]) = (cx.ir().language, files) {
            let is_package = file.path.file_name() == Some("__init__.py".as_ref());
            if is_package && let Some(found) = self.namespace(&Cx::of(file), &format!(".{name}")) {
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
        self.package(cx.file).iter().find_map(|file| self.top_binding(&Cx::of(file), name))
    }

    /// The other files of a Go package.
    pub(super) fn package(&self, file: &'p ModuleFile) -> Rc<[&'p ModuleFile]> {
        if let Some(known) = self.packages.borrow().get(&file.key) {
            return known.clone();
        }
        let files: Rc<[&'p ModuleFile]> = if file.ir.language == Language::Go {
            self.project
                .package_files(file)
                .iter()
                .filter(|path| Path::new(path.as_path()) != &*file.path)
                .filter_map(|path| self.project.load(path))
                .filter(|other| other.ir.package == file.ir.package)
                .collect()
        } else {
            Rc::from([])
        };
        self.packages.borrow_mut().insert(file.key, files.clone());
        files
    }

    /// A name that `from x import *` may bring.
    pub(super) fn star_import(&self, cx: &Cx<'p>, name: &str) -> Option<Value<'p>> {
        if cx.ir().language != Language::Python {
            return None;
        }
        self.starred(cx.file, name, 0)
    }
}
