//! A cluster client made without the options that carry it over a failover, or that end a hang.

use super::FileCx;
use super::draft::Draft;
use super::edits;
use super::option_edits;
use crate::clients::model::{Construction, Mode};
use crate::clients::options::Options;
use crate::clients::resilience::{DefaultIs, Essential, Given, essentials};
use crate::finding::{Confidence, Finding, Fix, Severity};

const RULE: &str = "missing-retry-options";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for construction in &cx.model.constructions {
        if construction.client.mode == Mode::Cluster && cx.concerns(&construction.client) {
            findings.extend(judge(cx, construction));
        }
    }
}

fn judge<'p>(cx: &FileCx<'_, 'p>, construction: &Construction<'p>) -> Option<Finding> {
    let client = &construction.client;
    let options = construction.options(cx.ev);
    let missing: Vec<&Essential> =
        essentials(client).filter(|essential| essential.given(&options) == Given::No).collect();
    if missing.is_empty() {
        return None;
    }
    let endless = missing.iter().any(|essential| essential.default == DefaultIs::Endless);
    let severity = if endless { Severity::Warning } else { Severity::Info };
    let without: Vec<&str> = missing.iter().map(|essential| essential.without).collect();
    let write: Vec<&str> = missing.iter().map(|essential| essential.write).collect();
    let message = format!("this cluster client is made without {}", without.join("; and without "));
    let help = format!("write for example {}; values that fit pass the node timeout of the server", write.join(", "));
    let draft = Draft::at(RULE, construction.site, severity, Confidence::Certain, message);
    Some(draft.client(client).help(help).fix(fix(construction, &options, &missing)).done())
}

fn fix<'p>(made: &Construction<'p>, options: &Options<'p>, missing: &[&Essential]) -> Option<Fix> {
    let new: Vec<_> = missing.iter().flat_map(|essential| option_edits::items_of(essential, options)).collect();
    let mut edits = option_edits::add(made, options, new.iter().copied())?;
    let written = options.entries.iter().map(|entry| entry.site.0.file);
    let file = written.chain([made.site.file]).find(|file| edits.iter().any(|edit| edit.place.path == file.path))?;
    let items: Vec<&str> = new.iter().map(|(_, item)| *item).collect();
    edits.extend(option_edits::import_for(file, &items)?);
    edits::on_request("add the options", WHY, edits)
}

const WHY: &str = "the values are a rule of thumb: a call that may take longer than its timeout, such as BLPOP, needs a longer one";
