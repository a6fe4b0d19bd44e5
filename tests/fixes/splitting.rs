//! Commands of Go over keys of many slots, written as one command for each key.

use crate::{GO_CLUSTER, fixed};

/// A function of Go with these rows, before and after `--unsafe-fixes`.
fn split(rows: &str) -> String {
    let source = format!("{GO_CLUSTER}\nfunc use(ctx context.Context) (int64, error) {{\n{rows}}}\n");
    let text = fixed("main.go", &source, &["--unsafe-fixes"]);
    let body = text.strip_prefix(GO_CLUSTER).and_then(|text| text.split_once("error) {\n")).unwrap().1;
    body.strip_suffix("}\n").unwrap().to_owned()
}

#[test]
fn a_go_command_is_split_where_only_its_error_counts() {
    let pipelined = "r.Pipeliner) error {
		for _, key := range []string{\"a\", \"b\"} {
			pipe.Del(ctx, key)
		}
		return nil
	})";
    let rest = "\t\treturn 0, err\n\t}\n\treturn 0, nil\n";
    let rows = format!("\tif err := rdb.Del(ctx, \"a\", \"b\").Err(); err != nil {{\n{rest}");
    let expected = format!("\tif _, err := rdb.Pipelined(ctx, func(pipe {pipelined}; err != nil {{\n{rest}");
    assert_eq!(split(&rows), expected);
    let rest = "\treturn 0, nil\n";
    let rows = format!("\trdb.Del(ctx, \"a\", \"b\")\n{rest}");
    assert_eq!(split(&rows), format!("\trdb.Pipelined(ctx, func(pipe {pipelined}\n{rest}"));
}

#[test]
fn a_go_command_is_split_and_its_counts_added_up() {
    let expected = "	return func() (int64, error) {
		cmds, err := rdb.Pipelined(ctx, func(pipe r.Pipeliner) error {
			for _, key := range []string{\"a\", \"b\"} {
				pipe.Exists(ctx, key)
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
		var total int64
		for _, cmd := range cmds {
			total += cmd.(*r.IntCmd).Val()
		}
		return total, nil
	}()
";
    assert_eq!(split("\treturn rdb.Exists(ctx, \"a\", \"b\").Result()\n"), expected);
}

#[test]
fn a_go_command_whose_arguments_would_mean_others_is_not_split() {
    for rows in [
        "\tkey := \"a\"\n\treturn rdb.Exists(ctx, key, \"b\").Result()\n",
        "\tpipe := \"a\"\n\treturn rdb.Exists(ctx, \"b\", pipe).Result()\n",
        "\treturn rdb.Exists(with(ctx), \"b\", \"a\").Result()\n",
        "\tcmd := rdb.Exists(ctx, \"b\", \"a\")\n\treturn cmd.Result()\n",
    ] {
        assert_eq!(split(rows), rows);
    }
}
