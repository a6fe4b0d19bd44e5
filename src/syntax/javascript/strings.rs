//! What string literals and templates say, escapes resolved (ECMAScript, sections 12.9.4 and 12.9.6).

use std::str::Chars;

/// The text of a literal's inside.
pub(super) fn cooked(raw: &str) -> Vec<u8> {
    if !raw.contains(['\\', '\r']) {
        return raw.as_bytes().to_vec();
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.chars();
    // The first half of a surrogate pair, until its second half comes.
    let mut high = None;
    while let Some(first) = rest.next() {
        let unit = match first {
            '\\' => escape(&mut rest),
            // Line ends in templates count as a single line feed.
            '\r' => {
                skip_line_feed(&mut rest);
                Some(u32::from('\n'))
            }
            _ => Some(u32::from(first)),
        };
        if let Some(unit) = unit {
            push(&mut text, &mut high, unit);
        }
    }
    if high.is_some() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text.into_bytes()
}

/// Adds a code point or half a surrogate pair; halves without their other half become the replacement character.
fn push(text: &mut String, high: &mut Option<u32>, unit: u32) {
    if let Some(first) = high.take() {
        if (0xDC00..0xE000).contains(&unit) {
            let point = 0x1_0000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
            text.push(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
            return;
        }
        text.push(char::REPLACEMENT_CHARACTER);
    }
    if (0xD800..0xDC00).contains(&unit) {
        *high = Some(unit);
    } else {
        text.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
}

/// The code unit that the escape behind a backslash stands for; none for a line continuation.
fn escape(rest: &mut Chars<'_>) -> Option<u32> {
    let letter = rest.next()?;
    Some(match letter {
        'n' => 0x0A,
        't' => 0x09,
        'r' => 0x0D,
        'b' => 0x08,
        'f' => 0x0C,
        'v' => 0x0B,
        'x' => hexadecimal(rest, 2).unwrap_or(u32::from('x')),
        'u' => unicode(rest).unwrap_or(u32::from('u')),
        '0'..='7' => octal(rest, letter),
        '\r' => {
            skip_line_feed(rest);
            return None;
        }
        '\n' | '\u{2028}' | '\u{2029}' => return None,
        other => u32::from(other),
    })
}

fn skip_line_feed(rest: &mut Chars<'_>) {
    if rest.as_str().starts_with('\n') {
        rest.next();
    }
}

/// Exactly `count` hexadecimal digits.
fn hexadecimal(rest: &mut Chars<'_>, count: usize) -> Option<u32> {
    let digits = rest.as_str().get(..count).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    *rest = rest.as_str()[count..].chars();
    Some(value)
}

/// `\uXXXX` or `\u{X...}`, behind the `u`.
fn unicode(rest: &mut Chars<'_>) -> Option<u32> {
    let Some(braced) = rest.as_str().strip_prefix('{') else { return hexadecimal(rest, 4) };
    let end = braced.find('}')?;
    let value = u32::from_str_radix(&braced[..end], 16).ok()?;
    *rest = braced[end + 1..].chars();
    Some(value)
}

/// `\0` and the old octal escapes, up to `\377`.
fn octal(rest: &mut Chars<'_>, first: char) -> u32 {
    let mut value = first.to_digit(8).unwrap_or(0);
    for _ in 0..2 {
        let Some(digit) = rest.as_str().chars().next().and_then(|next| next.to_digit(8)) else { break };
        if value * 8 + digit > 0o377 {
            break;
        }
        value = value * 8 + digit;
        rest.next();
    }
    value
}

/// The value of a number literal; `NaN` if it is none.
pub(super) fn number(text: &str) -> f64 {
    let digits: String = text.chars().filter(|&digit| digit != '_').collect();
    let digits = digits.strip_suffix('n').unwrap_or(&digits);
    let radix = match digits.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return digits.parse().unwrap_or(f64::NAN),
    };
    let digits = digits[2..].chars();
    digits.fold(0.0, |value, digit| value * f64::from(radix) + digit.to_digit(radix).map_or(f64::NAN, f64::from))
}
