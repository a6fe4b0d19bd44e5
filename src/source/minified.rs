//! Whether a file was written by a bundler for machines: nobody fixes findings there.

use std::path::Path;

use super::LineIndex;

/// Below this many bytes a long line is someone's data, and costs nothing to parse.
const SMALLEST: usize = 20 * 1024;
/// Bytes a line, on the average.
const MEAN_LINE: usize = 500;
/// Bytes of the longest line.
const LONGEST_LINE: usize = 5000;

/// Judged by the name (`x.min.js`), else by long lines throughout.
pub(super) fn is_minified(path: &Path, text: &str, lines: &LineIndex) -> bool {
    let named = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.contains(".min."));
    named
        || (text.len() > SMALLEST
            && text.len() / lines.row_count() as usize > MEAN_LINE
            && lines.longest_row(text) > LONGEST_LINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(name: &str, text: &str) -> bool {
        is_minified(Path::new(name), text, &LineIndex::new(text))
    }

    #[test]
    fn the_name_is_enough() {
        assert!(judge("lib/queue.min.js", "redis.del()"));
        assert!(!judge("lib.min.d/queue.js", "redis.del()"));
    }

    #[test]
    fn one_long_line_of_code_is_minified() {
        assert!(judge("bundle.js", &"redis.del(a,b);".repeat(2000)));
    }

    #[test]
    fn one_long_line_of_data_among_ordinary_code_is_not() {
        let text = format!("const blob = '{}';\n{}", "x".repeat(6000), "redis.del(a, b);\n".repeat(1500));
        assert!(!judge("app.js", &text));
    }

    #[test]
    fn a_small_file_is_read_whatever_its_lines() {
        assert!(!judge("app.js", &"redis.del(a,b);".repeat(400)));
    }
}
