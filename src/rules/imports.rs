//! Names that a fix needs from a module.

use smol_str::SmolStr;

use crate::finding::{Edit, Place, Span};
use crate::project::ModuleFile;
use crate::syntax::ir::Import;
use crate::syntax::items::line_end_of;

/// How a name of a Python module is written in a file, and what has to be added for that, if anything.
pub(super) fn python(file: &ModuleFile, module: &str, name: &str) -> Option<(String, Option<Edit>)> {
    let ir = &file.ir;
    if ir.top.contains_key(&SmolStr::from(name)) {
        return Some((name.to_owned(), None));
    }
    let package = module.split('.').next()?;
    let related = |specifier: &str| specifier.split('.').next() == Some(package);
    let exact = ir.imports.iter().find(|import| import.specifier == module);
    let import = exact.or_else(|| ir.imports.iter().rev().find(|import| related(&import.specifier)))?;
    let text = &file.source.text;
    let start = import.span.start as usize;
    let row_start = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let row_end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
    let row = &text[row_start..row_end];
    let edit = |span: Span, replacement: String| Edit { place: Place { path: file.path.clone(), span }, replacement };
    let prefix = format!("from {module} import ");
    if let Some(names) = row.strip_prefix(&prefix)
        && !names.contains(['(', '\\', '#', ';', '*'])
    {
        let behind = names.split(',').map(str::trim_start).find(|other| *other > name);
        return Some((
            name.to_owned(),
            Some(match behind {
                Some(other) => {
                    let at = row_start + prefix.len() + names.find(other)?;
                    edit(Span::new(at, at), format!("{name}, "))
                }
                None => edit(Span::new(row_end, row_end), format!(", {name}")),
            }),
        ));
    }
    // A row of its own before the statement, which begins its row.
    let begins = row.starts_with("from ") || row.starts_with("import ");
    begins.then(|| {
        let line_end = line_end_of(text);
        let span = Span::new(row_start, row_start);
        (name.to_owned(), Some(edit(span, format!("from {module} import {name}{line_end}"))))
    })
}

/// What has to be added to a Go file so that it can name a package of the standard library; nothing where it does already.
/// `None` where that cannot be told.
pub(super) fn go(file: &ModuleFile, package: &str) -> Option<Option<Edit>> {
    let (ir, text) = (&file.ir, &file.source.text);
    let row_of = |span: Span| {
        let start = text[..span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        (start, text[start..span.start as usize].trim())
    };
    if let Some(known) = ir.imports.iter().find(|import| import.specifier == package) {
        // By another name, or for its effects alone.
        return matches!(row_of(known.span).1, "" | "import" | "import (").then_some(None);
    }
    if ir.top.contains_key(&SmolStr::from(package)) {
        return None;
    }
    let is_standard = |import: &&Import| !import.specifier.contains('.');
    let follows = |import: &&Import| import.specifier.as_str() > package;
    let first = ir.imports.first()?;
    let line_end = line_end_of(text);
    let add = |at: usize, new: String| {
        let span = Span::new(at, at);
        Some(Some(Edit { place: Place { path: file.path.clone(), span }, replacement: new }))
    };
    if ir.imports.iter().any(|import| row_of(import.span).1 == "import") {
        // Statements with one package each.
        return add(row_of(first.span).0, format!("import \"{package}\"{line_end}"));
    }
    let behind = ir.imports.iter().filter(is_standard).find(follows);
    let last = ir.imports.iter().rfind(is_standard);
    match (behind, last) {
        (Some(next), _) => add(row_of(next.span).0, format!("\t\"{package}\"{line_end}")),
        (None, Some(last)) => {
            let rest = &text[last.span.end as usize..];
            let at = last.span.end as usize + rest.find(['\n', '\r'])?;
            add(at, format!("{line_end}\t\"{package}\""))
        }
        (None, None) => add(row_of(first.span).0, format!("\t\"{package}\"{line_end}{line_end}")),
    }
}
