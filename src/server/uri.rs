//! `file:` addresses and the paths that they mean.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

/// The path of a `file:` address; `None` for anything else, such as a buffer that was never saved.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    // Only files of this machine.
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    if !path.starts_with('/') {
        return None;
    }
    from_bytes(decoded(path.as_bytes()))
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let hex = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let pair = (text[at] == b'%').then(|| (text.get(at + 1).copied(), text.get(at + 2).copied()));
        if let Some((Some(high), Some(low))) = pair
            && let (Some(high), Some(low)) = (hex(high), hex(low))
        {
            bytes.push(high << 4 | low);
            at += 3;
        } else {
            bytes.push(text[at]);
            at += 1;
        }
    }
    bytes
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    let text = String::from_utf8(bytes).ok()?;
    // `/c:/folder`
    let path = text.strip_prefix('/').filter(|rest| rest.as_bytes().get(1) == Some(&b':')).unwrap_or(&text);
    Some(PathBuf::from(path))
}

/// An address as the editor wrote it.
pub(super) fn parse(text: &str) -> Option<Uri> {
    Uri::from_str(text).ok()
}

/// The address of an absolute path.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    Uri::from_str(&text_of(path)).ok()
}

/// As [`uri_of`], as text.
pub(super) fn text_of(path: &Path) -> String {
    let mut text = String::from("file://");
    let bytes = path.as_os_str().as_encoded_bytes();
    if !bytes.starts_with(b"/") {
        text.push('/');
    }
    for &byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => text.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => text.push(byte as char),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses_and_come_back() {
        for path in ["/a/b.ts", "/with space/100%/é😀.py", "/x(1)/[id].ts", "/a#b?c.js", "/c:/x.go"] {
            assert_eq!(path_of(&text_of(Path::new(path))).as_deref(), Some(Path::new(path)));
            assert!(uri_of(Path::new(path)).is_some(), "{path}");
        }
        assert_eq!(text_of(Path::new("/a b.ts")), "file:///a%20b.ts");
    }

    #[test]
    fn what_editors_write_is_understood() {
        assert_eq!(path_of("file:///c%3A/x%20y.ts").as_deref(), Some(Path::new("/c:/x y.ts")));
        assert_eq!(path_of("file://localhost/a.ts").as_deref(), Some(Path::new("/a.ts")));
        assert_eq!(path_of("file:///100%/a%2.ts").as_deref(), Some(Path::new("/100%/a%2.ts")));
        assert_eq!(path_of("untitled:Untitled-1"), None);
        assert_eq!(path_of("file://server/share/a.ts"), None);
    }
}
