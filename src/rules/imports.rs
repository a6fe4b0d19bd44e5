//! Names that a fix needs from a module.

use smol_str::SmolStr;

use crate::finding::{Edit, Place, Span};
use crate::project::ModuleFile;
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
