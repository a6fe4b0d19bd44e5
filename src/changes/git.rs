//! The `git` binary, asked in a way that runs nothing a repository or its configuration names: no hook, no file system
//! monitor, no external diff, no text conversion, no filter, no transport.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::ChangesError;
use super::patch::as_path;

/// The files that findings can be in: sources and manifests. Others, images for one, are not worth a diff.
const FILES: [&str; 19] = [
    "*.js", "*.mjs", "*.cjs", "*.jsx", "*.ts", "*.mts", "*.cts", "*.tsx", "*.py", "*.pyi", "*.go", "*.lua", "*.json",
    "*.toml", "*.txt", "*.mod", "*.cfg", "*Pipfile", "*.in",
];

#[cfg(windows)]
const NO_HOOKS: &str = "core.hooksPath=NUL";
#[cfg(not(windows))]
const NO_HOOKS: &str = "core.hooksPath=/dev/null";

/// One working tree.
pub(super) struct Git {
    folder: PathBuf,
    root: PathBuf,
    /// Filters that the configuration has, which are switched off by name.
    filters: Vec<OsString>,
}

impl Git {
    /// The working tree around a folder.
    pub(super) fn open(folder: &Path) -> Result<Self, ChangesError> {
        let mut git = Self { folder: folder.to_path_buf(), root: PathBuf::new(), filters: Vec::new() };
        let found = git.run(&["rev-parse", "--show-toplevel"])?;
        if !found.status.success() {
            let git_says = said(&found);
            let way_out = if git_says.contains("not a git repository") {
                "--since needs a git repository around the working directory"
            } else {
                "--since cannot use this repository"
            };
            return Err(ChangesError(format!("{way_out}; git says: {git_says}")));
        }
        let root = as_path(trimmed(&found.stdout).to_vec());
        git.root = root.canonicalize().unwrap_or(root);
        git.filters = git.filters()?;
        Ok(git)
    }

    /// The top of the working tree, links resolved.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The commit where the branch began.
    pub(super) fn merge_base(&self, reference: &str) -> Result<String, ChangesError> {
        let base = self.commit(reference)?;
        let found = self.run(&["merge-base", &base, "HEAD"])?;
        let commit = text(trimmed(&found.stdout));
        if found.status.success() && !commit.is_empty() {
            return Ok(commit);
        }
        let shallow = self.run(&["rev-parse", "--is-shallow-repository"])?;
        Err(ChangesError(match trimmed(&shallow.stdout) {
            b"true" => format!(
                "--since {reference}: this clone is shallow, and where its branch began is not in it; fetch the whole history: \
                 `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` for GitLab, `git fetch --unshallow` elsewhere"
            ),
            _ if !self.has_head()? => format!("--since {reference}: there is no commit yet"),
            _ => format!("--since {reference}: it has no commit in common with HEAD"),
        }))
    }

    fn commit(&self, reference: &str) -> Result<String, ChangesError> {
        if let Some(commit) = self.find(reference)? {
            return Ok(commit);
        }
        let remote = format!("origin/{reference}");
        let hint = match self.find(&remote)? {
            Some(_) => format!("; did you mean `{remote}`?"),
            None => {
                "; a checkout that fetched one branch only lacks the others: `fetch-depth: 0` for actions/checkout, or \
                     `git fetch origin` and the branch"
                    .to_owned()
            }
        };
        Err(ChangesError(format!("--since {reference}: git knows no such branch, tag or commit here{hint}")))
    }

    fn find(&self, reference: &str) -> Result<Option<String>, ChangesError> {
        // An option would be taken for one.
        if reference.is_empty() || reference.starts_with('-') {
            return Ok(None);
        }
        let found = self.run(&["rev-parse", "--verify", "--quiet", &format!("{reference}^{{commit}}")])?;
        Ok(found.status.success().then(|| text(trimmed(&found.stdout))))
    }

    fn has_head(&self) -> Result<bool, ChangesError> {
        Ok(self.find("HEAD")?.is_some())
    }

    /// From a commit to the working tree, without context, renames followed.
    pub(super) fn diff(&self, base: &str) -> Result<Vec<u8>, ChangesError> {
        let options = [
            "diff",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--no-relative",
            // Else git says of UTF-16 only that it differs.
            "--text",
            "--unified=0",
            "--inter-hunk-context=0",
            "--find-renames",
            "--ignore-submodules=all",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            base,
            "--",
        ];
        self.must(&[&options[..], &FILES].concat())
    }

    /// Files that git neither tracks nor ignores, relative to the root.
    pub(super) fn untracked(&self) -> Result<Vec<PathBuf>, ChangesError> {
        let options = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--"];
        let list = self.must(&[&options[..], &FILES].concat())?;
        let names = list.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| as_path(name.to_vec())).collect())
    }

    /// The settings that make filters run programs. To ask for their names runs nothing.
    fn filters(&self) -> Result<Vec<OsString>, ChangesError> {
        let pattern = r"^filter\..*\.(clean|smudge|process|required)$";
        let found = self.run(&["config", "--null", "--name-only", "--get-regexp", pattern])?;
        let names = found.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| as_path(name.to_vec()).into_os_string()).collect())
    }

    fn must(&self, words: &[&str]) -> Result<Vec<u8>, ChangesError> {
        let output = self.run(words)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(ChangesError(format!("--since: `git {}` failed: {}", words[0], said(&output))))
    }

    fn run(&self, words: &[&str]) -> Result<Output, ChangesError> {
        let folder = if self.root.as_os_str().is_empty() { &self.folder } else { &self.root };
        let mut command = Command::new("git");
        command.args(["-c", "core.fsmonitor=false", "-c", NO_HOOKS, "-c", "protocol.allow=never"]).args(words);
        command.current_dir(folder).stdin(Stdio::null());
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
        command.env("LC_ALL", "C").env("LANGUAGE", "C");
        for name in [
            "GIT_DIFF_OPTS",
            "GIT_EXTERNAL_DIFF",
            "GIT_LITERAL_PATHSPECS",
            "GIT_GLOB_PATHSPECS",
            "GIT_NOGLOB_PATHSPECS",
            "GIT_ICASE_PATHSPECS",
        ] {
            command.env_remove(name);
        }
        self.switch_filters_off(&mut command);
        command.output().map_err(|error| ChangesError(format!("--since needs git, which cannot be run: {error}")))
    }

    /// By the environment, behind what is there: a name may hold `=`, which `-c` takes for its own.
    fn switch_filters_off(&self, command: &mut Command) {
        let count = std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse::<usize>().ok()).unwrap_or(0);
        for (number, name) in (count..).zip(&self.filters) {
            let is_required = name.as_encoded_bytes().ends_with(b".required");
            command.env(format!("GIT_CONFIG_KEY_{number}"), name);
            command.env(format!("GIT_CONFIG_VALUE_{number}"), if is_required { "false" } else { "" });
        }
        command.env("GIT_CONFIG_COUNT", (count + self.filters.len()).to_string());
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The first line that git wrote to standard error.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines().next().unwrap_or("nothing").to_owned()
}
