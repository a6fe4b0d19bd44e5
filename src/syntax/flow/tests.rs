//! Source text, and which calls and contexts are found in it.

use crate::syntax::ir::*;
use crate::syntax::lower;

fn calls<'t>(text: &'t str, module: &Module) -> Vec<&'t str> {
    module.flow.calls.iter().map(|&call| &text[module.span(call).range()]).collect()
}

/// The conditions and loops around the only call of `name`, innermost first, up to its function.
#[track_caller]
fn around(language: Language, text: &str, name: &str) -> Vec<String> {
    let module = lower(language, text);
    let mut named = module.flow.calls.iter().filter(|&&call| text[module.span(call).range()].starts_with(name));
    let call = *named.next().expect("the call is in the source");
    assert!(named.next().is_none(), "{name} is called once");
    let contexts = module.contexts(module.context_of(call));
    contexts
        .filter_map(|context| match context.kind {
            ContextKind::When(test) => Some(format!("when {}", &text[module.span(test).range()])),
            ContextKind::Unless(test) => Some(format!("unless {}", &text[module.span(test).range()])),
            ContextKind::Loop(_) => Some("loop".to_owned()),
            ContextKind::Handler => Some("handler".to_owned()),
            ContextKind::Body(_) => None,
        })
        .collect()
}

/// Every call node of the arena is in `flow.calls`.
#[track_caller]
fn keeps(language: Language, text: &str, count: usize) {
    let module = lower(language, text);
    let built = module.exprs.iter().filter(|expr| matches!(expr.kind, ExprKind::Call(_))).count();
    assert_eq!((module.flow.calls.len(), built), (count, count), "from {}...", &text[..40.min(text.len())]);
}

#[test]
fn chains_of_thousands_keep_every_call() {
    for language in [Language::JavaScript, Language::TypeScript, Language::Tsx] {
        keeps(language, &format!("x = f(0){}", " + f(1)".repeat(1999)), 2000);
        keeps(language, &format!("x = a{}", ".b(1)".repeat(2000)), 2000);
        keeps(language, &format!("x = a{}", "?.b(1)".repeat(2000)), 2000);
        keeps(language, &format!("x = f(0){}", " && f(1)".repeat(1999)), 2000);
        keeps(language, &format!("x = f(0){}", " ?? f(1)".repeat(1999)), 2000);
        keeps(language, &format!("x = a{}", "[f()]".repeat(2000)), 2000);
    }
    keeps(Language::Python, &format!("x = f(0){}", " + f(1)".repeat(1999)), 2000);
    keeps(Language::Python, &format!("x = a{}", ".b(1)".repeat(2000)), 2000);
    keeps(Language::Python, &format!("x = f(0){}", " and f(1)".repeat(1999)), 2000);
    keeps(Language::Python, &format!("x = a{}", "[f():]".repeat(2000)), 2000);
    let go = |body: String| format!("package p\nfunc g() {{\n x = {body}\n}}\n");
    keeps(Language::Go, &go(format!("f(0){}", " + f(1)".repeat(1999))), 2000);
    keeps(Language::Go, &go(format!("a{}", ".B(1)".repeat(2000))), 2000);
    keeps(Language::Go, &go(format!("f(0){}", " || f(1)".repeat(1999))), 2000);
    keeps(Language::Lua, &format!("x = f(0){}", " .. f(1)".repeat(1999)), 2000);
    keeps(Language::Lua, &format!("x = a{}", ":b(1)".repeat(2000)), 2000);
}

#[test]
fn calls_come_in_the_order_of_the_source_and_changes_in_the_order_they_happen() {
    let text = "const xs = [];\nxs.push(a(1)).concat(b(2));\nxs.push(c());\nxs[0] = d();";
    let module = lower(Language::JavaScript, text);
    assert_eq!(
        calls(text, &module),
        ["xs.push(a(1)).concat(b(2))", "xs.push(a(1))", "a(1)", "b(2)", "xs.push(c())", "c()", "d()"]
    );
    let changes: Vec<&str> = module.flow.changes[&module.top["xs"]]
        .iter()
        .map(|change| &text[module.span(change.at(&module.flow)).range()])
        .collect();
    assert_eq!(changes, ["xs.push(a(1))", "xs.push(c())", "d()"]);
}

#[test]
fn what_runs_on_a_condition_stands_under_it() {
    let javascript = "x = a && b && f(); y = c || g(); z = t ? h() : i(); w = d ?? j();";
    let js = |name| around(Language::JavaScript, javascript, name);
    assert_eq!(js("f("), ["when a && b"]);
    assert_eq!(js("g("), ["unless c"]);
    assert_eq!(js("h("), ["when t"]);
    assert_eq!(js("i("), ["unless t"]);
    assert_eq!(js("j("), [""; 0]);
    let python = "x = a and b.c(f()) or g()\ny = h() if t else i()\n";
    assert_eq!(around(Language::Python, python, "f("), ["when a"]);
    assert_eq!(around(Language::Python, python, "g("), ["unless a and b.c(f())"]);
    assert_eq!(around(Language::Python, python, "i("), ["unless t"]);
    let go = "package p\nfunc g() {\n if a && f() { h() }\n}\n";
    assert_eq!(around(Language::Go, go, "f("), ["when a"]);
    assert_eq!(around(Language::Go, go, "h("), ["when a && f()"]);
    let lua = "if a then return end local x = b and f() or g()";
    assert_eq!(around(Language::Lua, lua, "f("), ["when b", "unless a"]);
    assert_eq!(around(Language::Lua, lua, "g("), ["unless b and f()", "unless a"]);
}

#[test]
fn a_condition_after_a_long_chain_is_still_under_it() {
    let text = format!("x = a{} && f()", " && b".repeat(2000));
    assert_eq!(around(Language::JavaScript, &text, "f(").len(), 1);
}

#[test]
fn comprehensions_stand_in_their_turns_and_conditions() {
    let text = "x = [f(k) for k in g() if h(k)]";
    assert_eq!(around(Language::Python, text, "f("), ["when h(k)", "loop"]);
    assert_eq!(around(Language::Python, text, "h("), ["loop"]);
    assert_eq!(around(Language::Python, text, "g("), [""; 0]);
}

#[test]
fn variables_of_comprehensions_stand_in_the_turns_of_their_loop() {
    for text in [
        "def f(ids):\n    return [g(k) for k in ids]",
        "def f(ids):\n    return {k: v for k, v in ids.items()}",
        "def f(ids):\n    return [g(k) for (k, (v, w)) in ids]",
        "def f(ids):\n    return [g(k) for n, k in enumerate(ids)]",
    ] {
        let module = lower(Language::Python, text);
        for binding in module.bindings.iter().filter(|binding| binding.name == "k" || binding.name == "v") {
            let DefKind::Value(value) = binding.defs[0].kind else { panic!("{} has a value", binding.name) };
            let context = module.context(module.context_of(value));
            assert!(matches!(context.kind, ContextKind::Loop(_)), "{} of {text}: {:?}", binding.name, context.kind);
            assert_eq!(module.function(context.function).name, "f");
        }
    }
}

#[test]
fn many_arms_and_exits_do_not_pile_up() {
    let arms = |first: &str, next: &str, count: usize| format!("{first}{}", next.repeat(count));
    for (language, text) in [
        (Language::JavaScript, arms("if (a) { f() }", " else if (b) { f() }", 3000)),
        (Language::JavaScript, format!("switch (a) {{{}}}", "case 1: f(); break;".repeat(3000))),
        (Language::JavaScript, format!("function g() {{{}}}", "if (a) return f();".repeat(3000))),
        (Language::Python, arms("if a: f()\n", "elif b: f()\n", 3000)),
        (Language::Python, format!("def g():\n{}", " if a: return f()\n".repeat(3000))),
        (Language::Go, format!("package p\nfunc g() {{\n switch a {{\n{} }}\n}}", " case 1: f()\n".repeat(3000))),
        (Language::Go, format!("package p\nfunc g() {{\n{}}}", " if a { f(); return }\n".repeat(3000))),
        (Language::Lua, format!("{} end", arms("if a then f()", " elseif b then f()", 3000))),
    ] {
        let module = lower(language, &text);
        assert!(module.flow.calls.len() >= 3000, "{}", &text[..30]);
        let deepest = module.flow.contexts.iter().map(|context| context.depth).max();
        assert!(deepest < Some(200), "{}: {deepest:?}", &text[..30]);
    }
}

#[test]
fn what_an_early_exit_left_out_holds_behind_it() {
    let text = "function g() { if (a) return; if (b) { throw 1 } f(); }";
    assert_eq!(around(Language::JavaScript, text, "f("), ["unless b", "unless a"]);
}
