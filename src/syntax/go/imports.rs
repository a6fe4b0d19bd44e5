//! The package clause and imports.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::tree::{Field, Kind, child, kind};
use super::{Lowering, span};
use crate::finding::Span;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    pub(super) fn package(&mut self, node: Node<'t>) {
        let name = self.children(node).first().map(|&name| SmolStr::new(self.text_of(name)));
        self.builder.module().package = name;
    }

    pub(super) fn import_declaration(&mut self, node: Node<'t>) {
        self.builder.module().statements.push(span(node));
        for spec in self.children(node) {
            match kind(spec) {
                Kind::ImportSpec => self.import(spec),
                Kind::ImportSpecList => {
                    for spec in self.children(spec) {
                        self.import(spec);
                    }
                }
                _ => {}
            }
        }
    }

    fn import(&mut self, node: Node<'t>) {
        let Some(path) = child(node, Field::Path) else { return };
        let specifier = SmolStr::new(self.text_of(path).trim_matches(['"', '`']));
        let place = span(path);
        self.builder.module().imports.push(Import { specifier: specifier.clone(), span: place });
        let alias = child(node, Field::Name);
        match alias.map(|alias| (kind(alias), self.text_of(alias))) {
            Some((_, "." | "_")) | Some((Kind::Dot, _)) => {}
            Some((_, name)) => self.bind_import(name, alias.map_or(place, span), specifier),
            None => {
                for name in package_names(&specifier) {
                    // A guess must not take the name of something that this file declares.
                    if self.builder.lookup(name).is_none() {
                        self.bind_import(name, place, specifier.clone());
                    }
                }
            }
        }
    }

    fn bind_import(&mut self, name: &str, place: Span, specifier: SmolStr) {
        let scope = self.builder.top_scope();
        let binding = self.builder.declare(scope, name, place);
        let module = self.builder.expr(place, ExprKind::Module(specifier));
        self.builder.define(binding, place, DefKind::Value(module));
    }
}

/// What a package is probably called, from its import path: the last element that is no version, without `.vN`, and also
/// without `go-` or `-go` around it (`github.com/redis/go-redis/v9` is `redis`).
fn package_names(path: &str) -> impl Iterator<Item = &str> {
    let mut elements = path.rsplit('/');
    let mut last = elements.next().unwrap_or_default();
    if is_version(last) {
        last = elements.next().unwrap_or(last);
    }
    if let Some((name, version)) = last.rsplit_once('.')
        && is_version(version)
    {
        last = name;
    }
    let bare = last.strip_prefix("go-").unwrap_or(last);
    let bare = bare.strip_suffix("-go").or_else(|| bare.strip_suffix(".go")).unwrap_or(bare);
    let names = [Some(last), (bare != last).then_some(bare)];
    names.into_iter().flatten().filter(|name| is_identifier(name))
}

fn is_version(element: &str) -> bool {
    element.strip_prefix('v').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && characters.all(|other| other == '_' || other.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::package_names;

    #[test]
    fn guesses_the_package_name_from_the_path() {
        let names = |path| package_names(path).collect::<Vec<_>>();
        assert_eq!(names("github.com/redis/go-redis/v9"), ["redis"]);
        assert_eq!(names("github.com/go-redis/redis/v8"), ["redis"]);
        assert_eq!(names("gopkg.in/redis.v5"), ["redis"]);
        assert_eq!(names("fmt"), ["fmt"]);
        assert_eq!(names("github.com/mattn/go-sqlite3"), ["sqlite3"]);
        assert_eq!(names("github.com/nats-io/nats.go"), ["nats"]);
        assert_eq!(names("github.com/acme/keys-go"), ["keys"]);
        assert_eq!(names("github.com/acme/some-thing"), Vec::<&str>::new());
    }
}
