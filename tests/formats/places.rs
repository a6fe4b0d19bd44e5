//! Rows and columns of one finding in every format's own unit.

use serde_json::{Value, json};

use crate::{FORMATS, check, program, valid};

/// Two rows of an editor on another system, and a finding behind a tab and wide characters.
pub(crate) const SOURCE: &str = "import { Cluster } from 'ioredis'; // é😀\r\n\
    const redis = new Cluster([{ host: '127.0.0.1', port: 7000 }]);\r\n\
    \tconst é = '😀'; redis.mget('user:1:name', 'é😀'); // 😀\r\n";

const ROW: u32 = 3;

/// Columns of the call in characters, UTF-16 units and bytes; first, and behind the last.
struct Columns {
    characters: (u32, u32),
    utf16: (u32, u32),
    bytes: (u32, u32),
}

fn columns() -> Columns {
    let row = SOURCE.split("\r\n").nth(ROW as usize - 1).unwrap();
    let start = row.find("redis.mget").unwrap();
    let end = row.find("); //").unwrap() + 1;
    let both = |count: fn(&str) -> usize| (count(&row[..start]) as u32 + 1, count(&row[..end]) as u32 + 1);
    Columns {
        characters: both(|text| text.chars().count()),
        utf16: both(|text| text.encode_utf16().count()),
        bytes: both(str::len),
    }
}

/// In each encoding and with a byte order mark, which counts for nothing.
fn everywhere(test: impl Fn(&std::path::Path)) {
    let marked = format!("\u{feff}{SOURCE}");
    let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [SOURCE.as_bytes(), marked.as_bytes(), &utf16] {
        test(program::folder(&[("a.js", bytes)]).path());
    }
}

#[test]
fn the_units_differ_in_the_source() {
    let Columns { characters, utf16, bytes } = columns();
    assert_eq!((characters, utf16, bytes), ((17, 48), (18, 50), (21, 56)));
}

#[test]
fn people_and_json_count_characters() {
    let (start, end) = columns().characters;
    everywhere(|folder| {
        assert!(check(folder, "concise").out.starts_with(&format!("a.js:{ROW}:{start}: ")));
        assert!(check(folder, "full").out.contains(&format!("a.js:{ROW}:{start}")));
        let expected = [json!({ "row": ROW, "column": start }), json!({ "row": ROW, "column": end })];
        let json = valid(folder, "json");
        assert_eq!([&json[0]["location"], &json[0]["end_location"]], [&expected[0], &expected[1]]);
        let line: Value = serde_json::from_str(&check(folder, "json-lines").out).unwrap();
        assert_eq!(line, json[0]);
    });
}

#[test]
fn github_gitlab_and_junit_count_characters() {
    let (start, end) = columns().characters;
    everywhere(|folder| {
        let command = format!("file=a.js,line={ROW},endLine={ROW},col={start},endColumn={end}::a.js:{ROW}:{start}: ");
        let said = check(folder, "github").out;
        assert!(said.contains(&command), "{said}");
        let gitlab = valid(folder, "gitlab");
        assert_eq!(
            gitlab[0]["location"],
            json!({
                "path": "a.js",
                "lines": { "begin": ROW, "end": ROW },
                "positions": { "begin": { "line": ROW, "column": start }, "end": { "line": ROW, "column": end } },
            })
        );
        let cases = crate::junit::cases(&check(folder, "junit").out);
        assert_eq!(cases, [format!("a.js cross-slot-command at {ROW}:{start}")]);
    });
}

#[test]
fn sarif_counts_utf16_units_and_says_so() {
    let (start, end) = columns().utf16;
    everywhere(|folder| {
        let run = &valid(folder, "sarif")["runs"][0];
        assert_eq!(run["columnKind"], "utf16CodeUnits");
        let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
        let expected = json!({ "startLine": ROW, "startColumn": start, "endLine": ROW, "endColumn": end });
        assert_eq!(region, &expected);
    });
}

#[test]
fn rdjson_counts_bytes() {
    let (start, end) = columns().bytes;
    everywhere(|folder| {
        let range = &valid(folder, "rdjson")["diagnostics"][0]["location"]["range"];
        let expected = json!({ "start": { "line": ROW, "column": start }, "end": { "line": ROW, "column": end } });
        assert_eq!(range, &expected);
    });
}

#[test]
fn fingerprints_do_not_depend_on_lines_and_encodings() {
    let print = |bytes: &[u8]| {
        let folder = program::folder(&[("a.js", bytes)]);
        let json = valid(folder.path(), "json");
        let sarif = valid(folder.path(), "sarif");
        assert_eq!(json[0]["fingerprint"], sarif["runs"][0]["results"][0]["partialFingerprints"]["slotlint/v1"]);
        assert_eq!(json[0]["fingerprint"], valid(folder.path(), "gitlab")[0]["fingerprint"]);
        json[0]["fingerprint"].clone()
    };
    let plain = print(SOURCE.as_bytes());
    assert_eq!(print(format!("\u{feff}// above\n\n{SOURCE}").as_bytes()), plain);
    assert_eq!(print(SOURCE.replace("\r\n", "\n").as_bytes()), plain);
}

#[test]
fn every_format_is_named_here() {
    let known: Vec<_> = slotlint::report::FORMATS.iter().map(|format| format.name).collect();
    assert!(known.iter().all(|name| FORMATS.contains(name)), "{known:?}");
}
