//! A key as a script gives it to `redis.call`.

use std::fmt;

use crate::redis::Command;

/// What stands in Lua text where the host language fills something in; a Lua name, so that the text still parses.
pub const FILLED_IN: &[u8] = b"_filled_in_";

/// Where a key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LuaKey {
    /// `KEYS[n]`, counted from 1 as Lua does; `None`: one of them, as `KEYS[i]` or an element of `unpack(KEYS)`.
    Declared(Option<usize>),
    /// `ARGV[n]`, or something inside a decoded `ARGV[n]` (then `None`).
    Argument(Option<usize>),
    /// These bytes.
    Literal(Vec<u8>),
    /// Put together from several parts, in order; never nested, and never two literals in a row.
    Built(Vec<LuaKey>),
    /// From the reply of a command, or an element of it; the command if it is known.
    Reply(Option<&'static Command>),
    /// Put there by the host language.
    Host,
    /// One of these, by the way the script takes; at least two, never nested.
    OneOf(Vec<LuaKey>),
    /// Not known.
    Unknown,
}

/// How a key that a script touches stands to the keys that are declared to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndeclaredKind {
    /// It is one of them.
    Declared,
    /// Put together from one of them. It is in the same slot if that key has a hash tag and nothing in front of it has a
    /// brace.
    Derived {
        /// From which, counted from 1; `None`: not known which.
        from: Option<usize>,
        /// Whether text without any brace stands before the key.
        prefix_before: bool,
    },
    /// Nothing ties it to a declared key.
    Other,
    /// Nothing is known of it.
    Unknown,
}

impl LuaKey {
    /// The parts put together: flat, neighbouring literals as one; one part is itself.
    pub fn built(parts: impl IntoIterator<Item = LuaKey>) -> Self {
        let mut flat: Vec<LuaKey> = Vec::new();
        for part in parts {
            match part {
                LuaKey::Built(inner) => inner.into_iter().for_each(|part| push_part(&mut flat, part)),
                part => push_part(&mut flat, part),
            }
        }
        match flat.len() {
            0 => LuaKey::Literal(Vec::new()),
            1 => flat.swap_remove(0),
            _ => LuaKey::Built(flat),
        }
    }

    /// Literal bytes in which the host language may have filled something in.
    pub fn text(bytes: &[u8]) -> Self {
        let mut parts = Vec::new();
        let mut rest = bytes;
        while let Some(at) = memchr::memmem::find(rest, FILLED_IN) {
            parts.push(LuaKey::Literal(rest[..at].to_vec()));
            parts.push(LuaKey::Host);
            rest = &rest[at + FILLED_IN.len()..];
        }
        parts.push(LuaKey::Literal(rest.to_vec()));
        LuaKey::built(parts)
    }

    /// One of several; the same one twice is one.
    pub fn one_of(keys: impl IntoIterator<Item = LuaKey>) -> Self {
        let mut distinct: Vec<LuaKey> = Vec::new();
        for key in keys {
            let inner = if let LuaKey::OneOf(inner) = key { inner } else { vec![key] };
            for key in inner {
                if !distinct.contains(&key) {
                    distinct.push(key);
                }
            }
        }
        match distinct.len() {
            0 => LuaKey::Unknown,
            1 => distinct.swap_remove(0),
            _ => LuaKey::OneOf(distinct),
        }
    }

    /// What it may be: itself, or the members of a [`LuaKey::OneOf`].
    pub fn alternatives(&self) -> &[LuaKey] {
        match self {
            LuaKey::OneOf(keys) => keys,
            key => std::slice::from_ref(key),
        }
    }

    /// The parts of a key put together, or the key itself.
    pub fn parts(&self) -> &[LuaKey] {
        match self {
            LuaKey::Built(parts) => parts,
            key => std::slice::from_ref(key),
        }
    }
}

/// Empty literals go, unless nothing else comes: [`LuaKey::built`] makes one of no parts.
fn push_part(flat: &mut Vec<LuaKey>, part: LuaKey) {
    match (flat.last_mut(), part) {
        (_, LuaKey::Literal(bytes)) if bytes.is_empty() => {}
        (Some(LuaKey::Literal(last)), LuaKey::Literal(bytes)) => last.extend_from_slice(&bytes),
        (_, part) => flat.push(part),
    }
}

/// How one key stands to the declared keys. For a [`LuaKey::OneOf`], ask for each of [`LuaKey::alternatives`]: as a whole
/// it is [`UndeclaredKind::Unknown`].
pub fn relation_to_declared(key: &LuaKey) -> UndeclaredKind {
    match key {
        LuaKey::Declared(_) => UndeclaredKind::Declared,
        LuaKey::Argument(_) | LuaKey::Literal(_) | LuaKey::Reply(_) | LuaKey::Host => UndeclaredKind::Other,
        LuaKey::Unknown | LuaKey::OneOf(_) => UndeclaredKind::Unknown,
        LuaKey::Built(parts) => relation_of_parts(parts),
    }
}

fn relation_of_parts(parts: &[LuaKey]) -> UndeclaredKind {
    let declared = parts.iter().position(|part| matches!(part, LuaKey::Declared(_)));
    let Some((at, from)) = declared.and_then(|at| match parts[at] {
        LuaKey::Declared(from) => Some((at, from)),
        _ => None,
    }) else {
        let all_unknown = !parts.iter().any(|part| !matches!(part, LuaKey::Unknown | LuaKey::Literal(_)));
        let starts_known = matches!(parts.first(), Some(LuaKey::Literal(_)));
        return if all_unknown && !starts_known { UndeclaredKind::Unknown } else { UndeclaredKind::Other };
    };
    let mut prefix_before = false;
    for part in &parts[..at] {
        match part {
            LuaKey::Literal(bytes) if memchr::memchr2(b'{', b'}', bytes).is_none() => prefix_before = true,
            // `'{' .. KEYS[1] .. '}'`, and the like: only the patterns of the callers can tell.
            LuaKey::Literal(_) => return UndeclaredKind::Unknown,
            // Part of a declared key, cut out of it.
            LuaKey::Unknown | LuaKey::OneOf(_) => return UndeclaredKind::Unknown,
            _ => return UndeclaredKind::Other,
        }
    }
    UndeclaredKind::Derived { from, prefix_before }
}

/// As messages show it: literal text as it is, everything else in angle brackets, `<KEYS[1]>:items`. A key that is one
/// unknown alone has none: `ARGV[2]`.
impl fmt::Display for LuaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LuaKey::Declared(Some(n)) => write!(f, "KEYS[{n}]"),
            LuaKey::Declared(None) => f.write_str("KEYS[i]"),
            LuaKey::Argument(Some(n)) => write!(f, "ARGV[{n}]"),
            LuaKey::Argument(None) => f.write_str("ARGV[i]"),
            LuaKey::Literal(bytes) => f.write_str(&String::from_utf8_lossy(bytes)),
            LuaKey::Reply(Some(command)) => write!(f, "reply of {}", command.name.to_uppercase().replace('|', " ")),
            LuaKey::Reply(None) => f.write_str("reply"),
            LuaKey::Host => f.write_str("filled in"),
            LuaKey::Unknown => f.write_str("unknown"),
            LuaKey::Built(parts) => parts.iter().try_for_each(|part| match part {
                LuaKey::Literal(_) => part.fmt(f),
                hole => write!(f, "<{hole}>"),
            }),
            LuaKey::OneOf(keys) => keys.iter().enumerate().try_for_each(|(index, key)| {
                f.write_str(if index == 0 { "" } else { " or " })?;
                key.fmt(f)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> LuaKey {
        LuaKey::Literal(text.as_bytes().to_vec())
    }

    #[test]
    fn parts_are_flat_and_merged() {
        let inner = LuaKey::built([literal("a"), LuaKey::Declared(Some(1)), literal(":")]);
        let key = LuaKey::built([inner, literal("x"), literal("")]);
        assert_eq!(key, LuaKey::Built(vec![literal("a"), LuaKey::Declared(Some(1)), literal(":x")]));
        assert_eq!(LuaKey::built([literal("a"), literal("b")]), literal("ab"));
    }

    #[test]
    fn keys_are_shown_as_patterns() {
        assert_eq!(LuaKey::built([LuaKey::Declared(Some(1)), literal(":items")]).to_string(), "<KEYS[1]>:items");
        assert_eq!(LuaKey::text(b"stats:_filled_in_").to_string(), "stats:<filled in>");
        assert_eq!(
            LuaKey::one_of([LuaKey::Argument(Some(2)), LuaKey::Declared(None)]).to_string(),
            "ARGV[2] or KEYS[i]"
        );
    }

    #[test]
    fn what_stands_before_a_declared_key_decides() {
        let derived = |parts: Vec<LuaKey>| relation_to_declared(&LuaKey::built(parts));
        let declared = LuaKey::Declared(Some(2));
        let of = |prefix_before| UndeclaredKind::Derived { from: Some(2), prefix_before };
        assert_eq!(derived(vec![declared.clone(), literal(":x")]), of(false));
        assert_eq!(derived(vec![literal("lock:"), declared.clone()]), of(true));
        assert_eq!(derived(vec![literal("{"), declared.clone(), literal("}")]), UndeclaredKind::Unknown);
        assert_eq!(derived(vec![LuaKey::Argument(None), declared.clone()]), UndeclaredKind::Other);
        assert_eq!(derived(vec![declared]), UndeclaredKind::Declared);
        assert_eq!(derived(vec![literal("job:"), LuaKey::Unknown]), UndeclaredKind::Other);
        assert_eq!(derived(vec![LuaKey::Unknown, literal(":x")]), UndeclaredKind::Unknown);
    }
}
