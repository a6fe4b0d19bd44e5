//! What git cannot tell is said, with the way out, and exit code 2: never silence.

use std::process::Command;

use crate::program;
use crate::repository::Repository;
use crate::{CALLS, CLIENT, shop};

/// Standard error of a run that refuses.
fn refusal(said: program::Said) -> String {
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    said.err
}

fn clone(of: &Repository, options: &[&str]) -> Repository {
    let copy = Repository::new(&[]);
    let url = format!("file://{}", of.root.display());
    std::fs::remove_dir_all(&copy.root).unwrap();
    let status =
        Command::new("git").args(["clone", "--quiet"]).args(options).arg(&url).arg(&copy.root).status().unwrap();
    assert!(status.success());
    copy
}

#[test]
fn a_shallow_clone_lacks_the_merge_base() {
    let shop = shop();
    shop.commit(&[("src/new.js", CALLS)]);
    shop.git(&["checkout", "--quiet", "main"]);
    shop.commit(&[("src/more.js", CLIENT)]);
    let copy = clone(&shop, &["--depth=1", "--no-single-branch", "--branch=work"]);
    let err = refusal(copy.since("origin/main"));
    assert!(err.starts_with("error: --since origin/main: this clone is shallow, "), "{err}");
    assert!(err.contains("`fetch-depth: 0`") && err.contains("`git fetch --unshallow`"), "{err}");
    copy.git(&["fetch", "--quiet", "--unshallow"]);
    assert_eq!(copy.since("origin/main").code, 1);
}

#[test]
fn a_branch_that_was_not_fetched_is_named() {
    let shop = shop();
    let copy = clone(&shop, &["--single-branch", "--branch=work"]);
    let err = refusal(copy.since("origin/main"));
    assert!(err.starts_with("error: --since origin/main: git knows no such branch, tag or commit here; "), "{err}");
    assert!(err.contains("`fetch-depth: 0`"), "{err}");
}

#[test]
fn a_branch_of_the_remote_is_suggested() {
    let shop = shop();
    let copy = clone(&shop, &["--branch=work"]);
    let expected = "error: --since main: git knows no such branch, tag or commit here; did you mean `origin/main`?\n";
    assert_eq!(refusal(copy.since("main")), expected);
}

#[test]
fn an_option_is_no_reference() {
    let shop = shop();
    for reference in ["--since=--output=x", "--since=--help", "--since="] {
        assert!(refusal(shop.run(&[reference])).contains("git knows no such branch"), "{reference}");
    }
    assert!(!shop.root.join("x").exists());
}

#[test]
fn histories_that_have_nothing_in_common() {
    let shop = shop();
    shop.git(&["checkout", "--quiet", "--orphan", "alone"]);
    shop.commit(&[("src/new.js", CALLS)]);
    assert_eq!(refusal(shop.since("main")), "error: --since main: it has no commit in common with HEAD\n");
}

#[test]
fn no_repository_and_no_git() {
    let folder = program::folder(&[("a.js", CALLS.as_bytes())]);
    let words = ["check", "--since", "main"];
    let mut command = program::slotlint(folder.path(), &words);
    command.env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap());
    let err = refusal(program::said(&mut command));
    assert!(err.starts_with("error: --since needs a git repository around the working directory; git says: "), "{err}");
    let mut command = program::slotlint(folder.path(), &words);
    command.env("PATH", folder.path());
    let err = refusal(program::said(&mut command));
    assert!(err.starts_with("error: --since needs git, which cannot be run: "), "{err}");
}

#[test]
fn standard_input_and_fixes_cannot_be_limited() {
    let shop = shop();
    let err = refusal(shop.run(&["--since", "main", "-", "--stdin-filename", "a.js"]));
    assert_eq!(err, "error: --since compares files on disk, and cannot be used with `-`\n");
    for other in ["--fix", "--diff", "--add-ignore", "--write-baseline=x"] {
        assert_eq!(shop.run(&["--since", "main", other]).code, 2, "{other}");
    }
}
