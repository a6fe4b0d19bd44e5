//! What a file imports, read from its text without parsing it.
//!
//! What is found may be no import at all (a line of a string, a comment): too much is no harm where this is asked.

use memchr::{memchr, memchr3, memmem};

/// What a JavaScript or TypeScript file may import: the quoted texts of lines that speak of importing.
pub(super) fn javascript_imports(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter(|line| ["from", "import", "require"].iter().any(|word| line.contains(word)));
    lines.flat_map(|line| quoted(line.as_bytes())).filter_map(|specifier| std::str::from_utf8(specifier).ok())
}

/// What a Go file imports: the quoted texts in front of its first declaration, comments over several lines left out.
///
/// Of bytes, as this is asked about all Go files that there are.
pub(super) fn go_imports(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_declaration =
        |line: &[u8]| [&b"func"[..], b"type", b"var", b"const"].iter().any(|word| line.starts_with(word));
    outside_comments(lines(text)).take_while(move |line| !is_declaration(line)).flat_map(quoted)
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = memchr(b'\n', text);
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

/// What of each line stands behind block comments: what C code is in front of `import "C"` declares nothing.
fn outside_comments<'a>(lines: impl Iterator<Item = &'a [u8]>) -> impl Iterator<Item = &'a [u8]> {
    let mut is_inside = false;
    lines.filter_map(move |line| {
        let mut rest = line;
        loop {
            if is_inside {
                rest = &rest[memmem::find(rest, b"*/")? + 2..];
                is_inside = false;
            }
            match rest.trim_ascii_start().strip_prefix(b"/*") {
                Some(comment) => (rest, is_inside) = (comment, true),
                None => return Some(rest),
            }
        }
    })
}

/// The quoted texts of a line that could be specifiers.
fn quoted(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = line;
    let all = std::iter::from_fn(move || {
        let open = memchr3(b'\'', b'"', b'`', rest)?;
        let behind = &rest[open + 1..];
        let (inside, after) = behind.split_at(memchr(rest[open], behind)?);
        rest = &after[1..];
        Some(inside)
    });
    all.filter(|text| !text.is_empty() && !text.iter().any(u8::is_ascii_whitespace))
}

/// One `import module` or `from module import names`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PythonImport {
    module: String,
    names: Vec<String>,
}

/// The imports of a Python file by its lines; lines of strings and comments may look like one.
pub(super) fn python_imports(text: &str) -> Vec<PythonImport> {
    let mut imports = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim_start();
        if let Some(modules) = line.strip_prefix("import ") {
            let names = modules.split('#').next().unwrap_or_default().split(',').map(first_word);
            imports.extend(names.map(|name| PythonImport { module: name.to_owned(), names: Vec::new() }));
        } else if let Some((module, names)) = line.strip_prefix("from ").and_then(|rest| rest.split_once(" import")) {
            let all = logical_line(names, &mut lines);
            let names = all.split([',', '(', ')']).map(first_word).filter(|name| !name.is_empty() && *name != "*");
            imports.push(PythonImport { module: module.trim().to_owned(), names: names.map(str::to_owned).collect() });
        }
    }
    imports
}

/// What belongs to a line of Python: up to the closing bracket, and behind a backslash at its end.
fn logical_line<'a>(first: &'a str, lines: &mut impl Iterator<Item = &'a str>) -> String {
    let mut all = String::new();
    let mut line = first;
    let mut is_open = false;
    loop {
        let code = line.split('#').next().unwrap_or_default().trim_end();
        let joined = code.strip_suffix('\\');
        is_open = (is_open || code.contains('(')) && !code.contains(')');
        all.push_str(joined.unwrap_or(code));
        all.push(' ');
        if joined.is_none() && !is_open {
            return all;
        }
        let Some(next) = lines.next() else { return all };
        line = next;
    }
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

impl PythonImport {
    /// All that it may mean as modules: the module itself, and each name as a submodule of it.
    pub(super) fn specifiers(&self) -> impl Iterator<Item = String> {
        let dot = if self.module.ends_with('.') { "" } else { "." };
        let submodules = self.names.iter().map(move |name| format!("{}{dot}{name}", self.module));
        std::iter::once(self.module.clone()).chain(submodules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_imports_are_read_from_lines() {
        let text = "import a.b as c, d # e\n  from . import (\n  cache, # no\n  keys as k,\n)\nfrom ..x import *\nfrom y import \\\n  z\n";
        let import = |module: &str, names: &[&str]| PythonImport {
            module: module.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(
            python_imports(text),
            [
                import("a.b", &[]),
                import("d", &[]),
                import(".", &["cache", "keys"]),
                import("..x", &[]),
                import("y", &["z"])
            ]
        );
    }

    #[test]
    fn go_imports_end_where_code_begins() {
        let imports = |text: &'static str| {
            go_imports(text.as_bytes()).map(|import| std::str::from_utf8(import).unwrap()).collect::<Vec<_>>()
        };
        let text = "package a\n\nimport f \"fmt\"\nimport (\n\t_ \"b/c\" // d\n)\n\nvar e = \"f\"\n";
        assert_eq!(imports(text), ["fmt", "b/c"]);
        let text = "package a\n/*\nconst int x;\n#include \"x.h\"\n*/\nimport \"C\"\n/* one */ import /* two */ \"b\"\nfunc f() {}\n";
        assert_eq!(imports(text), ["C", "b"]);
        assert_eq!(imports("package a\r\nimport \"b\"\r\nimport \"c"), ["b"]);
    }

    #[test]
    fn javascript_imports_are_the_quoted_texts_of_their_lines() {
        let text = "import a, { b } from './a';\nexport * from \"../b\"\n} from `c`;\nconst d = require('d'), e = 'e f';\nlet f = 'f';\nimport('g').then(h => h)\n";
        assert_eq!(javascript_imports(text).collect::<Vec<_>>(), ["./a", "../b", "c", "d", "g"]);
    }
}
