//! `NewUniversalClient` with one address: a plain client.

use super::FileCx;
use super::draft::Draft;
use super::edits;
use super::option_edits;
use super::plain_client::Purposes;
use crate::clients::addresses::text_of;
use crate::clients::model::{Client, Construction, Library, Mode};
use crate::clients::options::{Level, Options};
use crate::clients::resilience::{Given, essentials};
use crate::eval::value::{ListPart, Value};
use crate::finding::{Confidence, Finding, Fix, Severity};

const RULE: &str = "universal-client-single-address";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    let purposes = Purposes::of(cx);
    for made in &cx.model.constructions {
        let client = &made.client;
        let is_universal = client.library == Library::GoRedis && client.name == "redis.NewUniversalClient";
        if !is_universal || client.mode != Mode::Standalone || !cx.concerns(client) {
            continue;
        }
        cx.ev.begin();
        let options = made.options(cx.ev);
        if has_one_address(&options) && !purposes.on_purpose(made) {
            findings.push(judge(made, &options));
        }
    }
}

/// A string with a comma is a mistake of another kind.
fn has_one_address(options: &Options<'_>) -> bool {
    let Some(entry) = options.get(Level::Top, "Addrs") else { return false };
    let Value::List(list) = &entry.value else { return false };
    match list.parts.as_slice() {
        [ListPart::One(value, _)] => !text_of(value).is_some_and(|text| text.contains([',', '/'])),
        _ => false,
    }
}

fn judge(made: &Construction<'_>, options: &Options<'_>) -> Finding {
    let client = &made.client;
    let before_flag = client.version.and_then(|version| version.before(9, 8, 0)) == Some(true);
    let help = match before_flag {
        false => {
            "set `IsClusterMode: true` (since 9.8.0), or make the cluster client by name: `redis.NewClusterClient(options.Cluster())`"
        }
        true => {
            "make the cluster client by name: `redis.NewClusterClient(options.Cluster())`; from 9.8.0 on, `IsClusterMode: true` does it"
        }
    };
    let message = "`NewUniversalClient` with one address makes a plain client: it follows no redirect, so on a cluster a key of another node fails with MOVED";
    let ignored = ["RouteByLatency", "RouteRandomly", "ReadOnly", "MaxRedirects"]
        .into_iter()
        .filter_map(|name| options.get(Level::Top, name))
        .map(|entry| entry.site.0);
    let mut draft = Draft::at(RULE, made.site, Severity::Error, Confidence::Likely, message.to_owned()).client(client);
    if let Some(entry) = options.get(Level::Top, "Addrs") {
        draft = draft.label(entry.site.1, "one address").related_outside(entry.site.1, "the one address is given here");
    }
    for site in ignored {
        draft = draft.label(site, "of no effect on a plain client");
    }
    let fix = (!before_flag).then(|| set_the_flag(client, options)).flatten();
    draft.help(help).fix(fix).done()
}

/// With what a cluster client needs besides: the client becomes one.
fn set_the_flag(client: &Client<'_>, options: &Options<'_>) -> Option<Fix> {
    let addresses = options.get(Level::Top, "Addrs")?.site.0;
    let missing = essentials(client).filter(|essential| essential.given(options) == Given::No);
    let items = missing.flat_map(|essential| option_edits::items_of(essential, options)).map(|(_, item)| item);
    let new: Vec<&str> = ["IsClusterMode: true"].into_iter().chain(items).collect();
    let title = new.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ");
    let import = option_edits::import_for(addresses.file, &new)?;
    edits::safe(format!("set {title}"), [edits::put_behind(addresses, &new)?].into_iter().chain(import).collect())
}
