//! What an example says about its run on a live cluster, in the comments that are its last lines.

use slotlint::rules::document::Example;

/// Such as `// fails: CROSSSLOT …`, `# prints (redis<6): …`, `// hangs`, `// not shown: why`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim<'a> {
    /// `fails`, `prints`, `hangs` or `not shown`.
    pub(crate) verb: &'a str,
    /// Versions and servers, as in `redis<6, redis-7.0`; empty for all.
    pub(crate) only: &'a str,
    /// Behind the colon.
    pub(crate) text: &'a str,
}

const VERBS: [&str; 4] = ["fails", "prints", "hangs", "not shown"];

/// In order of the lines.
pub(crate) fn of<'a>(example: &Example<'a>) -> Vec<Claim<'a>> {
    let mut claims: Vec<_> = example.code.lines().rev().map_while(claim).collect();
    claims.reverse();
    claims
}

fn claim(line: &str) -> Option<Claim<'_>> {
    let comment = line.strip_prefix("// ").or_else(|| line.strip_prefix("# "))?;
    let verb = VERBS.into_iter().find(|verb| comment.starts_with(verb))?;
    let rest = &comment[verb.len()..];
    let (only, rest) = match rest.strip_prefix(" (") {
        Some(rest) => rest.split_once(')')?,
        None => ("", rest),
    };
    let text = if rest.is_empty() { "" } else { rest.strip_prefix(": ")? };
    Some(Claim { verb, only, text })
}

#[test]
fn the_last_lines_are_claims() {
    let page = "+++\nname = \"a\"\ngroup = \"slots\"\nseverity = \"error\"\nclients = []\nsince = \"0.1.0\"\nfix = \"none\"\n\
        summary = \"a\"\n+++\n```py bad\n# fails: not at the end\nget()  # error: a\n# hangs (redis<6)\n# fails (redis>=6): \
        MOVED 1 a:1\n# prints: None\n```\n";
    let doc = slotlint::rules::document::RuleDoc::parse(page).unwrap();
    let claim = |verb, only, text| Claim { verb, only, text };
    let expected =
        [claim("hangs", "redis<6", ""), claim("fails", "redis>=6", "MOVED 1 a:1"), claim("prints", "", "None")];
    assert_eq!(of(&doc.examples[0]), expected);
}
