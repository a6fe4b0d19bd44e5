//! One thing that is found through several callers or wrappers is said once.

use std::path::Path;

use crate::finding::{Finding, Related, tell_hidden};

/// Callers that are shown.
const SHOWN: usize = 4;

/// Of the findings of one rule at one place, keeps what is worst and surest, with the callers of all of them. Sorts.
pub(super) fn merge_by_place(found: &mut Vec<Finding>, is_test: &dyn Fn(&Path) -> bool) {
    // Severity and confidence are those of one caller, so that they fit the message.
    found.sort_by(|a, b| {
        let caller = |finding: &Finding| finding.callers.first().map(|caller| caller.place.clone());
        (&a.place, a.rule)
            .cmp(&(&b.place, b.rule))
            .then_with(|| (b.severity, b.confidence).cmp(&(a.severity, a.confidence)))
            .then_with(|| (&a.message, caller(a)).cmp(&(&b.message, caller(b))))
    });
    leave_tests_out(found, is_test);
    found.dedup_by(|next, kept| {
        let same = next.place == kept.place && next.rule == kept.rule;
        if same {
            kept.callers.append(&mut next.callers);
        }
        same
    });
    found.iter_mut().for_each(show_callers);
}

/// What tests pass says nothing of what the program passes: their calls do not count for code that is none, and that the
/// program calls as well. `found` is sorted by place and rule.
fn leave_tests_out(found: &mut Vec<Finding>, is_test: &dyn Fn(&Path) -> bool) {
    let by_tests = |finding: &Finding| {
        !finding.callers.is_empty() && finding.callers.iter().all(|caller| is_test(&caller.place.path))
    };
    let mut stays = Vec::with_capacity(found.len());
    for same in found.chunk_by(|a, b| a.place == b.place && a.rule == b.rule) {
        let counts = match same {
            [_] => true,
            several => is_test(&several[0].place.path) || several.iter().all(by_tests),
        };
        stays.extend(same.iter().map(|finding| counts || !by_tests(finding)));
    }
    let mut stays = stays.into_iter();
    found.retain(|_| stays.next().unwrap_or(true));
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
