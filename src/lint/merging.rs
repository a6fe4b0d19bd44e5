//! One thing that is found through several callers or wrappers is said once.

use crate::finding::{Finding, Related, tell_hidden};

/// Callers that are shown.
const SHOWN: usize = 4;

/// Of the findings of one rule at one place, keeps what is worst and surest, with the callers of all of them. Sorts.
pub(super) fn merge_by_place(found: &mut Vec<Finding>) {
    // Severity and confidence are those of one caller, so that they fit the message.
    found.sort_by(|a, b| {
        let caller = |finding: &Finding| finding.callers.first().map(|caller| caller.place.clone());
        (&a.place, a.rule)
            .cmp(&(&b.place, b.rule))
            .then_with(|| (b.severity, b.confidence).cmp(&(a.severity, a.confidence)))
            .then_with(|| (&a.message, caller(a)).cmp(&(&b.message, caller(b))))
    });
    found.dedup_by(|next, kept| {
        let same = next.place == kept.place && next.rule == kept.rule;
        if same {
            kept.callers.append(&mut next.callers);
        }
        same
    });
    found.iter_mut().for_each(show_callers);
}

/// Puts the first callers among the related places: the one that the message is about, then the others by place.
fn show_callers(finding: &mut Finding) {
    let Some(told) = finding.callers.first().map(|caller| caller.place.clone()) else { return };
    finding
        .callers
        .sort_by(|a, b| (a.place != told, &a.place, &a.message).cmp(&(b.place != told, &b.place, &b.message)));
    finding.callers.dedup_by(|next, kept| next.place == kept.place);
    let mut shown: Vec<Related> =
        finding.callers.iter().filter(|caller| caller.place != finding.place).cloned().collect();
    let hidden = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    tell_hidden(&mut shown, hidden);
    finding.related.extend(shown);
}
