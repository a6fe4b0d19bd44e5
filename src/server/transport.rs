//! Messages over standard input and output: a header with a length, then JSON.
//!
//! `lsp-server` gives up at the first message that is not well-formed; here it is skipped and said, and the next one is read.

use std::io::{self, BufRead, Read, Write};

use lsp_server::Message;

/// A message over this many bytes is no file that anybody edits.
const LARGEST: usize = 256 << 20;

/// Longer header lines are no headers.
const LONGEST_HEADER: u64 = 64 << 10;

/// What came in.
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is none, and why.
    Malformed(String),
}

/// The next message; `None` at the end of the input.
///
/// # Errors
/// When the input cannot be read.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = header(input)? else { return Ok(None) };
    let length = match length {
        Ok(length) => length,
        Err(why) => return Ok(Some(Incoming::Malformed(why))),
    };
    if length > LARGEST {
        io::copy(&mut input.by_ref().take(length as u64), &mut io::sink())?;
        return Ok(Some(Incoming::Malformed(format!("a message of {length} bytes is too long"))));
    }
    let mut body = Vec::with_capacity(length.min(1 << 20));
    if input.by_ref().take(length as u64).read_to_end(&mut body)? < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(message) => Incoming::Message(message),
        Err(error) => Incoming::Malformed(format!("a message is not JSON-RPC: {error}")),
    }))
}

/// The length that the header tells; lines that say nothing are passed over.
fn header(input: &mut impl BufRead) -> io::Result<Option<Result<usize, String>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        match (line.is_empty(), length) {
            (true, Some(length)) => return Ok(Some(Ok(length))),
            // Blank lines between messages.
            (true, None) => continue,
            (false, _) => {}
        }
        let Some(value) = value_of(line, b"content-length") else { continue };
        match std::str::from_utf8(value).ok().and_then(|value| value.parse().ok()) {
            Some(value) => length = Some(value),
            None => return Ok(Some(Err("a header tells no length".to_owned()))),
        }
    }
}

fn value_of<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let colon = memchr::memchr(b':', line)?;
    line[..colon].trim_ascii().eq_ignore_ascii_case(name).then(|| line[colon + 1..].trim_ascii())
}

/// Writes a message and sends it off.
///
/// # Errors
/// When nobody reads any more.
pub(super) fn write(output: &mut impl Write, message: Message) -> io::Result<()> {
    message.write(output)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut input = text.as_bytes();
        let mut seen = Vec::new();
        while let Some(incoming) = read(&mut input).unwrap() {
            seen.push(match incoming {
                Incoming::Message(Message::Notification(note)) => note.method,
                Incoming::Message(_) => "other".to_owned(),
                Incoming::Malformed(why) => format!("malformed: {}", why.split(':').next().unwrap_or_default()),
            });
        }
        seen
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_no_message_is_passed_over() {
        let good = framed(r#"{"jsonrpc":"2.0","method":"a"}"#);
        let text = format!(
            "{good}{}{good}Content-Length: many\r\n\r\n{good}nonsense\r\ncontent-length:30\r\nX: y\r\n\r\n{}",
            framed("{\"jsonrpc\": [}"),
            r#"{"jsonrpc":"2.0","method":"b"}"#
        );
        let malformed = "malformed: a message is not JSON-RPC";
        assert_eq!(all(&text), ["a", malformed, "a", "malformed: a header tells no length", "a", "b"]);
    }

    #[test]
    fn input_that_ends_inside_a_message_is_the_end() {
        assert_eq!(all("Content-Length: 99\r\n\r\n{}"), [] as [String; 0]);
    }
}
