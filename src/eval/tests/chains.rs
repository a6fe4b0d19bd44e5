//! Chains of thousands.

use super::seen;

#[test]
fn a_long_chain_is_known_to_its_end() {
    let text = format!("import redis\np = redis.Redis().pipeline()\nsee(p{})", "\n .set('a', 1)".repeat(2000));
    let got = seen("a.py", &text);
    assert!(got[0].starts_with("redis.Redis().pipeline().set().set()"), "{}", &got[0][..60]);
    let text = format!("see(a{});", "\n || f()".repeat(2000));
    assert!(seen("a.js", &text)[0].starts_with("a | "));
    let text = format!("see('a'{});", "\n + id".repeat(2000));
    assert!(seen("a.js", &text)[0].starts_with("\"a<id><id>"));
}

#[test]
fn a_name_defined_from_itself_many_thousand_times_ends() {
    let text = format!("import redis\nq = redis.Redis()\n{}see(q)", "q = q.where(1)\n".repeat(20_000));
    assert_eq!(seen("a.py", &text).len(), 1);
    let text = format!(
        "const q0 = a();\n{}",
        (0..8000).map(|n| format!("const q{} = q{n}.b(see(q{n}));\n", n + 1)).collect::<String>()
    );
    assert_eq!(seen("a.js", &text).len(), 8000);
}
