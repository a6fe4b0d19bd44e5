use std::fs;
use std::path::PathBuf;

use super::Version;
use crate::project::{Options, Project};

fn open(files: &[(&str, &str)]) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let project = Project::open(Options::new(folder.path(), vec![PathBuf::from(".")]));
    (folder, project)
}

/// The version of a library in a tree, as seen from one of its files.
fn version(files: &[(&str, &str)], from: &str, library: &str) -> Option<Version> {
    let (folder, project) = open(files);
    project.version_of(&folder.path().join(from), library)
}

const IOREDIS: (&str, &str) = ("package.json", r#"{"dependencies": {"ioredis": "^5.3.0"}}"#);

#[test]
fn a_range_in_a_manifest_is_a_lower_bound() {
    let found = version(&[IOREDIS], "src/a.ts", "ioredis").unwrap();
    assert_eq!(found, Version::from_on((5, 3, 0), Some((6, 0, 0))));
    assert_eq!(version(&[IOREDIS], "src/a.ts", "bullmq"), None);
    assert_eq!(version(&[IOREDIS], "src/a.py", "ioredis"), None);
}

#[test]
fn the_nearest_manifest_that_asks_for_the_library_counts() {
    let files =
        &[IOREDIS, ("app/package.json", r#"{"devDependencies": {"ioredis": "4.28.5"}}"#), ("web/package.json", "{}")];
    assert_eq!(version(files, "app/src/a.ts", "ioredis"), Some(Version::exactly(4, 28, 5)));
    assert_eq!(version(files, "web/a.ts", "ioredis").unwrap().major, 5);
}

#[test]
fn every_lock_file_of_javascript_gives_the_exact_version() {
    let locks = [
        (
            "package-lock.json",
            "{\"packages\": {\"\": {}, \"node_modules/ioredis\": {\n \"version\": \"5.4.1\"}, \"node_modules/x/node_modules/ioredis\": {\"version\": \"4.0.0\"}}}",
        ),
        ("package-lock.json", r#"{"dependencies": {"ioredis": {"version": "5.4.1"}}}"#),
        (
            "yarn.lock",
            "# v1\n\nioredis@^4.0.0:\n  version \"4.9.0\"\n\n\"ioredis@^5.0.0\", ioredis@^5.3.0:\n  version \"5.4.1\"\n",
        ),
        ("yarn.lock", "\"ioredis@npm:^5.3.0\":\n  version: 5.4.1\n  resolution: x\n"),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      ioredis:\n        specifier: ^5.3.0\n        version: 5.4.1(supports-color@8.1.1)\n\n  app:\n    dependencies:\n      ioredis:\n        specifier: ^4\n        version: 4.9.0\n\npackages:\n",
        ),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: 5.4\n\ndependencies:\n  ioredis: 5.4.1_abc\n\npackages:\n\n  /ioredis/4.0.0:\n",
        ),
        ("bun.lock", "{ \"packages\": { \"ioredis\": [\"ioredis@5.4.1\", \"\", {}], } }"),
    ];
    for lock in locks {
        assert_eq!(version(&[IOREDIS, lock], "src/a.ts", "ioredis"), Some(Version::exactly(5, 4, 1)), "{}", lock.1);
    }
}

#[test]
fn a_lock_at_the_root_knows_each_package_of_a_workspace() {
    let files = &[
        ("package.json", "{}"),
        ("packages/a/package.json", r#"{"dependencies": {"ioredis": "^5"}}"#),
        (
            "pnpm-lock.yaml",
            "importers:\n  .:\n    devDependencies:\n      x:\n        version: 1.0.0\n  packages/a:\n    dependencies:\n      'ioredis':\n        specifier: ^5\n        version: 5.2.3\n",
        ),
    ];
    assert_eq!(version(files, "packages/a/src/x.ts", "ioredis"), Some(Version::exactly(5, 2, 3)));
    let files = &[
        ("packages/a/package.json", r#"{"dependencies": {"ioredis": "^4"}}"#),
        (
            "package-lock.json",
            r#"{"packages": {"node_modules/ioredis": {"version": "5.0.0"}, "packages/a/node_modules/ioredis": {"version": "4.1.2"}}}"#,
        ),
    ];
    assert_eq!(version(files, "packages/a/x.ts", "ioredis"), Some(Version::exactly(4, 1, 2)));
}

#[test]
fn pnpm_catalogs_and_aliases_are_understood() {
    let files = &[
        ("package.json", r#"{"dependencies": {"ioredis": "catalog:", "bullmq": "npm:@x/bullmq@^5.1.0"}}"#),
        ("pnpm-workspace.yaml", "packages:\n  - a\ncatalog:\n  \"ioredis\": ^5.2.0\n"),
    ];
    assert_eq!(version(files, "a.ts", "ioredis").map(|version| version.minor), Some(2));
    assert_eq!(version(files, "a.ts", "bullmq").map(|version| version.minor), Some(1));
}

#[test]
fn every_manifest_of_python_is_read() {
    let manifests = [
        (
            "pyproject.toml",
            "[project]\ndependencies = [\n  \"httpx\",\n  \"Redis[hiredis] >=4.5,<6 ; python_version > '3.8'\",\n]\n",
        ),
        ("pyproject.toml", "[project.optional-dependencies]\ncache = ['redis>=4.5,<6']\n"),
        ("pyproject.toml", "[dependency-groups]\ndev = [{include-group = 'x'}, 'redis>=4.5,<6']\n"),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\npython = '^3.9'\nredis = { version = '>=4.5,<6', extras = ['hiredis'] }\n",
        ),
        ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\nredis = '>=4.5,<6'\n"),
        ("requirements.txt", "# base\n-r other.txt\nredis>=4.5,<6  # cache\n"),
        ("requirements/base.in", "redis>=4.5,<6 --hash=sha256:0\n"),
        ("setup.cfg", "[options]\npackages = find:\ninstall_requires =\n    redis>=4.5,<6\n"),
        ("setup.py", "setup(name='redis-user', install_requires=['httpx', \"redis>=4.5,<6\"])\n"),
        ("Pipfile", "[packages]\nredis = '>=4.5,<6'\n"),
    ];
    for (name, text) in manifests {
        let found = version(&[(name, text)], "app/x.py", "redis");
        assert_eq!(found, Some(Version::from_on((4, 5, 0), Some((6, 0, 0)))), "{name}: {text}");
    }
}

#[test]
fn locks_and_pins_of_python_are_exact() {
    let range = ("pyproject.toml", "[project]\ndependencies = ['redis>=4']\n");
    let exact = [
        (
            "uv.lock",
            "[[package]]\nname = \"redis-om\"\nversion = \"1.0\"\n\n[[package]]\nname = \"redis\"\nversion = \"5.0.1\"\n",
        ),
        ("poetry.lock", "[[package]]\nname = \"redis\"\nversion = \"5.0.1\"\n"),
        ("Pipfile.lock", "{\"default\": {\"redis\": {\n\"hashes\": [\"sha256:0\"],\n\"version\": \"==5.0.1\"}}}"),
        ("requirements.txt", "redis==5.0.1\n"),
    ];
    for lock in exact {
        assert_eq!(version(&[range, lock], "app/x.py", "redis"), Some(Version::exactly(5, 0, 1)), "{}", lock.0);
    }
}

#[test]
fn go_versions_are_exact_for_modules_and_packages_in_them() {
    let go_mod = (
        "go.mod",
        "module m\n\ngo 1.22\n\nrequire github.com/redis/go-redis/v9 v9.5.1\nrequire (\n\tgithub.com/go-redis/redis v6.15.9+incompatible // indirect\n\tgithub.com/redis/go-redis/extra/redisotel/v9 v9.0.5\n)\n",
    );
    let of = |library| version(&[go_mod], "pkg/x.go", library);
    assert_eq!(of("github.com/redis/go-redis/v9"), Some(Version::exactly(9, 5, 1)));
    assert_eq!(of("github.com/redis/go-redis/v9/maintnotifications"), Some(Version::exactly(9, 5, 1)));
    assert_eq!(of("github.com/redis/go-redis/extra/redisotel/v9"), Some(Version::exactly(9, 0, 5)));
    assert_eq!(of("github.com/go-redis/redis"), Some(Version::exactly(6, 15, 9)));
    assert_eq!(of("github.com/redis/rueidis"), None);
}

#[test]
fn requirements_around_redis_are_listed_with_their_places() {
    let (folder, project) = open(&[
        (
            "package.json",
            "{\n  \"name\": \"ioredis\",\n  \"dependencies\": { \"zod\": \"3\", \"ioredis\" : \"^5.3.0\" }\n}",
        ),
        ("go.mod", "module m\nrequire github.com/go-redis/redis/v8 v8.11.5 // old\n"),
        ("py/requirements.txt", "flask\nredis-py-cluster==2.1.3\nRedis_Py>=1\n"),
        ("py/pyproject.toml", "[tool.poetry.dependencies]\nredis = \"^3.5\"\n"),
        ("py/requirements/dev.txt", "redis>=5\n"),
        ("other/package.json", r#"{"dependencies": {"zod": "3"}}"#),
        ("broken/package.json", "{"),
    ]);
    let mut found = Vec::new();
    for manifest in project.manifests() {
        let path = manifest.source.path.strip_prefix(folder.path()).unwrap().to_string_lossy().replace('\\', "/");
        for requirement in &manifest.requirements {
            found.push(format!("{path} | {} | {}", requirement.name, manifest.source.slice(requirement.span)));
        }
    }
    assert_eq!(
        found,
        [
            "go.mod | github.com/go-redis/redis/v8 | github.com/go-redis/redis/v8 v8.11.5",
            "package.json | ioredis | \"ioredis\" : \"^5.3.0\"",
            "py/pyproject.toml | redis | redis = \"^3.5\"",
            "py/requirements/dev.txt | redis | redis>=5",
            "py/requirements.txt | redis-py-cluster | redis-py-cluster==2.1.3",
            "py/requirements.txt | redis-py | Redis_Py>=1",
        ]
    );
}

#[test]
fn broken_manifests_say_nothing() {
    for (name, text) in [
        ("package.json", "{"),
        ("package.json", "[]"),
        ("pyproject.toml", "= ="),
        ("Pipfile", "x"),
        ("go.mod", "require ("),
    ] {
        assert_eq!(version(&[(name, text)], "a.ts", "ioredis"), None, "{name}");
        assert_eq!(version(&[(name, text)], "a.py", "redis"), None, "{name}");
        assert_eq!(version(&[(name, text)], "a.go", "github.com/redis/go-redis/v9"), None, "{name}");
    }
}
