//! How a file mentions a client, as far as the bytes around the name tell.
//!
//! Whatever could be an import of a library, or a receiver that is a client by its name, is a use. Texts, constants, fields
//! and names of types are none: a client comes to them from elsewhere. When in doubt, it is one.

use super::line_before;
use crate::syntax::ir::Language;

/// A name with more bytes than this on either side of what was searched for is generated.
const LONGEST_NAME: usize = 128;

/// Bytes of a quoted name on either side of what was searched for: `'@scope/redis-store/lib'`.
const LONGEST_SPECIFIER: usize = 256;

/// Whether the mention at `start..end` may be an import of a client or a client itself.
pub(super) fn is_use(language: Language, bytes: &[u8], start: usize, end: usize) -> bool {
    if language == Language::Python && is_in_import_line(line_before(&bytes[..start])) {
        return true;
    }
    if let Some((open, close)) = quotes_around(bytes, start, end) {
        return is_used_text(language, bytes, open, close);
    }
    let name_start = start - len_of_name(bytes[..start].iter().rev());
    let name_end = end + len_of_name(bytes[end..].iter());
    if is_behind_slashes(language, &bytes[..name_start]) {
        return false;
    }
    let name =
        Name { language, before: &bytes[..name_start], name: &bytes[name_start..name_end], after: &bytes[name_end..] };
    name.is_constructed() || name.is_receiver() || name.is_handed_on()
}

/// Whether a Go file may import a client by the path or by the name that the mention is part of.
pub(super) fn is_imported_by_go(bytes: &[u8], start: usize, end: usize) -> bool {
    if let Some((open, close)) = quotes_around(bytes, start, end) {
        let is_given = ends_with_word(bytes[..open].trim_ascii_end(), b"return");
        return !is_given && is_go_import(&bytes[..open], &bytes[close + 1..]);
    }
    let behind = &bytes[end + len_of_name(bytes[end..].iter())..];
    is_go_import(&bytes[..start], b"") && behind.trim_ascii_start().starts_with(b"\"")
}

/// The host of an address, `see https://redis.io/docs`, or a comment; in Python, `//` by itself divides.
fn is_behind_slashes(language: Language, before: &[u8]) -> bool {
    before
        .strip_suffix(b"//")
        .is_some_and(|before| language != Language::Python || matches!(before.last(), Some(b':' | b'\'' | b'"')))
}

/// Whether a name begins and ends there.
pub(super) fn is_whole_name(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(is_of_name);
    !is_part(start.checked_sub(1).and_then(|before| bytes.get(before))) && !is_part(bytes.get(end))
}

/// Also of a line in a text: too much is no harm.
fn is_in_import_line(before: &[u8]) -> bool {
    has_word(before, b"import") || before.trim_ascii_start().starts_with(b"from ")
}

fn has_word(text: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find_iter(text, word).any(|at| is_whole_name(text, at, at + word.len()))
}

fn is_of_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

fn len_of_name<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes.take(LONGEST_NAME).take_while(|byte| is_of_name(byte)).count()
}

/// Where the quotes are, when the mention is part of a text such as `'@redis/client'`: no spaces, no brackets.
fn quotes_around(bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let is_other = |byte: &u8| !is_of_name(byte) && !matches!(byte, b'@' | b'/' | b'.' | b':' | b'-' | b'~' | b'#');
    let floor = start.saturating_sub(LONGEST_SPECIFIER);
    let open = floor + bytes[floor..start].iter().rposition(is_other)?;
    let close = end + bytes[end..].iter().take(LONGEST_SPECIFIER).position(is_other)?;
    (bytes[open] == bytes[close] && matches!(bytes[open], b'\'' | b'"' | b'`')).then_some((open, close))
}

/// Whether a quoted text is a module's name or a key by which a client is taken from somewhere.
fn is_used_text(language: Language, bytes: &[u8], open: usize, close: usize) -> bool {
    let (before, after) = (bytes[..open].trim_ascii_end(), &bytes[close + 1..]);
    // `app['redis'].get`
    if let Some(rest) = after.strip_prefix(b"]") {
        return is_receiver(language, rest);
    }
    match language {
        Language::Go => is_go_import(&bytes[..open], after),
        // Also of a file of the project: one that is named after a client may make it by means of another, and neither say
        // so to the search nor be near enough to one that does.
        Language::JavaScript | Language::TypeScript | Language::Tsx => is_javascript_import(before),
        // Imports have no quotes; `import_module('redis')` and the like do.
        Language::Python => before.ends_with(b"import_module(") || before.ends_with(b"__import__("),
        Language::Lua => true,
    }
}

/// `"github.com/redis/go-redis/v9"`, `import redis "..."`, `_ "..."`: alone on its line.
fn is_go_import(before: &[u8], after: &[u8]) -> bool {
    let line = line_before(before).trim_ascii();
    let line = line.strip_prefix(b"import").map_or(line, <[u8]>::trim_ascii_start);
    let line = line.strip_prefix(b"(").map_or(line, <[u8]>::trim_ascii_start);
    let is_name = line.iter().all(is_of_name) || line == b".";
    let rest = after.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    is_name && rest.is_none_or(|byte| matches!(byte, b'\n' | b';' | b')' | b'/'))
}

/// What stands in front of a module's name: `from`, `import`, `require(`, `import(`, `jest.requireActual<T>(`.
fn is_javascript_import(before: &[u8]) -> bool {
    if before.ends_with(b"from") || before.ends_with(b"import") || before.ends_with(b"*/") {
        return true;
    }
    let Some(callee) = before.strip_suffix(b"(").map(<[u8]>::trim_ascii_end) else { return false };
    let line = line_before(callee);
    // Type arguments are not looked at: `importActual<typeof import('ioredis')>(`.
    ["import", "require", "Import", "Inject"].iter().any(|word| memchr::memmem::rfind(line, word.as_bytes()).is_some())
}

/// A name with the mention in it, and what is around it.
struct Name<'a> {
    language: Language,
    before: &'a [u8],
    name: &'a [u8],
    after: &'a [u8],
}

impl Name<'_> {
    /// `new RedisStore`, `@InjectRedis`.
    fn is_constructed(&self) -> bool {
        let before = self.before.trim_ascii_end();
        self.before.ends_with(b"@") || ends_with_word(before, b"new")
    }

    fn is_receiver(&self) -> bool {
        if !is_receiver(self.language, self.after) {
            return false;
        }
        // `func TestRedis(`, `class RedisStore(Base)` say nothing by themselves.
        let before = self.before.trim_ascii_end();
        let is_declared = || DECLARING.iter().any(|word| ends_with_word(before, word));
        !(self.after.starts_with(b"(") && is_declared())
    }

    /// `helper(redis, 1)`: what is done with it there is not known here.
    fn is_handed_on(&self) -> bool {
        let is_last = self.after.first().is_some_and(|byte| matches!(byte, b')' | b','));
        // Constants and types are not clients: `REDIS_URL`, `RedisConfig`. Fields may be: `h.Redis`.
        let is_field = self.before.ends_with(b".");
        let is_value = self.name.iter().any(u8::is_ascii_lowercase) && (is_field || !self.name[0].is_ascii_uppercase());
        let before = self.before.trim_ascii_end();
        let is_inside =
            before.last().is_some_and(|byte| matches!(byte, b'(' | b',' | b'[' | b'{' | b'=' | b'.' | b'!'));
        let is_waited_for = || [&b"await"[..], b"yield"].iter().any(|word| ends_with_word(before, word));
        is_last && is_value && (is_inside || is_waited_for())
    }
}

const DECLARING: [&[u8]; 4] = [b"func", b"function", b"def", b"class"];

fn ends_with_word(text: &[u8], word: &[u8]) -> bool {
    text.strip_suffix(word).is_some_and(|before| !before.last().is_some_and(is_of_name))
}

/// Whether what stands behind a name makes it one that something is asked of: a member, an element, a call, a cast.
fn is_receiver(language: Language, after: &[u8]) -> bool {
    let is_python = language == Language::Python;
    // `redis!.get`, `(redis).get`
    let close = after.iter().take_while(|byte| matches!(byte, b'!' | b')')).count();
    let next = behind_comments(language, &after[close..]);
    let is_near = next.len() == after.len() - close;
    match next {
        [b'?', b'.', member @ ..] => !is_python && !is_setting(member),
        // What ends a sentence has a space behind it; Go has the dot at the end of a line.
        [b'.', member @ ..] => {
            let begins = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'#' | b'$' | b'\n' | b'\r');
            member.first().is_some_and(begins) && !is_setting(member)
        }
        [b'[' | b'(', ..] => is_near,
        [b'<', ty, ..] => is_near && !is_python && is_of_name(ty),
        [b'a', b's', b' ', ..] => !is_near,
        _ => next.strip_prefix(b"satisfies").is_some_and(|_| !is_near && !is_python),
    }
}

/// What configurations have of a server, and clients do not give: `config.redis.url`, `cfg.Redis.Endpoint`.
const SETTINGS: [&[u8]; 22] = [
    b"url",
    b"uri",
    b"host",
    b"hosts",
    b"hostname",
    b"port",
    b"addr",
    b"addrs",
    b"address",
    b"addresses",
    b"endpoint",
    b"endpoints",
    b"username",
    b"password",
    b"database",
    b"enabled",
    b"timeout",
    b"expiration",
    b"ttl",
    b"org",
    b"io",
    b"com",
];

/// Whether a member is a setting that is read, rather than something that is called.
fn is_setting(member: &[u8]) -> bool {
    let (name, rest) = member.split_at(len_of_name(member.iter()));
    SETTINGS.iter().any(|setting| name.eq_ignore_ascii_case(setting))
        && !matches!(rest.first(), Some(b'(' | b'.' | b'['))
}

/// Without the white space and the comments at the beginning.
fn behind_comments(language: Language, mut text: &[u8]) -> &[u8] {
    loop {
        text = text.trim_ascii_start();
        let comment = match language {
            Language::Python => text.strip_prefix(b"#").or_else(|| text.strip_prefix(b"\\")),
            _ => text.strip_prefix(b"//"),
        };
        if let Some(comment) = comment {
            text = &comment[memchr::memchr(b'\n', comment).unwrap_or(comment.len())..];
            continue;
        }
        let block = text.strip_prefix(b"/*").filter(|_| language != Language::Python);
        match block {
            Some(block) => text = memchr::memmem::find(block, b"*/").map_or(&b""[..], |end| &block[end + 2..]),
            None => return text,
        }
    }
}
