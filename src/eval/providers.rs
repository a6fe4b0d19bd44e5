//! What NestJS gives to a parameter of a constructor: `@Inject(TOKEN) private readonly store`.

use super::value::{ListPart, MapValue, Value};
use super::{Cx, Evaluator};
use crate::syntax::ir::*;

/// Providers of one token that are looked at.
const MAX_PROVIDERS: usize = 4;

impl<'p> Evaluator<'p> {
    /// What the decorator of a parameter says: the provider of a token that some module has; for other decorators that
    /// inject (`@InjectRedis()`), what these are.
    pub(super) fn injected(&self, cx: &Cx<'p>, function: FuncId, index: u32) -> Option<Value<'p>> {
        let ir = cx.ir();
        let info = ir.function(function);
        if info.method != MethodKind::Constructor || info.decorators.is_empty() {
            return None;
        }
        let at = |index: usize| info.params.get(index).map(|param| param.span);
        let before = at(index as usize)?.start;
        let behind = (index as usize).checked_sub(1).and_then(at).map_or(info.span.start, |param| param.end);
        let stands_here = |span: crate::finding::Span| behind <= span.start && span.end <= before;
        let decorator = info.decorators.iter().copied().find(|&decorator| stands_here(ir.span(decorator)))?;
        let call = ir.call(decorator)?;
        let name = super::callers::last_name(ir, call.callee)?;
        if name != "Inject" {
            return name.starts_with("Inject").then(|| self.eval(cx, decorator)).filter(|given| !given.is_hole());
        }
        let token = self.eval(cx, call.args.first()?.value);
        self.provided_for(&token)
    }

    fn provided_for(&self, token: &Value<'p>) -> Option<Value<'p>> {
        let wanted = token.identity();
        let mut found = Vec::new();
        for site in self.every_call_named("Module").iter() {
            let (cx, ir) = (Cx::of(site.file), &site.file.ir);
            if !ir.language.is_javascript() {
                continue;
            }
            let Some(options) = ir.call(site.expr).and_then(|call| call.args.first()) else { continue };
            let Value::Map(options) = self.eval(&cx, options.value) else { continue };
            let Some(Value::List(providers)) = options.get("providers").map(|entry| &entry.value) else { continue };
            for provider in providers.parts.iter().map(ListPart::value) {
                if let Value::Map(provider) = provider
                    && provider.get("provide").is_some_and(|given| given.value.identity() == wanted)
                    && found.len() < MAX_PROVIDERS
                {
                    found.extend(self.made_by(&cx, site.expr, provider));
                }
            }
        }
        (!found.is_empty()).then(|| Value::union(found))
    }

    fn made_by(&self, cx: &Cx<'p>, expr: ExprId, provider: &MapValue<'p>) -> Option<Value<'p>> {
        let given = |name: &str| provider.get(name).map(|entry| entry.value.clone());
        let made = given("useValue")
            .or_else(|| given("useFactory").map(|factory| self.apply(cx, expr, &factory, Vec::new())))
            .or_else(|| given("useClass").map(|class| self.instance_of(&class)))?;
        (!made.is_hole()).then_some(made)
    }
}
