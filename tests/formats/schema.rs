//! The part of JSON Schema that the schemas in `tests/schemas` use. A keyword that is not known here fails: nothing passes
//! unseen. A library that knows all of it would take longer to build than slotlint.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// What keeps `value` from being valid, each with the JSON pointer of the place; none for a valid one.
pub(crate) fn violations(schema: &str, value: &Value) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas").join(schema);
    let root: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut found = Vec::new();
    check(&root, &root, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (keyword, wanted) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$schema" | "title" | "description" | "default" | "definitions" => true,
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(pointer).unwrap(), value, at, found);
                true
            }
            "properties" | "additionalProperties" | "required" => object(root, schema, keyword, value, at, found),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, wanted, item, &format!("{at}/{index}"), found);
                }
                true
            }
            "anyOf" | "oneOf" => {
                let valid = |schema: &&Value| {
                    let mut found = Vec::new();
                    check(root, schema, value, at, &mut found);
                    found.is_empty()
                };
                let valid = wanted.as_array().unwrap().iter().filter(valid).count();
                valid == 1 || (keyword == "anyOf" && valid > 1)
            }
            _ => simple(keyword, wanted, value),
        };
        if !holds {
            found.push(format!("{at}: {keyword} {wanted}"));
        }
    }
}

fn object(root: &Value, schema: &Value, keyword: &str, value: &Value, at: &str, found: &mut Vec<String>) -> bool {
    let Some(members) = value.as_object() else { return true };
    let known = |name: &str| schema.get("properties").and_then(|known| known.get(name));
    let wanted = &schema[keyword];
    match keyword {
        "required" => wanted.as_array().unwrap().iter().all(|name| members.contains_key(name.as_str().unwrap())),
        "properties" => {
            for (name, member) in members {
                if let Some(schema) = known(name) {
                    check(root, schema, member, &format!("{at}/{name}"), found);
                }
            }
            true
        }
        _ if wanted.is_object() => {
            for (name, member) in members.iter().filter(|(name, _)| known(name).is_none()) {
                check(root, wanted, member, &format!("{at}/{name}"), found);
            }
            true
        }
        _ => wanted == &Value::Bool(true) || members.keys().all(|name| known(name).is_some()),
    }
}

fn simple(keyword: &str, wanted: &Value, value: &Value) -> bool {
    let number = || value.as_f64();
    match keyword {
        "type" => match wanted {
            Value::Array(types) => types.iter().any(|wanted| is(wanted.as_str().unwrap(), value)),
            wanted => is(wanted.as_str().unwrap(), value),
        },
        "enum" => wanted.as_array().unwrap().contains(value),
        "minimum" => number().is_none_or(|number| number >= wanted.as_f64().unwrap()),
        "maximum" => number().is_none_or(|number| number <= wanted.as_f64().unwrap()),
        "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= wanted.as_u64().unwrap()),
        "uniqueItems" => value.as_array().is_none_or(|items| {
            let mut seen = HashSet::new();
            items.iter().all(|item| seen.insert(item.to_string()))
        }),
        "format" => value.as_str().is_none_or(|text| format(wanted.as_str().unwrap(), text)),
        "pattern" => value.as_str().is_none_or(|text| pattern(wanted.as_str().unwrap(), text)),
        other => panic!("the keyword `{other}` is not known"),
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        other => panic!("the type `{other}` is not known"),
    }
}

/// RFC 3986 as far as it matters: the characters that may stand in a URI, and a scheme where one is needed.
fn format(name: &str, text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
    let escapes = text.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    let has_scheme = text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(|c| c.is_ascii_alphanumeric())
    });
    let first_segment = text.split('/').next().unwrap_or_default();
    match name {
        "uri" => text.chars().all(plain) && escapes && has_scheme,
        "uri-reference" => text.chars().all(plain) && escapes && (has_scheme || !first_segment.contains(':')),
        other => panic!("the format `{other}` is not known"),
    }
}

/// Those of the SARIF schema, by hand.
fn pattern(pattern: &str, text: &str) -> bool {
    match pattern {
        "[^/]+/.+" => text.split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()),
        other => panic!("the pattern `{other}` is not known"),
    }
}
