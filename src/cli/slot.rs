//! `slotlint slot`: where keys live, and why.

use std::ffi::OsString;
use std::io::{self, Write};

use super::args::SlotArgs;
use super::{Failure, Outcome};
use crate::redis::{SlotExplanation, explain};
use crate::report::visible::Visible;

/// One line a key, then whether the keys can be used together.
pub(super) fn run(args: &SlotArgs) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(table(&args.keys).as_bytes())?;
    out.flush()?;
    Ok(Outcome::Clean)
}

fn table(keys: &[OsString]) -> String {
    let rows: Vec<_> =
        keys.iter().map(|key| (shown(key.as_encoded_bytes()), explain(key.as_encoded_bytes()))).collect();
    let key_width = rows.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
    let tag_width = rows.iter().map(|(_, row)| tag(row).chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (key, row) in &rows {
        let why = row.why.text();
        text += &format!("{key:<key_width$}  slot {:<5}  {:<tag_width$}  {why}\n", row.slot, tag(row));
    }
    text + &verdict(&rows)
}

fn verdict(rows: &[(String, SlotExplanation<'_>)]) -> String {
    let mut slots: Vec<u16> = rows.iter().map(|(_, row)| row.slot).collect();
    slots.sort_unstable();
    slots.dedup();
    match (rows.len(), slots.len()) {
        (1, _) => String::new(),
        (_, 1) => "one slot: these keys can be used in one command\n".to_owned(),
        (_, several) => format!("{several} slots: these keys cannot be used in one command on a cluster\n"),
    }
}

fn tag(row: &SlotExplanation<'_>) -> String {
    row.tag.map_or_else(|| "no tag".to_owned(), |tag| format!("tag {}", shown(tag)))
}

fn shown(bytes: &[u8]) -> String {
    Visible(&String::from_utf8_lossy(bytes)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(keys: &[&str]) -> String {
        table(&keys.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn keys_with_their_slots_tags_and_reasons() {
        assert_eq!(
            told(&["{order}:12345", "foo"]),
            "{order}:12345  slot 16025  tag order  only the hash tag is hashed\n\
             foo            slot 12182  no tag     no hash tag: the whole key is hashed\n\
             2 slots: these keys cannot be used in one command on a cluster\n"
        );
        assert!(told(&["{a}:1", "{a}:2"]).ends_with("one slot: these keys can be used in one command\n"));
    }

    #[test]
    fn control_characters_are_shown() {
        assert!(told(&["a\u{1b}[2J"]).starts_with("a\\x1b[2J  slot "));
    }
}
