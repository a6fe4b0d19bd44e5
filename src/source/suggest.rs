//! "Did you mean": the known name that a mistyped one stands closest to.

/// The closest of `known`, if it is close enough to be meant: case, `-`, `_` and spaces do not count,
/// and one letter in three may differ; a name that begins another is close as well.
pub fn closest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = squeeze(typed);
    if typed.is_empty() {
        return None;
    }
    let allowed = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter_map(|name| Some((distance(&typed, &squeeze(name), allowed)?, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `; did you mean ...?` or nothing: the end of a message about an unknown name.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match closest(typed, known) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

fn squeeze(name: &str) -> String {
    name.chars().filter(|character| !matches!(character, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

fn distance(typed: &str, name: &str, allowed: usize) -> Option<usize> {
    // A long input costs the product of both lengths, and cannot be close anyway.
    if typed.len() > 2 * name.len() + 8 {
        return None;
    }
    let distance = strsim::damerau_levenshtein(typed, name);
    if distance <= allowed {
        return Some(distance);
    }
    (typed.len() >= 4 && name.starts_with(typed)).then_some(allowed + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["cross-slot-command", "cross-slot-pipeline", "single-node-command"];

    #[test]
    fn typing_mistakes_and_other_spellings_find_the_name() {
        for typed in ["cross-slot-comand", "crossSlotCommand", "cross_slot_command", "CROSS-SLOT-CMMAND", "crossslotc"]
        {
            assert_eq!(closest(typed, NAMES), Some("cross-slot-command"), "{typed}");
        }
    }

    #[test]
    fn something_else_finds_nothing() {
        for typed in ["", "no-console", "x", &"y".repeat(100_000)] {
            assert_eq!(closest(typed, NAMES), None);
        }
    }
}
