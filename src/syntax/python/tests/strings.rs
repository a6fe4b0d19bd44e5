use super::check_expr;

#[test]
fn escapes_are_resolved() {
    check_expr(r#"'a\n\t\\\'\"\x41\101\u00e9\U0001F600'"#, r#""a\n\t\\'\"AAé😀""#);
    check_expr(r#"'\d\N{DASH}'"#, "\"\\\\d\u{fffd}\"");
    check_expr("'one \\\ntwo'", r#""one two""#);
    check_expr(r#"r'\n{a}'"#, r#""\\n{a}""#);
    check_expr(r#"b'\x41\n\u0041'"#, r#""A\n\\u0041""#);
}

#[test]
fn bytes_stay_bytes() {
    let module = super::lower(r"x = b'\xff'");
    let texts = module.exprs.iter().filter_map(|expr| match &expr.kind {
        crate::syntax::ir::ExprKind::Text(text) => Some(text.to_vec()),
        _ => None,
    });
    assert_eq!(texts.collect::<Vec<_>>(), [vec![0xff]]);
}

#[test]
fn line_ends_in_long_strings_are_plain() {
    check_expr("'''a\r\nb'''", r#""a\nb""#);
}

#[test]
fn formatted_strings_have_holes() {
    check_expr("f'user:{id}:x'", "`user:${id?}:x`");
    check_expr("f'{{{tag}}}:{n!r:>{width}}'", "`{${tag?}}:${n?}`");
    check_expr("f'{a}{f(b)}'", "`${a?}${(call f? b?)}`");
    check_expr("f'no holes {{x}}'", r#""no holes {x}""#);
    check_expr("rf'\\d{a}'", "`\\\\d${a?}`");
    check_expr("f'{x=}'", "`x=${x?}`");
    check_expr("f'{a[\"k\"]}'", r#"`${a?["k"]}`"#);
}

#[test]
fn strings_side_by_side_are_one() {
    check_expr("'a:' f'{b}' ':c' r'\\d'", "`a:${b?}:c\\\\d`");
    check_expr("('a'\n  'b')", r#""ab""#);
}

#[test]
fn formatting_stays_an_operation() {
    check_expr("'%s:%d' % (a, b)", r#"(% "%s:%d" tuple[a?, b?])"#);
    check_expr("'{}:{}'.format(a, *b, k=c)", r#"(call "{}:{}".format a? ...b? k=c?)"#);
    check_expr("':'.join([a, 'b'])", r#"(call ":".join [a?, "b"])"#);
}

#[test]
fn a_call_in_a_format_width_is_seen_once() {
    let module = super::lower("x = f'{a:{width()}}'");
    assert_eq!(module.flow.calls.len(), 1);
}

#[test]
fn numbers_of_all_bases() {
    check_expr("1_000", "1000");
    check_expr("0xff", "255");
    check_expr("0b11", "3");
    check_expr("1.5e3", "1500");
    check_expr("2j", "_");
}
