//! `slotlint explain`: the document of a rule.

use std::io::{self, Write};

use super::args::{ExplainArgs, ExplainFormat};
use super::{Failure, Outcome};
use crate::rules::document::RuleDoc;
use crate::rules::{RULES, Rule};
use crate::source::suggest::did_you_mean;

/// Writes one document, or all.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let documents = match &args.rule {
        Some(name) => vec![document(find(name)?)?],
        None => RULES.iter().map(document).collect::<Result<_, _>>()?,
    };
    let text = match args.output_format {
        ExplainFormat::Text => joined(&documents, text),
        ExplainFormat::Markdown => joined(&documents, |doc| doc.body.trim_end().to_owned() + "\n"),
        ExplainFormat::Json => json(&documents, args),
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Clean)
}

fn find(name: &str) -> Result<&'static Rule, Failure> {
    RULES.iter().find(|rule| rule.name == name).ok_or_else(|| {
        let hint = did_you_mean(name, RULES.iter().map(|rule| rule.name));
        Failure::new(format_args!("there is no rule `{name}`{hint}"))
    })
}

fn document(rule: &Rule) -> Result<RuleDoc<'static>, Failure> {
    RuleDoc::parse(rule.document).map_err(|error| Failure::new(format_args!("the document of {}: {error}", rule.name)))
}

fn joined(documents: &[RuleDoc<'_>], show: impl Fn(&RuleDoc<'_>) -> String) -> String {
    documents.iter().map(show).collect::<Vec<_>>().join("\n")
}

fn text(doc: &RuleDoc<'_>) -> String {
    let meta = &doc.meta;
    let clients = if meta.clients.is_empty() { "all".to_owned() } else { meta.clients.join(", ") };
    // The heading only repeats the name.
    let body = doc.body.strip_prefix(&format!("# {}", meta.name)).unwrap_or(doc.body);
    format!(
        "{}: {}\n\nseverity {} | group {} | clients {clients} | fix {} | since {}\n\n{}\n",
        meta.name,
        meta.summary,
        meta.severity.as_str(),
        meta.group,
        meta.fix,
        meta.since,
        body.trim(),
    )
}

/// One object for a rule that was named, an array for all.
fn json(documents: &[RuleDoc<'_>], args: &ExplainArgs) -> String {
    let text = match (&args.rule, documents) {
        (Some(_), [doc]) => serde_json::to_string_pretty(doc),
        _ => serde_json::to_string_pretty(documents),
    };
    // Strings and numbers always serialise.
    text.unwrap_or_default() + "\n"
}
