//! The version attributes of an example as the manifest that a project would have.

/// A file beside the example.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// Such as `package.json`.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) text: String,
}

/// `None` when the example does not say a version, or only from which on: then the newest is meant.
///
/// # Errors
/// In words, for an attribute that means nothing in that language.
pub(crate) fn of(language: &str, attributes: &[&str]) -> Result<Option<Manifest>, String> {
    let mut requirements = Vec::new();
    for attribute in attributes {
        if attribute.contains(['<', '>']) {
            continue;
        }
        let pair = attribute.split_once('=').ok_or_else(|| format!("`{attribute}` is no `library=version`"))?;
        requirements.push(pair);
    }
    if requirements.is_empty() {
        return Ok(None);
    }
    match language {
        "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs" => package_json(&requirements),
        "py" => requirements_txt(&requirements),
        "go" => go_mod(&requirements),
        other => Err(format!("no manifest is known for `{other}`")),
    }
    .map(Some)
}

type Requirements<'a> = [(&'a str, &'a str)];

fn only_known(requirements: &Requirements<'_>, known: &[&str]) -> Result<(), String> {
    let unknown = requirements.iter().find(|(library, _)| !known.contains(library));
    unknown.map_or(Ok(()), |(library, _)| Err(format!("`{library}=` is none of {known:?}")))
}

fn package_json(requirements: &Requirements<'_>) -> Result<Manifest, String> {
    only_known(requirements, &["ioredis", "bullmq", "bull", "redis"])?;
    let lines: Vec<_> =
        requirements.iter().map(|(library, version)| format!("    \"{library}\": \"{version}\"")).collect();
    let text = format!("{{\n  \"name\": \"example\",\n  \"dependencies\": {{\n{}\n  }}\n}}\n", lines.join(",\n"));
    Ok(Manifest { name: "package.json", text })
}

fn requirements_txt(requirements: &Requirements<'_>) -> Result<Manifest, String> {
    only_known(requirements, &["redis", "redis-py-cluster"])?;
    let text = requirements.iter().map(|(library, version)| format!("{library}=={version}\n")).collect();
    Ok(Manifest { name: "requirements.txt", text })
}

/// The module's path changed with its major version and its home.
fn go_mod(requirements: &Requirements<'_>) -> Result<Manifest, String> {
    only_known(requirements, &["go-redis"])?;
    let mut text = "module example\n\ngo 1.22\n".to_owned();
    for (_, version) in requirements {
        let module = match version.split('.').next() {
            Some("6") => format!("github.com/go-redis/redis v{version}+incompatible"),
            Some(major @ ("7" | "8")) => format!("github.com/go-redis/redis/v{major} v{version}"),
            Some("9") => format!("github.com/redis/go-redis/v9 v{version}"),
            _ => return Err(format!("go-redis has no version {version}")),
        };
        text.push_str(&format!("\nrequire {module}\n"));
    }
    Ok(Manifest { name: "go.mod", text })
}

#[test]
fn each_language_has_its_manifest() {
    let text = |language, attribute| of(language, &[attribute]).unwrap().unwrap().text;
    assert_eq!(of("js", &[]), Ok(None));
    assert_eq!(of("py", &["redis>=5"]), Ok(None));
    assert!(text("ts", "ioredis=4.31.0").contains("\"ioredis\": \"4.31.0\""));
    assert_eq!(text("py", "redis=5.3.1"), "redis==5.3.1\n");
    assert!(text("go", "go-redis=8.11.5").ends_with("\nrequire github.com/go-redis/redis/v8 v8.11.5\n"));
    assert!(text("go", "go-redis=9.7.3").ends_with("\nrequire github.com/redis/go-redis/v9 v9.7.3\n"));
    assert!(of("py", &["ioredis=5"]).unwrap_err().contains("`ioredis=` is none of"));
    assert!(of("go", &["go-redis=10.0.0"]).unwrap_err().contains("no version 10.0.0"));
}
