//! What NestJS gives to a parameter of a constructor, or to a field: `@Inject(TOKEN) private readonly store`.

use std::rc::Rc;

use super::value::{Closure, ListPart, MapValue, Value};
use super::{Cx, Evaluator, FrameArgs, Site};
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
        self.given_by_decorator(cx, decorator)
    }

    /// What a decorator of a parameter or a field says of it.
    pub(super) fn given_by_decorator(&self, cx: &Cx<'p>, decorator: ExprId) -> Option<Value<'p>> {
        let ir = cx.ir();
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
            let written =
                ir.call(site.expr).and_then(|call| call.args.first()).map(|options| self.eval(&cx, options.value));
            for options in written.into_iter().chain(self.dynamic_modules(*site)) {
                let Value::Map(options) = options else { continue };
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
        }
        (!found.is_empty()).then(|| Value::union(found))
    }

    /// What the static methods of the class under a decorator `@Module()` give: `static forRoot(options): DynamicModule`.
    fn dynamic_modules(&self, decorator: Site<'p>) -> Vec<Value<'p>> {
        let ir = &decorator.file.ir;
        let Some(class) = self.decorated_class(decorator).map(|class| ir.class(class)) else { return Vec::new() };
        let modules = class.methods.iter().filter(|&&method| ir.function(method).method == MethodKind::Static);
        let given = modules.take(MAX_PROVIDERS).map(|&function| {
            let closure = Rc::new(Closure { cx: Cx::of(decorator.file), function, this: None });
            self.invoke(&closure.cx, &closure, FrameArgs::Values(Vec::new()), decorator)
        });
        given.flat_map(|value| value.alternatives().to_vec()).collect()
    }

    /// The class that a decorator stands in or before, sought once: every token asks about every module.
    fn decorated_class(&self, decorator: Site<'p>) -> Option<ClassId> {
        let key = (decorator.file.key, decorator.expr);
        *self.decorated.borrow_mut().entry(key).or_insert_with(|| {
            let ir = &decorator.file.ir;
            let at = ir.span(decorator.expr);
            let classes = (0..).map(ClassId).zip(&ir.classes);
            let decorated = classes.filter(|(_, class)| class.span.contains(at) || class.span.start >= at.end);
            decorated.min_by_key(|(_, class)| (class.span.start, class.span.end)).map(|(id, _)| id)
        })
    }

    fn made_by(&self, cx: &Cx<'p>, expr: ExprId, provider: &MapValue<'p>) -> Option<Value<'p>> {
        let given = |name: &str| provider.get(name).map(|entry| entry.value.clone());
        let made = given("useValue")
            .or_else(|| given("useFactory").map(|factory| self.apply(cx, expr, &factory, Vec::new())))
            .or_else(|| given("useClass").map(|class| self.instance_of(&class)))?;
        (!made.is_hole()).then_some(made)
    }
}
