//! Which files are worth parsing: a search over raw bytes, before anything is decoded.
//!
//! A file *mentions* a client when it has the name of one in it, outside of comments and English words. It *passes* when
//! a mention is such that the file can have a client by itself ([`usage`]): an import of a library, a receiver, a call.
//! What only mentions one, in a text, a constant or a field, matters when it imports a file that passes, see `held.rs`.
//! The search lets through more than the parser will accept, never less.

mod usage;

use std::sync::LazyLock;

use aho_corasick::packed;
use memchr::memmem;

use crate::source::has_utf16_bom;
use crate::syntax::ir::Language;

/// What the packed search looks for; two letters short of `redis` and `valkey`, so that `Redis` is the same as `redis`.
const STEMS: [&[u8]; 6] = [b"edis", b"EDIS", b"alkey", b"ALKEY", b"bull", b"BULL"];

/// `redis` with one of these behind it is an English word, most often in a licence: redistribution, rediscover,
/// redispatch, redisplay, predisposed.
const ENGLISH: [&[u8]; 5] = [b"tribut", b"cover", b"patch", b"play", b"pos"];

/// What a Lua script of Redis cannot do without. `server.call` is the other name of `redis.call` in Valkey 7.2 and later.
const SCRIPT: [&[u8]; 5] = [b"redis.call", b"redis.pcall", b"server.call", b"server.pcall", b"KEYS["];

static SEARCHER: LazyLock<Option<packed::Searcher>> = LazyLock::new(|| packed::Searcher::new(STEMS));

/// `rdb` is a client by its name alone, too short to be searched for in every file.
const SHORT_NAME: &[u8] = b"rdb";

/// Files with more mentions than this pass, however they are.
const MOST_MENTIONS: usize = 1000;

/// A comment that begins further back than this, in bytes, is not seen as one.
const LONGEST_LINE: usize = 4096;

/// What the bytes of a file say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing in it can have to do with Redis by itself.
    Nothing,
    /// It mentions a client, and can have none but from a file that it imports.
    Mentions,
    /// It may have a client by itself.
    Passes,
}

/// Whether a file of `language` with these bytes mentions anything that slotlint looks for.
pub fn mentions(language: Language, bytes: &[u8]) -> bool {
    match before_mentions(language, bytes) {
        Some(verdict) => verdict == Verdict::Passes,
        None => any_mention(language, bytes, |_, _| true),
    }
}

/// Whether a file of `language` with these bytes may hold anything that slotlint looks for.
pub(super) fn judge(language: Language, bytes: &[u8]) -> Verdict {
    if let Some(verdict) = before_mentions(language, bytes) {
        return verdict;
    }
    let mut seen = 0;
    let is_used = any_mention(language, bytes, |start, end| {
        seen += 1;
        seen > MOST_MENTIONS || usage::is_use(language, bytes, start, end)
    });
    match seen {
        0 => Verdict::Nothing,
        _ if is_used || says_more(bytes) => Verdict::Passes,
        _ => Verdict::Mentions,
    }
}

/// What there is to say without a look at mentions.
fn before_mentions(language: Language, bytes: &[u8]) -> Option<Verdict> {
    // What the search looks for has other bytes there; such files are rare enough to let all of them through.
    if has_utf16_bom(bytes) {
        return Some(Verdict::Passes);
    }
    match language {
        Language::Lua => {
            let is_script = SCRIPT.iter().any(|needle| memmem::find(bytes, needle).is_some());
            Some(if is_script { Verdict::Passes } else { Verdict::Nothing })
        }
        Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Python | Language::Go => None,
    }
}

/// A suppression comment, which may silence nothing, or the short name of a client.
fn says_more(bytes: &[u8]) -> bool {
    memmem::find(bytes, crate::source::suppress::MARK.as_bytes()).is_some() || memmem::find(bytes, SHORT_NAME).is_some()
}

/// Whether the name of a library in a registry is that of a client, or of something around one.
pub(super) fn mentions_library(name: &str) -> bool {
    ["redis", "valkey", "bull"].iter().any(|word| memmem::find(name.as_bytes(), word.as_bytes()).is_some())
}

/// Whether `accept` says yes to any mention, given where what was searched for begins and ends.
fn any_mention(language: Language, bytes: &[u8], mut accept: impl FnMut(usize, usize) -> bool) -> bool {
    let is_name = |found: &aho_corasick::Match| {
        let (start, end) = (found.start(), found.end());
        match STEMS[found.pattern().as_usize()] {
            b"edis" | b"EDIS" => follows(bytes, start, b'r') && !is_english(&bytes[end..]),
            b"alkey" | b"ALKEY" => follows(bytes, start, b'v'),
            _ => is_bull(bytes, start, end),
        }
    };
    match &*SEARCHER {
        Some(searcher) => searcher.find_iter(bytes).any(|found| {
            is_name(&found) && !is_commented(language, &bytes[..found.start()]) && accept(found.start(), found.end())
        }),
        // Without vector instructions the packed search is not there; a file too many is no harm.
        None => STEMS.iter().any(|stem| memmem::find(bytes, stem).is_some_and(|at| accept(at, at + stem.len()))),
    }
}

/// What is in front of a mention on its line, or of a very long line the end.
fn line_before(before: &[u8]) -> &[u8] {
    let near = &before[before.len().saturating_sub(LONGEST_LINE)..];
    &near[memchr::memrchr(b'\n', near).map_or(0, |end| end + 1)..]
}

/// Whether the line that `before` ends in is a comment from its beginning, so that nothing in it is code.
fn is_commented(language: Language, before: &[u8]) -> bool {
    let line = line_before(before).trim_ascii_start();
    match language {
        Language::Python => line.starts_with(b"#"),
        // `* ` begins the lines of a block comment, and nothing that a formatter leaves at the beginning of a line.
        _ => [&b"//"[..], b"/*", b"* "].iter().any(|mark| line.starts_with(mark)) && !closes(line),
    }
}

/// Whether a block comment ends in what is left of its line: code may follow.
fn closes(line: &[u8]) -> bool {
    memmem::find(line, b"*/").is_some()
}

fn follows(bytes: &[u8], start: usize, letter: u8) -> bool {
    start.checked_sub(1).is_some_and(|before| bytes[before].eq_ignore_ascii_case(&letter))
}

fn is_english(rest: &[u8]) -> bool {
    ENGLISH.iter().any(|word| rest.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word)))
}

/// `bullmq`, or `bull` as the last part of a quoted name: `'bull'`, `"@nestjs/bull"`.
fn is_bull(bytes: &[u8], start: usize, end: usize) -> bool {
    let rest = &bytes[end..];
    if rest.get(..2).is_some_and(|mq| mq.eq_ignore_ascii_case(b"mq")) {
        return true;
    }
    let opens = start.checked_sub(1).is_some_and(|before| matches!(bytes[before], b'\'' | b'"' | b'`' | b'/'));
    opens && matches!(rest.first(), Some(b'\'' | b'"' | b'`' | b'/'))
}

#[cfg(test)]
mod tests;
