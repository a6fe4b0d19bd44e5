//! A repository whose configuration wants programs run, and one whose owner has set git up in unusual ways.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::repository::{Repository, places};
use crate::{CALLS, CLIENT, program, shop};

#[test]
fn nothing_that_a_repository_names_is_run() {
    let shop = Repository::on_a_branch(&[
        ("redis.js", CLIENT),
        ("calls.js", CALLS),
        (".gitattributes", "*.js diff=evil filter=evil\n"),
    ]);
    shop.write("evil", "#!/bin/sh\necho \"$0 $*\" >> \"$(dirname \"$0\")/was-run\"\ncat\n");
    let evil = shop.root.join("evil");
    fs::set_permissions(&evil, fs::Permissions::from_mode(0o755)).unwrap();
    let path = evil.to_str().unwrap();
    for name in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "credential.helper",
    ] {
        shop.git(&["config", name, path]);
    }
    shop.git(&["config", "filter.evil.required", "true"]);
    for hook in ["post-index-change", "fsmonitor-watchman", "post-checkout"] {
        fs::copy(&evil, shop.root.join(".git/hooks").join(hook)).unwrap();
    }
    // Every entry of the index looks changed, so that git reads the files and would filter them.
    shop.edit("calls.js", "cart:${id}:name", "cart:${id}:title");
    let said = shop.since("main");
    assert_eq!(places(&said), ["calls.js:7"], "{}", said.err);
    assert!(!shop.root.join("was-run").exists() && !shop.root.join(".git/hooks/was-run").exists());
    // Asked plainly, git does run it.
    let _ = std::process::Command::new("git").args(["diff", "main"]).current_dir(&shop.root).output();
    assert!(shop.root.join("was-run").exists());
}

#[test]
fn settings_of_git_that_change_what_it_prints_do_not_matter() {
    let shop = shop();
    shop.git(&["mv", "src/calls.js", "src/queries.js"]);
    shop.edit("src/queries.js", "cart:${id}:name", "cart:${id}:title");
    for (name, value) in [
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.renames", "false"),
        ("diff.interHunkContext", "99"),
        ("diff.context", "99"),
        ("diff.relative", "true"),
        ("diff.algorithm", "patience"),
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("core.quotePath", "false"),
        ("diff.wordRegex", "."),
    ] {
        shop.git(&["config", name, value]);
    }
    assert_eq!(places(&shop.since("main")), ["src/queries.js:7"]);
    let mut command = shop.slotlint(&shop.root, &["--since", "main"]);
    command
        .env("GIT_DIFF_OPTS", "--unified=99")
        .env("GIT_EXTERNAL_DIFF", "/bin/false")
        .env("GIT_LITERAL_PATHSPECS", "1");
    assert_eq!(places(&program::said(&mut command)), ["src/queries.js:7"]);
}

#[test]
fn links_lead_to_the_same_files() {
    let shop = shop();
    shop.edit("src/calls.js", "cart:${id}:name", "cart:${id}:title");
    let link = shop.root.parent().unwrap().join("link");
    std::os::unix::fs::symlink(&shop.root, &link).unwrap();
    let said = program::said(&mut shop.slotlint(&link, &["--since", "main", link.join("src").to_str().unwrap()]));
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("calls.js:7:") && !said.out.contains("calls.js:3:"), "{}", said.out);
}
