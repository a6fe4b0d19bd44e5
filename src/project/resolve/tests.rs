use std::fs;
use std::path::{Path, PathBuf};

use crate::project::{Options, Project, Resolution};

/// Files in a folder that goes away.
struct Tree {
    folder: tempfile::TempDir,
    project: Project,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let project = Project::open(Options::new(folder.path(), vec![PathBuf::from(".")]));
        Self { folder, project }
    }

    fn resolve(&self, from: &str, specifier: &str) -> String {
        let from = self.project.load(&self.folder.path().join(from)).unwrap();
        self.shown(self.project.resolve(from, specifier))
    }

    fn member(&self, from: &str, specifier: &str, name: &str) -> String {
        let from = self.project.load(&self.folder.path().join(from)).unwrap();
        self.shown(self.project.resolve_member(from, specifier, name))
    }

    fn shown(&self, resolution: Resolution) -> String {
        let relative =
            |path: &Path| path.strip_prefix(self.folder.path()).unwrap().to_string_lossy().replace('\\', "/");
        match resolution {
            Resolution::Files(files) if files.is_empty() => "namespace".to_owned(),
            Resolution::Files(files) => files.iter().map(|path| relative(path)).collect::<Vec<_>>().join(" "),
            Resolution::External(name) => format!("library {name}"),
            Resolution::Missing => "missing".to_owned(),
        }
    }

    fn check(&self, from: &str, expected: &[(&str, &str)]) {
        for (specifier, means) in expected {
            assert_eq!(self.resolve(from, specifier), *means, "{specifier} in {from}");
        }
    }
}

#[test]
fn relative_specifiers_find_files_extensions_sources_and_indexes() {
    let tree = Tree::new(&[
        ("src/a.ts", ""),
        ("src/b.tsx", ""),
        ("src/c.mts", ""),
        ("src/d.js", ""),
        ("src/both.js", ""),
        ("src/both.ts", ""),
        ("src/lib/index.ts", ""),
        ("src/pkg/package.json", r#"{"main": "./entry.js"}"#),
        ("src/pkg/entry.js", ""),
        ("src/dotted.name.ts", ""),
        ("src/data.json", "{}"),
        ("src/same.ts", ""),
        ("src/same/index.ts", ""),
    ]);
    tree.check(
        "src/a.ts",
        &[
            ("./b", "src/b.tsx"),
            ("./b.js", "src/b.tsx"),
            ("./c.mjs", "src/c.mts"),
            ("./d", "src/d.js"),
            ("./both", "src/both.ts"),
            ("./both.js", "src/both.js"),
            ("./lib", "src/lib/index.ts"),
            ("./lib/", "src/lib/index.ts"),
            ("./lib/index.js", "src/lib/index.ts"),
            ("./pkg", "src/pkg/entry.js"),
            ("./dotted.name", "src/dotted.name.ts"),
            ("./a.ts?raw", "src/a.ts"),
            ("../src/a", "src/a.ts"),
            ("./same", "src/same.ts"),
            ("./data.json", "missing"),
            ("./gone", "missing"),
            ("../../../../..", "missing"),
        ],
    );
    tree.check("src/lib/index.ts", &[("..", "missing"), (".", "src/lib/index.ts"), ("../a", "src/a.ts")]);
}

#[test]
fn paths_and_base_url_of_the_nearest_configuration_count_with_what_it_extends() {
    let tree = Tree::new(&[
        (
            "tsconfig.base.json",
            r#"{ "compilerOptions": { "baseUrl": ".", "paths": { "@shared/*": ["libs/shared/*"] } } }"#,
        ),
        ("libs/shared/keys.ts", ""),
        (
            "app/tsconfig.json",
            "{ // what the editor wrote\n \"extends\": \"../tsconfig.base\", \"compilerOptions\": { \"strict\": true, }, }",
        ),
        ("app/main.ts", ""),
        ("web/package.json", r#"{"dependencies": {"redis": "^4"}}"#),
        (
            "web/tsconfig.json",
            r#"{"compilerOptions": {"baseUrl": "./src", "paths": {"@/*": ["./*", "generated/*"], "@/db/*": ["database/*"], "keys": ["lib/keys.ts"]}}}"#,
        ),
        ("web/src/page.ts", ""),
        ("web/src/lib/keys.ts", ""),
        ("web/src/database/keys.ts", ""),
        ("web/src/generated/api.ts", ""),
        ("web/src/redis.ts", ""),
    ]);
    tree.check("app/main.ts", &[("@shared/keys", "libs/shared/keys.ts"), ("libs/shared/keys", "libs/shared/keys.ts")]);
    tree.check(
        "web/src/page.ts",
        &[
            ("@/lib/keys", "web/src/lib/keys.ts"),
            ("@/db/keys", "web/src/database/keys.ts"),
            ("@/api", "web/src/generated/api.ts"),
            ("keys", "web/src/lib/keys.ts"),
            ("lib/keys", "web/src/lib/keys.ts"),
            ("@/gone", "missing"),
            ("ioredis", "library ioredis"),
            // The manifest says that this is the library, whatever lies at the base URL.
            ("redis", "library redis"),
        ],
    );
}

#[test]
fn configurations_that_go_in_circles_or_are_broken_cost_nothing() {
    let tree = Tree::new(&[
        (
            "tsconfig.json",
            r#"{"extends": ["./tsconfig.json", "./tsconfig.json", "./tsconfig.json", "./tsconfig.json"], "references": [{"path": "./app"}]}"#,
        ),
        ("app/tsconfig.json", "{ \"compilerOptions\": "),
        ("app/a.ts", ""),
    ]);
    tree.check("app/a.ts", &[("x", "library x"), ("./a", "app/a.ts")]);
}

#[test]
fn referenced_configurations_count_when_the_nearest_names_nothing() {
    let tree = Tree::new(&[
        ("tsconfig.json", r#"{"files": [], "references": [{"path": "./tsconfig.app.json"}]}"#),
        ("tsconfig.app.json", r#"{"compilerOptions": {"paths": {"~/*": ["./src/*"]}}}"#),
        ("src/a.ts", ""),
    ]);
    tree.check("src/a.ts", &[("~/a", "src/a.ts"), ("~/b", "missing")]);
}

#[test]
fn a_configuration_that_includes_other_folders_explains_their_names() {
    let tree = Tree::new(&[
        (
            "apps/api/tsconfig.json",
            r#"{"compilerOptions": {"baseUrl": "../..", "paths": {"@app/*": ["apps/api/src/*"]}}, "include": ["../../paid/**/*"]}"#,
        ),
        ("apps/api/src/store.ts", ""),
        ("paid/package.json", r#"{"dependencies": {"@app/declared": "1"}}"#),
        ("paid/a.ts", ""),
    ]);
    tree.check(
        "paid/a.ts",
        &[
            ("@app/store", "apps/api/src/store.ts"),
            ("@app/other", "library @app/other"),
            ("@app/declared", "library @app/declared"),
        ],
    );
}

#[test]
fn packages_of_a_workspace_mean_their_source_not_what_is_built() {
    let tree = Tree::new(&[
        ("package.json", r#"{"workspaces": ["packages/*"]}"#),
        ("packages/db/package.json", r#"{"name": "@x/db", "main": "dist/index.js"}"#),
        ("packages/db/src/index.ts", ""),
        ("packages/db/dist/index.js", ""),
        (
            "packages/cache/package.json",
            r#"{"name": "@x/cache", "exports": {
                ".": {"types": "./dist/src/main.d.ts", "import": "./dist/src/main.js"},
                "./keys": {"node": {"require": "./build/cjs/keys.js"}},
                "./parts/*": "./dist/parts/*.js",
                "./client": ["./nowhere.js", "./lib/redis-client.ts"]}}"#,
        ),
        ("packages/cache/src/main.ts", ""),
        ("packages/cache/src/keys.ts", ""),
        ("packages/cache/src/parts/user.ts", ""),
        ("packages/cache/lib/redis-client.ts", ""),
        ("packages/bare/package.json", r#"{"name": "bare"}"#),
        ("packages/bare/index.js", ""),
        ("packages/bare/util/x.js", ""),
        (
            "packages/app/package.json",
            r##"{"name": "app", "imports": {"#keys": "./src/keys.ts", "#lib/*": "./src/*.ts", "#db": "@x/db"}}"##,
        ),
        ("packages/app/src/main.ts", ""),
        ("packages/app/src/keys.ts", ""),
    ]);
    tree.check(
        "packages/app/src/main.ts",
        &[
            ("@x/db", "packages/db/src/index.ts"),
            ("@x/db/src/index", "packages/db/src/index.ts"),
            ("@x/cache", "packages/cache/src/main.ts"),
            ("@x/cache/keys", "packages/cache/src/keys.ts"),
            ("@x/cache/parts/user", "packages/cache/src/parts/user.ts"),
            ("@x/cache/client", "packages/cache/lib/redis-client.ts"),
            ("@x/cache/gone", "missing"),
            ("bare", "packages/bare/index.js"),
            ("bare/util/x", "packages/bare/util/x.js"),
            ("app/src/keys", "packages/app/src/keys.ts"),
            ("#keys", "packages/app/src/keys.ts"),
            ("#lib/keys", "packages/app/src/keys.ts"),
            ("#db", "packages/db/src/index.ts"),
            ("#none", "missing"),
            ("@x/other", "library @x/other"),
            ("ioredis/built/cluster", "library ioredis/built/cluster"),
        ],
    );
}

#[test]
fn pnpm_workspaces_and_file_dependencies_are_local() {
    let tree = Tree::new(&[
        ("pnpm-workspace.yaml", "packages:\n  - 'apps/**' # all\n  - \"!apps/old\"\ncatalog:\n  - nothing\n"),
        ("package.json", r#"{"dependencies": {"tools": "file:./misc/tools"}}"#),
        ("apps/a/deep/package.json", r#"{"name": "deep", "source": "./main.ts"}"#),
        ("apps/a/deep/main.ts", ""),
        ("apps/old/package.json", r#"{"name": "old"}"#),
        ("apps/old/index.ts", ""),
        ("misc/tools/package.json", r#"{"name": "something-else"}"#),
        ("misc/tools/index.ts", ""),
        ("a.ts", ""),
    ]);
    tree.check("a.ts", &[("deep", "apps/a/deep/main.ts"), ("tools", "misc/tools/index.ts"), ("old", "library old")]);
}

#[test]
fn python_relative_imports_count_their_dots() {
    let tree = Tree::new(&[
        ("app/__init__.py", ""),
        ("app/cache.py", ""),
        ("app/api/__init__.py", ""),
        ("app/api/views.py", ""),
        ("app/plain/part.py", ""),
    ]);
    tree.check(
        "app/api/views.py",
        &[
            (".", "app/api/__init__.py"),
            ("..", "app/__init__.py"),
            ("..cache", "app/cache.py"),
            (".views", "app/api/views.py"),
            ("..plain", "namespace"),
            ("..plain.part", "app/plain/part.py"),
            (".gone", "missing"),
            (".......", "missing"),
        ],
    );
    assert_eq!(tree.member("app/api/views.py", "..", "cache"), "app/cache.py");
    assert_eq!(tree.member("app/api/views.py", "app", "cache"), "app/cache.py");
    assert_eq!(tree.member("app/api/views.py", "app", "api"), "app/api/__init__.py");
}

#[test]
fn python_absolute_imports_start_from_every_source_root() {
    let tree = Tree::new(&[
        ("services/api/pyproject.toml", "[project]\nname = 'api'\n"),
        ("services/api/src/api/__init__.py", ""),
        ("services/api/src/api/main.py", ""),
        ("services/api/src/api/json.py", ""),
        ("libs/common/setup.py", ""),
        ("libs/common/common/__init__.py", ""),
        ("libs/common/common/keys.py", ""),
        ("scripts/job.py", ""),
        ("scripts/config.py", ""),
        ("docker/compose/x.yml", ""),
        ("top/__init__.py", ""),
        ("google/ours/x.py", ""),
    ]);
    tree.check(
        "services/api/src/api/main.py",
        &[
            ("api", "services/api/src/api/__init__.py"),
            ("api.main", "services/api/src/api/main.py"),
            ("api.gone", "missing"),
            // Inside a package its files are no top-level modules.
            ("json", "library json"),
            ("common.keys", "libs/common/common/keys.py"),
            ("top", "top/__init__.py"),
            ("docker", "library docker"),
            ("google.cloud.storage", "library google.cloud.storage"),
            ("google.ours.x", "google/ours/x.py"),
        ],
    );
    tree.check("scripts/job.py", &[("config", "scripts/config.py"), ("scripts.config", "scripts/config.py")]);
}

#[test]
fn the_redis_library_is_shadowed_in_its_own_repository_only() {
    let tree = Tree::new(&[("app/redis.py", ""), ("app/main.py", ""), ("redis/cluster.py", "")]);
    tree.check("app/main.py", &[("redis", "library redis"), ("redis.cluster", "library redis.cluster")]);
    let own = Tree::new(&[
        ("pyproject.toml", ""),
        ("redis/__init__.py", ""),
        ("redis/cluster.py", ""),
        ("tests/test_x.py", ""),
    ]);
    own.check("tests/test_x.py", &[("redis.cluster", "redis/cluster.py"), ("redis", "redis/__init__.py")]);
}

#[test]
fn go_imports_mean_all_files_of_a_package() {
    let tree = Tree::new(&[
        ("go.mod", "module example.com/app // ours\n\nreplace (\n\texample.com/shared v1.2.0 => ./shared\n)\n"),
        ("main.go", "package main"),
        ("store/a.go", "package store"),
        ("store/b.go", "package store"),
        ("store/b_test.go", "package store"),
        ("store/_old.go", "package store"),
        ("shared/go.mod", "module example.com/shared"),
        ("shared/keys/k.go", "package keys"),
        ("empty/readme.md", ""),
    ]);
    tree.check(
        "main.go",
        &[
            ("example.com/app/store", "store/a.go store/b.go"),
            ("example.com/app", "main.go"),
            ("example.com/shared/keys", "shared/keys/k.go"),
            ("example.com/app/empty", "missing"),
            ("example.com/application", "library example.com/application"),
            ("github.com/redis/go-redis/v9", "library github.com/redis/go-redis/v9"),
        ],
    );
}

#[test]
fn go_workspaces_bring_modules_together_and_the_longest_path_wins() {
    let tree = Tree::new(&[
        ("go.work", "go 1.22\n\nuse (\n\t./api\n\t./core\n)\nuse ./core/sub\n"),
        ("api/go.mod", "module example.com/api"),
        ("api/x.go", "package api"),
        ("core/go.mod", "module example.com/core"),
        ("core/x.go", "package core"),
        ("core/sub/go.mod", "module example.com/core/sub"),
        ("core/sub/y.go", "package sub"),
    ]);
    tree.check("api/x.go", &[("example.com/core", "core/x.go"), ("example.com/core/sub", "core/sub/y.go")]);
}
