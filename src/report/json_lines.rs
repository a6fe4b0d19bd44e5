//! One JSON object a line, the same as in `json`: for tools that read while slotlint writes, and for `grep`.

use std::io::{self, Write};

use super::{Report, Style, escaping, json};

/// Rows and columns as in `json`.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::objects(report, style).try_for_each(|object| escaping::write_line(&object, out))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::report::{Report, sample};

    #[test]
    fn the_lines_are_the_elements_of_the_array() {
        let text = "mget('a')\nmget('b')\n";
        let report = sample::flagging(text, "mget(");
        let lines = sample::written(&report, "json-lines");
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let array: Vec<Value> = serde_json::from_str(&sample::written(&report, "json")).unwrap();
        assert_eq!((lines.len(), lines), (2, array));
    }

    #[test]
    fn nothing_found_is_nothing_at_all() {
        assert_eq!(sample::written(&Report::default(), "json-lines"), "");
    }
}
