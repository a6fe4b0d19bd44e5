use super::{javascript, statements};

#[test]
fn escapes_are_resolved() {
    javascript(
        r"const a = 'x\n\x41\u0042\u{1F600}\ud83d\ude00\q\'\0\101'; const b = 'line\
continued'; const c = '\ud83d alone'; const d = `a\t${x}\u{7d}`;",
        r#"
        def a = "x\nAB😀😀q'\0A"
        def b = "linecontinued"
        def c = "� alone"
        def d = `a\t${x?}}`
        "#,
    );
}

#[test]
fn templates_without_holes_are_strings_and_raw_ones_keep_escapes() {
    javascript(
        r"const a = `plain`; const b = ``; const c = String.raw`\n${x}`; const d = `${a}:${b}`; const e = `{${id}}:x`;",
        r#"
        def a = "plain"
        def b = ""
        def c = `\\n${x?}`
        def d = `${a}:${b}`
        def e = `{${id?}}:x`
        "#,
    );
}

#[test]
fn line_ends_in_templates_are_line_feeds() {
    javascript("const a = `x\r\ny`;", r#"def a = "x\ny""#);
}

#[test]
fn numbers_in_every_notation() {
    javascript("f(0x1F, 0b101, 0o17, 1_000, 10n, 1.5e3, .5);", "expr (call f? 31 5 15 1000 10 1500 0.5)");
}

#[test]
fn arrays_and_objects() {
    statements(
        "const a = [1, , ...xs]; const b = { k, 'l-m': 1, 2: 3, [n]: 4, ['o']: 5, ...p, q() {} };",
        r#"
        def a = [1, null, ...xs?]
        def b = {"k": k?, "l-m": 1, "2": 3, n?: 4, "o": 5, ...p?, "q": fn:q}
          fn q()
        "#,
    );
}
