//! What stays the same about a finding while the code around it moves: for baselines and code scanning services.

use rustc_hash::FxHashMap;

use super::{Report, Style};
use crate::finding::Finding;
use crate::source::shown_path;

/// One for each finding of the report, in its order: 16 hex digits over rule, path, enclosing function, the flagged call's text
/// without layout, and a number that tells equal ones apart. No line number, so that code above may grow.
pub fn all(report: &Report, style: &Style) -> Vec<String> {
    if !report.fingerprints.is_empty() {
        return report.fingerprints.clone();
    }
    let mut seen: FxHashMap<u64, u64> = FxHashMap::default();
    let print = |finding: &Finding| {
        let base = base(finding, report, style);
        let ordinal = seen.entry(base).or_default();
        let print = Fnv(base).number(*ordinal).0;
        *ordinal += 1;
        format!("{print:016x}")
    };
    report.findings.iter().map(print).collect()
}

fn base(finding: &Finding, report: &Report, style: &Style) -> u64 {
    let path = shown_path(&finding.place.path, &style.repository);
    let text = report.sources.get(&finding.place.path).map_or("", |file| file.slice(finding.place.span));
    Fnv::new().field(finding.rule).field(&path).field(&finding.scope).field(&without_layout(text)).0
}

/// What a formatter may change does not count: blanks, quotes, and a comma before a closing bracket.
fn without_layout(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        match character {
            ')' | ']' | '}' if plain.ends_with(',') => {
                plain.pop();
                plain.push(character);
            }
            '\'' => plain.push('"'),
            _ => plain.push(character),
        }
    }
    plain
}

/// FNV-1a, 64 bits: the same in every build, which the standard library's hasher does not promise.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        Fnv(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)))
    }

    /// The byte 0xff is in no text, so that fields cannot run into each other.
    fn field(self, text: &str) -> Self {
        self.bytes(text.as_bytes()).bytes(&[0xff])
    }

    fn number(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn prints(text: &str) -> Vec<String> {
        all(&sample::flagging(text, "mget("), &sample::style())
    }

    #[test]
    fn code_above_and_layout_do_not_count() {
        let before = prints("cluster.mget('a', 'b')");
        let after = prints("// new\n\nconst x = 1;\ncluster.mget(\n  \"a\",\n  \"b\",\n)");
        assert_eq!(before, after);
    }

    #[test]
    fn another_key_counts() {
        assert_ne!(prints("cluster.mget('a', 'b')"), prints("cluster.mget('a', 'c')"));
    }

    #[test]
    fn equal_calls_are_told_apart_by_their_order() {
        let twice = prints("cluster.mget('a', 'b')\ncluster.mget('a', 'b')");
        assert_ne!(twice[0], twice[1]);
        assert_eq!(twice[0], prints("cluster.mget('a', 'b')")[0]);
    }

    #[test]
    fn rule_scope_and_path_count() {
        let print = |change: &dyn Fn(&mut Finding)| {
            let mut report = sample::flagging("cluster.mget('a', 'b')", "mget(");
            change(&mut report.findings[0]);
            all(&report, &sample::style()).remove(0)
        };
        let same = print(&|_| ());
        assert_ne!(same, print(&|finding| finding.rule = "other"));
        assert_ne!(same, print(&|finding| finding.scope = "load".to_owned()));
    }

    #[test]
    fn the_hash_is_the_published_one() {
        // Test vectors of FNV-1a 64: http://www.isthe.com/chongo/tech/comp/fnv/
        assert_eq!(Fnv::new().bytes(b"foobar").0, 0x8594_4171_f739_67e8);
        assert_eq!(Fnv::new().bytes(b"a").0, 0xaf63_dc4c_8601_ec8c);
    }
}
