//! Parameters that a framework fills in: pytest's fixtures, and FastAPI's dependencies.

use std::rc::Rc;

use smol_str::SmolStr;

use super::value::{Closure, ListPart, Value};
use super::{Cx, Evaluator, FrameArgs};
use crate::project::ModuleFile;
use crate::syntax::ir::*;

/// `conftest.py` is looked for in so many folders, upwards from that of the test.
const MAX_FOLDERS: usize = 8;

impl<'p> Evaluator<'p> {
    /// What pytest gives to a parameter of a test or fixture: the fixture of its name, if that is a thing such as a client.
    pub(super) fn fixture(&self, cx: &Cx<'p>, expr: ExprId, function: FuncId, name: &SmolStr) -> Option<Value<'p>> {
        let info = cx.ir().function(function);
        let asks = info.name.starts_with("test") || is_fixture(cx.ir(), function);
        if cx.ir().language != Language::Python || !asks || name == "self" {
            return None;
        }
        let (file, fixture) = self.fixture_named(cx.file, function, name)?;
        Some(self.provided(cx, expr, file, fixture)).filter(is_thing)
    }

    /// What `Depends(provider)` stands for.
    pub(super) fn dependency(&self, cx: &Cx<'p>, expr: ExprId) -> Option<Value<'p>> {
        let call = cx.ir().call(expr).filter(|_| cx.ir().language == Language::Python)?;
        let named = match cx.ir().kind(call.callee) {
            ExprKind::Name { name, .. } => name,
            ExprKind::Member { property, .. } => property,
            _ => return None,
        };
        if named != "Depends" {
            return None;
        }
        match self.eval(cx, call.args.first()?.value) {
            Value::Function(provider) => Some(self.provided_by(cx, expr, &provider)).filter(is_thing),
            _ => None,
        }
    }

    fn provided(&self, cx: &Cx<'p>, expr: ExprId, file: &'p ModuleFile, function: FuncId) -> Value<'p> {
        self.provided_by(cx, expr, &Rc::new(Closure { cx: Cx::of(file), function, this: None }))
    }

    /// What a function returns, or yields to whom it provides for.
    fn provided_by(&self, cx: &Cx<'p>, expr: ExprId, provider: &Rc<Closure<'p>>) -> Value<'p> {
        let value = self.invoke(cx, provider, FrameArgs::Values(Vec::new()), cx.site(expr));
        match &value {
            Value::List(list) => match list.parts.as_slice() {
                [ListPart::One(given, _) | ListPart::Each(given, ..)] => given.clone(),
                _ => value,
            },
            _ => value,
        }
    }

    /// In the test's file, or in `conftest.py` of a folder around it. A fixture may ask for one of its own name further out.
    fn fixture_named(&self, file: &'p ModuleFile, asking: FuncId, name: &str) -> Option<(&'p ModuleFile, FuncId)> {
        let own = fixture_in(&file.ir, name).filter(|&found| found != asking);
        if let Some(found) = own {
            return Some((file, found));
        }
        (1..=MAX_FOLDERS).find_map(|level| {
            let resolved = self.project.resolve(file, &format!("{}conftest", ".".repeat(level)));
            let path = resolved.files().first().filter(|path| **path != file.path)?;
            let conftest = self.project.load(path)?;
            fixture_in(&conftest.ir, name).map(|found| (conftest, found))
        })
    }
}

fn fixture_in(ir: &Module, name: &str) -> Option<FuncId> {
    (0..ir.functions.len() as u32)
        .map(FuncId)
        .find(|&function| ir.function(function).name == name && is_fixture(ir, function))
}

/// `@pytest.fixture`, `@fixture(scope="session")`, `@pytest_asyncio.fixture`.
fn is_fixture(ir: &Module, function: FuncId) -> bool {
    ir.function(function).decorators.iter().any(|&decorator| {
        let named = ir.call(decorator).map_or(decorator, |call| call.callee);
        match ir.kind(named) {
            ExprKind::Name { name, .. } => name == "fixture",
            ExprKind::Member { property, .. } => property == "fixture",
            _ => false,
        }
    })
}

fn is_thing(value: &Value<'_>) -> bool {
    match value {
        Value::Union(values) => values.iter().any(is_thing),
        value => matches!(value, Value::External(_) | Value::Instance(_) | Value::Function(_)),
    }
}
