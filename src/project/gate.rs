//! Which files are worth parsing: a search over raw bytes, before anything is decoded.
//!
//! A file passes when it could import a supported client or name one. The search lets through more than the parser
//! will accept, never less: of the names that start with `redis`, only English words such as "redistribute" are held back.

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

/// Whether a file of `language` with these bytes may hold anything that slotlint looks for.
pub fn passes(language: Language, bytes: &[u8]) -> bool {
    // What the search looks for has other bytes there; such files are rare enough to let all of them through.
    if has_utf16_bom(bytes) {
        return true;
    }
    match language {
        Language::Lua => SCRIPT.iter().any(|needle| memmem::find(bytes, needle).is_some()),
        Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Python | Language::Go => {
            mentions_client(language, bytes)
        }
    }
}

/// Whether the name of a library in a registry is that of a client, or of something around one.
pub(super) fn mentions_library(name: &str) -> bool {
    ["redis", "valkey", "bull"].iter().any(|word| memmem::find(name.as_bytes(), word.as_bytes()).is_some())
}

fn mentions_client(language: Language, bytes: &[u8]) -> bool {
    let is_name = |found: aho_corasick::Match| {
        let (start, end) = (found.start(), found.end());
        match STEMS[found.pattern().as_usize()] {
            b"edis" | b"EDIS" => follows(bytes, start, b'r') && !is_english(&bytes[end..]),
            b"alkey" | b"ALKEY" => follows(bytes, start, b'v'),
            _ => is_bull(bytes, start, end),
        }
    };
    match &*SEARCHER {
        Some(searcher) => {
            searcher.find_iter(bytes).any(|found| is_name(found) && !is_commented(language, &bytes[..found.start()]))
        }
        // Without vector instructions the packed search is not there; a file too many is no harm.
        None => STEMS.iter().any(|stem| memmem::find(bytes, stem).is_some()),
    }
}

/// Whether the line that `before` ends in is a comment from its beginning, so that nothing in it is code.
fn is_commented(language: Language, before: &[u8]) -> bool {
    let line = &before[memchr::memrchr(b'\n', before).map_or(0, |end| end + 1)..];
    let line = line.trim_ascii_start();
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
mod tests {
    use super::*;

    fn js(text: &str) -> bool {
        passes(Language::JavaScript, text.as_bytes())
    }

    #[test]
    fn every_way_to_import_or_name_a_client_passes() {
        for text in [
            "import Redis from 'ioredis'",
            "import { createClient } from \"@redis/client\"",
            "const bull = require('bull')",
            "import { InjectQueue } from '@nestjs/bull';",
            "import { Queue } from 'bullmq'",
            "from redis.asyncio import RedisCluster",
            "from rediscluster import RedisCluster",
            "import valkey",
            "import Valkey from 'iovalkey'",
            "\"github.com/redis/go-redis/v9\"",
            "constructor(@Inject(REDIS_CLIENT) private client) {}",
            "VALKEY_URL",
            "Redistribution and use in source; import redis",
        ] {
            assert!(js(text), "{text}");
        }
    }

    #[test]
    fn words_that_only_look_like_a_client_do_not_pass() {
        for text in [
            "",
            "edis",
            "// Redistribution and use in source and binary forms",
            "REDISTRIBUTE",
            "the bulletin of the bulldozer",
            "const bull = 1",
            "globalkey intervalKey optionalkey",
            "rediscover, redispatch, redisplay, predisposed",
        ] {
            assert!(!js(text), "{text}");
        }
    }

    #[test]
    fn a_mention_in_a_comment_of_its_own_line_does_not_pass() {
        for text in
            ["// redis", "x()\n  // uses redis", "/* redis */", "/**\n * The redis cache\n */", "// @see ioredis\nx()"]
        {
            assert!(!js(text), "{text}");
        }
        for text in [
            "x() // redis",
            "/* a */ redis()",
            "/** x */ import Redis from 'ioredis'",
            "*redisKeys() {",
            "// a\nredis()",
        ] {
            assert!(js(text), "{text}");
        }
        assert!(!passes(Language::Python, b"  # redis"));
        assert!(passes(Language::Python, b"// redis"));
        assert!(passes(Language::Python, b"* redis"));
        assert!(!passes(Language::Go, b"package p\n\n// A redis client."));
    }

    #[test]
    fn a_name_at_the_very_end_passes() {
        assert!(js("redis"));
        assert!(js("'bull'"));
        assert!(!js("'bull"));
    }

    #[test]
    fn every_utf_16_file_passes() {
        let little: Vec<u8> = [0xfeff].into_iter().chain("redis".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert!(passes(Language::Python, &little));
    }

    #[test]
    fn lua_passes_by_what_scripts_do() {
        let lua = |text: &str| passes(Language::Lua, text.as_bytes());
        assert!(lua("return redis.call('GET', KEYS[1])"));
        assert!(lua("local a = KEYS[1]"));
        assert!(lua("server.pcall('GET', k)"));
        assert!(!lua("-- a client for redis in nginx\nlocal redis = require 'resty.redis'"));
    }
}
