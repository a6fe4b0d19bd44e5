use super::lower;
use crate::syntax::ir::*;

fn calls(module: &Module) -> usize {
    module.exprs.iter().filter(|expr| matches!(expr.kind, ExprKind::Call(_))).count()
}

#[test]
fn long_chains_are_lowered_whole() {
    for text in [
        format!("x = a{}", ".b(1)".repeat(2000)),
        format!("x = a{}", " + f()".repeat(2000)),
        format!("x = a{}", " and f()".repeat(2000)),
        format!("x = a{}", " < f()".repeat(2000)),
        format!("x = {}f(){}", "(".repeat(2000), ")".repeat(2000)),
        format!("if a: f()\n{}", "elif b: f()\n".repeat(1999)),
    ] {
        let module = lower(&text);
        assert!(module.damaged.is_empty(), "{}", &text[..20]);
        assert!(calls(&module) == 2000 || text.contains("((("), "{} has {}", &text[..20], calls(&module));
    }
}

#[test]
fn what_is_too_deep_is_damaged_and_the_rest_is_lowered() {
    for deep in [
        format!("x = {}a{}", "[".repeat(5000), "]".repeat(5000)),
        format!("x = {}a", "not ".repeat(5000)),
        format!("x = {}a", "lambda: ".repeat(5000)),
        format!("x = {}{}", "f(".repeat(5000), ")".repeat(5000)),
        format!("x: {}int{}", "List[".repeat(5000), "]".repeat(5000)),
        format!("x: '{}int{}'\ny = {}b{}", "List[".repeat(5000), "]".repeat(5000), "{".repeat(5000), "}".repeat(5000)),
        format!("{}a{} = x", "[".repeat(5000), "]".repeat(5000)),
        (0..300).map(|level| format!("{}if a:\n", " ".repeat(level))).collect::<String>() + &" ".repeat(300) + "pass",
    ] {
        let module = lower(&format!("{deep}\nlast.call()\n"));
        assert!(!module.damaged.is_empty(), "{}", &deep[..20]);
        let last = module.flow.calls.last().map(|call| module.span(*call).start as usize);
        assert_eq!(last, Some(deep.len() + 1), "{}", &deep[..20]);
    }
}

#[test]
fn unreadable_places_cost_only_themselves() {
    let module = lower(
        "\
def broken(:
    r.mget(a, b)
class A:
    def f(self):
        if x ==:
            return self.r.delete(k)
    def g(self): return self.r.mset({a: 1, b:: 2}, h())
foo(a b, c(d))
",
    );
    assert_eq!(module.damaged.len(), 4);
    assert_eq!(module.flow.calls.len(), 6);
    assert_eq!(module.classes[0].methods.len(), 2);
}
