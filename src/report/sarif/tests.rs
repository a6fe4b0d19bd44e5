use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::report::{Report, Skipped, State, sample};
use crate::rules::RULES;
use crate::source::{Notice, Skip};

fn run(report: &Report) -> Value {
    let mut log: Value = serde_json::from_str(&sample::written(report, "sarif")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    log["runs"][0].take()
}

#[test]
fn a_result_has_its_places_in_declared_units() {
    let mut run = run(&sample::two_keys());
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let result = &mut run["results"][0];
    let index = result["ruleIndex"].take().as_u64().unwrap() as usize;
    assert_eq!(RULES[index].name, "cross-slot-command");
    assert_eq!(result["partialFingerprints"]["slotlint/v1"].as_str().map(str::len), Some(16));
    assert_eq!(result["level"], "error");
    assert_eq!(
        result["message"]["text"],
        "MGET on a cluster needs one slot; these two keys hash apart\nHelp: give both the same hash tag"
    );
    let place = |uri: &str, start: u32, end: u32, row: u32| {
        json!({
            "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" },
            "region": { "startLine": row, "startColumn": start, "endLine": row, "endColumn": end },
        })
    };
    assert_eq!(result["locations"][0]["physicalLocation"], place("src/profile.ts", 17, 50, 2));
    assert_eq!(result["locations"][0]["annotations"][1]["startColumn"], 40);
    assert_eq!(result["locations"][0]["annotations"][1]["message"]["text"], "user:<id>:settings");
    assert_eq!(
        result["relatedLocations"],
        json!([{
            "physicalLocation": place("src/redis.ts", 18, 35, 1),
            "id": 1,
            "message": { "text": "client made here: Redis.Cluster (ioredis 5.4)" },
        }])
    );
}

#[test]
fn columns_are_utf16_units() {
    let run = run(&sample::flagging("/* é😀 */\tmget('é😀')", "mget("));
    let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region, &json!({ "startLine": 1, "startColumn": 11, "endLine": 1, "endColumn": 22 }));
}

#[test]
fn rules_have_help_from_their_pages() {
    let run = run(&Report::default());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        assert!(rule["helpUri"].as_str().unwrap().ends_with(&format!("/rules/{id}.md")), "{id}");
        let help = rule["help"]["markdown"].as_str().unwrap();
        assert!(help.contains("## What it finds\n\n") && help.contains("## Why it matters\n\n"), "{id}: {help}");
        assert!(!help.contains("## Examples"), "{id}: {help}");
    }
    assert!(rules.iter().any(|rule| rule["name"] == "CrossSlotCommand"));
}

#[test]
fn what_was_not_seen_is_notified() {
    let mut report = Report::default();
    let path = |path: &str| Arc::from(Path::new(path));
    report.summary.skipped = vec![
        Skipped { path: path("a b.min.js"), skip: Skip::Minified },
        Skipped { path: path("c.js"), skip: Skip::Unreadable("no".to_owned()) },
    ];
    report.summary.notices = vec![Notice { path: path("d.py"), message: "not UTF-8".into() }];
    let invocation = run(&report)["invocations"][0].take();
    assert_eq!(invocation["executionSuccessful"], true);
    let notifications = invocation["toolExecutionNotifications"].as_array().unwrap();
    let told: Vec<_> = notifications.iter().map(|n| (n["level"].as_str(), n["message"]["text"].as_str())).collect();
    assert_eq!(
        told,
        [
            (Some("note"), Some("skipped: minified")),
            (Some("warning"), Some("skipped: unreadable: no")),
            (Some("warning"), Some("not UTF-8")),
        ]
    );
    assert_eq!(notifications[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%20b.min.js");
    report.summary.skipped[0].skip = Skip::Panicked("x".to_owned());
    assert_eq!(run(&report)["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn a_message_holds_no_link() {
    let mut report = sample::two_keys();
    report.findings[0].message = "key `[click](https://evil.example)` and `a[b]{c}`".to_owned();
    report.findings[0].help = None;
    let run = run(&report);
    let text = run["results"][0]["message"]["text"].as_str().unwrap();
    assert_eq!(text, "key `[click\\](https://evil.example)` and `a[b]{c}`");
}

#[test]
fn a_fix_changes_files_by_regions() {
    let mut report = sample::two_keys();
    sample::with_fix(&mut report);
    let elsewhere = report.findings[0].related[0].place.clone();
    report.findings[0].fixes[0].edits[1].place = elsewhere;
    let run = run(&report);
    let region = |row: u32, start: u32, end: u32| json!({ "startLine": row, "startColumn": start, "endLine": row, "endColumn": end });
    let change = |uri: &str, region: Value, text: &str| {
        json!({
            "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" },
            "replacements": [{ "deletedRegion": region, "insertedContent": { "text": text } }],
        })
    };
    assert_eq!(
        run["results"][0]["fixes"],
        json!([{
            "description": { "text": "tag the keys (unsafe: renames stored keys)" },
            "artifactChanges": [
                change("src/profile.ts", region(2, 30, 34), "tagA"),
                change("src/redis.ts", region(1, 18, 35), "tagBB"),
            ],
            "properties": { "applicability": "unsafe" },
        }])
    );
}

#[test]
fn what_the_baseline_knows_is_suppressed() {
    let mut report = sample::flagging("mget('a');mget('b')", "mget(");
    assert_eq!(run(&report)["results"][0].get("baselineState"), None);
    report.states = vec![State::Unchanged, State::New];
    let run = run(&report);
    let told: Vec<_> =
        [0, 1].map(|index| (&run["results"][index]["baselineState"], &run["results"][index]["suppressions"])).into();
    let known = json!([{ "kind": "external", "justification": "in the baseline" }]);
    assert_eq!(told, [(&json!("new"), &json!([])), (&json!("unchanged"), &known)]);
}
