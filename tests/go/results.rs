//! What calls give in Go: lists, several results, and numbers as text.

use super::{found, found_in};

#[test]
fn a_list_that_is_the_only_result_is_one_argument() {
    let fetch = |keys: &str| {
        found(&format!(
            "type Option func()
var rdb *redis.ClusterClient
func keys(id string) []string {{ return []string{{{keys}}} }}
func checked(id string) ([]string, error) {{ return keys(id), nil }}
func must(keys []string, err error) []string {{ return keys }}
func fetch(ctx context.Context, keys []string) {{ rdb.MGet(ctx, keys...) }}
func load(keys []string, options ...Option) {{ rdb.MGet(context.Background(), keys...) }}
func use(ctx context.Context, id string) {{
\tload(keys(id))
\tfetch(ctx, must(checked(id)))
}}
"
        ))
    };
    let apart = ["6 error[cross-slot-command]", "7 error[cross-slot-command]"];
    assert_eq!(fetch("\"u:\"+id, \"v:\"+id"), apart);
    assert_eq!(fetch("\"{u}:a\", \"{u}:b\""), [] as [&str; 0]);
}

#[test]
fn a_number_is_written_in_digits_or_made_a_character() {
    let found = |key: &str, other: &str| {
        let program = "package main
import (\n\t\"context\"\n\t\"strconv\"\n\t\"github.com/redis/go-redis/v9\"\n)
func use(ctx context.Context, rdb *redis.ClusterClient) {
";
        found_in(&[("main.go", &format!("{program}\trdb.MGet(ctx, \"{{\"+{key}+\"}}:a\", \"{{{other}}}:b\")\n}}\n"))])
    };
    let apart = ["2 error[cross-slot-command]"];
    for key in ["strconv.Itoa(65)", "string(strconv.Itoa(65))", "string(strconv.FormatInt(65, 10))"] {
        assert_eq!(found(key, "65"), [] as [&str; 0], "{key}");
        assert_eq!(found(key, "A"), apart, "{key}");
    }
    assert_eq!(found("string(65)", "A"), [] as [&str; 0]);
    assert_eq!(found("string(65)", "65"), apart);
    // In another base, which digits they are is not worked out.
    assert_eq!(found("strconv.FormatInt(65, 16)", "41"), found("strconv.FormatInt(port(), 16)", "41"));
}
