//! Every output format against its schema, with everything in a source that moves columns, and everything in a name or a key
//! that could break out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../program/mod.rs"]
mod program;

mod hostile;
mod junit;
mod places;
mod schema;

use std::path::Path;

use serde_json::Value;

use program::Said;

/// The schemas, by format.
const SCHEMAS: [(&str, &str); 3] =
    [("sarif", "sarif-2.1.0.json"), ("gitlab", "gitlab-code-quality.json"), ("rdjson", "rdjson.json")];

const FORMATS: [&str; 9] = ["full", "concise", "json", "json-lines", "github", "gitlab", "sarif", "junit", "rdjson"];

fn check(folder: &Path, format: &str) -> Said {
    program::run(folder, &["check", "--isolated", "--select", "cross-slot-command", "--output-format", format])
}

/// What a format says, as JSON; fails unless it fits its schema.
fn valid(folder: &Path, format: &str) -> Value {
    let said = check(folder, format);
    let value: Value = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out));
    if let Some((_, name)) = SCHEMAS.iter().find(|(name, _)| *name == format) {
        assert_eq!(schema::violations(name, &value), Vec::<String>::new(), "{format}: {}", said.out);
    }
    value
}

#[test]
fn the_fixtures_fit_every_schema() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let count = |format: &str| {
        let words = ["check", "--isolated", "--output-format", format, "shop-js", "shop-py", "shop-go"];
        let said = program::run(&fixtures, &words);
        let list = |value: &Value| value.as_array().unwrap().len();
        match format {
            "junit" => junit::cases(&said.out).len(),
            "json-lines" => {
                said.out.lines().filter(|line| serde_json::from_str::<Value>(line).unwrap().is_object()).count()
            }
            "github" => said.out.lines().filter(|line| line.contains(",file=")).count(),
            _ => {
                let value: Value = serde_json::from_str(&said.out).unwrap();
                if let Some((_, name)) = SCHEMAS.iter().find(|(name, _)| *name == format) {
                    assert_eq!(schema::violations(name, &value), Vec::<String>::new(), "{format}");
                }
                let list_in = [&value, &value["runs"][0]["results"], &value["diagnostics"]];
                list(list_in.into_iter().find(|value| value.is_array()).unwrap())
            }
        }
    };
    let all = count("json");
    assert!(all > 10, "{all}");
    for format in ["json-lines", "github", "gitlab", "sarif", "junit", "rdjson"] {
        assert_eq!(count(format), all, "{format}");
    }
}

#[test]
fn a_broken_report_does_not_fit() {
    let folder = program::folder(&[("a.js", places::SOURCE.as_bytes())]);
    let broken = |format: &str, pointer: &str, value: Value| {
        let (_, name) = SCHEMAS.iter().find(|(name, _)| *name == format).unwrap();
        let mut report = valid(folder.path(), format);
        *report.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not in {format}")) = value;
        assert_ne!(schema::violations(name, &report), Vec::<String>::new(), "{format} {pointer}");
    };
    let result = "/runs/0/results/0";
    broken("sarif", &format!("{result}/level"), "fatal".into());
    broken("sarif", &format!("{result}/message"), Value::Object(Default::default()));
    broken("sarif", &format!("{result}/locations/0/physicalLocation/region/startLine"), 0.into());
    broken("sarif", &format!("{result}/locations/0/physicalLocation/artifactLocation/uri"), "a b.js".into());
    broken("sarif", "/runs/0/columnKind", "bytes".into());
    broken("sarif", "/version", "2.0.0".into());
    broken("gitlab", "/0/severity", "error".into());
    broken("gitlab", "/0/location/lines/begin", Value::Null);
    broken("rdjson", "/diagnostics/0/location/range/start/line", "3".into());
}

#[test]
fn only_findings_are_on_standard_output() {
    let folder = program::folder(&[("a.js", b""), ("b.py", b"x = '\xff' # redis\n")]);
    for format in FORMATS {
        let said = check(folder.path(), format);
        assert_eq!(said.code, 0, "{format}: {}", said.err);
        assert!(said.err.contains("Found nothing in 2 files"), "{format}: {}", said.err);
        assert!(!said.out.contains("Found nothing"), "{format}: {}", said.out);
    }
}

#[test]
fn a_repository_is_the_root_of_what_services_get() {
    let folder = program::folder(&[("repo/app/src/a.js", places::SOURCE.as_bytes()), ("repo/.git/HEAD", b"")]);
    let app = folder.path().join("repo/app");
    let sarif = valid(&app, "sarif");
    let artifact = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact, &serde_json::json!({ "uri": "app/src/a.js", "uriBaseId": "%SRCROOT%" }));
    assert_eq!(valid(&app, "gitlab")[0]["location"]["path"], "app/src/a.js");
    assert!(check(&app, "github").out.contains("file=app/src/a.js,"));
    // People, and tools that run where slotlint runs, get the path as seen from there.
    assert_eq!(valid(&app, "json")[0]["filename"], "src/a.js");
    assert_eq!(valid(&app, "rdjson")["diagnostics"][0]["location"]["path"], "src/a.js");
    let root = folder.path().join("repo");
    let print = |folder: &Path| valid(folder, "gitlab")[0]["fingerprint"].clone();
    assert_eq!(print(&app), print(&root));
}
