use super::*;

/// The dump of one expression, the value of a variable.
fn value(text: &str) -> String {
    let lowered = body(&format!("value := {text}"));
    let value = lowered.lines().last().and_then(|line| line.strip_prefix("def value = "));
    value.unwrap_or_else(|| panic!("no value in {lowered}")).to_owned()
}

#[test]
fn literals() {
    assert_eq!(value(r#""a\tb\u00e9""#), "\"a\\tb\u{e9}\"");
    assert_eq!(value("`raw \\n`"), r#""raw \\n""#);
    assert_eq!(value("0x_1F"), "31");
    assert_eq!(value("017"), "15");
    assert_eq!(value("1_000.5"), "1000.5");
    assert_eq!(value("'a'"), "97");
    assert_eq!(value("-1"), "(- 1)");
    assert_eq!(value("nil"), "null");
    assert_eq!(value("!true"), "(! true)");
}

#[test]
fn pointers_and_parentheses_are_transparent() {
    assert_eq!(value("(*p).f(&q)"), "(call p?.f q?)");
    assert_eq!(value("<-ch"), "(await ch?)");
    assert_eq!(value("(*T)(x)"), "(call T? x?)");
}

#[test]
fn operators() {
    assert_eq!(value(r#"a + ":" + b"#), r#"(+ (+ a? ":") b?)"#);
    assert_eq!(value("a && (b || !c)"), "(&& a? (|| b? (! c?)))");
    assert_eq!(value("len(xs) >= 1"), "(> (call len? xs?) 1)");
    assert_eq!(value("^f()"), "(seq (call f?) _)");
}

#[test]
fn calls_spread_convert_and_take_types() {
    assert_eq!(value("rdb.Del(ctx, keys...).Val()"), "(call (call rdb?.Del ctx? ...keys?).Val)");
    assert_eq!(value("[]byte(key)"), "(as key? text)");
    assert_eq!(value("string(key)"), "(call string? key?)");
    assert_eq!(value("make([]string, 0, len(xs))"), "(call make? (of list(text)) 0 (call len? xs?))");
    assert_eq!(value("new(redis.Options)"), "(call new? (of redis?.Options))");
    assert_eq!(value("f[string](x)"), "(call f? x?)");
    assert_eq!(value("pkg.F[string, pkg.T](x)"), "(call pkg?.F x?)");
    assert_eq!(value("x.(fmt.Stringer).String()"), "(call (as x? fmt?.Stringer).String)");
}

#[test]
fn composite_literals_know_their_types() {
    assert_eq!(
        value(r#"&redis.ClusterOptions{Addrs: []string{"a", "b"}, Retries: n}"#),
        r#"redis?.ClusterOptions{"Addrs": ["a", "b"], "Retries": n?}"#
    );
    assert_eq!(
        value(r#"[]redis.Z{{Score: 1, Member: "x"}, {2, "y"}}"#),
        r#"[redis?.Z{"Score": 1, "Member": "x"}, redis?.Z{2, "y"}]"#
    );
    assert_eq!(
        value(r#"map[string][]string{prefix: {"a"}, "b": nil}"#),
        r#"map(text, list(text)){prefix?: ["a"], "b": null}"#
    );
    assert_eq!(value("map[K]*T{{1, 2}: {A: 3}}"), r#"map(K?, T?){K?{1, 2}: T?{"A": 3}}"#);
    assert_eq!(value("[...]string{0: \"a\", \"b\"}"), r#"["a", "b"]"#);
    assert_eq!(value("T{}"), "T?{}");
    assert_eq!(value("struct{ a int }{1}"), "{a: number}{1}");
}

#[test]
fn keys_of_a_map_type_of_this_file_are_expressions() {
    let lowered = file("type Opts map[string]int\nvar o = Opts{key: 1}\nvar p = Other{key: 1}");
    expect(&lowered, "def Opts = type map(text, number)\ndef o = Opts{key?: 1}\ndef p = Other?{\"key\": 1}");
}

#[test]
fn slices_keep_the_calls_in_their_bounds() {
    expect(&body("use(xs[1:n()], xs[i])"), "expr (call n?)\nexpr (call use? xs?[:] xs?[i?])");
}

#[test]
fn function_literals_are_values() {
    expect(
        &body("rdb.Watch(ctx, func(tx *redis.Tx) error { return tx.Get(ctx, k).Err() }, k)"),
        "
        fn #2(tx: redis?.Tx) -> error?
          def tx: redis?.Tx = (param #2 0)
          return (call (call tx.Get ctx? k?).Err)
        expr (call rdb?.Watch ctx? fn:#2 k?)
        ",
    );
}

#[test]
fn callbacks_of_lo_run_once_per_element() {
    let module =
        module("import \"github.com/samber/lo\"\nvar keys = lo.Map(ids, func(id string, _ int) string { return id })");
    let (over, turn) = module.functions[1].runs_per.expect("runs per element");
    assert!(matches!(module.kind(over), ExprKind::Name { name, .. } if name == "ids"));
    assert_eq!(module.loops[turn.index()].over, Some(over));
}
