//! A rule's document: TOML front matter between `+++` lines, then Markdown with marked examples.
//!
//! The same bytes serve `slotlint explain`, the README's table and the tests.

use serde::{Deserialize, Serialize};

use crate::finding::Severity;

/// What the front matter says. Unknown keys are allowed: tests read some of their own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct FrontMatter {
    /// Kebab-case, the same as the file's name.
    pub name: String,
    /// The section of the catalogue, such as `slots`.
    pub group: String,
    /// The highest that the rule reaches on a cluster client.
    #[serde(deserialize_with = "severity")]
    pub severity: Severity,
    /// Libraries that it knows: `ioredis`, `redis-py`, `go-redis`, `bullmq`.
    pub clients: Vec<String>,
    /// The first version of slotlint that has it.
    pub since: String,
    /// `none`, `safe` or `unsafe`.
    pub fix: String,
    /// One line.
    pub summary: String,
}

impl FrontMatter {
    /// Only the front matter of a document, for those who need no more.
    ///
    /// # Errors
    /// As [`RuleDoc::parse`].
    pub fn parse(document: &str) -> Result<Self, String> {
        Self::read(split_front_matter(document)?.0)
    }

    fn read(front: &str) -> Result<Self, String> {
        toml::from_str(front).map_err(|error| format!("front matter: {}", error.message()))
    }
}

/// A heading and what stands under it, up to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section<'a> {
    /// 1 for `#`.
    pub level: usize,
    /// Without the signs.
    pub title: &'a str,
    /// Without blank lines around.
    pub text: &'a str,
}

/// What an example claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Each marked line is reported, no other is.
    Bad,
    /// Nothing is reported, by any rule.
    Good,
    /// A known miss: ought to be reported, and is not yet.
    Todo,
}

/// A line on which a rule is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark<'a> {
    /// From 1, in the example.
    pub row: u32,
    /// The rule's name.
    pub rule: &'a str,
}

/// A fenced block with a verdict in its info string, such as ```` ```js bad ioredis=4.31.0 ````.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example<'a> {
    /// `js`, `ts`, `py`, `go`, ...
    pub language: &'a str,
    /// The second word.
    pub verdict: Verdict,
    /// The words behind it: `ioredis=4.31.0`.
    pub attributes: Vec<&'a str>,
    /// The lines between the fences, the last one with its line end.
    pub code: &'a str,
    /// The document's row (from 1) of the code's first line.
    pub first_row: u32,
    /// From the trailing comments `error: rule` (several: `error: one, two`).
    pub marks: Vec<Mark<'a>>,
}

/// One parsed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleDoc<'a> {
    /// What stands between the `+++` lines.
    #[serde(flatten)]
    pub meta: FrontMatter,
    /// Everything behind the front matter.
    pub body: &'a str,
    /// In order of the document.
    #[serde(skip)]
    pub sections: Vec<Section<'a>>,
    /// In order of the document. Blocks without a verdict are no examples.
    pub examples: Vec<Example<'a>>,
}

const FENCE: &str = "```";

impl<'a> RuleDoc<'a> {
    /// Parses a document.
    ///
    /// # Errors
    /// In words, with the row: no front matter, a missing key, a fence that is not closed, a verdict that is none.
    pub fn parse(document: &'a str) -> Result<Self, String> {
        let (front, body) = split_front_matter(document)?;
        let meta = FrontMatter::read(front)?;
        let body_row = 1 + document[..document.len() - body.len()].matches('\n').count() as u32;
        let (sections, examples) = Reader::new(body, body_row).read()?;
        Ok(Self { meta, body: body.trim_start(), sections, examples })
    }

    /// The text under a heading, if there is one of that title.
    pub fn section(&self, title: &str) -> Option<&'a str> {
        self.sections.iter().find(|section| section.title == title).map(|section| section.text)
    }
}

fn severity<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Severity, D::Error> {
    let word = String::deserialize(deserializer)?;
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    let known = all.into_iter().find(|severity| severity.as_str() == word);
    known.ok_or_else(|| serde::de::Error::custom(format!("severity is `{word}`; expected error, warning or info")))
}

/// The text between two `+++` lines, and all behind.
fn split_front_matter(document: &str) -> Result<(&str, &str), String> {
    let mut start = None;
    let mut at = 0;
    for line in document.split_inclusive('\n') {
        let is_fence = line.trim_end() == "+++";
        match start {
            None if is_fence => start = Some(at + line.len()),
            None if line.trim().is_empty() => {}
            None => break,
            Some(from) if is_fence => return Ok((&document[from..at], &document[at + line.len()..])),
            Some(_) => {}
        }
        at += line.len();
    }
    Err("no front matter: a rule's document begins with TOML between two `+++` lines".to_owned())
}

/// One pass over the lines of a body.
struct Reader<'a> {
    body: &'a str,
    first_row: u32,
    sections: Vec<Section<'a>>,
    examples: Vec<Example<'a>>,
    /// Level and title of the section under way, and where its text begins.
    heading: Option<(usize, &'a str, usize)>,
    /// Info string of the fence under way, where its code begins, and that row.
    fence: Option<(&'a str, usize, u32)>,
}

impl<'a> Reader<'a> {
    fn new(body: &'a str, first_row: u32) -> Self {
        Self { body, first_row, sections: Vec::new(), examples: Vec::new(), heading: None, fence: None }
    }

    fn read(mut self) -> Result<(Vec<Section<'a>>, Vec<Example<'a>>), String> {
        let mut at = 0;
        let body = self.body;
        for (row, line) in (self.first_row..).zip(body.split_inclusive('\n')) {
            let end = at + line.len();
            self.line(line.trim_end(), at..end, row)?;
            at = end;
        }
        if let Some((info, _, row)) = self.fence {
            return Err(format!("row {}: the block `{info}` is not closed", row - 1));
        }
        self.close_section(body.len());
        Ok((self.sections, self.examples))
    }

    fn line(&mut self, line: &'a str, range: std::ops::Range<usize>, row: u32) -> Result<(), String> {
        if let Some((info, start, first_row)) = self.fence {
            if line == FENCE {
                self.fence = None;
                let code = &self.body[start..range.start];
                self.examples.extend(example(info, code, first_row)?);
            }
        } else if let Some(info) = line.strip_prefix(FENCE) {
            self.fence = Some((info.trim(), range.end, row + 1));
        } else if let Some(title) = heading(line) {
            self.close_section(range.start);
            self.heading = Some((title.0, title.1, range.end));
        }
        Ok(())
    }

    fn close_section(&mut self, end: usize) {
        if let Some((level, title, start)) = self.heading.take() {
            self.sections.push(Section { level, title, text: self.body[start..end].trim() });
        }
    }
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    ((1..=6).contains(&level) && title.starts_with(' ')).then(|| (level, title.trim()))
}

fn example<'a>(info: &'a str, code: &'a str, first_row: u32) -> Result<Option<Example<'a>>, String> {
    let mut words = info.split_whitespace();
    let (Some(language), Some(verdict)) = (words.next(), words.next()) else {
        return Ok(None);
    };
    let verdict = match verdict {
        "bad" => Verdict::Bad,
        "good" => Verdict::Good,
        "todo" => Verdict::Todo,
        other => return Err(format!("row {}: `{other}` is no verdict; expected bad, good or todo", first_row - 1)),
    };
    let marks = (1..).zip(code.lines()).flat_map(|(row, line)| marks(line).map(move |rule| Mark { row, rule }));
    Ok(Some(Example { language, verdict, attributes: words.collect(), code, first_row, marks: marks.collect() }))
}

/// The rules in `// error: one, two` or `# error: one` at the end of a line.
fn marks(line: &str) -> impl Iterator<Item = &str> {
    let names = ["// error:", "# error:", "-- error:"].iter().filter_map(|sign| line.rsplit_once(sign)).next();
    names.map_or("", |(_, names)| names).split(',').map(str::trim).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"+++
name = "cross-slot-command"
group = "slots"
severity = "error"
clients = ["ioredis", "redis-py"]
since = "0.1.0"
fix = "none"
summary = "keys of one command in several slots"
not-shown-live = "for tests only"
+++

# cross-slot-command

## What it finds

Keys that hash apart.

## Examples

```js bad ioredis=4.31.0
# no heading
cluster.mget('a', 'b'); // error: cross-slot-command, key-prefix
```

```py good
client.get("a")
```

```
plain text
```

## Limits

None.
"#;

    #[test]
    fn front_matter_sections_and_examples() {
        let doc = RuleDoc::parse(DOCUMENT).unwrap();
        assert_eq!((doc.meta.name.as_str(), doc.meta.severity), ("cross-slot-command", Severity::Error));
        assert_eq!(doc.section("What it finds"), Some("Keys that hash apart."));
        let titles: Vec<_> = doc.sections.iter().map(|section| section.title).collect();
        assert_eq!(titles, ["cross-slot-command", "What it finds", "Examples", "Limits"]);
        assert_eq!(doc.examples.len(), 2);
        let bad = &doc.examples[0];
        assert_eq!(
            (bad.language, bad.verdict, bad.attributes.as_slice()),
            ("js", Verdict::Bad, &["ioredis=4.31.0"][..])
        );
        assert_eq!(DOCUMENT.lines().nth(bad.first_row as usize - 1), Some("# no heading"));
        assert_eq!(bad.marks, [Mark { row: 2, rule: "cross-slot-command" }, Mark { row: 2, rule: "key-prefix" }]);
        assert_eq!(doc.examples[1].code, "client.get(\"a\")\n");
        assert!(doc.body.starts_with("# cross-slot-command\n"));
    }

    #[test]
    fn every_page_parses_and_is_named_as_its_file() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap();
            if path.extension().is_some_and(|extension| extension == "md") && name != "README" {
                let text = std::fs::read_to_string(&path).unwrap();
                let doc = RuleDoc::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(doc.meta.name, name);
                let claims = |example: &Example<'_>| (example.verdict == Verdict::Bad) != example.marks.is_empty();
                let odd = doc.examples.iter().find(|example| example.verdict != Verdict::Todo && !claims(example));
                assert_eq!(odd, None, "{name}: bad examples have marks, good ones have none");
            }
        }
    }

    #[test]
    fn line_ends_do_not_matter() {
        let with_crlf = DOCUMENT.replace('\n', "\r\n");
        let doc = RuleDoc::parse(&with_crlf).unwrap();
        assert_eq!(doc.examples[0].marks.len(), 2);
        assert_eq!(doc.section("Limits"), Some("None."));
    }

    #[test]
    fn mistakes_are_named() {
        let error = |from: &str, to: &str| RuleDoc::parse(&DOCUMENT.replace(from, to)).unwrap_err();
        assert!(error("+++", "---").contains("no front matter"));
        assert!(error("group = \"slots\"\n", "").contains("missing field `group`"));
        assert!(error("\"error\"", "\"fatal\"").contains("severity is `fatal`"));
        assert_eq!(error("py good", "py fine"), "row 25: `fine` is no verdict; expected bad, good or todo");
        assert_eq!(error("plain text\n```", "plain text"), "row 29: the block `` is not closed");
    }
}
