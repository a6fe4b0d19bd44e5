//! A git repository in a temporary folder, deaf to the configuration of whoever runs the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::program::{self, Said};

pub(crate) struct Repository {
    _folder: TempDir,
    pub(crate) root: PathBuf,
}

impl Repository {
    /// On the branch `main`, with one commit of these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("repo");
        fs::create_dir(&root).unwrap();
        let repository = Self { _folder: folder, root };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit(files);
        repository
    }

    /// With a branch `work` checked out.
    pub(crate) fn on_a_branch(files: &[(&str, &str)]) -> Self {
        let repository = Self::new(files);
        repository.git(&["checkout", "--quiet", "-b", "work"]);
        repository
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        assert!(text.contains(from), "{from} is not in {path}");
        self.write(path, text.replace(from, to));
    }

    pub(crate) fn commit(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            self.write(path, text);
        }
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "x"]);
    }

    pub(crate) fn git(&self, words: &[&str]) {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=x", "-c", "user.email=x@example.com"]).args(words).current_dir(&self.root);
        let output = deaf(&mut command).output().unwrap();
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// slotlint's command, for those who need to change more of it.
    pub(crate) fn slotlint(&self, folder: &Path, words: &[&str]) -> Command {
        let fixed = ["check", "--isolated", "--ignore", "retry,non-cluster-client"];
        let mut command = program::slotlint(folder, &[&fixed[..], words].concat());
        deaf(&mut command).env("SLOTLINT_OUTPUT_FORMAT", "concise");
        command
    }

    /// What is found since `reference`.
    pub(crate) fn since(&self, reference: &str) -> Said {
        self.run(&["--since", reference])
    }

    pub(crate) fn run(&self, words: &[&str]) -> Said {
        program::said(&mut self.slotlint(&self.root, words))
    }
}

fn deaf(command: &mut Command) -> &mut Command {
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
}

/// `path:row` of each finding.
pub(crate) fn places(said: &Said) -> Vec<String> {
    let place = |line: &str| {
        let mut parts = line.split(':');
        format!("{}:{}", parts.next().unwrap(), parts.next().unwrap())
    };
    said.out.lines().map(place).collect()
}
