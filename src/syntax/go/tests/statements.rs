use super::*;

#[test]
fn short_declarations_see_the_outer_name_on_their_right() {
    expect(
        &body("key := a()\nfor { key := key + \"x\"; use(key) }\nkey, err := b(key)\nkey, err = key, nil"),
        r#"
        def key = (call a?)
        loop L0
          def key'2 = (+ key "x")
          expr (call use? key'2)
        def key = (part (call b? key) 0)
        def err = (part (call b? key) 1)
        def key = key
        def err = null
        "#,
    );
}

#[test]
fn blanks_are_evaluated_but_not_bound() {
    expect(
        &body("_, err := f()\n_, _ = g()\n_ = h()\n_, x := i(), j()"),
        "
        def err = (part (call f?) 1)
        expr (call g?)
        expr (call h?)
        expr (call i?)
        def x = (call j?)
        ",
    );
}

#[test]
fn assignments_go_to_names_members_and_elements() {
    expect(
        &body("s.rdb, m[k] = a, b\n*p = c\nvar n int\nn += 2\nn--\ns.n++\nglobal = d\nglobal.x *= 2"),
        "
        set s?.rdb = a?
        set m?[k?] = b?
        set p? = c?
        def n: number = (of number)
        def n += 2
        def n op= 1
        set s?.n = (+ s?.n 1)
        set global? = d?
        set global?.x = (* global?.x 2)
        ",
    );
}

#[test]
fn returns_of_several_values_are_tuples_and_bare_ones_give_the_named_results() {
    expect(
        &file(
            "func f() (n int, err error) { n = 1; func() string { return \"in\" }(); return }
            func g() (string, error) { return \"a\", nil }
            func h() (v string) { return }
            func i() { return }",
        ),
        r#"
        fn f() -> tuple(number, error?)
          def n: number = (of number)
          def err: error? = (of error?)
          def n = 1
          fn #2() -> text
            return "in"
          expr (call fn:#2)
          return tuple[n, err]
        def f = fn:f
        fn g() -> tuple(text, error?)
          return tuple["a", null]
        def g = fn:g
        fn h() -> text
          def v: text = (of text)
          return v
        def h = fn:h
        fn i()
          return
        def i = fn:i
        "#,
    );
}

#[test]
fn loops_hold_keys_and_elements() {
    expect(
        &body(
            "for i, k := range keys { keys[i] = p + k }
            for k := range m { use(k) }
            for i := range 10 { use(i) }
            for range xs { tick() }
            var i int
            for i = range xs {}
            for j := 0; j < n(); j++ { use(j) }
            for j := 0; j < len(s.xs); j += 2 { use(s.xs[j]) }
            for j := len(xs) - 1; j >= 0; j-- { use(j) }
            for it.Next(ctx) { it.Val() }
            for { work() }",
        ),
        "
        loop L0 over keys?
          def i = (key L0 keys?)
          def k = (each L0 keys?)
          set keys?[i] = (+ p? k)
        loop L1 over m?
          def k'2 = (key L1 m?)
          expr (call use? k'2)
        loop L2 over 10
          def i'2 = (key L2 10)
          expr (call use? i'2)
        loop L3 over xs?
          expr (call tick?)
        def i'3: number = (of number)
        loop L4 over xs?
          def i'3 = (key L4 xs?)
        def j = 0
        loop L5
          expr (< j (call n?))
          expr (call use? j)
          def j += 1
        expr 0
        loop L6 over s?.xs
          def j'2 = (key L6 s?.xs)
          expr (< j'2 (call len? s?.xs))
          expr (call use? s?.xs[j'2])
        expr (op (call len? xs?) 1)
        loop L7 over xs?
          def j'3 = (key L7 xs?)
          expr (> j'3 0)
          expr (call use? j'3)
        loop L8
          expr (call it?.Next ctx?)
          expr (call it?.Val)
        loop L9
          expr (call work?)
        ",
    );
}

#[test]
fn channels_and_iterators_give_elements() {
    expect(
        &file(
            "func f(in chan string) {
                for k := range in { use(k) }
                ch := make(chan string, 2)
                for k := range ch { use(k) }
                for m := range sub.Channel() { use(m) }
                for k := range maps.Keys(m) { use(k) }
            }",
        )
        .lines()
        .filter(|line| line.contains("L"))
        .map(|line| format!("{}\n", line.trim()))
        .collect::<String>(),
        "
        loop L0 over in
        def k = (each L0 in)
        loop L1 over ch
        def k'2 = (each L1 ch)
        loop L2 over (call sub?.Channel)
        def m = (each L2 (call sub?.Channel))
        loop L3 over (call maps?.Keys m?)
        def k'3 = (each L3 (call maps?.Keys m?))
        ",
    );
}

#[test]
fn goroutines_deferred_calls_and_sends_are_evaluated() {
    expect(
        &body("go work(f())\ndefer rdb.Close()\nch <- g()\nouter:\nfor { break outer }\ntype local struct { a int }"),
        "
        expr (call work? (call f?))
        expr (call rdb?.Close)
        expr ch?
        expr (call g?)
        loop L0
          exit
        def local = class:local
        ",
    );
}

#[test]
fn calls_that_never_return_leave_the_block() {
    let lowered = body(
        "panic(err)
        os.Exit(1)
        log.Fatalf(\"x\")
        log.Fatal().Err(err).Msg(\"x\")
        s.Exit(1)
        log.Info().Msg(\"x\")",
    );
    let exits: Vec<bool> = lowered.lines().map(|line| line == "exit").collect();
    assert_eq!(exits, [false, true, false, true, false, true, false, true, false, false]);
}

#[test]
fn every_statement_has_a_span_in_order() {
    let text = "package p\nvar a = 1\nfunc f() {\n\tif x := g(); x {\n\t\treturn\n\t}\n}\n";
    let module = lower(Language::Go, text);
    let starts: Vec<&str> =
        module.statements.iter().filter_map(|span| text[span.range()].split_whitespace().next()).collect();
    assert_eq!(starts, ["var", "a", "func", "if", "x", "return"]);
}
