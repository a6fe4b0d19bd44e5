use super::{javascript, statements};

#[test]
fn destructuring_takes_members_and_elements() {
    javascript(
        "const { a, b: { c = 1 }, ['d']: d, [e()]: f, ...rest } = g(); const [h, , i = 2, ...j] = k(); const {} = l(); const [] = m();",
        "
        def a = (call g?).a
        def c = (?? (call g?).b.c 1)
        def d = (call g?).d
        def f = (call g?)[(call e?)]
        def rest = {...(call g?)}
        def h = (call k?)[0]
        def i = (?? (call k?)[2] 2)
        def j = (call k?)[:]
        expr (call l?)
        expr (call m?)
        ",
    );
}

#[test]
fn assignments_to_names_members_and_patterns() {
    javascript(
        "let x; x = 1; x += 'a'; x++; o.p = o.q = f(); o[k] = 2; o.n += 3; [x, o.r] = g(); ({ x, y: o.s } = h());",
        r#"
        def x = 1
        def x += "a"
        def x += 1
        set o?.q = (call f?)
        set o?.p = (call f?)
        set o?[k?] = 2
        set o?.n = (+ o?.n 3)
        def x = (call g?)[0]
        set o?.r = (call g?)[1]
        def x = (call h?).x
        set o?.s = (call h?).y
        "#,
    );
}

#[test]
fn assignments_inside_expressions() {
    javascript(
        "let m; if ((m = f())) {} return_(this.c ??= new R()); this.d ||= g(); m &&= h(); use(o.k = 1);",
        "
        def m = (call f?)
        if (= m (call f?))
        expr (call return_? (?? this.c (= this.c (new R?))))
        if (! this.d)
          set this.d = (call g?)
        if m
          def m = (call h?)
        expr (call use? (= o?.k 1))
        ",
    );
}

#[test]
fn casts_and_assertions() {
    statements(
        "const a = <C>b!; const c = d as unknown as Redis; const e = { f: 1 } as const; const g = h satisfies T; const { i }: Deps = j;",
        r#"
        def a = (as b? C?)
        def c = (as d? Redis?)
        def e = {"f": 1}
        def g = (as h? T?)
        def i = (as j? Deps?).i
        "#,
    );
}
