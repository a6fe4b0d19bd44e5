//! Keys of which a part is one of a few texts.

use super::MADE;
use super::program::concise;

#[test]
fn keys_are_judged_with_each_of_the_texts_that_a_part_may_be() {
    let verdicts = [
        // Whatever was chosen, it was chosen for both.
        ("const p = flag ? '{a}' : '{b}';", "p + ':x', p + ':y'", None),
        ("let p = '{a}'; if (flag) p = '{b}';", "`${p}:x`, `${p}:y`", None),
        ("const p = flag ? 'a' : 'b';", "p + ':x', p + ':y'", Some("error")),
        ("const p = flag ? 'name' : 'email';", "`user:1:${p}`, 'user:1:age'", Some("error")),
        ("const p = flag ? 'name' : 'age';", "`{user:1}:${p}`, '{user:1}:age'", None),
        // Where the choice speaks of a cluster, the one without a tag is for where there is none.
        ("const p = isCluster ? '{app}' : 'app';", "p + ':x', p + ':y'", None),
        ("const flag = config.cluster.enabled; const p = flag ? '{app}' : 'v1';", "p + ':x', p + ':y'", None),
        ("const p = options.useHashTags ? '{app}' : 'app';", "p + ':x', p + ':y'", None),
        ("const p = isCluster ? tag(ids) : ids;", "`${p}:x`, `${p}:y`", None),
        ("let p = ids; if (isCluster) p = tag(ids);", "`${p}:x`, `${p}:y`", None),
        ("const p = isCluster ? `{${ids}}:x` : 'a';\nconst q = isCluster ? `{${ids}}:y` : 'b';", "p, q", None),
        ("const p = !isCluster ? ids : tag(ids);", "`${p}:x`, `${p}:y`", None),
        ("const p = mode === 'cluster' ? '{app}' : 'app';", "p + ':x', p + ':y'", None),
        ("const p = client instanceof Cluster ? '{app}' : 'app';", "p + ':x', p + ':y'", None),
        ("const p = isCluster || flag ? '{app}' : 'app';", "p + ':x', p + ':y'", None),
        // The one without a tag may be the one for the cluster.
        ("const p = !isCluster ? '{app}' : 'app';", "p + ':x', p + ':y'", Some("warning")),
        ("const p = isCluster ? ids : tag(ids);", "`${p}:x`, `${p}:y`", Some("warning")),
        ("const p = isCluster && flag ? '{app}' : 'app';", "p + ':x', p + ':y'", Some("warning")),
        ("let p = 'app'; if (isCluster) if (flag) p = '{app}';", "p + ':x', p + ':y'", Some("warning")),
        // A cluster of something else, or the name of one.
        ("const p = kubeCluster ? '{app}' : 'app';", "p + ':x', p + ':y'", Some("warning")),
        ("const p = clusterId ? `{${ids}}` : ids;", "`${p}:x`, `${p}:y`", Some("warning")),
        ("let p = 'app'; if (ids.clusterName === 'eu') p = '{app}';", "p + ':x', p + ':y'", Some("warning")),
        (
            "const set = load({ cluster: { nodes: 3 } }); const p = set ? '{app}' : 'app';",
            "p + ':x', p + ':y'",
            Some("warning"),
        ),
        (
            "const clusterKey = () => '{app}', key = () => 'app'; const p = flag ? clusterKey() : key();",
            "p + ':x', p + ':y'",
            Some("warning"),
        ),
        // Right with one of them, which may be the one for something else.
        ("const p = flag ? '{app}' : 'app';", "p + ':x', p + ':y'", Some("warning")),
        ("const p = flag ? `{${ids}}` : ids;", "`${p}:x`, `${p}:y`", Some("warning")),
        ("const p = flag ? `{${ids}}:x` : 'a';\nconst q = flag ? `{${ids}}:y` : 'b';", "p, q", Some("warning")),
        ("const p = flag ? '{app}' : 'v1';", "p + ':x', p + ':y'", Some("warning")),
        ("const p = flag ? '{app}' : ids.length;", "p + ':x', p + ':y'", Some("warning")),
        ("const p = flag ? '{app}' : ids;", "p + ':x', p + ':y'", Some("warning")),
    ];
    for (choice, keys, expected) in verdicts {
        let choice = choice.replace('\n', " ");
        let text = format!(
            "{MADE}const tag = (s) => `{{${{s}}}}`; function f(flag, ids, isCluster) {{\n{choice}\nclient.mget({keys});\n}}\n"
        );
        let out = concise(&[("a.js", &text)], Some("cross-slot-command"));
        let severity = out.strip_prefix("a.js:5:1: ").and_then(|rest| rest.split('[').next());
        assert_eq!(severity, expected, "{choice} {keys}: {out}");
    }
}
