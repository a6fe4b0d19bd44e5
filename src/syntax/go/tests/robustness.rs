use super::*;
use crate::finding::Span;
use crate::source::boundary_before;
use crate::syntax::random::Random;

/// Programs with most of the language in them.
const SAMPLES: [&str; 2] = [include_str!("samples/store.go"), include_str!("samples/odd.go")];

fn damaged(text: &str, random: &mut Random) -> String {
    let start = boundary_before(text, random.below(text.len()));
    let end = boundary_before(text, (start + random.below(80)).min(text.len())).max(start);
    let piece = &text[start..end];
    match random.below(4) {
        0 => text[..start].to_owned(),
        1 => format!("{}{}", &text[..start], &text[end..]),
        2 => format!("{}{piece}{}", &text[..end], &text[end..]),
        _ => {
            let elsewhere = boundary_before(text, random.below(text.len()));
            format!("{}{piece}{}", &text[..elsewhere], &text[elsewhere..])
        }
    }
}

#[track_caller]
fn check(module: &Module, text: &str) {
    let inside = |span: Span| assert!(text.get(span.range()).is_some(), "{span:?} of {text}");
    for expr in &module.exprs {
        inside(expr.span);
    }
    for span in module.statements.iter().chain(&module.comments).chain(&module.damaged) {
        inside(*span);
    }
    for &call in &module.flow.calls {
        assert!(module.call(call).is_some());
    }
    for binding in &module.bindings {
        inside(binding.span);
    }
}

#[test]
fn damaged_programs_are_lowered_as_far_as_possible() {
    let mut random = Random::of(0x9E37_79B9_7F4A_7C15);
    let mut calls = 0;
    for round in 0..300 {
        let mut text = SAMPLES[round % SAMPLES.len()].to_owned();
        for _ in 0..=round / 100 {
            text = damaged(&text, &mut random);
        }
        let module = lower(Language::Go, &text);
        check(&module, &text);
        calls += module.flow.calls.len();
    }
    assert!(calls > 300 * 10, "{calls}");
}

#[test]
fn whole_samples_have_no_damage_and_every_call_once() {
    for sample in SAMPLES {
        let module = lower(Language::Go, sample);
        check(&module, sample);
        assert_eq!(module.damaged, []);
        let marked = sample.matches("/*call*/").count();
        assert_eq!(module.flow.calls.len(), marked, "{}", dump(&module));
    }
}

#[test]
fn an_unfinished_call_costs_only_itself() {
    let text = "package p\nfunc a() { x.Get(1) }\nfunc b() {\n\tx.MGet(ctx, k,\n\tx.Del(2)\n}\nfunc c() { x.Get(3) }\n";
    let module = lower(Language::Go, text);
    let calls: Vec<&str> = module.flow.calls.iter().map(|call| &text[module.span(*call).range()]).collect();
    assert!(calls.contains(&"x.Get(1)") && calls.contains(&"x.Get(3)") && calls.contains(&"x.Del(2)"), "{calls:?}");
    assert!(!module.damaged.is_empty());
}

#[test]
fn calls_in_an_unreadable_case_are_found() {
    let text = "package p\nfunc f() {\n\tswitch x {\n\tcase 1:\n\t\tf(1, g()\n\tcase 2:\n\t\th()\n\tcase 3:\n\t\tf(1, g()\n\t}\n}\n";
    let module = lower(Language::Go, text);
    let calls: Vec<&str> = module.flow.calls.iter().map(|call| &text[module.span(*call).range()]).collect();
    assert!(calls.iter().filter(|call| **call == "g()").count() == 2, "{calls:?}");
}

#[test]
fn text_that_is_no_go_is_damaged() {
    for text in ["", "}}}}", "\u{0}\u{1}", "package", "<html>Ä</html>", "func ("] {
        check(&lower(Language::Go, text), text);
    }
    assert!(!lower(Language::Go, "}}}} ((").damaged.is_empty());
}

#[test]
fn long_chains_are_no_deep_nesting() {
    let sum = module(&format!("var x = {}\"z\"", "\"a\" + ".repeat(2_000)));
    assert_eq!(sum.damaged, []);
    let chain = module(&format!("var x = a{}", ".b()".repeat(2_000)));
    assert_eq!(chain.damaged, []);
    assert_eq!(chain.exprs.iter().filter(|expr| matches!(expr.kind, ExprKind::Call(_))).count(), 2_000);
    assert_eq!(module(&format!("var x = {}1{}", "(".repeat(20_000), ")".repeat(20_000))).damaged, []);
    let branches = module(&format!("func f() {{ if x {{}} {} }}", "else if y { g() } ".repeat(2_000)));
    assert_eq!(branches.flow.calls.len(), 2_000);
}

#[test]
fn deep_nesting_is_given_up_with_a_place() {
    let deep = |open: &str, middle: &str, close: &str| {
        let text = format!("{}{middle}{}", open.repeat(20_000), close.repeat(20_000));
        let module = module(&format!("func f() {{ x = {text} }}\nfunc later() {{ g() }}"));
        assert!(!module.damaged.is_empty(), "{open}");
        module.flow.calls.len()
    };
    assert!(deep("f(", "1", ")") >= 100);
    assert!(deep("[]T{", "", "}") >= 1);
    assert!(deep("func() { if x { ", "", "} }") >= 1);
    assert!(deep("a + (", "1", ")") >= 1);
    assert!(deep("*", "p", "") >= 1);
}
