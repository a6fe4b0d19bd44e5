//! A value that switches the redirects or retries of a cluster client off.

use super::FileCx;
use super::draft::Draft;
use super::edits;
use super::option_edits::Written;
use crate::clients::model::Construction;
use crate::clients::options::{Level, OptionEntry};
use crate::clients::resilience::{OffWhen, Switch, switches};
use crate::eval::Site;
use crate::finding::{Confidence, Finding, Fix, Severity};
use crate::syntax::ir::ExprKind;

const RULE: &str = "retries-disabled";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for construction in &cx.model.constructions {
        if construction.client.mode.may_be_cluster() && cx.concerns(&construction.client) {
            judge(cx, construction, findings);
        }
    }
}

fn judge<'p>(cx: &FileCx<'_, 'p>, construction: &Construction<'p>, findings: &mut Vec<Finding>) {
    let client = &construction.client;
    let options = construction.options(cx.ev);
    for switch in switches(client) {
        let Some(when) = switch.turned_off(cx.ev, client, &options) else { continue };
        let Some(entry) = options.get(Level::Top, switch.option) else { continue };
        let (severity, confidence, turns) = match when {
            OffWhen::Always => (Severity::Warning, Confidence::Certain, "switches"),
            OffWhen::Sometimes => (Severity::Info, Confidence::Possible, "can switch"),
        };
        let message = format!("`{}` {turns} the client's retries off: {}", switch.option, switch.effect);
        let (name, value) = entry.site;
        let place = if same_row_or_name(name, value) { name } else { value };
        let draft = Draft::at(RULE, place, severity, confidence, message).client(client);
        let draft = match place == construction.site {
            true => draft,
            false => draft.related(construction.site.place(), "the client is made here".to_owned()),
        };
        findings.push(draft.help(switch.instead).fix(switch_on(construction, entry, switch)).done());
    }
}

const WHY: &str = "what failed at once is tried again: a call takes longer, and a write may be applied twice";

/// A number where the one is that switches it off.
fn switch_on(construction: &Construction<'_>, entry: &OptionEntry<'_>, switch: &Switch) -> Option<Fix> {
    let value = entry.site.1;
    let is_written = matches!(value.file.ir.kind(value.expr), ExprKind::Number(_) | ExprKind::Null | ExprKind::Bool(_) | ExprKind::Negate(_));
    let number = switch.on.filter(|_| is_written && Written::of(construction, entry).is_some())?.to_string();
    let title = format!("give `{}` {number}", switch.option);
    edits::on_request(title, WHY, vec![edits::replace(value, number)])
}

/// Where an option's name stands next to its value, the option is flagged where its name is.
fn same_row_or_name(name: Site<'_>, value: Site<'_>) -> bool {
    name.file.key == value.file.key && name.span().start <= value.span().start
}
