use std::fs;

use tempfile::TempDir;

use super::*;
use crate::finding::{Confidence, Facts, Finding, Place, Severity, Span};

/// A folder with these files.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn configs(folder: &TempDir, discovery: &Discovery, typed: Vec<Layer>) -> Result<Configs, String> {
    let known = Arc::new(known::sample());
    Configs::new(known, Arc::from(folder.path()), discovery, typed).map_err(|error| error.to_string())
}

fn nearest(folder: &TempDir) -> Configs {
    configs(folder, &Discovery::Nearest, Vec::new()).unwrap()
}

/// The rules that run on a file.
fn rules(configs: &Configs, path: &str) -> Vec<&'static str> {
    let path = Path::new(path);
    let policy = configs.for_file(path).unwrap().for_path(path);
    configs.known().names().filter(|name| policy.runs(name)).collect()
}

fn error(files: &[(&str, &str)], path: &str) -> String {
    let folder = project(files);
    nearest(&folder).for_file(Path::new(path)).unwrap_err().to_string()
}

#[test]
fn the_nearest_file_counts_alone() {
    let folder = project(&[
        ("slotlint.toml", "select = [\"slots\"]\nmin-confidence = \"certain\""),
        ("a/.slotlint.toml", "select = [\"key-prefix\"]"),
    ]);
    let configs = nearest(&folder);
    assert_eq!(rules(&configs, "x.js"), ["cross-slot-command", "cross-slot-pipeline"]);
    assert_eq!(rules(&configs, "b/c/x.js"), ["cross-slot-command", "cross-slot-pipeline"]);
    assert_eq!(rules(&configs, "a/b/x.js"), ["key-prefix"]);
    assert_eq!(configs.for_file(Path::new("a/x.js")).unwrap().min_confidence, Confidence::Possible);
}

#[test]
fn a_pyproject_without_our_table_is_transparent() {
    let folder = project(&[
        ("slotlint.toml", "select = [\"key-prefix\"]"),
        ("a/pyproject.toml", "[project]\nname = \"slotlint-user\""),
        ("b/pyproject.toml", "[tool.slotlint]\nselect = [\"unused-suppression\"]"),
        ("c/pyproject.toml", "this is not TOML, and none of our business"),
    ]);
    let configs = nearest(&folder);
    assert_eq!(rules(&configs, "a/x.py"), ["key-prefix"]);
    assert_eq!(rules(&configs, "b/x.py"), ["unused-suppression"]);
    assert_eq!(rules(&configs, "c/x.py"), ["key-prefix"]);
}

#[test]
fn extend_is_explicit_and_its_paths_stay_relative_to_their_file() {
    let folder = project(&[
        ("base/slotlint.toml", "ignore = [\"key-prefix\"]\nserver = \"redis-7.0\"\nextend-exclude = [\"gen\"]"),
        ("app/slotlint.toml", "extend = \"../base/slotlint.toml\"\nignore = [\"unused-suppression\"]"),
    ]);
    let configs = nearest(&folder);
    assert_eq!(rules(&configs, "app/x.js"), ["cross-slot-command", "cross-slot-pipeline"]);
    let settings = configs.for_file(Path::new("app/x.js")).unwrap();
    assert_eq!(settings.server.to_string(), "redis-7.0");
    assert!(settings.excludes_within(Path::new("base/gen/x.js")));
    assert!(!settings.excludes_within(Path::new("app/gen/x.js")));
    assert!(settings.excludes_within(Path::new("app/node_modules/x.js")));
}

#[test]
fn a_circle_of_extends_is_named() {
    let files = [("a.toml", "extend = \"slotlint.toml\""), ("slotlint.toml", "extend = \"a.toml\"")];
    assert_eq!(
        error(&files, "x.js"),
        "a.toml: `extend`: extends in a circle or without end: slotlint.toml -> a.toml -> slotlint.toml"
    );
    assert_eq!(
        error(&[("slotlint.toml", "extend = \"b.toml\"")], "x.js"),
        "slotlint.toml: `extend`: there is no configuration in `b.toml`"
    );
}

#[test]
fn a_mistake_names_the_file_as_seen_from_here() {
    assert_eq!(
        error(&[("a/pyproject.toml", "[project]\n[tool.slotlint]\nignroe = []")], "a/b/x.py"),
        "a/pyproject.toml:3: `ignroe`: unknown key; did you mean `ignore`?"
    );
    assert_eq!(
        error(&[("pyproject.toml", "[tool]\nslotlint = 3")], "x.py"),
        "pyproject.toml:2: `tool.slotlint`: expected a table"
    );
}

#[test]
fn isolated_reads_no_file_and_a_named_file_is_the_only_one() {
    let folder = project(&[("slotlint.toml", "nonsense"), ("other.toml", "select = [\"key-prefix\"]")]);
    let isolated = configs(&folder, &Discovery::Isolated, Vec::new()).unwrap();
    assert_eq!(rules(&isolated, "x.js").len(), 4);
    let named = configs(&folder, &Discovery::File("other.toml".into()), Vec::new()).unwrap();
    assert_eq!(rules(&named, "x.js"), ["key-prefix"]);
    let missing = configs(&folder, &Discovery::File("none.toml".into()), Vec::new()).unwrap_err();
    assert_eq!(missing, "none.toml: there is no such file, or no slotlint configuration in it");
}

#[test]
fn what_is_typed_goes_over_the_file() {
    let folder = project(&[("slotlint.toml", "ignore = [\"key-prefix\"]\nserver = \"redis-6.2\"")]);
    let known = known::sample();
    let typed = |text| inline(text, &known, folder.path()).map_err(|error| error.to_string());
    let layers = vec![typed("select = [\"key-prefix\"]").unwrap(), typed("server = \"redis-7.4\"").unwrap()];
    let configs = configs(&folder, &Discovery::Nearest, layers).unwrap();
    assert_eq!(rules(&configs, "x.js"), ["key-prefix"]);
    assert_eq!(configs.for_file(Path::new("x.js")).unwrap().server.to_string(), "redis-7.4");
    assert_eq!(typed("servr = 1").unwrap_err(), "--config: `servr`: unknown key; did you mean `server`?");
    assert!(typed("extend = \"a\"").unwrap_err().contains("works in a file only"));
}

#[test]
fn some_paths_have_other_rules_and_another_deployment() {
    let folder = project(&[(
        "slotlint.toml",
        "deployment = \"cluster-clients-only\"\n\
         per-file-ignores = { \"tests/**\" = [\"slots\"], \"*.gen.js\" = [\"ALL\"] }\n\
         [[overrides]]\nfiles = [\"tools\"]\ndeployment = \"standalone\"\n",
    )]);
    let configs = nearest(&folder);
    assert_eq!(rules(&configs, "tests/deep/x.js"), ["key-prefix", "unused-suppression"]);
    assert!(rules(&configs, "src/x.gen.js").is_empty());
    let deployment = |path: &str| configs.for_file(Path::new(path)).unwrap().for_path(Path::new(path)).deployment;
    assert_eq!(deployment("src/x.js"), Deployment::ClusterClientsOnly);
    assert_eq!(deployment("./tools/a/../x.js"), Deployment::Standalone);
}

#[test]
fn default_excludes_look_at_folders_within_the_working_directory_only() {
    let folder = project(&[("vendor/app/x.js", ""), ("vendor/app/slotlint.toml", "")]);
    let working_dir: Arc<Path> = Arc::from(folder.path().join("vendor/app"));
    let configs = Configs::new(Arc::new(known::sample()), working_dir, &Discovery::Nearest, Vec::new()).unwrap();
    let settings = configs.for_file(Path::new("x.js")).unwrap();
    assert!(!settings.excludes_within(Path::new("x.js")));
    assert!(settings.excludes_within(Path::new("vendor/x.js")));
    assert!(settings.excludes(Path::new("src/vendor")));
}

#[test]
fn judging_drops_what_is_unsure_and_sets_severities() {
    let folder = project(&[(
        "slotlint.toml",
        "min-confidence = \"likely\"\n[severity]\nslots = \"info\"\ncross-slot-pipeline = \"warning\"\nkey-prefix = \"off\"\n",
    )]);
    let path = Path::new("x.js");
    let policy = nearest(&folder).for_file(path).unwrap().for_path(path);
    let judged = |rule, confidence| {
        let finding = Finding {
            rule,
            severity: Severity::Error,
            confidence,
            message: String::new(),
            place: Place { path: Arc::from(path), span: Span::default() },
            labels: Vec::new(),
            related: Vec::new(),
            callers: Vec::new(),
            facts: Facts::default(),
            help: None,
            fixes: Vec::new(),
            scope: String::new(),
        };
        policy.judge(finding).map(|finding| finding.severity)
    };
    assert_eq!(judged("cross-slot-command", Confidence::Certain), Some(Severity::Info));
    assert_eq!(judged("cross-slot-pipeline", Confidence::Likely), Some(Severity::Warning));
    assert_eq!(judged("unused-suppression", Confidence::Certain), Some(Severity::Error));
    assert_eq!(judged("cross-slot-command", Confidence::Possible), None);
    assert_eq!(judged("key-prefix", Confidence::Certain), None);
}
