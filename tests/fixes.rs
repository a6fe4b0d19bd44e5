//! Fixes: source in, source out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use std::fs;

use program::{Said, folder, run};

const UNIVERSAL: &str = "package main

import \"github.com/redis/go-redis/v9\"

var Client = redis.NewUniversalClient(&redis.UniversalOptions{
	Addrs:                 []string{\"127.0.0.1:7000\"}, // the only one
	MaxRedirects:          8,
	ContextTimeoutEnabled: true,
})
";

fn said(out: &Said) -> (i32, &str, &str) {
    (out.code, out.out.as_str(), out.err.as_str())
}

#[test]
fn a_fix_is_written_and_nothing_is_left() {
    let folder = folder(&[("main.go", UNIVERSAL.as_bytes())]);
    let out = run(folder.path(), &["check", "--fix"]);
    assert_eq!(said(&out), (0, "", "fixed 1 finding in 1 file\nFound nothing in 1 file; 0 Redis call sites checked\n"));
    let text = fs::read_to_string(folder.path().join("main.go")).unwrap();
    assert_eq!(text, UNIVERSAL.replace("// the only one\n", "// the only one\n\tIsClusterMode: true,\n"));
}

#[test]
fn a_diff_is_shown_and_nothing_is_written() {
    let folder = folder(&[("cmd/main.go", UNIVERSAL.as_bytes())]);
    let out = run(folder.path(), &["check", "--diff"]);
    let diff = "--- cmd/main.go
+++ cmd/main.go
@@ -4,6 +4,7 @@
 
 var Client = redis.NewUniversalClient(&redis.UniversalOptions{
 	Addrs:                 []string{\"127.0.0.1:7000\"}, // the only one
+	IsClusterMode: true,
 	MaxRedirects:          8,
 	ContextTimeoutEnabled: true,
 })
";
    assert_eq!(said(&out), (1, diff, "would fix 1 finding in 1 file\n"));
    assert_eq!(fs::read_to_string(folder.path().join("cmd/main.go")).unwrap(), UNIVERSAL);
}
