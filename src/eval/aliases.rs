//! The other names that something goes by: imported, exported and required under a name of the importer's choice.

use std::path::Path;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::syntax::ir::*;

/// More names than this are not asked for.
const MAX_NAMES: usize = 8;

/// Names by the names that they stand for, over a set of files. Only a hint: the same name may mean many things.
#[derive(Default)]
pub struct Aliases {
    others: FxHashMap<SmolStr, Vec<SmolStr>>,
    /// What a module as a whole, or its default export, is called; by the last part of the module's name.
    wholes: FxHashMap<SmolStr, Vec<SmolStr>>,
}

impl Aliases {
    /// Adds what a file calls otherwise.
    pub fn add(&mut self, ir: &Module) {
        let is_javascript = ir.language.is_javascript();
        if !is_javascript && ir.language != Language::Python {
            return;
        }
        for binding in &ir.bindings {
            let [Def { kind: DefKind::Value(value), .. }] = binding.defs.as_slice() else { continue };
            match ir.kind(*value) {
                ExprKind::Module(specifier) if is_javascript => self.whole(specifier, &binding.name),
                ExprKind::Member { .. } => self.name(ir, *value, &binding.name),
                _ => {}
            }
        }
        for call in ir.flow.calls.iter().filter_map(|&call| ir.call(call)) {
            if let ExprKind::Module(specifier) = ir.kind(call.callee) {
                self.whole(specifier, specifier);
            }
        }
        for export in &ir.exports {
            if let Export::Named(name, value) = export {
                self.name(ir, *value, name);
            }
        }
        for expr in &ir.exprs {
            let ExprKind::Record { entries, .. } = &expr.kind else { continue };
            entries.iter().for_each(|entry| self.entry(ir, entry));
        }
    }

    /// `{ getClient: connect }`: a function by the name that an object has for it.
    fn entry(&mut self, ir: &Module, entry: &Entry) {
        let Entry::Pair { key, value } = entry else { return };
        let (ExprKind::Text(key), ExprKind::Name { name, binding: Some(binding) }) = (ir.kind(*key), ir.kind(*value))
        else {
            return;
        };
        let [Def { kind: DefKind::Value(held), .. }] = ir.binding(*binding).defs.as_slice() else { return };
        let imported = |object: &ExprId| matches!(ir.kind(*object), ExprKind::Module(_));
        match ir.kind(*held) {
            ExprKind::Function(_) => {}
            ExprKind::Member { object, .. } if imported(object) => {}
            _ => return,
        }
        if let Ok(key) = std::str::from_utf8(key)
            && key != name
        {
            add(&mut self.others, name.clone(), &SmolStr::from(key));
        }
    }

    fn name(&mut self, ir: &Module, value: ExprId, name: &SmolStr) {
        let known = match ir.kind(value) {
            ExprKind::Name { name, .. } => name,
            ExprKind::Member { object, property, .. } => match ir.kind(*object) {
                ExprKind::Module(specifier) if property == "default" => return self.whole(specifier, name),
                ExprKind::Module(_) => property,
                _ => return,
            },
            _ => return,
        };
        if known != name && name != "default" {
            add(&mut self.others, known.clone(), name);
        }
    }

    fn whole(&mut self, specifier: &SmolStr, name: &SmolStr) {
        if let Some(last) = last_part(Path::new(specifier.as_str())) {
            add(&mut self.wholes, last, name);
        }
    }

    /// The names that something of a file may be called by, its own first.
    pub fn of(&self, name: SmolStr, path: &Path, ir: &Module) -> Vec<SmolStr> {
        let mut names = vec![name];
        if ir.gives_whole
            && let Some(wholes) = last_part(path).and_then(|last| self.wholes.get(&last))
        {
            more(&mut names, wholes);
        }
        let mut at = 0;
        while at < names.len() {
            if let Some(others) = self.others.get(&names[at]) {
                more(&mut names, others);
            }
            at += 1;
        }
        names
    }
}

fn add(names: &mut FxHashMap<SmolStr, Vec<SmolStr>>, known: SmolStr, name: &SmolStr) {
    let names = names.entry(known).or_default();
    if names.len() < MAX_NAMES && !names.contains(name) {
        names.push(name.clone());
    }
}

fn more(names: &mut Vec<SmolStr>, others: &[SmolStr]) {
    for other in others {
        if names.len() < MAX_NAMES && !names.contains(other) {
            names.push(other.clone());
        }
    }
}

/// The last part of a module's name, without extension; of an index, that of its folder.
fn last_part(path: &Path) -> Option<SmolStr> {
    let stem = path.file_stem()?.to_str()?;
    match stem {
        "index" => Some(path.parent()?.file_name()?.to_str()?.into()),
        _ => Some(stem.into()),
    }
}
