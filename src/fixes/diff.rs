//! What would change, for people and for `patch`.

use std::io::{self, Write};
use std::path::Path;

use similar::TextDiff;

use super::Changed;
use crate::report::visible::Visible;
use crate::source::{decode_text, shown_path};

/// Lines around what changes.
const CONTEXT: usize = 3;

/// Writes a unified diff of each file; paths as seen from the working directory.
pub fn write_diff(changed: &[Changed], working_dir: &Path, out: &mut dyn Write) -> io::Result<()> {
    for file in changed {
        let name = Visible(&shown_path(&file.path, working_dir)).to_string();
        let (before, after) = (text_of(&file.before), text_of(&file.after));
        let diff = TextDiff::from_lines(&*before, &*after);
        write!(out, "{}", diff.unified_diff().context_radius(CONTEXT).header(&name, &name))?;
    }
    Ok(())
}

/// With its byte order mark, so that the diff applies to the file.
fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => decode_text(bytes).0,
    }
}
