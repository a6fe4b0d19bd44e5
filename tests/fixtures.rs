//! What slotlint says of a small shop in each language: some hazards, and many calls that are right.
//!
//! The recorded text is `tests/snapshots/`; `cargo insta review`, or `INSTA_UPDATE=always cargo test --test fixtures`, takes over
//! what changed on purpose.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use std::path::{Path, PathBuf};

fn shop(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// Each finding in a line, what was not resolved, the summary, and the exit code.
fn said_of(name: &str) -> String {
    let said = program::run(&shop(name), &["check", "--isolated", "--output-format", "concise", "-v"]);
    format!("{}{}exit code {}\n", said.out, said.err, said.code)
}

#[test]
fn shop_js() {
    insta::assert_snapshot!(said_of("shop-js"));
}

#[test]
fn shop_py() {
    insta::assert_snapshot!(said_of("shop-py"));
}

#[test]
fn shop_go() {
    insta::assert_snapshot!(said_of("shop-go"));
}

#[test]
fn any_number_of_threads_says_the_same() {
    let words = |jobs| ["check", "--isolated", "--output-format", "json", "-j", jobs, "."];
    for name in ["shop-js", "shop-py", "shop-go"] {
        let one = program::run(&shop(name), &words("1"));
        assert_ne!(one.out, "[]\n");
        for jobs in ["2", "7"] {
            assert_eq!(program::run(&shop(name), &words(jobs)), one, "{name}");
        }
    }
}

#[test]
fn the_order_of_paths_does_not_matter() {
    let folder = shop("shop-js");
    let check = |paths: &[&str]| {
        let words: Vec<_> = ["check", "--isolated", "--output-format", "concise"].iter().chain(paths).collect();
        program::run(&folder, &words.iter().map(|word| **word).collect::<Vec<_>>())
    };
    assert_eq!(check(&["src/cart.ts", "src/sessions.ts"]), check(&["src/sessions.ts", "src/cart.ts"]));
}
