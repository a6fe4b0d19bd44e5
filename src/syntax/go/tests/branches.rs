use super::*;

/// The conditions around each call, outermost first, as `callee: conditions`.
fn guards(text: &str) -> Vec<String> {
    let module = module(&format!("func body() {{\n{text}\n}}"));
    let source = format!("package p\nfunc body() {{\n{text}\n}}");
    let mut lines = Vec::new();
    for &call in &module.flow.calls {
        let mut conditions: Vec<String> = module
            .contexts(module.context_of(call))
            .filter_map(|context| match context.kind {
                ContextKind::When(test) => Some(source[module.span(test).range()].to_owned()),
                ContextKind::Unless(test) => Some(format!("not {}", &source[module.span(test).range()])),
                ContextKind::Body(_) | ContextKind::Loop(_) | ContextKind::Handler => None,
            })
            .collect();
        conditions.reverse();
        lines.push(format!("{}: {}", &source[module.span(call).range()], conditions.join(", ")));
    }
    lines
}

#[test]
fn an_early_return_guards_the_rest_even_behind_an_initialiser() {
    assert_eq!(
        guards("if err := a(); err != nil { return b() }\nc()"),
        ["a(): ", "b(): err != nil", "c(): not err != nil"]
    );
    assert_eq!(guards("if c, ok := x.(*T); !ok { return }\nc.Do()"), ["c.Do(): not !ok"]);
}

#[test]
fn an_else_if_with_an_initialiser_runs_it_only_when_reached() {
    assert_eq!(
        guards("if x { a() } else if y := b(); y { c() } else { d() }"),
        ["a(): x", "b(): not x", "c(): not x, y", "d(): not x, not y"]
    );
}

#[test]
fn a_checked_assertion_defines_both_names_from_one_cast() {
    expect(
        &body("if c, ok := x.(*redis.ClusterClient); ok { c.ForEachMaster() } else if y { z() } else { w() }"),
        "
        def c = (part (as x? redis?.ClusterClient) 0)
        def ok = (part (as x? redis?.ClusterClient) 1)
        if ok
          expr (call c.ForEachMaster)
        elif y?
          expr (call z?)
        else
          expr (call w?)
        ",
    );
}

#[test]
fn a_type_switch_tests_and_casts() {
    expect(
        &body(
            "switch v := x.(type) {
            default: a(v)
            case *redis.ClusterClient: b(v)
            case *redis.Client, *redis.Ring: c(v)
            case nil: d(v)
            case error, nil: e(v)
            }
            switch f().(type) { case string: g() }",
        ),
        "
        expr x?
        if (is x? redis?.ClusterClient)
          def v'2 = (as x? redis?.ClusterClient)
          expr (call b? v'2)
        elif (is x? redis?.Client redis?.Ring)
          def v'3 = x?
          expr (call c? v'3)
        elif (== x? null)
          def v'4 = x?
          expr (call d? v'4)
        elif (|| (is x? error?) (== x? null))
          def v'5 = x?
          expr (call e? v'5)
        else
          def v = x?
          expr (call a? v)
        expr (call f?)
        if (is (call f?) text)
          expr (call g?)
        ",
    );
}

#[test]
fn switches_compare_or_test() {
    expect(
        &body(
            "switch n := f(); n {
            case 1, 2: a(); break
            default: b()
            case 3: if x { break }; c()
            }
            switch { case x > 1 && y, z: d(); fallthrough; case w: }",
        ),
        "
        def n = (call f?)
        expr n
        if (|| (== n 1) (== n 2))
          expr (call a?)
        elif (== n 3)
          if x?
            exit
          expr (call c?)
        else
          expr (call b?)
        if (|| (&& (> x? 1) y?) z?)
          expr (call d?)
        elif w?
        ",
    );
}

#[test]
fn any_arm_of_a_select_may_run() {
    assert_eq!(
        guards(
            "select {
            case v, ok := <-a(): b(v, ok)
            case ch <- c():
            case <-ctx.Done(): return
            default: d()
            }
            e()"
        ),
        ["a(): ", "b(v, ok): ", "c(): ", "ctx.Done(): ", "d(): ", "e(): "]
    );
    expect(
        &body("select { case v, ok := <-ch: use(v) }"),
        "
        else
          def v = (part (await ch?) 0)
          def ok = (part (await ch?) 1)
          expr (call use? v)
        ",
    );
}
