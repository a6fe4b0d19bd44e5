//! Text that Go's builders put together.

use super::seen;

/// What a key builder of several parts gives, by what it does with them.
fn built(body: &str) -> Vec<String> {
    let text = format!(
        "package main

import (
\t\"fmt\"
\t\"strings\"
)

func key(parts ...string) string {{
{body}
}}

func main() {{
\tsee(key(\"a\"))
\tsee(key(\"{{a}}\", \"b\"))
}}
"
    );
    seen("main.go", &text)
}

#[test]
fn what_is_written_to_a_builder_is_its_text() {
    let loops = "\tvar b strings.Builder
\tb.Grow(10)
\tb.WriteString(\"app\")
\tfor _, part := range parts {
\t\tb.WriteByte(':')
\t\tb.WriteString(part)
\t}
\tb.WriteString(\"!\")
\treturn b.String()";
    assert_eq!(built(loops), ["\"app:a!\"", "\"app:{a}:b!\""]);
}

#[test]
fn a_builder_that_something_else_may_write_to_is_not_known() {
    for body in [
        "\tvar b strings.Builder\n\tb.WriteString(\"app\")\n\tfmt.Fprintf(&b, \":%s\", parts[0])\n\treturn b.String()",
        "\tvar b strings.Builder\n\tif debug() {\n\t\tb.WriteString(\"app\")\n\t}\n\treturn b.String()",
        "\tvar b strings.Builder\n\tb.WriteString(\"app\")\n\tb.Reset()\n\treturn b.String()",
    ] {
        assert!(built(body).iter().all(|value| !value.contains("app")), "{body}");
    }
}

#[test]
fn what_an_object_lacks_has_its_default() {
    let text = "const f = ({ prefix = 'jobs', id }) => `${prefix}:${id}`;
see(f({ id: 1 }), f({ id: 2, prefix: 'a' }));
";
    assert_eq!(seen("a.js", text), ["\"jobs:1\", \"a:2\""]);
}

#[test]
fn of_a_number_go_makes_the_character() {
    let text = "package p\nimport \"strings\"\nconst separator = ':'\nfunc f(id string) {\n see(string(separator), strings.Join([]string{\"a\", id}, string(separator)))\n}\n";
    assert_eq!(seen("main.go", text), ["\":\", \"a:<id>\""]);
}
