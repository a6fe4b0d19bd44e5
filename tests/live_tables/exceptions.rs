//! Where slotlint and a cluster disagree on purpose, with the reason in words.

const FILE: &str = include_str!("../../fixtures/live/tables/exceptions.tsv");

/// Those of one library, or of the second judge.
pub(crate) struct Exceptions {
    lines: Vec<Exception>,
}

/// Columns, calls, context, placements: each a list of words apart by spaces (calls by `|`), in which `*` stands for any
/// end, and what slotlint says there.
struct Exception {
    text: String,
    patterns: Vec<Vec<String>>,
    used: bool,
}

impl Exceptions {
    pub(crate) fn of(name: &str) -> Exceptions {
        let lines = FILE.lines().filter(|line| !line.starts_with('#'));
        let parsed = lines.filter_map(|line| {
            let mut parts = line.split('\t');
            if parts.next() != Some(name) {
                return None;
            }
            let fields: Vec<&str> = parts.collect();
            let [columns, calls, contexts, placements, reason] = fields.as_slice() else {
                panic!("six columns expected: {line}");
            };
            assert!(reason.split(' ').count() > 3, "a reason in words is needed: {line}");
            let list = |text: &str, by: char| text.split(by).map(str::to_owned).collect();
            let patterns = vec![list(columns, ' '), list(calls, '|'), list(contexts, ' '), list(placements, ' ')];
            Some(Exception { text: line.to_owned(), patterns, used: false })
        });
        Exceptions { lines: parsed.collect() }
    }

    /// Whether a line of column, call, context, placement and more is an exception.
    pub(crate) fn explain(&mut self, disagreement: &str) -> bool {
        let mut explained = false;
        for exception in &mut self.lines {
            let mut fields = exception.patterns.iter().zip(disagreement.split('\t'));
            if fields.all(|(patterns, field)| patterns.iter().any(|pattern| fits(pattern, field))) {
                exception.used = true;
                explained = true;
            }
        }
        explained
    }

    /// Those that explained nothing.
    pub(crate) fn unused(&self) -> Vec<&str> {
        self.lines.iter().filter(|exception| !exception.used).map(|exception| exception.text.as_str()).collect()
    }
}

fn fits(pattern: &str, field: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => field.starts_with(start),
        None => field == pattern,
    }
}
