use super::{javascript, statements};

#[test]
fn names_are_known_before_they_are_declared() {
    javascript(
        "function set() { client = make(); global = 1; } let client; { let client = 2; use(client); } if (x) { var late = 1; } use(late);",
        "
        fn set()
          def client = (call make?)
          def global = 1
        def set = fn:set
        block
          def client'2 = 2
          expr (call use? client'2)
        if x?
          def late = 1
        expr (call use? late)
        ",
    );
}

#[test]
fn loops_give_elements_and_keys() {
    statements(
        "for (const id of ids) a(id);
         for (const k in o) b(k);
         for await (const { x } of pages()) c(x);
         for (const [k, v] of Object.entries(o)) d(k, v);
         for (let i = 0; i < this.keys.length; i++) e(this.keys[i]);
         for (let i = 0; i < 10; i += 2) { f(i); }
         while (g()) { continue; }
         do { h(); } while (i());",
        "
        loop L0 over ids?
          def id = (each L0 ids?)
          expr (call a? id)
        loop L1 over o?
          def k = (key L1 o?)
          expr (call b? k)
        loop L2 over (call pages?)
          def x = (each L2 (call pages?)).x
          expr (call c? x)
        loop L3 over (call Object?.entries o?)
          def k'2 = (key L3 o?)
          def v = (each L3 o?)
          expr (call d? k'2 v)
        loop L4 over this.keys
          def i = (key L4 this.keys)
          expr (call e? this.keys[i])
        def i'2 = 0
        loop L5
          expr (< i'2 10)
          expr (call f? i'2)
          def i'2 += 2
        loop L6
          expr (call g?)
          exit
        loop L7
          expr (call h?)
          expr (call i?)
        ",
    );
}

#[test]
fn branches_and_exits() {
    statements(
        "function f() {
           if (!x) return null;
           else if (y) throw new Error('e');
           else { g(); }
           a && b();
           a || (c = d());
           t ? u() : v();
           process.exit(1);
         }",
        r#"
        fn f()
          if (! x?)
            return null
          elif y?
            expr (new Error? "e")
            exit
          else
            expr (call g?)
          if a?
            expr (call b?)
          if (! a?)
            def c = (call d?)
          if t?
            expr (call u?)
          else
            expr (call v?)
          expr (call process?.exit 1)
          exit
        def f = fn:f
        "#,
    );
}

#[test]
fn a_switch_is_a_branch_and_its_breaks_end_nothing_else() {
    statements(
        "switch (kind) {
           case 'a': case 'b': x(); break;
           default: z();
           case 'c': { if (p) { break; } y(); break; }
         }
         switch (true) { case r instanceof Redis.Cluster: w(); }",
        r#"
        if (|| (== kind? "a") (== kind? "b"))
          expr (call x?)
        elif (== kind? "c")
          block
            if p?
              exit
            expr (call y?)
        else
          expr (call z?)
        if (is r? Redis?.Cluster)
          expr (call w?)
        "#,
    );
}

#[test]
fn try_catch_and_finally() {
    javascript(
        "try { a(); } catch ({ code }) { b(code); } finally { c(); }
         try { a(); } catch { b(); }
         try { a(); } catch (e) { throw e; }",
        "
        try
          expr (call a?)
        handler
          def code = _.code
          expr (call b? code)
        after
          expr (call c?)
        try
          expr (call a?)
        handler
          expr (call b?)
        try
          expr (call a?)
        handler
          def e = _
          expr e
          exit
        ",
    );
}

#[test]
fn calls_inside_what_has_no_meaning_are_kept() {
    javascript(
        "const v = <A b={f()} {...g()}>{xs.map(x => <B key={h(x)}/>)}</A>; typeof i(); void j(); delete k().l; /r/.test(m()); `${n()}`;",
        "
        def v = (seq (call f?) (call g?) (call xs?.map fn:#1) _)
          fn #1(x) per L0 xs?
            def x = (param #1 0)
            return (seq (call h? x) _)
        expr (seq (call i?) _)
        expr (seq (call j?) null)
        expr (seq (call k?).l _)
        expr (call _.test (call m?))
        expr `${(call n?)}`
        ",
    );
}

#[test]
fn comments_and_statements_are_listed() {
    let text = "// one\nf(/* two */ a,\n  b);\nclass A {\n  // three\n  m() {}\n}\n";
    let module = super::typescript(text);
    let of = |spans: &[crate::finding::Span]| {
        spans.iter().map(|span| text[span.range()].lines().next().unwrap_or_default().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(&module.comments), ["// one", "/* two */", "// three"]);
    assert_eq!(of(&module.statements), ["f(/* two */ a,", "class A {", "m() {}"]);
}
