//! From a key to its slot, by the bytes, as the cluster specification says ("Hash tags").
//!
//! The npm package `cluster-key-slot` 1.1.x, which ioredis up to 6.0.0 uses, goes on searching after an empty tag
//! (`foo{}{bar}`), so that those clients compute another slot than the server; what is here is the server's rule.

use std::ops::Range;

/// How many slots a cluster has; slots count from 0 to 16383.
pub const SLOTS: u16 = 16384;

/// The bytes of `key` that the server hashes: what stands between the first `{` and the first `}` after it, or the
/// whole key if there is no such pair or nothing between.
pub fn hashed_region(key: &[u8]) -> Range<usize> {
    match tag_range(key) {
        Ok(tag) => tag,
        Err(_) => 0..key.len(),
    }
}

/// The hash tag of `key` without its braces, if it has one. It is never empty.
pub fn hash_tag(key: &[u8]) -> Option<&[u8]> {
    tag_range(key).ok().map(|tag| &key[tag])
}

/// The slot of `key`, 0 to 16383: CRC16 (XMODEM) of the hashed region modulo 16384.
pub fn slot(key: &[u8]) -> u16 {
    slot_of_hashed(&key[hashed_region(key)])
}

/// The slot of bytes that are hashed as they are: what [`hashed_region`] gives.
pub fn slot_of_hashed(region: &[u8]) -> u16 {
    crc16::State::<crc16::XMODEM>::calculate(region) % SLOTS
}

/// Why a key hashes as it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SlotReason {
    /// A hash tag decides.
    TagHashed,
    /// A hash tag decides, and the key has another pair of braces behind it that does not count.
    FirstTagOnly,
    /// A hash tag decides, and it begins with a brace: `{{x}}` has the tag `{x`.
    NestedBrace,
    /// There is no `{`: the whole key is hashed.
    NoBrace,
    /// The first `{` is closed at once: the whole key is hashed, whatever follows.
    EmptyTag,
    /// No `}` follows the first `{`: the whole key is hashed.
    Unclosed,
}

impl SlotReason {
    /// One line for people.
    pub fn text(self) -> &'static str {
        match self {
            SlotReason::TagHashed => "only the hash tag is hashed",
            SlotReason::FirstTagOnly => "only the first hash tag is hashed; later braces do not count",
            SlotReason::NestedBrace => {
                "the hash tag runs from the first `{` to the first `}`, so it begins with a brace"
            }
            SlotReason::NoBrace => "no hash tag: the whole key is hashed",
            SlotReason::EmptyTag => "the first braces are empty, so there is no hash tag: the whole key is hashed",
            SlotReason::Unclosed => "no `}` follows the first `{`, so there is no hash tag: the whole key is hashed",
        }
    }
}

/// A key's slot and how it comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotExplanation<'k> {
    /// 0 to 16383.
    pub slot: u16,
    /// The hash tag without braces, if there is one.
    pub tag: Option<&'k [u8]>,
    /// Why.
    pub why: SlotReason,
}

/// Tells the slot of `key`, its hash tag and why.
pub fn explain(key: &[u8]) -> SlotExplanation<'_> {
    let tag = tag_range(key);
    let why = match &tag {
        Err(why) => *why,
        Ok(tag) if key[tag.start] == b'{' => SlotReason::NestedBrace,
        Ok(tag) if tag_range(&key[tag.end + 1..]) != Err(SlotReason::NoBrace) => SlotReason::FirstTagOnly,
        Ok(_) => SlotReason::TagHashed,
    };
    SlotExplanation { slot: slot(key), tag: tag.ok().map(|tag| &key[tag]), why }
}

/// The tag's bytes, or which of the three reasons for having none holds.
fn tag_range(key: &[u8]) -> Result<Range<usize>, SlotReason> {
    let open = memchr::memchr(b'{', key).ok_or(SlotReason::NoBrace)?;
    match memchr::memchr(b'}', &key[open + 1..]) {
        None => Err(SlotReason::Unclosed),
        Some(0) => Err(SlotReason::EmptyTag),
        Some(length) => Ok(open + 1..open + 1 + length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_those_of_cluster_keyslot() {
        let mut checked = 0;
        for line in include_str!("../../fixtures/slot_vectors.tsv").lines().filter(|l| !l.starts_with('#')) {
            let (key, expected) = line.split_once('\t').expect("two columns");
            assert_eq!(slot(key.as_bytes()).to_string(), expected, "{key:?}");
            checked += 1;
        }
        assert_eq!(checked, 46);
    }

    #[test]
    fn the_first_pair_of_braces_decides() {
        for (key, tag) in [
            ("{a}{b}", Some("a")),
            ("x{a}y", Some("a")),
            ("{{a}}", Some("{a")),
            ("}{a}", Some("a")),
            ("a{}{b}", None),
            ("{", None),
            ("a}", None),
            ("", None),
        ] {
            assert_eq!(hash_tag(key.as_bytes()), tag.map(str::as_bytes), "{key}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_hash_too() {
        assert_eq!(slot(b"\xff{\xfe}\0"), slot(b"\xfe"));
    }

    #[test]
    fn the_explanation_names_the_reason() {
        for (key, why) in [
            ("user:1", SlotReason::NoBrace),
            ("user:1}", SlotReason::NoBrace),
            ("user:{1", SlotReason::Unclosed),
            ("user:{}:{1}", SlotReason::EmptyTag),
            ("user:{1}", SlotReason::TagHashed),
            ("user:{1}:{2}", SlotReason::FirstTagOnly),
            ("user:{{1}}", SlotReason::NestedBrace),
        ] {
            assert_eq!(explain(key.as_bytes()).why, why, "{key}");
        }
        let explained = explain(b"{order}:12345");
        assert_eq!((explained.slot, explained.tag), (16025, Some(&b"order"[..])));
    }
}
