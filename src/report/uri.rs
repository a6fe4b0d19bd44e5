//! Paths as URI references (RFC 3986): with `/`, and percent-encoded where a path may hold what a URI may not.

use std::fmt::Write;
use std::path::{Component, Path};

/// A path as a URI, by where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Uri {
    /// Below the folder: relative to it, without `./`.
    Inside(String),
    /// Elsewhere: `file:///...`.
    Outside(String),
}

impl Uri {
    /// Of an absolute path, seen from a folder. Bytes that are no UTF-8 are kept.
    pub(super) fn new(path: &Path, folder: &Path) -> Self {
        match path.strip_prefix(folder) {
            Ok(inner) => Uri::Inside(joined(inner)),
            Err(_) if path.is_relative() => Uri::Inside(joined(path)),
            Err(_) => Uri::Outside(format!("file:///{}", joined(path))),
        }
    }
}

fn joined(path: &Path) -> String {
    let mut text = String::new();
    for component in path.components() {
        let part = match component {
            Component::CurDir | Component::RootDir => continue,
            Component::Prefix(prefix) => prefix.as_os_str(),
            Component::ParentDir | Component::Normal(_) => component.as_os_str(),
        };
        if !text.is_empty() {
            text.push('/');
        }
        push(&mut text, part.as_encoded_bytes());
    }
    text
}

/// Keeps what a segment may hold as it is, but for `:`, which would make a scheme of the first one.
fn push(text: &mut String, segment: &[u8]) {
    for &byte in segment {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(byte as char),
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'@' => {
                text.push(byte as char)
            }
            // Formatting into a `String` cannot fail.
            _ => drop(write!(text, "%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(path: &str) -> Uri {
        Uri::new(Path::new(path), Path::new("/work"))
    }

    #[test]
    fn paths_below_the_folder_are_relative() {
        for (path, expected) in [
            ("/work/src/a.ts", "src/a.ts"),
            ("./src/a.ts", "src/a.ts"),
            ("/work/app/(shop)/[id]/@modal.tsx", "app/(shop)/%5Bid%5D/@modal.tsx"),
            ("/work/a b#c?d%20.js", "a%20b%23c%3Fd%2520.js"),
            ("/work/c:/x.js", "c%3A/x.js"),
            ("/work/\u{e9}\u{1f600}\n.js", "%C3%A9%F0%9F%98%80%0A.js"),
        ] {
            assert_eq!(uri(path), Uri::Inside(expected.to_owned()));
        }
    }

    #[test]
    fn others_are_absolute() {
        assert_eq!(uri("/elsewhere/a b.js"), Uri::Outside("file:///elsewhere/a%20b.js".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_kept() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/work/\xff.js"));
        assert_eq!(Uri::new(path, Path::new("/work")), Uri::Inside("%FF.js".to_owned()));
    }
}
