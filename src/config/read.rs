//! From TOML to a [`Layer`]: a table of keys, each with its reader.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::deployment::Deployment;
use super::error::ConfigError;
use super::globs::PathSet;
use super::known::{KnownRules, Selector};
use super::layer::Layer;
use crate::finding::{Confidence, Severity};
use crate::source::LineIndex;
use crate::source::suggest::did_you_mean;

/// Where a piece of TOML comes from, and what its words can mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// What messages call it: a path, or a flag.
    pub(super) origin: &'a str,
    /// The TOML.
    pub(super) text: &'a str,
    /// What patterns and paths in it are relative to.
    pub(super) base: &'a Path,
    /// What `select` and such can name.
    pub(super) known: &'a KnownRules,
    /// Whether `origin` is a file, in which rows help.
    pub(super) rows: Rows,
}

/// Whether messages tell the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// In a file.
    Told,
    /// In what was typed.
    Untold,
}

/// What is wrong, and where in the TOML.
struct Mistake {
    at: Range<usize>,
    message: String,
    /// Names under the key, outermost first.
    under: Vec<String>,
}

type Value<'a> = Spanned<DeValue<'a>>;
type Read = fn(&Value<'_>, &Context<'_>, &mut Layer) -> Result<(), Mistake>;

/// Every key, and what it does to a layer. `extend` is read by the loader, before the layers are put together.
const KEYS: &[(&str, Read)] = &[
    ("extend", |_, _, _| Ok(())),
    ("select", |value, context, layer| set(&mut layer.selection.select, selectors(value, context))),
    ("ignore", ignore),
    ("min-confidence", |value, _, layer| set(&mut layer.min_confidence, min_confidence(value))),
    ("exclude", |value, context, layer| set(&mut layer.exclude, paths(value, context))),
    ("extend-exclude", |value, context, layer| set(&mut layer.extend_exclude, paths(value, context))),
    ("per-file-ignores", per_file_ignores),
    ("severity", severities),
    ("deployment", |value, _, layer| set(&mut layer.deployment, parsed(value))),
    ("overrides", overrides),
    ("server", |value, _, layer| set(&mut layer.server, parsed(value))),
    ("client-names", |value, _, layer| set(&mut layer.client_names, names(value))),
    ("max-file-size", |value, _, layer| set(&mut layer.max_file_size, size(value))),
];

impl Context<'_> {
    /// An error at a place in the TOML.
    pub(super) fn error(&self, at: Range<usize>, key: Option<String>, message: String) -> ConfigError {
        let row = (self.rows == Rows::Told).then(|| LineIndex::new(self.text).row(at.start as u32));
        ConfigError { origin: self.origin.to_owned(), row, key, message }
    }

    /// Parses the TOML.
    ///
    /// # Errors
    /// What the parser says, with the row.
    pub(super) fn parse<'t>(&self, text: &'t str) -> Result<DeTable<'t>, ConfigError> {
        let parsed = DeTable::parse(text);
        parsed.map(Spanned::into_inner).map_err(|error| {
            let message = format!("not valid TOML: {}", error.message());
            self.error(error.span().unwrap_or_default(), None, message)
        })
    }
}

/// Reads all keys of a table.
///
/// # Errors
/// The first mistake in the order of the text: an unknown key, a wrong type, a value that means nothing.
pub(super) fn layer(table: &DeTable<'_>, context: &Context<'_>) -> Result<Layer, ConfigError> {
    let mut layer = Layer::default();
    for (key, value) in in_order(table) {
        let name: &str = key.get_ref();
        let Some((_, read)) = KEYS.iter().find(|(known, _)| *known == name) else {
            let hint = did_you_mean(name, KEYS.iter().map(|(known, _)| *known));
            return Err(context.error(key.span(), Some(name.to_owned()), format!("unknown key{hint}")));
        };
        read(value, context, &mut layer).map_err(|mistake| {
            let names: Vec<_> = [name.to_owned()].into_iter().chain(mistake.under).collect();
            context.error(mistake.at, Some(names.join(".")), mistake.message)
        })?;
    }
    Ok(layer)
}

/// The string under `extend`, if there is one.
///
/// # Errors
/// When it is no string.
pub(super) fn extend<'t>(table: &'t DeTable<'_>, context: &Context<'_>) -> Result<Option<&'t str>, ConfigError> {
    let Some(value) = table.get("extend") else {
        return Ok(None);
    };
    let text = string(value).map_err(|m| context.error(m.at, Some("extend".to_owned()), m.message))?;
    Ok(Some(text))
}

type Entry<'t, 'a> = (&'t Spanned<std::borrow::Cow<'a, str>>, &'t Value<'a>);

fn in_order<'t, 'a>(table: &'t DeTable<'a>) -> Vec<Entry<'t, 'a>> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn set<T>(slot: &mut Option<T>, read: Result<T, Mistake>) -> Result<(), Mistake> {
    *slot = Some(read?);
    Ok(())
}

fn mistake(value: &Value<'_>, message: impl Into<String>) -> Mistake {
    Mistake { at: value.span(), message: message.into(), under: Vec::new() }
}

fn wrong_type(value: &Value<'_>, expected: &str) -> Mistake {
    mistake(value, format!("expected {expected}, found {}", kind(value.get_ref())))
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

fn string<'t>(value: &'t Value<'_>) -> Result<&'t str, Mistake> {
    value.get_ref().as_str().ok_or_else(|| wrong_type(value, "a string"))
}

fn array<'t, 'a>(value: &'t Value<'a>, expected: &str) -> Result<&'t [Value<'a>], Mistake> {
    value.get_ref().as_array().map(|array| &**array).ok_or_else(|| wrong_type(value, expected))
}

fn table<'t, 'a>(value: &'t Value<'a>, expected: &str) -> Result<Vec<Entry<'t, 'a>>, Mistake> {
    value.get_ref().as_table().map(in_order).ok_or_else(|| wrong_type(value, expected))
}

fn strings<'t>(value: &'t Value<'_>) -> Result<Vec<&'t str>, Mistake> {
    array(value, "an array of strings")?.iter().map(string).collect()
}

/// Names as they stand in code, without what they are members of: `this.store` would be looked for in vain.
fn names(value: &Value<'_>) -> Result<Vec<String>, Mistake> {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$' | '#');
    let name = |value: &Value<'_>| match string(value)? {
        name if !name.is_empty() && name.chars().all(is_part) => Ok(name.to_owned()),
        other => Err(mistake(value, format!("`{other}` is no name of a variable, field or parameter"))),
    };
    array(value, "an array of strings")?.iter().map(name).collect()
}

fn parsed<T: std::str::FromStr<Err = String>>(value: &Value<'_>) -> Result<T, Mistake> {
    string(value)?.parse().map_err(|message: String| mistake(value, message))
}

fn selectors(value: &Value<'_>, context: &Context<'_>) -> Result<Vec<Selector>, Mistake> {
    let words = array(value, "an array of rule names")?.iter();
    words.map(|word| context.known.selector(string(word)?).map_err(|message| mistake(word, message))).collect()
}

/// Adds, since `severity = "off"` ignores as well.
fn ignore(value: &Value<'_>, context: &Context<'_>, layer: &mut Layer) -> Result<(), Mistake> {
    layer.selection.ignore.extend(selectors(value, context)?);
    Ok(())
}

fn paths(value: &Value<'_>, context: &Context<'_>) -> Result<PathSet, Mistake> {
    PathSet::new(context.base, strings(value)?).map_err(|message| mistake(value, message))
}

/// A word for a confidence; also what the flag takes.
pub(super) fn confidence(word: &str) -> Result<Confidence, String> {
    let all = [Confidence::Possible, Confidence::Likely, Confidence::Certain];
    all.into_iter().find(|confidence| confidence.as_str() == word).ok_or_else(|| {
        let hint = did_you_mean(word, all.map(Confidence::as_str));
        format!("`{word}` is no confidence; expected `possible`, `likely` or `certain`{hint}")
    })
}

fn min_confidence(value: &Value<'_>) -> Result<Confidence, Mistake> {
    confidence(string(value)?).map_err(|message| mistake(value, message))
}

fn per_file_ignores(value: &Value<'_>, context: &Context<'_>, layer: &mut Layer) -> Result<(), Mistake> {
    for (pattern, rules) in table(value, "a table from patterns to rule names")? {
        let read = |pattern: &Spanned<_>| -> Result<_, Mistake> {
            let text: &std::borrow::Cow<'_, str> = pattern.get_ref();
            let paths = PathSet::new(context.base, [&**text]).map_err(|message| mistake(rules, message))?;
            Ok((paths, context.known.expand(&selectors(rules, context)?)))
        };
        layer.per_file_ignores.push(read(pattern).map_err(|mistake| under(pattern.get_ref(), mistake))?);
    }
    Ok(())
}

fn severities(value: &Value<'_>, context: &Context<'_>, layer: &mut Layer) -> Result<(), Mistake> {
    for (rule, level) in table(value, "a table from rule names to severities")? {
        let selector = context.known.selector(rule.get_ref()).map_err(|message| Mistake {
            at: rule.span(),
            message,
            under: vec![rule.get_ref().to_string()],
        })?;
        let word = string(level).map_err(|mistake| under(rule.get_ref(), mistake))?;
        let all = [Severity::Error, Severity::Warning, Severity::Info];
        if let Some(severity) = all.into_iter().find(|severity| severity.as_str() == word) {
            layer.severity.push((selector, severity));
        } else if word == "off" {
            layer.selection.ignore.push(selector);
        } else {
            let hint = did_you_mean(word, ["error", "warning", "info", "off"]);
            let message = format!("`{word}` is no severity; expected `error`, `warning`, `info` or `off`{hint}");
            return Err(under(rule.get_ref(), mistake(level, message)));
        }
    }
    Ok(())
}

fn under(name: &str, mut mistake: Mistake) -> Mistake {
    mistake.under.insert(0, name.to_owned());
    mistake
}

fn overrides(value: &Value<'_>, context: &Context<'_>, layer: &mut Layer) -> Result<(), Mistake> {
    for item in array(value, "an array of tables, `[[overrides]]`")? {
        let (mut files, mut deployment) = (None, None);
        for (key, value) in table(item, "a table with `files` and `deployment`")? {
            let read = match &**key.get_ref() {
                "files" => paths(value, context).map(|paths| files = Some(paths)),
                "deployment" => parsed::<Deployment>(value).map(|parsed| deployment = Some(parsed)),
                name => Err(Mistake {
                    at: key.span(),
                    message: format!("unknown key{}", did_you_mean(name, ["files", "deployment"])),
                    under: Vec::new(),
                }),
            };
            read.map_err(|mistake| under(key.get_ref(), mistake))?;
        }
        let (Some(files), Some(deployment)) = (files, deployment) else {
            return Err(mistake(item, "each `[[overrides]]` needs `files` and `deployment`"));
        };
        layer.overrides.push((files, deployment));
    }
    Ok(())
}

/// Bytes: an integer, or a string such as `"512KiB"`, `"4 MB"`. K and M count in 1024.
fn size(value: &Value<'_>) -> Result<u64, Mistake> {
    const EXPECTED: &str = "a number of bytes, such as 1048576 or \"1MiB\"";
    let parsed = match value.get_ref() {
        DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
        DeValue::String(text) => bytes(text),
        _ => return Err(wrong_type(value, EXPECTED)),
    };
    parsed.filter(|bytes| *bytes > 0).ok_or_else(|| mistake(value, format!("expected {EXPECTED}")))
}

fn bytes(text: &str) -> Option<u64> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1024,
        "m" | "mb" | "mib" => 1024 * 1024,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::known;

    fn read(text: &str) -> Result<Layer, String> {
        let known = known::sample();
        let context =
            Context { origin: "slotlint.toml", text, base: Path::new("/work"), known: &known, rows: Rows::Told };
        let table = context.parse(text).map_err(|error| error.to_string())?;
        layer(&table, &context).map_err(|error| error.to_string())
    }

    #[test]
    fn every_key_is_read() {
        let layer = read(
            r#"
            select = ["slots"]
            ignore = ["key-prefix"]
            min-confidence = "likely"
            exclude = ["gen"]
            extend-exclude = ["old"]
            deployment = "cluster-clients-only"
            server = "valkey-8.1"
            client-names = ["store"]
            max-file-size = "2 MiB"
            [per-file-ignores]
            "tests/**" = ["ALL"]
            [severity]
            key-prefix = "off"
            slots = "warning"
            [[overrides]]
            files = ["tools/**"]
            deployment = "standalone"
            "#,
        )
        .unwrap();
        assert_eq!(layer.selection.select, Some(vec![Selector::Group("slots".to_owned())]));
        assert_eq!(layer.selection.ignore, [Selector::Rule(2), Selector::Rule(2)]);
        assert_eq!(layer.min_confidence, Some(Confidence::Likely));
        assert!(layer.exclude.unwrap().covers(Path::new("/work/a/gen/b.js")));
        assert!(layer.extend_exclude.unwrap().covers(Path::new("/work/old")));
        assert_eq!(layer.deployment, Some(Deployment::ClusterClientsOnly));
        assert_eq!(layer.server.unwrap().to_string(), "valkey-8.1");
        assert_eq!(layer.client_names, Some(vec!["store".to_owned()]));
        assert_eq!(layer.max_file_size, Some(2 * 1024 * 1024));
        assert!(layer.per_file_ignores[0].0.covers(Path::new("/work/tests/a.js")));
        assert_eq!(layer.severity, [(Selector::Group("slots".to_owned()), Severity::Warning)]);
        assert_eq!(layer.overrides[0].1, Deployment::Standalone);
    }

    #[test]
    fn mistakes_name_file_line_and_key() {
        for (text, expected) in [
            ("\nselct = []", "slotlint.toml:2: `selct`: unknown key; did you mean `select`?"),
            ("select = \"slots\"", "slotlint.toml:1: `select`: expected an array of rule names, found a string"),
            ("select = [\n  \"slots\",\n  7,\n]", "slotlint.toml:3: `select`: expected a string, found an integer"),
            (
                "ignore = [\"keyprefix\"]",
                "slotlint.toml:1: `ignore`: there is no rule or group `keyprefix`; did you mean `key-prefix`?",
            ),
            (
                "[severity]\nslots = \"warn\"",
                "slotlint.toml:2: `severity.slots`: `warn` is no severity; expected `error`, `warning`, `info` or `off`; \
                 did you mean `warning`?",
            ),
            (
                "[severity]\nnothing = \"off\"",
                "slotlint.toml:2: `severity.nothing`: there is no rule or group `nothing`",
            ),
            (
                "deployment = \"standalon\"",
                "slotlint.toml:1: `deployment`: `standalon` is no deployment; expected `cluster`, `cluster-clients-only` \
                 or `standalone`; did you mean `standalone`?",
            ),
            ("[[overrides]]\nfile = []", "slotlint.toml:2: `overrides.file`: unknown key; did you mean `files`?"),
            (
                "[[overrides]]\nfiles = [\"a\"]",
                "slotlint.toml:1: `overrides`: each `[[overrides]]` needs `files` and `deployment`",
            ),
            (
                "client-names = [\"store\", \"this.cache\"]",
                "slotlint.toml:1: `client-names`: `this.cache` is no name of a variable, field or parameter",
            ),
            (
                "max-file-size = -1",
                "slotlint.toml:1: `max-file-size`: expected a number of bytes, such as 1048576 or \"1MiB\"",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), expected, "{text}");
        }
        assert!(read("a = 1\nb = ").unwrap_err().starts_with("slotlint.toml:2: not valid TOML: "));
        assert!(read("server = \"redis\"").unwrap_err().contains("such as `redis-7.2` or `valkey-8.1`"));
    }
}
