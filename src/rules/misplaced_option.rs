//! A client option at a level where the client does not look at it.

mod fix;

use super::FileCx;
use super::draft::Draft;
use super::plain_client::{in_plain_arm, is_for_tests};
use crate::clients::model::{Construction, Mode};
use crate::clients::options::{Level, OptionEntry, Options};
use crate::clients::placement::{self, Home, Misplaced, Weight, misplaced};
use crate::eval::value::Value;
use crate::finding::{Confidence, Finding, Severity};
use crate::source::suggest::did_you_mean;

const RULE: &str = "misplaced-option";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for made in cx.model.constructions.iter().filter(|made| cx.concerns(&made.client)) {
        cx.ev.begin();
        let options = made.options(cx.ev);
        let found: Vec<(&OptionEntry<'_>, Misplaced)> = options
            .entries
            .iter()
            .filter(|entry| has_effect(&entry.value) && !is_also_at_home(made, &options, entry))
            .filter_map(|entry| Some((entry, misplaced(&made.client, entry.level, &entry.name)?)))
            .collect();
        // Options that a plain client shares with the cluster client of the other arm are at home there.
        if made.client.mode == Mode::Standalone && !found.is_empty() && (is_for_tests(cx) || in_plain_arm(cx, made)) {
            continue;
        }
        findings.extend(found.into_iter().map(|(entry, wrong)| judge(made, &options, entry, wrong)));
    }
}

/// Unset and switched off are no wish.
fn has_effect(value: &Value<'_>) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// Whether the option is written where it belongs as well, so that nothing is lost.
fn is_also_at_home(made: &Construction<'_>, options: &Options<'_>, entry: &OptionEntry<'_>) -> bool {
    let other = match entry.level {
        Level::Top => Level::Node,
        Level::Node => Level::Top,
        Level::StartupNode => return false,
    };
    options.get(other, &entry.name).is_some() && misplaced(&made.client, other, &entry.name).is_none()
}

fn judge(made: &Construction<'_>, options: &Options<'_>, entry: &OptionEntry<'_>, wrong: Misplaced) -> Finding {
    let name = &entry.name;
    let severity = match wrong.weight {
        Weight::Breaks => Severity::Error,
        Weight::Default => Severity::Warning,
        Weight::Forced => Severity::Info,
    };
    let level = match (entry.level, wrong.home) {
        (Level::Node, _) => "in `redisOptions` of a cluster client",
        (Level::Top, Home::Node) => "at the top level of a cluster client",
        _ => "here",
    };
    let message = format!("`{name}` is not looked at {level}: {}", wrong.happens);
    let help = match wrong.home {
        Home::Top => format!("move `{name}` up, beside `redisOptions`"),
        Home::Node => format!("move `{name}` into `redisOptions`"),
        Home::Cluster => format!("`{name}` is an option of `new Redis.Cluster(nodes, options)`"),
        Home::Nowhere(instead) => {
            let hint = did_you_mean(name, placement::known_names(&made.client).iter().copied());
            format!("{instead}{hint}")
        }
    };
    let draft = Draft::at(RULE, entry.site.0, severity, Confidence::Certain, message).client(&made.client);
    draft.help(help).fix(fix::of(made, options, entry, wrong)).done()
}
