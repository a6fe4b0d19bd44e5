use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use std::num::NonZeroUsize;

use super::super::walk::NamedPaths;
use super::*;
use crate::syntax::ir::Module;

#[path = "held_tests.rs"]
mod held;

/// Files with their texts, in a folder that goes away.
struct TestTree(tempfile::TempDir);

impl TestTree {
    fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            tree.write(path, text.as_bytes());
        }
        tree
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn options(&self, named: &[&str]) -> Options<'static> {
        Options::new(self.0.path(), named.iter().map(PathBuf::from).collect())
    }

    fn open(&self) -> Project {
        Project::open(self.options(&["."]))
    }

    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(self.0.path()).unwrap().to_string_lossy().replace('\\', "/")
    }

    fn primary(&self, project: &Project) -> Vec<String> {
        project.primary().iter().map(|file| self.shown(&file.path)).collect()
    }

    fn importers(&self, project: &Project, of: &[&str]) -> Vec<String> {
        let of: Vec<PathBuf> = of.iter().map(|path| self.path(path)).collect();
        let of: Vec<&Path> = of.iter().map(PathBuf::as_path).collect();
        project.importers(&Sought { of: &of, holding: &[], names: &[] }).iter().map(|path| self.shown(path)).collect()
    }

    fn skips(&self, project: &Project) -> Vec<(String, &'static str)> {
        project.skips().iter().map(|(path, skip)| (self.shown(path), skip.kind())).collect()
    }
}

const REDIS: &str = "import Redis from 'ioredis'\n";

#[test]
fn only_files_that_may_matter_are_lowered_in_order_for_any_number_of_threads() {
    let mut files: Vec<(String, &str)> = (0..60).map(|n| (format!("d{}/f{n}.ts", n % 7), REDIS)).collect();
    files.push(("plain.ts".into(), "export const x = 1"));
    files.push(("notes.md".into(), "redis"));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let tree = TestTree::new(&files);
    let mut lists = [1, 2, 7].map(|threads| {
        let progress = AtomicUsize::new(0);
        let count = || _ = progress.fetch_add(1, Ordering::Relaxed);
        let project =
            Project::open(Options { threads: NonZeroUsize::new(threads), on_file: &count, ..tree.options(&["."]) });
        assert_eq!(project.others().map(|path| tree.shown(path)).collect::<Vec<_>>(), ["plain.ts"]);
        assert_eq!(progress.load(Ordering::Relaxed), 61);
        project.primary().iter().map(|file| (file.path.to_path_buf(), file.key)).collect::<Vec<_>>()
    });
    assert_eq!(lists[0].len(), 60);
    assert!(lists[0].is_sorted());
    assert_eq!(lists[0], lists[1]);
    assert_eq!(lists[0], lists[2]);
    lists[0].dedup_by_key(|(_, key)| *key);
    assert_eq!(lists[0].len(), 60);
}

#[test]
fn ignored_hidden_and_foreign_folders_are_left_out() {
    let tree = TestTree::new(&[
        (".git/hooks/x.py", "import redis"),
        (".gitignore", "out/\n"),
        ("out/a.ts", REDIS),
        (".hidden/a.ts", REDIS),
        ("node_modules/ioredis/a.js", REDIS),
        ("go.mod", "module m"),
        ("vendor/x/a.go", "package x // redis"),
        ("php/vendor/a.ts", REDIS),
        ("venv/pyvenv.cfg", ""),
        ("venv/lib/a.py", "import redis"),
        ("lib/site-packages/a.py", "import redis"),
        ("src/a.ts", REDIS),
    ]);
    assert_eq!(tree.primary(&tree.open()), ["php/vendor/a.ts", "src/a.ts"]);
}

#[test]
fn what_is_named_is_linted_even_where_a_walk_would_not_go() {
    let tree = TestTree::new(&[
        (".git/config", ""),
        (".gitignore", "out/\n*.gen.ts\n"),
        ("out/a.gen.ts", REDIS),
        ("node_modules/x/a.js", REDIS),
        ("README.md", "redis"),
    ]);
    let project = Project::open(tree.options(&["out/a.gen.ts", "./out/../node_modules/x", "README.md"]));
    assert_eq!(tree.primary(&project), ["node_modules/x/a.js", "out/a.gen.ts"]);
    assert_eq!(project.foreign(), [tree.path("README.md")]);
    assert!(project.skips().is_empty());
}

/// Leaves out what lies in a folder `gen`, and `*.pb.ts`.
struct Generated;

impl Excludes for Generated {
    fn excludes(&self, path: &Path) -> bool {
        path.ends_with("gen") || path.to_string_lossy().ends_with(".pb.ts")
    }

    fn excludes_within(&self, path: &Path) -> bool {
        path.ancestors().any(|part| self.excludes(part))
    }
}

#[test]
fn excludes_hold_for_folders_and_for_named_files_only_when_forced() {
    let uses = "import { b } from './b'";
    let tree = TestTree::new(&[
        ("gen/a.ts", REDIS),
        ("src/b.ts", REDIS),
        ("src/c.pb.ts", REDIS),
        ("src/use.pb.ts", uses),
        ("src/use.ts", uses),
    ]);
    tree.write("src/huge.pb.ts", &[b' '; 2000]);
    let options =
        |named: &[&str]| Options { excludes: Arc::new(Generated), max_file_size: 1000, ..tree.options(named) };
    let project = Project::open(options(&["."]));
    assert_eq!(tree.primary(&project), ["src/b.ts"]);
    assert_eq!(tree.importers(&project, &["src/b.ts"]), ["src/use.ts"]);
    assert!(project.skips().is_empty());
    let named = &["gen/a.ts", "src/c.pb.ts"];
    assert_eq!(tree.primary(&Project::open(options(named))), *named);
    let forced = Options { named_paths: NamedPaths::UnlessExcluded, ..options(named) };
    assert!(Project::open(forced).primary().is_empty());
}

#[test]
fn overlapping_names_give_each_file_once() {
    let tree = TestTree::new(&[("src/a.ts", REDIS), ("src/b.ts", "")]);
    let project = Project::open(tree.options(&["src", ".", "src/a.ts", "./src/b.ts"]));
    assert_eq!(tree.primary(&project), ["src/a.ts"]);
    assert_eq!(project.others().count(), 1);
}

#[test]
fn a_name_that_is_not_there_is_a_skip() {
    let tree = TestTree::new(&[("a.ts", REDIS)]);
    let project = Project::open(tree.options(&["gone.ts", "nowhere", "a.ts"]));
    assert_eq!(tree.primary(&project), ["a.ts"]);
    assert_eq!(tree.skips(&project), [("gone.ts".into(), "vanished"), ("nowhere".into(), "vanished")]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_when_named_and_broken_ones_are_said() {
    use std::os::unix::fs::symlink;
    let tree = TestTree::new(&[("real/a.ts", REDIS), ("walked/keep.ts", "")]);
    symlink(tree.path("real"), tree.path("walked/folder")).unwrap();
    symlink(tree.path("real/a.ts"), tree.path("walked/link.ts")).unwrap();
    symlink(tree.path("nothing"), tree.path("walked/broken.ts")).unwrap();
    let project = Project::open(tree.options(&["walked"]));
    assert!(project.primary().is_empty());
    assert_eq!(tree.skips(&project), [("walked/broken.ts".into(), "vanished")]);
    let project = Project::open(tree.options(&["walked/folder", "walked/link.ts"]));
    assert_eq!(tree.primary(&project), ["walked/folder/a.ts", "walked/link.ts"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_never_opened() {
    let tree = TestTree::new(&[("folder.js/a.js", REDIS)]);
    let pipe = tree.path("pipe.js");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let project = tree.open();
    assert_eq!(tree.primary(&project), ["folder.js/a.js"]);
    assert_eq!(tree.skips(&project), [("pipe.js".into(), "not a file")]);
    assert!(project.load(&tree.path("folder.js")).is_none());
    assert_eq!(tree.skips(&project)[0], ("folder.js".into(), "not a file"));
}

#[test]
fn bytes_that_are_no_text_are_read_with_a_notice_and_huge_files_are_skipped() {
    let tree = TestTree::new(&[("huge.ts", &REDIS.repeat(50))]);
    tree.write("latin.py", b"import redis # \xe9");
    let project = Project::open(Options { max_file_size: 1000, ..tree.options(&["."]) });
    assert_eq!(tree.primary(&project), ["latin.py"]);
    assert_eq!(project.primary()[0].source.notices.len(), 1);
    let size = REDIS.len() as u64 * 50;
    assert_eq!(project.skips(), [(tree.path("huge.ts"), Skip::TooLarge { size, limit: 1000 })]);
}

#[test]
fn a_front_end_that_fails_costs_one_file() {
    let tree = TestTree::new(&[("a.ts", REDIS), ("b.ts", "redis.boom"), ("c.ts", "boom")]);
    let failing: Lower = |language, text| match text.contains("boom") {
        true => panic!("at {}", text.len()),
        false => lower(language, text),
    };
    let project = Project::open_with(tree.options(&["."]), failing);
    assert_eq!(tree.primary(&project), ["a.ts"]);
    assert!(project.load(&tree.path("c.ts")).is_none());
    let failed = |name, message: &str| (tree.path(name), Skip::Panicked(message.to_owned()));
    assert_eq!(project.skips(), [failed("b.ts", "at 10"), failed("c.ts", "at 4")]);
}

#[test]
fn a_file_is_loaded_once_also_by_many_threads() {
    let tree = TestTree::new(&[("a.ts", REDIS), ("b.ts", "export const b = 1")]);
    let project = tree.open();
    let path = tree.path("b.ts");
    let addresses: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| std::ptr::from_ref(project.load(&path).unwrap()) as usize)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(addresses.iter().all(|address| *address == addresses[0]));
    assert!(std::ptr::eq(project.load(&tree.path("a.ts")).unwrap(), &raw const project.primary()[0]));
}

#[test]
fn modules_that_were_asked_for_are_given_up_when_they_are_many() {
    static LOWERED: AtomicUsize = AtomicUsize::new(0);
    let counting: Lower = |language, _| {
        LOWERED.fetch_add(1, Ordering::Relaxed);
        lower(language, "")
    };
    let much = "x = 1\n".repeat(500_000);
    let tree = TestTree::new(&[("a.py", &much), ("b.py", &much), ("c.py", &much), ("d.py", "x = 1\n")]);
    let mut project = Project::open_with(tree.options(&["."]), counting);
    let lowered_for = |project: &Project, files: &[&str]| {
        let before = LOWERED.load(Ordering::Relaxed);
        assert!(files.iter().all(|file| project.load(&tree.path(file)).is_some()));
        LOWERED.load(Ordering::Relaxed) - before
    };
    assert_eq!(lowered_for(&project, &["d.py"]), 1);
    project.make_room(&[]);
    assert_eq!(lowered_for(&project, &["d.py", "a.py", "b.py", "c.py"]), 3);
    assert!(project.is_crowded());
    project.make_room(&[tree.path("a.py")]);
    assert!(!project.is_crowded());
    assert_eq!(lowered_for(&project, &["a.py"]), 0);
    assert_eq!(lowered_for(&project, &["b.py", "d.py"]), 2);
}

#[test]
fn nothing_outside_of_the_project_is_loaded() {
    let tree = TestTree::new(&[("in/.git/x", ""), ("in/a.ts", REDIS), ("out.ts", REDIS)]);
    let project = Project::open(tree.options(&["in"]));
    assert!(project.load(&tree.path("out.ts")).is_none());
    assert!(project.load(&tree.path("in/a.json")).is_none());
    assert!(project.skips().is_empty());
    assert_eq!(project.resolve(&project.primary()[0], "../out"), Resolution::Missing);
}

#[test]
fn a_buffer_wins_over_the_disk_and_needs_none() {
    let tree = TestTree::new(&[("a.ts", "export {}"), ("lib.ts", "old")]);
    let mut options = tree.options(&["a.ts", "new.ts"]);
    options.overlay = vec![
        ("a.ts".into(), Arc::from(b"import Redis from 'ioredis' // buffer".as_slice())),
        ("new.ts".into(), Arc::from(REDIS.as_bytes())),
        (tree.path("lib.ts"), Arc::from(b"new".as_slice())),
    ];
    let project = Project::open(options);
    assert_eq!(tree.primary(&project), ["a.ts", "new.ts"]);
    assert!(project.primary()[0].source.text.ends_with("buffer"));
    assert_eq!(project.load(&tree.path("lib.ts")).unwrap().source.text, "new");
    assert_eq!(project.resolve(&project.primary()[0], "./new").files(), [Arc::from(tree.path("new.ts"))]);
    assert!(project.skips().is_empty());
}

#[test]
fn javascript_importers_are_found_by_every_form_of_specifier() {
    let tree = TestTree::new(&[
        ("package.json", r#"{"name": "root", "workspaces": ["packages/*"]}"#),
        ("tsconfig.json", r#"{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"], "store": ["./lib/cache.ts"]}}}"#),
        ("lib/cache.ts", REDIS),
        ("lib/index.ts", "export * from './cache'; // redis"),
        ("a/relative.ts", "import { cache } from '../lib/cache'"),
        ("a/extension.js", "const { cache } = require(\"../lib/cache.js\")"),
        ("a/alias.ts", "import { cache } from '@lib/cache'"),
        ("a/exact.ts", "import { cache } from 'store'"),
        ("a/folder.ts", "import { cache } from '../lib'"),
        ("lib/dot.ts", "import { cache } from '.'"),
        ("a/other.ts", "import { cache } from './cache'; const s = 'the cache'"),
        ("packages/db/package.json", r#"{"name": "@x/db", "main": "dist/index.js"}"#),
        ("packages/db/src/index.ts", REDIS),
        ("packages/web/use.ts", "import { db } from '@x/db'"),
    ]);
    let project = tree.open();
    assert_eq!(
        tree.importers(&project, &["lib/cache.ts"]),
        ["a/alias.ts", "a/exact.ts", "a/extension.js", "a/relative.ts"]
    );
    assert_eq!(tree.importers(&project, &["lib/index.ts"]), ["a/folder.ts", "lib/dot.ts"]);
    assert_eq!(tree.importers(&project, &["packages/db/src/index.ts"]), ["packages/web/use.ts"]);
    assert!(tree.importers(&project, &[]).is_empty());
}

#[test]
fn python_importers_are_found_for_modules_and_names_in_packages() {
    let tree = TestTree::new(&[
        ("app/__init__.py", ""),
        ("app/cache.py", "import redis"),
        ("app/use.py", "from .cache import get"),
        ("app/name.py", "from . import (\n    keys,\n    cache,\n)"),
        ("app/sub/__init__.py", ""),
        ("app/sub/deep.py", "from app.cache import get"),
        ("main.py", "import app.cache as c"),
        ("other.py", "from elsewhere import cache"),
    ]);
    let project = tree.open();
    assert_eq!(
        tree.importers(&project, &["app/cache.py"]),
        ["app/name.py", "app/sub/deep.py", "app/use.py", "main.py"]
    );
}

#[test]
fn go_importers_are_those_of_the_package_and_its_own_files() {
    let tree = TestTree::new(&[
        ("go.mod", "module example.com/app\n"),
        ("store/redis.go", "package store\nimport \"github.com/redis/go-redis/v9\""),
        ("store/user.go", "package store"),
        ("api/handler.go", "package api\nimport (\n\ts \"example.com/app/store\"\n)"),
        ("api/other.go", "package api\nimport \"example.com/app/storefront\""),
    ]);
    let project = tree.open();
    assert_eq!(tree.importers(&project, &["store/redis.go"]), ["api/handler.go", "store/user.go"]);
}

#[test]
fn the_files_of_a_go_package_share_its_scope() {
    let tree = TestTree::new(&[
        ("go.mod", "module m\n"),
        ("a.go", "package m\n// redis"),
        ("b.go", "package m"),
        ("gen.go", "//go:build ignore\n\npackage main"),
        ("b_test.go", "package m\n// redis"),
        ("c_test.go", "package m_test"),
    ]);
    // The `package` clause alone.
    let packages: Lower = |language, text| {
        let package = text.lines().find_map(|line| line.strip_prefix("package ")).map(SmolStr::new);
        Module { package, ..lower(language, text) }
    };
    let project = Project::open_with(tree.options(&["."]), packages);
    let of = |name: &str| {
        let files = project.package_files(project.load(&tree.path(name)).unwrap());
        files.iter().map(|path| tree.shown(path)).collect::<Vec<_>>()
    };
    assert_eq!(of("a.go"), ["b.go"]);
    assert_eq!(of("b_test.go"), ["a.go", "b.go"]);
    assert!(of("c_test.go").is_empty());
}
